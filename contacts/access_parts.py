"""What contacts put in the file of an access request: chapters, permissions, who gets which document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from customers.hooks import AccessSection, AccessTable, register_access_section
from customers.hooks.access import AccessChapter, register_access_chapter, register_access_mask

if TYPE_CHECKING:
    from customers.hooks.access import Mask
    from customers.models import Customer

PERSONS = "contacts_contactperson"
#: Of the people of a company: what is theirs and not the company's.
PRIVATE = (
    "mobile",
    "street",
    "house_number",
    "house_number_addition",
    "postcode",
    "city",
    "note",
)
#: Of other people: everything that says who they are.
PERSONAL = (
    "salutation",
    "initials",
    "first_name",
    "infix",
    "last_name",
    "job_title",
    "phone",
    "emails",
    *PRIVATE,
)


def register() -> None:
    """Register everything; harmless when called again."""
    for name, label, tables, position in (
        ("persons", _("Contact persons"), (PERSONS,), 40),
        (
            "consents",
            _("Your permissions"),
            ("contacts_addresspermission", "contacts_consentevent"),
            50,
        ),
        (
            "moments",
            _("Contacts and notes"),
            ("contacts_contactmoment", "contacts_memo", "contacts_attachment"),
            60,
        ),
        (
            "messages",
            _("Messages to you"),
            (
                "contacts_message",
                "contacts_delivery",
                "contacts_messagefile",
                "contacts_heldaddress",
            ),
            70,
        ),
    ):
        register_access_chapter(AccessChapter(name, label, tables, position))
    register_access_mask(PERSONS, person_mask)
    register_access_section(
        AccessSection("routing", _("Who gets which document, and why"), routing_table, 20)
    )


def person_mask(customer: Customer) -> Mask:
    """Masks the contact persons of this customer: see `customers.privacy.access`."""
    from customers.privacy.access.redaction import OTHER_PERSON, People

    is_company = customer.kind == "company"
    own = People()
    own.add({column: getattr(customer, column, "") for column in (*PERSONAL, "phone_extra")})

    def mask(row: dict[str, Any]) -> None:
        columns = PRIVATE if is_company else () if own.is_same(row) else PERSONAL
        for column in columns:
            if row.get(column) not in (None, ""):
                row[column] = OTHER_PERSON

    return mask


def routing_table(customer: Customer) -> AccessTable:
    """The matrix of the card: for each document its addresses, and why those."""
    from contacts.presentation.routing import routing_rows

    rows = [
        (row.document, row.same or ", ".join(row.recipients) or "-", " ".join(row.reasons))
        for row in routing_rows(customer)
    ]
    return AccessTable((_("Document"), _("Goes to"), _("Why")), rows)

"""What every plan of erasure says of contact persons, the timeline and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import ConsentEvent, ContactPerson, Delivery, HeldAddress
from customers import hooks
from customers.hooks import PlanLine, PlanReport
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from customers.models import Customer

FIRST = 20  # as many other customers are told of by name


def _persons(n: int) -> str:
    return ngettext("%(n)d contact person", "%(n)d contact persons", n) % {"n": n}


def _consents(events: int, _levels: int) -> str:
    return ngettext("%(n)d step", "%(n)d steps", events) % {"n": events}


def _moments(moments: int, memos: int) -> str:
    words = ngettext("%(n)d contact moment", "%(n)d contact moments", moments) % {"n": moments}
    if not memos:
        return words
    return _("%(contacts)s and the memo") % {"contacts": words}


def _files(files: int, sent: int) -> str:
    n = files + sent
    return ngettext("%(n)d file", "%(n)d files", n) % {"n": n}


def _messages(messages: int, *_others: int) -> str:
    return ngettext("%(n)d message", "%(n)d messages", messages) % {"n": messages}


_LINES: tuple[tuple[str, Any, tuple[str, ...], Any, str, Callable[..., str]], ...] = (
    (
        "persons",
        gettext_lazy("Contact persons"),
        ("contacts_contactperson",),
        gettext_lazy("overwritten like the customer; the type stays"),
        "persons",
        _persons,
    ),
    (
        "consents",
        gettext_lazy("Permissions"),
        ("contacts_consentevent", "contacts_addresspermission"),
        gettext_lazy("address and wording gone; what was agreed when stays"),
        "",
        _consents,
    ),
    (
        "moments",
        gettext_lazy("Contacts and notes"),
        ("contacts_contactmoment", "contacts_memo"),
        gettext_lazy("text gone; date and colleague stay"),
        "timeline",
        _moments,
    ),
    (
        "files",
        gettext_lazy("Files"),
        ("contacts_attachment", "contacts_messagefile"),
        gettext_lazy("right after the erasure, previews too"),
        "files",
        _files,
    ),
    (
        "messages",
        gettext_lazy("Messages"),
        ("contacts_message", "contacts_delivery", "contacts_heldaddress"),
        gettext_lazy("text and addresses gone; date and outcome stay"),
        "messages",
        _messages,
    ),
)
#: The moments that the card shows have an index; removed ones count in the history.
_COUNTED_BY = {"contacts_contactmoment": "customer_id = %(id)s AND removed_at IS NULL"}


def register() -> None:
    """Register the lines, what is only told, and where addresses are written once more."""
    for position, (name, label, tables, note, tab, words) in enumerate(_LINES):
        by = {table: _COUNTED_BY[table] for table in tables if table in _COUNTED_BY}
        line = PlanLine(name, label, tables, note, tab, 20 + position, words, counted_by=by)
        hooks.register_plan_line(line)
    hooks.register_row_parts(ContactPerson._meta.db_table, hanging_on_person)
    hooks.register_plan_report("2 invoices come here", invoices_come_here)
    hooks.register_value_place("phone", "contacts_contactperson", "phone", "mobile")
    hooks.register_value_place("email", "contacts_contactperson", "emails")
    for table in ("contacts_consentevent", "contacts_delivery", "contacts_heldaddress"):
        for kind in ("phone", "email"):
            hooks.register_value_place(kind, table, "address")


def invoices_come_here(customer: Customer) -> Sequence[PlanReport]:
    """The customers whose Factuuradres is this one: their invoices need another."""
    persons = (
        ContactPerson.objects.filter(invoice_customer=customer, archived=False)
        .exclude(customer__status="erased")
        .select_related("customer")
        .order_by("customer__number")
    )
    note = _("Sends its invoices here. Choose another Factuuradres there first.")
    return [
        PlanReport(
            label=f"{row.customer.number} {full_name(PersonName.of(row.customer))}",
            note=note,
            url=reverse("contacts:persons", args=[row.customer.number]),
        )
        for row in persons[:FIRST]
    ]


def hanging_on_person(pk: int) -> dict[str, list[object]]:
    """What was agreed with a contact person, what was sent to it, and its addresses on hold."""
    addresses: set[str] = set()
    past: Any = ContactPerson
    for rows in (ContactPerson.objects.filter(pk=pk), past.history.filter(id=pk)):
        for emails, *phones in rows.values_list("emails", "phone", "mobile"):
            addresses.update(part.strip() for part in emails.split(";") if part.strip())
            addresses.update(filter(None, phones))
    customers = past.history.filter(id=pk).values("customer_id")
    held = HeldAddress.objects.filter(customer__in=customers, address__in=addresses)
    return {
        model._meta.db_table: list(rows.order_by("pk").values_list("pk", flat=True))
        for model, rows in (
            (ConsentEvent, ConsentEvent.objects.filter(contact_person=pk)),
            (Delivery, Delivery.objects.filter(contact_person=pk)),
            (HeldAddress, held),
        )
    }

"""Why the shop has contacts, messages and permissions, in the register of processing (article 30)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import Processing

INTEREST = _("legitimate interest (article 6.1.f)")


def register() -> None:
    """Put the lines of contacts in the register."""
    for line in (_persons(), _moments(), _messages(), _consent()):
        hooks.register_processing(line)


def _persons() -> Processing:
    return Processing(
        name="persons",
        label=_("Contact persons"),
        tables=("contacts_contactperson",),
        purpose=_("reaching the right person of a customer"),
        ground=INTEREST,
        subjects=_("contact persons of customers"),
        kept=_("until the customer or the person is erased"),
        kinds=("customer", "prospect"),
        position=30,
    )


def _moments() -> Processing:
    return Processing(
        name="moments",
        label=_("Contacts, notes and attachments"),
        tables=("contacts_contactmoment", "contacts_attachment", "contacts_memo"),
        purpose=_("knowing what was agreed and said"),
        ground=INTEREST,
        subjects=_("customers and their contact persons"),
        kept=_("until the customer is erased"),
        kinds=("moment", "attachment"),
        position=32,
    )


def _messages() -> Processing:
    return Processing(
        name="messages",
        label=_("Messages to customers"),
        tables=(
            "contacts_message",
            "contacts_messagefile",
            "contacts_delivery",
            "contacts_heldaddress",
        ),
        purpose=_("sending documents and messages, and knowing whether they arrived"),
        ground=_("contract (article 6.1.b)"),
        subjects=_("customers and their contact persons"),
        kept=_("until the customer is erased"),
        kinds=("message",),
        recipients=_("the mail server and the SMS service of the shop"),
        position=34,
    )


def _consent() -> Processing:
    return Processing(
        name="consent",
        label=_("Permissions for mailings"),
        tables=("contacts_consentevent", "contacts_addresspermission"),
        purpose=_("sending news only to who agreed, and proving it"),
        ground=_("consent (article 6.1.a) and its proof (article 7.1)"),
        subjects=_("customers and their contact persons"),
        kept=_("until the customer is erased"),
        data=_("purpose, source and moment of each permission"),
        position=36,
    )

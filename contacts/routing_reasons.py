"""The sentences that say why a document goes where it goes, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.models import Document, Predefined
from customers.models import Customer
from customers.presentation.dates import full_day
from customers.values.names import PersonName, full_name
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from datetime import datetime

    from contacts.models import ContactPerson


def customer_words(customer: Customer) -> str:
    """'100990 Holding Domstad N.V.'."""
    return f"{customer.number} {full_name(PersonName.of(customer), capital=False)}".strip()


# ---------------------------------------------------------------- contact persons
def preferred(person: ContactPerson, type_: Predefined, count: int) -> str:
    """It goes to the preferred contact person."""
    words = {"name": person.display_name, "type": type_.label, "n": count}
    if count == 1:
        return _("%(name)s is preferred for %(type)s") % words
    if count == 2:
        text = _("%(name)s is preferred for %(type)s; both addresses are of this contact person")
        return text % words
    text = _("%(name)s is preferred for %(type)s; all %(n)d addresses are of this contact person")
    return text % words


def no_preferred(type_: Predefined, *, present: bool) -> tuple[str, str]:
    """Nobody is preferred: to the main address, or nowhere when that is missing too."""
    words = {"type": type_.label}
    if present:
        return (
            _("Nobody is preferred for %(type)s, so the customer's main address") % words,
            _("Nobody is preferred for %(type)s, and the customer has no e-mail address") % words,
        )
    return (
        _("There is no contact person for %(type)s, so the customer's main address") % words,
        _("There is no contact person for %(type)s, and the customer has no e-mail address")
        % words,
    )


def contact_without_address(person: ContactPerson, type_: Predefined) -> tuple[str, str]:
    """The preferred one cannot be mailed: to the main address, or nowhere."""
    words = {"name": person.display_name, "type": type_.label}
    return (
        _("%(name)s (%(type)s) has no address, so the customer's main address") % words,
        _("%(name)s (%(type)s) has no address, and the customer has none either") % words,
    )


# ---------------------------------------------------------------- invoices
def redirected(chain: list[Customer]) -> str:
    """The invoices go to another customer, perhaps by way of others."""
    if len(chain) == 1:
        text = _("Invoice address points to %(customer)s; that name stands on the invoice too")
        return text % {"customer": customer_words(chain[0])}
    text = _(
        "Invoice address points to %(first)s, and from there to %(last)s; that name stands on the"
        " invoice too"
    )
    return text % {"first": customer_words(chain[0]), "last": customer_words(chain[-1])}


def target_status(target: Customer) -> str:
    """The customer that gets the invoices is not there any more."""
    if target.status == Customer.Status.ERASED:
        text = _("Invoice address points to %(number)s, and that customer was erased")
        return text % {"number": target.number}
    text = _("Invoice address points to %(customer)s, and that customer is inactive")
    return text % {"customer": customer_words(target)}


def circle(chain: list[Customer]) -> str:
    """The invoice addresses point round and round, or never end."""
    numbers = ", ".join(customer.number for customer in chain)
    return _("The invoice addresses go round in a circle: %(numbers)s") % {"numbers": numbers}


# ---------------------------------------------------------------- messages
def newsletter() -> str:
    """It goes to the main address."""
    return _("The customer's main address, with permission for news")


def message_by_email(language: str) -> str:
    """The customer chose e-mail."""
    words = {"language": Customer.Language(language).label}
    return _("Customer messages is set to e-mail, in %(language)s") % words


def message_by_sms(
    language: str, *, of: ContactPerson | None, instead_of: ContactPerson | None
) -> str:
    """The customer chose SMS; `of` has the number, or `instead_of` has none."""
    words = {"language": Customer.Language(language).label}
    if of is not None:
        text = _("Customer messages is set to SMS, in %(language)s; the number is of %(name)s")
        return text % (words | {"name": of.display_name})
    if instead_of is not None:
        text = _(
            "Customer messages is set to SMS, in %(language)s; %(name)s has no mobile number, so the"
            " customer's"
        )
        return text % (words | {"name": instead_of.display_name})
    return _("Customer messages is set to SMS, in %(language)s") % words


def not_wanted(document: Document) -> str:
    """The customer chose none."""
    if document is Document.READY:
        return _("The customer wants no message when something is ready")
    return _("The customer wants no message when something is delayed")


def service_off() -> str:
    """The shop sends none."""
    return _("The shop's message service is off")


def no_mobile(person: ContactPerson | None) -> str:
    """An SMS without a number."""
    if person is None:
        return _("Customer messages is set to SMS, but there is no mobile number")
    text = _(
        "Customer messages is set to SMS, but neither %(name)s nor the customer has a mobile number"
    )
    return text % {"name": person.display_name}


def number_incomplete(number: str) -> str:
    """A number as somebody typed it, that cannot be dialled."""
    return _("%(number)s is not a complete mobile number") % {"number": number}


def sms_withdrawn(number: str, country: str) -> str:
    """Somebody said no to SMS."""
    words = {"number": display_phone(number, country)}
    return _("Permission for SMS to %(number)s was withdrawn") % words


# ---------------------------------------------------------------- addresses
def no_permission(address: str, level: int, needed: int) -> str:
    """The address may not be written to for this."""
    words = {"address": address, "level": level, "needed": needed}
    if needed == Customer.EmailPermission.EVERYTHING:
        return _("%(address)s has permission %(level)d, a newsletter needs %(needed)d") % words
    return _("%(address)s has permission 0: nothing goes there") % words


def held(address: str, since: datetime) -> str:
    """A message came back."""
    day = full_day(timezone.localtime(since).date())
    return _("A message to %(address)s came back on %(day)s") % {"address": address, "day": day}


def no_address() -> str:
    """There is nothing to write to."""
    return _("The customer has no e-mail address")


def customer_status(customer: Customer) -> str:
    """Nothing goes to who is not a customer any more."""
    if customer.status == Customer.Status.ERASED:
        return _("The customer was erased: nothing goes there any more")
    return _("The customer is inactive: nothing goes there")


# ---------------------------------------------------------------- the same as above
def same_addresses(count: int) -> str:
    """The cell of a row that goes where another goes."""
    if count == 1:
        return _("the same address")
    if count == 2:
        return _("the same two addresses")
    return _("the same %(n)d addresses") % {"n": count}


def same_as(type_: Predefined, document: Document) -> str:
    """'Inkoop, net als de offerte'."""
    names = {
        Document.QUOTE: pgettext("just like", "the quote"),
        Document.RMA: pgettext("just like", "the RMA"),
    }
    return _("%(type)s, just like %(document)s") % {
        "type": type_.label,
        "document": names[document],
    }

"""Where a Factuuradres may point: never to itself, in a circle, or to who may not be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from contacts.models import ContactPerson
from customers.models import Customer
from customers.values.names import PersonName, list_name

if TYPE_CHECKING:
    from django.db import IntegrityError

_SOURCES = """
WITH RECURSIVE sources (customer_id) AS (
    SELECT %s::bigint
    UNION
    SELECT p.customer_id FROM sources
        JOIN public.contacts_contactperson p ON p.invoice_customer_id = sources.customer_id
        WHERE NOT p.archived
)
SELECT customer_id FROM sources"""


def sources_of(customer: Customer) -> set[int]:
    """The keys of all whose invoices end up at `customer`, itself included. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, [customer.pk])
        return {key for (key,) in cursor.fetchall()}


def refusal(
    customer: Customer, *, key: int, number: str, name: str, status: str, sources: set[int]
) -> str:
    """Why the invoices of `customer` cannot go to another; '' when they can.

    Args:
        customer: whose invoices they are.
        key: of the other customer.
        number: its number.
        name: what it is called.
        status: its status.
        sources: `sources_of(customer)`.
    """
    if key == customer.pk:
        return _("This is the customer itself. Choose another one.")
    called = {"customer": f"{number} {name}".strip()}
    if status == Customer.Status.ERASED:
        return _("%(number)s was erased. Choose another customer.") % {"number": number}
    if status not in (Customer.Status.PROSPECT, Customer.Status.ACTIVE):
        text = _("%(customer)s is inactive. Choose another customer, or make it active first.")
        return text % called
    if key in sources:
        text = _("The invoices of %(customer)s already come here: they would go round in a circle.")
        return text % called
    return ""


def refusal_of(customer: Customer, other: Customer) -> str:
    """`refusal` for one customer, loaded."""
    return refusal(
        customer,
        key=other.pk,
        number=other.number,
        name=list_name(PersonName.of(other)),
        status=other.status,
        sources=sources_of(customer),
    )


def check(person: ContactPerson) -> None:
    """Check a Factuuradres that is about to be saved; one that stays as it was is left alone.

    Raises ValidationError with a sentence at the field.
    """
    if person.invoice_customer_id is None or person.archived:
        return
    saved = ContactPerson.objects.filter(pk=person.pk).first() if person.pk else None
    other = Customer.objects.get(pk=person.invoice_customer_id)
    stood = saved is not None and saved.invoice_customer_id is not None
    if person.emails and not (stood and saved and saved.emails == person.emails):
        raise ValidationError({"emails": _no_box(other)})
    live = ContactPerson.objects.filter(customer=person.customer_id).choosable()
    if live.exclude(pk=person.pk).exclude(invoice_customer=None).exists():
        raise ValidationError({"invoice_customer": _second()})
    if saved and saved.invoice_customer_id == other.pk and not saved.archived:
        return
    if reason := refusal_of(person.customer, other):
        raise ValidationError({"invoice_customer": reason})


def in_words(error: IntegrityError, person: ContactPerson) -> Exception:
    """What the database refused, as a ValidationError; an error of another sort as it is."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", "")
    if name == "contactperson_one_redirect":
        return ValidationError({"invoice_customer": _second()})
    if name not in ("contactperson_redirect_loop", "contactperson_redirect_choosable"):
        return error
    assert person.invoice_customer is not None  # noqa: S101  # for mypy
    person.invoice_customer.refresh_from_db()
    reason = refusal_of(person.customer, person.invoice_customer)
    return ValidationError({"invoice_customer": reason or _("This is not possible any more.")})


def _no_box(other: Customer) -> str:
    text = _(
        "The invoices go to the address of customer %(number)s. Empty this field, or take that"
        " number away."
    )
    return text % {"number": other.number}


def _second() -> str:
    return _(
        "The invoices of this customer go to another customer already."
        " Change or archive that invoice address first."
    )

"""Adding, changing, archiving and preferring contact persons.

Who writes a contact person holds its customer's row: the rules about the others of its type, and
about where invoices go, are kept for one at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contacts.models import ContactPerson
from contacts.services import redirects
from customers.models import Customer
from customers.services import combining, state
from customers.services.combining import Saved, combine
from klantbeheer import history

if TYPE_CHECKING:
    from typing import Any

    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

PLAIN = (
    "salutation",
    "initials",
    "first_name",
    "infix",
    "last_name",
    "job_title",
    "language",
    *state.ADDRESS,
    "phone",
    "mobile",
    "emails",
    "email_permission",
    "note",
    "preferred",
)
LINKS = ("type", "invoice_customer")
FIELDS = (*LINKS, *PLAIN)


def values_of(row: Any) -> Values:
    """The values of a contact person, or of a row of its history; links as keys."""
    return combining.values_of(row, PLAIN, LINKS)


# ---------------------------------------------------------------- writing
def add_person(
    *, customer: Customer, values: Values, actor: StaffUser | str, reason: str = ""
) -> ContactPerson:
    """Add a contact person; the first of its type is preferred by itself.

    Args:
        customer: where the person works.
        values: by the names in `FIELDS`; what is missing stays empty.
        actor: who adds.
        reason: for the history.

    Raises:
        ValidationError: the customer is inactive or erased, or a field does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock(customer.pk, values.get("invoice_customer"))
        if not locked.is_active:
            raise ValidationError(refusal_to_add())
        person = ContactPerson(customer=locked)
        combining.apply(person, values, PLAIN, LINKS)
        person.preferred = person.preferred or not _others(person).exists()
        _save(person)
    return person


def change_person(
    *,
    person: ContactPerson,
    version: int,
    values: Values,
    actor: StaffUser | str,
    reason: str = "",
) -> Saved[ContactPerson]:
    """Save what a clerk changed, combined with what others changed in the meantime.

    A save without a difference writes nothing.

    Args:
        person: the contact person.
        version: the one that the form was opened with.
        values: as typed, by the names in `FIELDS`.
        actor: who changes.
        reason: for the history.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        ValidationError: the combination does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_person(person, values.get("invoice_customer"))
        combination = combine(locked, version=version, values=values, read=values_of)
        if combination.todo:
            _change(locked, combination.todo)
    return Saved.of(locked, combination)


def archive_person(
    *, person: ContactPerson, actor: StaffUser | str, reason: str = ""
) -> ContactPerson:
    """Take a contact person out of every choice; archived ones are not preferred either."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_person(person)
        if not locked.archived:
            locked.archived, locked.preferred = True, False
            locked.save()
    return locked


def restore_person(
    *, person: ContactPerson, actor: StaffUser | str, reason: str = ""
) -> ContactPerson:
    """Take a contact person out of the archive; the only one of its type is preferred again.

    Raises:
        ValidationError: its invoices would go where they cannot go any more.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_person(person)
        if locked.archived:
            locked.archived = False
            locked.preferred = not _others(locked).exists()
            _save(locked)
    return locked


def prefer_person(
    *, person: ContactPerson, actor: StaffUser | str, reason: str = ""
) -> ContactPerson:
    """Prefer a contact person of its type, instead of the one that was.

    Raises:
        ValidationError: the person is archived.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_person(person)
        if not locked.preferred:
            _change(locked, {"preferred": True})
    return locked


def refusal_to_add() -> str:
    """Why an inactive customer gets no contact person."""
    return _("An inactive customer gets no new contact person. Make the customer active first.")


# ---------------------------------------------------------------- the parts
def _lock(customer_id: int, other_id: int | None = None) -> Customer:
    """Hold the customer, and the one that its invoices go to, always in the same order."""
    keys = [key for key in (customer_id, other_id) if key is not None]
    rows = Customer.objects.filter(pk__in=keys).order_by("pk")
    locked: dict[int, Customer] = {
        row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)
    }
    return locked[customer_id]


def _lock_person(person: ContactPerson, other_id: int | None = None) -> ContactPerson:
    customer = _lock(person.customer_id, other_id or person.invoice_customer_id)
    rows = ContactPerson.objects.select_for_update(of=("self",))
    locked: ContactPerson = rows.get(pk=person.pk)
    locked.customer = customer
    return locked


def _others(person: ContactPerson) -> Any:
    """The others of this person's type at its customer that are not archived."""
    same = ContactPerson.objects.filter(customer=person.customer_id, type=person.type_id)
    return same.choosable().exclude(pk=person.pk)


def _change(person: ContactPerson, todo: Values) -> None:
    """Write `todo`; of another type the person is preferred only when nobody else is."""
    if todo.get("preferred") and person.archived:
        text = _("An archived contact person cannot be preferred. Restore it first.")
        raise ValidationError({"preferred": text})
    combining.apply(person, todo, PLAIN, LINKS)
    if "type" in todo and "preferred" not in todo and not person.archived:
        others = _others(person)
        if not others.exists():
            person.preferred = True
        elif others.filter(preferred=True).exists():
            person.preferred = False
    _save(person)


def _save(person: ContactPerson) -> None:
    """Check and write; who was preferred before is so no more. Raises ValidationError."""
    person.clean_fields()
    redirects.check(person)
    if person.preferred:
        for other in _others(person).filter(preferred=True).select_for_update():
            other.preferred = False
            other.save(update_fields=["preferred", "changed_at"])
    person.validate_constraints()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise redirects.in_words(error, person) from error

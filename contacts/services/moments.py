"""Adding, changing and taking away contact moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import ContactMoment, ContactPerson
from contacts.services.moment_activity import activities_of
from customers.models import Customer
from customers.services.combining import Saved, combine
from klantbeheer import history

if TYPE_CHECKING:
    import datetime
    from typing import Any

    from contacts.models import Message
    from customers.activities.models import Activity
    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

FIELDS = ("kind", "direction", "moment", "contact_person_id", "activity_id", "subject", "text")
#: Only these go one way or the other; a note or a visit does not.
DIRECTED = frozenset({"call", "email", "letter", "sms", "document"})


class SentError(Exception):
    """The moment is a message that was sent: it stays as it was sent."""


class NotYoursError(Exception):
    """The moment is a colleague's, and this user may not take those off the timeline."""


def add_moment(
    *,
    customer: Customer,
    kind: str,
    text: str,
    subject: str = "",
    direction: str = "",
    moment: datetime.datetime | None = None,
    contact_person: ContactPerson | None = None,
    activity: Activity | None = None,
    actor: StaffUser | str,
    message: Message | None = None,
) -> ContactMoment:
    """Put one contact on the customer's timeline.

    Args:
        customer: whose timeline; inactive customers write and call too.
        kind: one of `ContactMoment.Kind`.
        text: what was said or written.
        subject: a title of its own.
        direction: 'in', 'out' or ''.
        moment: when it was; now when left out.
        contact_person: with whom, of this customer.
        activity: what it was about, of this customer; a treatment has no place on the timeline.
        actor: the author, or the name of the system actor.
        message: the message that this is; a message has one moment, and the second call returns it.

    Raises:
        ValidationError: the customer is erased, the person or the activity is another customer's,
            nothing was said.
    """
    with transaction.atomic(), history.acting(actor=actor):
        customers = Customer.objects.select_for_update(of=("self",), no_key=True)
        locked: Customer = customers.get(pk=customer.pk)
        if message is not None:
            earlier: ContactMoment | None = ContactMoment.objects.filter(message=message).first()
            if earlier is not None:
                return earlier
        if locked.status == Customer.Status.ERASED:
            raise ValidationError(_("This customer was erased in the meantime."), code="erased")
        added = ContactMoment(customer=locked, message=message)
        if isinstance(actor, str):
            added.system = actor
        else:
            added.author = actor
        values = {"kind": kind, "direction": direction, "subject": subject, "text": text}
        person_id = contact_person.pk if contact_person else None
        _write(
            added,
            values
            | {
                "moment": moment or timezone.now(),
                "contact_person_id": person_id,
                "activity_id": activity.pk if activity else None,
            },
        )
    return added


def change_moment(
    *, moment: ContactMoment, version: int, values: Values, actor: StaffUser, reason: str = ""
) -> Saved[ContactMoment]:
    """Save what a clerk changed of a moment, with what others changed in the meantime.

    Args:
        moment: the contact moment.
        version: the one that the form was opened with.
        values: as typed, by the names in `FIELDS`.
        actor: who changes.
        reason: for the history.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        SentError: it is a message that was sent.
        ValidationError: nothing is said any more, or the person or the activity is another
            customer's.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock(moment)
        if locked.message_id is not None:
            raise SentError
        combination = combine(locked, version=version, values=values)
        if combination.todo:
            _write(locked, combination.todo)
    return Saved.of(locked, combination)


def remove_moment(*, moment: ContactMoment, actor: StaffUser, reason: str) -> ContactMoment:
    """Take a moment off the timeline; it stays in the history. One that is off it is left as it is.

    Raises:
        NotYoursError: it is a colleague's, and `actor` may not.
        SentError: it is a message that was sent.
    """
    return _set_removed(moment, timezone.now(), actor, reason)


def restore_moment(*, moment: ContactMoment, actor: StaffUser, reason: str = "") -> ContactMoment:
    """Put a moment back on the timeline. Raises as `remove_moment`."""
    return _set_removed(moment, None, actor, reason)


def may_remove(user: Any, moment: ContactMoment) -> bool:
    """Whether this user may take this moment off the timeline: the author, or the back office."""
    if moment.message_id is not None or not user.has_perm("contacts.change_contactmoment"):
        return False
    own: bool = moment.author_id == user.pk
    return own or user.has_perm("contacts.remove_contactmoment")


def _set_removed(
    moment: ContactMoment, removed_at: datetime.datetime | None, actor: StaffUser, reason: str
) -> ContactMoment:
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock(moment)
        if locked.message_id is not None:
            raise SentError
        if not may_remove(actor, locked):
            raise NotYoursError
        if (locked.removed_at is None) != (removed_at is None):
            locked.removed_at = removed_at
            locked.save()
    return locked


def _lock(moment: ContactMoment) -> ContactMoment:
    found: ContactMoment = ContactMoment.objects.select_for_update(of=("self",)).get(pk=moment.pk)
    return found


def _write(moment: ContactMoment, values: Values) -> None:
    """Put the values on the moment and save it. Raises ValidationError for what does not fit."""
    for name, value in values.items():
        setattr(moment, name, value)
    if moment.kind not in DIRECTED:
        moment.direction = ""
    if not (moment.text.strip() or moment.subject.strip()):
        raise ValidationError({"text": _("Write down what it was about.")})
    person = moment.contact_person_id
    if person and not ContactPerson.objects.filter(pk=person, customer=moment.customer_id).exists():
        raise ValidationError({"contact_person": _("Choose a contact person of this customer.")})
    if moment.activity_id and not activities_of(moment.customer_id, moment.activity_id).exists():
        raise ValidationError({"activity": _("Choose an activity of this customer.")})
    moment.clean_fields()
    moment.save()

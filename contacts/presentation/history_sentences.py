"""One change of a contact person, a contact moment, a message or a permission as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import ContactMoment, ContactPerson, Delivery
from customers.presentation.dates import clock_words, full_day
from customers.presentation.history_fields import FIELDS, Names
from customers.presentation.sentences import DELETED, Sentence, shortened, shortened_pair, valued
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from contacts.models import ConsentEvent

Status = Delivery.Status
_COLUMNS = {field.attname for field in ContactPerson._meta.concrete_fields}
#: What a contact person has in common with a customer is said in the same words.
SHARED = tuple(spec for spec in FIELDS if set(spec.columns) <= _COLUMNS)


@dataclass
class Known:
    """The names behind the keys that stand in history rows."""

    home: str = "NL"
    types: dict[str, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    persons: dict[int, str] = field(default_factory=dict)
    messages: dict[int, str] = field(default_factory=dict)
    activities: dict[int, str] = field(default_factory=dict)


# ---------------------------------------------------------------- contact persons
def of_person(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of a contact person says; `previous` is None for the first one."""
    name, kind = _person_name(row, known), known.types.get(row.type_id, row.type_id)
    if previous is None:
        text = _("{who} added contact person {now}")
        yield Sentence("persons", text, now=name, detail=kind, icon="users")
        return
    if row.archived != previous.archived:
        if row.archived:
            text = _("{who} archived contact person {was}")
            yield Sentence("persons", text, was=name, icon="archive")
        else:
            text = _("{who} took contact person {now} out of the archive")
            yield Sentence("persons", text, now=name, icon="users")
    elif row.preferred != previous.preferred:
        yield _preferred(row, name, kind)
    was = _person_name(previous, known)
    pairs = [(str(spec.phrase), _shown(spec, previous, row, known)) for spec in SHARED]
    pairs += [
        (_("the type"), (known.types.get(previous.type_id, previous.type_id), kind)),
        (_("the job title"), (previous.job_title, row.job_title)),
        (_("the customer who gets the invoices"), _redirects(previous, row, known)),
        (_("the note"), shortened_pair(previous.note, row.note)),
    ]
    for phrase, (before, after) in pairs:
        if before != after:
            what = _("%(what)s of %(name)s") % {"what": phrase, "name": was or name}
            yield valued("persons", what, before, after, "users")


def _preferred(row: Any, name: str, kind: str) -> Sentence:
    if row.preferred:
        text = _("{who} made {now} the preferred one for {what}")
        return Sentence("persons", text, now=name, what=kind, icon="users")
    text = _("{who} took away that {was} is the preferred one for {what}")
    return Sentence("persons", text, was=name, what=kind, icon="users")


def _shown(spec: Any, previous: Any, row: Any, known: Known) -> tuple[str, str]:
    names = Names(home=known.home)
    return (
        (spec.show(previous, names), spec.show(row, names))
        if spec.differs(previous, row)
        else ("", "")
    )


def _redirects(previous: Any, row: Any, known: Known) -> tuple[str, str]:
    was, now = (
        known.customers.get(key, f"#{key}") if key else ""
        for key in (previous.invoice_customer_id, row.invoice_customer_id)
    )
    return was, now


def _person_name(row: Any, known: Known) -> str:
    letters = row.initials or row.first_name
    name = " ".join(part for part in (letters, row.infix, row.last_name) if part)
    return name or known.customers.get(row.invoice_customer_id, "")


# ---------------------------------------------------------------- the timeline
_A_KIND: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "call": (lambda: _("a call"), lambda: _("the call")),
    "visit": (lambda: _("a visit to the counter"), lambda: _("the visit to the counter")),
    "email": (lambda: _("an e-mail"), lambda: _("the e-mail")),
    "letter": (lambda: _("a letter"), lambda: _("the letter")),
    "sms": (lambda: _("an SMS"), lambda: _("the SMS")),
    "note": (lambda: _("a note"), lambda: _("the note")),
    "document": (lambda: _("a document"), lambda: _("the document")),
}
_KIND_ICONS = {
    "call": "phone-call",
    "visit": "store",
    "email": "mail",
    "letter": "mail",
    "sms": "message-square",
    "note": "sticky-note",
    "document": "receipt-text",
}


def of_moment(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of a contact moment says."""
    a_kind, the_kind = _A_KIND[row.kind]
    icon, said = _KIND_ICONS[row.kind], shortened(row.subject or row.text)
    if previous is None:
        if row.message_id is None:  # what was sent has sentences of its own
            text = _("{who} noted {what}: {now}")
            about = _activity(row, known)
            yield Sentence("moments", text, now=said, what=a_kind(), detail=about, icon=icon)
        return
    if row.removed_at and not previous.removed_at:
        text = _("{who} removed {what}: {was}")
        yield Sentence("moments", text, was=said, what=the_kind(), icon="trash-2")
        return
    if previous.removed_at and not row.removed_at:
        text = _("{who} put {what} back: {now}")
        yield Sentence("moments", text, now=said, what=the_kind(), icon=icon)
    kinds, ways = (dict(c.choices) for c in (ContactMoment.Kind, ContactMoment.Direction))
    pairs = [
        (_("the kind"), (str(kinds[previous.kind]), str(kinds[row.kind]))),
        (_("the subject"), (previous.subject, row.subject)),
        (_("the text"), shortened_pair(previous.text, row.text)),
        (_("the moment"), (_moment(previous.moment), _moment(row.moment))),
        (_("the direction"), (str(ways[previous.direction]), str(ways[row.direction]))),
        (_("the contact person"), (_person(previous, known), _person(row, known))),
        (_("the activity"), (_activity(previous, known), _activity(row, known))),
    ]
    for phrase, (was, now) in pairs:
        if was != now:
            what = _("%(what)s of %(name)s") % {"what": phrase, "name": the_kind()}
            yield valued("moments", what, was, now, icon)


def _moment(moment: datetime) -> str:
    return f"{full_day(timezone.localdate(moment))} {clock_words(moment)}"


def _person(row: Any, known: Known) -> str:
    key = row.contact_person_id
    return known.persons.get(key, f"#{key}") if key else ""


def _activity(row: Any, known: Known) -> str:
    key = row.activity_id
    return known.activities.get(key, f"#{key}") if key else ""


def of_memo(row: Any, previous: Any | None, _known: Known) -> Iterator[Sentence]:
    """What a history row of the memo says."""
    was, now = shortened_pair(previous.text if previous else "", row.text)
    if was != now:
        yield valued("memo", _("the memo"), was, now, "sticky-note")


def of_attachment(row: Any, previous: Any | None, _known: Known) -> Iterator[Sentence]:
    """What a history row of an attachment says."""
    if previous is None:
        text = _("{who} added attachment {now}")
        yield Sentence("attachments", text, now=row.name, icon="upload")
    elif row.removed_at and not previous.removed_at:
        text = _("{who} removed attachment {was}")
        yield Sentence("attachments", text, was=row.name, icon="trash-2")
    elif row.name != previous.name:
        yield valued("attachments", _("the name of an attachment"), previous.name, row.name, "link")


# ---------------------------------------------------------------- messages and permission
def of_held_address(row: Any, previous: Any | None, _known: Known) -> Iterator[Sentence]:
    """What a history row of an address that bounced says."""
    if previous is None or (previous.released_at and not row.released_at):
        text = _("{who} put {now} on hold: nothing is sent there")
        yield Sentence("sent", text, now=row.address, detail=row.reason, icon="lock")
    elif row.released_at and not previous.released_at:
        text = _("{who} released {now}: messages go there again")
        yield Sentence("sent", text, now=row.address, icon="mail-check")


_SENT: dict[str, tuple[Any, str]] = {
    Status.QUEUED: (gettext_lazy("{who} prepared {what} for {now}"), "mail"),
    Status.SENT: (gettext_lazy("{who} sent {what} to {now}"), "mail-check"),
    Status.WITHHELD: (gettext_lazy("{who} withheld {what} for {was}"), "lock"),
    Status.FAILED: (gettext_lazy("{who} could not send {what} to {was}"), "circle-alert"),
    Status.BOUNCED: (gettext_lazy("{who} got {what} for {was} back"), "circle-alert"),
    Status.UNSURE: (
        gettext_lazy("{who} does not know whether {what} went to {now}"),
        "circle-alert",
    ),
}
#: After 'unsure' a person decides.
_DECIDED: dict[str, Any] = {
    Status.QUEUED: gettext_lazy("{who} had {what} sent to {now} again"),
    Status.SENT: gettext_lazy("{who} decided: {what} did go to {now}"),
    Status.WITHHELD: gettext_lazy("{who} decided: {what} is not sent to {was} again"),
    Status.FAILED: gettext_lazy("{who} decided: {what} did not go to {was}"),
}


def of_delivery(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of a message on its way to one address says; nothing for the tries."""
    if row.history_type == DELETED or (previous and previous.status == row.status):
        return
    if row.status not in _SENT or (row.status == Status.QUEUED and _is_retry(previous)):
        return
    text, icon = _SENT[row.status]
    if previous and previous.status == Status.UNSURE:
        text = _DECIDED.get(row.status, text)
    address = _address_words(row.address, known) or _("nobody")
    yield Sentence(
        "sent",
        str(text),
        was=address,
        now=address,
        what=known.messages.get(row.message_id, ""),
        detail=row.error or row.reason,
        icon=icon,
    )


def _address_words(address: str, known: Known) -> str:
    """An e-mail address as it is, a phone number as it is said at home."""
    return display_phone(address, known.home) if address.startswith("+") else address


def _is_retry(previous: Any | None) -> bool:
    """Whether this row says that the queue tries again by itself."""
    return previous is not None and previous.status == Status.SENDING


def of_consent(step: Sequence[ConsentEvent]) -> Sentence:
    """What the events of one step at one address say together."""
    event = step[0]
    purposes = sorted(str(one.get_purpose_display()) for one in step)
    source = str(event.get_source_display())
    detail = f"{source}: {shortened(event.wording)}" if event.wording else source
    if event.granted:
        text = _("{who} noted permission for {what} at {now}")
    else:
        text = _("{who} withdrew the permission for {what} at {was}")
    return Sentence(
        "consent",
        text,
        was=event.address,
        now=event.address,
        what=_(" and ").join(dict.fromkeys(purposes)),
        detail=detail,
        icon="mail-check" if event.granted else "lock",
    )

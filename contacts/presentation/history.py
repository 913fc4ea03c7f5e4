"""What this app's tables say on the tab Historie: one sentence per change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.models import (
    Attachment,
    ConsentEvent,
    ContactMoment,
    ContactPerson,
    ContactType,
    Delivery,
    HeldAddress,
    Memo,
    Message,
)
from contacts.presentation import history_sentences as said
from contacts.presentation.history_sentences import Known
from customers.activities.models import Activity
from customers.hooks import HistoryEntry, HistorySource, register_history_source
from customers.models import Customer, ShopSettings
from customers.presentation.history_rows import (
    entry_of,
    newest_streams,
    with_history,
    with_previous,
)
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from customers.presentation.sentences import Sentence

    Stream = Sequence[Any]

GROUPS = {
    "persons": pgettext_lazy("history filter", "contact persons"),
    "consent": pgettext_lazy("history filter", "permission"),
    "moments": pgettext_lazy("history filter", "contact moments"),
    "memo": pgettext_lazy("history filter", "memo"),
    "attachments": pgettext_lazy("history filter", "attachments"),
    "sent": pgettext_lazy("history filter", "sent messages"),
}
PLACES = {
    "contacts:person_add": gettext_lazy("contact person"),
    "contacts:person_edit": gettext_lazy("contact person"),
    "contacts:person_archive": gettext_lazy("contact persons"),
    "contacts:person_restore": gettext_lazy("contact persons"),
    "contacts:person_prefer": gettext_lazy("contact persons"),
    "contacts:persons": gettext_lazy("contact persons"),
    "contacts:consent": gettext_lazy("permission to e-mail"),
    "contacts:consent_change": gettext_lazy("permission to e-mail"),
    "contacts:timeline": gettext_lazy("contacts of the customer"),
    "contacts:notes": gettext_lazy("notes of the customer"),
    "contacts:moment_add": gettext_lazy("contact moment"),
    "contacts:moment_edit": gettext_lazy("contact moment"),
    "contacts:moment_remove": gettext_lazy("contact moment"),
    "contacts:memo": gettext_lazy("memo"),
    "contacts:messages": gettext_lazy("customer messages"),
    "contacts:message_send": gettext_lazy("customer messages"),
    "contacts:address_release": gettext_lazy("customer messages"),
    "contacts:delivery_decide": gettext_lazy("customer messages"),
    "contacts:attachment_remove": gettext_lazy("attachment"),
}
SPOKEN = (ContactPerson, ContactMoment, Memo, Attachment, HeldAddress, Delivery)
SAY = {
    ContactPerson: said.of_person,
    ContactMoment: said.of_moment,
    Memo: said.of_memo,
    Attachment: said.of_attachment,
    HeldAddress: said.of_held_address,
    Delivery: said.of_delivery,
}


@dataclass
class Asked:
    """Which names the rows need, each kind fetched in one query."""

    customers: set[int] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    messages: set[int] = field(default_factory=set)
    activities: set[int] = field(default_factory=set)


def register() -> None:
    """Put the changes of what this app keeps on the tab Historie."""
    register_history_source(HistorySource("contacts", GROUPS, entries_of, PLACES))


def entries_of(_user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The newest changes of everything this app keeps of the customer.

    Args:
        _user: who looks; whoever may see the customer may see all of this.
        customer: whose history.
        limit: how many rows of each table to read at most.
    """
    streams: dict[Any, Any] = {
        model: newest_streams(_history(model).filter(customer_id=customer.pk), limit)
        for model in with_history(SPOKEN, customer.pk)
    }
    known = _known(streams)
    found = [
        entry_of(row, _sentences(model, row, previous, known))
        for model, rows in streams.items()
        for stream in rows
        for row, previous in with_previous(stream)
    ]
    return found + _consent(customer, limit)


def _history(model: Any) -> Any:
    return model.history


def _sentences(model: Any, row: Any, previous: Any, known: Known) -> Iterable[Sentence]:
    say: Any = SAY[model]
    sentences: Iterable[Sentence] = say(row, previous, known)
    return sentences


def _known(streams: dict[Any, list[Stream]]) -> Known:
    """The names behind the keys in these rows."""
    asked = Asked()
    for model, rows in streams.items():
        for row in (row for stream in rows for row in stream):
            asked.customers.add(getattr(row, "invoice_customer_id", None) or 0)
            asked.persons.add(getattr(row, "contact_person_id", None) or 0)
            if model is ContactMoment:
                asked.activities.add(row.activity_id or 0)
            if model is Delivery:
                asked.messages.add(row.message_id)
    known = Known(home=ShopSettings.load().country)
    if ContactPerson in streams:
        known.types = {kind.code: kind.label for kind in ContactType.objects.all()}
    if asked.customers - {0}:
        known.customers = {
            other.pk: f"{other.number} {full_name(PersonName.of(other), capital=False)}"
            for other in Customer.objects.filter(pk__in=asked.customers)
        }
    if asked.persons - {0}:
        persons = ContactPerson.objects.filter(pk__in=asked.persons)
        known.persons = {
            person.pk: person.display_name for person in persons.select_related("invoice_customer")
        }
    if asked.activities - {0}:
        activities = Activity.objects.ordinary().filter(pk__in=asked.activities)
        known.activities = {one.pk: one.label for one in activities.only("pk", "kind", "number")}
    if asked.messages:
        known.messages = {
            message.pk: str(message)
            for message in Message.objects.filter(pk__in=asked.messages).defer("text")
        }
    return known


def _consent(customer: Customer, limit: int) -> list[HistoryEntry]:
    """The events of permission are their own history; those of one step make one sentence."""
    events = ConsentEvent.objects.filter(Q(customer_id=customer.pk)).select_related("staff")
    together: dict[tuple[object, ...], list[ConsentEvent]] = {}
    for event in events.order_by("-id")[:limit]:
        key = (event.moment, event.channel, event.address, event.granted, event.staff_id)
        together.setdefault((*key, event.contact_person_id), []).append(event)
    return [
        HistoryEntry(
            moment=step[0].moment,
            order=step[0].pk,
            staff=step[0].staff,
            system=step[0].system,
            reason="",
            origin="",
            sentences=[said.of_consent(step)],
        )
        for step in together.values()
    ]

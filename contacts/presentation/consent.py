"""Permission per address, as the screens say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import AddressPermission, Channel, ConsentEvent, ContactPerson, Predefined
from contacts.services import consent
from contacts.values.addresses import addresses_of, plain_address
from customers.models import Customer, ShopSettings
from customers.presentation.dates import full_day
from customers.presentation.history import who_words
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from contacts.services.consent import Key

Level = Customer.EmailPermission


def level_words(level: int, channel: str = Channel.EMAIL) -> str:
    """'1 notificaties'; of an SMS only whether it may be."""
    if channel == Channel.SMS:
        return _("allowed") if level else _("withdrawn")
    return str(Level(level).label)


def main_box_words(customer: Customer) -> str:
    """What may be mailed to the customer's own addresses. One query."""
    return permission_words(customer.emails, consent.levels(customer))


def permission_words(
    emails: str, levels: Mapping[Key, int], contact_person_id: int | None = None
) -> str:
    """What may be mailed to a box: '1 notificaties', 'verschilt per adres', or '' without addresses.

    Args:
        emails: the box, with ';' between the addresses.
        levels: of the customer, from `contacts.services.consent.levels()`.
        contact_person_id: whose box it is; None is the customer's main box.
    """
    found = {
        levels.get((contact_person_id, plain_address(address)), 0)
        for address in addresses_of(emails)
    }
    if len(found) > 1:
        return _("differs per address")
    return level_words(found.pop()) if found else ""


@dataclass(frozen=True)
class AddressRow:
    """An address, whose it is, and what may be sent there since when."""

    key: str  # names the box and the address in a form
    owner: str
    address: str
    shown: str
    channel: str
    contact_person: ContactPerson | None
    level: int
    words: str
    since: datetime | None
    archived: bool = False

    @property
    def choice(self) -> str:
        """How a list of choices names it."""
        return f"{self.shown} ({self.owner})"

    @property
    def day(self) -> str:
        """Since which day: '18 nov. 2026'."""
        return _day(self.since) if self.since else ""


@dataclass(frozen=True)
class EventRow:
    """One event, told."""

    moment: datetime
    day: str
    address: str
    owner: str
    what: str
    granted: bool
    wording: str
    source: str
    by: str


def _day(moment: datetime) -> str:
    return full_day(timezone.localtime(moment).date())


def address_rows(customer: Customer) -> list[AddressRow]:
    """Every address of a customer: its main box, its contact persons', and the numbers for SMS."""
    known = {
        (p.contact_person_id, p.channel, p.address): p
        for p in AddressPermission.objects.filter(customer=customer)
    }
    home = ShopSettings.load().country
    persons = ContactPerson.objects.filter(customer=customer).select_related(
        "type", "invoice_customer"
    )
    boxes: list[Customer | ContactPerson] = [
        customer,
        *persons.order_by("archived", "type__position", "-preferred", "last_name", "pk"),
    ]
    rows = []
    for channel in (Channel.EMAIL, Channel.SMS):
        for box in boxes:
            person = box if isinstance(box, ContactPerson) else None
            for address in _addresses(box, channel):
                key = (person.pk if person else None, channel, plain_address(address))
                rows.append(_address_row(person, channel, address, known.get(key), home))
    return rows


def _addresses(box: Customer | ContactPerson, channel: Channel) -> list[str]:
    if channel == Channel.EMAIL:
        return addresses_of(box.emails)
    gets_sms = isinstance(box, Customer) or box.type_id == Predefined.SMS_ALERT
    return [box.mobile] if gets_sms and box.mobile else []


def _address_row(
    person: ContactPerson | None,
    channel: Channel,
    address: str,
    permission: AddressPermission | None,
    home: str,
) -> AddressRow:
    # Nobody has to ask before an SMS that the customer chose; after a withdrawal there is none.
    level = permission.level if permission else int(channel == Channel.SMS)
    is_sms = channel == Channel.SMS
    return AddressRow(
        key=f"{channel}:{person.pk if person else ''}:{plain_address(address)}",
        owner=_owner(person, channel),
        address=address,
        shown=display_phone(address, home) if is_sms else address,
        channel=channel,
        contact_person=person,
        level=level,
        words=level_words(level, channel),
        since=permission.since if permission else None,
        archived=bool(person and person.archived),
    )


def _owner(person: ContactPerson | None, channel: str) -> str:
    if person is None:
        return _("main number") if channel == Channel.SMS else _("main address")
    return f"{person.display_name}, {person.type.label}"


def event_rows(customer: Customer, *, newest: int) -> list[EventRow]:
    """The newest events of a customer, newest first. One query and the shop's country."""
    home = ShopSettings.load().country
    events = ConsentEvent.objects.filter(customer=customer).select_related(
        "staff", "contact_person__type", "contact_person__invoice_customer"
    )
    return [event_words(event, home) for event in events.order_by("-pk")[:newest]]


def event_words(event: ConsentEvent, home: str) -> EventRow:
    """One event as it is told; who it is about and who wrote it are loaded."""
    is_sms = event.channel == Channel.SMS
    if is_sms:
        what = _("SMS allowed") if event.granted else _("SMS withdrawn")
    elif event.purpose == ConsentEvent.Purpose.NEWS:
        what = _("news allowed") if event.granted else _("news withdrawn")
    else:
        what = _("notifications allowed") if event.granted else _("notifications withdrawn")
    return EventRow(
        moment=event.moment,
        day=_day(event.moment),
        address=display_phone(event.address, home) if is_sms else event.address,
        owner=_owner(event.contact_person, event.channel),
        what=what,
        granted=event.granted,
        wording=event.wording,
        source=str(event.get_source_display()),
        by=who_words(event.staff, event.system),
    )

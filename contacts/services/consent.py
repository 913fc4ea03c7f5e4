"""Giving and withdrawing permission to write to an address. Every step is an event that stays.

What the forms of a customer and a contact person say becomes events inside the database
(`sql/consent.sql`); here is what concerns one address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts.models import AddressPermission, ConsentEvent, ContactPerson
from contacts.models.consent import Channel
from contacts.values.addresses import addresses_of, plain_address
from customers.models import Customer
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from klantbeheer.staff.models import StaffUser

Box = Customer | ContactPerson
Key = tuple[int | None, str]  # a contact person, or None for the main box, and an address
Purpose, Source = ConsentEvent.Purpose, ConsentEvent.Source
LEVELS = frozenset(Customer.EmailPermission.values)


def levels(customer: Customer, *, channel: str = Channel.EMAIL) -> dict[Key, int]:
    """What may be sent to each address of a customer that was ever spoken of, by box and address.

    Addresses are as `plain_address()` makes them. One query.
    """
    found = AddressPermission.objects.filter(customer=customer, channel=channel)
    return {
        (person, address): level
        for person, address, level in found.values_list("contact_person_id", "address", "level")
    }


def set_level(
    *,
    customer: Customer,
    contact_person: ContactPerson | None = None,
    address: str,
    level: int,
    wording: str,
    source: str,
    actor: StaffUser | str,
    channel: str = Channel.EMAIL,
) -> list[ConsentEvent]:
    """Bring an address to a level: 0 nothing, 1 notifications, 2 news as well.

    Level 0 holds wherever the address stands at this customer: who says no means the mailbox.

    Args:
        customer: whose address it is.
        contact_person: of whom; None for the customer's main box.
        address: in any case.
        level: the level it gets.
        wording: what was said or shown when it was agreed.
        source: one of `ConsentEvent.Source`; an import goes through `import_level`.
        actor: who wrote it down.
        channel: e-mail or SMS; an SMS goes to level 1 or 0.

    Returns:
        The events; none when it was so already. Raises ValueError for a level that does not exist.
    """
    if level not in LEVELS:
        raise ValueError(f"no such level: {level}")
    plain = plain_address(address)
    person_id = contact_person.pk if contact_person else None
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock(customer)
        known = levels(locked, channel=channel)
        boxes = {person_id}
        if level == 0:
            boxes |= {person for person, other in known if other == plain and known[person, other]}
        wanted = {(person, plain): level for person in boxes}
        return _bring(locked, wanted, channel=channel, source=source, wording=wording)


def withdraw(
    *,
    customer: Customer,
    contact_person: ContactPerson | None = None,
    address: str,
    actor: StaffUser | str,
    channel: str = Channel.EMAIL,
    source: str = Source.COUNTER,
    wording: str = "",
) -> list[ConsentEvent]:
    """Nothing goes to this address any more, in whichever box of the customer it stands."""
    return set_level(
        customer=customer,
        contact_person=contact_person,
        address=address,
        level=0,
        wording=wording,
        source=source,
        actor=actor,
        channel=channel,
    )


def import_level(
    *,
    customer: Customer,
    contact_person: ContactPerson | None = None,
    address: str,
    level: int,
    wording: str,
    actor: str,
) -> list[ConsentEvent]:
    """Bring an address to the level that a file gives it. What was withdrawn stays withdrawn."""
    if level not in LEVELS:
        raise ValueError(f"no such level: {level}")
    plain = plain_address(address)
    key = (contact_person.pk if contact_person else None, plain)
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock(customer)
        withdrawn = _withdrawn(locked, key)
        wanted = {key: level}
        return _bring(locked, wanted, source=Source.IMPORT, wording=wording, but_not=withdrawn)


def merge_levels(*, into: Customer, other: Customer, actor: StaffUser | str) -> list[ConsentEvent]:
    """Give `into` the permissions of `other`; where both spoke of an address, the strictest wins.

    For a merge, before or after the contact persons move: theirs stay theirs, and the main box of
    `other` becomes part of that of `into`.
    """
    events: list[ConsentEvent] = []
    with transaction.atomic(), history.acting(actor=actor):
        for customer in sorted((into, other), key=lambda c: c.pk):
            lock(customer)
        locked = Customer.objects.get(pk=into.pk)
        for channel in Channel.values:
            ours, theirs = levels(into, channel=channel), levels(other, channel=channel)
            wanted = {
                key: min([level, *_strictest(key[1], ours, theirs)])
                for key, level in (theirs | ours).items()
            }
            events += _bring(locked, wanted, channel=channel, source=Source.MERGE, wording="")
    return events


def _strictest(address: str, *sides: dict[Key, int]) -> list[int]:
    """The lowest level that each of the sides gives this address, where it knows it."""
    found = [[level for (_p, known), level in side.items() if known == address] for side in sides]
    lowest = [min(side) for side in found if side]
    return lowest if len(lowest) == len(sides) else []


def lock(customer: Customer) -> Customer:
    """The customer as it stands, held by this transaction: nobody else writes a permission of it."""
    locked: Customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    return locked


def _last_words(
    customer: Customer, addresses: Iterable[str], channel: str
) -> dict[tuple[int | None, str, str], bool]:
    """The last word per box, address and purpose."""
    events = ConsentEvent.objects.filter(
        customer=customer, channel=channel, address__in=list(addresses)
    )
    rows = events.order_by("pk").values_list("contact_person_id", "address", "purpose", "granted")
    return {(person, address, purpose): granted for person, address, purpose, granted in rows}


def _withdrawn(customer: Customer, key: Key) -> frozenset[str]:
    """The purposes for which the last word in this box, or at this address in any box, was no."""
    found = set()
    for purpose in Purpose.values:
        events = ConsentEvent.objects.filter(
            customer=customer, channel=Channel.EMAIL, address=key[1], purpose=purpose
        )
        here = events.filter(contact_person_id=key[0])
        last = [words.order_by("-pk").first() for words in (events, here)]
        if any(word is not None and not word.granted for word in last):
            found.add(purpose)
    return frozenset(found)


def _bring(
    customer: Customer,
    wanted: dict[Key, int],
    *,
    source: str,
    wording: str,
    channel: str = Channel.EMAIL,
    but_not: frozenset[str] = frozenset(),
) -> list[ConsentEvent]:
    """Write the events that bring each address to its level; `but_not` are never granted."""
    # First the persons, as whoever changes one does: two clerks wait for each other in one order.
    persons = ContactPerson.objects.select_for_update(of=("self",)).order_by("pk")
    ids = {person for person, _address in wanted if person is not None}
    boxes: dict[int | None, Box] = {box.pk: box for box in persons.filter(pk__in=ids)}
    boxes[None] = customer
    context = history.current()
    now = _last_words(customer, {address for _person, address in wanted}, channel)
    events = [
        ConsentEvent(
            customer=customer,
            contact_person_id=person,
            channel=channel,
            address=address,
            purpose=purpose,
            granted=granted,
            wording=wording,
            source=source,
            staff_id=context.staff.pk if context.staff else None,
            system=context.system,
        )
        for (person, address), purpose, granted in _missing(wanted, now, but_not)
    ]
    ConsentEvent.objects.bulk_create(events)
    if channel == Channel.EMAIL:
        for person in {event.contact_person_id for event in events}:
            _keep_box_true(customer, person, boxes[person])
    return events


def _missing(
    wanted: dict[Key, int],
    now: Mapping[tuple[int | None, str, str], bool],
    but_not: frozenset[str],
) -> Iterator[tuple[Key, ConsentEvent.Purpose, bool]]:
    """What is still to be said of which address, for it to be at its level."""
    for key, level in sorted(wanted.items(), key=lambda item: str(item[0])):
        for purpose, granted in (
            (Purpose.NOTIFICATIONS, level >= 1),
            (Purpose.NEWS, level == Customer.EmailPermission.EVERYTHING),
        ):
            last = now.get((*key, purpose))
            # Who never spoke of news, and gets none, has nothing to withdraw.
            silent = last is None and not granted and purpose == Purpose.NEWS and level == 1
            if granted != last and not silent and not (granted and purpose in but_not):
                yield key, purpose, granted


def _keep_box_true(customer: Customer, person: int | None, box: Box) -> None:
    """When all addresses of a box have one level, the form of that box shows it.

    The save leaves a row in the history, of which the database sees that nothing is left to do.
    """
    known = levels(customer)
    found = {known.get((person, plain_address(one)), 0) for one in addresses_of(box.emails)}
    if len(found) == 1 and found != {box.email_permission}:
        box.email_permission = found.pop()
        box.save()

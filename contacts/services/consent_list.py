"""Every address that has a given permission now, for a mailing, each with its proof."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from contacts.models import AddressPermission, Channel, ConsentEvent, HeldAddress, Predefined
from customers.querysets import CHOOSABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from customers.models import Category

Purpose = ConsentEvent.Purpose
#: The lowest level that includes a purpose.
LEVELS = {Purpose.NOTIFICATIONS: 1, Purpose.NEWS: 2}
_CHUNK = 1_000


class _StandsIn(Func):
    """Whether an address is one of those in a box, by the same reading as that of the permissions."""

    arg_joiner = " IN (SELECT n.address FROM public.contacts_addresses("
    template = "(%(expressions)s) n))"
    output_field = BooleanField()


def permitted(
    *, purpose: str, channel: str, category: Category | None = None
) -> QuerySet[AddressPermission]:
    """The addresses to which this may be sent now, in a fixed order.

    Never one of an inactive or erased customer, of an archived contact person, one on hold, or one
    that stands in no box any more.

    Args:
        purpose: one of `ConsentEvent.Purpose`.
        channel: e-mail or SMS.
        category: only of customers in this one.
    """
    column = "mobile" if channel == Channel.SMS else "emails"
    held = HeldAddress.objects.filter(
        channel=channel, address=OuterRef("address"), released_at=None
    )
    rows = (
        AddressPermission.objects.filter(
            Q(contact_person=None) | Q(contact_person__archived=False),
            channel=channel,
            level__gte=LEVELS[Purpose(purpose)],
            customer__status__in=CHOOSABLE,
        )
        .alias(box=Coalesce(f"contact_person__{column}", f"customer__{column}"))
        .filter(_in_its_box(channel))
        .filter(~Exists(held))
    )
    if category is not None:
        rows = rows.filter(customer__category=category)
    related = ("customer", "contact_person__type", "contact_person__invoice_customer")
    order = ("customer_id", "contact_person_id", "address")  # that of the unique index
    return rows.select_related(*related).order_by(*order)


def _in_its_box(channel: str) -> Q:
    """`box` still holds the address; a mobile number only of who gets the SMS."""
    if channel == Channel.SMS:
        gets_sms = Q(contact_person=None) | Q(contact_person__type=Predefined.SMS_ALERT)
        return gets_sms & Q(address=F("box"))
    # Most boxes hold one address: those are not taken apart.
    return Q(address=Lower("box")) | Q(_StandsIn(F("address"), F("box")))


def with_proof(
    rows: QuerySet[AddressPermission], *, purpose: str
) -> Iterator[tuple[AddressPermission, ConsentEvent | None]]:
    """Each permission with the event that granted it; some at a time, however many there are."""
    granting = (
        ConsentEvent.objects.filter(
            customer_id=OuterRef("customer_id"),
            channel=OuterRef("channel"),
            address=OuterRef("address"),
            purpose=purpose,
            granted=True,
        )
        .alias(box=Coalesce("contact_person_id", Value(0)))
        .filter(box=Coalesce(OuterRef("contact_person_id"), Value(0)))
        .order_by("-pk")
    )
    found: Any = rows.annotate(proof=Subquery(granting.values("pk")[:1]))
    for chunk in _chunks(found.iterator(chunk_size=_CHUNK)):
        keys = [row.proof for row in chunk if row.proof]
        events = ConsentEvent.objects.select_related("staff").in_bulk(keys)
        for row in chunk:
            yield row, events.get(row.proof)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk

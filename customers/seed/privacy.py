"""A little of the privacy law for the demo shop: requests under way, a hold, and a batch to judge."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils import timezone

from customers.models import Customer, PrivacyRequest, PrivacySettings
from customers.privacy.erasure import approval
from customers.privacy.erasure.approval import PlanBlockedError
from customers.privacy.erasure.plan import blocking, mentions_of
from customers.privacy.mentions.service import decide
from customers.privacy.requests.service import add_request
from customers.privacy.retention.holds import save_hold
from customers.privacy.retention.service import propose_all
from customers.privacy.retention.usual import take_over, usual_rules
from klantbeheer.history import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from klantbeheer.staff.models import StaffUser

ACTOR = "seed"
#: So many customers are tried for an erasure that nothing holds back.
TRIED = 40
Kind, Identity = PrivacyRequest.Kind, PrivacyRequest.Identity


def make_examples(
    *,
    counter: StaffUser,
    office: StaffUser,
    note: Callable[[Customer, str], object],
) -> None:
    """An access request, one that is nearly late, an erasure that awaits approval, and a hold.

    The shop has the usual rules of retention, and what may go by them is proposed at once.

    Args:
        counter: who takes the requests in.
        office: who answers them.
        note: writes a text at a customer; it will name somebody else, whose erasure must decide on it.
    """
    people = list(Customer.objects.filter(kind="person", status="active").order_by("pk")[:TRIED])
    if len(people) < 4:  # a handful of customers is no shop
        return
    today = timezone.localdate()
    with acting(actor=ACTOR):
        PrivacySettings.objects.get_or_create(pk=1)
    for customer, kind, days, asked in (
        (people[1], Kind.ACCESS, 5, "Wil weten wat we van haar hebben en wie het zag."),
        (people[2], Kind.RECTIFICATION, 27, "De achternaam staat verkeerd op de factuur."),
    ):
        add_request(
            customer=customer,
            kind=kind,
            values=_values(today - datetime.timedelta(days=days), asked, office),
            actor=counter,
        )
    save_hold(
        customer=people[3],
        version=None,
        reason="Klacht bij de geschillencommissie",
        until=None,
        actor=office,
    )
    _erasure(people[4:], today, counter, office, lambda text: note(people[1], text))
    take_over(kinds=[rule.kind for rule in usual_rules()], actor=ACTOR)
    propose_all(today)


def _values(day: datetime.date, note: str, office: StaffUser) -> dict[str, object]:
    return {
        "received_on": day,
        "channel": PrivacyRequest.Channel.COUNTER,
        "identity": Identity.DOCUMENT,
        "identity_note": "rijbewijs",
        "note": note,
        "assigned_to": office.pk,
    }


def _erasure(
    people: Sequence[Customer],
    today: datetime.date,
    counter: StaffUser,
    office: StaffUser,
    note: Callable[[str], object],
) -> None:
    """The first of these whom nothing holds back: the plan is sent, and awaits the administrator."""
    values = _values(today - datetime.timedelta(days=9), "Wil geen klant meer zijn.", office)
    values["ground"] = PrivacyRequest.Ground.CONSENT
    for customer in people:
        if blocking(customer).blockers:
            continue
        note(f"{customer.initials} {customer.last_name} haalt de fiets mee op.")
        asked = add_request(customer=customer, kind=Kind.ERASURE, values=values, actor=counter)
        for mention in mentions_of(customer, asked):
            decide(request=asked, mention_key=mention.key, decision="keep", actor=office)
        with suppress(PlanBlockedError):  # else it stays open; the page of the plan says why
            approval.send_for_approval(request=asked, actor=office)
        return

"""Requests under the privacy law among the pages, in every state, and the lists of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from customers.models import Customer
from tests.factories import make_request

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

PAGES = {
    "privacy requests": "/privacy/requests/",
    "all privacy requests": "/privacy/requests/?state=all&all=1&sort=-received",
    "no privacy request": "/privacy/requests/?whose=mine&due=late&kind=objection",
    "access request": "/privacy/requests/941/",
    "late request": "/privacy/requests/942/",
    "closed request": "/privacy/requests/943/",
    "request for erasure": "/privacy/requests/944/",
    "edit request": "/privacy/requests/941/edit/",
    "edit what was sent": "/privacy/requests/944/edit/",
    "close request": "/privacy/requests/942/close/",
    "reject erasure": "/privacy/requests/944/close/",
    "withdraw request": "/privacy/requests/944/withdraw/",
    "take in access": "/customers/100000/privacy/add/access/?last_name=jans",
    "take in erasure": "/customers/100003/privacy/add/erasure/",
    "privacy of a customer": "/customers/100000/privacy/?last_name=jans&postcode=3512",
    "no privacy requests": "/customers/100002/privacy/",
    "news permitted": "/privacy/consents/?purpose=notifications",
    "nobody permitted": "/privacy/consents/?purpose=notifications&channel=sms",
}


def make_register(customer: Customer, chief: StaffUser) -> None:
    """A request of each kind, and more of them than are shown at once."""
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    make_request(
        customer,
        "access",
        pk=941,
        assigned_to=chief,
        identity_by=chief,
        identity_on=today,
        identity_note="paspoort",
        note="Wil alles zien wat we sinds 2020 van hem hebben.\nGraag op papier.",
    )
    make_request(
        customer,
        "rectification",
        pk=942,
        identity="",
        received_on=today - 40 * day,
        deadline=today - 9 * day,
    )
    make_request(customer, "objection", pk=943, status="rejected", outcome="Geen reclame gehad.")
    other = Customer.objects.get(number="100001")
    make_request(other, "erasure", pk=944, status="awaiting", planned_by=chief)
    for days in range(12):
        make_request(other, "objection", deadline=today + days * day)

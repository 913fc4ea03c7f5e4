"""Batches of retention, a hold, and the administration of privacy, in the shop of `make_shop`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from customers.models import (
    Customer,
    ErasureHold,
    PrivacySettings,
    RetentionBatch,
    RetentionItem,
    RetentionRule,
)
from tests.factories import make_customer

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

PAGES = {
    "retention": "/privacy/batches/",
    "usual rules of retention": "/privacy/batches/usual/",
    "batch": "/privacy/batches/901/",
    "batch that is carried out": "/privacy/batches/902/?show=held",
    "approve a batch": "/privacy/batches/901/decide/",
    "decline a batch": "/privacy/batches/901/decide/?no=1",
    "hold": "/customers/100003/privacy/hold/",
    "held": "/customers/100001/privacy/hold/",
    "end a hold": "/customers/100001/privacy/hold/end/",
}
ADMIN_PAGES = {
    "admin privacy": "/admin/customers/privacysettings/1/change/",
    "admin retention rules": "/admin/customers/retentionrule/",
    "admin retention rule": "/admin/customers/retentionrule/add/",
    "admin journal of erasures": "/admin/customers/erasureentry/",
    "admin register of processing": "/admin/customers/privacysettings/register/",
}


def make_retention(chief: StaffUser) -> None:
    """A proposed batch of more than a page, one that is being carried out, a hold and settings."""
    PrivacySettings.objects.create(
        pk=1,
        controller="Fietsenwinkel De Spaak B.V.\nOudegracht 112, 3511 AW Utrecht",
        privacy_contact="privacy@spaak.example",
        recipients="Boekhouder Janssen & Zn.",
        medical_years=20,
    )
    rules = [
        RetentionRule.objects.create(kind=kind, months=months, ground=ground)
        for kind, months, ground in (
            ("customer", 84, "Niet langer nodig na de garantie"),
            ("moment", 30, "Gespreksnotities zijn daarna niet meer van belang"),
        )
    ]
    days = {"before": datetime.date(2019, 11, 22), "proposed_on": datetime.date(2026, 11, 22)}
    proposed = RetentionBatch.objects.create(pk=901, rule=rules[0], **days)
    running = RetentionBatch.objects.create(
        pk=902,
        rule=rules[1],
        status="approved",
        decided_by=chief,
        decided_at=datetime.datetime(2026, 11, 22, 9, 0, tzinfo=datetime.UTC),
        **days,
    )
    silent = [
        make_customer(number=str(700_000 + n), last_name=f"Zwijger{n}", status="inactive")
        for n in range(28)
    ]
    known = list(Customer.objects.order_by("pk")[:4])
    held = {known[0].pk: "activity", known[1].pk: "hold", known[2].pk: "changed"}
    for batch, customers in ((proposed, [*silent, *known]), (running, known)):
        RetentionItem.objects.bulk_create(
            [
                RetentionItem(
                    batch=batch,
                    customer=customer,
                    customer_number=customer.number,
                    rows=3,
                    last_sign=datetime.date(2015, 5, 1),
                    status="held" if customer.pk in held else "proposed",
                    held_by=held.get(customer.pk, ""),
                )
                for customer in customers
            ]
        )
    paula = Customer.objects.get(number="100001")
    for reason, ended in (("Klacht bij de geschillencommissie", True), ("Schadeclaim", False)):
        ErasureHold.objects.create(
            customer=paula,
            reason=reason,
            set_by=chief,
            ended_at=datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC) if ended else None,
            ended_by=chief if ended else None,
        )

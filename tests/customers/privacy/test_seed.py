"""What the demo shop shows of the privacy law."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from contacts.services.moments import add_moment
from customers.models import (
    ErasureHold,
    MentionDecision,
    PrivacyRequest,
    RetentionBatch,
    RetentionRule,
)
from customers.seed.privacy import make_examples
from tests.factories import make_customer, make_moment, make_staff

pytestmark = pytest.mark.django_db


def test_something_of_everything() -> None:
    counter, office = make_staff("balie"), make_staff("kantoor", username="office")
    made = [make_customer(number=str(100_000 + n), last_name=f"Zwaluw{n}") for n in range(6)]
    long_ago = timezone.now() - datetime.timedelta(days=2700)
    make_moment(made[5], kind="note", text="Lang geleden.", moment=long_ago)
    make_examples(
        counter=counter,
        office=office,
        note=lambda customer, text: add_moment(
            customer=customer, kind="note", text=text, actor=counter
        ),
    )
    found = {one.kind: one.status for one in PrivacyRequest.objects.all()}
    assert found == {"access": "open", "rectification": "open", "erasure": "awaiting"}
    assert MentionDecision.objects.get().decision == "keep"
    assert ErasureHold.objects.get().customer == made[3]
    kinds = RetentionRule.objects.filter(category=None).values_list("kind", flat=True)
    assert set(kinds) == {"customer", "prospect", "moment", "message", "attachment"}
    batch = RetentionBatch.objects.get()
    assert (batch.rule.kind, batch.status) == ("moment", "proposed")


def test_a_handful_of_customers_is_no_shop() -> None:
    staff = make_staff("kantoor")
    make_customer()
    make_examples(counter=staff, office=staff, note=lambda _who, _text: None)
    assert not PrivacyRequest.objects.exists()

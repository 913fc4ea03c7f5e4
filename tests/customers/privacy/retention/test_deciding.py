"""What a person decides about a batch."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.models import (
    RetentionBatch,
    RetentionRule,
)
from customers.privacy.retention import service
from tests.customers.privacy.retention.making import TODAY, carry_out, old, rule
from tests.factories import (
    make_staff,
)

pytestmark = pytest.mark.django_db


class TestDeciding:
    def proposed(self, count: int = 2) -> RetentionBatch:
        for _ in range(count):
            old()
        batch = service.propose(rule(), TODAY)
        assert batch is not None
        return batch

    def test_the_number_is_typed(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        with pytest.raises(ValidationError, match="2"):
            service.approve(batch=batch, count=3, actor=boss)
        service.approve(batch=batch, count=2, actor=boss)
        batch.refresh_from_db()
        assert (batch.status, batch.decided_by) == ("approved", boss)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=2, actor=boss)
        with pytest.raises(ValidationError):
            service.decline(batch=batch, reason="toch niet", actor=boss)

    def test_a_rule_that_changed_meanwhile(self) -> None:
        batch = self.proposed()
        RetentionRule.objects.update(months=600)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=2, actor=make_staff("beheerder"))

    def test_out_and_back_in(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        item = batch.items.order_by("pk")[0]
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        assert service.numbers_of(batch).excluded == 1
        service.set_excluded(batch=batch, item=item, excluded=False, actor=boss)
        assert service.numbers_of(batch).proposed == 2
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        service.approve(batch=batch, count=1, actor=boss)
        with pytest.raises(ValidationError):
            service.set_excluded(batch=batch, item=item, excluded=False, actor=boss)

    def test_a_batch_of_nobody_is_not_approved(self) -> None:
        batch, boss = self.proposed(1), make_staff("beheerder")
        service.set_excluded(batch=batch, item=batch.items.get(), excluded=True, actor=boss)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=0, actor=boss)

    def test_who_was_declined_rests_for_thirty_days(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        service.decline(batch=batch, reason="eerst bellen", actor=boss)
        assert batch.history.first().history_change_reason == "eerst bellen"
        assert service.propose_all(TODAY) == 0
        long_ago = timezone.now() - datetime.timedelta(days=31)
        RetentionBatch.objects.update(decided_at=long_ago)
        assert service.propose_all(TODAY) == 1

    def test_who_was_taken_out_rests_too(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        item = batch.items.order_by("pk")[0]
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        carry_out(batch, 1)
        assert service.propose_all(TODAY) == 0

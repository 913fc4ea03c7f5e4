"""Customers whose data may not go yet: the service and its screens."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers.models import Customer, ErasureHold
from customers.privacy.erasure.engine import ErasureBlockedError, erase_customer
from customers.privacy.retention import holds
from customers.privacy.retention.holds import HoldChangedError
from tests.factories import make_customer, make_staff, mark_erased

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NAME = "De heer J.A. van der Jansen"  # as every screen of privacy has it


def held(customer: Customer, **fields: object) -> ErasureHold:
    values = {"version": None, "reason": "claim", "until": None, "actor": make_staff("kantoor")}
    return holds.save_hold(customer=customer, **values | fields)  # type: ignore[arg-type]


class TestService:
    def test_a_hold_blocks_erasure_until_it_is_ended(self) -> None:
        customer, boss = make_customer(), make_staff("beheerder")
        hold = held(customer)
        with pytest.raises(ErasureBlockedError):
            erase_customer(customer=customer, actor=boss, ground="consent")
        holds.end_hold(customer=customer, version=hold.version, actor=boss, reason="voorbij")
        assert holds.hold_of(customer) is None
        past = holds.past_holds(customer)
        assert [(one.pk, one.ended_by) for one in past] == [(hold.pk, boss)]
        row = hold.history.first()
        assert (row.history_change_reason, row.history_user) == ("voorbij", boss)
        erase_customer(customer=customer, actor=boss, ground="consent")

    def test_two_who_change_it_at_once(self) -> None:
        customer = make_customer()
        first = held(customer)
        with pytest.raises(HoldChangedError) as caught:
            held(customer, reason="geschil")
        assert caught.value.now == first
        second = held(customer, version=first.version, reason="geschil")
        assert (second.pk, second.reason) == (first.pk, "geschil")
        with pytest.raises(HoldChangedError):
            holds.end_hold(customer=customer, version=first.version, actor="test")
        assert ErasureHold.objects.count() == 1

    def test_nothing_changed_writes_nothing(self) -> None:
        customer = make_customer()
        hold = held(customer)
        held(customer, version=hold.version)
        assert hold.history.count() == 1

    def test_a_day_that_is_over(self) -> None:
        with pytest.raises(ValidationError):
            held(make_customer(), until=datetime.date(2020, 1, 1))

    def test_an_erased_customer_is_not_held(self) -> None:
        customer = make_customer()
        mark_erased(customer.number)
        with pytest.raises(ValidationError):
            held(customer)

    def test_expired_ones_end_by_themselves(self) -> None:
        today = datetime.date(2026, 11, 22)
        days = (datetime.date(2026, 11, 21), today, None)
        made = [
            ErasureHold.objects.create(customer=make_customer(), reason="x", until=day)
            for day in days
        ]
        assert holds.end_expired(today) == 1
        ended = [ErasureHold.objects.get(pk=one.pk).ended_at is not None for one in made]
        assert ended == [True, False, False]


class TestScreens:
    def url(self, customer: Customer, name: str = "hold") -> str:
        return reverse(f"privacy:{name}", args=[customer.number])

    def test_hold_change_and_end(self, client: Client) -> None:
        customer, clerk = make_customer(), make_staff("kantoor")
        client.force_login(clerk)
        url, end = self.url(customer), self.url(customer, "hold_end")
        assert f"{customer.number} {NAME} niet laten wissen?" in client.get(url).content.decode()
        assert client.get(end).status_code == 302  # there is none
        response = client.post(url, {"reason": "Claim 12", "until": "31-12-2099"})
        assert response.status_code == 302
        hold = ErasureHold.objects.get()
        assert (hold.reason, hold.until, hold.set_by) == (
            "Claim 12",
            datetime.date(2099, 12, 31),
            clerk,
        )
        assert "Claim 12" in client.get(url).content.decode()
        client.post(url, {"reason": "Claim 13", "version": hold.version})
        hold.refresh_from_db()
        assert (hold.reason, hold.until) == ("Claim 13", None)
        assert client.get(end).status_code == 200
        client.post(end, {"version": hold.version, "reason": "geschikt"})
        hold.refresh_from_db()
        assert hold.ended_by == clerk
        assert "Claim 13" in client.get(url).content.decode()  # it was held before

    def test_what_a_colleague_did_meanwhile_stands_at_the_field(self, client: Client) -> None:
        customer = make_customer()
        client.force_login(make_staff("kantoor"))
        held(customer, reason="Van een collega")
        content = client.post(self.url(customer), {"reason": "Van mij"}).content.decode()
        assert "Van een collega" in content
        assert 'value="Van mij"' in content
        assert ErasureHold.objects.get().reason == "Van een collega"

    def test_a_reason_is_asked(self, client: Client) -> None:
        customer = make_customer()
        client.force_login(make_staff("kantoor"))
        assert client.post(self.url(customer), {"reason": " "}).status_code == 200
        assert not ErasureHold.objects.exists()

    def test_twice_is_once(self, client: Client) -> None:
        customer = make_customer()
        client.force_login(make_staff("kantoor"))
        page = client.get(self.url(customer))
        data = {"reason": "Claim", "token": page.context["hidden"]["token"]}
        for _ in range(2):
            assert client.post(self.url(customer), data).status_code == 302
        assert ErasureHold.history.count() == 1

    @pytest.mark.parametrize(
        "text", ["a\0b", "x" * 5_000, "9" * 5_000, "-1", "NaN", "31-12-9999", "²", "<b>", "0-0-0"]
    )
    def test_anything_can_be_typed(self, client: Client, text: str) -> None:
        customer = make_customer()
        client.force_login(make_staff("kantoor"))
        data = {"reason": text, "until": text, "version": text}
        assert client.post(self.url(customer), data).status_code == 200
        assert not ErasureHold.objects.exists()

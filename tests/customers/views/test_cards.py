"""Handing out and blocking loyalty cards."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, LoyaltyCard
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


def add_url(customer: Customer) -> str:
    return f"/customers/{customer.number}/cards/add/"


def make_card(customer: Customer) -> LoyaltyCard:
    card: LoyaltyCard = LoyaltyCard.objects.create(customer=customer, number="2900123345")
    return card


class TestAdd:
    @pytest.mark.parametrize(
        "typed", ["2900123345", "29 0012 3345", "29-0012-3345", "２９００１２３３４５"]
    )
    def test_scanned_or_typed(self, client: Client, clerk: Any, typed: str) -> None:
        customer = make_customer()
        answer = client.post(add_url(customer), {"number": typed})
        assert answer["Location"] == f"/customers/{customer.number}/cards/"
        assert customer.cards.get().number == "2900123345"

    def test_the_error_names_who_has_it(self, client: Client, clerk: Any) -> None:
        owner = make_customer(last_name="Bakker", infix="")
        make_card(owner)
        customer = make_customer()
        answer = client.post(add_url(customer), {"number": "2900123345"})
        (error,) = answer.context["form"].errors["number"]
        assert "Bakker" in error
        assert owner.number in error
        assert not customer.cards.exists()

    @pytest.mark.parametrize("typed", ["", "123", "1" * 33, "\x00", "1234!", "é" * 10])
    def test_errors(self, client: Client, clerk: Any, typed: str) -> None:
        answer = client.post(add_url(make_customer()), {"number": typed})
        assert "number" in answer.context["form"].errors

    def test_not_for_an_inactive_customer(self, client: Client, clerk: Any) -> None:
        customer = make_customer(status="inactive")
        assert client.post(add_url(customer), {"number": "2900123345"}).status_code == 200
        assert not customer.cards.exists()


class TestBlock:
    def test_asks_then_blocks(self, client: Client, clerk: Any) -> None:
        card = make_card(make_customer())
        url = f"/customers/{card.customer.number}/cards/{card.pk}/block/"
        assert client.get(url).status_code == 200
        card.refresh_from_db()
        assert card.active
        assert client.post(url, {"reason": "kwijt"}).status_code == 302
        card.refresh_from_db()
        assert not card.active

    def test_only_the_customers_own(self, client: Client, clerk: Any) -> None:
        card, other = make_card(make_customer()), make_customer()
        for pk in (card.pk, 99999, 10**30):
            url = f"/customers/{other.number}/cards/{pk}/block/"
            assert client.post(url).status_code == 404
        card.refresh_from_db()
        assert card.active


def test_reader(client: Client) -> None:
    client.force_login(make_staff("inkijk"))
    card = make_card(make_customer())
    assert client.get(add_url(card.customer)).status_code == 403
    url = f"/customers/{card.customer.number}/cards/{card.pk}/block/"
    assert client.post(url).status_code == 403

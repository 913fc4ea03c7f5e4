"""Loyalty cards: one active card per number."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from customers.models import LoyaltyCard
from customers.services.cards import CardInUseError, add_card, block_card
from tests.factories import make_customer, make_staff

NUMBER = "2900123345"


@pytest.mark.django_db
class TestCards:
    def test_hand_out_and_block(self) -> None:
        customer, anna = make_customer(), make_staff()
        card = add_card(customer=customer, number=NUMBER, actor=anna)
        assert card.active
        assert card.issued_on is not None
        blocked = block_card(card=card, actor=anna, reason="kwijt")
        assert (blocked.active, blocked.blocked_on is None) == (False, False)
        assert card.history.latest("history_id").history_change_reason == "kwijt"

    def test_scanned_twice_is_one_card(self) -> None:
        customer, anna = make_customer(), make_staff()
        one = add_card(customer=customer, number=NUMBER, actor=anna)
        assert add_card(customer=customer, number=NUMBER, actor=anna) == one
        assert LoyaltyCard.objects.count() == 1

    def test_another_customers_card(self) -> None:
        anna, owner = make_staff(), make_customer()
        card = add_card(customer=owner, number=NUMBER, actor=anna)
        with pytest.raises(CardInUseError) as caught:
            add_card(customer=make_customer(), number=NUMBER, actor=anna)
        assert caught.value.card.customer == owner
        block_card(card=card, actor=anna)
        add_card(customer=make_customer(), number=NUMBER, actor=anna)

    def test_blocked_twice_is_blocked_once(self) -> None:
        anna = make_staff()
        card = add_card(customer=make_customer(), number=NUMBER, actor=anna)
        for _n in range(2):
            block_card(card=card, actor=anna)
        assert card.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_counters_scan_one_card_for_two_customers() -> None:
    customers = [make_customer() for _n in range(4)]
    anna = make_staff()

    def scan(number: int) -> bool:
        try:
            with transaction.atomic():
                add_card(customer=customers[number], number=NUMBER, actor=anna)
        except CardInUseError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(scan, range(4))).count(True) == 1
    assert LoyaltyCard.objects.count() == 1

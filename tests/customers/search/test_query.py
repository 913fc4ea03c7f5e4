"""What was typed, understood."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from customers.models import FormerNumber, LoyaltyCard
from customers.search.dates import read_date
from customers.search.query import Place, SearchQuery, exact_scan, parse_one_box, read_place
from tests.factories import make_customer

ONE_BOX = [
    ("jansen", {"last_name": "jansen"}),
    ("1234 jans 5", {"postcode": "1234", "last_name": "jans", "house_number": "5"}),
    ("jans 1234 5", {"postcode": "1234", "last_name": "jans", "house_number": "5"}),
    ("5 jans 1234", {"postcode": "1234", "last_name": "jans", "house_number": "5"}),
    ("jansen 3512je 47", {"postcode": "3512 JE", "last_name": "jansen", "house_number": "47"}),
    ("3512 je 47 jansen", {"postcode": "3512 JE", "last_name": "jansen", "house_number": "47"}),
    ("jansen 3512 je", {"postcode": "3512 JE", "last_name": "jansen"}),
    ("3512JE", {"postcode": "3512 JE"}),
    ("3512 JE", {"postcode": "3512 JE"}),
    ("3512 JE 47-bis", {"postcode": "3512 JE", "house_number": "47-bis"}),
    ("3512 47a", {"postcode": "3512", "house_number": "47a"}),
    ("3512 de vries", {"postcode": "3512", "last_name": "de vries"}),
    ("3512 DE VRIES", {"postcode": "3512", "last_name": "DE VRIES"}),
    ("3512 ja bakker", {"postcode": "3512 JA", "last_name": "bakker"}),
    ("3512 jan", {"postcode": "3512", "last_name": "jan"}),
    ("3512 de", {"postcode": "3512", "last_name": "de"}),
    ("2000 janssens", {"postcode": "2000", "last_name": "janssens"}),
    ("B-2000 janssens", {"postcode": "2000", "last_name": "janssens"}),
    ("3512 vd berg 7", {"postcode": "3512", "last_name": "vd berg", "house_number": "7"}),
    ("3512 in 't veld 7", {"postcode": "3512", "last_name": "in 't veld", "house_number": "7"}),
    ("3512 li 7", {"postcode": "3512 LI", "letters": "li", "house_number": "7"}),
    ("3512 de 7", {"postcode": "3512 DE", "house_number": "7"}),
    ("3512JE47", {"postcode": "3512 JE", "house_number": "47"}),
    ("55 01 91", {"digits": "550191"}),
    ("2000 4100", {"postcode": "2000", "house_number": "4100"}),
    ("Vries, de", {"last_name": "Vries de"}),
    ("van 't hoff 3512", {"last_name": "van 't hoff", "postcode": "3512"}),
    ("mevrouw Jansen", {"last_name": "Jansen"}),
    ("de heer J.A. de Vries", {"last_name": "de J.A. de Vries"}),
    ("J.Jansen", {"last_name": "J. Jansen"}),
    ("jansen 47", {"last_name": "jansen", "loose": "47"}),
    ("jansen 351", {"last_name": "jansen", "loose": "351"}),
    ("1234", {"digits": "1234"}),
    ("47", {"digits": "47"}),
    ("0612345678", {"digits": "0612345678"}),
    ("2900123345", {"digits": "2900123345"}),
    ("100234", {"digits": "100234"}),
    ("17031968", {"digits": "17031968"}),
    ("2900 1233 4567", {"digits": "290012334567"}),
    ("06-12345678", {"phone": "06-12345678"}),
    ("06 12 34 56 78", {"phone": "06 12 34 56 78"}),
    ("+31 6 12345678", {"phone": "+31 6 12345678"}),
    ("+31612345678", {"phone": "+31612345678"}),
    ("(030) 231 23 45", {"phone": "(030) 231 23 45"}),
    ("0475 12 34 56 peeters", {"phone": "0475 12 34 56", "last_name": "peeters"}),
    ("jan@", {"email": "jan@"}),
    ("@ziggo.nl", {"email": "@ziggo.nl"}),
    ("jan.smit@ziggo.nl 3512", {"email": "jan.smit@ziggo.nl", "postcode": "3512"}),
    ("17-3-1968", {"birth_date": "17-3-1968"}),
    ("jansen 17-03-1968", {"birth_date": "17-03-1968", "last_name": "jansen"}),
    ("17 maart 1968", {"birth_date": "17 maart 1968"}),
    ("1968-03-17 de boer", {"birth_date": "1968-03-17", "last_name": "de boer"}),
    ("jansen 100234", {"last_name": "jansen", "digits": "100234"}),
    ("schmidt 10115", {"last_name": "schmidt", "postcode": "10115"}),
    ("", {}),
    ("  -- , ", {}),
    ("@", {}),
    ("jansen １２３４", {"last_name": "jansen", "postcode": "1234"}),
]


@pytest.mark.parametrize(("text", "expected"), ONE_BOX)
def test_the_one_box_is_taken_apart(text: str, expected: dict[str, str]) -> None:
    assert parse_one_box(text) == SearchQuery(**expected)


def test_small_letters_behind_a_postcode_are_two_things() -> None:
    assert parse_one_box("3512 je") == SearchQuery(postcode="3512 JE", letters="je")


@pytest.mark.parametrize("text", ["jan\x00sen", "jan\ud800sen", "jan\x07", "x" * 10_000])
def test_what_is_no_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_one_box(text)
    assert len(refused.value.messages[0]) > 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17-3-1968", date(1968, 3, 17)),
        ("17/03/1968", date(1968, 3, 17)),
        ("17.3.68", date(1968, 3, 17)),
        ("17031968", date(1968, 3, 17)),
        ("1968-03-17", date(1968, 3, 17)),
        ("17 maart 1968", date(1968, 3, 17)),
        ("17 mrt. 1968", date(1968, 3, 17)),
        ("3 mei 04", date(2004, 5, 3)),
        ("1 aug 99", date(1999, 8, 1)),
        ("31-2-1968", None),
        ("17 maar 1968", None),
        ("1968", None),
        ("17-3", None),
        ("", None),
    ],
)
def test_dates_in_many_notations(text: str, expected: date | None) -> None:
    assert read_date(text, today=date(2026, 11, 22)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3512", Place(3512, 3512, None)),
        ("3512 je", Place(3512, 3512, "3512JE")),
        ("3512J", Place(3512, 3512, "3512J")),
        ("2000", Place(2000, 2000, None)),
        ("B-2000", Place(2000, 2000, "B2000")),
        ("35", Place(3500, 3599, None)),
        ("351", Place(3510, 3519, None)),
        ("10115", Place(1011, 1011, "10115")),
        ("", None),
        ("utrecht", None),
    ],
)
def test_a_postcode_is_a_range_of_digits(text: str, expected: Place | None) -> None:
    assert read_place(text) == expected


@pytest.mark.django_db
class TestExactScan:
    def test_a_number_a_card_and_a_former_number(self) -> None:
        customer = make_customer(number="100234")
        LoyaltyCard.objects.create(customer=customer, number="2900123345")
        FormerNumber.objects.create(customer=customer, number="99001")
        for scanned in ("100234", "2900123345", "99001", " 100234 "):
            assert exact_scan(scanned) == "100234"

    def test_nobody_and_no_scan(self) -> None:
        make_customer(number="100234")
        for scanned in ("100235", "10023", "jansen", "", "100234x", "\x00", "3512JE"):
            assert exact_scan(scanned) is None

    def test_a_card_with_letters_is_typed_in_any_case(self) -> None:
        LoyaltyCard.objects.create(customer=make_customer(number="100234"), number="ABC1234X")
        assert exact_scan("abc1234x") == exact_scan("ABC1234X") == "100234"

    def test_a_blocked_card_opens_nobody(self) -> None:
        LoyaltyCard.objects.create(customer=make_customer(), number="2900123345", active=False)
        assert exact_scan("2900123345") is None

    def test_two_customers_are_not_one(self) -> None:
        make_customer(number="2900123345")
        LoyaltyCard.objects.create(customer=make_customer(), number="2900123345")
        assert exact_scan("2900123345") is None

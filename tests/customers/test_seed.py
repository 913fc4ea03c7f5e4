"""The made-up customers: the same for the same seed, believable, valid, and with their history."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice
from typing import Any

import phonenumbers
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from stdnum import ean
from stdnum.be import vat as be_vat
from stdnum.nl import btw

from customers.models import (
    Address,
    Customer,
    CustomerRelation,
    LoyaltyCard,
    NumberCounter,
    ShopSettings,
)
from customers.seed import load, places
from customers.seed.batches import Order, customers_of
from customers.seed.copying import text
from customers.seed.load import load_customers, reserve_numbers
from customers.seed.memorable import memorable
from customers.seed.people import CATEGORIES, INTERESTS, TODAY
from customers.seed.register import Seeded, make
from customers.services.numbers import next_number
from customers.values.business_numbers import (
    normalise_registration_number,
    normalise_vat_number,
)
from customers.values.emails import parse_emails
from customers.values.initials import normalise_initials
from customers.values.phones import parse_phone
from customers.values.postcodes import normalise_postcode
from klantbeheer.history_guard import find_gaps

COUNT = 2_000


@pytest.fixture(scope="module")
def people() -> list[Seeded]:
    return [*memorable(100_000), *make(1, 100_015, COUNT)]


class TestWhoTheyAre:
    def test_the_same_seed_gives_the_same_people(self) -> None:
        assert list(make(7, 100_000, 300)) == list(make(7, 100_000, 300))

    def test_fewer_are_the_first_of_more(self) -> None:
        assert list(make(7, 100_000, 50)) == list(islice(make(7, 100_000, 300), 50))

    def test_another_seed_or_number_gives_others(self) -> None:
        one, two, three = (
            [
                seeded.values["last_name"]
                for seeded in make(seed, first, 300)
                if "last_name" in seeded.values
            ]
            for seed, first in [(1, 100_000), (2, 100_000), (1, 200_000)]
        )
        assert one != two
        assert one != three

    def test_common_names_are_common_and_most_names_are_rare(self) -> None:
        names: Counter[str] = Counter()
        for seeded in make(3, 100_000, 20_000):
            names[seeded.values.get("last_name", "")] += 1
        assert {"Jong", "Jansen", "Vries"} <= {name for name, _count in names.most_common(12)}
        assert 60 < names["Jong"] < 260
        assert len(names) > 6_000

    def test_all_kinds_of_people_are_among_them(self, people: list[Seeded]) -> None:
        values = [seeded.values for seeded in people]
        assert 0.05 < sum(row["kind"] == "company" for row in values) / len(values) < 0.12
        assert 0.08 < sum(row["country"] == "BE" for row in values) / len(values) < 0.2
        status = Counter(row["status"] for row in values)
        assert 0.8 < status["active"] / len(values) < 0.9
        assert status["prospect"]
        assert status["inactive"]
        assert {row["language"] for row in values} >= {"nl", "fr"}
        assert any("-" in row.get("last_name", "") for row in values)
        assert any(row.get("infix", "").startswith("van de") for row in values)
        assert any(not row.get("last_name", "").isascii() for row in values)
        assert 0.3 < sum(bool(seeded.cards) for seeded in people) / len(people) < 0.5
        assert 0.03 < sum(seeded.housemate is not None for seeded in people) / len(people) < 0.07
        former = sum(a["kind"] == "former" for seeded in people for a in seeded.addresses)
        assert 0.03 < former / len(people) < 0.09

    def test_ages_are_those_of_customers(self, people: list[Seeded]) -> None:
        born = [day for seeded in people if (day := seeded.values.get("birth_date"))]
        ages = sorted((TODAY - day).days // 365 for day in born)
        assert ages[0] >= 18
        assert ages[-1] < 101
        assert 40 < ages[len(ages) // 2] < 65

    def test_nobody_was_a_customer_before_being_grown_up(self, people: list[Seeded]) -> None:
        for row in (seeded.values for seeded in people):
            assert row["customer_since"] <= TODAY
            if row.get("birth_date"):
                assert (row["customer_since"] - row["birth_date"]).days > 17 * 365

    def test_housemates_share_their_address(self, people: list[Seeded]) -> None:
        pairs = [
            (people[at + seeded.housemate].values, seeded.values)
            for at, seeded in enumerate(people)
            if seeded.housemate is not None
        ]
        assert pairs
        for one, other in pairs:
            assert (one["postcode"], one["house_number"]) == (
                other["postcode"],
                other["house_number"],
            )


class TestTheyAreValid:
    def test_phones(self, people: list[Seeded]) -> None:
        seen = 0
        for row in (seeded.values for seeded in people):
            for number in (row.get("phone"), row.get("mobile")):
                if number:
                    seen += 1
                    assert phonenumbers.is_valid_number(phonenumbers.parse(number)), number
                    assert parse_phone(number, row["country"]).value == number
        assert seen > COUNT

    def test_postcodes_stand_with_their_town(self, people: list[Seeded]) -> None:
        codes: dict[tuple[str, str], set[str]] = {}
        for town, _weight in [*places.DUTCH_TOWNS, *places.BELGIAN_TOWNS]:
            codes.setdefault((town.country, town.name), set()).update(town.codes)
        for row in (seeded.values for seeded in people):
            assert normalise_postcode(row["postcode"], row["country"]) == row["postcode"]
            assert row["postcode"][:4] in codes[row["country"], row["city"]]
            assert row["house_number"] > 0

    def test_one_dutch_postcode_has_one_street(self) -> None:
        streets: dict[str, set[str]] = {}
        for seeded in make(5, 100_000, 8_000):
            if seeded.values["country"] == "NL":
                streets.setdefault(seeded.values["postcode"], set()).add(seeded.values["street"])
        assert all(len(names) == 1 for names in streets.values())

    def test_numbers_of_companies(self, people: list[Seeded]) -> None:
        kinds: Counter[str] = Counter()
        for row in (seeded.values for seeded in people):
            number, vat = row.get("registration_number"), row.get("vat_number")
            if number:
                assert normalise_registration_number(number, row["country"]) == number
                kinds[row["country"]] += 1
            if vat:
                assert normalise_vat_number(vat, row["country"]) == vat
                assert (btw if vat.startswith("NL") else be_vat).is_valid(vat), vat
                kinds[vat[:2] + " vat"] += 1
        assert set(kinds) == {"NL", "BE", "NL vat", "BE vat"}

    def test_emails_are_at_example_domains(self, people: list[Seeded]) -> None:
        for row in (seeded.values for seeded in people):
            found = parse_emails(row.get("emails", ""))
            assert not found.problems, row["emails"]
            assert all(a.split("@")[1].startswith("example.") for a in found.addresses)

    def test_initials_are_as_a_clerk_writes_them(self, people: list[Seeded]) -> None:
        for row in (seeded.values for seeded in people):
            initials = row.get("initials", "")
            assert normalise_initials(initials) == initials

    def test_cards_are_barcodes(self, people: list[Seeded]) -> None:
        numbers = [card["number"] for s in people for card in s.cards if card["active"]]
        assert all(ean.is_valid(number) for number in numbers)
        assert len(set(numbers)) == len(numbers)

    def test_every_customer_passes_the_models_own_checks(self, people: list[Seeded]) -> None:
        for seeded in people[:400]:
            Customer(**seeded.values).clean_fields()

    def test_belgian_postcodes_and_dutch_ranges_are_many(self) -> None:
        dutch = {code for town, _weight in places.DUTCH_TOWNS for code in town.codes}
        belgian = {code for town, _weight in places.BELGIAN_TOWNS for code in town.codes}
        assert len(dutch) > 2_000
        assert len(belgian) > 500
        assert all(len(code) == 4 and code.isdigit() for code in dutch | belgian)


class TestCopyText:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, "\\N"), ("", ""), ("Jansen", "Jansen"), ("a\tb\\c\nd", "a\\tb\\\\c\\nd"),
            (True, "t"), (False, "f"), (12, "12"), (date(1968, 3, 17), "1968-03-17"), ({}, "{}"),
            ({"a": "é\\"}, '{"a": "\\\\u00e9\\\\\\\\"}'), (Customer.Kind.PERSON, "person"),
        ],
    )  # fmt: skip
    def test_values(self, value: Any, expected: str) -> None:
        assert text(value) == expected
        assert type(text(value)) is str


@pytest.mark.django_db
class TestLoading:
    def test_rows_and_history_and_numbers(self) -> None:
        report = load_customers(COUNT, seed=1)
        assert report.customers == COUNT
        assert report.first_number == 100_000
        assert report.rate > 0
        assert report.bare_rate > 0
        assert Customer.objects.count() == COUNT
        assert find_gaps() == []
        history = Customer.history.model.objects
        assert history.count() == COUNT
        row = history.order_by("history_id")[0]
        assert (row.history_type, row.history_actor, row.history_origin) == (
            "+",
            "seed",
            "manage.py seed",
        )
        assert row.history_change_reason
        assert LoyaltyCard.objects.count() > COUNT * 0.3
        assert Address.objects.filter(kind="former").exists()
        assert Address.objects.filter(kind="delivery").exists()
        assert CustomerRelation.objects.filter(kind="household").exists()
        assert Customer.objects.filter(interests__isnull=False).exists()
        assert next_number() == str(100_000 + COUNT)

    def test_the_hand_written_ones_come_first_and_only_once(self) -> None:
        load_customers(30, seed=1)
        first = Customer.objects.get(number="100000")
        assert (first.initials, first.infix, first.last_name) == ("J.A.", "van der", "Jansen")
        assert first.attention == "Betaalt alleen contant. Geen machtiging voorstellen."
        assert first.birth_date == date(1968, 3, 17)
        assert set(first.interests.values_list("name", flat=True)) <= set(INTERESTS)
        assert first.category is not None
        assert first.category.name in CATEGORIES
        assert first.relations.get().other.last_name == "Boer"
        load_customers(30, seed=1)
        assert (
            Customer.objects.filter(last_name="Wójcik", city="Antwerpen", street="Meir").count()
            == 1
        )
        assert Customer.objects.count() == 60
        assert find_gaps() == []

    def test_database_has_what_was_made(self) -> None:
        load_customers(60, seed=4)
        order = Order(4, 100_000, range(60), {}, (), (), with_memorable=True)
        made = [seeded.values for seeded in customers_of(order)]
        for row, customer in zip(made, Customer.objects.order_by("number"), strict=True):
            assert {name: getattr(customer, name) for name in row} == row
            assert customer.version == 1
            customer.full_clean()

    def test_search_finds_them(self) -> None:
        load_customers(20, seed=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_searchname WHERE key = 'wojcik'")
            assert cursor.fetchone() == (1,)

    def test_numbers_taken_by_hand_are_passed_over(self) -> None:
        Customer.objects.create(number="100005", last_name="Vroeg")
        assert reserve_numbers(10) == 100_006
        assert reserve_numbers(10) == 100_016
        assert NumberCounter.objects.get(name="customer").next_value == 100_026

    def test_no_more_numbers_than_the_shop_allows(self) -> None:
        ShopSettings.objects.create(pk=1, number_min_length=2, number_max_length=2)
        with pytest.raises(CommandError):
            call_command("seed", customers=91, verbosity=0)
        assert not Customer.objects.exists()

    def test_command_refuses_nothing(self) -> None:
        with pytest.raises(CommandError):
            call_command("seed", customers=0, verbosity=0)

    def test_another_batch_size_loads_as_well(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(load, "BATCH", 40)
        done: list[int] = []
        load_customers(100, seed=1, progress=done.append)
        assert done == [40, 40, 20]
        assert Customer.objects.count() == 100
        assert find_gaps() == []


@pytest.mark.django_db(transaction=True)
def test_a_large_load_uses_a_second_process_and_builds_the_search_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "MANY", 100)
    monkeypatch.setattr(load, "BATCH", 60)
    load_customers(150, seed=1)
    assert Customer.objects.count() == 150
    assert find_gaps() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE 'fastupdate=on' = ANY(reloptions)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(DISTINCT customer_id) FROM customers_searchname")
        assert cursor.fetchone() == (150,)
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    Customer.objects.create(number="999999", last_name="Later")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_searchname WHERE key = 'later'")
        assert cursor.fetchone() == (1,)

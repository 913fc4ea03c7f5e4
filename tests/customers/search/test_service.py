"""Whom a search finds, in which order, why, and what it counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.translation import override

from customers.models import Address, Customer, FormerNumber, LoyaltyCard
from customers.search.query import SearchQuery, parse_one_box
from customers.search.reasons import why_of
from customers.search.service import search
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def numbers(text: str, **options: Any) -> list[str]:
    return [hit.number for hit in search(parse_one_box(text), **options).hits]


def why(text: str, number: str = "100001", **options: Any) -> str:
    hits = {hit.number: hit for hit in search(parse_one_box(text), **options).hits}
    reason = hits[number].why
    return reason.text if reason else ""


class TestNames:
    def test_begin_and_digits(self) -> None:
        make_customer(number="100001", last_name="Jansen", postcode="3512 JE")
        make_customer(number="100002", last_name="Jansen", postcode="3513 JE")
        make_customer(number="100003", last_name="Bakker", postcode="3512 JE")
        assert numbers("jans 3512") == ["100001"]
        assert numbers("3512 jans 47") == ["100001"]
        assert numbers("3512 jans 48") == []
        assert sorted(numbers("jans")) == ["100001", "100002"]

    def test_the_whole_word_stands_before_longer_ones(self) -> None:
        make_customer(number="100001", last_name="Jansens")
        make_customer(number="100002", last_name="Jansen")
        make_customer(number="100003", last_name="Jansen-Bakker")
        make_customer(number="100004", last_name="Bakker-Jansen")
        make_customer(number="100005", last_name="Janssen")
        expected = ["100002", "100003", "100001", "100004", "100005"]
        assert numbers("jansen 3512") == expected
        assert numbers("jansen") == expected

    def test_reasons(self) -> None:
        make_customer(number="100001", last_name="Jansen")
        make_customer(number="100002", last_name="Bakker-Jansen")
        make_customer(number="100003", last_name="Janssen")
        make_customer(number="100004", last_name="Johansen")
        make_customer(number="100005", kind="company", last_name="", company_name="De Jansenhof BV")
        assert why("jansen 3512") == ""
        assert why("jansen 3512", "100002") == "second name"
        assert why("jansen 3512", "100003") == "sounds like"
        assert why("hansen 3512", "100004") == "in the name"
        assert why("jamsen 3512", "100001") == "looks like"
        assert why("hof 3512", "100005") == "in the name"

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("in_name", "in de naam"),
            ("second_name", "tweede naam"),
            ("former_name", "vroeger X"),
            ("former_address", "vroeger X"),
            ("former_number", "vroeger nummer X"),
            ("delivery_address", "afleveradres X"),
            ("postal_address", "postadres X"),
            ("contact", "contact: X"),
            ("sounds_like", "klinkt als"),
            ("looks_like", "lijkt op"),
            ("card", "kaart X"),
            ("blocked_card", "geblokkeerde kaart X"),
        ],
    )
    def test_reasons_in_dutch(self, code: str, words: str) -> None:
        make_customer()
        (hit,) = search(parse_one_box("jansen 3512")).hits
        with override("nl"):
            why = why_of(hit, code, "X" if words.endswith("X") else "")
        assert why is not None
        assert why.text == words

    def test_sure_hits_and_look_alikes_are_told_apart(self) -> None:
        make_customer(number="100001", last_name="Smit")
        make_customer(number="100002", last_name="Smid")
        result = search(parse_one_box("smit 3512"))
        assert [(hit.number, hit.is_alike) for hit in result.hits] == [
            ("100001", False),
            ("100002", True),
        ]
        assert (result.sure_count, result.alike_count) == (1, 1)

    def test_of_a_first_name_and_a_surname_the_surname_is_what_counts(self) -> None:
        make_customer(number="100001", last_name="Smit", first_name="Piet")
        make_customer(number="100002", last_name="Bakker", first_name="Jan")
        result = search(parse_one_box("jan smit 3512"))
        assert [(hit.number, hit.is_alike) for hit in result.hits] == [("100001", True)]
        assert why("jan smit 3512") == "looks like"

    def test_inactive_ones_stand_behind_the_active_ones(self) -> None:
        make_customer(number="100001", last_name="Jansen", status="inactive")
        make_customer(number="100002", last_name="Jansen")
        make_customer(number="100003", last_name="Jansens")
        expected = ["100002", "100003", "100001"]
        assert numbers("jansen 3512", include_inactive=True) == expected

    def test_two_letters_go_by_their_begin_only(self) -> None:
        make_customer(number="100001", last_name="Smit")
        make_customer(number="100002", last_name="Smaal")
        assert numbers("sm") == ["100002", "100001"]
        assert numbers("sn") == []

    def test_a_first_name_or_initials_beside_the_surname(self) -> None:
        make_customer(number="100001", first_name="Piet", initials="P.")
        make_customer(number="100002", first_name="Anna", initials="A.")
        make_customer(number="100003", first_name="", initials="K.L.")
        assert numbers("piet jansen") == ["100001"]
        assert numbers("jansen anna") == ["100002"]
        assert numbers("K. Jansen") == ["100003"]
        assert all(hit.is_alike for hit in search(parse_one_box("Jansen, J.A. van der")).hits)
        assert [h.number for h in search(SearchQuery("jansen", first_name="an")).hits] == ["100002"]

    def test_a_short_number_beside_a_name_is_a_house_or_a_postcode_begun(self) -> None:
        make_customer(number="100001", house_number=35, postcode="1011 AB")
        make_customer(number="100002", house_number=9, postcode="3512 JE")
        make_customer(number="100003", house_number=9, postcode="1011 AB")
        assert sorted(numbers("jansen 35")) == ["100001", "100002"]
        assert numbers("jansen 351") == ["100002"]
        assert [h.number for h in search(SearchQuery("jansen", postcode="35")).hits] == ["100002"]

    def test_other_scripts(self) -> None:
        make_customer(number="100001", last_name="Иванова")
        make_customer(number="100002", last_name="Παπαδόπουλος")
        assert numbers("ива") == ["100001"]
        assert numbers("ΠΑΠΑΔΟΠΟΥΛΟΣ") == ["100002"]

    def test_nfc_and_nfd_find_each_other(self) -> None:
        make_customer(number="100001", last_name="Zoë")
        Customer.objects.filter(number="100001").update(last_name="Zoe\u0308")
        assert numbers("zoë") == numbers("zoe\u0308") == numbers("zoe") == ["100001"]


class TestPlaces:
    def test_digits_house_and_the_whole_postcode(self) -> None:
        make_customer(number="100001", postcode="3512 JE", house_number=47)
        make_customer(number="100002", postcode="3512 XB", house_number=47)
        make_customer(number="100003", postcode="3512 XB", house_number=48)
        assert sorted(numbers("3512")) == ["100001", "100002", "100003"]
        assert sorted(numbers("3512 47")) == ["100001", "100002"]
        assert numbers("3512 xb 47") == ["100002"]
        assert numbers("3512 je") == ["100001"]
        assert numbers("jansen 3512XB 48") == ["100003"]

    def test_belgian_and_foreign_ones(self) -> None:
        make_customer(number="100001", postcode="2000", country="BE")
        make_customer(number="100002", postcode="10115", country="DE")
        make_customer(number="100003", postcode="10117", country="DE")
        assert numbers("2000") == ["100001"]
        assert numbers("jansen 2000") == ["100001"]
        assert [h.number for h in search(SearchQuery(postcode="10115")).hits] == ["100002"]
        assert sorted(h.number for h in search(SearchQuery(postcode="1011")).hits) == [
            "100002",
            "100003",
        ]

    def test_other_addresses(self) -> None:
        customer = make_customer(number="100001", last_name="Janssens", postcode="3995 BK")
        for kind, postcode in (
            ("former", "3512 XB"),
            ("delivery", "1011 AB"),
            ("postal", "9711 LM"),
        ):
            Address.objects.create(
                customer=customer, kind=kind, postcode=postcode, house_number=5, city="Utrecht"
            )
        assert why("janssens 3512") == "formerly 3512 XB"
        assert why("3512") == "formerly 3512 XB"
        assert why("janssens 1011 5") == "delivery address 1011 AB"
        assert why("9711") == "postal address 9711 LM"
        assert why("janssens 3995") == ""
        assert numbers("janssens") == ["100001"]
        assert search(parse_one_box("janssens")).sure_count == 1


class TestPhones:
    STORED = [
        ("+31612345678", ["0612345678", "06-12345678", "+31 6 12345678", "0031612345678"]),
        ("+31612345678", ["31612345678", "06 12 34 56 78", "(06) 12345678", "+31(0)612345678"]),
        ("+31302312345", ["030-2312345", "030 231 23 45", "2312345", "+31 30 231 2345"]),
        ("+32475123456", ["0475/12.34.56", "+32 475 12 34 56", "0032475123456", "0475123456"]),
        ("+3232345678", ["03 234 56 78", "+32 3 234 56 78"]),
        ("+4915112345678", ["+49 151 12345678", "0151 12345678", "004915112345678"]),
        ("030 231", ["030231"]),
    ]

    @pytest.mark.parametrize("field", ["phone", "mobile", "phone_extra"])
    @pytest.mark.parametrize(("stored", "notations"), STORED)
    def test_any_notation(self, field: str, stored: str, notations: list[str]) -> None:
        make_customer(number="100001", **{field: stored})
        make_customer(number="100002", phone="+31201112223")
        for typed in notations:
            found = [hit.number for hit in search(SearchQuery(phone=typed)).hits]
            assert found == ["100001"], typed

    def test_the_last_digits_and_every_fragment_from_five(self) -> None:
        make_customer(number="100001", mobile="+31612345678")
        make_customer(number="100002", mobile="+31687654321")
        assert numbers("5678") == ["100001"]
        assert numbers("678", limit=5) == []
        national = "612345678"
        for length in range(5, 10):
            for at in range(len(national) - length + 1):
                typed = national[at : at + length]
                found = [hit.number for hit in search(SearchQuery(phone=typed)).hits]
                assert found == ["100001"], typed

    def test_the_reason_shows_the_number(self) -> None:
        make_customer(number="100001", phone="+31302312345", mobile="+31612345678")
        assert why("0612345678") == "phone 06 12 34 56 78"


class TestEmails:
    def test_begin_later_part_middle_and_domain(self) -> None:
        make_customer(number="100001", emails="piet.jansen@ziggo.nl; info@bakker-online.nl")
        make_customer(number="100002", emails="annelies_smit@kpn.nl")
        for typed in ("piet", "piet.jansen@", "PIET.JANSEN@ZIGGO.NL", "jans", "anse", "t.jansen"):
            assert [h.number for h in search(SearchQuery(email=typed)).hits] == ["100001"], typed
        for typed in ("@ziggo", "@bakker-online.nl", "info@"):
            assert numbers(typed) == ["100001"]
        assert [h.number for h in search(SearchQuery(email="nelie")).hits] == ["100002"]
        assert [h.number for h in search(SearchQuery(email="elies_sm")).hits] == ["100002"]
        assert search(SearchQuery(email="zigg%")).hits == []

    def test_inactive_look_alikes_count_when_there_is_nobody_else(self) -> None:
        make_customer(number="100001", last_name="Zwijgerszoon", status="inactive")
        assert search(parse_one_box("zweigerszoon 3512")).inactive_count == 1
        assert search(SearchQuery(last_name="zweigerszoon")).inactive_count == 1
        make_customer(number="100002", last_name="Zwijgerszoon")
        assert search(SearchQuery(last_name="zweigerszoon")).inactive_count == 0

    def test_a_domain_without_its_sign(self) -> None:
        make_customer(number="100001", emails="info@bakker-online.nl")
        make_customer(number="100002", emails="bakker-oud@kpn.nl")
        make_customer(number="100003", emails="bakker-o@bakker-online.nl", status="inactive")
        found = search(SearchQuery(email="bakker-o"))
        assert [hit.number for hit in found.hits] == ["100002", "100001"]
        assert (found.sure_count, found.inactive_count) == (2, 1)
        assert found.hits[1].why
        assert found.hits[1].why.detail == "info@bakker-online.nl"

    def test_signs_are_no_wildcards(self) -> None:
        make_customer(number="100001", emails="piet.jansen@ziggo.nl; info@bakker-online.nl")
        assert search(SearchQuery(email="____")).hits == []

    def test_the_reason_shows_the_address(self) -> None:
        make_customer(number="100001", emails="piet@ziggo.nl; info@bakker.nl")
        assert why("info@") == "e-mail info@bakker.nl"


class TestCodes:
    def test_numbers_cards_and_former_numbers(self) -> None:
        customer = make_customer(number="100001")
        make_customer(number="100002")
        LoyaltyCard.objects.create(customer=customer, number="2900123345")
        LoyaltyCard.objects.create(customer=customer, number="2900999999", active=False)
        FormerNumber.objects.create(customer=customer, number="555123")
        assert numbers("100001") == ["100001"]
        assert numbers("10000") == ["100001", "100002"]
        assert why("2900123345") == "card 2900123345"
        assert why("29001") == "card 2900123345"
        assert why("2900999999") == "blocked card 2900999999"
        assert why("555123") == "formerly number 555123"
        assert search(parse_one_box("100001")).sure_count == 1

    def test_an_exact_number_stands_before_a_postcode(self) -> None:
        make_customer(number="100001", postcode="3512 JE")
        make_customer(number="3512", postcode="1011 AB")
        make_customer(number="100003", postcode="1011 AB", mobile="+31612343512")
        assert numbers("3512") == ["3512", "100001", "100003"]

    def test_phones_keep_a_place_beside_a_full_postcode(self) -> None:
        for at in range(40):
            make_customer(number=str(200000 + at))
        make_customer(number="100001", postcode="1011 AB", mobile="+31612343512")
        found = numbers("3512")
        assert len(found) == 25
        assert found[-1] == "100001"
        for at in range(20):
            make_customer(number=str(300000 + at), postcode="1011 AB", phone="+31302319876")
        assert len(numbers("9876")) == 20

    @pytest.mark.parametrize("typed", ["17-3-1968", "17031968", "17 maart 1968", "1968-03-17"])
    def test_birth_dates(self, typed: str) -> None:
        make_customer(number="100001", birth_date=date(1968, 3, 17))
        make_customer(number="100002", birth_date=date(1968, 3, 18))
        assert numbers(typed) == ["100001"]

    def test_fields_together_must_all_fit(self) -> None:
        born = date(1968, 3, 17)
        make_customer(number="100001", last_name="Jansen", birth_date=born, mobile="+31612345678")
        make_customer(number="100002", last_name="Smit", birth_date=born)
        make_customer(number="100003", last_name="Jansen", birth_date=born, postcode="1011 AB")
        assert sorted(numbers("17-3-1968")) == ["100001", "100002", "100003"]
        assert sorted(numbers("janssen 17-3-1968")) == ["100001", "100003"]
        assert numbers("jansen 17-3-1968 3512") == ["100001"]
        assert numbers("0612345678 smit") == []
        assert [
            h.number for h in search(SearchQuery(birth_date="17-3-1968", phone="5678")).hits
        ] == ["100001"]


class TestCompanies:
    def test_begin_word_middle_and_legal_form(self) -> None:
        firm = {"kind": "company", "last_name": "", "infix": ""}
        make_customer(number="100001", company_name="Fietskoeriers Domstad B.V.", **firm)
        make_customer(number="100002", company_name="Bakkerij van der Berg & Zn.", **firm)
        make_customer(number="100003", last_name="Domstad")
        for typed in ("fiets", "fietskoeriers dom", "domstad", "koerier", "fietskoerirs"):
            assert [h.number for h in search(SearchQuery(company=typed)).hits] == ["100001"], typed
        for typed in ("bakkerij van der b", "bakkerij berg", "berg", "van der berg en zn"[:12]):
            assert [h.number for h in search(SearchQuery(company=typed)).hits] == ["100002"], typed
        assert search(SearchQuery(company="bv")).hits == []
        assert sorted(numbers("domstad")) == ["100001", "100003"]

    def test_the_person_behind_a_company(self) -> None:
        make_customer(number="100001", kind="company", company_name="Bouwbedrijf Smit")
        assert why("jansen 3512") == "contact: Jansen"


class TestInactive:
    @pytest.fixture(autouse=True)
    def customers(self) -> None:
        make_customer(number="100001", mobile="+31612345678", emails="a.jansen@x.nl")
        for at, status in enumerate(["inactive", "inactive", "prospect"], start=2):
            make_customer(
                number=f"10000{at}",
                status=status,
                mobile="+31612345678",
                emails="a.jansen@x.nl",
                birth_date=date(1968, 3, 17),
            )

    @pytest.mark.parametrize(
        "typed", ["jansen", "jansen 3512", "3512", "jansen 3512 47", "0612345678", "a.jansen@"]
    )
    def test_hidden_and_counted(self, typed: str) -> None:
        result = search(parse_one_box(typed))
        assert sorted(hit.number for hit in result.hits) == ["100001", "100004"]
        assert (result.sure_count, result.inactive_count) == (2, 2)
        everybody = search(parse_one_box(typed), include_inactive=True)
        assert [hit.number for hit in everybody.hits if not hit.is_inactive][:2]
        assert (len(everybody.hits), everybody.sure_count, everybody.inactive_count) == (4, 4, 0)

    def test_with_two_fields_and_by_birth_date(self) -> None:
        for typed in ("17-3-1968", "jansen 17-3-1968"):
            result = search(parse_one_box(typed))
            assert [hit.number for hit in result.hits] == ["100004"]
            assert (result.sure_count, result.inactive_count) == (1, 2)

    def test_the_exact_number_is_found_all_the_same(self) -> None:
        assert numbers("100002") == ["100002"]


class TestCounting:
    def test_no_more_than_a_thousand(self) -> None:
        Customer.objects.bulk_create(
            Customer(number=str(300000 + at), last_name="Jansen", status="active", version=1)
            for at in range(1001)
        )
        result = search(parse_one_box("jansen"))
        assert (len(result.hits), result.sure_count, result.capped) == (25, 1000, True)

    def test_a_customer_with_two_names_that_fit_counts_once(self) -> None:
        make_customer(number="100001", last_name="Jansen-Janse", company_name="Jansen Fietsen")
        for typed in ("jans", "jans 3512"):
            result = search(parse_one_box(typed))
            assert ([hit.number for hit in result.hits], result.sure_count) == (["100001"], 1)

    def test_the_house_number_is_asked_for(self) -> None:
        for at in range(27):
            make_customer(number=str(200000 + at), house_number=at + 1)
        assert search(parse_one_box("jansen 3512")).ask_house_number
        assert not search(parse_one_box("jansen 3512 5")).ask_house_number
        assert not search(parse_one_box("jansen")).ask_house_number


class TestService:
    def test_one_statement(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        make_customer(birth_date=date(1968, 3, 17))
        for typed in ("jansen 3512", "3512", "0612345678", "jansen 17-3-1968", "3512 je"):
            with django_assert_num_queries(1):
                search(parse_one_box(typed))

    def test_nothing_typed_asks_nothing(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(0):
            assert search(SearchQuery()).hits == []
            assert search(SearchQuery(first_name="piet")).hits == []

    def test_only_who_may_see_customers_finds_them(self) -> None:
        make_customer(number="100001")
        assert search(SearchQuery("jansen"), user=AnonymousUser()).hits == []
        assert [h.number for h in search(SearchQuery("jansen"), user=make_staff()).hits] == [
            "100001"
        ]

    def test_erased_customers_are_never_found(self) -> None:
        customer = make_customer(number="100001", mobile="+31612345678", emails="a@x.nl")
        LoyaltyCard.objects.create(customer=customer, number="2900123345")
        customer.status = "erased"
        customer.save()
        for typed in ("jansen", "3512", "0612345678", "a@", "100001", "2900123345"):
            assert numbers(typed, include_inactive=True) == []

    def test_marks_are_slices_of_the_name(self) -> None:
        make_customer(last_name="Müller-Jansen", infix="", initials="A.")
        hit = search(parse_one_box("mul 3512")).hits[0]
        assert [hit.name[start:end] for start, end in hit.marks] == ["Mül"]

    def test_the_planner_uses_an_index_for_every_question(self) -> None:
        """A search that scans a table is right and slow: nobody would notice here."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT proname FROM pg_proc WHERE proname ~ '^customers_search_"
                "(names|words|place|phone|email|number|birth)$' AND NOT (proconfig @> ARRAY["
                "'plan_cache_mode=force_generic_plan', 'max_parallel_workers_per_gather=0',"
                " 'enable_seqscan=off'])"
            )
            assert cursor.fetchall() == []

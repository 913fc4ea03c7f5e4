"""The page Klanten – adressen: which addresses it finds, in which order, for whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import ContactType
from contacts.services.consent import set_level
from customers.models import Category, Customer, ShopSettings
from tests.factories import make_contact, make_customer, make_staff
from tests.nasty import NASTY, Attempts, encode

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

URL = "/addresses/"
FIELDS = [
    "text",
    "type",
    "kind",
    "status",
    "category",
    "may_email",
    "has_email",
    "has_address",
    "country",
    "postcode",
    "city",
    "assigned_to",
    "sort",
    "page",
    "paper",
    "start",
]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_staff("kantoor"))
    return client


def page(client: Client, **asked: str) -> Any:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return response.context["page"]


def numbers(client: Client, **asked: str) -> list[str]:
    return [row.number for row in page(client, **asked).rows]


def names(client: Client, **asked: str) -> list[str]:
    return [row.name for row in page(client, **asked).rows]


def person(number: str, last_name: str, **fields: Any) -> Customer:
    values = {"number": number, "last_name": last_name, "infix": "", "initials": "A."}
    return make_customer(**values | fields)


def test_the_address_is_the_one_that_is_promised() -> None:
    assert reverse("contacts:address_book") == URL


class TestTypes:
    @pytest.fixture(autouse=True)
    def _people(self) -> None:
        shop = person("100", "Winkel")
        for code, name in (("administration", "Boek"), ("technical", "Sleutel"), ("sales", "Ver")):
            make_contact(shop, type_id=code, last_name=name)
        make_contact(shop, type_id="administration", last_name="Weg", archived=True)
        gone = person("101", "Oud", status="inactive")
        make_contact(gone, type_id="administration", last_name="Stil")
        erased = person("102", "x")
        make_contact(erased, type_id="administration", last_name="Niemand")
        Customer.objects.filter(pk=erased.pk).update(status="erased")

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["Winkel, A."]),
            ({"type": "main"}, ["Winkel, A."]),
            ({"type": "administration"}, ["Boek, S."]),
            ({"type": "technical"}, ["Sleutel, S."]),
            ({"type": "invoice_address"}, []),
            ({"type": "contacts"}, ["Boek, S.", "Sleutel, S.", "Ver, S."]),
            ({"type": "administration", "status": "inactive"}, ["Stil, S."]),
            ({"type": "administration", "status": "all"}, ["Boek, S.", "Stil, S."]),
            ({"status": "all"}, ["Oud, A.", "Winkel, A."]),
            ({"type": "unknown"}, []),
        ],
    )
    def test_each(self, office: Client, asked: dict[str, str], expected: list[str]) -> None:
        assert names(office, **asked) == expected

    def test_a_type_of_the_shop(self, office: Client) -> None:
        ContactType.objects.create(code="own", name="Sleutelbeheer")
        make_contact(Customer.objects.get(number="100"), type_id="own", last_name="Kees")
        assert names(office, type="own") == ["Kees, S."]
        assert "Sleutelbeheer" in office.get(URL).content.decode()


class TestAddressOf:
    def test_the_only_one_is_where_the_invoices_go(self, office: Client) -> None:
        none = dict.fromkeys(("street", "postcode", "city"), "")
        bare = person("100", "Winkel", house_number=None, **none)
        make_contact(
            bare, type_id="invoice_address", invoice_customer=person("101", "Holding"), emails=""
        )
        asked = {"type": "invoice_address", "sort": "city"}
        assert numbers(office, has_address="yes", **asked) == ["100"]
        assert numbers(office, has_address="no", **asked) == []

    def test_a_contacts_e_mail_is_not_the_customers(self, office: Client) -> None:
        make_contact(person("100", "Winkel"), emails="zeldzaam@x.example")
        assert numbers(office, type="main", text="zeldzaam@") == []
        assert numbers(office, type="contacts", text="zeldzaam@") == ["100"]

    def test_of_the_customer_when_it_has_none_of_its_own(self, office: Client) -> None:
        shop = person("100", "Winkel")
        make_contact(shop, last_name="Zonder")
        make_contact(
            shop,
            last_name="Met",
            street="Kade",
            house_number=1,
            postcode="9711 AA",
            city="Groningen",
        )
        rows = {row.name: row for row in page(office, type="purchasing").rows}
        assert (rows["Zonder, S."].street, rows["Zonder, S."].postcode) == (
            "Voorstraat 47",
            "3512 JE",
        )
        assert rows["Zonder, S."].note == "adres van de klant"
        assert (rows["Met, S."].street, rows["Met, S."].postcode) == ("Kade 1", "9711 AA")
        assert rows["Met, S."].note == ""

    def test_of_where_the_invoices_go(self, office: Client) -> None:
        holding = person("200", "Holding", postcode="1011 AB", city="Amsterdam", street="Dam")
        make_contact(
            person("100", "Winkel"),
            type_id="invoice_address",
            last_name="",
            initials="",
            emails="eigen@x.example",
            invoice_customer=holding,
        )
        (row,) = page(office, type="invoice_address").rows
        assert (row.number, row.name, row.postcode) == ("100", "Holding, A.", "1011 AB")
        assert row.note == "adres van 200"
        assert (row.emails, row.permission) == ([], "volgt 200")
        assert numbers(office, type="invoice_address", postcode="1011") == ["100"]
        assert numbers(office, type="invoice_address", postcode="3512") == []


class TestFilters:
    @pytest.fixture(autouse=True)
    def _people(self, db: None) -> None:
        vip = Category.objects.create(name="Vaste klant")
        clerk = make_staff("balie", username="piet", first_name="Piet")
        person("101", "Aalbers", category=vip, emails="aal@x.example", assigned_to=clerk)
        person("102", "Bos", postcode="9711 AA", city="Groningen", status="prospect")
        person("103", "Claes", postcode="2000", city="Antwerpen", country="BE")
        person(
            "104", "Dirks", **dict.fromkeys(("street", "postcode", "city"), ""), house_number=None
        )
        person(
            "105",
            "",
            kind="company",
            company_name="Eik & Zn",
            postcode="35037",
            city="Marburg",
            country="AT",
        )
        for customer in Customer.objects.filter(number__in=["101", "102", "103"]):
            make_contact(customer, last_name=f"Van{customer.number}", emails="")

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, "101 102 103 104 105"),
            ({"status": "prospect"}, "102"),
            ({"kind": "company"}, "105"),
            ({"kind": "person"}, "101 102 103 104"),
            ({"postcode": "3512"}, "101"),
            ({"postcode": "3512JE"}, "101"),
            ({"postcode": "3512 je"}, "101"),
            ({"postcode": "35"}, "101 105"),
            ({"postcode": "2"}, "103"),
            ({"postcode": "2000-3599"}, "101 103 105"),
            ({"postcode": "3599 – 2000"}, "101 103 105"),
            ({"postcode": "3512 JE t/m 9711 AA"}, "101 102"),
            ({"postcode": "3512 JF-9711"}, "102"),
            ({"city": "gron"}, "102"),
            ({"city": "werp"}, ""),
            ({"country": "BE"}, "103"),
            ({"country": "other"}, "105"),
            ({"has_address": "no"}, "104"),
            ({"has_address": "yes"}, "101 102 103 105"),
            ({"has_email": "yes"}, "101"),
            ({"has_email": "no"}, "102 103 104 105"),
            ({"text": "aalb"}, "101"),
            ({"text": "eik"}, "105"),
            ({"text": "zn"}, ""),
            ({"text": "aal@"}, "101"),
            ({"text": "104"}, "104"),
            ({"text": "van101"}, ""),
            ({"text": "%"}, ""),
            ({"postcode": "3512", "country": "BE"}, ""),
        ],
    )
    def test_main_addresses(self, office: Client, asked: dict[str, str], found: str) -> None:
        assert numbers(office, sort="number", **asked) == found.split()

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, "101 102 103"),
            ({"status": "prospect"}, "102"),
            ({"postcode": "9711"}, "102"),
            ({"city": "antw"}, "103"),
            ({"country": "BE"}, "103"),
            ({"country": "other"}, ""),
            ({"has_email": "yes"}, ""),
            ({"has_address": "yes"}, "101 102 103"),
            ({"text": "van102"}, "102"),
            ({"text": "bos"}, "102"),
            ({"text": "103"}, "103"),
        ],
    )
    def test_contacts(self, office: Client, asked: dict[str, str], found: str) -> None:
        assert numbers(office, type="purchasing", sort="number", **asked) == found.split()

    def test_by_row_of_another_table(self, office: Client) -> None:
        vip, clerk = Category.objects.get(), make_staff("balie", username="kees")
        assert numbers(office, category=str(vip.pk)) == ["101"]
        assert numbers(office, category=str(vip.pk), type="purchasing") == ["101"]
        assert numbers(office, assigned_to=str(clerk.pk)) == []
        piet = Customer.objects.get(number="101").assigned_to_id
        assert numbers(office, assigned_to=str(piet)) == ["101"]

    def test_a_filter_that_cannot_be_read_finds_nobody(self, office: Client) -> None:
        response = office.get(URL, {"postcode": "!!"})
        assert response.context["page"].rows == []
        text = response.content.decode()
        assert "Typ een postcode of het begin ervan" in text
        assert "Een filter is niet te lezen" in text
        for kind in ("csv", "xlsx"):
            answer = office.get(f"{URL}export/{kind}/", {"postcode": "!!"})
            assert answer.status_code == 302


class TestPermission:
    @pytest.fixture(autouse=True)
    def _people(self, db: None) -> None:
        clerk = make_staff("balie")
        for level, number in enumerate(("100", "101", "102")):
            customer = person(number, "Jansen", emails="j@x.example", email_permission=level)
            contact = make_contact(
                customer, emails="a@x.example; b@x.example", email_permission=level
            )
            set_level(
                customer=customer,
                contact_person=contact,
                address="a@x.example",
                level=0,
                wording="Liever niet",
                source="counter",
                actor=clerk,
            )

    def test_of_the_box_that_is_shown(self, office: Client) -> None:
        customer = person("199", "Zeeman", emails="z@x.example", email_permission=0)
        make_contact(customer, emails="zz@x.example", email_permission=2)
        set_level(
            customer=customer,
            address="+31655010147",
            level=1,
            wording="Sms mag",
            source="counter",
            actor=make_staff(),
            channel="sms",
        )
        assert "199" not in numbers(office, type="main", may_email="1")
        (row,) = page(office, type="main", may_email="0", text="Zeeman").rows
        assert (row.number, row.permission) == ("199", "0 geen")

    @pytest.mark.parametrize("kind", ["main", "purchasing"])
    @pytest.mark.parametrize(
        ("level", "found"), [("0", "100"), ("1", "101 102"), ("2", "102"), ("", "100 101 102")]
    )
    def test_level(self, office: Client, kind: str, level: str, found: str) -> None:
        assert numbers(office, type=kind, may_email=level, sort="number") == found.split()

    def test_shown(self, office: Client) -> None:
        rows = page(office, type="purchasing", sort="number").rows
        assert [row.permission for row in rows] == ["0 geen", "1 notificaties", "2 alles"]


class TestOrder:
    NAMES = (
        ("1", "Jansen", "van der"),
        ("22", "Jansén", ""),
        ("3", "Hoff", "'t"),
        ("10", "Zwart", ""),
        ("9", "Ábel", "de"),
    )

    @pytest.fixture(autouse=True)
    def _people(self, db: None) -> None:
        for at, (number, last_name, infix) in enumerate(self.NAMES):
            customer = person(
                number, last_name, infix=infix, postcode=f"{9 - at}000 AA", initials=""
            )
            make_contact(customer, last_name=last_name, infix=infix, initials="")
        Customer.objects.filter(number="3").update(
            postcode="", house_number=None, street="", city="zeist", version=9
        )

    @pytest.mark.parametrize("kind", ["main", "purchasing"])
    @pytest.mark.parametrize(
        ("sort", "with_infix", "expected"),
        [
            ("name", False, "9 3 1 22 10"),
            ("name", True, "9 22 3 1 10"),
            ("-name", False, "10 22 1 3 9"),
            ("number", False, "1 3 9 10 22"),
            ("-number", False, "22 10 9 3 1"),
            ("postcode", False, "9 10 22 1 3"),
            ("-postcode", False, "1 22 10 9 3"),
            ("nonsense", False, "9 3 1 22 10"),
        ],
    )
    def test_sorted(
        self, office: Client, kind: str, sort: str, with_infix: bool, expected: str
    ) -> None:
        ShopSettings.objects.create(pk=1, sort_with_infix=with_infix)
        assert numbers(office, type=kind, sort=sort) == expected.split()

    def test_the_name_is_written_as_it_is_sorted(self, office: Client) -> None:
        assert "Jansen, van der" in names(office)
        ShopSettings.objects.create(pk=1, sort_with_infix=True)
        assert "van der Jansen" in names(office)

    def test_by_type_and_by_change(self, office: Client) -> None:
        customer = Customer.objects.get(number="1")
        make_contact(customer, type_id="sales", last_name="Eerst")
        make_contact(customer, type_id="other", last_name="Laatst")
        assert names(office, type="contacts", sort="type")[0] == "Eerst, S."
        assert names(office, type="contacts", sort="-changed")[0] == "Laatst, S."
        text = office.get(URL, {"type": "contacts", "sort": "-changed"}).content.decode()
        assert 'aria-sort="descending"' in text

    def test_by_city(self, office: Client) -> None:
        assert numbers(office, sort="city")[-1] == "3"
        assert numbers(office, sort="-city")[0] == "3"

    def test_names_have_an_index(self) -> None:
        """The order of the list is the order of an index, for every million."""
        from contacts.services.address_book import addresses_of, sorted_by

        user = make_staff("kantoor")
        for kind, index in (("main", "customer_sort"), ("contacts", "contactperson_sort")):
            for with_infix, end in ((False, "name"), (True, "infix")):
                query = sorted_by(addresses_of(kind, user=user), "name", with_infix=with_infix)
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL enable_seqscan = off")
                    cursor.execute("SET LOCAL enable_sort = off")
                plan = query[:50].explain()
                assert f"{index}_{end}" in plan, plan


class TestPages:
    def test_fifty_a_page(self, office: Client) -> None:
        for at in range(101, 213):
            person(str(at), f"Naam{at}")
        first = page(office)
        assert (len(first.rows), first.count_words) == (50, "112 adressen")
        assert first.place_words == "1–50 van 112"
        assert first.previous_url == ""
        third = page(office, page="3")
        assert [row.number for row in third.rows][-1] == "212"
        assert (len(third.rows), third.next_url) == (12, "")
        assert numbers(office, page="999") == [row.number for row in third.rows]
        assert numbers(office, page="x") == [row.number for row in first.rows]
        assert "page=2" in first.next_url

    def test_links_keep_the_filter(self, office: Client) -> None:
        person("100", "Jansen")
        shown = page(office, postcode="3512", sort="-name")
        urls = [column.url for column in shown.columns if column.url]
        assert all("postcode=3512" in url for url in urls)
        assert any("sort=name" in url for url in urls)

    def test_counting_ends(self, office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("contacts.presentation.address_book.MOST_SHOWN", 100)
        for at in range(102):
            person(str(500 + at), "Jansen")
        shown = page(office, page="2")
        assert shown.count_words == "100+ adressen"
        assert (len(shown.rows), shown.next_url) == (50, "")
        assert "Verder bladeren" in office.get(URL, {"page": "2"}).content.decode()

    @pytest.mark.parametrize("kind", ["main", "contacts"])
    def test_as_many_queries_for_one_as_for_fifty(self, office: Client, kind: str) -> None:
        def counted() -> int:
            with CaptureQueriesContext(connection) as queries:
                office.get(URL, {"type": kind})
            return len(queries)

        make_contact(person("100", "Jansen"))
        counted()
        one = counted()
        for at in range(101, 160):
            make_contact(
                person(str(at), "Jansen", attention="Pas op"),
                type_id="sales" if at % 2 else "other",
            )
        assert counted() == one
        assert one <= 14


class TestScreen:
    def test_attention_and_inactive(self, office: Client) -> None:
        make_contact(person("100", "Jansen", attention="Betaalt contant"))
        person("101", "Vries", status="inactive")
        for kind in ("main", "purchasing"):
            text = office.get(URL, {"type": kind}).content.decode()
            assert "Betaalt contant" in text or "attentie" in text.lower()
        text = office.get(URL, {"status": "all"}).content.decode()
        assert re.search(r"Vries.*inactief", text)

    def test_an_attention_that_has_passed(self, office: Client) -> None:
        person("100", "Jansen", attention="Betaalt contant", attention_until="2020-01-01")
        assert "Betaalt contant" not in office.get(URL).content.decode()

    def test_markup_stays_text(self, office: Client) -> None:
        make_contact(
            person("100", "<b>x</b>", city="<i>y</i>"), last_name="<u>z</u>", job_title="<s>q</s>"
        )
        for kind in ("main", "purchasing"):
            text = office.get(URL, {"type": kind, "text": "<b>"}).content.decode()
            text += office.get(URL, {"type": kind}).content.decode()
            assert not re.search(r"<[bisu]>[xyzq]", text)

    def test_no_files_for_who_may_not_export(self, client: Client) -> None:
        person("100", "Jansen")
        client.force_login(make_staff("balie"))
        text = client.get(URL).content.decode()
        assert "/export/" not in text
        assert "/labels/" not in text
        client.force_login(make_staff("kantoor"))
        assert "/export/csv/" in client.get(URL).content.decode()

    def test_the_bar_leads_here(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        assert f'href="{URL}"' in client.get("/").content.decode()


def test_nothing_that_is_sent_breaks_it(office: Client) -> None:
    make_contact(person("100", "Jansen"))
    with Attempts(office) as attempts:
        for path in (URL, f"{URL}export/csv/", f"{URL}export/xlsx/", f"{URL}labels/"):
            for place, name in enumerate(FIELDS if path == URL else ("postcode", "start")):
                for what, values in list(NASTY.items())[place % 4 :: 4]:
                    base = [("type", b"purchasing"), ("paper", b"3x7")]
                    pairs = [pair for pair in base if pair[0] != name]
                    pairs += [(name, value) for value in values]

                    def read(response: Any) -> None:
                        if response.streaming:
                            b"".join(response.streaming_content)

                    attempts.send(
                        "GET", f"{path}?{encode(pairs).decode()}", note=f"{name} {what}", check=read
                    )


def test_a_reader_without_the_permission_sees_nothing(client: Client) -> None:
    person("100", "Jansen")
    user = make_staff("inkijk")
    client.force_login(user)
    assert numbers(client) == ["100"]
    user.groups.clear()
    assert client.get(URL).status_code == 403

"""The search follows the register, whatever writes to it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from customers.models import Address, Customer
from customers.search.query import SearchQuery, parse_one_box
from customers.search.service import search
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def numbers(text: str, **options: Any) -> list[str]:
    return [hit.number for hit in search(parse_one_box(text), **options).hits]


def by_company(text: str) -> list[str]:
    return [hit.number for hit in search(SearchQuery(company=text)).hits]


def rows(sql: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def words() -> set[str]:
    return set(rows("SELECT word FROM customers_searchword"))


def contents() -> list[list[Any]]:
    """What the search tables hold."""
    tables = ("searchname", "searchphone", "searchemail", "searchpiece")
    found = [sorted(rows(f"SELECT t::text FROM customers_{table} t")) for table in tables]
    return [*found, sorted(words())]


def test_insert_update_and_bulk() -> None:
    customer = make_customer(number="100001", last_name="Jansen")
    assert numbers("jansen 3512") == ["100001"]
    customer.postcode = "1011 AB"
    customer.house_number = 8
    customer.save()
    assert numbers("jansen 3512") == []
    assert numbers("jansen 1011 8") == ["100001"]
    Customer.objects.bulk_create(
        [
            Customer(number=str(n), last_name="Dekker", status="active", version=1)
            for n in range(5, 8)
        ]
    )
    assert sorted(numbers("dekker")) == ["5", "6", "7"]
    Customer.objects.filter(last_name="Dekker").update(last_name="Visser")
    assert sorted(numbers("visser")) == ["5", "6", "7"]


def test_copy_and_plain_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        made = make_customer(number="100001", last_name="Jansen", mobile="+31612345678")
        columns = ", ".join(str(f.column) for f in Customer._meta.concrete_fields[1:])
        cursor.execute("SAVEPOINT before")
        cursor.execute(
            f"CREATE TEMPORARY TABLE one AS SELECT {columns} FROM customers_customer WHERE id = %s",
            [made.pk],
        )
        cursor.execute(
            "UPDATE one SET number = '77', last_name = 'Hofman', mobile = '+31687654321'"
        )
        with cursor.copy("COPY one TO STDOUT") as out:
            data = b"".join(bytes(block) for block in out)
        with cursor.copy(f"COPY customers_customer ({columns}) FROM STDIN") as load:
            load.write(data)
        assert numbers("hofman 3512") == ["77"]
        assert numbers("0687654321") == ["77"]
        cursor.execute("UPDATE customers_customer SET last_name = 'Postma' WHERE number = '77'")
        assert numbers("postma") == ["77"]
        cursor.execute("ROLLBACK TO before")


def test_deactivating_hides_and_reactivating_shows() -> None:
    customer = make_customer(number="100001", mobile="+31612345678", emails="piet@x.nl")
    customer.status = "inactive"
    customer.save()
    for typed in ("jansen", "3512", "0612345678", "piet@"):
        assert numbers(typed) == []
        assert numbers(typed, include_inactive=True) == ["100001"]
    customer.status = "active"
    customer.save()
    for typed in ("jansen", "3512", "0612345678", "piet@"):
        assert numbers(typed) == ["100001"]


class TestFormerNames:
    def test_a_name_that_changed_keeps_finding(self) -> None:
        customer = make_customer(number="100001", last_name="Jansen", infix="")
        customer.last_name = "Vries"
        customer.infix = "de"
        customer.save()
        hit = search(parse_one_box("jansen 3512")).hits[0]
        assert (hit.number, hit.is_alike) == ("100001", False)
        assert hit.why is not None
        assert (hit.why.code, hit.why.detail) == ("former_name", "Jansen")
        assert numbers("vries 3512") == ["100001"]
        assert search(parse_one_box("vries 3512")).hits[0].why is None

    def test_only_another_key_is_another_name(self) -> None:
        customer = make_customer(last_name="jansen")
        for name in ("Jansen", "JANSEN", "Jansén", "van der Jansen"):
            customer.last_name = name
            customer.save()
        assert rows("SELECT name FROM customers_formername") == []

    def test_there_and_back_again(self) -> None:
        customer = make_customer(number="100001", last_name="Jansen")
        for name in ("Smit", "Jansen", "Smit", "Jansen"):
            customer.last_name = name
            customer.save()
        assert sorted(rows("SELECT name FROM customers_formername")) == ["Jansen", "Smit"]
        assert rows("SELECT key FROM customers_searchname ORDER BY kind") == ["jansen", "smit"]

    def test_a_renamed_company(self) -> None:
        customer = make_customer(
            number="100001", kind="company", last_name="", company_name="Drukkerij De Zwaan"
        )
        customer.company_name = "Printhuis BV"
        customer.save()
        assert numbers("zwaan 3512") == numbers("drukkerij") == ["100001"]
        assert by_company("drukkerij") == ["100001"]

    def test_erasure_takes_them_away(self) -> None:
        customer = make_customer(last_name="Jansen", mobile="+31612345678", emails="piet@x.nl")
        Address.objects.create(customer=customer, kind="former", postcode="1011 AB", city="A")
        customer.last_name = "Kwetsbaar"
        customer.save()
        customer.last_name = "[gewist]"
        customer.status = "erased"
        customer.save()
        for table in ("searchname", "searchphone", "searchemail", "formername", "searchpiece"):
            assert rows(f"SELECT count(*) FROM customers_{table}") == [0], table
        assert words() == set()


class TestWords:
    def test_the_last_bearer_takes_the_word_along(self) -> None:
        one = make_customer(last_name="Zeldzaam")
        other = make_customer(last_name="Zeldzaam-Smit")
        assert words() == {"zeldzaam", "smit"}
        for customer in (one, other):
            customer.status = "erased"
            customer.save()
        assert words() == set()

    def test_pieces_of_addresses_too(self) -> None:
        customer = make_customer(emails="jan.zeldzaam@x.nl; jan@y.nl")
        assert set(rows("SELECT piece FROM customers_searchpiece")) == {"jan", "zeldzaam"}
        customer.emails = "jan@y.nl"
        customer.save()
        assert rows("SELECT piece FROM customers_searchpiece") == ["jan"]

    def test_refreshing_counts_and_mends(self) -> None:
        for _nth in range(3):
            make_customer(last_name="Jansen")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM customers_searchword")
            cursor.execute("INSERT INTO customers_searchword (word) VALUES ('niemand')")
        call_command("refresh_search_words", stdout=StringIO())
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, n FROM customers_searchword")
            assert cursor.fetchall() == [("jansen", 3)]


def test_addresses_come_and_go() -> None:
    customer = make_customer(number="100001", last_name="Jansen", postcode="3995 BK")
    address = Address.objects.create(
        customer=customer, kind="former", postcode="3512 XB", house_number=3, city="Utrecht"
    )
    assert numbers("jansen 3512 3") == ["100001"]
    address.postcode = "1011 AB"
    address.save()
    assert numbers("jansen 3512") == []
    assert numbers("jansen 1011") == ["100001"]
    customer.last_name = "Visser"
    customer.save()
    assert numbers("visser 1011") == numbers("jansen 1011") == ["100001"]
    address.delete()
    assert numbers("visser 1011") == []


def test_names_that_other_apps_put_in() -> None:
    customer = make_customer(
        number="100001", kind="company", last_name="", company_name="Fietskoeriers"
    )

    def put(name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT customers_search_put(%s, 10::smallint, 7, %s, 'Saskia', 'S. Jansen')",
                [customer.pk, name],
            )

    put("Jansen")
    hit = search(parse_one_box("jansen 3512")).hits[0]
    assert hit.why is not None
    assert (hit.number, hit.why.code, hit.why.detail) == ("100001", "contact", "S. Jansen")
    customer.postcode = "1011 AB"
    customer.save()
    assert numbers("jansen 1011") == ["100001"]
    put("Smit")
    assert numbers("jansen 1011") == []
    assert "jansen" not in words()
    put("")
    assert numbers("smit") == []


def test_a_rebuild_gives_the_same() -> None:
    customer = make_customer(last_name="Müller-de Vries", mobile="+31612345678", emails="a.b@x.nl")
    make_customer(kind="company", company_name="Bakkerij De Zwaan BV", status="inactive")
    Address.objects.create(customer=customer, kind="delivery", postcode="2000", city="Antwerpen")
    customer.last_name = "Visser"
    customer.save()
    before = contents()
    assert all(before)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT customers_search_reload()")
    assert contents() == before

"""Who is erased is found by its numbers, and by nothing else, on no page there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from customers.presentation.results import results_of
from customers.presentation.terms import SearchTerms
from customers.privacy.erasure.engine import erase_customer
from customers.services.numbers import renumber
from tests.customers.privacy.person import make_person
from tests.factories import make_staff
from tests.test_access import ROWS, _customer
from tests.test_business_reach import content

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["_customer"]  # the fixture

pytestmark = pytest.mark.django_db

#: The fields in which somebody is looked for, on whatever page.
FIELDS = ("q", "text", "wanted", "invoice_customer")
#: The pages that look for somebody, of which each finds this one before it is erased.
LOOKING = {
    "customers:counter",
    "contacts:address_book",
    "contacts:address_export",
    "contacts:choose_customer",
    "accounts:account_find",
}


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


@pytest.fixture
def boss(client: Client) -> Client:
    """Signed in as an administrator, who may see every page."""
    client.force_login(make_staff("beheerder"))
    return client


def pages(client: Client, typed: str, wanted: str) -> set[str]:
    """The pages, asked for what is typed, that show `wanted`."""
    asked = dict.fromkeys(FIELDS, typed) | {"inactive": "1", "status": "all"}
    found = set()
    for row in ROWS:
        if "beheerder" in row.get and "opened" not in row.name:
            response = client.get(reverse(row.name, kwargs=row.kwargs), asked)
            said = re.sub(r"</?mark>", "", content(response))  # what was typed stands out
            if wanted in said.lower():
                found.add(row.name)
    return found


@pytest.mark.usefixtures("_customer")
def test_a_name_of_nobody_is_shown_on_no_page(boss: Client) -> None:
    with connection.cursor() as cursor:  # what stands there already has keys of its own
        cursor.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 100000)"
            " FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype"
        )
    person = make_person()
    assert pages(boss, "quispel", "quispelaar") >= LOOKING
    erase_customer(customer=person, actor="test", ground="not_needed")
    for typed in ("quispel", "kwispela"):
        assert pages(boss, typed, "quispelaar") == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customers_searchword WHERE word LIKE 'quispel%'")
        assert cursor.fetchone() == (0,)


#: What the card of this person said: each finds it before, none does after.
SAID = {
    "q": ("Quispelaar", "Zwartjesveld", "Bentinckhuizen", "quispelaar@kwast.example", "9731QX 47"),
    "last_name": ("Quispelaar", "Kwispelaar"),
    "phone": ("06 99887766", "058-8776655"),
    "email": ("quispelaar@kwast.example",),
    "birth_date": ("3-2-1961",),
    "number": ("KAART9731",),
}


def test_its_numbers_find_it_and_nothing_else_does() -> None:
    person = make_person()
    former = person.number
    renumber(customer=person, number="7654321", actor=make_staff("beheerder"))
    user = make_staff("balie")

    def finds(field: str, typed: str) -> bool:
        asked: dict[str, Any] = {field: typed, "inactive": True}
        found = results_of(SearchTerms(**asked), user)
        return found is not None and "7654321" in found.numbers

    questions = [(field, typed) for field, texts in SAID.items() for typed in texts]
    assert [asked for asked in questions if not finds(*asked)] == []
    erase_customer(customer=person, actor="test", ground="not_needed")
    assert [asked for asked in questions if finds(*asked)] == []
    assert Customer.objects.get(pk=person.pk).status == "erased"
    for typed in ("7654321", former):
        assert finds("number", typed), typed
        assert finds("q", typed), typed
        assert not finds("q", f"{typed} Quispelaar")
        assert not finds("q", typed[:-1])
    for term in ("765432", "[gewist]", "gewist"):
        assert not finds("q", term)
        assert not finds("last_name", term)

"""The form that adds a customer, and what it asks while one types."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Draft, PostalAddress
from customers.services.drafts import load_draft
from klantbeheer.staff.pending import owner_token
from tests.factories import make_customer, make_staff

URL = "/customers/add/"
SEARCH = f"{URL}?last_name=janssen&postcode=3512+JE&house_number=47"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


def typed(**changes: Any) -> dict[str, Any]:
    """A form filled in well; None leaves a field out."""
    values = {
        "kind": "person",
        "salutation": "mr",
        "initials": "j",
        "last_name": "Janssen",
        "postcode": "3512je",
        "house_number": "47",
        "country": "NL",
        "mobile": "06-55010147",
        "email_permission": "1",
        "token": "5b5a7f6e-0000-4000-8000-000000000001",
    } | changes
    return {name: value for name, value in values.items() if value is not None}


def value_of(page: str, name: str) -> str:
    """The value of the input `name` in the form of a page."""
    form = page.partition('id="customer-form"')[2]
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', form)
    assert found, name
    value = re.search(r'value="([^"]*)"', found.group())
    return value.group(1) if value else ""


class TestOpening:
    def test_only_from_a_search(self, client: Client, clerk: Any) -> None:
        answer = client.get(URL)
        assert answer.status_code == 302
        assert answer["Location"] == reverse("customers:counter")

    def test_takes_over_the_search(self, client: Client, clerk: Any) -> None:
        page = client.get(SEARCH).content.decode()
        assert value_of(page, "last_name") == "Janssen"
        assert value_of(page, "postcode") == "3512 JE"
        assert value_of(page, "house_number") == "47"

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("last_name=Jong,+de", {"infix": "de", "last_name": "Jong"}),
            ("last_name=van+der+Berg-de+Vries", {"infix": "van der", "last_name": "Berg-de Vries"}),
            (
                "house_number=12-bis&last_name=x",
                {"house_number": "12", "house_number_addition": "bis"},
            ),
            ("company=De+Werf", {"company_name": "De Werf"}),
            ("q=1234+jans+5", {"last_name": "Jans", "postcode": "1234", "house_number": "5"}),
            ("phone=0655010147", {"mobile": "0655010147"}),
            ("phone=0305550147", {"phone": "0305550147"}),
            ("email=jan@example.nl", {"emails": "jan@example.nl"}),
            ("birth_date=17-3-1968", {"birth_date": "17-3-1968"}),
        ],
    )
    def test_takes_apart(
        self, client: Client, clerk: Any, query: str, expected: dict[str, str]
    ) -> None:
        page = client.get(f"{URL}?{query}").content.decode()
        assert {name: value_of(page, name) for name in expected} == expected

    def test_a_company_stays_a_company(self, client: Client, clerk: Any) -> None:
        page = client.get(f"{URL}?company=De+Werf").content.decode()
        assert re.search(r'value="company"[^>]*checked', page)

    def test_fills_street_and_town(self, client: Client, clerk: Any) -> None:
        know_address()
        page = client.get(SEARCH).content.decode()
        assert value_of(page, "street") == "Voorstraat"
        assert value_of(page, "city") == "Utrecht"
        assert "input--filled" in page

    def test_shows_doubles_at_once(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        page = client.get(SEARCH).content.decode()
        assert f"/customers/{customer.number}/" in page
        assert 'name="anyway"' in page

    @pytest.mark.parametrize(
        "query", ["last_name=%00", "last_name=" + "x" * 500, "q=%ED%A0%80", "postcode=%F0%9F%98%80"]
    )
    def test_any_search(self, client: Client, clerk: Any, query: str) -> None:
        assert client.get(f"{URL}?{query}").status_code in (200, 302)


def know_address() -> None:
    for number, addition in ((47, ""), (47, "A"), (49, "")):
        PostalAddress.objects.create(
            country="NL",
            postcode="3512JE",
            house_number=number,
            addition=addition,
            street="Voorstraat",
            city="Utrecht",
            source="bag",
        )


class TestSaving:
    def test_adds_and_opens_the_card(self, client: Client, clerk: Any) -> None:
        answer = client.post(SEARCH, typed())
        customer = Customer.objects.get()
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"/customers/{customer.number}/?last_name=janssen")
        assert (customer.initials, customer.postcode, customer.mobile, customer.status) == (
            "J.",
            "3512 JE",
            "+31655010147",
            "prospect",
        )
        assert Customer.history.get(id=customer.pk).history_user == clerk

    def test_finds_street_and_town_without_javascript(self, client: Client, clerk: Any) -> None:
        know_address()
        client.post(SEARCH, typed())
        customer = Customer.objects.get()
        assert (customer.street, customer.city) == ("Voorstraat", "Utrecht")

    def test_what_is_typed_goes_before_what_is_found(self, client: Client, clerk: Any) -> None:
        know_address()
        client.post(SEARCH, typed(street="Achterstraat", city="Zeist"))
        customer = Customer.objects.get()
        assert (customer.street, customer.city) == ("Achterstraat", "Zeist")

    @pytest.mark.parametrize(
        ("field", "value", "stored"),
        [
            ("phone", "030 555 01 4", "030 555 01 4"),
            ("house_number", "470", 470),
        ],
    )
    def test_doubt_does_not_block(
        self, client: Client, clerk: Any, field: str, value: str, stored: object
    ) -> None:
        know_address()
        answer = client.post(SEARCH, typed(**{field: value}), follow=True)
        assert getattr(Customer.objects.get(), field) == stored
        assert any(message.level_tag == "warning" for message in answer.context["messages"])

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("last_name", ""),
            ("postcode", "3512"),
            ("postcode", ""),
            ("house_number", "abc"),
            ("emails", "johan@example,nl"),
            ("birth_date", "31-2-1999"),
            ("birth_date", "1-1-2099"),
            ("country", "XX"),
            ("kind", "robot"),
            ("email_permission", "9"),
            ("vat_number", "NL1"),
            ("registration_number", "12"),
            ("last_name", "Jan\x00sen"),
            ("last_name", "x" * 121),
            ("mobile", "0" * 61),
            ("house_number", "9" * 30),
            ("street", "\x1b[31m"),
        ],
    )
    def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
        self, client: Client, clerk: Any, field: str, value: str
    ) -> None:
        answer = client.post(SEARCH, typed(first_name="Johan") | {field: value})
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert value_of(answer.content.decode(), "first_name") == "Johan"
        assert not Customer.objects.exists()

    def test_nothing_but_junk(self, client: Client, clerk: Any) -> None:
        assert client.post(SEARCH, {}).status_code == 200
        junk = (
            b"last_name=%ED%A0%80&kind=person&country=NL&token=x&anyway_number=%00&%ED=%ED&mend=%00"
        )
        answer = client.post(SEARCH, junk, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert not Customer.objects.exists()

    def test_mending_an_email_with_one_click(self, client: Client, clerk: Any) -> None:
        page = client.post(SEARCH, typed(emails="johan@example,nl")).content.decode()
        mend = re.search(r'<button[^>]*name="mend" value="([^"]*)"', page)
        assert mend
        assert mend.group(1) == "johan@example.nl"
        answer = client.post(SEARCH, typed(emails="johan@example,nl", mend=mend.group(1)))
        assert value_of(answer.content.decode(), "emails") == "johan@example.nl"
        assert not Customer.objects.exists()

    def test_a_company_needs_its_name_only(self, client: Client, clerk: Any) -> None:
        company = typed(kind="company", company_name="De Werf", last_name="", initials="")
        assert client.post(SEARCH, company).status_code == 302
        assert Customer.objects.get().company_name == "De Werf"

    def test_posted_twice_adds_once(self, client: Client, clerk: Any) -> None:
        one = client.post(SEARCH, typed())
        other = client.post(SEARCH, typed())
        assert one["Location"] == other["Location"]
        assert Customer.objects.count() == 1


class TestSureDouble:
    def test_asks_and_keeps_what_was_typed(self, client: Client, clerk: Any) -> None:
        existing = make_customer()
        answer = client.post(SEARCH, typed(first_name="Jan"))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert value_of(page, "anyway_number") == existing.number
        assert value_of(page, "first_name") == "Jan"
        assert Customer.objects.count() == 1

    def test_with_the_tick_and_the_reason(self, client: Client, clerk: Any) -> None:
        existing = make_customer()
        anyway = {"anyway": "1", "anyway_reason": "vader en zoon", "anyway_number": existing.number}
        assert client.post(SEARCH, typed(**anyway)).status_code == 302
        added = Customer.objects.exclude(pk=existing.pk).get()
        assert Customer.history.get(id=added.pk).history_change_reason == "vader en zoon"

    @pytest.mark.parametrize(
        "anyway",
        [
            {"anyway": "1", "anyway_reason": ""},
            {"anyway": "1", "anyway_reason": "  "},
            {"anyway_reason": "vader en zoon"},
            {"anyway": "1", "anyway_reason": "x" * 501},
            {"anyway": "1", "anyway_reason": "\x00"},
        ],
    )
    def test_half_an_answer(self, client: Client, clerk: Any, anyway: dict[str, str]) -> None:
        existing = make_customer()
        answer = client.post(SEARCH, typed(anyway_number=existing.number, **anyway))
        assert answer.status_code == 200
        assert Customer.objects.count() == 1
        told = "Zeg waarom dit een ander is." in answer.content.decode()
        assert told == ("anyway" in anyway)

    def test_a_tick_that_is_not_needed_any_more(self, client: Client, clerk: Any) -> None:
        assert client.post(SEARCH, typed(anyway="1", anyway_reason="")).status_code == 302

    def test_the_less_likely_ones_stay_beside_it(self, client: Client, clerk: Any) -> None:
        make_customer()
        make_customer(last_name="Janssens", house_number_addition="A", infix="", initials="")
        shown = client.get(SEARCH).context["doubles"]
        assert len(shown) == 2
        refused = client.post(SEARCH, typed()).context["doubles"]
        assert [double.customer for double in refused] == [double.customer for double in shown]

    def test_is_a_draft_until_it_is_decided(self, client: Client, clerk: Any) -> None:
        """So the page that refuses can be reloaded, and gone back to, by an ordinary GET."""
        make_customer()
        client.post(SEARCH, typed(first_name="Jan", search="?last_name=janssen"))
        assert load_draft(owner=clerk, path=URL, search="?last_name=janssen") is not None


class TestLive:
    url = "/customers/doubles/?last_name=janssen"

    def test_shows_the_double_and_the_decision(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        page = client.post(self.url, typed()).content.decode()
        assert f"/customers/{customer.number}/?last_name=janssen" in page
        assert 'data-key="1"' in page
        assert 'id="anyway" data-hx-swap-oob="true"' in page

    def test_says_nothing_about_the_field_with_the_cursor(self, client: Client, clerk: Any) -> None:
        wrong = typed(emails="johan@", phone="030 555 01 4")
        page = client.post(self.url, wrong | {"cursor": "emails"}).content.decode()
        assert 'id="note-emails"' not in page
        assert 'id="note-phone" data-note="doubt"' in page
        page = client.post(self.url, wrong | {"cursor": "phone"}).content.decode()
        assert 'id="note-emails" data-note="error"' in page

    def test_half_typed_is_enough(self, client: Client, clerk: Any) -> None:
        make_customer()
        half = {"last_name": "Jansen", "postcode": "3512 je", "house_number": "47"}
        assert "data-key" in client.post(self.url, half).content.decode()
        assert "data-key" not in client.post(self.url, {}).content.decode()

    def test_only_by_post(self, client: Client, clerk: Any) -> None:
        assert client.get(self.url).status_code == 405


class TestAddressLookup:
    url = "/customers/address/"

    def test_known(self, client: Client, clerk: Any) -> None:
        know_address()
        query = {"postcode": "3512je", "house_number": "47", "country": "NL"}
        found = client.get(self.url, query).json()
        assert (found["street"], found["city"]) == ("Voorstraat", "Utrecht")
        assert "A" in found["additions"]

    def test_a_number_that_the_street_lacks(self, client: Client, clerk: Any) -> None:
        know_address()
        query = {"postcode": "3512 JE", "house_number": "470", "country": "NL"}
        assert "470" in client.get(self.url, query).json()["doubt"]

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"postcode": "\x00"},
            {"postcode": "3512JE", "house_number": "x" * 999},
            {"country": "??"},
        ],
    )
    def test_junk(self, client: Client, clerk: Any, query: dict[str, str]) -> None:
        assert client.get(self.url, query).json()["street"] == ""


class TestDrafts:
    url = "/customers/draft/"

    def test_comes_back_and_can_be_thrown_away(self, client: Client, clerk: Any) -> None:
        search = "?last_name=janssen&postcode=3512+JE&house_number=47"
        data = typed(first_name="Johan", draft_path=URL, search=search)
        assert client.post(self.url, data).json()["saved"]
        page = client.get(SEARCH).content.decode()
        assert value_of(page, "first_name") == "Johan"
        assert 'name="drop_draft"' in page
        client.post(SEARCH, {"drop_draft": "1"})
        page = client.get(SEARCH).content.decode()
        assert value_of(page, "first_name") == ""

    def test_gone_after_saving(self, client: Client, clerk: Any) -> None:
        search = "?last_name=janssen&postcode=3512+JE&house_number=47"
        client.post(self.url, typed(draft_path=URL, search=search))
        client.post(SEARCH, typed())
        assert not Draft.objects.exists()

    def test_of_another_clerk_is_not_shown(self, client: Client, clerk: Any) -> None:
        search = "?last_name=janssen&postcode=3512+JE&house_number=47"
        client.post(self.url, typed(first_name="Johan", draft_path=URL, search=search))
        client.force_login(make_staff())
        assert value_of(client.get(SEARCH).content.decode(), "first_name") == ""

    @pytest.mark.parametrize("path", ["", "https://elsewhere.example/", "//elsewhere.example/"])
    def test_only_of_our_own_pages(self, client: Client, clerk: Any, path: str) -> None:
        assert client.post(self.url, typed(draft_path=path)).status_code == 400

    def test_an_expired_session_keeps_what_was_posted(self, client: Client, clerk: Any) -> None:
        search = "?last_name=janssen&postcode=3512+JE&house_number=47"
        data = typed(first_name="Johan", owner=owner_token(clerk), search=search)
        client.logout()
        assert client.post(SEARCH, data).status_code == 302
        assert load_draft(owner=clerk, path=URL, search=search) is not None
        assert not Customer.objects.exists()
        client.force_login(clerk)
        assert value_of(client.get(SEARCH).content.decode(), "first_name") == "Johan"


class TestWho:
    @pytest.mark.parametrize(
        ("role", "status"), [("inkijk", 403), ("kantoor", 200), ("beheerder", 200)]
    )
    def test_roles(self, client: Client, role: str, status: int) -> None:
        client.force_login(make_staff(role))
        assert client.get(SEARCH).status_code == status
        assert client.post("/customers/doubles/", {}).status_code == status
        assert client.post(SEARCH, {}).status_code == status

"""The counter's search page: the list, the live fragment, Enter and scans, nobody found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import FormerNumber, LoyaltyCard, OpenedCustomer
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
COUNTER = "/"


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    """A counter clerk who is signed in."""
    user = make_staff("balie")
    client.force_login(user)
    return user


def text_of(client: Client, **params: str) -> str:
    """The page for this search."""
    response = client.get(COUNTER, params)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("clerk")
class TestList:
    def test_hit_is_marked_and_keeps_the_search_in_its_link(self, client: Client) -> None:
        make_customer(number="100234")
        page = text_of(client, last_name="jans", postcode="3512")
        assert "<mark>Jans</mark>en, J.A. van der" in page
        assert "<mark>3512</mark> JE 47 · Utrecht" in page
        assert 'href="/customers/100234/?last_name=jans&amp;postcode=3512"' in page
        assert "1 klant" in page

    def test_inactive_are_counted_and_shown_on_request(self, client: Client) -> None:
        make_customer(number="100234")
        make_customer(number="100235", status="inactive")
        page = text_of(client, last_name="jansen", postcode="3512")
        assert "ook inactieve (1)" in page
        assert "hit-100235" not in page
        page = text_of(client, last_name="jansen", postcode="3512", inactive="1")
        assert "hit-100235" in page
        assert "hit--inactive" in page
        assert "ook inactieve (" not in page  # they are in the list: there are none left to show

    def test_the_row_says_why(self, client: Client) -> None:
        customer = make_customer(number="100234", last_name="Bakker-Jansen")
        assert "tweede naam</em>" in text_of(client, last_name="jansen", postcode="3512")
        customer.last_name = "Smit"
        customer.save()
        page = text_of(client, last_name="bakker", postcode="3512")
        assert "vroeger <b>Bakker-Jansen</b></em>" in page

    def test_attention_shows_in_the_row(self, client: Client) -> None:
        make_customer(number="100234", attention="Betaalt contant")
        assert "hit__attention" in text_of(client, last_name="jansen")

    def test_one_box_takes_a_text_apart(self, client: Client) -> None:
        make_customer(number="100234")
        assert "hit-100234" in text_of(client, q="3512 jans 47")

    def test_surname_field_takes_digits_too(self, client: Client) -> None:
        make_customer(number="100234")
        make_customer(number="100235", postcode="1234 AB")
        page = text_of(client, last_name="jansen 1234")
        assert "hit-100235" in page
        assert "hit-100234" not in page

    def test_names_are_escaped(self, client: Client) -> None:
        make_customer(last_name="Jansen<b>x", number="100234")
        page = text_of(client, last_name="jansen")
        assert "<b>x" not in page
        assert "&lt;b&gt;x" in page

    @pytest.mark.parametrize("typed", ["%00jans", "jans%ED%A0%80", "%FF", "jans%01", "x" * 999])
    @pytest.mark.parametrize("field", ["q", "last_name", "postcode", "phone", "birth_date"])
    @pytest.mark.parametrize("opening", ["", "&open=1"])
    def test_odd_text_gives_no_server_error(
        self, client: Client, field: str, typed: str, opening: str
    ) -> None:
        assert client.get(f"{COUNTER}?{field}={typed}{opening}").status_code == 200

    @pytest.mark.parametrize("typed", ["%00jans", "jans%ED%A0%80", "jans%01"])
    def test_what_is_no_text_is_told(self, client: Client, typed: str) -> None:
        page = client.get(f"{COUNTER}?q={typed}").content.decode()
        assert 'role="alert"' in page
        assert "Geen klanten" not in page
        assert "\0" not in page

    def test_long_list_on_request(self, client: Client) -> None:
        for house_number in range(1, 28):
            make_customer(house_number=house_number)
        page = text_of(client, last_name="jansen")
        assert page.count('class="hit"') == 25
        assert "limit=100" in page
        assert "Toon alle 27 klanten" in page
        assert text_of(client, last_name="jansen", limit="100").count('class="hit"') == 27

    def test_no_search_shows_who_was_opened_last(self, client: Client, clerk: StaffUser) -> None:
        mine, other = make_customer(number="100234"), make_customer(number="100235")
        now = timezone.now()
        OpenedCustomer.objects.create(staff=clerk, customer=mine, opened_at=now)
        OpenedCustomer.objects.create(staff=make_staff(), customer=other, opened_at=now)
        page = text_of(client)
        assert "100234 de heer J.A. van der Jansen" in page
        assert "100235" not in page


@pytest.mark.usefixtures("clerk")
class TestNobodyFound:
    def test_next_steps_carry_real_counts(self, client: Client) -> None:
        make_customer(last_name="Dijkstra", infix="", postcode="8911 KM")
        make_customer(last_name="Dijkstra", infix="", status="inactive", initials="H.")
        page = text_of(client, last_name="dykstra", postcode="3512")
        assert "Niemand gevonden met ‘dykstra’ in 3512" in page
        assert "Zonder postcode: 1 klant" in page
        assert 'href="/?last_name=dykstra"' in page

    def test_inactive_ones_are_a_step(self, client: Client) -> None:
        make_customer(last_name="Dijkstra", infix="", status="inactive", initials="H.")
        page = text_of(client, last_name="dijkstra", postcode="3512")
        assert "Ook inactieve: 1 klant" in page
        assert "Dijkstra, H. · 3512 JE 47" in page

    def test_adding_takes_along_what_was_typed_and_is_primary_now(self, client: Client) -> None:
        page = text_of(client, last_name="dykstra", postcode="3512")
        add = f"{reverse('customers:add')}?last_name=dykstra&amp;postcode=3512"
        assert f'class="btn btn--primary" id="add-link" href="{add}"' in page

    def test_adding_is_plain_while_there_are_hits(self, client: Client) -> None:
        make_customer()
        assert 'class="btn" id="add-link"' in text_of(client, last_name="jansen")

    def test_reader_is_not_offered_to_add(self, client: Client) -> None:
        client.force_login(make_staff("inkijk"))
        page = text_of(client, last_name="dykstra")
        assert reverse("customers:add") not in page


@pytest.mark.usefixtures("clerk")
class TestEnter:
    @pytest.mark.parametrize("field", ["q", "last_name", "number"])
    @pytest.mark.parametrize("scanned", ["100234", "2900123345", "99001"])
    def test_scan_opens_at_once(self, client: Client, field: str, scanned: str) -> None:
        customer = make_customer(number="100234")
        make_customer(number="100235")
        LoyaltyCard.objects.create(customer=customer, number="2900123345")
        FormerNumber.objects.create(customer=customer, number="99001")
        response = client.get(COUNTER, {field: scanned, "open": "1"})
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/customers/100234/")

    def test_scan_opens_though_longer_numbers_begin_with_it(self, client: Client) -> None:
        make_customer(number="100234")
        LoyaltyCard.objects.create(customer=make_customer(number="100235"), number="1002349")
        response = client.get(COUNTER, {"q": "100234", "open": "1"})
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/customers/100234/")

    def test_only_hit_opens(self, client: Client) -> None:
        make_customer(number="100234")
        response = client.get(COUNTER, {"last_name": "jansen", "postcode": "3512", "open": "1"})
        assert response.headers["Location"] == "/customers/100234/?last_name=jansen&postcode=3512"

    def test_several_hits_show_the_list(self, client: Client) -> None:
        make_customer()
        make_customer()
        assert client.get(COUNTER, {"last_name": "jansen", "open": "1"}).status_code == 200

    def test_the_way_back_to_the_list_stays_there(self, client: Client) -> None:
        make_customer(number="100234")
        assert "hit-100234" in text_of(client, q="100234")


@pytest.mark.usefixtures("clerk")
class TestLive:
    HEADERS = {"HX-Request": "true", "HX-Target": "results"}

    def test_answers_with_the_list_alone(self, client: Client) -> None:
        make_customer(number="100234")
        response = client.get(COUNTER, {"last_name": "jans"}, headers=self.HEADERS)
        page = response.content.decode()
        assert "<html" not in page
        assert "hit-100234" in page
        assert 'data-hx-swap-oob="innerHTML:#inactive-label"' in page

    def test_tells_the_query_for_the_address(self, client: Client) -> None:
        params = {"last_name": "jans en", "postcode": "", "inactive": "1", "open": "1"}
        response = client.get(COUNTER, params, headers=self.HEADERS)
        assert response.headers["Search-Query"] == "?last_name=jans+en&inactive=1"

    def test_nothing_typed_clears_the_list(self, client: Client) -> None:
        response = client.get(COUNTER, {"last_name": ""}, headers=self.HEADERS)
        assert "Typ een stuk van de achternaam" in response.content.decode()


class TestWho:
    def test_without_the_permission(self, client: Client) -> None:
        user = make_staff("balie")
        user.groups.clear()
        client.force_login(user)
        assert client.get(COUNTER).status_code == 403

    def test_post_is_refused(self, client: Client, clerk: StaffUser) -> None:
        assert client.post(COUNTER).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("birth_date=31-02-1999", "Typ de hele datum, zoals 17-03-1968."),
        ("birth_date=morgen&last_name=jansen", "Typ de hele datum, zoals 17-03-1968."),
        ("phone=06", "Typ minstens drie cijfers van het telefoonnummer."),
        ("phone=abc", "Typ minstens drie cijfers van het telefoonnummer."),
        ("house_number=5", "Typ naast het huisnummer ook de postcode of de achternaam."),
    ],
)
def test_what_is_lacking_is_said(client: Client, query: str, sentence: str) -> None:
    client.force_login(make_staff())
    page = client.get(f"/?{query}").content.decode()
    assert sentence in page
    assert "Niemand gevonden" not in page

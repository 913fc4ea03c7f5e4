"""The customer's card: its head, its facts, its tabs, its actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import (
    Address,
    CustomerRelation,
    CustomField,
    FormerNumber,
    LoyaltyCard,
    OpenedCustomer,
)
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    """A counter clerk who is signed in."""
    user = make_staff("balie")
    client.force_login(user)
    return user


def card(client: Client, name: str = "detail", number: str = "100234", **params: str) -> str:
    """The page of this tab of the card."""
    response = client.get(reverse(f"customers:{name}", args=[number]), params)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("clerk")
class TestGeneral:
    def test_head_and_facts(self, client: Client) -> None:
        customer = make_customer(
            number="100234",
            mobile="+31655010147",
            emails="a@example.nl; b@example.nl",
            birth_date=date(1968, 3, 17),
            customer_since=date(2014, 5, 12),
        )
        LoyaltyCard.objects.create(
            customer=customer, number="2900123345", issued_on=date(2019, 1, 1)
        )
        page = card(client)
        for text in (
            "De heer J.A. van der Jansen",
            "status--active",
            "particulier · klant sinds 12 mei 2014",
            'href="tel:+31655010147">06 55 01 01 47<',
            'href="mailto:a@example.nl"',
            'href="mailto:b@example.nl"',
            "17 maart 1968",
            "Geachte heer Van der Jansen",
            "29 0012 3345",
            "sinds 2019",
        ):
            assert text in page

    def test_delivery_address(self, client: Client) -> None:
        customer = make_customer(number="100234")
        Address.objects.create(
            customer=customer, kind="delivery", street="Zeedijk", house_number=9, postcode="3513 BR"
        )
        page = card(client)
        assert "Afleveradres" in page
        assert "Zeedijk 9" in page

    @pytest.mark.parametrize(
        ("kind", "on_first", "on_second"),
        [
            ("parent", "dochterbedrijf", "moederbedrijf"),
            ("household", "huisgenoot", "huisgenoot"),
        ],
    )
    def test_relation_shows_from_both_sides(
        self, client: Client, kind: str, on_first: str, on_second: str
    ) -> None:
        first = make_customer(number="100234")
        second = make_customer(number="100235", last_name="Boer", infix="de")
        CustomerRelation.objects.create(customer=first, other=second, kind=kind)
        page = card(client, number="100234")
        assert on_first in page
        assert "100235 de heer J.A. de Boer" in page
        page = card(client, number="100235")
        assert on_second in page
        assert "100234 de heer J.A. van der Jansen" in page

    def test_former_number_leads_to_the_customer(self, client: Client) -> None:
        FormerNumber.objects.create(customer=make_customer(number="100234"), number="99001")
        response = client.get("/customers/99001/?last_name=x")
        assert response.headers["Location"] == "/customers/100234/?last_name=x"

    def test_unknown_number(self, client: Client) -> None:
        assert client.get("/customers/100234/").status_code == 404

    def test_names_are_escaped(self, client: Client) -> None:
        make_customer(number="100234", last_name="<script>x", internal_note="<script>y")
        page = card(client)
        assert "<script>x" not in page
        assert "<script>y" not in page


@pytest.mark.usefixtures("clerk")
class TestAttention:
    def test_says_who_put_it_there(self, client: Client) -> None:
        make_customer(
            number="100234",
            attention="Betaalt alleen contant.",
            attention_by=make_staff(first_name="Fatima"),
            attention_on=date(2019, 10, 3),
            attention_until=timezone.localdate(),
        )
        page = card(client)
        assert "Betaalt alleen contant." in page
        assert "Fatima, 3 okt. 2019 · tot en met " in page

    def test_ends_after_its_last_day(self, client: Client) -> None:
        make_customer(
            number="100234",
            attention="Betaalt alleen contant.",
            attention_until=timezone.localdate() - timedelta(days=1),
        )
        assert "banner--warn" not in card(client)
        assert "Betaalt alleen contant." not in card(client, "extra")


class TestActions:
    @pytest.mark.parametrize(
        ("role", "status", "offered", "hidden"),
        [
            ("balie", "active", {"edit", "moved", "deactivate", "make_prospect"}, {"renumber"}),
            ("balie", "prospect", {"make_active", "deactivate"}, {"make_prospect", "reactivate"}),
            ("balie", "inactive", {"reactivate"}, {"deactivate", "make_active"}),
            ("beheerder", "active", {"renumber", "card_add"}, set()),
            ("inkijk", "active", set(), {"edit", "moved", "deactivate", "renumber", "card_add"}),
        ],
    )
    def test_offers_what_applies_and_is_allowed(
        self, client: Client, role: str, status: str, offered: set[str], hidden: set[str]
    ) -> None:
        make_customer(number="100234", status=status)
        client.force_login(make_staff(role))
        page = card(client)
        for name in offered:
            assert f'href="{reverse(f"customers:{name}", args=["100234"])}"' in page
        for name in hidden:
            assert f'href="{reverse(f"customers:{name}", args=["100234"])}"' not in page


@pytest.mark.usefixtures("clerk")
class TestTabs:
    def test_extra(self, client: Client) -> None:
        CustomField.objects.create(key="frame", label="Framemaat")
        customer = make_customer(
            number="100234", internal_note="Komt op zaterdag", custom={"frame": "57", "gone": "x"}
        )
        FormerNumber.objects.create(customer=customer, number="99001")
        page = card(client, "extra")
        for text in ("Komt op zaterdag", "Framemaat", "57", "99001", "J.A. van der Jansen"):
            assert text in page

    def test_cards(self, client: Client) -> None:
        customer = make_customer(number="100234")
        kept = LoyaltyCard.objects.create(customer=customer, number="2900123345")
        lost = LoyaltyCard.objects.create(customer=customer, number="2900999999", active=False)
        page = card(client, "cards")
        assert "29 0012 3345" in page
        assert "29 0099 9999" in page
        assert reverse("customers:card_block", args=["100234", kept.pk]) in page
        assert reverse("customers:card_block", args=["100234", lost.pk]) not in page

    @pytest.mark.parametrize("name", ["detail", "extra", "cards", "history"])
    def test_htmx_gets_the_card_alone(self, client: Client, name: str) -> None:
        make_customer(number="100234")
        headers = {"HX-Request": "true", "HX-Target": "card"}
        url = reverse(f"customers:{name}", args=["100234"])
        page = client.get(url, headers=headers).content.decode()
        assert "<html" not in page
        assert "<title>100234" in page
        assert 'data-number="100234"' in page

    def test_a_page_from_the_browser_history_is_whole(self, client: Client) -> None:
        make_customer(number="100234")
        headers: dict[str, Any] = {"HX-Target": "card", "HX-History-Restore-Request": "true"}
        assert "<html" in client.get("/customers/100234/", headers=headers).content.decode()


@pytest.mark.usefixtures("clerk")
class TestPager:
    def test_neighbours_in_the_list(self, client: Client) -> None:
        for number, house_number in (("100234", 1), ("100235", 2), ("100236", 3)):
            make_customer(number=number, house_number=house_number)
        page = card(client, number="100235", last_name="jansen", postcode="3512")
        assert "2 van 3" in page
        assert 'id="previous" href="/customers/100234/?last_name=jansen' in page
        assert 'id="next" href="/customers/100236/?last_name=jansen' in page

    def test_none_outside_a_search(self, client: Client) -> None:
        make_customer(number="100234")
        assert 'class="pager"' not in card(client)

    def test_none_for_a_customer_that_is_not_in_the_list(self, client: Client) -> None:
        make_customer(number="100234")
        assert 'class="pager"' not in card(client, last_name="pietersen")


class TestOpened:
    URL = "/customers/100234/opened/"

    def test_looking_changes_nothing(self, client: Client, clerk: StaffUser) -> None:
        make_customer(number="100234")
        card(client)
        assert not OpenedCustomer.objects.exists()

    def test_is_noted_by_a_post(self, client: Client, clerk: StaffUser) -> None:
        customer = make_customer(number="100234")
        for _time in range(2):
            assert client.post(self.URL).status_code == 204
        assert OpenedCustomer.objects.get().customer == customer
        assert OpenedCustomer.objects.get().staff == clerk

    def test_not_by_a_get(self, client: Client, clerk: StaffUser) -> None:
        make_customer(number="100234")
        assert client.get(self.URL).status_code == 405

    def test_unknown_customer(self, client: Client, clerk: StaffUser) -> None:
        assert client.post(self.URL).status_code == 404

"""'Attentie': set, changed by two at once, cleared, and shown wherever the customer appears."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, CustomerRelation, OpenedCustomer
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
URL = "/customers/100234/attention/"
TEXT = "Betaalt alleen contant."


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    """A signed-in clerk."""
    user = make_staff(first_name="Anna", last_name="Visser")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    """Somebody without an attention."""
    return make_customer(number="100234")


def typed(customer: Customer, **values: Any) -> dict[str, Any]:
    """What the form sends."""
    return {"attention": TEXT, "attention_until": "", "version": customer.version, **values}


class TestTheForm:
    def test_sets_it_and_says_who(
        self, client: Client, clerk: StaffUser, customer: Customer
    ) -> None:
        day = timezone.localdate() + timedelta(days=30)
        answer = client.post(URL, typed(customer, attention_until=f"{day:%d-%m-%Y}"))
        assert answer["Location"] == "/customers/100234/"
        customer.refresh_from_db()
        assert (customer.attention, customer.attention_until) == (TEXT, day)
        assert (customer.attention_by, customer.attention_on) == (clerk, timezone.localdate())
        row = Customer.history.filter(id=customer.pk).latest("history_id")
        assert (row.history_user, row.history_origin) == (clerk, URL)
        page = client.get("/customers/100234/history/").content.decode()
        assert 'event__end">Attentie<' in page

    def test_clears_it(self, client: Client, clerk: StaffUser) -> None:
        until = timezone.localdate() - timedelta(days=1)
        customer = make_customer(number="100234", attention=TEXT, attention_until=until)
        assert "Wis de attentie" in client.get(URL).content.decode()
        # The day has passed, and what is typed does not matter: clearing needs neither.
        values = typed(customer, attention_until="nooit", action="clear")
        assert client.post(URL, values)["Location"] == "/customers/100234/"
        customer.refresh_from_db()
        assert (customer.attention, customer.attention_until) == ("", None)
        assert (customer.attention_by, customer.attention_on) == (None, None)

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"attention": " \x00 "}, "attention"),
            ({"attention": "x" * 501}, "attention"),
            ({"attention_until": "morgen"}, "attention_until"),
            ({"attention_until": "1-1-2020"}, "attention_until"),
        ],
    )
    def test_errors(
        self,
        client: Client,
        clerk: StaffUser,
        customer: Customer,
        values: dict[str, Any],
        field: str,
    ) -> None:
        answer = client.post(URL, typed(customer, **values))
        assert field in answer.context["form"].errors
        customer.refresh_from_db()
        assert customer.attention == ""

    def test_two_at_once_lose_nothing(
        self, client: Client, clerk: StaffUser, customer: Customer
    ) -> None:
        mine = typed(customer)
        client.post(URL, typed(customer, attention="Hond bijt.", token="a"))
        answer = client.post(URL, mine | {"token": "b"})
        page = answer.content.decode()
        assert "Anna Visser wijzigde de attentie ook" in page
        assert "‘Hond bijt.’" in page
        assert f">\n{TEXT}</textarea>" in page
        customer.refresh_from_db()
        assert customer.attention == "Hond bijt."
        assert f'name="version" value="{customer.version}"' in page
        client.post(URL, typed(customer, token="c"))
        customer.refresh_from_db()
        assert customer.attention == TEXT

    def test_goes_together_with_another_field(
        self, client: Client, clerk: StaffUser, customer: Customer
    ) -> None:
        mine = typed(customer)
        customer.city = "Zeist"
        customer.save()
        client.post(URL, mine)
        customer.refresh_from_db()
        assert (customer.attention, customer.city) == (TEXT, "Zeist")

    def test_a_second_post_changes_nothing(
        self, client: Client, clerk: StaffUser, customer: Customer
    ) -> None:
        values = typed(customer, token="same")
        assert client.post(URL, values)["Location"] == client.post(URL, values)["Location"]
        assert Customer.history.filter(id=customer.pk).count() == 2

    def test_a_draft_comes_back(self, client: Client, clerk: StaffUser, customer: Customer) -> None:
        values = typed(customer, draft_path=URL)
        client.post("/customers/draft/", values)
        assert TEXT in client.get(URL).content.decode()
        assert client.post(URL, {"drop_draft": "1"})["Location"] == URL
        assert TEXT not in client.get(URL).content.decode()

    def test_a_former_number_leads_to_the_present_one(
        self, client: Client, clerk: StaffUser, customer: Customer
    ) -> None:
        customer.former_numbers.create(number="99001")
        answer = client.get("/customers/99001/attention/")
        assert answer["Location"] == URL

    def test_in_the_menu_and_at_the_banner(self, client: Client, clerk: StaffUser) -> None:
        make_customer(number="100234", attention=TEXT)
        assert client.get("/customers/100234/").content.decode().count(f'href="{URL}"') == 2
        client.force_login(make_staff("inkijk"))
        page = client.get("/customers/100234/").content.decode()
        assert TEXT in page
        assert URL not in page


class TestShown:
    """Every screen on which the customer appears, while it is valid and the day after."""

    PAGES = (
        "customers:detail",
        "customers:edit",
        "customers:attention",
        "customers:moved",
        "customers:renumber",
        "customers:card_add",
        "customers:deactivate",
        "customers:make_prospect",
        "customers:extra",
        "customers:history",
        "contacts:persons",
        "contacts:person_add",
        "contacts:consent",
        "contacts:timeline",
        "contacts:correspondence",
        "contacts:notes",
        "contacts:moment_add",
        "contacts:memo",
        "contacts:messages",
        "contacts:message_send",
    )

    @pytest.fixture(params=[0, -1], ids=["last day", "the day after"])
    def shown(self, request: pytest.FixtureRequest, client: Client) -> bool:
        """Make the customer with an attention; whether it is still to be shown."""
        client.force_login(make_staff("beheerder"))
        until = timezone.localdate() + timedelta(days=request.param)
        make_customer(
            number="100234",
            attention=TEXT,
            attention_until=until,
            mobile="+31655010147",
            emails="j@example.nl",
        )
        return bool(request.param == 0)

    @pytest.mark.parametrize("name", PAGES)
    def test_in_the_head(self, client: Client, shown: bool, name: str) -> None:
        page = client.get(reverse(name, args=["100234"])).content.decode()
        assert ('<div class="banner banner--warn"' in page and f"</b> {TEXT}" in page) is shown

    def test_at_a_person_and_a_moment(self, client: Client, shown: bool) -> None:
        customer = Customer.objects.get()
        contact, moment = make_contact(customer), make_moment(customer)
        for url in (
            reverse("contacts:person_edit", args=["100234", contact.pk]),
            reverse("contacts:moment_edit", args=["100234", moment.pk]),
            reverse("contacts:moment_remove", args=["100234", moment.pk]),
        ):
            assert (f"</b> {TEXT}" in client.get(url).content.decode()) is shown, url

    def test_in_the_conflict(self, client: Client, shown: bool) -> None:
        url = "/customers/100234/edit/"
        customer = Customer.objects.get()
        values = {
            "kind": "person",
            "last_name": "Jansma",
            "language": "nl",
            "country": "NL",
            "email_permission": "1",
            "version": customer.version,
        }
        customer.last_name = "Jansen-Bakker"
        customer.save()
        page = client.post(url, values).content.decode()
        assert "seen_version" in page
        assert (f"</b> {TEXT}" in page) is shown

    def test_in_the_list_of_hits(self, client: Client, shown: bool) -> None:
        assert self.has_mark(client.get("/?last_name=jansen").content.decode()) is shown

    def test_among_the_last_opened(self, client: Client, shown: bool) -> None:
        user = make_staff("balie")
        client.force_login(user)
        OpenedCustomer.objects.create(
            staff=user, customer=Customer.objects.get(), opened_at=timezone.now()
        )
        assert self.has_mark(client.get("/").content.decode()) is shown

    def test_at_a_double(self, client: Client, shown: bool) -> None:
        values = {"last_name": "Jansen", "mobile": "06 55010147", "kind": "person", "country": "NL"}
        page = client.post("/customers/doubles/", values).content.decode()
        assert "100234" in page
        assert self.has_mark(page) is shown
        assert (TEXT in page) is shown

    def test_at_a_related_customer(self, client: Client, shown: bool) -> None:
        other = make_customer(number="100235")
        CustomerRelation.objects.create(
            customer=other, other=Customer.objects.get(number="100234"), kind="household"
        )
        for page in ("", "edit/"):
            found = client.get(f"/customers/100235/{page}").content.decode()
            assert self.has_mark(found) is shown, page

    def test_where_a_customer_is_chosen(self, client: Client, shown: bool) -> None:
        make_customer(number="100235", last_name="Boer", infix="de")
        url = reverse("contacts:choose_customer", args=["100235"])
        page = client.get(url, {"invoice_customer": "jansen"}).content.decode()
        assert "100234" in page
        assert self.has_mark(page) is shown

    def test_in_the_address_book(self, client: Client, shown: bool) -> None:
        make_contact(Customer.objects.get())
        page = client.get(reverse("contacts:address_book")).content.decode()
        assert "100234" in page
        assert self.has_mark(page) is shown

    def test_in_the_administration(self, client: Client, shown: bool) -> None:
        pk = Customer.objects.get().pk
        page = client.get(f"/admin/customers/customer/{pk}/change/").content.decode()
        assert (f"Attentie: {TEXT}" in page) is shown

    @staticmethod
    def has_mark(page: str) -> bool:
        """Whether the sign of an attention is in the page, with its words."""
        return 'class="hit__attention"' in page and "attentie:" in page

    def test_midnight_is_that_of_the_shop(
        self, client: Client, shown: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Half past twelve at night in the shop is still yesterday in UTC."""
        tomorrow = timezone.localdate() + timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
        assert not self.has_mark(client.get("/?last_name=jansen").content.decode())
        assert f"</b> {TEXT}" not in client.get("/customers/100234/").content.decode()

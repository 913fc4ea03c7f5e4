"""A clerk who is faster than the answers, and a browser that goes back, reloads or is signed out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from customers.models import Customer, Draft
from tests.factories import make_customer, make_moment

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from klantbeheer.staff.models import StaffUser

#: What a scanner types, in one burst.
SCAN = """(digits) => {
    document.activeElement.value = digits;
    document.activeElement.dispatchEvent(new InputEvent('input', { bubbles: true }));
    document.activeElement.form.requestSubmit();
}"""
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def four(clerk: StaffUser) -> list[Customer]:
    """Four customers, in the order of the list."""
    letters = ("A.", "B.", "C.", "D.")
    return [
        make_customer(initials=letter, infix="", house_number=place)
        for place, letter in enumerate(letters, start=1)
    ]


def answers_lag(page: Page) -> None:
    """Every card comes late."""

    def late(route: Route) -> None:
        time.sleep(0.25)
        route.continue_()

    page.route("**/customers/**", late)


def open_first(page: Page) -> None:
    """Search and open the first hit."""
    page.goto("/")
    expect(page.get_by_label("Achternaam", exact=True)).to_be_focused()
    page.keyboard.type("jansen")
    page.keyboard.press("Enter")
    expect(page.locator("#card h1")).to_have_text("De heer A. Jansen")


class TestCard:
    def test_two_customers_on(self, page: Page, four: list[Customer]) -> None:
        open_first(page)
        answers_lag(page)
        page.keyboard.press("Alt+PageDown")
        page.keyboard.press("Alt+PageDown")
        expect(page.locator("#card h1")).to_have_text("De heer C. Jansen")
        expect(page.locator(".pager")).to_contain_text("3 van 4")
        page.wait_for_url(f"**/customers/{four[2].number}/?last_name=jansen")
        page.go_back()
        expect(page.locator("#card h1")).not_to_have_text("De heer C. Jansen")

    def test_an_action_is_for_the_customer_that_comes(
        self, page: Page, four: list[Customer]
    ) -> None:
        open_first(page)
        answers_lag(page)
        page.keyboard.press("Alt+PageDown")
        page.keyboard.press("Alt+w")
        page.wait_for_url(f"**/customers/{four[1].number}/edit/?last_name=jansen")
        expect(page.locator("#card h1")).to_have_text("De heer B. Jansen")

    def test_not_past_the_last(self, page: Page, four: list[Customer]) -> None:
        open_first(page)
        answers_lag(page)
        for _press in range(6):
            page.keyboard.press("Alt+PageDown")
        expect(page.locator("#card h1")).to_have_text("De heer D. Jansen")
        expect(page.locator("#results [aria-current]")).to_have_attribute(
            "data-hit", four[3].number
        )

    def test_two_tabs_on(self, page: Page, four: list[Customer]) -> None:
        open_first(page)
        answers_lag(page)
        page.keyboard.press("Alt+.")
        page.keyboard.press("Alt+.")
        page.wait_for_url("**/people/?last_name=jansen")
        expect(page.locator(".tab[aria-current]")).to_contain_text("Contactpersonen")

    def test_a_tab_of_the_customer_on_its_way(self, page: Page, four: list[Customer]) -> None:
        open_first(page)
        answers_lag(page)
        page.keyboard.press("Alt+PageDown")
        page.keyboard.press("Alt+,")
        page.wait_for_url(f"**/customers/{four[1].number}/history/?last_name=jansen")
        expect(page.locator("#card h1")).to_have_text("De heer B. Jansen")

    def test_history_is_one_key_away(self, page: Page, four: list[Customer]) -> None:
        open_first(page)
        page.keyboard.press("Alt+,")
        page.wait_for_url("**/history/**")
        page.keyboard.press("Alt+.")
        page.wait_for_url(f"**/customers/{four[0].number}/?last_name=jansen")

    def test_one_heading_per_page(self, page: Page, four: list[Customer]) -> None:
        page.goto("/?last_name=jansen")
        expect(page.locator("h1")).to_have_text(["Klanten zoeken"])
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(["De heer A. Jansen"])


class TestList:
    def test_address_and_title_follow_the_typing(self, page: Page, four: list[Customer]) -> None:
        page.goto("/")
        expect(page.get_by_label("Achternaam", exact=True)).to_be_focused()
        page.keyboard.type("jansen")
        page.wait_for_url("**/?last_name=jansen")
        expect(page).to_have_title("4 klanten · Klantbeheer")

    def test_the_next_scan_replaces_one_that_nobody_has(
        self, page: Page, four: list[Customer]
    ) -> None:
        page.goto("/")
        field = page.get_by_label("Achternaam", exact=True)
        expect(field).to_be_focused()
        page.evaluate(SCAN, "2900009999999")
        expect(page).to_have_title("Geen klanten · Klantbeheer")
        page.keyboard.type("2900001111111")
        expect(field).to_have_value("2900001111111")

    def test_the_arrows_reach_the_longer_list(self, page: Page, clerk: StaffUser) -> None:
        for house_number in range(1, 28):
            make_customer(house_number=house_number)
        page.goto("/?last_name=jansen")
        for _press in range(30):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**limit=100")
        expect(page.locator("#results a.hit")).to_have_count(27)


class TestForm:
    def test_the_list_marks_nobody_who_was_not_opened(
        self, page: Page, four: list[Customer]
    ) -> None:
        page.goto(f"/customers/{four[0].number}/edit/?last_name=jansen")
        page.get_by_label("Mobiel").fill("0655010290")
        page.locator(f"#hit-{four[2].number}").click()
        page.get_by_role("button", name="Verder bewerken").click()
        expect(page.locator("#results [aria-current]")).to_have_attribute(
            "data-hit", four[0].number
        )

    def test_f6_goes_from_part_to_part(self, page: Page, clerk: StaffUser) -> None:
        page.goto("/customers/add/?last_name=jansen")
        expect(page.get_by_label("Voorletters")).to_be_focused()
        for name in ("Achternaam", "Mogelijke dubbelen", "Formulier"):
            page.keyboard.press("F6")
            expect(page.locator(":focus")).to_have_accessible_name(name)

    def test_back_and_reload_never_ask_to_send_it_again(self, page: Page, clerk: StaffUser) -> None:
        double = make_customer()
        page.goto("/customers/add/?last_name=jansen&postcode=3512JE&house_number=47")
        page.get_by_label("Voornaam").fill("Johan")
        page.keyboard.press("Control+s")
        tick = page.get_by_label("Toch toevoegen, omdat")
        expect(tick).to_be_focused()
        page.keyboard.press("Alt+1")
        page.wait_for_url(f"**/customers/{double.number}/**")
        page.go_back()
        expect(page.get_by_label("Voornaam")).to_have_value("Johan")
        page.reload()
        expect(page.get_by_label("Voornaam")).to_have_value("Johan")
        assert Customer.objects.count() == 1

    def test_a_decision_without_a_reason_stands_at_its_field(
        self, page: Page, clerk: StaffUser
    ) -> None:
        make_customer()
        page.goto("/customers/add/?last_name=jansen&postcode=3512JE&house_number=47")
        page.get_by_label("Toch toevoegen, omdat").check()
        page.keyboard.press("Control+s")
        reason = page.get_by_label("Reden om toch toe te voegen")
        expect(reason).to_be_focused()
        expect(reason).to_have_accessible_description("Zeg waarom dit een ander is.")

    def test_a_session_that_ended_is_said_quietly(self, page: Page, clerk: StaffUser) -> None:
        customer = make_customer()
        page.goto(f"/customers/{customer.number}/edit/")
        Session.objects.all().delete()
        page.get_by_label("Interne notitie").fill("Belt terug")
        expect(page.locator("#draft-state")).to_contain_text("Je bent afgemeld")
        assert Draft.objects.get().owner == clerk


class TestFirstKeys:
    """Keys that are faster than the form's script."""

    @pytest.fixture
    def late_script(self, page: Page) -> None:
        def late(route: Route) -> None:
            time.sleep(1)
            route.continue_()

        page.route("**/js/form.js", late)

    @pytest.mark.usefixtures("late_script")
    def test_text_is_written_on(self, page: Page, clerk: StaffUser) -> None:
        customer = make_customer()
        moment = make_moment(customer, text="Wil de bakfiets.", author=clerk)
        page.goto(f"/customers/{customer.number}/timeline/{moment.pk}/", wait_until="commit")
        text = page.get_by_label("Tekst", exact=True)
        expect(text).to_be_focused()
        page.keyboard.type(" En een bel.")
        page.wait_for_load_state()
        page.keyboard.type(" En een slot.")
        expect(text).to_have_value("Wil de bakfiets. En een bel. En een slot.")

    @pytest.mark.usefixtures("late_script")
    def test_a_field_is_written_anew(self, page: Page, clerk: StaffUser) -> None:
        customer = make_customer(mobile="+31655123456")
        page.goto(f"/customers/{customer.number}/edit/", wait_until="commit")
        mobile = page.get_by_label("Mobiel", exact=True)
        expect(mobile).to_be_focused()
        page.keyboard.type("0655")
        page.wait_for_load_state()
        page.keyboard.type("010147")
        expect(mobile).to_have_value("0655010147")

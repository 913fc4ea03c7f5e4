"""What the forms do by themselves: fill, keep, ask before leaving, and catch a stray scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.models import Draft, LoyaltyCard, OpenedCustomer, PostalAddress
from tests.factories import make_customer

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jansen(clerk: StaffUser) -> Customer:
    return make_customer()


def test_a_scan_outside_any_field_opens_the_customer(page: Page, jansen: Customer) -> None:
    LoyaltyCard.objects.create(customer=jansen, number="2900123345")
    page.goto("/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("2900123345\n")
    page.wait_for_url(f"**/customers/{jansen.number}/**")


def test_what_was_opened_is_noted(page: Page, jansen: Customer, clerk: StaffUser) -> None:
    with page.expect_response("**/opened/"):
        page.goto(f"/customers/{jansen.number}/")
    other = make_customer(last_name="Bakker", infix="")
    page.goto("/?last_name=bakker")
    with page.expect_response("**/opened/"):
        page.locator("#results a.hit").click()
    opened = OpenedCustomer.objects.filter(staff=clerk).values_list("customer_id", flat=True)
    assert set(opened) == {jansen.pk, other.pk}


def test_postcode_and_number_fill_what_the_clerk_left_open(page: Page, jansen: Customer) -> None:
    PostalAddress.objects.create(
        country="NL", postcode="1011AB", house_number=5, street="Zeedijk", city="Amsterdam"
    )
    page.goto("/customers/add/?last_name=de+wilde")
    street, town = page.get_by_label("Straat").first, page.get_by_label("Plaats").first
    town.fill("A'dam")
    page.get_by_role("main").get_by_label("Postcode").first.fill("1011 AB")
    page.locator("form[data-save] [name=house_number]").fill("5")
    expect(street).to_have_value("Zeedijk")
    expect(town).to_have_value("A'dam")


def test_what_is_typed_is_kept_without_saving(
    page: Page, jansen: Customer, clerk: StaffUser
) -> None:
    page.goto(f"/customers/{jansen.number}/edit/")
    page.get_by_label("Interne notitie").fill("Belt terug")
    expect(page.locator("#draft-state")).to_contain_text("Concept bewaard")
    draft = Draft.objects.get()
    assert (draft.owner, draft.data["internal_note"]) == (clerk, ["Belt terug"])


@pytest.mark.parametrize("changed", [False, True])
def test_leaving_asks_when_something_was_changed(
    page: Page, jansen: Customer, changed: bool
) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"/customers/{jansen.number}/edit/")
    page.get_by_label("Interne notitie").click()
    if changed:
        page.keyboard.type("x")
    page.reload()
    assert asked == (["beforeunload"] if changed else [])


def test_a_reason_is_one_click(page: Page, jansen: Customer) -> None:
    page.goto(f"/customers/{jansen.number}/deactivate/")
    page.locator("[data-reason]").first.click()
    reason = page.locator("[name=reason]")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Verhuisd")
    page.locator("[data-reason]").first.click()
    expect(reason).to_have_value("")

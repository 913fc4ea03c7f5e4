"""The sign-in page and the administration in a real browser: the strict policy breaks nothing there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.models import Category, PrivacySettings
from tests.browser.conftest import COUNTER, PHONE
from tests.factories import PASSWORD, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/admin/",
    "/admin/customers/",
    "/admin/customers/category/",
    "/admin/customers/category/add/",
    "/admin/customers/category/{category}/change/",
    "/admin/customers/category/{category}/history/",
    "/admin/customers/category/{category}/history/{version}/",
    "/admin/customers/customer/",
    "/admin/customers/customer/?status__exact=active",
    "/admin/customers/customer/?q=jansen",
    "/admin/customers/customer/{customer}/change/",
    "/admin/customers/customer/{customer}/history/",
    "/admin/customers/customfield/add/",
    "/admin/customers/numbercounter/",
    "/admin/customers/shopsettings/",
    "/admin/staff/staffuser/",
    "/admin/staff/staffuser/add/",
    "/admin/staff/staffuser/{user}/change/",
    "/admin/staff/staffuser/{user}/password/",
    "/admin/staff/staffuser/{user}/history/",
    "/admin/auth/group/",
    "/admin/auth/group/{role}/change/",
    "/admin/password_change/",
]


def test_the_first_key_counts(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/staff/sign-in/", wait_until="domcontentloaded")  # before the first paint
    page.keyboard.type("anna")
    expect(page.get_by_label("Gebruikersnaam")).to_have_value("anna")


def sign_in(page: Page, username: str, password: str) -> None:
    """Type both, and Enter."""
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(password)
    page.keyboard.press("Enter")


def test_signing_in_with_the_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    make_staff("balie", username="anna")
    page = new_context().new_page()
    page.goto("/keys/")
    expect(page.get_by_label("Gebruikersnaam")).to_be_focused()
    sign_in(page, "anna", "verkeerd")
    expect(page.get_by_role("alert")).to_contain_text(
        "Gebruikersnaam en wachtwoord horen niet bij elkaar. Let op Caps Lock. Nog 4 pogingen."
    )
    expect(page.get_by_label("Wachtwoord")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/keys/")


def test_every_page_of_the_administration_keeps_the_policy(
    new_context: Callable[..., BrowserContext],
) -> None:
    """The console, where a broken policy shows, stays empty: the context checks that at its end."""
    boss = make_staff("beheerder", username="baas")
    customer = make_customer(assigned_to=boss)
    category = Category.objects.create(name="Vast")
    category.name = "Vaste klant"
    category.save()
    keys = {
        "category": category.pk,
        "version": category.history.latest().pk,
        "customer": customer.pk,
        "user": boss.pk,
        "role": boss.groups.get().pk,
    }
    page = new_context().new_page()
    page.goto("/admin/")
    sign_in(page, "baas", PASSWORD)
    expect(page.locator("#site-name")).to_be_visible()
    for address in PAGES:
        response = page.goto(address.format(**keys))
        assert response is not None
        assert (response.status, "/admin/" in page.url.split("?")[0]) == (200, True), address


def test_changing_a_list_with_a_reason(new_context: Callable[..., BrowserContext]) -> None:
    category = Category.objects.create(name="Vast")
    page = new_context(user=make_staff("beheerder")).new_page()
    page.goto(f"/admin/customers/category/{category.pk}/change/")
    page.get_by_label("Naam").fill("Vaste klant")
    page.get_by_label("Reden").fill("duidelijker")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"/admin/customers/category/{category.pk}/history/")
    row = page.locator("#change-history").get_by_role("row").nth(1)
    expect(row).to_contain_text("Vast → Vaste klant")
    expect(row).to_contain_text("duidelijker")


BROKEN = """() => {
    const broken = [];
    const texts = document.createTreeWalker(document.querySelector('#container'), NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (!text.parentElement.closest('label, th, dt')) continue;
        for (const word of text.data.matchAll(/[^\\s-]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map((one) => Math.round(one.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""


@pytest.mark.parametrize("screen", [COUNTER, PHONE], ids=["counter", "phone"])
def test_no_word_is_broken(
    new_context: Callable[..., BrowserContext], screen: dict[str, int]
) -> None:
    """The longest words of Dutch fit beside their fields, in the lists and in the register."""
    PrivacySettings.objects.create(pk=1)
    page = new_context(user=make_staff("beheerder"), viewport=screen).new_page()
    for address in (
        "",
        "customers/privacysettings/1/change/",
        "customers/privacysettings/register/",
    ):
        page.goto(f"/admin/{address}")
        assert page.evaluate(BROKEN) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], address


def test_a_link_within_a_sentence_is_underlined(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(user=make_staff("beheerder")).new_page()
    page.goto("/admin/customers/erasureentry/?q=100234")
    expect(page.get_by_role("link", name="Alles tonen")).to_have_css(
        "text-decoration-line", "underline"
    )

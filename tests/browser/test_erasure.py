"""An erasure from the card to the deed: by the keyboard alone, by two people; and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import ContactMoment
from customers.models import Customer, PrivacyRequest, PrivacySettings
from tests.factories import make_activity, make_customer, make_moment, make_request, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.django_db(transaction=True)
Status = PrivacyRequest.Status


def make_people() -> tuple[Customer, ContactMoment]:
    """Somebody with finished business, whom a note at another one names."""
    PrivacySettings.objects.create(pk=1, waiting_days=0)
    customer = make_customer(
        number="100234", last_name="Zwaluwenburg", first_name="Theodoor", infix=""
    )
    make_activity(customer, "order", code="done")
    note = make_moment(
        make_customer(number="100235"), kind="note", text="Theodoor Zwaluwenburg komt morgen."
    )
    return customer, note


def focus_on(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    control = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _n in range(80):
        page.keyboard.press("Tab")
        if control.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_by_keyboard_with_two_people(new_context: Callable[..., BrowserContext]) -> None:
    customer, note = make_people()
    page = new_context(user=make_staff("kantoor", username="anna")).new_page()
    page.goto("/customers/100234/")
    page.keyboard.press("Alt+m")
    page.keyboard.press("w")
    expect(page.get_by_role("link", name="Wissen (AVG)")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/privacy/add/erasure/**")
    for label, value in (("Grond", "toestemming"), ("Identiteit", "identiteit")):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.type(value)
    page.keyboard.press("Control+s")
    page.wait_for_url("**/privacy/requests/*/")
    asked = PrivacyRequest.objects.get()
    focus_on(page, "Plan beoordelen")
    page.keyboard.press("Enter")
    send = page.get_by_role("button", name="Ter goedkeuring sturen")
    expect(send).to_have_attribute("aria-disabled", "true")
    focus_on(page, "Naam en nummer wissen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 van 1 beslist")).to_be_visible()
    expect(page.get_by_role("button", name="Naam en nummer wissen")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Ter goedkeuring gestuurd.")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/privacy/requests/{asked.pk}/")

    second = new_context(user=make_staff("beheerder", username="bram")).new_page()
    second.goto(f"/privacy/requests/{asked.pk}/plan/")
    second.keyboard.press("Control+Enter")
    expect(second.get_by_role("dialog")).to_contain_text("Zwaluwenburg")
    second.keyboard.type("100234")
    second.keyboard.press("Control+Enter")
    expect(second.get_by_text("100234 is gewist.")).to_be_visible()
    customer.refresh_from_db()
    note.refresh_from_db()
    assert (customer.status, customer.last_name) == ("erased", "[gewist]")
    assert "Zwaluwenburg" not in note.text
    assert "komt morgen" in note.text


def test_without_javascript(new_context: Callable[..., BrowserContext]) -> None:
    customer, _note = make_people()
    asked = make_request(customer)
    plain = {"java_script_enabled": False}
    page = new_context(user=make_staff("kantoor", username="anna"), **plain).new_page()
    page.goto(f"/privacy/requests/{asked.pk}/plan/")
    page.get_by_role("button", name="Laten staan").click()
    expect(page.get_by_role("button", name="Laten staan")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Ter goedkeuring sturen").click()
    boss = new_context(user=make_staff("beheerder", username="bram"), **plain).new_page()
    boss.goto(f"/privacy/requests/{asked.pk}/approve/")
    boss.get_by_label("Typ het klantnummer ter bevestiging").fill("100235")
    boss.get_by_role("button", name="Goedkeuren").click()
    expect(boss.get_by_text("Dit is niet het nummer van deze klant.")).to_be_visible()
    boss.get_by_label("Typ het klantnummer ter bevestiging").fill("100234")
    boss.get_by_role("button", name="Goedkeuren").click()
    expect(boss.get_by_text("100234 is gewist.")).to_be_visible()
    asked.refresh_from_db()
    assert asked.status == Status.DONE

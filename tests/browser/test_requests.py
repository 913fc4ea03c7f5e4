"""A request taken in, checked, extended and ended without a mouse, and the bell that reminds of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Draft, PrivacyRequest
from tests.browser.conftest import PHONE
from tests.factories import make_customer, make_request, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of a colleague who answers requests."""
    return new_context(user=make_staff("kantoor", username="bram")).new_page()


def test_an_access_request_by_keyboard(office: Page) -> None:
    make_customer(number="100234")
    office.goto("/customers/100234/")
    office.keyboard.press("Alt+m")
    office.get_by_role("link", name="Inzageverzoek").focus()
    office.keyboard.press("Enter")
    office.wait_for_url("**/privacy/add/access/**")
    expect(office.get_by_label("Ontvangen op")).to_be_focused()
    office.get_by_label("Wat is gezien").fill("paspoort NXK123456")
    office.keyboard.press("Control+s")
    expect(office.get_by_text("Dit lijkt het nummer van een document.")).to_be_visible()
    office.get_by_label("Identiteit").select_option("document")
    office.get_by_label("Wat is gezien").fill("paspoort")
    office.keyboard.press("Control+s")
    office.wait_for_url("**/privacy/requests/*/")
    expect(office.get_by_role("list", name="Stand van het verzoek")).to_contain_text("paspoort")
    office.keyboard.press("Alt+w")
    office.wait_for_url("**/edit/")
    office.get_by_label("Wat is gevraagd").fill("Alles van na 2020")
    office.keyboard.press("Control+s")
    office.wait_for_url("**/privacy/requests/*/")
    office.get_by_role("link", name="Verzoek afronden").focus()
    office.keyboard.press("Enter")
    office.wait_for_url("**/close/")
    office.get_by_label("beantwoord").check()
    office.get_by_label("Wat is geantwoord of gedaan").fill("Bestand meegegeven.")
    office.keyboard.press("Control+Enter")
    expect(office.get_by_text("Het verzoek is beantwoord.")).to_be_visible()
    made = PrivacyRequest.objects.get()
    assert (made.status, made.note) == ("done", "Alles van na 2020")
    assert not Draft.objects.exists()


def test_the_bell_leads_to_what_is_late(
    office: Page, new_context: Callable[..., BrowserContext]
) -> None:
    deadline = timezone.localdate() - datetime.timedelta(days=3)
    make_request(
        make_customer(), "objection", received_on=deadline.replace(day=1), deadline=deadline
    )
    office.goto("/")
    bell = office.get_by_role("link", name="1 AVG-verzoek is te laat")
    bell.focus()
    office.keyboard.press("Enter")
    office.wait_for_url("**/privacy/requests/?due=near")
    row = office.get_by_role("row", name="bezwaar")
    expect(row).to_contain_text("3 dagen te laat")
    office.get_by_role("link", name="te laat 1", exact=True).click()
    office.wait_for_url("**due=late**")
    expect(row).to_be_visible()
    phone = new_context(user=make_staff("kantoor", username="carla"), viewport=PHONE).new_page()
    phone.goto("/privacy/requests/")
    expect(phone.get_by_role("link", name="1 AVG-verzoek is te laat")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

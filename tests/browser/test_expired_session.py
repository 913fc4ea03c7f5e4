"""A clerk who was away comes back to the form with what was typed; nobody else gets it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from customers.models import Draft
from klantbeheer.staff.middleware import SEEN
from tests.factories import PASSWORD, make_customer, make_staff

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Je was langer dan 10 minuten weg. Wat je typte is bewaard en staat straks weer klaar."


def eleven_minutes_pass() -> None:
    """Nobody has touched any screen since."""
    for key in Session.objects.values_list("pk", flat=True):
        session = SessionStore(key)
        session[SEEN] = int(time.time()) - 11 * 60
        session.save()


def sign_in(page: Page, username: str) -> None:
    """Sign in with the keyboard."""
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_saving_a_change_after_a_break(page: Page, clerk: StaffUser) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/edit/?last_name=jansen")
    page.get_by_label("Straat").first.fill("Oudegracht")
    eleven_minutes_pass()
    page.keyboard.press("Control+s")
    expect(page.get_by_text(KEPT)).to_be_visible()
    sign_in(page, clerk.username)
    page.wait_for_url(f"**/customers/{customer.number}/edit/?last_name=jansen")
    expect(page.get_by_label("Straat").first).to_have_value("Oudegracht")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{customer.number}/?last_name=jansen")
    customer.refresh_from_db()
    assert customer.street == "Oudegracht"
    assert customer.history.latest().history_user == clerk
    assert Draft.objects.count() == 0


def test_a_colleague_who_signs_in_finds_the_form_as_it_was(page: Page, clerk: StaffUser) -> None:
    make_staff("balie", username="bram")
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/edit/")
    page.get_by_label("Straat").first.fill("Oudegracht")
    eleven_minutes_pass()
    page.keyboard.press("Control+s")
    expect(page.get_by_text(KEPT)).to_be_visible()
    sign_in(page, "bram")
    page.wait_for_url(f"**/customers/{customer.number}/edit/")
    expect(page.get_by_label("Straat").first).to_have_value("Voorstraat")
    assert [draft.owner for draft in Draft.objects.all()] == [clerk]

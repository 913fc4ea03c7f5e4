"""Messages to customers in the browser: sending by keyboard, the list that follows, the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import Delivery, Document, Message, MessageTemplate
from contacts.services.held import hold
from contacts.services.messages import send_document
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jansen(transactional_db: None) -> Customer:
    return make_customer(emails="jan@example.nl", email_permission=1, number="100234")


def test_sending_without_a_mouse(page: Page, jansen: Customer) -> None:
    page.goto("/customers/100234/")
    page.keyboard.press("Alt+a")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Bericht sturen")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/messages/send/")
    page.keyboard.type("B-20377")
    # What is typed is shown as it would go out; Enter sends nothing yet.
    preview = page.locator("#message-preview")
    expect(preview).to_contain_text("jan@example.nl")
    expect(preview).to_contain_text("B-20377 ligt voor u klaar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bericht sturen")).to_be_focused()
    assert not Message.objects.exists()
    page.keyboard.press("Control+s")
    page.wait_for_url("**/customers/100234/messages/")
    assert Message.objects.get().about == "B-20377"
    expect(
        page.get_by_text("Afhaalbericht B-20377 is onderweg naar jan@example.nl.")
    ).to_be_visible()


def test_the_list_follows_until_nothing_waits(page: Page, jansen: Customer) -> None:
    (delivery,) = send_document(
        customer=jansen, document=Document.READY, about="B-1", values={}, key="1", actor="till"
    ).deliveries
    page.goto("/customers/100234/messages/")
    messages = page.locator("#message-list")
    expect(messages.get_by_text("wacht", exact=True)).to_be_visible()
    messages.get_by_text("Tekst zoals verzonden").click()
    expect(messages.get_by_text("Geachte heer")).to_be_visible()
    delivery.status, delivery.error = Delivery.Status.FAILED, "De postbus is vol."
    delivery.save()
    expect(messages.get_by_text("mislukt", exact=True)).to_be_visible()
    expect(messages.get_by_text("De postbus is vol.")).to_be_visible()
    expect(messages.get_by_text("Geachte heer")).to_be_visible()  # what was unfolded stays so
    assert messages.get_attribute("data-hx-trigger") is None
    messages.get_by_role("button", name="Opnieuw proberen").click()
    expect(messages.get_by_text("wacht", exact=True)).to_be_visible()


def test_the_choice_by_keyboard(page: Page, jansen: Customer) -> None:
    page.goto("/customers/100234/messages/")
    page.get_by_label("Uitgestelde levering").select_option("geen")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Opgeslagen.")).to_be_visible()
    expect(page.get_by_label("Uitgestelde levering")).to_have_value("none")


def test_an_address_on_hold_is_used_again(page: Page, jansen: Customer) -> None:
    hold(address="jan@example.nl", customer=jansen, reason="adres bestaat niet", actor="worker")
    page.goto("/customers/100234/")
    expect(page.get_by_text("adres bestaat niet")).to_be_visible()
    page.get_by_role("button", name="Weer gebruiken jan@example.nl").click()
    expect(page.get_by_text("jan@example.nl wordt weer gebruikt.")).to_be_visible()
    expect(page.get_by_text("adres bestaat niet")).to_have_count(0)


def test_the_preview_of_a_text_follows_what_is_typed(
    new_context: Callable[..., BrowserContext], jansen: Customer
) -> None:
    row = MessageTemplate.objects.get(document="delayed", channel="sms", language="nl")
    page = new_context(user=make_staff("beheerder")).new_page()
    page.goto(f"/admin/contacts/messagetemplate/{row.pk}/change/")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("B-20377 komt later dan afgesproken.")
    page.get_by_label("Tekst:").fill("Nog even geduld, {naam}. {onbekend}")
    expect(preview).to_contain_text("Nog even geduld, J.A. van der Jansen.")
    expect(preview).to_contain_text("{onbekend} bestaat hier niet.")
    page.get_by_label("Tekst:").fill("ê" * 71)
    expect(preview).to_contain_text("71 tekens, 2 SMS")
    page.get_by_label("Voorbeeld voor klantnummer").fill("999999")
    expect(preview).to_contain_text("Er is geen klant met dit nummer.")
    row.refresh_from_db()
    assert row.history.count() == 1

"""A repair is ready: by the keyboard, from its page to the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import Message
from customers.activities.models import Repair
from customers.activities.services.predefined import ensure_predefined
from tests.factories import make_activity, make_customer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_repair_is_ready_in_two_keys(page: Page) -> None:
    ensure_predefined()
    jan = make_customer(number="100234", emails="jan@example.nl", email_permission=1)
    repair = make_activity(jan, "repair", title="Gazelle Orange C8")
    Repair.objects.create(activity=repair, device="Gazelle Orange C8")
    page.goto(f"/customers/100234/activities/{repair.pk}/")
    page.get_by_role("link", name="Klaar …").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=f"{repair.label} klaar?")
    expect(dialog).to_contain_text("jan@example.nl")
    expect(dialog.get_by_role("button", name="Klaar, en bericht sturen")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(
        page.get_by_role("status").filter(has_text="Het afhaalbericht gaat naar")
    ).to_be_visible()
    assert Message.objects.get().about == repair.label
    repair.refresh_from_db()
    assert repair.stage.code == "ready"

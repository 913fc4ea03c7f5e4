"""On a phone: the actions in one line under the thumb, the name first, few filters at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jansen(transactional_db: None) -> Customer:
    return make_customer()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], jansen: Customer) -> Page:
    return new_context(user=make_staff("kantoor"), viewport=PHONE).new_page()


@pytest.mark.parametrize("width", [390, 360, 320])
def test_the_actions_are_one_line_with_their_full_names(
    phone: Page, jansen: Customer, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    phone.goto(f"/customers/{jansen.number}/")
    bar = phone.locator(".cardhead > .actions")
    buttons = [
        bar.get_by_role("link", name="Wijzigen", exact=True),
        bar.get_by_role("link", name="Nieuw contactmoment", exact=True),
        bar.get_by_role("button", name="Nieuw …", exact=True),
        bar.get_by_role("button", name="Meer acties", exact=True),
    ]
    shown = ["Wijzigen", "Contact", "Nieuw", "Meer"]
    boxes: list[Any] = []
    for button, word in zip(buttons, shown, strict=True):
        expect(button.locator(".short", has_text=word).or_(button).last).to_be_in_viewport(ratio=1)
        boxes.append(button.bounding_box() or {})
    assert {(box["y"], box["height"]) for box in boxes} == {(boxes[0]["y"], 44)}
    assert max(box["x"] + box["width"] for box in boxes) <= width


def test_who_writes_has_saving_in_view_and_no_other_actions(phone: Page, jansen: Customer) -> None:
    phone.goto(f"/customers/{jansen.number}/timeline/add/")
    expect(phone.locator(".cardhead > .actions")).to_be_hidden()
    expect(phone.get_by_role("button", name="Opslaan", exact=True)).to_be_in_viewport(ratio=1)
    phone.goto(f"/customers/{jansen.number}/memo/?edit=1")
    expect(phone.locator(".cardhead > .actions")).to_be_hidden()


def test_a_row_begins_with_the_name(phone: Page, jansen: Customer) -> None:
    make_contact(jansen)
    phone.goto(f"/customers/{jansen.number}/people/")
    row = phone.locator("#persons tbody tr")
    name, kind = row.get_by_role("rowheader"), row.get_by_role("cell", name="Inkoop")
    assert name.bounding_box()["y"] < kind.bounding_box()["y"]  # type: ignore[index]


def test_the_address_book_shows_more_filters_when_asked(phone: Page) -> None:
    phone.goto("/addresses/")
    expect(phone.get_by_label("Plaats")).to_be_hidden()
    phone.get_by_role("button", name="Meer velden").press("Enter")
    phone.get_by_label("Plaats").fill("Utrecht")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**city=Utrecht**")
    expect(phone.get_by_label("Plaats")).to_be_visible()

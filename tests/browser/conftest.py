"""A real Chromium on a real server, signed in, that tolerates no noise in its console."""

from __future__ import annotations

import json
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
    ViewportSize,
    expect,
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

#: In milliseconds: a busy machine is no reason for a test to fail.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

COUNTER: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
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


class Profiles:
    """Browser profiles, which tests use one after the other: a new one costs more than most tests do."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.noise: list[str] = []
        self.url, self._browser = url, browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._taken: list[tuple[str, BrowserContext]] = []

    def take(self, options: dict[str, Any]) -> BrowserContext:
        """One that nobody uses, as good as new."""
        kind = json.dumps(options, sort_keys=True)
        free = self._free.setdefault(kind, [])
        context = free.pop() if free else self._make(options)
        self._taken.append((kind, context))
        return context

    def tidy(self) -> None:
        """Close what a test left open, and forget whom it was signed in as and what it kept."""
        while self._taken:
            kind, context = self._taken.pop()
            blank, *pages = context.pages
            for page in pages:
                page.close()
            context.clear_cookies()
            kept = context.new_cdp_session(blank)
            about = {"origin": self.url, "storageTypes": "all"}
            kept.send("Storage.clearDataForOrigin", about)
            kept.detach()
            self._free[kind].append(context)

    def _make(self, options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(
            **{"base_url": self.url, "viewport": COUNTER, "locale": "nl-NL"} | options
        )
        context.set_default_timeout(PATIENCE)
        context.new_page()  # an empty one that stays: with the last page its window would close
        context.on("console", lambda m: self.noise.append(m.text) if is_noise(m) else None)
        context.on("weberror", lambda error: self.noise.append(str(error.error)))
        context.on("page", press_when_there)
        return context


@pytest.fixture(scope="session")
def profiles(browser: Browser, live_server: LiveServer) -> Profiles:
    """The profiles of the one Chromium, for all tests."""
    return Profiles(browser, live_server.url)


@pytest.fixture
def new_context(profiles: Profiles) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile of its own: for a second clerk, a phone, or a browser without JavaScript."""
    profiles.noise.clear()

    def make(*, user: StaffUser | None = None, **options: Any) -> BrowserContext:
        context = profiles.take(options)
        if user is not None:
            sign_in(context, user, profiles.url)
        return context

    yield make
    profiles.tidy()
    assert profiles.noise == [], "the console is not empty"


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

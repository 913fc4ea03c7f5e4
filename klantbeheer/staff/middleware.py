"""Sessions that end by themselves, and the rule that every page asks for a sign-in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from klantbeheer.staff import pending

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

STARTED = "signed_in_at"
SEEN = "seen_at"
# The last sign of life is written at most this often: a page is then one read less a write.
SEEN_EVERY = 30
# A page that asks for news by itself says so in this header: nobody is sitting there.
BACKGROUND_HEADER = "X-Background"


class SessionTimeoutMiddleware:
    """Ends a session after SESSION_IDLE_MINUTES without a request, or SESSION_MAX_MINUTES in all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(time.time())
            if _is_over(request.session, now):
                request.session.flush()
                request.user = AnonymousUser()
                cast("Any", request).session_ended = True
            elif BACKGROUND_HEADER not in request.headers:
                _note_life(request.session, now)
        return self.get_response(request)


def _is_over(session: SessionBase, now: int) -> bool:
    idle: int = now - session.get(SEEN, now)
    age: int = now - session.get(STARTED, now)
    longest_idle: int = settings.SESSION_IDLE_MINUTES * 60
    longest: int = settings.SESSION_MAX_MINUTES * 60
    return idle > longest_idle or age > longest


def _note_life(session: SessionBase, now: int) -> None:
    if STARTED not in session:
        session[STARTED] = now
    if now - session.get(SEEN, 0) >= SEEN_EVERY:
        session[SEEN] = now


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page, and keeps what they posted."""

    def handle_no_permission(  # type: ignore[override]  # htmx is told in a header instead
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        """Keep a posted form as its owner's draft, then ask for a sign-in that leads back to it."""
        owner = pending.keep(request)
        ended = getattr(request, "session_ended", False)
        notice = "kept" if owner else "away" if ended else ""
        page = pending.page_of(request, kept=owner is not None)
        return to_sign_in(request, next_page=page, notice=notice)


def to_sign_in(request: HttpRequest, *, next_page: str, notice: str = "") -> HttpResponse:
    """A redirect to the sign-in page; a request of htmx makes the whole page go there.

    `notice` is a key of `klantbeheer.staff.views.NOTICES`.
    """
    query = {"next": next_page} | ({"notice": notice} if notice else {})
    url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query, safe='/')}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)

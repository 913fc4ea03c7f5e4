"""Headers that every page carries, and what happens while the database is away."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from django.views.defaults import server_error as plain_server_error

from klantbeheer.staff.pending import OWNER_FIELD, typed_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = "5"
UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)


class PrivacyHeadersMiddleware:
    """No page is kept by a browser or proxy, none may use the machine's devices.

    Static files are answered before this and stay cached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = ", ".join(f"{name}=()" for name in UNUSED_FEATURES)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class ReadableMiddleware:
    """Refuses a header with a NUL, which no database can hold, with a 400 page.

    A cookie with a NUL inside its quotes is not one of ours, and counts as absent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in value for value in request.headers.values()):
            raise BadRequest("NUL in a header")
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class DatabaseAwayMiddleware:
    """Turns 'the database does not answer' in a view into a page that keeps what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of the connection; None for any other error."""
        return database_away(request, error) if _is_away(error) else None


class ErasedMeanwhileMiddleware:
    """Whoever saves something about a customer at the very moment of its erasure finds nobody there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of an address that leads nowhere; None for every other error."""
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != "customer_is_erased":
            return None
        return page_not_found(request, Http404())


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: the same page when the session or the user could not be read, else Django's."""
    error = sys.exc_info()[1]
    if error is not None and _is_away(error):
        return database_away(request, error)
    return plain_server_error(request)


def _is_away(error: BaseException) -> bool:
    """Whether the database is gone, full, or kept us waiting too long (not: refused the data)."""
    return isinstance(error, OperationalError | InterfaceError)


def database_away(request: HttpRequest, error: BaseException) -> HttpResponse:
    """A 503 page that needs no database, with the posted fields in a form to send again.

    A sign-in is not kept: its password must not stand in a page.
    """
    log.error("database away: %s %s: %s", request.method, request.path, type(error).__name__)
    url = request.get_full_path()
    fields: list[tuple[str, str]] = []
    if request.method == "POST" and request.path != resolve_url(settings.LOGIN_URL):
        typed = typed_fields(request.POST)
        fields = [(name, value) for name, values in typed.items() for value in values]
        if owner := request.POST.get(OWNER_FIELD):
            fields.append((OWNER_FIELD, owner))
    context = {
        "retry_url": url,
        "retry_fields": fields,
        "is_post": bool(fields),
        "csrf_token": get_token(request),
    }
    # Without the request: the context processors would ask the database who this is.
    try:
        page: str = render_to_string("503.html", context)
    except Exception:  # whatever is broken, this page must come
        log.exception("the page for a database that is away failed")
        page = _("The database does not answer. Wait a moment and try again.")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})

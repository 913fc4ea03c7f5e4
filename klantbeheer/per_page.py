"""What a page reads once, however many of its parts ask for it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_read: ContextVar[dict[Hashable, object] | None] = ContextVar("read for this page", default=None)


def once_per_page(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` returns; while a page is made that changes nothing, only the first call reads."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast("T", known[key])


class OncePerPageMiddleware:
    """Remembers for the length of a request that changes nothing, and no longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        token = _read.set({})
        try:
            return self.get_response(request)
        finally:
            _read.reset(token)

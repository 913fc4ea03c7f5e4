"""Why the site may not open yet, by those who know: a registry, and a gate before the pages.

An app registers a function that answers sentences, in the shop's language; without any the site opens.
The server, the worker and the demo ask before they start. A database that is away then is asked again
with the first requests: nothing is served before somebody could look. A server that was left on while
a backup was put back looks again: what it knew was of another database.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, close_old_connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class NotReadyError(Exception):
    """The site may not open yet; the text says why, and what to do."""


_reasons: dict[str, Callable[[], Sequence[str]]] = {}
_stamps: dict[str, Callable[[], object]] = {}


def register_reason(name: str, why_not: Callable[[], Sequence[str]]) -> None:
    """Have `why_not` asked before the site opens; the same name replaces."""
    _reasons[name] = why_not


def register_stamp(name: str, stamp: Callable[[], object]) -> None:
    """Have the site look again whenever `stamp` answers something else; the same name replaces.

    It is asked with every request, and may take no more than some microseconds.
    """
    _stamps[name] = stamp


def _stamp() -> list[object]:
    return [stamp() for _name, stamp in sorted(_stamps.items())]


def reasons() -> list[str]:
    """Every reason why the site may not open now. Raises DatabaseError when the database is away."""
    return [reason for _name, why_not in sorted(_reasons.items()) for reason in why_not()]


def require() -> None:
    """Raise NotReadyError when the site may not open now, DatabaseError when nobody can tell."""
    if found := reasons():
        raise NotReadyError("\n".join(found))


class Gate:
    """Around the site: nothing gets through before it was seen to be ready.

    Making it raises NotReadyError, so that a server does not start. When the database is away, a
    request finds out later.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._is_open = False
        self._seen: list[object] = []
        self._looking = threading.Lock()
        self._look()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on; while the site is not ready, 503 with the reason."""
        if not self._is_open or self._seen != _stamp():
            try:
                with self._looking:
                    self._look()
            except NotReadyError as error:
                return _unavailable(str(error), start_response)
        # With the database away, the site itself has a page for that and shows nobody's data.
        return self._application(environ, start_response)

    def _look(self) -> None:
        stamp = _stamp()
        if self._is_open and self._seen == stamp:
            return
        self._is_open = False
        try:
            require()
            self._is_open, self._seen = True, stamp
        except (DatabaseError, InterfaceError):
            return
        finally:
            close_old_connections()


def _unavailable(why: str, start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Cache-Control", "no-store"),
        ("Retry-After", "60"),
    ]
    start_response("503 Service Unavailable", headers)
    return [why.encode()]

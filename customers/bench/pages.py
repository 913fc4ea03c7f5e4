"""The search page's whole HTTP answer, through the real server, signed in."""

from __future__ import annotations

import gzip
import http.client
import secrets
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from customers.bench.measure import percentile
from customers.bench.parts import bench_parts
from klantbeheer.history import acting
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import CLERK
from klantbeheer.staff.services import create_staff, set_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.bench.samples import Person

LOGIN = "bench"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def time_pages(
    sample: list[Person], *, rounds: int = 60, pk_p50_ms: float = 0.0
) -> dict[str, dict[str, float | int]]:
    """Each page's times, as a multiple of the primary-key lookup too, and its weight, by name.

    A login of its own, that nobody knows the password of, is open while this runs.
    """
    # The server sends files by their hashed names: they must be there.
    call_command("collectstatic", interactive=False, verbosity=0)
    with _login() as staff, _session(staff) as session, _server() as port:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        paths = _paths(sample, rounds)
        found = {name: _time(port, asked, cookie, name) for name, asked in paths.items()}
    for times in found.values():
        times["ratio"] = round(times["p50_ms"] / pk_p50_ms, 1) if pk_p50_ms else 0.0
    return found


@contextmanager
def _login() -> Iterator[StaffUser]:
    """The login of the measurements: made once, closed in between, for staff are never deleted."""
    staff = StaffUser.objects.filter(username=LOGIN).first()
    if staff is None:
        password = secrets.token_urlsafe()
        staff = create_staff(username=LOGIN, role=CLERK, password=password, actor=LOGIN)
    set_role(user=staff, role=CLERK, actor=LOGIN)  # who may ask what is open
    _open(staff, open_=True)
    try:
        yield staff
    finally:
        _open(staff, open_=False)


def _open(staff: StaffUser, *, open_: bool) -> None:
    with acting(actor=LOGIN):
        staff.is_active = open_
        staff.save()


@contextmanager
def _session(staff: StaffUser) -> Iterator[SessionStore]:
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = _BACKEND
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.create()
    try:
        yield session
    finally:
        session.delete()


def _paths(sample: list[Person], rounds: int) -> dict[str, list[str]]:
    named = [p for p in sample if len(p.short_name) > 3 and p.short_name.isalpha() and p.digits]
    some = named[:rounds]
    own = {
        "search page": [f"/?last_name={quote(p.short_name)}&postcode={p.digits}" for p in some],
        "search while typing": [
            f"/?last_name={quote(p.short_name[:4])}&postcode={p.digits}" for p in some
        ],
        "empty page": ["/"] * len(some),
        "customer": [f"/customers/{p.number}/" for p in some],
    }
    for part in bench_parts():
        own |= part.pages(sample, rounds)
    return own


@contextmanager
def _server() -> Iterator[int]:
    application = get_wsgi_application()

    def behind_https(environ: dict[str, Any], start_response: Any) -> Any:
        # As the proxy in front of a shop's server would have it: no redirect to https.
        environ["wsgi.url_scheme"] = "https" if settings.SECURE_SSL_REDIRECT else "http"
        return application(environ, start_response)

    server = create_server(behind_https, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=5)


def _time(port: int, paths: list[str], cookie: str, name: str) -> dict[str, float | int]:
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "Host": f"127.0.0.1:{port}"}
    if name == "search while typing":
        headers["HX-Request"] = "true"
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    taken, weights = [], []
    for path in [*paths[:5], *paths]:
        started = time.perf_counter()
        client.request("GET", path, headers=headers)
        answer = client.getresponse()
        body = answer.read()
        taken.append((time.perf_counter() - started) * 1000)
        weights.append(len(body))
        if answer.status != 200:
            raise RuntimeError(f"{name} ({path}) answered {answer.status}")
        if answer.headers.get("Content-Encoding") == "gzip":
            gzip.decompress(body)
    client.close()
    return {
        "p50_ms": round(percentile(taken[5:], 0.5), 1),
        "p95_ms": round(percentile(taken[5:], 0.95), 1),
        "bytes": round(percentile(weights, 0.5)),
    }

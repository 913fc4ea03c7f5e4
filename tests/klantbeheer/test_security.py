"""Headers, cookies, passwords, the production settings, and a database that is away."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation
from psycopg import errors

from klantbeheer.middleware import DatabaseAwayMiddleware
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.pending import owner_token
from tests.factories import PASSWORD, make_staff

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["/staff/sign-in/", "/keys/", "/admin/", "/nothing-here/"]


@pytest.mark.django_db
class TestHeaders:
    @pytest.fixture
    def administrator(self, client: Client) -> Client:
        client.force_login(make_staff("beheerder"))
        return client

    @pytest.mark.parametrize("page", PAGES)
    def test_no_page_is_kept_by_browser_or_proxy(self, administrator: Client, page: str) -> None:
        assert administrator.get(page)["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("page", PAGES)
    def test_the_content_security_policy_allows_nothing_inline(
        self, administrator: Client, page: str
    ) -> None:
        header = administrator.get(page)["Content-Security-Policy"]
        policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
        assert policy == {
            "default-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
            "object-src": "'none'",
        }

    @pytest.mark.parametrize(
        ("header", "value"),
        [
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ],
    )
    def test_header(self, administrator: Client, header: str, value: str) -> None:
        assert administrator.get("/keys/")[header] == value

    def test_no_page_may_use_camera_or_place(self, administrator: Client) -> None:
        features = administrator.get("/keys/")["Permissions-Policy"].split(", ")
        assert {"camera=()", "microphone=()", "geolocation=()"} <= set(features)

    def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
        self, client: Client
    ) -> None:
        make_staff("balie", username="anna")
        client.post("/staff/sign-in/", {"username": "anna", "password": PASSWORD})
        for name in ("session", "csrf"):
            cookie = client.cookies[name]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
            assert (cookie["path"], cookie["domain"]) == ("/", "")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("9 tekens.", "kort"),
        ("1234509876", "cijfers"),
        ("password1234", "algemeen"),
        ("annavisser1", "gebruikersnaam"),
        ("een zin van vier", ""),
        ("10 tekens.", ""),
    ],
)
def test_weak_passwords_are_refused_in_dutch(password: str, says: str) -> None:
    user = StaffUser(username="annavisser", first_name="Anna", last_name="Visser")
    with translation.override("nl"):
        try:
            validate_password(password, user)
            said = ""
        except ValidationError as refusal:
            said = " ".join(refusal.messages)
    assert (says in said) if says else (said == "")


def in_production(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with the environment of a shop that is live."""
    live = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "DJANGO_SETTINGS_MODULE": "klantbeheer.settings",
        "KLANTBEHEER_SECRET_KEY": secrets.token_urlsafe(50),
        "KLANTBEHEER_HOSTS": "klanten.example.nl",
        "DATABASE_URL": "postgresql://app:secret@db.example.nl/klantbeheer",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=live | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestProduction:
    def test_the_deployment_check_is_clean(self) -> None:
        result = in_production("check", "--deploy", "--fail-level", "WARNING")
        assert result.returncode == 0, result.stderr

    def test_the_deployment_check_can_fail(self) -> None:
        result = in_production(
            "check", "--deploy", "--fail-level", "WARNING", KLANTBEHEER_HTTPS="0"
        )
        assert result.returncode != 0

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SESSION_COOKIE_NAME", "__Host-session"),
            ("CSRF_COOKIE_NAME", "__Host-csrf"),
            ("SESSION_COOKIE_SECURE", "True"),
            ("SESSION_COOKIE_DOMAIN", "None"),
            ("SECURE_SSL_REDIRECT", "True"),
            ("SECURE_HSTS_SECONDS", "31536000"),
            ("PASSWORD_HASHERS[0]", "django.contrib.auth.hashers.Argon2PasswordHasher"),
            ("SECURE_PROXY_SSL_HEADER", "('HTTP_X_FORWARDED_PROTO', 'https')"),
        ],
    )
    def test_setting(self, live_settings: str, name: str, value: str) -> None:
        assert f"{name}={value}\n" in live_settings

    @pytest.fixture(scope="class")
    @classmethod
    def live_settings(cls) -> str:
        names = [
            "SESSION_COOKIE_NAME",
            "CSRF_COOKIE_NAME",
            "SESSION_COOKIE_SECURE",
            "SESSION_COOKIE_DOMAIN",
            "SECURE_SSL_REDIRECT",
            "SECURE_HSTS_SECONDS",
            "PASSWORD_HASHERS[0]",
            "SECURE_PROXY_SSL_HEADER",
        ]
        lines = "; ".join(f"print('{name}=' + str(settings.{name}))" for name in names)
        code = f"from django.conf import settings; {lines}"
        result = in_production("shell", "-v", "0", "-c", code, KLANTBEHEER_PROXIES="1")
        assert result.returncode == 0, result.stderr
        return result.stdout


class TestDatabaseAway:
    """What the clerk sees, and gets back, while the database does not answer."""

    @pytest.fixture
    def away(self, client: Client, db: None) -> Any:
        """A signed-in client whose database stops answering for the block."""
        user = make_staff("balie")
        client.force_login(user)
        client.raise_request_exception = False
        client.owner = owner_token(user)  # type: ignore[attr-defined]

        def gone(*_args: Any) -> Any:
            raise OperationalError("connection refused")

        with connection.execute_wrapper(gone):
            yield client

    def test_is_a_dutch_page_that_says_so(self, away: Client) -> None:
        response = away.get("/keys/")
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert response["Cache-Control"] == "no-store"
        assert "default-src" in response["Content-Security-Policy"]
        assert 'href="/keys/"' in response.content.decode()

    def test_keeps_what_was_typed_in_a_form_to_send_again(self, away: Client) -> None:
        data = {
            "last_name": '<b>Jansen & "Co"</b>',
            "interests": ["1", "2"],
            "new_password": "geheimwoord",
            "owner": away.owner,  # type: ignore[attr-defined]
        }
        response = away.post("/customers/add/?search=x", data)
        page = response.content.decode()
        assert response.status_code == 503
        assert 'action="/customers/add/?search=x"' in page
        assert "&lt;b&gt;Jansen &amp; &quot;Co&quot;&lt;/b&gt;" in page
        assert "<b>Jansen" not in page
        assert page.count('name="interests"') == 2
        assert page.count('name="owner"') == 1
        assert page.count('name="csrfmiddlewaretoken"') == 1
        assert "geheimwoord" not in page

    def test_a_sign_in_is_not_kept(self, away: Client) -> None:
        away.cookies.clear()
        response = away.post("/staff/sign-in/", {"username": "anna", "password": "geheimwoord"})
        assert response.status_code == 503
        assert "geheimwoord" not in response.content.decode()
        assert 'name="username"' not in response.content.decode()

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (OperationalError("the connection is closed"), 503),
            (OperationalError(errors.QueryCanceled("statement timeout")), 503),
            (OperationalError(errors.DiskFull("no space left")), 503),
            (ValueError("a bug"), None),
        ],
    )
    def test_only_for_errors_of_the_connection(
        self, rf: Any, error: Exception, status: int | None
    ) -> None:
        middleware = DatabaseAwayMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
        response = middleware.process_exception(rf.get("/"), error)
        assert (response.status_code if response else None) == status

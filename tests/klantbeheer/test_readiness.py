"""The gate before the site."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import OperationalError

from klantbeheer import readiness
from klantbeheer.backup import restoring
from klantbeheer.readiness import NotReadyError
from tests.klantbeheer.working import work_until_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


@pytest.fixture
def answer() -> Iterator[list[str]]:
    """What is said against opening; exceptions are raised."""
    said: list[Any] = []

    def why_not() -> list[str]:
        for one in said:
            if isinstance(one, Exception):
                raise one
        return said

    readiness.register_reason("test", why_not)
    yield said
    readiness._reasons.pop("test")


def site(_environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"a page"]


def ask(gate: readiness.Gate) -> tuple[str, bytes]:
    told: list[str] = []
    body = b"".join(gate({}, lambda status, _headers: told.append(status)))  # type: ignore[arg-type]
    return told[0], body


@pytest.mark.django_db
class TestGate:
    def test_a_ready_site_is_asked_once(self, answer: list[Any]) -> None:
        gate = readiness.Gate(site)
        answer.append("Not any more.")
        assert ask(gate) == ("200 OK", b"a page")

    def test_a_server_does_not_start(self, answer: list[Any]) -> None:
        answer += ["First this", "Then that"]
        with pytest.raises(readiness.NotReadyError, match="First this\nThen that"):
            readiness.Gate(site)

    def test_a_database_that_is_away_is_asked_later(self, answer: list[Any]) -> None:
        answer.append(OperationalError())
        gate = readiness.Gate(site)
        assert ask(gate)[0] == "200 OK"  # the site has a page for that
        answer[:] = ["Nog één ding."]
        assert ask(gate) == ("503 Service Unavailable", "Nog één ding.".encode())
        answer.clear()
        assert ask(gate)[0] == "200 OK"

    def test_a_site_that_was_left_on_during_a_restore_looks_again(
        self, answer: list[Any], tmp_path: Path, settings: Any
    ) -> None:
        settings.VAR_DIR = tmp_path
        gate = readiness.Gate(site)
        restoring.mark().touch()
        assert ask(gate)[0] == "503 Service Unavailable"
        answer.append("Run replay_erasures.")
        restoring.mark().unlink()
        (tmp_path / restoring.ENDED).touch()
        assert ask(gate) == ("503 Service Unavailable", b"Run replay_erasures.")
        answer.clear()
        assert ask(gate)[0] == "200 OK"
        answer.append("Not any more.")
        assert ask(gate)[0] == "200 OK"  # it is asked once again


@pytest.mark.django_db(transaction=True)
class TestWhoAsks:
    def test_the_worker(self, answer: list[Any]) -> None:
        answer.append("First this.")
        with pytest.raises(NotReadyError, match="First this"):
            work_until_empty()

    def test_the_check(self, answer: list[Any]) -> None:
        def errors() -> list[str]:
            found = run_checks(tags=[Tags.database], databases=["default"])
            return [str(one.msg) for one in found if one.id == "klantbeheer.E004"]

        assert errors() == []
        answer.append("First this.")
        assert errors() == ["First this."]

    def test_a_restore_that_was_broken_off(self) -> None:
        assert readiness.reasons() == []
        restoring.mark().touch()
        try:
            (reason,) = readiness.reasons()
        finally:
            restoring.mark().unlink()
        assert "--replace" in reason


def test_a_server_can_import_the_site(tmp_path: Path) -> None:
    """In a process that has nothing of Django yet."""
    environment = os.environ | {"KLANTBEHEER_VAR": str(tmp_path), "KLANTBEHEER_HTTPS": "0"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    code = "from klantbeheer.wsgi import application"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)

"""Reading settings from the environment, for settings.py alone."""

from __future__ import annotations

import ipaddress
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path


def text(name: str, default: str = "") -> str:
    """The variable's value, or `default`."""
    return os.environ.get(name, default)


def switch(name: str, *, default: bool) -> bool:
    """A variable that is on (`1`, `true`, `yes`, `on`) or off. Raises ImproperlyConfigured otherwise."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured when it is none."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def choice(name: str, known: set[str], *, default: str) -> str:
    """One of the `known` words. Raises ImproperlyConfigured for another one."""
    value = os.environ.get(name, "").strip() or default
    if value not in known:
        raise ImproperlyConfigured(
            f"{name} must be one of {', '.join(sorted(known))}, not {value!r}."
        )
    return value


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over. False when there is none."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False

    def __bool__(self) -> bool:
        return bool(self.host)


def mail_server(name: str) -> MailServer:
    """The mail server of an address `smtp://user:password@host:587` or `smtps://…`; none when empty.

    `smtp` starts TLS (STARTTLS) unless the host is this machine; `?starttls=0` or `=1` says otherwise.
    Raises ImproperlyConfigured for what is no such address; the message does not repeat the password.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return MailServer()
    wrong = ImproperlyConfigured(
        f"{name} must look like smtp://user:password@host:587 or smtps://…."
    )
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise wrong from error
    starttls = asked.pop("starttls", ["0" if _is_this_machine(host) else "1"])[-1]
    if parts.scheme not in {"smtp", "smtps"} or not host or asked or starttls not in {"0", "1"}:
        raise wrong
    tls = parts.scheme == "smtps"
    return MailServer(
        host=host,
        port=port or (465 if tls else 587 if starttls == "1" else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=starttls == "1" and not tls,
        tls=tls,
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def socket_address(name: str) -> tuple[str, int] | str | None:
    """Where a service listens: `host:port`, or the path in `unix:/path`; None when not set.

    Raises ImproperlyConfigured for what is neither.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    path = value.removeprefix("unix:")
    host, _colon, port = value.rpartition(":")
    if path != value and path.startswith("/"):
        return path
    if path != value or not host or not port.isascii() or not port.isdigit():
        raise ImproperlyConfigured(f"{name} must be host:port or unix:/path, not {value!r}.")
    return host.strip("[]"), int(port)


def private_folder(path: Path) -> Path:
    """The folder, made when it is not there, for our own user alone."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(name: str, keep_in: Path) -> str:
    """The secret key: the variable's value, or one made once and kept in a file of its own."""
    if value := os.environ.get(name):
        return value
    if not keep_in.exists():
        keep_in.parent.mkdir(parents=True, exist_ok=True)
        try:
            keep_in.touch(mode=0o600, exist_ok=False)
            keep_in.write_text(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process was first
    return keep_in.read_text()

"""Which database to use, as a Django setting."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_NAME = "klantbeheer"


class Role(StrEnum):
    """As whom a process connects to the embedded server."""

    AUTO = "auto"  # the server and the worker as the application, where there is one; commands as owner
    APPLICATION = "application"
    OWNER = "owner"


def database(
    url: str,
    *,
    data_dir: Path,
    statement_timeout: str = "",
    pool_size: int = 8,
    role: str = Role.AUTO,
) -> dict[str, Any]:
    """Return Django's settings for one database.

    `url` is a PostgreSQL connection address, or empty for the embedded server with its files in
    `data_dir`. `statement_timeout` (as PostgreSQL writes it: `20s`) ends a statement that runs longer;
    `pool_size` is the largest number of connections of one process. `role` says as whom to connect to
    the embedded server; an address names its user itself. Raises ImproperlyConfigured for an address
    that is none.
    """
    options = ["-c lock_timeout=10s", "-c idle_in_transaction_session_timeout=60s"]
    # Debian's server compiles what it thinks is long: far longer than our statements take.
    options.append("-c jit=off")
    if statement_timeout:
        options.append(f"-c statement_timeout={statement_timeout}")
    common: dict[str, Any] = {
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": " ".join(options),
            "pool": {"min_size": 1, "max_size": pool_size, "timeout": 5},
        },
    }
    if not url:
        embedded = {"ENGINE": "klantbeheer.db", "NAME": DATABASE_NAME, "DATA_DIR": data_dir}
        return common | embedded | {"ROLE": Role(role)}
    return _at_address(url, common)


def _at_address(url: str, common: dict[str, Any]) -> dict[str, Any]:
    """The settings of a server elsewhere; what its address asks for comes on top of our own options."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is not a PostgreSQL address. It looks like "
            "postgresql://user:password@host:5432/name."
        ) from error
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /name.")
    settings = common | {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
    }
    options_given = str(parts.pop("options", "") or "")
    settings["OPTIONS"] |= parts
    if options_given:
        settings["OPTIONS"]["options"] += f" {options_given}"
    return settings

"""A shop of a test's own: a throw-away copy of the database of the tests, with the roles it likes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from klantbeheer.db.names import role_name
from tests.conftest import as_role, become, leave_alone

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_RIGHT = "42501"


def as_owner(statement: str, *values: Any, database: str = "") -> list[tuple[Any, ...]]:
    """Run one statement outside transactions, as the owner of the cluster of the tests."""
    settings = connection.settings_dict
    before = settings["NAME"], settings["USER"]
    settings["NAME"] = database or settings["NAME"]
    become(_OWNER["name"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        settings["NAME"], user = before
        become(user)


_OWNER: dict[str, str] = {}


@contextmanager
def copy_of_the_shop(name: str) -> Iterator[None]:
    """Work on a throw-away copy of the database of the tests; its roles go with it."""
    settings = connection.settings_dict
    template, owner = settings["NAME"], settings["USER"]
    _OWNER["name"] = owner
    leave_alone()
    as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{template}"', database="postgres")
    settings["NAME"] = name
    try:
        yield
    finally:
        settings["NAME"] = template
        become(owner)
        as_owner(f'DROP DATABASE "{name}" WITH (FORCE)', database="postgres")
        for part in ("application", "eraser"):
            as_owner(f'DROP ROLE IF EXISTS "{role_name(name, part)}"', database="postgres")


@contextmanager
def as_the_owner() -> Iterator[None]:
    """Connect as the owner of the tables for a moment."""
    with as_role(_OWNER["name"]):
        yield


def refused(statement: str, *values: Any) -> str:
    """The SQLSTATE with which a statement fails. Fails when it does not."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values or None)
    state: str = caught.value.__cause__.sqlstate  # type: ignore[union-attr]
    return state

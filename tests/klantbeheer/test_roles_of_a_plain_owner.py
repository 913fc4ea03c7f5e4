"""The database's roles where the owner of the tables is no superuser, as on a hosted server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from klantbeheer.db import roles
from klantbeheer.db.names import role_name
from tests.conftest import become
from tests.klantbeheer.trial import NO_RIGHT, as_owner, copy_of_the_shop, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("KLANTBEHEER_TEST_ROLE") == "application",
        reason="the owner makes the copies",
    ),
]
TRIAL = "roles plain trial"


@pytest.fixture
def plain_owner(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, str]]:
    """A shop whose tables belong to a role that is no superuser: (its name, the superuser's)."""
    name = "roles plain owner"
    with django_db_blocker.unblock(), copy_of_the_shop(TRIAL):
        superuser = connection.settings_dict["USER"]
        kept = connection.settings_dict["PASSWORD"]
        password = kept or "x"
        as_owner(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}'", database="postgres")
        try:
            yield name, superuser
        finally:
            connection.settings_dict["PASSWORD"] = kept
            become(superuser)
            as_owner(f'ALTER DATABASE "{TRIAL}" OWNER TO "{superuser}"')
            as_owner(f'REASSIGN OWNED BY "{name}" TO "{superuser}"')
            as_owner(f'DROP OWNED BY "{name}"')
            for part in ("application", "eraser"):
                if as_owner("SELECT 1 FROM pg_roles WHERE rolname = %s", role_name(TRIAL, part)):
                    as_owner(f'DROP OWNED BY "{role_name(TRIAL, part)}" CASCADE')
                    as_owner(f'DROP ROLE "{role_name(TRIAL, part)}"')
            as_owner(f'DROP ROLE "{name}"')


def test_an_owner_without_much_power(plain_owner: tuple[str, str]) -> None:
    """As on a hosted server: the owner of the database may make roles, and is no superuser."""
    owner, superuser = plain_owner
    given = roles.set_up(owner=owner)
    assert given.roles.owner == owner
    assert roles.drift() == []
    for role in (given.roles.application, given.roles.eraser):  # as if nothing was set up yet
        as_owner(f'REASSIGN OWNED BY "{role}" TO "{owner}"')
        as_owner(f'DROP OWNED BY "{role}"')
        as_owner(f'DROP ROLE "{role}"')
    become(owner)
    with pytest.raises(roles.RolesError) as caught:
        roles.set_up()
    assert "ALTER DATABASE" in str(caught.value)
    assert f"ALTER ROLE {owner} CREATEROLE" in str(caught.value)
    become(superuser)
    as_owner(f'ALTER DATABASE "{TRIAL}" OWNER TO "{owner}"')
    as_owner(f'ALTER ROLE "{owner}" CREATEROLE')
    become(owner)
    outcome = roles.set_up(make_password=True)
    assert outcome.made == [given.roles.application, given.roles.eraser]
    assert len(outcome.password) > 20
    assert roles.drift() == []
    assert roles.set_up(make_password=True).password == ""
    # What a migration makes anew is the owner's, until the rights follow.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.erasure_catalogue() RETURNS jsonb LANGUAGE sql"
            " IMMUTABLE AS $$ SELECT '{}'::jsonb $$"
        )
        cursor.execute(
            "CREATE FUNCTION public.erasure_new() RETURNS int LANGUAGE sql SECURITY DEFINER"
            " SET search_path = pg_catalog, public, pg_temp AS 'SELECT 1'"
        )
    assert roles.bring_up_to_date()
    assert roles.drift() == []
    connection.settings_dict["PASSWORD"] = outcome.password
    become(outcome.roles.application)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erasure_new()")
        assert cursor.fetchone() == (1,)
        # The planner looks anew at a table on behalf of its owner, and at nothing else.
        cursor.execute("SELECT statistics_forget('customers_customer')")
    assert refused("SELECT statistics_forget('no_such_table')") == "42P01"
    assert refused("DELETE FROM customers_historicalcustomer") == NO_RIGHT

"""Every column of every table has a class, and the registry names nothing that is not there."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from customers.models import Category, Customer
from klantbeheer.personal_data import (
    Handling,
    columns_of,
    register_model,
    register_table,
    registered_tables,
)


@pytest.mark.django_db
def test_every_column_of_the_database_is_classified() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            " AND table_schema NOT LIKE 'pg_temp%' AND table_schema <> 'as_made'"
        )
        present = set(cursor.fetchall())
    classified = {(t.name, column) for t in registered_tables().values() for column in t.columns}
    assert present - classified == set(), "columns without a class"
    assert classified - present == set(), "classes without a column"


def test_the_history_goes_the_way_of_the_live_row() -> None:
    tables = registered_tables()
    live = tables["customers_customer"].columns
    history = tables["customers_historicalcustomer"].columns
    assert live["last_name"] is history["last_name"] is Handling.CONSTANT
    assert history["history_change_reason"] is Handling.FREE_TEXT
    assert ("customers_historicalcustomer", "phone") in columns_of(Handling.NULL)


def test_a_field_left_out_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="not classified"):
        register_model(Category, keep=["name"])
    with pytest.raises(ImproperlyConfigured, match="no fields"):
        register_model(Category, keep=["name", "active", "colour"])
    with pytest.raises(ImproperlyConfigured, match="name twice"):
        register_model(Category, keep=["name", "active"], null=["name"])
    with pytest.raises(ImproperlyConfigured, match="twice"):
        register_table(Customer._meta.db_table, {})
    with pytest.raises(ImproperlyConfigured, match="no column"):
        register_table("somewhere", {}, owner="customer_id")

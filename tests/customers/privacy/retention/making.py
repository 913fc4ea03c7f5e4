"""Customers from long ago, rules of retention, and what became of a batch."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection

from customers.models import (
    Customer,
    RetentionBatch,
    RetentionRule,
)
from customers.privacy.retention import carrying_out, service
from tests.factories import (
    make_activity,
    make_customer,
    make_staff,
)

TODAY = datetime.date(2026, 11, 22)
LONG_AGO = datetime.date(2015, 5, 1)


def rule(kind: str = "customer", months: int = 84, **fields: Any) -> RetentionRule:
    made: RetentionRule = RetentionRule.objects.create(
        kind=kind, months=months, ground="Fiscaal", **fields
    )
    return made


def age(customer: Customer, day: datetime.date = LONG_AGO) -> Customer:
    """A customer of whom nothing changed since that day."""
    around_the_rules(
        "UPDATE customers_historicalcustomer SET history_date = %s WHERE id = %s", day, customer.pk
    )
    return customer


def around_the_rules(statement: str, *values: Any) -> None:
    """Change the past: what no trigger lets anybody do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def old(**fields: Any) -> Customer:
    """An inactive customer from long ago."""
    return age(make_customer(**{"status": "inactive"} | fields))


def as_inactive(customer: Customer) -> Customer:
    """Inactive whatever is open on it."""
    for table in ("customers_customer", "customers_historicalcustomer"):
        statement = f"UPDATE {table} SET status = 'inactive' WHERE id = %s"
        around_the_rules(statement, customer.pk)
    return age(customer)


def old_activity() -> Customer:
    """With an order from long ago: it does not disappear, but stays as an erased one."""
    customer = make_customer()
    activity = make_activity(customer, "order", code="done", opened_on=LONG_AGO, closed_on=LONG_AGO)
    for table in ("activities_activity", "activities_historicalactivity"):
        statement = f"UPDATE {table} SET changed_at = %s WHERE id = %s"
        around_the_rules(statement, LONG_AGO, activity.pk)
    return as_inactive(customer)


def states(batch: RetentionBatch | None) -> dict[str, tuple[str, str]]:
    assert batch is not None
    return {
        item.customer_number: (item.status, item.held_by) for item in batch.items.order_by("pk")
    }


def carry_out(batch: RetentionBatch, count: int) -> None:
    """Approve it and do all of it."""
    service.approve(batch=batch, count=count, actor=make_staff("beheerder"))
    while carrying_out.carry_out_some(batch.pk, at_once=3) == 3:
        pass
    batch.refresh_from_db()
    assert batch.status == "done"

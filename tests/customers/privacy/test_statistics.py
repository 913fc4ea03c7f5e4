"""What the planner remembers of somebody goes after the erasure, and is told as long as it stands."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import connection

from customers.models import Draft
from customers.privacy.erasure import statistics
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.erasure.statistics import look_anew, outdated
from customers.privacy.proof.traces import PLANNER
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Zwaluwenburg"
TABLES = ("customers_customer", "customers_historicalcustomer", "customers_draft")


@pytest.fixture
def remembered(tmp_path: Path, settings: Any) -> str:
    """The number of somebody who was erased while the planner knew the name: twice each, for it
    remembers what is frequent, and in a table that is empty by now."""
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    staff = make_staff("beheerder")
    customer = make_customer(last_name=NAME)
    make_customer(last_name=NAME[::-1].title())
    make_activity(customer, code="done")
    with connection.cursor() as cursor:
        version: int = cursor.connection.info.server_version
    if version >= 180000:  # an older one cannot forget of an empty table
        for page in ("edit", "memo"):
            path = f"/customers/{customer.number}/{page}/"
            Draft.objects.create(owner=staff, path=path, data={"x": NAME})
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
    assert NAME in planner()
    erase_customer(customer=customer, actor=staff, ground="consent")
    return customer.number


def planner() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(concat(most_common_vals, histogram_bounds, most_common_elems), ' ')"
            " FROM pg_stats WHERE schemaname = 'public'"
        )
        return str(cursor.fetchone()[0])


def test_told_until_the_planner_has_looked_anew(remembered: str, tmp_path: Path) -> None:
    assert NAME in planner()  # not while somebody waits
    values = tmp_path / "values"
    values.write_text(f"{NAME}\n")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "check_erasure", remembered, "--values-from", str(values), "--json", stdout=out
        )
    hits = json.loads(out.getvalue())["hits"]
    assert {hit["table"] for hit in hits} == {PLANNER}
    assert {"customers_customer", "customers_historicalcustomer"} <= {hit["row"] for hit in hits}

    assert set(TABLES) <= set(outdated())
    assert look_anew() > len(TABLES)
    assert NAME not in planner()
    call_command("check_erasure", remembered, "--values-from", str(values), stdout=io.StringIO())


def test_nothing_is_looked_at_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outdated() == []  # nobody was erased
    customer = make_customer()
    make_activity(customer, code="done")
    erase_customer(customer=customer, actor="test", ground="consent")
    assert look_anew()
    assert outdated()  # one that began before the erasure had ended may have seen the name
    monkeypatch.setattr(statistics, "MARGIN", "0 seconds")
    assert outdated() == []

"""What the bench measures of activities and invoices: every question and page can be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts import bench as accounts_bench
from customers.activities import bench as activities_bench
from customers.bench.parts import bench_parts
from tests.factories import make_activity, make_customer, make_invoice, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """The samples are remembered for one run of the bench."""
    for bench in (accounts_bench, activities_bench):
        bench._sample.cache_clear()
    yield
    for bench in (accounts_bench, activities_bench):
        bench._sample.cache_clear()


def test_both_are_registered() -> None:
    assert {"accounts", "activities", "contacts"} <= {part.name for part in bench_parts()}


@pytest.mark.parametrize("bench", [accounts_bench, activities_bench])
def test_nothing_there_is_nothing_measured(bench: object) -> None:
    assert bench.calls_of([]) == {}  # type: ignore[attr-defined]
    assert bench.pages_of([], 3) == {}  # type: ignore[attr-defined]


def test_every_question_and_page_answers(client: Client) -> None:
    customer = make_customer()
    make_activity(customer)
    make_invoice(customer, issued=True)
    client.force_login(make_staff("balie"))
    for bench in (accounts_bench, activities_bench):
        calls, pages = bench.calls_of([]), bench.pages_of([], 2)
        assert calls
        assert pages
        for _bar, asked in calls.values():
            asked[0]()
        for name, paths in pages.items():
            assert len(paths) == 2
            assert client.get(paths[0]).status_code == 200, name

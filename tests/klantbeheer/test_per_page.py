"""What a page reads once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from customers.models import ShopSettings
from klantbeheer.per_page import OncePerPageMiddleware, once_per_page
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import Client


def reads_of(method: str) -> list[int]:
    """What three calls give during a request with this method, and one after it."""
    reads: list[int] = []

    def read() -> int:
        reads.append(len(reads))
        return reads[-1]

    found: list[int] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        found.extend(once_per_page("key", read) for _n in range(3))
        return HttpResponse()

    OncePerPageMiddleware(answer)(RequestFactory().generic(method, "/"))
    return [*found, once_per_page("key", read)]


@pytest.mark.parametrize(
    ("method", "expected"),
    [("GET", [0, 0, 0, 1]), ("HEAD", [0, 0, 0, 1]), ("POST", [0, 1, 2, 3])],
)
def test_reads_once_where_nothing_changes(method: str, expected: list[int]) -> None:
    assert reads_of(method) == expected


def test_one_key_is_not_the_other() -> None:
    found: list[object] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        found.extend([once_per_page("a", lambda: 1), once_per_page("b", lambda: None)])
        return HttpResponse()

    OncePerPageMiddleware(answer)(RequestFactory().get("/"))
    assert found == [1, None]


@pytest.mark.django_db
def test_a_page_reads_the_settings_once_and_the_next_page_anew(client: Client) -> None:
    client.force_login(make_staff("balie"))
    url = f"/customers/{make_customer().number}/"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert sum('FROM "customers_shopsettings"' in query["sql"] for query in queries) == 1
    ShopSettings.objects.create(shop_name="Fietsen De Ketting")
    assert "Fietsen De Ketting" in client.get(url).content.decode()

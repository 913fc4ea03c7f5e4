"""The tab with a customer's files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Attachment
from contacts.views import files as view
from tests.factories import make_moment, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from contacts.models import ContactMoment

pytestmark = pytest.mark.django_db


def make_files(moment: ContactMoment, names: list[str], **fields: Any) -> None:
    """Rows of files, the first the newest; two of them always at one moment."""
    now = timezone.now()
    for serial, name in enumerate(names):
        values = {
            "customer": moment.customer,
            "moment": moment,
            "file": f"attachments/aa/{name}",
            "content_type": "application/pdf",
            "size": 1000,
            "uploaded_at": now - timedelta(minutes=serial // 2),
        }
        Attachment.objects.create(name=name, **values | fields)


def names_at(client: Client, url: str) -> tuple[list[str], str]:
    """The names on a page, and the address of the next."""
    page = client.get(url)
    assert page.status_code == 200
    return [file.name for file, _row, _title in page.context["rows"]], page.context["older_url"]


def test_newest_first_a_page_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "AT_ONCE", 3)
    client.force_login(make_staff("inkijk"))
    moment = make_moment()
    names = [f"{n:02}.pdf" for n in range(8)]
    make_files(moment, names)
    url = reverse("contacts:files", args=[moment.customer.number]) + "?last_name=jans"
    seen: list[str] = []
    while url:
        some, url = names_at(client, url)
        assert 0 < len(some) <= 3
        assert "last_name=jans" in url or not url
        seen += some
    assert sorted(seen) == names
    assert [int(name[:2]) // 2 for name in seen] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_only_what_is_there_and_of_this_customer(client: Client) -> None:
    client.force_login(make_staff("inkijk"))
    moment = make_moment(subject="Offerte")
    make_files(moment, ["hier.pdf"])
    make_files(moment, ["weg.pdf"], file="", removed_at=timezone.now())
    make_files(make_moment(moment.customer, removed_at=timezone.now()), ["eraf.pdf"])
    make_files(make_moment(), ["ander.pdf"])
    url = reverse("contacts:files", args=[moment.customer.number])
    assert names_at(client, url) == (["hier.pdf"], "")
    assert "Offerte" in client.get(url).content.decode()


def test_an_erased_customer_shows_none(client: Client) -> None:
    client.force_login(make_staff("inkijk"))
    moment = make_moment()
    make_files(moment, ["hier.pdf"])
    moment.customer.status = "erased"
    moment.customer.save()
    assert names_at(client, reverse("contacts:files", args=[moment.customer.number])) == ([], "")


@pytest.mark.parametrize(
    "token",
    ["", "x", "1", "-1-a", "9" * 40 + "-0", "9" * 17 + "-" + "0" * 32, "1-" + "g" * 32, "\0", "²-"],
)
def test_a_place_that_is_not_ours(client: Client, token: str) -> None:
    client.force_login(make_staff("inkijk"))
    moment = make_moment()
    make_files(moment, ["hier.pdf"])
    response = client.get(
        reverse("contacts:files", args=[moment.customer.number]), {"before": token}
    )
    assert response.status_code == 200


def test_as_many_queries_for_many_as_for_one(client: Client) -> None:
    client.force_login(make_staff("kantoor"))
    moment = make_moment()
    url = reverse("contacts:files", args=[moment.customer.number])
    make_files(moment, ["een.pdf"])
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for serial in range(5):
        make_files(make_moment(moment.customer), [f"{serial}.pdf"], uploaded_by=make_staff())
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one)

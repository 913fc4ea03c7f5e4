"""The screens of batches: numbers, samples, deciding, and who sees what."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import (
    Category,
    Customer,
    RetentionBatch,
    RetentionItem,
    RetentionRule,
)
from customers.privacy.retention.page import held_words, period_words, progress_words
from customers.privacy.retention.service import Numbers, numbers_of
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


def make_batch(*customers: Customer, kind: str = "customer", **fields: Any) -> RetentionBatch:
    """A proposed batch of these customers."""
    rule = RetentionRule.objects.filter(kind=kind).first() or RetentionRule.objects.create(
        kind=kind, months=84, ground="Fiscaal"
    )
    values = {"before": datetime.date(2019, 11, 22), "proposed_on": TODAY} | fields
    batch: RetentionBatch = RetentionBatch.objects.create(rule=rule, **values)
    RetentionItem.objects.bulk_create(
        [
            RetentionItem(
                batch=batch,
                customer=customer,
                customer_number=customer.number,
                rows=3,
                last_sign=datetime.date(2015, 5, 1),
            )
            for customer in customers
        ]
    )
    return batch


def url(batch: RetentionBatch, name: str = "batch") -> str:
    return reverse(f"privacy:{name}", args=[batch.pk])


@pytest.fixture
def _boss(client: Client) -> None:
    client.force_login(make_staff("beheerder"))


@pytest.mark.usefixtures("_boss")
class TestPages:
    def test_the_list(self, client: Client) -> None:
        assert client.get(reverse("privacy:batches")).status_code == 200
        make_batch(make_customer(), make_customer())
        response = client.get(reverse("privacy:batches"))
        row = response.context["rows"][0]
        assert (row.going, row.kept) == ("2", "0")
        assert [one.period for one in response.context["rules"]] == [period_words(84)]

    def test_the_list_has_a_fixed_number_of_queries(self, client: Client) -> None:
        make_batch(make_customer(), status="done")
        client.get(reverse("privacy:batches"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("privacy:batches"))
        for _ in range(4):
            make_batch(make_customer(), status="done")
        RetentionRule.objects.create(
            kind="moment", months=24, ground="x", category=Category.objects.create(name="A")
        )
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("privacy:batches"))
        assert len(many) == len(few)

    def test_numbers_reasons_and_samples(self, client: Client) -> None:
        customers = [make_customer(last_name=f"Naam{n}") for n in range(14)]
        batch = make_batch(*customers)
        held = batch.items.order_by("pk")[0]
        RetentionItem.objects.filter(pk=held.pk).update(status="held", held_by="hold")
        context = client.get(url(batch)).context
        assert context["numbers"] == Numbers(proposed=13, rows=39, held=1, excluded=0, erased=0)
        assert [(one.words, one.count) for one in context["reasons"]] == [(held_words("hold"), 1)]
        samples = [row.number for row in context["samples"]]
        assert len(set(samples)) == 10
        assert held.customer_number not in samples
        again = [row.number for row in client.get(url(batch)).context["samples"]]
        assert samples == again  # random, but the same ones for everybody
        assert samples != sorted(samples)

    def test_a_fixed_number_of_queries(self, client: Client) -> None:
        batch = make_batch(make_customer())
        client.get(url(batch))
        with CaptureQueriesContext(connection) as few:
            client.get(url(batch))
        extra = [make_customer() for _ in range(12)]
        RetentionItem.objects.bulk_create(
            [RetentionItem(batch=batch, customer=c, customer_number=c.number) for c in extra]
        )
        with CaptureQueriesContext(connection) as many:
            client.get(url(batch))
        assert len(many) == len(few)

    def test_pages_and_filters(self, client: Client) -> None:
        batch = make_batch(*(make_customer() for _ in range(30)))
        first = client.get(url(batch)).context
        assert (len(first["rows"]), first["paging"].following) == (25, 2)
        assert len(client.get(f"{url(batch)}?page=2").context["rows"]) == 5
        number = first["rows"][3].number
        found = client.get(f"{url(batch)}?number={number}&show=proposed").context["rows"]
        assert [row.number for row in found] == [number]
        assert client.get(f"{url(batch)}?show=held").context["rows"] == []
        for wrong in (
            "show=nothing",
            "number=%00",
            "page=x",
            "page=99999999999",
            "number=%ED%A0%80",
        ):
            assert client.get(f"{url(batch)}?{wrong}").status_code in {200, 400}

    def test_who_is_gone_is_a_number(self, client: Client) -> None:
        batch = make_batch(make_customer())
        RetentionItem.objects.update(customer=None, status="erased")
        row = client.get(url(batch)).context["rows"][0]
        assert (row.name, row.exists) == ("", False)

    def test_progress_alone(self, client: Client) -> None:
        batch = make_batch(make_customer(), status="approved", decided_at="2026-11-22T10:00Z")
        response = client.get(url(batch), headers={"HX-Target": "batch-progress"})
        content = response.content.decode()
        assert 'id="batch-progress"' in content
        assert "data-hx-get" in content
        assert "<html" not in content

    def test_unknown_ones(self, client: Client) -> None:
        for key in (1, 2**63 + 5):
            assert client.get(f"/privacy/batches/{key}/").status_code == 404


@pytest.mark.usefixtures("_boss")
class TestDeciding:
    def test_approve_by_typing_the_number(self, client: Client) -> None:
        batch = make_batch(make_customer(), make_customer())
        page = url(batch, "batch_decide")
        assert client.get(page).status_code == 200
        for wrong in ("3", "", "x", "-1", "9" * 30, "1e9", "\0"):
            assert client.post(page, {"count": wrong}).status_code == 200, wrong
        batch.refresh_from_db()
        assert batch.status == "proposed"
        assert client.post(page, {"count": "2"})["Location"] == url(batch)
        batch.refresh_from_db()
        assert batch.status == "approved"
        assert client.get(page).status_code == 302

    def test_twice_is_once(self, client: Client) -> None:
        batch = make_batch(make_customer())
        page = url(batch, "batch_decide")
        token = client.get(page).context["hidden"]["token"]
        for _ in range(2):
            response = client.post(page, {"count": "1", "token": token})
            assert response["Location"] == url(batch)
        assert batch.history.count() == 2

    def test_not_approved_with_the_reason(self, client: Client) -> None:
        batch = make_batch(make_customer())
        page = f"{url(batch, 'batch_decide')}?no=1"
        assert client.get(page).status_code == 200
        assert client.post(page, {"reason": ""}).status_code == 200
        assert client.post(page, {"reason": "Eerst bellen"}).status_code == 302
        batch.refresh_from_db()
        assert (batch.status, batch.reason) == ("declined", "Eerst bellen")
        assert "Eerst bellen" in client.get(url(batch)).content.decode()

    def test_names_as_everywhere(self, client: Client) -> None:
        batch = make_batch(make_customer(infix="de", last_name="Boer", salutation="mrs"))
        page = client.get(url(batch)).content.decode()
        assert "Mevrouw J.A. de Boer" in page
        assert "Boer, J.A." not in page

    def test_one_out_and_back_in(self, client: Client) -> None:
        batch = make_batch(make_customer(), make_customer())
        item = batch.items.order_by("pk")[0]
        page = url(batch, "batch_exclude")
        response = client.post(page, {"item": item.pk, "action": "exclude", "show": "proposed"})
        assert response["Location"] == f"{url(batch)}?show=proposed#items"
        assert numbers_of(batch).excluded == 1
        back = client.post(page, {"item": item.pk, "action": "include"})["Location"]
        assert back.endswith(f"#item-{item.pk}")
        assert f'<tr id="item-{item.pk}">' in client.get(back).content.decode()
        assert numbers_of(batch).excluded == 0
        for wrong in ("", "x", "0", "9" * 40, "\0"):
            assert client.post(page, {"item": wrong}).status_code == 302
        assert numbers_of(batch).proposed == 2

    def test_an_item_of_another_batch_is_not_touched(self, client: Client) -> None:
        batch = make_batch(make_customer(), status="done")
        other = make_batch(make_customer())
        client.post(url(other, "batch_exclude"), {"item": batch.items.get().pk})
        assert numbers_of(batch).proposed == 1

    def test_a_held_one_stays_held(self, client: Client) -> None:
        batch = make_batch(make_customer())
        RetentionItem.objects.update(status="held", held_by="hold")
        client.post(url(batch, "batch_exclude"), {"item": batch.items.get().pk})
        assert numbers_of(batch).held == 1


class TestWhoSeesWhat:
    def test_the_office_reads(self, client: Client) -> None:
        client.force_login(make_staff("kantoor"))
        batch = make_batch(make_customer())
        assert not client.get(url(batch)).context["may_decide"]
        assert client.post(url(batch, "batch_decide"), {"count": "1"}).status_code == 403

    def test_batches_of_treatments_are_the_administrators(self, client: Client) -> None:
        batch = make_batch(make_customer(), kind="treatment")
        client.force_login(make_staff("kantoor"))
        assert client.get(url(batch)).status_code == 404
        page = client.get(reverse("privacy:batches")).context
        assert (page["rows"], page["rules"]) == ([], [])
        client.force_login(make_staff("beheerder"))
        assert client.get(url(batch)).status_code == 200


def test_words() -> None:
    assert period_words(84) != period_words(18)
    going = Numbers(proposed=2, rows=1, held=0, excluded=0, erased=1)
    done = Numbers(proposed=0, rows=1, held=1, excluded=1, erased=1)
    assert progress_words(going) != progress_words(done)
    assert held_words("unknown") == "unknown"

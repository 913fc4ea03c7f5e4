"""The stage and the archive: one click, and the way back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.activities.models import Activity, Repair, Stage, Treatment
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def url(activity: Activity, step: str) -> str:
    return f"/customers/{activity.customer.number}/activities/{activity.pk}/{step}/"


def stage(kind: str, code: str) -> Stage:
    found: Stage = Stage.objects.get(kind=kind, code=code)
    return found


class TestStage:
    def test_closes_and_back(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="order", code="ready")
        response = client.post(
            url(activity, "stage"), {"stage": stage("order", "done").pk, "reason": "opgehaald"}
        )
        assert response.status_code == 302
        before = activity.stage_id
        activity.refresh_from_db()
        assert activity.status == "done"
        assert activity.closed_on is not None
        row = Activity.history.filter(id=activity.pk).order_by("-history_id")[0]
        assert row.history_change_reason == "opgehaald"
        page = client.get(f"/customers/{activity.customer.number}/").content.decode()
        undo = re.search(r'action="([^"]+/stage/\?stage=\d+)"', page)
        assert undo
        client.post(undo[1])
        activity.refresh_from_db()
        assert activity.stage_id == before
        assert activity.is_open

    def test_what_is_not_done_does_not_look_done(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="repair", code="done")
        for step in ("ready", "cancel"):
            page = client.get(url(activity, step), follow=True).content.decode()
            assert "is afgesloten" in page, step
            assert "banner--ok" not in page, step

    @pytest.mark.parametrize("value", ["", "x", "0", "-1", "²", "9" * 30, "\0"])
    def test_no_stage(self, client: Client, value: str) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="order")
        assert client.post(url(activity, "stage"), {"stage": value}).status_code == 302
        assert Activity.history.filter(id=activity.pk).count() == 1

    def test_not_of_another_kind(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="order")
        client.post(url(activity, "stage"), {"stage": stage("repair", "ready").pk})
        activity.refresh_from_db()
        assert activity.stage.code == "ordered"

    def test_an_inactive_customer_gets_nothing_open(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(make_customer(status="inactive"), "order", code="done")
        client.post(url(activity, "stage"), {"stage": stage("order", "ordered").pk})
        activity.refresh_from_db()
        assert activity.status == "done"


class TestArchive:
    def test_and_back(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="order", code="done")
        for step, archived in (("archive", True), ("restore", False)):
            assert client.post(url(activity, step)).status_code == 302
            activity.refresh_from_db()
            assert activity.archived is archived

    def test_not_what_is_open(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_activity(kind="order")
        client.post(url(activity, "archive"))
        activity.refresh_from_db()
        assert not activity.archived


STEPS = ("stage", "archive", "restore", "cancel")


class TestWho:
    @pytest.mark.parametrize("step", STEPS)
    def test_a_treatment_does_not_exist_for_others(self, client: Client, step: str) -> None:
        activity = make_activity(kind="treatment")
        Treatment.objects.create(activity=activity)
        for role in ("balie", "kantoor", "beheerder"):
            client.force_login(make_staff(role))
            assert client.post(url(activity, step)).status_code == 404
        client.force_login(make_staff("behandelaar"))
        assert client.post(url(activity, step)).status_code in {200, 302}

    @pytest.mark.parametrize("step", STEPS)
    def test_not_by_another_customers_address(self, client: Client, step: str) -> None:
        client.force_login(make_staff())
        activity = make_activity()
        other = make_customer()
        address = f"/customers/{other.number}/activities/{activity.pk}/{step}/"
        assert client.post(address).status_code == 404
        assert (
            client.post(url(activity, step).replace(f"/{activity.pk}/", f"/{2**70}/")).status_code
            == 404
        )

    @pytest.mark.parametrize("step", ["ready", "cancel"])
    def test_the_pages_cost_a_fixed_number_of_queries(self, client: Client, step: str) -> None:
        client.force_login(make_staff())
        counts = set()
        for number in (1, 6):
            customer = make_customer(emails="; ".join(f"a{n}@b.example" for n in range(number)))
            for _ in range(number):
                activity = make_activity(customer, "repair")
                Repair.objects.create(activity=activity, device="Gazelle")
            client.get(url(activity, step))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(url(activity, step)).status_code == 200
            counts.add(len(queries))
        assert len(counts) == 1

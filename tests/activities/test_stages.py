"""Stages: where a kind begins, which there are to choose from, and what the administrator may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from customers.activities.models import Kind, Stage, SubscriptionKind
from customers.activities.services.stages import first_stage, stage_of, stages_of
from tests.factories import make_activity, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_begins_somewhere(kind: str) -> None:
    first = first_stage(kind)
    assert (first.kind, first.status) == (kind, "done" if kind == "purchase" else "open")


def test_the_first_open_one_whatever_the_order() -> None:
    Stage.objects.filter(kind="order", code="done").update(position=1)
    assert first_stage("order").code == "ordered"


def test_an_inactive_one_is_nowhere_to_begin_at() -> None:
    Stage.objects.filter(kind="order", code="ordered").update(active=False)
    assert first_stage("order").code == "expected"
    assert stage_of("order", "ordered").active is False


def test_what_does_not_exist() -> None:
    with pytest.raises(Stage.DoesNotExist):
        stage_of("order", "dreamt")
    Stage.objects.create(kind="order", name="zoek", status="open")
    with pytest.raises(Stage.DoesNotExist):
        stage_of("order", "")
    with pytest.raises(Stage.DoesNotExist):
        first_stage("dream")


def test_to_choose_from() -> None:
    own = Stage.objects.create(kind="order", name="zoek", status="open", active=False, position=15)
    codes = ["ordered", "expected", "ready", "done", "cancelled"]
    assert [stage.code for stage in stages_of("order")] == codes
    assert list(stages_of("order", make_activity(stage=own)))[1] == own


class TestAdmin:
    """The shop's own words; what a stage means stays."""

    @pytest.fixture(autouse=True)
    def _boss(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))

    def _change(self, client: Client, stage: Stage, **values: str) -> int:
        url = reverse("admin:activities_stage_change", args=[stage.pk])
        assert client.get(url).status_code == 200
        typed = {"name": stage.name, "position": "30", "active": "on"} | values
        status: int = client.post(url, typed).status_code
        stage.refresh_from_db()
        return status

    def test_rename_and_reorder(self, client: Client) -> None:
        stage = stage_of("order", "ready")
        assert self._change(client, stage, name="ligt klaar", position="7") == 302
        assert (stage.name, stage.position, stage.code) == ("ligt klaar", 7, "ready")

    def test_kind_and_meaning_stay(self, client: Client) -> None:
        stage = stage_of("order", "ready")
        self._change(client, stage, kind="quote", status="done", code="x")
        assert (stage.kind, stage.status, stage.code) == ("order", "open", "ready")

    def test_a_name_once_per_kind(self, client: Client) -> None:
        stage = stage_of("order", "ready")
        taken = stage_of("order", "ordered").name.upper()
        assert self._change(client, stage, name=taken) == 200
        elsewhere = stage_of("quote", "draft").name
        assert self._change(client, stage, name=elsewhere) == 302

    def test_something_to_begin_at_stays(self, client: Client) -> None:
        ordered, expected, ready = (
            stage_of("order", code) for code in ("ordered", "expected", "ready")
        )
        for stage in (ordered, expected):
            assert self._change(client, stage, active="") == 302
        assert self._change(client, ready, active="") == 200
        assert ready.active

    def test_one_of_the_shop(self, client: Client) -> None:
        typed = {
            "kind": "order",
            "name": "zoek",
            "status": "open",
            "position": "12",
            "active": "on",
        }
        assert client.post(reverse("admin:activities_stage_add"), typed).status_code == 302
        assert Stage.objects.get(name="zoek").code == ""

    def test_kinds_of_subscription(self, client: Client) -> None:
        url = reverse("admin:activities_subscriptionkind_add")
        assert client.post(url, {"name": "Onderhoud", "active": "on"}).status_code == 302
        assert client.post(url, {"name": "onderhoud", "active": "on"}).status_code == 200
        assert SubscriptionKind.objects.get().name == "Onderhoud"

"""'Klaar': the stage, the moment, and the message that goes out once."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.models import Delivery, Message
from contacts.sending import tasks
from customers import hooks
from customers.activities.models import Activity, Repair
from customers.activities.services.activities import change_activity, set_stage
from customers.activities.services.repairs import mark_ready, plan_ready, times_ready
from customers.activities.services.stages import stage_of
from customers.models import MessagePreference
from klantbeheer.history_guard import find_gaps
from tests.contacts.sending.mailserver import MailServer
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from typing import Any

    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def jan() -> Customer:
    """Somebody who may be mailed about orders."""
    return make_customer(
        number="100234",
        emails="jan@example.nl",
        email_permission=1,
        mobile="+31655010147",
    )


def make_repair(customer: Customer) -> Activity:
    activity = make_activity(customer, "repair", title="Gazelle Orange")
    Repair.objects.create(activity=activity, device="Gazelle Orange")
    return activity


def back(activity: Activity) -> Activity:
    """The activity in repair again."""
    return set_stage(activity=activity, stage=stage_of(activity.kind, "repairing"), actor="test")


class TestPlan:
    def test_says_who_and_why(self, jan: Customer) -> None:
        plan = plan_ready(make_repair(jan))
        assert plan.outcome is not None
        (line,) = plan.outcome.recipients
        assert (line.address, line.channel) == ("jan@example.nl", "email")
        assert line.reason
        assert not plan.already
        assert not Message.objects.exists()

    def test_says_why_nobody(self) -> None:
        plan = plan_ready(make_repair(make_customer()))
        assert plan.outcome is not None
        assert not plan.outcome.recipients
        assert [line.reason for line in plan.outcome.withheld]

    def test_without_a_sender(self, jan: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hooks, "sender", lambda: None)
        assert plan_ready(make_repair(jan)).outcome is None

    @pytest.mark.parametrize(
        ("kind", "code"), [("quote", ""), ("repair", "done"), ("order", "done")]
    )
    def test_refuses(self, jan: Customer, kind: str, code: str) -> None:
        activity = make_activity(jan, kind, code=code)
        assert plan_ready(activity).refusal
        with pytest.raises(ValidationError):
            mark_ready(activity=activity, actor="test")


class TestMarkReady:
    def test_stage_moment_and_message(self, jan: Customer) -> None:
        activity = make_repair(jan)
        clerk = make_staff()
        result = mark_ready(activity=activity, actor=clerk)
        assert result.outcome is not None
        assert [line.address for line in result.outcome.recipients] == ["jan@example.nl"]
        activity.refresh_from_db()
        assert activity.stage.code == "ready"
        assert activity.is_open
        repair = Repair.objects.get()
        assert repair.ready_at is not None
        assert timezone.now() - repair.ready_at < datetime.timedelta(minutes=5)
        (message,) = Message.objects.all()
        assert (message.about, message.author) == (activity.label, clerk)
        assert not find_gaps()

    def test_twice_is_once(self, jan: Customer) -> None:
        activity = make_repair(jan)
        for _ in range(2):
            result = mark_ready(activity=activity, actor="test")
        assert result.already
        assert Message.objects.count() == 1
        assert times_ready(activity) == 1

    def test_ready_again_is_another_message(self, jan: Customer) -> None:
        activity = make_repair(jan)
        mark_ready(activity=activity, actor="test")
        mark_ready(activity=back(activity), actor="test")
        assert times_ready(activity) == 2
        assert Message.objects.count() == 2

    def test_whoever_could_not_be_told_can_be_told_later(self) -> None:
        customer = make_customer(email_permission=1)
        activity = make_activity(customer, "order")
        assert not mark_ready(activity=activity, actor="test").outcome.recipients  # type: ignore[union-attr]
        customer.emails = "jan@example.nl"
        customer.save()
        assert mark_ready(activity=activity, actor="test").outcome.recipients  # type: ignore[union-attr]
        assert Message.objects.count() == 1

    def test_without_a_message(self, jan: Customer) -> None:
        activity = make_activity(jan, "order")
        assert mark_ready(activity=activity, actor="test", send=False).outcome is None
        assert not Message.objects.exists()
        activity.refresh_from_db()
        assert activity.stage.code == "ready"

    def test_sent_through_the_queue(self, jan: Customer, settings: Any) -> None:
        activity = make_repair(jan)
        with MailServer() as server:
            settings.EMAIL_BACKEND = "contacts.sending.smtp.Backend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_TIMEOUT = 5
            settings.DEFAULT_FROM_EMAIL = "winkel@spaak.example"
            mark_ready(activity=activity, actor="test")
            delivery = Delivery.objects.get()
            for _ in range(2):
                tasks.deliver(delivery.pk)
            (mail,) = server.mails
        assert activity.label in str(mail["Subject"])
        assert "jan@example.nl" in str(mail["To"])


class TestPage:
    def url(self, activity: Activity) -> str:
        return f"/customers/{activity.customer.number}/activities/{activity.pk}/ready/"

    def test_shows_to_whom(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff())
        activity = make_repair(jan)
        page = client.get(self.url(activity)).content.decode()
        assert "jan@example.nl" in page
        assert activity.label in page
        activity.refresh_from_db()
        assert activity.stage.code == "received"

    def test_a_post_does_it_once(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff())
        activity = make_repair(jan)
        page = client.get(self.url(activity)).content.decode()
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found
        for _ in range(2):
            response = client.post(self.url(activity), {"token": found[1]})
            assert response.status_code == 302
            assert response["Location"].endswith(f"/activities/{activity.pk}/")
        assert Message.objects.count() == 1

    def test_without_a_message(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff())
        activity = make_repair(jan)
        client.post(self.url(activity), {"action": "silent"})
        activity.refresh_from_db()
        assert activity.stage.code == "ready"
        assert not Message.objects.exists()

    def test_says_when_nobody_is_told(self, client: Client) -> None:
        client.force_login(make_staff())
        customer = make_customer(mobile="+31655010147")
        activity = make_repair(customer)
        page = client.get(self.url(activity)).content.decode()
        assert "06 55 01 01 47" in page
        client.post(self.url(activity))
        shown = client.get(f"/customers/{customer.number}/").content.decode()
        assert "06 55 01 01 47" in shown.split('class="tabs"')[0]
        assert "banner--warn" in shown

    def test_an_sms_goes_where_the_customer_chose(self, client: Client, jan: Customer) -> None:
        MessagePreference.objects.create(customer=jan, ready_for_pickup="sms")
        client.force_login(make_staff())
        page = client.get(self.url(make_repair(jan))).content.decode()
        assert "06 55 01 01 47" in page

    @pytest.mark.parametrize(("kind", "status"), [("order", 200), ("quote", 404), ("trip", 404)])
    def test_only_what_is_picked_up(
        self, client: Client, jan: Customer, kind: str, status: int
    ) -> None:
        client.force_login(make_staff())
        assert client.get(self.url(make_activity(jan, kind))).status_code == status

    def test_a_closed_one_leads_back(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff())
        assert client.get(self.url(make_activity(jan, "order", code="done"))).status_code == 302


def test_what_is_changed_while_it_is_ready_is_not_told_again(jan: Customer) -> None:
    activity = make_repair(jan)
    done = mark_ready(activity=activity, actor="test").activity
    since = Repair.objects.get().ready_at
    change_activity(activity=done, version=done.version, values={"title": "Gazelle"}, actor="test")
    assert mark_ready(activity=activity, actor="test").already
    assert Message.objects.count() == 1
    assert Repair.objects.get().ready_at == since

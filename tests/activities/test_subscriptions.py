"""Subscriptions: periods, renewing once, stopping, and the work of the night."""

from __future__ import annotations

import datetime
from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from customers.activities import tasks
from customers.activities.models import Activity, Subscription
from customers.activities.services.activities import set_stage
from customers.activities.services.stages import stage_of
from customers.activities.services.subscriptions import (
    after_period,
    nightly,
    renew_subscription,
    stop_subscription,
)
from customers.models import Customer
from klantbeheer import history
from klantbeheer.history_guard import find_gaps
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

Day = datetime.date
TODAY = Day(2026, 11, 22)
DUE = Day(2026, 11, 20)


def make_subscription(next_on: Day | None = DUE, **fields: Any) -> Activity:
    own = {name: fields.pop(name) for name in ("period_months", "stops_on") if name in fields}
    values: dict[str, Any] = {
        "title": "Onderhoud",
        "amount": Decimal("49.50"),
        "opened_on": Day(2025, 11, 20),
    }
    customer = fields.pop("customer", None) or make_customer()
    activity = make_activity(customer, "subscription", **values | fields)
    Subscription.objects.create(activity=activity, next_on=next_on, **own)
    return activity


def orders() -> list[Activity]:
    return list(Activity.objects.filter(kind="order").order_by("pk"))


def test_that_renews_on_the_day_it_starts_has_its_first_period_invoiced() -> None:
    make_subscription(Day(2026, 11, 20), opened_on=Day(2026, 11, 20))
    nightly(Day(2026, 11, 20))
    (order,) = orders()
    assert "20 nov. 2026 t/m 19 nov. 2027" in order.title
    assert order.billing == Activity.Billing.DUE
    assert Subscription.objects.get().next_on == Day(2027, 11, 20)


@pytest.mark.parametrize(
    ("day", "months", "anchor", "expected"),
    [
        (Day(2026, 11, 20), 12, 20, Day(2027, 11, 20)),
        (Day(2026, 11, 20), 1, 20, Day(2026, 12, 20)),
        (Day(2026, 12, 1), 1, 1, Day(2027, 1, 1)),
        (Day(2027, 1, 31), 1, 31, Day(2027, 2, 28)),
        (Day(2027, 2, 28), 1, 31, Day(2027, 3, 31)),
        (Day(2027, 2, 28), 1, 28, Day(2027, 3, 28)),
        (Day(2028, 2, 29), 12, 29, Day(2029, 2, 28)),
        (Day(2026, 11, 30), 3, 30, Day(2027, 2, 28)),
        (Day(2026, 6, 15), 120, 31, Day(2036, 6, 15)),
    ],
)
def test_periods(day: Day, months: int, anchor: int, expected: Day) -> None:
    assert after_period(day, months, anchor) == expected


class TestRenew:
    def test_a_done_order_to_be_invoiced(self) -> None:
        activity = make_subscription()
        done = renew_subscription(activity=activity, actor="test", today=TODAY)
        (order,) = orders()
        assert done.order == order
        assert (order.status, order.billing, order.amount) == ("done", "due", Decimal("49.50"))
        assert order.title.startswith("Onderhoud, 20 nov. 2026")
        assert order.title.endswith("19 nov. 2027")
        assert order.customer_id == activity.customer_id
        assert Subscription.objects.get().next_on == Day(2027, 11, 20)
        assert not find_gaps()

    def test_a_second_click_is_too_early(self) -> None:
        activity = make_subscription()
        renew_subscription(activity=activity, actor="test", today=TODAY)
        with pytest.raises(ValidationError):
            renew_subscription(activity=activity, actor="test", today=TODAY)
        assert len(orders()) == 1

    @pytest.mark.parametrize(("days", "may"), [(31, True), (32, False)])
    def test_how_long_before_it_begins(self, days: int, may: bool) -> None:
        activity = make_subscription()
        begins = Subscription.objects.get().next_on
        assert begins is not None
        today = begins - datetime.timedelta(days=days)
        with nullcontext() if may else pytest.raises(ValidationError):
            renew_subscription(activity=activity, actor="test", today=today)
        assert len(orders()) == may

    def test_the_period_that_was_meant(self) -> None:
        activity = make_subscription(period_months=1)
        renew_subscription(activity=activity, actor="test", today=TODAY, begins=Day(2026, 11, 20))
        with pytest.raises(ValidationError):
            renew_subscription(
                activity=activity, actor="test", today=TODAY, begins=Day(2026, 11, 20)
            )
        assert len(orders()) == 1

    def test_a_day_put_back_makes_no_second_order(self) -> None:
        activity = make_subscription()
        renew_subscription(activity=activity, actor="test", today=TODAY)
        Subscription.objects.update(next_on=Day(2026, 11, 20))
        renew_subscription(activity=activity, actor="test", today=TODAY)
        assert len(orders()) == 1

    @pytest.mark.parametrize("amount", [None, Decimal(0)])
    def test_what_costs_nothing_is_renewed_without_an_order(self, amount: Decimal | None) -> None:
        activity = make_subscription(amount=amount)
        assert renew_subscription(activity=activity, actor="test", today=TODAY).order is None
        assert not orders()
        assert Subscription.objects.get().next_on == Day(2027, 11, 20)

    def test_a_long_title_still_fits(self) -> None:
        activity = make_subscription(title="x" * 160)
        renew_subscription(activity=activity, actor="test", today=TODAY)
        assert len(orders()[0].title) <= 160

    @pytest.mark.parametrize(
        ("next_on", "stops_on"),
        [(None, None), (Day(2026, 11, 20), Day(2026, 11, 20)), (Day(2027, 1, 1), None)],
    )
    def test_refuses(self, next_on: Day | None, stops_on: Day | None) -> None:
        activity = make_subscription(next_on, stops_on=stops_on)
        with pytest.raises(ValidationError):
            renew_subscription(activity=activity, actor="test", today=TODAY)
        assert not orders()

    @pytest.mark.parametrize("code", ["paused", "done"])
    def test_refuses_what_does_not_run(self, code: str) -> None:
        activity = make_subscription()
        set_stage(activity=activity, stage=stage_of("subscription", code), actor="test")
        with pytest.raises(ValidationError):
            renew_subscription(activity=activity, actor="test", today=TODAY)


class TestStop:
    def test_at_once(self) -> None:
        activity = make_subscription()
        today = timezone.localdate()
        stop_subscription(activity=activity, stops_on=today, actor="test", reason="verhuisd")
        activity.refresh_from_db()
        assert (activity.stage.code, activity.closed_on) == ("done", today)
        rows = Activity.history.filter(id=activity.pk).order_by("-history_id")
        assert rows[0].history_change_reason == "verhuisd"

    def test_later(self) -> None:
        activity = make_subscription()
        day = timezone.localdate() + datetime.timedelta(days=30)
        stop_subscription(activity=activity, stops_on=day, actor="test", reason="verhuisd")
        activity.refresh_from_db()
        assert activity.is_open
        assert Subscription.objects.get().stops_on == day

    @pytest.mark.parametrize(("days", "reason"), [(0, " "), (-10_000, "verhuisd")])
    def test_refuses(self, days: int, reason: str) -> None:
        day = timezone.localdate() + datetime.timedelta(days=days)
        with pytest.raises(ValidationError):
            stop_subscription(
                activity=make_subscription(), stops_on=day, actor="test", reason=reason
            )


class TestNight:
    def test_renews_and_stops_and_does_nothing_twice(self) -> None:
        make_subscription()
        make_subscription(Day(2026, 11, 23))
        stopping = make_subscription(stops_on=Day(2026, 11, 20))
        done = nightly(TODAY)
        assert (done.renewed, done.stopped, done.refused) == (1, 1, 0)
        stopping.refresh_from_db()
        assert (stopping.stage.code, stopping.closed_on) == ("done", Day(2026, 11, 20))
        assert len(orders()) == 1
        row = Activity.history.filter(id=orders()[0].pk).get()
        assert row.history_actor == "renewal"
        again = nightly(TODAY)
        assert (again.renewed, again.stopped, again.refused) == (0, 0, 0)
        assert not find_gaps()

    def test_makes_up_for_lost_months_but_not_for_years(self) -> None:
        make_subscription(Day(2026, 9, 1), period_months=1)
        make_subscription(Day(2019, 9, 1), period_months=1)
        assert nightly(TODAY).renewed == 3
        assert len(orders()) == 3

    def test_one_that_cannot_be_done_does_not_hold_up_the_others(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        customer = make_customer(last_name="Geheim")
        held_up = make_subscription(customer=customer)
        with history.acting(actor="test"):
            # Around the rules of the database, as an old register may be.
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(
                    "UPDATE customers_customer SET status = 'inactive' WHERE id = %s", [customer.pk]
                )
                cursor.execute("SET LOCAL session_replication_role = origin")
            history.write_history(Customer, [customer.pk], history.CHANGED)
        make_subscription()
        done = nightly(TODAY)
        assert (done.renewed, done.refused) == (1, 1)
        assert str(held_up.pk) in caplog.text
        assert "Geheim" not in caplog.text

    def test_the_job_and_the_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        day = timezone.localdate()
        make_subscription(day, opened_on=day)
        tasks.nightly()
        assert len(orders()) == 1
        call_command("renew_subscriptions")
        assert capsys.readouterr().out.startswith("Renewed: 0. Stopped: 0.")


class TestPages:
    def url(self, activity: Activity, step: str) -> str:
        return f"/customers/{activity.customer.number}/activities/{activity.pk}/{step}/"

    def test_renew(self, client: Client) -> None:
        client.force_login(make_staff())
        day = timezone.localdate()
        activity = make_subscription(day, opened_on=day)
        for _ in range(2):
            posted = {"begins": day.isoformat()}
            assert client.post(self.url(activity, "renew"), posted).status_code == 302
        assert len(orders()) == 1

    @pytest.mark.parametrize("begins", ["", "gisteren", "\0", "9999-99-99", "x" * 5000])
    def test_any_begin(self, client: Client, begins: str) -> None:
        client.force_login(make_staff())
        activity = make_subscription(timezone.localdate(), opened_on=timezone.localdate())
        response = client.post(self.url(activity, "renew"), {"begins": begins})
        assert response.status_code == 302

    def test_stop(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_subscription()
        url = self.url(activity, "stop")
        assert client.get(url).status_code == 200
        page = client.post(url, {"stops_on": "morgen", "reason": ""}).content.decode()
        assert page.count('aria-invalid="true"') == 2
        assert 'value="morgen"' in page
        day = timezone.localdate()
        response = client.post(url, {"stops_on": f"{day:%d-%m-%Y}", "reason": "verhuisd"})
        assert response.status_code == 302
        activity.refresh_from_db()
        assert not activity.is_open
        assert client.get(url).status_code == 302

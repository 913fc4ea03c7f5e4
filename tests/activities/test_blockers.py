"""What of a customer's activities holds it back, in the words of the dialog, by one query."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from customers import hooks
from customers.activities.models import Activity, Appointment, Repair, Subscription
from customers.hooks import Blocker, Step
from customers.models import Customer
from customers.services import lifecycle
from customers.services.lifecycle import StepBlockedError, StepImpossibleError
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    with translation.override("nl"):
        yield


def make_appointment(customer: Customer, *, hours: float) -> Activity:
    """An appointment of an hour that begins so many hours from now."""
    start = timezone.now() + timedelta(hours=hours)
    activity = make_activity(
        customer, "appointment", title="Proefrit", planned_on=timezone.localdate(start)
    )
    Appointment.objects.create(
        activity=activity, starts_at=start, ends_at=start + timedelta(hours=1), place="winkel"
    )
    return activity


def blockers(customer: Customer) -> dict[str, Blocker]:
    """What holds the customer back, by kind."""
    found = lifecycle.plan_deactivation(customer).blockers
    return {blocker.kind: blocker for blocker in found}


def items(blocker: Blocker) -> list[tuple[str, str]]:
    """Its things as they read."""
    return [(item.text, item.note) for item in blocker.items]


class TestWhatBlocks:
    def test_nothing_open_says_what_was_looked_at(self) -> None:
        plan = lifecycle.plan_deactivation(make_customer())
        assert plan.allowed
        assert set(plan.clear) >= {
            "bestellingen", "reparaties", "abonnementen", "projecten", "komende afspraken",
        }  # fmt: skip

    def test_orders(self) -> None:
        customer = make_customer()
        make_activity(
            customer, title="Achterlicht", number=20418, opened_on=date(2026, 11, 16),
            due_on=date(2026, 11, 27),
        )  # fmt: skip
        make_activity(
            customer, code="ready", title="Fietszitje Yepp", number=20377,
            opened_on=date(2026, 11, 9),
        )  # fmt: skip
        found = blockers(customer)["order"]
        assert (found.label, found.count, found.icon) == (
            "2 openstaande bestellingen",
            2,
            "package",
        )
        assert items(found) == [
            ("B-20418", "Achterlicht, verwacht 27 nov."),
            ("B-20377", "Fietszitje Yepp, ligt klaar"),
        ]

    def test_repair(self) -> None:
        repair = make_activity(kind="repair", code="ready", number=5521)
        Repair.objects.create(activity=repair, device="Gazelle Chamonix")
        found = blockers(repair.customer)["repair"]
        assert found.label == "1 lopende reparatie"
        assert items(found) == [("R-5521", "Gazelle Chamonix, klaar")]
        url = reverse("activities:activity", args=[repair.customer.number, repair.pk])
        assert found.items[0].url == url

    def test_subscription_can_be_stopped_from_here(self) -> None:
        running = make_activity(kind="subscription", title="Onderhoud Plus")
        detail = Subscription.objects.create(activity=running, next_on=date(2027, 3, 1))
        found = blockers(running.customer)["subscription"]
        assert found.label == "1 lopend abonnement"
        assert items(found) == [("Onderhoud Plus", "tot 1 maart 2027")]
        stop = reverse("activities:stop", args=[running.customer.number, running.pk])
        assert (found.items[0].action_text, found.items[0].action_url) == ("Opzeggen", stop)
        detail.stops_on = date(2027, 2, 1)
        detail.save()
        found = blockers(running.customer)["subscription"]
        assert (found.items[0].note, found.items[0].action_url) == ("tot 1 februari 2027", "")

    def test_project(self) -> None:
        project = make_activity(kind="project", title="Wagenpark", number=7)
        found = blockers(project.customer)["project"]
        assert (found.label, items(found)) == ("1 lopend project", [("P-7", "Wagenpark, loopt")])

    @pytest.mark.parametrize(("hours", "blocks"), [(2, True), (-0.5, True), (-2, False)])
    def test_appointments_that_are_not_over(self, hours: float, blocks: bool) -> None:
        customer = make_customer()
        make_appointment(customer, hours=hours)
        assert ("appointment" in blockers(customer)) == blocks

    def test_an_appointment_without_a_time(self) -> None:
        customer, today = make_customer(), timezone.localdate()
        make_activity(customer, "appointment", planned_on=today - timedelta(days=1))
        make_activity(customer, "appointment")
        assert "appointment" not in blockers(customer)
        make_activity(customer, "appointment", planned_on=today, number=900_012)
        assert [text for text, _note in items(blockers(customer)["appointment"])] == ["AF-900012"]

    @pytest.mark.parametrize(
        "kind", ["quote", "lead", "request", "fault_report", "treatment", "trip"]
    )
    def test_what_does_not(self, kind: str) -> None:
        assert lifecycle.plan_deactivation(make_activity(kind=kind).customer).allowed

    @pytest.mark.parametrize("code", ["done", "cancelled"])
    @pytest.mark.parametrize("kind", ["order", "repair", "subscription", "project"])
    def test_what_is_finished_does_not(self, kind: str, code: str) -> None:
        assert lifecycle.plan_deactivation(make_activity(kind=kind, code=code).customer).allowed

    def test_only_the_customers_own(self) -> None:
        make_activity()
        assert lifecycle.plan_deactivation(make_customer()).allowed


class TestHowMany:
    def test_five_are_shown_of_many(self) -> None:
        customer = make_customer()
        for _nth in range(7):
            make_activity(customer)
        found = blockers(customer)["order"]
        assert (found.count, len(found.items), found.has_more) == (7, 5, True)
        assert found.all_url == f"/customers/{customer.number}/activities/?kind=order&state=open"

    def test_one_query_for_all_kinds(self) -> None:
        customer = make_customer()
        for kind in ("order", "repair", "subscription", "project"):
            for _nth in range(3):
                make_activity(customer, kind)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(lifecycle.plan_deactivation(customer).blockers) == 4
        asked = [query["sql"] for query in queries if "activities_activity" in query["sql"]]
        assert len(asked) == 1

    def test_each_look_is_a_new_one(self) -> None:
        order = make_activity()
        customer = order.customer
        assert not lifecycle.plan_deactivation(customer).allowed
        Activity.objects.filter(pk=order.pk).update(
            stage=make_activity(code="done").stage, status="done", closed_on=date(2026, 11, 20)
        )
        assert lifecycle.plan_deactivation(customer).allowed


class TestBackToProspect:
    @pytest.mark.parametrize(
        ("kind", "code", "blocks"),
        [
            ("order", "ordered", True),
            ("order", "done", True),
            ("order", "cancelled", False),
            ("project", "running", True),
            ("project", "done", True),
            ("project", "cancelled", True),
            ("repair", "received", False),
            ("subscription", "running", False),
        ],
    )
    def test_with(self, kind: str, code: str, blocks: bool) -> None:
        customer = make_activity(kind=kind, code=code).customer
        if blocks:
            with pytest.raises(StepBlockedError) as caught:
                lifecycle.make_prospect(customer=customer, actor=make_staff())
            assert caught.value.plan.open_count == 1
        else:
            done = lifecycle.make_prospect(customer=customer, actor=make_staff())
            assert done.status == "prospect"


class TestBackToProspectPage:
    """The page says what stands in the way before it asks for anything, and after a post too."""

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_lists_it_with_links(self, client: Client, method: str) -> None:
        order = make_activity(code="done", title="Helm")
        client.force_login(make_staff())
        url = f"/customers/{order.customer.number}/make-prospect/"
        page = getattr(client, method)(url).content.decode()
        assert f'href="/customers/{order.customer.number}/activities/{order.pk}/"' in page
        assert 'name="reason"' not in page

    def test_asks_when_there_is_nothing(self, client: Client) -> None:
        client.force_login(make_staff())
        page = client.get(f"/customers/{make_customer().number}/make-prospect/")
        assert 'name="reason"' in page.content.decode()


class TestTheDatabaseHasTheLastWord:
    """What the checks do not see: they are taken away, and what the database refuses is a plan."""

    @pytest.fixture
    def blind(self, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
        """The first look sees nothing."""
        looks: list[bool] = []
        real = lifecycle._plan

        def plan(customer: Customer, step: Step) -> Any:
            looks.append(True)
            return real(make_customer() if len(looks) == 1 else customer, step)

        monkeypatch.setattr(lifecycle, "_plan", plan)
        return looks

    @pytest.mark.parametrize("kind", ["order", "repair", "subscription", "project", "appointment"])
    def test_inactive(self, kind: str, blind: list[bool]) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        customer = make_activity(kind=kind, planned_on=tomorrow).customer
        with pytest.raises(StepBlockedError) as caught:
            lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())
        assert [blocker.kind for blocker in caught.value.plan.blockers] == [kind]
        assert len(blind) == 2
        customer.refresh_from_db()
        assert customer.status == "active"

    @pytest.mark.usefixtures("blind")
    def test_prospect(self) -> None:
        customer = make_activity(code="done").customer
        with pytest.raises(StepBlockedError):
            lifecycle.make_prospect(customer=customer, actor=make_staff())

    def test_when_nobody_can_say_what(self, monkeypatch: pytest.MonkeyPatch) -> None:
        customer = make_activity().customer
        monkeypatch.setattr(lifecycle, "blocker_checks", lambda _step: [])
        with pytest.raises(StepImpossibleError, match="Kijk opnieuw"):
            lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())


class TestTheDialog:
    def test_links_and_the_rest(self, client: Client) -> None:
        customer = make_customer()
        for _nth in range(6):
            make_activity(customer)
        client.force_login(make_staff())
        page = client.get(reverse("customers:deactivate", args=[customer.number])).content.decode()
        assert "6 openstaande bestellingen" in page
        assert page.count(f'href="/customers/{customer.number}/activities/') == 6
        assert "Toon alle 6" in page
        assert "niets open: reparaties" in page

    def test_what_the_list_looks_up_does_not_grow(self, client: Client) -> None:
        customer = make_customer()
        client.force_login(make_staff())
        url = reverse("customers:deactivate", args=[customer.number])
        counts = []
        client.get(url)
        for many in (1, 4):
            for kind in ("order", "repair", "subscription", "project") * many:
                make_activity(customer, kind)
            with CaptureQueriesContext(connection) as queries:
                client.get(url, headers={"HX-Request": "true", "HX-Target": "deactivate"})
            counts.append(len(queries))
        assert counts[0] == counts[1]


def test_checks_stand_in_the_hooks() -> None:
    names = {check.name for check in hooks.blocker_checks(Step.INACTIVE)}
    assert {"activities order", "activities appointment", "invoices", "staff"} <= names

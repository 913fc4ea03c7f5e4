"""What the database itself keeps, whatever writes to it."""

from __future__ import annotations

import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from customers.activities.models import (
    Activity,
    Appointment,
    Kind,
    Repair,
    Stage,
    Subscription,
    Treatment,
    Trip,
)
from customers.activities.services.stages import stage_of
from customers.models import Customer
from tests.factories import make_activity, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

SOON = timezone.now() + datetime.timedelta(days=2)
HOUR = datetime.timedelta(hours=1)


def refused_as(name: str, deed: Callable[[], Any]) -> None:
    """The deed goes against this constraint."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        deed()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cause: Any = refused.value.__cause__
    assert cause.diag.constraint_name == name


def set_plainly(activity: Activity, **values: Any) -> int:
    """As SQL would, around the services."""
    return Activity.objects.filter(pk=activity.pk).update(**values)


def appointment(customer: Customer, starts_at: datetime.datetime) -> Activity:
    activity = make_activity(customer, "appointment", planned_on=starts_at.date())
    Appointment.objects.create(activity=activity, starts_at=starts_at, ends_at=starts_at + HOUR)
    return activity


class TestStages:
    """The product leans on the meaning of some; their name and place are the shop's."""

    @pytest.mark.parametrize(
        "change", [{"code": ""}, {"code": "other"}, {"status": "cancelled"}, {"kind": "quote"}]
    )
    def test_predefined_ones_keep_their_meaning(self, change: dict[str, str]) -> None:
        stage = stage_of("order", "ready")
        refused_as(
            "stage_predefined_fixed", lambda: Stage.objects.filter(pk=stage.pk).update(**change)
        )

    def test_own_ones_do_not_become_predefined(self) -> None:
        own = Stage.objects.create(kind="order", name="zoek", status="open")
        refused_as(
            "stage_predefined_fixed", lambda: Stage.objects.filter(pk=own.pk).update(code="x")
        )

    def test_renamed_and_reordered(self) -> None:
        stage = stage_of("order", "ready")
        stage.name, stage.position = "ligt klaar", 5
        stage.save()

    def test_an_activity_is_as_its_stage(self) -> None:
        activity = make_activity()
        refused_as(
            "activity_as_its_stage",
            lambda: set_plainly(activity, status="done", closed_on=datetime.date(2026, 11, 20)),
        )

    def test_a_stage_in_use_keeps_its_meaning(self) -> None:
        own = Stage.objects.create(kind="order", name="zoek", status="open")
        make_activity(stage=own)
        refused_as(
            "activity_as_its_stage", lambda: Stage.objects.filter(pk=own.pk).update(status="done")
        )


class TestWhose:
    """An inactive customer has nothing open, an erased one gets nothing at all."""

    @pytest.mark.parametrize(
        ("status", "code", "fits"),
        [
            ("prospect", "", True),
            ("active", "", True),
            ("inactive", "", False),
            ("inactive", "done", True),
            ("erased", "", False),
            ("erased", "done", False),
        ],
    )
    def test_a_new_one(self, status: str, code: str, fits: bool) -> None:
        customer = make_customer(status=status)
        if fits:
            make_activity(customer, code=code)
        else:
            rule = "customer_is_erased" if status == "erased" else "activity_customer_open"
            refused_as(rule, lambda: make_activity(customer, code=code))

    def test_one_of_many_in_one_statement(self) -> None:
        fine, closed = make_customer(), make_customer(status="inactive")
        stage = stage_of("order", "ordered")
        rows = [
            Activity(customer=each, kind="order", stage=stage, number=n, title="Band")
            for n, each in enumerate((fine, fine, closed), 1)
        ]
        refused_as("activity_customer_open", lambda: Activity.objects.bulk_create(rows))

    def test_opened_again(self) -> None:
        customer = make_customer()
        activity = make_activity(customer, code="done")
        Customer.objects.filter(pk=customer.pk).update(status="inactive")
        ready = stage_of("order", "ready")
        refused_as(
            "activity_customer_open",
            lambda: set_plainly(activity, stage=ready, status="open", closed_on=None),
        )

    def test_moved_to_somebody_inactive(self) -> None:
        activity, other = make_activity(), make_customer(status="inactive")
        refused_as("activity_customer_open", lambda: set_plainly(activity, customer=other))

    def test_what_is_done_moves_to_somebody_inactive_and_not_to_who_is_erased(self) -> None:
        activity = make_activity(code="done")
        set_plainly(activity, customer=make_customer(status="inactive"))
        erased = make_customer(status="erased")
        refused_as("activity_customer_open", lambda: set_plainly(activity, customer=erased))

    def test_other_changes_ask_nothing(self) -> None:
        customer = make_customer()
        lead = make_activity(customer, "lead")
        Customer.objects.filter(pk=customer.pk).update(status="inactive")
        set_plainly(lead, title="Toch niet")

    def test_the_kind_stays(self) -> None:
        activity = make_activity()
        refused_as("activity_kind_fixed", lambda: set_plainly(activity, kind="quote"))


class TestParent:
    """A part of a project, of the same customer."""

    def test_a_new_one(self) -> None:
        customer = make_customer()
        project = make_activity(customer, "project")
        make_activity(customer, parent=project)
        for parent in (make_activity(customer), make_activity(kind="project")):
            refused_as(
                "activity_parent_is_project", partial(make_activity, customer, parent=parent)
            )

    def test_put_in_another(self) -> None:
        activity, other = make_activity(), make_activity(kind="project")
        refused_as("activity_parent_is_project", lambda: set_plainly(activity, parent=other))

    @pytest.mark.parametrize("which", ["project", "part"])
    def test_moved_alone(self, which: str) -> None:
        customer = make_customer()
        project = make_activity(customer, "project")
        part = make_activity(customer, parent=project)
        moved = project if which == "project" else part
        other = make_customer()
        refused_as("activity_parent_is_project", lambda: set_plainly(moved, customer=other))

    def test_moved_together(self) -> None:
        customer = make_customer()
        make_activity(customer, parent=make_activity(customer, "project"))
        other = make_customer()
        Activity.objects.filter(customer=customer).update(customer=other)
        assert Activity.objects.filter(customer=other).count() == 2

    def test_moved_one_by_one_in_one_transaction(self) -> None:
        customer, other = make_customer(), make_customer()
        project = make_activity(customer, "project")
        part = make_activity(customer, parent=project)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS activities_parent_still_project DEFERRED")
            for each in (part, project):
                set_plainly(each, customer=other)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


DETAILS: dict[type[models.Model], dict[str, Any]] = {
    Repair: {"device": "Gazelle"},
    Subscription: {},
    Appointment: {"starts_at": SOON, "ends_at": SOON + HOUR},
    Treatment: {},
    Trip: {"origin": "Utrecht", "destination": "Zeist", "km": 12},
}


class TestDetail:
    """A detail belongs to an activity of its own kind."""

    @pytest.mark.parametrize("model", DETAILS, ids=lambda model: model.__name__)
    def test_only_at_its_kind(self, model: type[Any]) -> None:
        kind = model._meta.model_name
        detail = model.objects.create(activity=make_activity(kind=kind), **DETAILS[model])
        other = make_activity()
        refused_as(
            "activity_detail_fits",
            lambda: model.objects.create(activity=other, **DETAILS[model]),
        )
        second = make_activity(kind=kind)
        refused_as(
            "activity_detail_stays",
            lambda: models.QuerySet(model).filter(pk=detail.pk).update(activity=second),
        )

    def test_every_kind_with_a_table_is_guarded(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger"
                " WHERE tgname = 'activity_detail_fits'"
            )
            guarded = {row[0] for row in cursor.fetchall()}
        assert guarded == {model._meta.db_table for model in DETAILS}

    def test_nothing_medical_outside_the_treatment(self) -> None:
        refused_as(
            "activity_treatment_is_neutral",
            lambda: make_activity(kind="treatment", description="Knie"),
        )


class TestCustomer:
    """The last guard on a customer's status."""

    @pytest.mark.parametrize(
        ("kind", "code", "holds"),
        [
            ("order", "", True),
            ("order", "done", False),
            ("repair", "", True),
            ("subscription", "", True),
            ("project", "", True),
            ("quote", "", False),
            ("lead", "", False),
            ("request", "", False),
            ("fault_report", "", False),
        ],
    )
    def test_inactive(self, kind: str, code: str, holds: bool) -> None:
        customer = make_customer()
        make_activity(customer, kind, code=code)
        self._step(customer, "inactive", f"customer_has_open_{kind}" if holds else "")

    @pytest.mark.parametrize(("days", "holds"), [(2, True), (-2, False)])
    def test_a_coming_appointment(self, days: int, holds: bool) -> None:
        customer = make_customer()
        appointment(customer, timezone.now() + datetime.timedelta(days=days))
        self._step(customer, "inactive", "customer_has_open_appointment" if holds else "")

    @pytest.mark.parametrize(("days", "holds"), [(2, True), (-2, False)])
    def test_one_of_which_only_the_day_is_known(self, days: int, holds: bool) -> None:
        day = timezone.localdate() + datetime.timedelta(days=days)
        customer = make_activity(kind="appointment", planned_on=day).customer
        self._step(customer, "inactive", "customer_has_open_appointment" if holds else "")

    @pytest.mark.parametrize(
        ("kind", "code", "holds"),
        [
            ("project", "", True),
            ("project", "cancelled", True),
            ("order", "done", True),
            ("order", "cancelled", False),
            ("repair", "", False),
            ("lead", "", False),
        ],
    )
    def test_back_to_prospect(self, kind: str, code: str, holds: bool) -> None:
        customer = make_customer()
        make_activity(customer, kind, code=code)
        self._step(customer, "prospect", "customer_has_project_or_order" if holds else "")

    def _step(self, customer: Customer, status: str, name: str) -> None:
        def step() -> None:
            Customer.objects.filter(pk=customer.pk).update(status=status)

        if name:
            refused_as(name, step)
        else:
            step()

    def test_who_is_inactive_stays_so_whatever_was_open(self) -> None:
        """Rows from before the rule hold up no other change."""
        customer = make_customer()
        make_activity(customer)
        customer.last_name = "Bakker"
        customer.save()


def test_every_kind_has_stages_to_begin_and_to_end_at() -> None:
    for kind in Kind.values:
        codes = set(Stage.objects.filter(kind=kind).values_list("code", flat=True))
        assert "done" in codes, kind

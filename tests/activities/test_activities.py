"""Making and changing activities: what goes where, and what is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.activities.models import (
    Activity,
    Appointment,
    Kind,
    Repair,
    Subscription,
    Treatment,
    Trip,
)
from customers.activities.services import details
from customers.activities.services.activities import (
    archive,
    change_activity,
    combine_activity,
    create_activity,
    restore,
    set_stage,
    values_of,
)
from customers.activities.services.numbers import next_activity_number
from customers.activities.services.stages import stage_of
from customers.services.combining import OverlapError, resolve
from klantbeheer.history_guard import find_gaps
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db

INACTIVE = "inactive customer|inactieve klant"
DAY = datetime.date(2026, 11, 18)
START = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
OWN: dict[str, dict[str, Any]] = {
    Kind.REPAIR: {"device": "Gazelle Orange", "serial_number": "GZ-1", "complaint": "Loopt aan"},
    Kind.SUBSCRIPTION: {"period_months": 3, "next_on": datetime.date(2027, 2, 18)},
    Kind.APPOINTMENT: {
        "starts_at": START,
        "ends_at": START + datetime.timedelta(minutes=30),
        "place": "Werkplaats",
    },
    Kind.TREATMENT: {"complaint": "Pijn in de knie", "advice": "Rust"},
    Kind.TRIP: {"origin": "Utrecht", "destination": "Zeist", "km": Decimal("12.4")},
}


@pytest.fixture
def anna() -> StaffUser:
    return make_staff()


@pytest.fixture
def bram() -> StaffUser:
    return make_staff(first_name="Bram")


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def made(customer: Customer, kind: str = "order", **values: Any) -> Activity:
    wanted = {"title": "Fietszitje"} | OWN.get(kind, {}) | values
    return create_activity(customer=customer, kind=kind, values=wanted, actor="test")


class TestCreate:
    """Whatever is not said has its usual value."""

    @pytest.mark.parametrize("kind", Kind.values)
    def test_every_kind_with_what_it_has_of_its_own(self, customer: Customer, kind: str) -> None:
        activity = made(customer, kind)
        activity.refresh_from_db()
        assert (activity.kind, activity.number, activity.version) == (kind, 1, 1)
        assert activity.opened_on == timezone.localdate()
        assert activity.is_open == (kind != Kind.PURCHASE)
        if kind in details.MODELS:
            assert OWN[kind].items() <= details.values_of(activity).items()
        assert find_gaps() == []

    def test_a_treatment_is_neutral_where_others_have_words(self, customer: Customer) -> None:
        activity = made(customer, "treatment", title="Knieklachten", description="Knie")
        activity.refresh_from_db()
        assert (activity.title, activity.description) == ("Behandeling", "")
        assert Treatment.objects.get().complaint == "Pijn in de knie"

    def test_the_customers_colleague(self, anna: StaffUser) -> None:
        assert made(make_customer(assigned_to=anna)).assigned_to == anna
        assert made(make_customer(assigned_to=anna), assigned_to=None).assigned_to is None

    def test_not_a_colleague_who_left(self, anna: StaffUser) -> None:
        customer = make_customer(assigned_to=anna)
        type(anna).objects.filter(pk=anna.pk).update(is_active=False)
        assert made(customer).assigned_to is None

    @pytest.mark.parametrize(
        ("kind", "amount", "billing"),
        [
            ("order", Decimal(40), "due"),
            ("order", None, ""),
            ("repair", Decimal(40), "due"),
            ("treatment", Decimal(40), "due"),
            ("quote", Decimal(40), ""),
            ("purchase", Decimal(40), ""),
        ],
    )
    def test_what_is_to_be_invoiced(
        self, customer: Customer, kind: str, amount: Decimal | None, billing: str
    ) -> None:
        assert made(customer, kind, amount=amount).billing == billing

    def test_numbers_follow_per_kind(self, customer: Customer) -> None:
        labels = [made(customer, kind).label for kind in ("order", "order", "repair")]
        assert labels == ["B-1", "B-2", "R-1"]

    def test_a_number_that_came_from_elsewhere_is_passed_over(self, customer: Customer) -> None:
        make_activity(customer, number=1)
        assert next_activity_number("order") == 2

    def test_what_is_done_at_once_ends_on_its_day(self, customer: Customer) -> None:
        purchase = made(customer, "purchase", opened_on=DAY)
        assert (purchase.status, purchase.closed_on) == ("done", DAY)

    def test_the_same_from_elsewhere_is_the_one_there_is(self, customer: Customer) -> None:
        def sent() -> Activity:
            return create_activity(
                customer=customer,
                kind="purchase",
                values={"title": "Band"},
                actor="till",
                source="till",
                external_id="77",
            )

        assert sent().pk == sent().pk
        assert Activity.objects.count() == 1
        assert made(customer, "purchase").number == 2

    def test_an_appointment_is_planned_on_its_day(self, customer: Customer) -> None:
        late = datetime.datetime(2026, 11, 25, 23, 30, tzinfo=datetime.UTC)
        activity = made(
            customer, "appointment", starts_at=late, ends_at=late + datetime.timedelta(hours=1)
        )
        assert activity.planned_on == datetime.date(2026, 11, 26)

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_not_for_who_is_inactive_or_erased(self, status: str) -> None:
        customer = make_customer(status=status)
        with pytest.raises(ValidationError, match=INACTIVE):
            made(customer)
        assert not Activity.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "values", "field"),
        [
            ("order", {"title": " "}, "title"),
            ("order", {"title": "x" * 161}, "title"),
            ("order", {"amount": Decimal("12345678901.00")}, "amount"),
            ("repair", {"device": ""}, "device"),
            ("trip", {"km": None}, "km"),
            ("appointment", {"ends_at": START}, "ends_at"),
        ],
    )
    def test_what_does_not_fit(
        self, customer: Customer, kind: str, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            made(customer, kind, **values)
        assert field in refused.value.message_dict
        assert not Activity.objects.exists()

    def test_not_at_a_stage_of_another_kind(self, customer: Customer) -> None:
        with pytest.raises(ValidationError):
            made(customer, stage=stage_of("repair", "ready").pk)

    def test_only_in_a_project_of_the_same_customer(self, customer: Customer) -> None:
        project = made(customer, "project")
        assert made(customer, parent=project.pk).parent == project
        for other in (made(customer).pk, made(make_customer(), "project").pk, 10**9):
            with pytest.raises(ValidationError):
                made(customer, parent=other)

    def test_an_unknown_value_is_a_mistake_of_the_program(self, customer: Customer) -> None:
        with pytest.raises(ValueError, match="colour"):
            made(customer, colour="red")


class TestChange:
    """Two clerks lose nothing; what both change is asked."""

    def test_nothing_changed_writes_nothing(self, customer: Customer, anna: StaffUser) -> None:
        activity = made(customer, "repair")
        saved = combine_activity(
            activity=activity, version=1, values=values_of(activity), actor=anna
        )
        assert saved.changed == ()
        activity.refresh_from_db()
        assert activity.version == 1

    @pytest.mark.parametrize(
        ("hers", "his"),
        [
            ({"title": "Zitje voor"}, {"amount": Decimal("12.50")}),
            ({"title": "Zitje voor"}, {"diagnosis": "Lager stuk"}),
            ({"complaint": "Piept"}, {"diagnosis": "Lager stuk"}),
        ],
    )
    def test_what_does_not_overlap_is_combined(
        self,
        customer: Customer,
        anna: StaffUser,
        bram: StaffUser,
        hers: dict[str, Any],
        his: dict[str, Any],
    ) -> None:
        activity = made(customer, "repair")
        opened = values_of(activity)
        change_activity(activity=activity, version=1, values=opened | hers, actor=anna)
        saved = combine_activity(activity=activity, version=1, values=opened | his, actor=bram)
        assert [author.name for author in saved.combined_with] == [anna.display_name]
        now = values_of(Activity.objects.get())
        assert (hers | his).items() <= now.items()
        assert Activity.objects.get().version == 3

    @pytest.mark.parametrize("name", ["title", "complaint"])
    def test_what_overlaps_is_asked(
        self, customer: Customer, anna: StaffUser, bram: StaffUser, name: str
    ) -> None:
        activity = made(customer, "repair")
        opened = values_of(activity)
        change_activity(activity=activity, version=1, values=opened | {name: "Hers"}, actor=anna)
        with pytest.raises(OverlapError) as conflict:
            change_activity(activity=activity, version=1, values=opened | {name: "His"}, actor=bram)
        [overlap] = conflict.value.overlaps
        assert (overlap.mine, overlap.theirs) == ({name: "His"}, {name: "Hers"})
        assert overlap.author.name == anna.display_name
        version, values = resolve(
            activity,
            version=1,
            values=opened | {name: "His"},
            seen_version=conflict.value.seen_version,
            choices={name: "theirs"},
            read=values_of,
        )
        assert (version, values[name]) == (2, "Hers")

    def test_a_detail_that_somebody_wrote_since_is_theirs(
        self, customer: Customer, anna: StaffUser, bram: StaffUser
    ) -> None:
        """The form of version 1 did not show it, so it is no change of who has that form open."""
        activity = made(customer, "subscription")
        opened = values_of(activity)
        later = datetime.date(2027, 5, 18)
        change_activity(activity=activity, version=1, values={"next_on": later}, actor=anna)
        change_activity(
            activity=activity, version=1, values=opened | {"title": "Bladen"}, actor=bram
        )
        assert Subscription.objects.get().next_on == later

    def test_one_without_a_detail_gets_it(self, customer: Customer, anna: StaffUser) -> None:
        activity = make_activity(customer, "repair")
        change_activity(
            activity=activity, version=1, values={"device": "Batavus", "shelf": "3"}, actor=anna
        )
        assert Repair.objects.get().device == "Batavus"

    def test_a_day_after_the_end(self, customer: Customer, anna: StaffUser) -> None:
        activity = make_activity(customer, code="done", closed_on=DAY)
        later = DAY + datetime.timedelta(days=1)
        with pytest.raises(ValidationError) as refused:
            change_activity(activity=activity, version=1, values={"opened_on": later}, actor=anna)
        assert "opened_on" in refused.value.message_dict

    def test_a_purchase_moves_to_another_day(self, customer: Customer, anna: StaffUser) -> None:
        purchase = made(customer, "purchase", opened_on=DAY)
        later = DAY + datetime.timedelta(days=1)
        change_activity(activity=purchase, version=1, values={"opened_on": later}, actor=anna)
        assert Activity.objects.get().closed_on == later

    def test_times_that_do_not_fit_together(
        self, customer: Customer, anna: StaffUser, bram: StaffUser
    ) -> None:
        """One moves the start, the other shortens it: each fits, together they do not."""
        activity = made(customer, "appointment")
        later = START + datetime.timedelta(minutes=20)
        sooner = START + datetime.timedelta(minutes=10)
        change_activity(activity=activity, version=1, values={"starts_at": later}, actor=anna)
        with pytest.raises(ValidationError) as refused:
            change_activity(activity=activity, version=1, values={"ends_at": sooner}, actor=bram)
        assert "ends_at" in refused.value.message_dict
        assert Appointment.objects.get().starts_at == later


class TestStage:
    """A stage opens or closes."""

    def test_there_and_back(self, customer: Customer, anna: StaffUser) -> None:
        activity = made(customer)
        done = set_stage(
            activity=activity, stage=stage_of("order", "done"), actor=anna, reason="Opgehaald"
        )
        assert (done.status, done.closed_on) == ("done", timezone.localdate())
        newest = Activity.history.filter(id=activity.pk).latest("history_id")
        assert (newest.history_change_reason, newest.history_user) == ("Opgehaald", anna)
        again = set_stage(activity=activity, stage=stage_of("order", "ready"), actor=anna)
        assert (again.status, again.closed_on) == ("open", None)

    def test_ended_on_a_day(self, customer: Customer, anna: StaffUser) -> None:
        activity = made(customer, opened_on=DAY)
        later = DAY + datetime.timedelta(days=2)
        done = set_stage(
            activity=activity, stage=stage_of("order", "done"), actor=anna, closed_on=later
        )
        assert done.closed_on == later

    def test_the_same_stage_writes_nothing(self, customer: Customer, anna: StaffUser) -> None:
        activity = made(customer)
        assert set_stage(activity=activity, stage=activity.stage, actor=anna).version == 1

    def test_of_another_kind(self, customer: Customer, anna: StaffUser) -> None:
        with pytest.raises(ValidationError):
            set_stage(activity=made(customer), stage=stage_of("quote", "sent"), actor=anna)

    def test_not_open_again_for_who_is_inactive(self, customer: Customer, anna: StaffUser) -> None:
        activity = make_activity(customer, code="done")
        type(customer).objects.filter(pk=customer.pk).update(status="inactive")
        with pytest.raises(ValidationError, match=INACTIVE):
            set_stage(activity=activity, stage=stage_of("order", "ready"), actor=anna)
        cancelled = set_stage(activity=activity, stage=stage_of("order", "cancelled"), actor=anna)
        assert cancelled.status == "cancelled"

    def test_with_a_version_the_other_choice_is_asked(
        self, customer: Customer, anna: StaffUser, bram: StaffUser
    ) -> None:
        activity = made(customer)
        set_stage(activity=activity, stage=stage_of("order", "ready"), actor=anna, version=1)
        with pytest.raises(OverlapError):
            set_stage(activity=activity, stage=stage_of("order", "done"), actor=bram, version=1)


class TestArchive:
    """Out of sight, and back."""

    def test_only_what_has_ended(self, customer: Customer, anna: StaffUser) -> None:
        activity = made(customer)
        with pytest.raises(ValidationError, match="B-1"):
            archive(activity=activity, actor=anna)
        set_stage(activity=activity, stage=stage_of("order", "done"), actor=anna)
        assert archive(activity=activity, actor=anna).archived
        assert archive(activity=activity, actor=anna).version == 3
        assert not restore(activity=activity, actor=anna).archived

    def test_what_opens_again_is_in_sight(self, customer: Customer, anna: StaffUser) -> None:
        activity = make_activity(customer, code="done", archived=True)
        again = set_stage(activity=activity, stage=stage_of("order", "ready"), actor=anna)
        assert not again.archived


def test_a_trip_keeps_its_distance(customer: Customer) -> None:
    made(customer, "trip")
    assert Trip.objects.get().km == Decimal("12.4")


def test_who_may_look_sees_all_but_those_of_an_erased_customer(anna: StaffUser) -> None:
    order = make_activity(code="done")
    assert list(Activity.objects.visible_to(anna)) == [order]
    stranger = make_staff()
    stranger.groups.clear()
    assert not Activity.objects.visible_to(stranger).exists()
    order.customer.status = "erased"
    order.customer.save()
    assert not Activity.objects.visible_to(anna).exists()


def test_who_is_inactive_gets_nothing_not_even_what_is_done_at_once() -> None:
    customer = make_customer()
    till: dict[str, Any] = {"kind": "purchase", "values": {"title": "Band"}, "actor": "till"}
    known = create_activity(customer=customer, source="till", external_id="1", **till)
    customer.status = "inactive"
    customer.save()
    with pytest.raises(ValidationError, match=INACTIVE):
        create_activity(customer=customer, source="till", external_id="2", **till)
    # What came before is answered with what there is.
    assert create_activity(customer=customer, source="till", external_id="1", **till) == known
    assert Activity.objects.count() == 1

"""Made-up activities: the same for the same seed, believable, valid, and with their history."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from customers.activities.models import Activity, Arrival, Kind, Stage, SubscriptionKind
from customers.activities.models.activity import PREFIXES
from customers.activities.seed import kinds
from customers.activities.seed.build import rows_of
from customers.activities.seed.load import load_activities
from customers.activities.seed.making import CALLED_OFF, LASTS, OPEN, OPEN_STAGES, Prepared
from customers.activities.seed.part import tables
from customers.activities.seed.words import LISTS
from customers.activities.services.numbers import next_activity_number
from customers.models import Customer, NumberCounter
from customers.seed.load import load_customers
from customers.seed.memorable import memorable
from customers.seed.people import TODAY
from customers.seed.register import make
from klantbeheer.history_guard import find_gaps
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from customers.seed.parts import Rows

COUNT = 400


@pytest.fixture
def stages() -> dict[tuple[str, str], tuple[int, str]]:
    """Those of the database."""
    found = Stage.objects.exclude(code="").values_list("kind", "code", "pk", "status")
    return {(kind, code): (pk, status) for kind, code, pk, status in found}


def made(stages: dict[tuple[str, str], tuple[int, str]], seed: int = 1) -> Rows:
    """What hangs on the first customers of a shop; the keys are places."""
    customers = list(enumerate([*memorable(100_000), *make(seed, 100_015, COUNT)], 1))
    count = COUNT * 2
    numbers = {kind: (1, many) for kind, many in kinds.quotas(count).items()}
    return rows_of(Random(seed), Prepared(stages, [7, 8], range(count), numbers), customers)


def test_the_words_know_every_kind() -> None:
    assert {kind.value for kind in Kind} == set(kinds.SHARES) == set(OPEN)
    assert set(kinds.SHARES) <= set(LISTS)
    assert sum(kinds.SHARES.values()) == 100
    assert set(LASTS) | {"purchase"} == set(kinds.SHARES)
    assert sum(kinds.quotas(1_234).values()) == 1_234


@pytest.mark.django_db
class TestWhatTheyAre:
    def test_the_same_seed_gives_the_same(
        self, stages: dict[tuple[str, str], tuple[int, str]]
    ) -> None:
        assert made(stages) == made(stages)
        assert made(stages) != made(stages, seed=2)

    def test_every_stage_is_one_of_its_kind(
        self, stages: dict[tuple[str, str], tuple[int, str]]
    ) -> None:
        wanted = {(kind, code) for kind, codes in OPEN_STAGES.items() for code in codes}
        called_off = {(kind, code) for kind, codes in CALLED_OFF.items() for code in codes}
        assert {stages[one][1] for one in wanted} == {"open"}
        assert {stages[one][1] for one in called_off} == {"cancelled"}

    def test_who_may_have_what(self, stages: dict[tuple[str, str], tuple[int, str]]) -> None:
        customers = [*memorable(100_000), *make(1, 100_015, COUNT)]
        status = {pk: one.values["status"] for pk, one in enumerate(customers, 1)}
        since = {pk: one.values["customer_since"] for pk, one in enumerate(customers, 1)}
        rows = made(stages)["activity"]
        of_prospects = {r["kind"] for r in rows if status[r["customer_id"]] == "prospect"}
        assert of_prospects == set(kinds.OF_PROSPECTS)
        of_inactive = {r["status"] for r in rows if status[r["customer_id"]] == "inactive"}
        assert "open" not in of_inactive
        assert of_inactive
        assert all(since[r["customer_id"]] <= r["opened_on"] <= TODAY for r in rows)
        assert all(r["closed_on"] is None or r["closed_on"] <= TODAY for r in rows)

    def test_numbers_follow_the_dates(self, stages: dict[tuple[str, str], tuple[int, str]]) -> None:
        rows = [r for r in made(stages)["activity"] if r["kind"] == "repair"]
        rows.sort(key=lambda row: row["number"])
        days = [row["opened_on"] for row in rows]
        assert days == sorted(days)
        assert Counter(row["number"] for row in rows).most_common(1)[0][1] == 1

    def test_they_are_of_all_sorts(self, stages: dict[tuple[str, str], tuple[int, str]]) -> None:
        rows = made(stages)
        activities = rows["activity"]
        assert {row["kind"] for row in activities} == set(kinds.SHARES)
        assert 0.1 < sum(row["status"] == "open" for row in activities) / len(activities) < 0.3
        assert any(row.get("parent_id") for row in activities)
        assert any(row["billing"] == "due" for row in activities)
        ahead = [row for row in rows["appointment"] if row["starts_at"].date() > TODAY]
        assert ahead
        assert max(row["starts_at"].date() for row in ahead) < TODAY + timedelta(days=60)
        assert not any(row["starts_at"].weekday() == 6 for row in ahead)


@pytest.mark.django_db
class TestLoading:
    def test_the_shop_is_alive_and_whole(self) -> None:
        """One large load, for all that is to be seen on it."""
        make_staff("balie")
        load_customers(COUNT, seed=1)
        self._is_of_all_sorts()
        self._has_the_hand_written_ones()
        for kind in kinds.SHARES:
            highest = Activity.objects.filter(kind=kind).order_by("-number")[0].number
            assert next_activity_number(kind) == highest + 1
        more = load_customers(100, seed=1)
        assert more.customers == 100
        assert find_gaps() == []

    def _is_of_all_sorts(self) -> None:
        assert Activity.objects.count() == int(COUNT * 2.2)
        assert find_gaps() == []
        for kind in ("repair", "subscription", "appointment", "treatment", "trip"):
            model = tables()[kind]._default_manager
            assert model.count() == Activity.objects.filter(kind=kind).count() > 0
        row = Activity.history.latest("history_id")
        assert (row.history_actor, row.history_origin) == ("seed", "manage.py seed")
        assert Arrival.objects.count() == 3
        assert Arrival.objects.filter(interests__isnull=False).exists()
        assert SubscriptionKind.objects.exists()

    def test_every_row_passes_the_models_own_checks(self) -> None:
        """Of each field: keys and constraints the database has checked already."""
        load_customers(60, seed=2)
        for model in tables().values():
            links = [field.name for field in model._meta.concrete_fields if field.is_relation]
            for row in model._default_manager.all():
                try:
                    row.clean_fields(exclude=links)
                    row.clean()
                except ValidationError as error:
                    pytest.fail(f"{model.__name__}: {error}")

    def _has_the_hand_written_ones(self) -> None:
        jan = Customer.objects.get(number="100000")
        labels = {activity.label: activity for activity in jan.activities.all()}
        assert {"B-20418", "B-20377", "R-5521"} <= set(labels)
        assert labels["R-5521"].stage.code == "ready"
        assert labels["B-20377"].stage.code == "ready"
        running = jan.activities.get(kind="subscription")
        assert running.title == "Onderhoud Plus"
        assert str(running.subscription.quality) == "Plus"
        couriers = Customer.objects.get(company_name__startswith="Fietskoeriers")
        project = couriers.activities.get(kind="project")
        assert project.parts.count() == 2
        assert couriers.activities.to_invoice().count() == 2

    def test_numbers_given_by_hand_are_passed_over(self) -> None:
        make_activity(kind="order", number=20_430)
        load_customers(60, seed=1)
        assert NumberCounter.objects.get(name="act:order").next_value > 20_430
        assert PREFIXES[Kind.ORDER] == "B"


@pytest.mark.django_db
class TestBulk:
    def test_as_many_as_asked(self) -> None:
        load_customers(60, seed=1)
        before = Activity.objects.count()
        done: list[int] = []
        report = load_activities(500, progress=done.append)
        assert sum(done) == report.rows == 500
        assert Activity.objects.count() == before + 500
        assert Customer.objects.filter(activities__isnull=False).distinct().count() > 50
        assert find_gaps() == []

    def test_what_cannot_be(self) -> None:
        with pytest.raises(CommandError):
            call_command("seed", activities=10, verbosity=0)
        make_customer(status="prospect")
        with pytest.raises(CommandError):
            call_command("seed", activities=10, verbosity=0)
        assert not Activity.objects.exists()

    def test_the_command(self) -> None:
        make_customer()
        call_command("seed", activities=120, verbosity=0)
        assert Activity.objects.count() == 120
        assert Customer.objects.count() == 1
        assert SubscriptionKind.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_large_load_uses_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from customers.seed import bulk

    monkeypatch.setattr(bulk, "MANY", 100)
    monkeypatch.setattr(bulk, "BATCH", 80)
    make_customer(customer_since=TODAY - timedelta(days=900))
    make_customer(status="prospect", customer_since=TODAY - timedelta(days=30))
    load_activities(200)
    assert Activity.objects.count() == 200
    assert find_gaps() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)

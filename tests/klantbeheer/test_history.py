"""No change escapes the history, whatever writes it."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from customers.models import Address, Category, Customer, Interest, LoyaltyCard
from klantbeheer import history
from klantbeheer.history_guard import append_only_models, find_gaps, missing_guards
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db


def check_now() -> None:
    """Fire the deferred guards, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class TestRecorded:
    """Ways to change a row that write their own history."""

    def test_create_and_save(self) -> None:
        customer = make_customer()
        customer.street = "Nobelstraat"
        customer.save()
        check_now()
        newest, oldest = customer.history.order_by("-history_id")
        assert (oldest.history_type, oldest.street) == ("+", "Voorstraat")
        assert (newest.history_type, newest.street) == ("~", "Nobelstraat")

    def test_actor_reason_and_origin(self) -> None:
        anna = make_staff()
        customer = make_customer()
        with history.acting(actor=anna, reason="belde", origin="balie 2"):
            customer.save()
        row = customer.history.latest()
        assert row.history_user == anna
        assert (row.history_change_reason, row.history_origin) == ("belde", "balie 2")
        with history.acting(actor="import 12"):
            customer.save()
        row = customer.history.latest()
        assert (row.history_user, row.history_actor) == (None, "import 12")

    def test_nested_blocks_keep_what_they_leave_out(self) -> None:
        with history.acting(actor="till", reason="outer"), history.acting(origin="inner") as inner:
            assert (inner.system, inner.reason, inner.origin) == ("till", "outer", "inner")

    def test_a_nested_block_names_its_own_actor(self) -> None:
        anna, bram = make_staff(), make_staff()
        customer = make_customer()
        with history.acting(actor=anna), history.acting(actor=bram):
            customer.save()
        assert customer.history.latest().history_user == bram

    def test_bulk_writes_say_what_they_did(self) -> None:
        (customer,) = Customer.objects.bulk_create([Customer(number="900001", last_name="Bos")])
        Customer.objects.bulk_update([_changed(customer, city="Houten")], ["city"])
        Customer.objects.update(city="Zeist")
        rows = customer.history.order_by("history_id").values_list("history_type", "city")
        assert list(rows) == [("+", ""), ("~", "Houten"), ("~", "Zeist")]

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Customer.objects.update(city="Houten"),
            lambda: Customer.objects.filter(city="Utrecht").update(
                house_number=F("house_number") + 1
            ),
            lambda: Customer.objects.bulk_update(
                [_changed(c, city="Houten") for c in Customer.objects.all()], ["city"]
            ),
            lambda: Customer.objects.bulk_create(
                [
                    Customer(number="900001", last_name="Bakker"),
                    Customer(number="900002", last_name="Bos"),
                ]
            ),
            lambda: Customer.objects.get().interests.add(Interest.objects.create(name="Fietsen")),
            lambda: Interest.objects.create(name="Boeken").customers.add(Customer.objects.get()),
            lambda: Customer.objects.get().interests.set([Interest.objects.create(name="Toeren")]),
            lambda: _stale_partial_save(),  # noqa: PLW0108  # defined below
            lambda: Customer.objects.get().addresses.create(kind="postal", city="Zeist"),
            lambda: Category.objects.create(name="Vast").customers.set([Customer.objects.get()]),
            lambda: LoyaltyCard.objects.create(
                customer=Customer.objects.get(), number="29001"
            ).delete(),
            lambda: Address.objects.filter(pk=_address().pk).delete(),
        ],
    )
    def test_leaves_no_gap(self, change: Callable[[], object]) -> None:
        make_customer()
        change()
        check_now()
        assert find_gaps() == []

    def test_fixture(self, tmp_path: Path) -> None:
        row = {"model": "customers.category", "pk": 7, "fields": {"name": "Vast", "active": True}}
        fixture = tmp_path / "rows.json"
        fixture.write_text(json.dumps([row]))
        call_command("loaddata", str(fixture), verbosity=0)
        check_now()
        assert Category.history.get(id=7).name == "Vast"


class TestRefused:
    """Ways around the ORM: the database refuses the commit."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE customers_customer SET city = 'Houten'",
            "INSERT INTO customers_category (name, active) VALUES ('x', true)",
            "INSERT INTO customers_customer_interests (customer_id, interest_id)"
            " SELECT c.id, i.id FROM customers_customer c, customers_interest i",
        ],
    )
    def test_raw_sql_without_history(self, statement: str) -> None:
        make_customer()
        Interest.objects.create(name="Fietsen")
        with connection.cursor() as cursor:
            cursor.execute(statement)
        with pytest.raises(IntegrityError, match="change without history"), transaction.atomic():
            check_now()
        _undo()

    def test_a_row_that_went_without_history(self) -> None:
        Interest.objects.create(name="Fietsen")
        check_now()
        with pytest.raises(IntegrityError, match="change without history"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM customers_interest")
            check_now()

    def test_a_history_that_says_gone(self) -> None:
        category = Category.objects.create(name="Vast", active=True)
        models.QuerySet(Category).update(name="Los")
        row = Category.history.get(id=category.pk, history_type="+")
        row.pk, row.name, row.history_type = None, "Los", "-"
        row.save(force_insert=True)
        with pytest.raises(IntegrityError, match="change without history"), transaction.atomic():
            check_now()
        _undo()

    def test_django_own_update(self) -> None:
        make_customer()
        models.QuerySet(Customer).update(city="Houten")
        with pytest.raises(IntegrityError, match="change without history"), transaction.atomic():
            check_now()
        assert [gap.problem for gap in find_gaps()] == ["differs"]
        _undo()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE customers_historicalcustomer SET city = 'x'",
            "DELETE FROM customers_historicalcustomer",
            "TRUNCATE customers_historicalcustomer CASCADE",
        ],
    )
    def test_history_is_append_only(self, statement: str) -> None:
        make_customer()
        check_now()
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_every_history_table_is_append_only(self) -> None:
        found = [history.Tables.of(model) for model in history.tracked_models()]
        names = [tables.history for tables in found]
        names += [many.history._meta.db_table for tables in found for many in tables.many_to_many]
        assert "customers_historicalcustomer_interests" in names
        for name in names:
            for statement in (f"UPDATE {name} SET history_id = 0", f"DELETE FROM {name}"):
                with (
                    pytest.raises(IntegrityError, match="append-only"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)

    def test_every_table_of_events_is_append_only(self) -> None:
        names = [model._meta.db_table for model in append_only_models()]
        assert "contacts_consentevent" in names
        for name in names:
            for statement in (f"UPDATE {name} SET id = id", f"DELETE FROM {name}"):
                with (
                    pytest.raises(IntegrityError, match="append-only"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)

    @pytest.mark.parametrize("options", [{"ignore_conflicts": True}, {"update_conflicts": True}])
    def test_an_upsert_that_does_not_say_what_it_wrote(self, options: dict[str, bool]) -> None:
        with pytest.raises(ValueError, match="upsert"):
            Category.objects.bulk_create([Category(name="Vast")], **options)

    def test_a_row_without_an_actor(self) -> None:
        customer = make_customer()
        with pytest.raises(IntegrityError, match="has_actor"), transaction.atomic():
            customer.history.model.objects.create(
                id=customer.pk, history_type="~", history_date="2026-11-22T10:00Z", version=1
            )

    @pytest.mark.parametrize("how", ["instance", "queryset", "sql"])
    def test_a_customer_is_never_deleted(self, how: str) -> None:
        customer = make_customer()
        check_now()
        ways: dict[str, Callable[[], object]] = {
            "instance": customer.delete,
            "queryset": Customer.objects.all().delete,
            "sql": lambda: connection.cursor().execute("DELETE FROM customers_customer"),
        }
        with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
            ways[how]()
        assert Customer.objects.filter(pk=customer.pk).exists()

    def test_staff_are_never_deleted(self) -> None:
        with pytest.raises(ValidationError):
            make_staff().delete()


@pytest.mark.parametrize(
    ("statement", "gap"),
    [
        (
            "INSERT INTO customers_customer_interests (customer_id, interest_id)"
            " SELECT c.id, i.id FROM customers_customer c, customers_interest i",
            "customers_customer_interests {customer}: set differs",
        ),
        ("DELETE FROM customers_interest", "customers_interest {interest}: gone without history"),
        (
            "INSERT INTO customers_category (id, name, active) VALUES (7, 'x', true)",
            "customers_category 7: no history",
        ),
        ("UPDATE customers_customer SET city = 'x'", "customers_customer {customer}: differs"),
    ],
)
def test_check_history_says_what_is_wrong(statement: str, gap: str) -> None:
    ids = {"customer": make_customer().pk, "interest": Interest.objects.create(name="Toeren").pk}
    check_now()
    said = StringIO()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        with pytest.raises(CommandError, match="gaps"):
            call_command("check_history", stderr=said)
        transaction.set_rollback(True)
    assert said.getvalue().splitlines() == [gap.format(**ids)]
    call_command("check_history", stdout=StringIO())


def test_check_history_says_which_guard_is_missing() -> None:
    name = "guard_append_only ON customers_historicalcustomer"
    said = StringIO()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name}")
        with pytest.raises(CommandError, match="gaps"):
            call_command("check_history", stderr=said)
        transaction.set_rollback(True)
    assert said.getvalue().startswith("customers_historicalcustomer.guard_append_only: ")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE customers_historicalcustomer DISABLE TRIGGER guard_append_only"
            )
        assert missing_guards() == ["customers_historicalcustomer.guard_append_only"]
        transaction.set_rollback(True)
    with transaction.atomic():  # one of an older version of the program
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON TRIGGER {name} IS 'older'")
        assert missing_guards() == ["customers_historicalcustomer.guard_append_only"]
        transaction.set_rollback(True)


def test_every_tracked_table_is_guarded() -> None:
    assert missing_guards() == []


def test_a_missing_guard_is_noticed_and_mended() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_append_only ON customers_historicalcustomer")
    assert missing_guards() == ["customers_historicalcustomer.guard_append_only"]
    call_command("migrate", verbosity=0)
    assert missing_guards() == []


def _changed(customer: Customer, **values: object) -> Customer:
    for name, value in values.items():
        setattr(customer, name, value)
    return customer


def _stale_partial_save() -> None:
    stale = Customer.objects.get()
    Customer.objects.update(city="Houten")
    stale.street = "Nobelstraat"
    stale.save(update_fields=["street"])


def _address() -> Address:
    address: Address = Address.objects.create(customer=Customer.objects.get(), kind="postal")
    return address


def _undo() -> None:
    """Write the history that was missing, so that the test's own end passes the guards."""
    for model in history.tracked_models():
        history.write_history(
            model, list(model._base_manager.values_list("pk", flat=True)), history.CHANGED
        )

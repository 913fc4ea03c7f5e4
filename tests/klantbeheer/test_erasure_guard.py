"""Only the eraser changes history, and only what the registry lets it; the journal is its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from customers.models import Customer, ErasureEntry
from customers.privacy.erasure import eraser
from klantbeheer import erasure_guard
from klantbeheer.history_guard import missing_guards
from klantbeheer.personal_data import Handling, registered_tables
from tests.factories import make_customer, make_moment

pytestmark = pytest.mark.django_db
HISTORY = "customers_historicalcustomer"


def run(*statements: str) -> None:
    """In one transaction, that is not committed when one of them fails."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def begin(customer: Customer, **more: Any) -> Any:
    told = {"scope": "columns", "customer_pk": customer.pk, "customer_number": customer.number}
    return eraser.begin(told | {"ground": "consent", "actor": "test"} | more)


def begun(last: int) -> None:
    """An erasure that goes on, of which so many steps after its begin are done."""
    moment = make_moment(text="Jan")
    entry, pk = begin(moment.customer), str(moment.customer.pk)
    steps = (
        lambda: eraser.overwrite(entry, "customers_customer", [pk], ["phone"]),
        lambda: eraser.clean(entry, "contacts_contactmoment", str(moment.pk), "text", ["Jan"]),
        lambda: eraser.remove(entry, "customers_address", []),
        lambda: eraser.finish(entry, {}),
    )
    for step in steps[:last]:
        step()
    connection.check_constraints()


FORGED = "SELECT set_config('klantbeheer.erasing', pg_current_xact_id()::text, true)"


# ---------------------------------------------------------------- everybody else
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {HISTORY} SET phone = ''",
        f"DELETE FROM {HISTORY}",
        f"TRUNCATE {HISTORY}",
        "UPDATE contacts_consentevent SET address = 'x'",
        "DELETE FROM contacts_contactmoment",
        "DELETE FROM customers_customer",
        "UPDATE customers_erasureentry SET actor = 'x'",
        "DELETE FROM customers_erasureentry",
        "INSERT INTO customers_erasureentry (id, scope, customer_pk, customer_number, removed, parts,"
        " ground, actor, approved_by, moment, counts) VALUES (gen_random_uuid(), 'customer', 1, '1',"
        " false, '[]', 'consent', 'x', '', now(), '{}')",
    ],
)
@pytest.mark.parametrize("after_an_erasure", [False, True])
def test_nobody_else_changes_it(statement: str, after_an_erasure: bool) -> None:
    moment = make_moment()
    if after_an_erasure:  # in the same transaction: what is done under it is no way in
        entry = begin(moment.customer)
        eraser.overwrite(entry, "customers_customer", [str(moment.customer.pk)], ["phone"])
        eraser.finish(entry, {})
    connection.check_constraints()  # a table with checks to come is not truncated
    with pytest.raises(DatabaseError, match=r"append-only|never deleted|written by the eraser"):
        run(statement)


@pytest.mark.parametrize("last", range(5))
def test_each_step_closes_what_it_opened(last: int) -> None:
    begun(last)
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"DELETE FROM {HISTORY}")
    with pytest.raises(IntegrityError, match="never deleted"):
        run("DELETE FROM customers_customer")


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {HISTORY} SET phone = ''",
        f"DELETE FROM {HISTORY}",
        "DELETE FROM customers_customer",
        "UPDATE customers_erasureentry SET actor = 'x'",
        "INSERT INTO customers_erasureentry (id, scope, customer_pk, customer_number, removed, parts,"
        " ground, actor, approved_by, moment, counts) VALUES (gen_random_uuid(), 'customer', 1, '1',"
        " false, '[]', 'consent', 'x', '', now(), '{}')",
    ],
)
def test_a_forged_setting_does_not_help_another_role(statement: str) -> None:
    make_customer()
    with pytest.raises(IntegrityError, match=r"append-only|never deleted|written by the eraser"):
        run(
            "CREATE ROLE trial_of_erasure",
            "GRANT ALL ON ALL TABLES IN SCHEMA public TO trial_of_erasure",
            "SET LOCAL ROLE trial_of_erasure",
            FORGED,
            statement,
        )


def test_another_role_cannot_call_the_eraser() -> None:
    for call in ("erasure_begin('{}')", "erasure_overwrite(gen_random_uuid(), 'x', '{}', NULL)"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(
                "CREATE ROLE trial_of_erasure",
                "SET LOCAL ROLE trial_of_erasure",
                f"SELECT public.{call}",
            )


# ---------------------------------------------------------------- the eraser itself
def test_nothing_is_erased_without_a_line_of_this_transaction() -> None:
    customer = make_customer(phone="+31301112233")
    entry = begin(customer)
    eraser.finish(entry, {})
    other = ErasureEntry.objects.get(pk=entry)
    for change in (
        lambda: eraser.overwrite(entry, "customers_customer", [str(customer.pk)], ["phone"]),
        lambda: eraser.remove(entry, "customers_customer", [str(customer.pk)]),
        lambda: eraser.clean(entry, "customers_customer", str(customer.pk), "attention", ["x"]),
        lambda: eraser.finish(entry, {}),
    ):
        with pytest.raises(IntegrityError, match="no erasure was begun"), transaction.atomic():
            change()
    customer.refresh_from_db()
    assert customer.phone == "+31301112233"
    assert ErasureEntry.objects.get(pk=entry).counts == other.counts == {}


def test_rows_that_are_nobodys_do_not_go() -> None:
    entry = begin(make_customer())
    with pytest.raises(IntegrityError, match="do not go"), transaction.atomic():
        eraser.remove(entry, "activities_arrival", ["1"])


# ---------------------------------------------------------------- the catalogue
def test_the_catalogue_is_that_of_the_registry() -> None:
    assert erasure_guard.is_current()
    assert not erasure_guard.install_catalogue()
    assert missing_guards() == []


def test_every_column_that_is_erased_has_its_value() -> None:
    known = erasure_guard.catalogue()
    for name, table in registered_tables().items():
        if table.live or table.beside:
            continue
        stays = {Handling.KEEP, Handling.DERIVED, Handling.ROW}
        wanted = {c for c, its in table.columns.items() if its not in stays}
        goes = Handling.ROW in table.columns.values()
        assert goes or set(known.get(name, {"columns": ()})["columns"]) == wanted, name
        if table.owner and Handling.DERIVED not in table.columns.values():
            assert known[name]["removable"], name


@pytest.mark.parametrize(
    ("table", "guarded"),
    [
        ("customers_customer", True),
        ("contacts_contactmoment", True),
        ("activities_repair", True),
        # What waits for its day in a vault may be there, and what is asked after the erasure.
        ("accounts_invoice", False),
        ("accounts_invoicepayment", False),
        ("activities_treatment", False),
        ("customers_privacyrequest", False),
        ("customers_accessexport", False),
    ],
)
def test_what_is_not_written_about_who_is_erased(table: str, guarded: bool) -> None:
    assert (f"{table}.guard_erased" in dict(erasure_guard.triggers())) is guarded


def test_an_outdated_catalogue_is_made_anew() -> None:
    run(
        "CREATE OR REPLACE FUNCTION public.erasure_catalogue() RETURNS jsonb LANGUAGE sql IMMUTABLE"
        " AS $$ SELECT '{}'::jsonb $$",
        "COMMENT ON FUNCTION public.erasure_catalogue() IS 'old'",
    )
    assert not erasure_guard.is_current()
    assert erasure_guard.install_catalogue()
    assert erasure_guard.is_current()

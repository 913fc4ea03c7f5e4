"""What the database's roles may do, tried on a shop of its own."""

from __future__ import annotations

import json
import os
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.services.issuing import issue
from accounts.services.payments import register_payment
from customers.models import Customer, ErasureEntry
from customers.privacy.erasure.engine import erase_customer
from customers.services.add import add_customer
from klantbeheer import history, queue
from klantbeheer.checks import serves_as_application
from klantbeheer.db import roles
from klantbeheer.db.names import role_name
from klantbeheer.db.privileges import only_added_to
from klantbeheer.history_guard import find_gaps, missing_guards
from klantbeheer.personal_data import registered_tables
from tests.accounts.making import line, make_draft, make_issued, make_shop
from tests.conftest import become
from tests.factories import (
    PASSWORD,
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_staff,
)
from tests.klantbeheer.trial import NO_RIGHT, as_owner, as_the_owner, copy_of_the_shop, refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("KLANTBEHEER_TEST_ROLE") == "application",
        reason="the owner makes the copies",
    ),
]
TRIAL = "roles trial"  # has to be quoted


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[roles.Outcome]:
    """A shop of its own with its roles; the tests work as the application, and what they do stays."""
    with django_db_blocker.unblock(), copy_of_the_shop(TRIAL):
        outcome = roles.set_up(password=connection.settings_dict["PASSWORD"])
        become(outcome.roles.application)
        yield outcome


class TestSetUp:
    def test_again_changes_nothing(self, shop: roles.Outcome) -> None:
        assert shop.made == [f"{TRIAL}_application", f"{TRIAL}_eraser"]
        assert shop.changes
        with as_the_owner():
            again = roles.set_up()
            assert (again.made, again.changes, again.password) == ([], [], "")
            assert roles.drift() == []

    @pytest.mark.parametrize(
        ("meddle", "said"),
        [
            (
                "GRANT UPDATE ON customers_historicalcustomer TO {app}",
                "customers_historicalcustomer",
            ),
            ("GRANT UPDATE (ground) ON customers_erasureentry TO {app}", "customers_erasureentry"),
            ("GRANT DELETE ON customers_erasureentry TO PUBLIC", "everybody has DELETE"),
            ("GRANT CREATE ON SCHEMA public TO PUBLIC", "everybody has CREATE"),
            ("GRANT TEMPORARY ON DATABASE {db} TO PUBLIC", "everybody has TEMPORARY"),
            ("GRANT {eraser} TO {app}", "is a member of"),
            ("GRANT pg_write_all_data TO {app}", "is a member of"),
            ("ALTER ROLE {app} CREATEROLE", "has CREATEROLE"),
            ("ALTER ROLE {eraser} LOGIN", "may sign in"),
            ("REVOKE INSERT ON customers_customer FROM {app}", "customers_customer"),
            ("GRANT EXECUTE ON FUNCTION erasure_begin(jsonb) TO PUBLIC", "everybody has EXECUTE"),
            ("ALTER FUNCTION erasure_enter(uuid, text) OWNER TO {owner}", "erasure_enter"),
        ],
    )
    def test_what_was_meddled_with_is_said_and_mended(
        self, shop: roles.Outcome, meddle: str, said: str
    ) -> None:
        names = {
            "app": f'"{shop.roles.application}"',
            "eraser": f'"{shop.roles.eraser}"',
            "owner": f'"{shop.roles.owner}"',
            "db": f'"{TRIAL}"',
        }
        with as_the_owner(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(meddle.format(**names))
            (problem,) = roles.drift()
            assert said in problem
            assert roles.set_up().changes
            assert roles.drift() == []

    def test_the_command_checks(self, shop: roles.Outcome) -> None:
        with as_the_owner():
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
                with pytest.raises(CommandError, match="Run setup_roles"):
                    call_command("setup_roles", "--check", stderr=(errors := StringIO()))
                assert "everybody has CREATE on schema public" in errors.getvalue()
                call_command("setup_roles", "--json", stdout=(answer := StringIO()))
                assert json.loads(answer.getvalue()) == {
                    "owner": shop.roles.owner,
                    "application": shop.roles.application,
                    "eraser": shop.roles.eraser,
                    "made": [],
                    "changes": 1,
                }
            call_command("setup_roles", "--check", "--json", stdout=(answer := StringIO()))
            assert json.loads(answer.getvalue()) == {"problems": []}

    @pytest.mark.parametrize(
        ("made", "said"),
        [
            (
                "CREATE FUNCTION astray() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                r"astray.* has no search_path",
            ),
            ("ALTER TABLE customers_draft OWNER TO {app}", r"application owns .*customers_draft"),
            ("ALTER TABLE customers_draft OWNER TO {eraser}", r"eraser owns .*customers_draft"),
            *(
                (
                    f"GRANT SET ON PARAMETER session_replication_role TO {{{role}}}",
                    f"{name} may set",
                )
                for role, name in (("app", "application"), ("eraser", "eraser"))
            ),
        ],
    )
    def test_what_cannot_be_mended_is_said(self, shop: roles.Outcome, made: str, said: str) -> None:
        its = {"app": f'"{shop.roles.application}"', "eraser": f'"{shop.roles.eraser}"'}
        with (
            as_the_owner(),
            pytest.raises(roles.RolesError, match=said),
            transaction.atomic(),
        ):
            with connection.cursor() as cursor:
                cursor.execute(made.format(**its))
            roles.set_up()
            transaction.set_rollback(True)  # what nobody says does not stay in the cluster

    @pytest.mark.parametrize("part", ["application", "eraser"])
    def test_neither_of_the_two_owns_the_tables(self, shop: roles.Outcome, part: str) -> None:
        with as_the_owner(), pytest.raises(roles.RolesError, match="cannot own the tables"):
            roles.set_up(owner=getattr(shop.roles, part))

    def test_new_tables_and_functions_get_their_rights(self, shop: roles.Outcome) -> None:
        """As after a migration, which makes things anew."""
        with as_the_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'REVOKE ALL ON customers_customer, customers_searchname FROM "{TRIAL}_application";'
                f'ALTER FUNCTION erasure_begin(jsonb) OWNER TO "{shop.roles.owner}"'
            )
            roles.grants_after_migrate()
            assert roles.drift() == []
            assert roles.bring_up_to_date() == 0

    @pytest.mark.usefixtures("shop")
    def test_the_application_cannot_set_them_up(self) -> None:
        with pytest.raises(CommandError) as caught:
            call_command("setup_roles", stdout=StringIO())
        assert "the tables belong to" in str(caught.value)

    def test_the_password_is_kept_as_a_hash(self, shop: roles.Outcome) -> None:
        password = connection.settings_dict["PASSWORD"] or "een wachtwoord"
        with as_the_owner(), CaptureQueriesContext(connection) as asked:
            roles.set_up(password=password)
        assert password not in str(asked.captured_queries)
        kept = as_owner(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", shop.roles.application
        )
        assert kept[0][0].startswith("SCRAM-SHA-256$")

    @pytest.mark.parametrize("name", ["winkel", "w" * 60, "é" * 40])
    def test_names_fit(self, name: str) -> None:
        made = {role_name(name, part) for part in ("application", "eraser")}
        made |= {role_name(f"{name}2", part) for part in ("application", "eraser")}
        assert len(made) == 4
        assert all(len(each.encode()) <= 63 for each in made)

    def test_the_check_warns_of_the_owner(
        self, shop: roles.Outcome, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(connection.settings_dict, "ROLE", "owner")
        assert serves_as_application(databases=["default"]) == []
        with as_the_owner():
            (warning,) = serves_as_application(databases=["default"])
            assert shop.roles.owner in warning.msg


@pytest.mark.usefixtures("shop")
class TestRefused:
    @pytest.mark.parametrize(
        "statement",
        [
            'UPDATE "{}" SET {key} = {key}',
            'DELETE FROM "{}"',
            'TRUNCATE "{}" CASCADE',
            'ALTER TABLE "{}" DISABLE TRIGGER guard_append_only',
            'SELECT * FROM "{}" FOR UPDATE',
        ],
    )
    def test_history_and_events_are_only_added_to(self, statement: str) -> None:
        tables = sorted(only_added_to())
        assert len(tables) > 30
        assert {
            "accounts_invoicepayment",
            "activities_treatmentread",
            "contacts_consentevent",
            "customers_accessdownload",
        } < {*tables}
        for table in tables:
            key = next(iter(registered_tables()[table].columns))
            assert refused(statement.format(table, key=key)) == NO_RIGHT, table

    @pytest.mark.parametrize(
        "statement",
        [
            'TRUNCATE "{}"',
            'ALTER TABLE "{}" DISABLE TRIGGER ALL',
            'ALTER TABLE "{}" ADD COLUMN mine int',
            'DROP TABLE "{}" CASCADE',
            'CREATE TRIGGER mine AFTER INSERT ON "{}" EXECUTE FUNCTION suppress_redundant_updates_trigger()',
        ],
    )
    def test_tables_are_the_owners(self, statement: str) -> None:
        for table in registered_tables():
            assert refused(statement.format(table)) == NO_RIGHT, table

    @pytest.mark.parametrize(
        "statement",
        [
            "SET session_replication_role = replica",
            "SELECT set_config('session_replication_role', 'replica', true)",
            "INSERT INTO customers_erasureentry SELECT * FROM customers_erasureentry",
            "UPDATE customers_erasureentry SET counts = '{{}}'",
            "DELETE FROM customers_erasureentry",
            "DELETE FROM customers_customer",
            "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
            "CREATE OR REPLACE FUNCTION public.erasure_runs() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OR REPLACE FUNCTION public.erasure_catalogue() RETURNS jsonb LANGUAGE sql AS 'SELECT null::jsonb'",
            "CREATE OR REPLACE FUNCTION public.history_is_append_only() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
            "DROP FUNCTION public.erasure_runs() CASCADE",
            'ALTER FUNCTION public.erasure_begin(jsonb) OWNER TO "{app}"',
            "ALTER FUNCTION public.erasure_begin(jsonb) RESET search_path",
            "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TABLE public.mine (a int)",
            "CREATE TEMPORARY TABLE mine (a int)",
            "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SCHEMA mine",
            "CREATE EXTENSION hstore",
            'SET ROLE "{owner}"',
            'SET ROLE "{eraser}"',
            'SET SESSION AUTHORIZATION "{owner}"',
            'GRANT "{eraser}" TO "{app}"',
            'ALTER ROLE "{app}" SUPERUSER',
            "ALTER ROLE \"{owner}\" PASSWORD ''",
            "CREATE ROLE mine",
            "COPY customers_customer TO PROGRAM 'cat'",
            "COPY customers_customer TO '/tmp/mine'",
            "SELECT pg_read_file('/etc/passwd')",
            'ALTER DATABASE "{db}" SET session_replication_role = replica',
            "SELECT public.erasure_enter(gen_random_uuid(), 'customers_customer')",
            "SELECT public.erasure_empty_sets('{{}}', '{{}}')",
        ],
    )
    def test_ways_around(self, shop: roles.Outcome, statement: str) -> None:
        its = shop.roles
        text = statement.format(
            app=its.application, owner=its.owner, eraser=its.eraser, db=its.database
        )
        assert refused(text) == NO_RIGHT

    @pytest.mark.parametrize(
        ("table", "rights"),
        [
            ("contacts_contactmoment", {"SELECT", "UPDATE", "DELETE"}),
            ("contacts_historicalcontactmoment", {"SELECT", "UPDATE", "DELETE"}),
            ("customers_customer_interests", {"SELECT", "DELETE"}),
            ("activities_arrival", {"SELECT", "UPDATE"}),
            ("django_admin_log", {"SELECT", "UPDATE"}),
            ("accounts_invoicesettings", {"SELECT"}),
            ("customers_formername", {"SELECT", "INSERT", "UPDATE", "DELETE"}),
            ("customers_erasureentry", {"SELECT", "INSERT", "UPDATE"}),
            ("staff_staffuser", set()),
            ("auth_group", set()),
            ("procrastinate_jobs", set()),
        ],
    )
    def test_what_the_eraser_may(self, shop: roles.Outcome, table: str, rights: set[str]) -> None:
        found = {
            right
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
            if as_owner("SELECT has_table_privilege(%s, %s, %s)", shop.roles.eraser, table, right)
            == [(True,)]
        }
        assert found == rights

    def test_a_forged_setting_opens_nothing(self) -> None:
        with transaction.atomic(), history.acting(actor="test"):
            make_shop()
            invoice = make_issued()
        forge = "SELECT set_config('klantbeheer.erasing', pg_current_xact_id()::text, true);"
        for statement in (
            f"UPDATE accounts_invoice SET subject = 'x' WHERE id = {invoice.pk}",
            f"UPDATE accounts_invoiceline SET description = 'x' WHERE invoice_id = {invoice.pk}",
        ):
            with (
                pytest.raises(IntegrityError, match=r"issued|no draft"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(forge)
                cursor.execute("SELECT public.erasure_runs()")
                assert cursor.fetchone() == (False,)
                cursor.execute(statement)

    def test_no_erasure_without_a_line_in_the_journal(self) -> None:
        with pytest.raises(IntegrityError, match="no erasure was begun"):
            overwrite(make_customer(), entry="00000000-0000-4000-8000-000000000000")

    def test_a_line_of_before_is_not_good_for_more(self) -> None:
        customer = make_customer()
        with transaction.atomic():
            entry = begin(customer)
            finish(entry)
            with pytest.raises(IntegrityError, match="no erasure was begun"), transaction.atomic():
                overwrite(customer, entry=entry)
        with pytest.raises(IntegrityError, match="no erasure was begun"):
            overwrite(customer, entry=entry)


def begin(customer: Customer) -> str:
    """The first line of an erasure."""
    about = {
        "scope": "customer",
        "customer_pk": customer.pk,
        "customer_number": customer.number,
        "actor": "test",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erasure_begin(%s::jsonb)", [json.dumps(about)])
        return str(cursor.fetchone()[0])


def overwrite(customer: Customer, *, entry: str) -> int:
    """Everything of the customer's own row and history. Answers how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.erasure_overwrite(%s, 'customers_customer', %s, NULL)",
            [entry, [str(customer.pk)]],
        )
        count: int = cursor.fetchone()[0]
        return count


def finish(entry: str) -> None:
    """The last line of an erasure."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erasure_finish(%s, '{\"rows\": 1}'::jsonb)", [entry])


@pytest.mark.usefixtures("shop")
class TestADaysWork:
    def test_the_application_does_its_work(self) -> None:
        staff = make_staff("kantoor")
        client = Client()
        client.post(reverse("staff:sign_in"), {"username": staff.username, "password": "x"})
        client.post(reverse("staff:sign_in"), {"username": staff.username, "password": PASSWORD})
        with history.acting(actor=staff), transaction.atomic():
            customer = add_customer(
                values={
                    "kind": "person",
                    "initials": "Q.",
                    "last_name": "Wagenmaker",
                    "postcode": "3512 JE",
                    "house_number": 48,
                    "street": "Voorstraat",
                    "city": "Utrecht",
                    "country": "NL",
                },
                actor=staff,
            )
            customer.first_name = "Quirine"
            customer.save()
            make_moment(customer)
            make_activity(customer)
            make_shop()
            draft = make_draft(line(), customer=customer)
        invoice = issue(invoice=draft, version=draft.version, actor=staff)
        assert invoice.issued_on
        register_payment(
            invoice=invoice,
            amount=invoice.total,
            method="pin",
            received_on=invoice.issued_on,
            actor=staff,
        )
        with transaction.atomic():
            assert queue.defer("customers.forget_drafts", once="trial")
        assert client.get(f"/customers/{customer.number}/").status_code == 200
        assert customer.number in client.get("/", {"q": "wagenmaker"}).content.decode()
        assert find_gaps() == []
        assert missing_guards() == []

    def test_the_eraser_does_its_work_for_the_application(self) -> None:
        customer = make_customer(last_name="Verdwijn")
        for name in ("Verdwijnt", "Verdwenen"):
            customer.last_name = name
            customer.save()
        with transaction.atomic():
            entry = begin(customer)
            assert overwrite(customer, entry=entry) == 4
            finish(entry)
        customer.refresh_from_db()
        rows = Customer.history.filter(id=customer.pk).values_list("last_name", flat=True)
        assert {customer.last_name, *rows} == {"[gewist]"}
        line_of_it = ErasureEntry.objects.get(pk=entry)
        assert (line_of_it.customer_number, line_of_it.counts) == (customer.number, {"rows": 1})
        assert find_gaps() == []

    def test_a_whole_customer_is_erased(self) -> None:
        with transaction.atomic():
            stays = make_customer(last_name="Verbleef", emails="verbleef@example.nl")
            make_moment(stays, text="Verbleef belt terug.")
            make_contact(stays, last_name="Verbleef")
            make_activity(stays, code="done")
            goes = make_customer(last_name="Verdampt")
        for customer in (stays, goes):
            entry = erase_customer(customer=customer, actor="test", ground="request")
            assert entry.counts
        assert not Customer.objects.filter(pk=goes.pk).exists()
        assert not Customer.history.filter(id=goes.pk).exists()
        rows = Customer.history.filter(id=stays.pk).values_list("last_name", flat=True)
        assert {*rows} == {"[gewist]"}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM customers_searchname WHERE customer_id = ANY(%s)",
                [[stays.pk, goes.pk]],
            )
            assert cursor.fetchone() == (0,)
        assert find_gaps() == []

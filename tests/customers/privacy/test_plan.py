"""The plan of an erasure says everything that would happen, and nothing that the reader may not know."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from contacts.models import ContactPerson
from customers import hooks
from customers.activities.models import Treatment
from customers.hooks import Blocker
from customers.models import (
    Address,
    Customer,
    CustomerRelation,
    ErasureHold,
    LoyaltyCard,
    PrivacySettings,
)
from customers.privacy.erasure.counts import count_rows, erased_tables
from customers.privacy.erasure.plan import (
    Blocking,
    blocking,
    current_hold,
    disappears,
    plan_erasure,
)
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


def amounts(customer: Customer, **options: Any) -> dict[str, str]:
    """The lines of what goes, each with how much."""
    return {row.label: row.amount for row in plan_erasure(customer, **options).erase}


def kinds(customer: Customer) -> set[str]:
    """What holds the erasure back."""
    return {blocker.kind for blocker in blocking(customer).blockers}


def test_every_table_that_an_erasure_touches_has_a_line() -> None:
    named = {table for line in hooks.plan_lines() for table in line.tables}
    assert erased_tables().keys() - named == set()


class TestLines:
    def test_counts_what_there_is(self) -> None:
        customer = make_customer(phone="+31305550147")
        Address.objects.create(
            customer=customer, kind="former", street="Zeedijk", postcode="3513 BR", city="Utrecht"
        )
        LoyaltyCard.objects.create(customer=customer, number="2900123345")
        make_contact(customer)
        make_moment(customer)
        make_moment(customer)
        make_activity(customer, "order", code="done")
        found = amounts(customer)
        expected = {
            "Vroegere namen en adressen": "1 adres",
            "Klantenkaarten": "1 kaart",
            "Contactpersonen": "1 contactpersoon",
            "Contacten en notities": "2 contactmomenten",
            "Activiteiten": "1 activiteit",
        }
        assert {name: found[name] for name in expected} == expected
        assert int(found["Naam, adres, telefoon, e-mail"].split()[0]) > 5
        assert "Facturen" not in found  # what there is nothing of has no line

    def test_the_rows_of_others_do_not_count(self) -> None:
        customer = make_customer()
        before = amounts(customer)
        other = make_customer()
        make_contact(other)
        make_activity(other)
        assert amounts(customer) == before

    def test_the_history_counts_every_row(self) -> None:
        customer = make_customer()
        before = sum(count_rows(customer).history.values())
        customer.city = "Amersfoort"
        customer.save()
        make_contact(customer)
        assert sum(count_rows(customer).history.values()) == before + 2

    def test_a_relation_counts_from_both_sides(self) -> None:
        one, two = make_customer(), make_customer()
        CustomerRelation.objects.create(customer=one, other=two, kind="household")
        for customer, other in ((one, two), (two, one)):
            plan = plan_erasure(customer)
            assert amounts(customer)["Relaties en interesses"] == "1 koppeling"
            assert [row.label.split()[0] for row in plan.reports] == [other.number]

    def test_treatments_are_for_who_may_see_them(self) -> None:
        customer = make_customer()
        make_activity(customer, "order", code="done")
        activity = make_activity(customer, "treatment", code="done")
        Treatment.objects.create(activity=activity, complaint="Knie")
        seen = amounts(customer, user=make_staff("behandelaar"))
        assert (seen["Activiteiten"], seen["Behandelingen"]) == ("2 activiteiten", "1 behandeling")
        hidden = amounts(customer, user=make_staff("kantoor"))
        assert hidden["Activiteiten"] == "1 activiteit"
        assert "Behandelingen" not in hidden

    def test_treatments_that_are_kept_are_for_who_may_see_them(self) -> None:
        PrivacySettings.objects.create(pk=1, medical_years=7)
        customer = make_customer()
        activity = make_activity(customer, "treatment", code="done")
        Treatment.objects.create(activity=activity, complaint="Knie")
        for role, rows in (("behandelaar", 1), ("kantoor", 0)):
            plan = plan_erasure(customer, user=make_staff(role))
            assert len([row for row in plan.keep if row.until]) == rows, role

    def test_an_account_goes_with_its_last_customer(self) -> None:
        one, two = make_customer(), make_customer()
        make_account(one, two)
        assert "Rekening" not in amounts(one)
        assert [row.label.split()[0] for row in plan_erasure(one).reports] == [two.number]
        Customer.objects.filter(pk=two.pk).update(billing_account=None)
        assert amounts(one)["Rekening"] == "1 rekening"

    def test_who_sends_its_invoices_here_is_told(self) -> None:
        customer, other = make_customer(), make_customer(last_name="Boer")
        empty = dict.fromkeys(("initials", "last_name", "emails"), "")
        make_contact(other, type_id="invoice_address", invoice_customer=customer, **empty)
        (report,) = plan_erasure(customer).reports
        assert "Boer" in report.label
        assert "Factuuradres" in report.note

    def test_invoices_are_kept_until_their_day(self) -> None:
        customer = make_customer()
        make_account(customer)
        make_invoice(
            customer,
            status="paid",
            series="2026",
            sequence=1,
            number="2026-0001",
            issued_on=datetime.date(2026, 3, 18),
            due_on=datetime.date(2026, 4, 2),
            recipient_name="Van der Jansen",
        )
        plan = plan_erasure(customer)
        kept = [row for row in plan.keep if row.until]
        assert [(row.count, row.until) for row in kept] == [(1, datetime.date(2033, 12, 31))]
        assert "Facturen" not in {row.label for row in plan.erase}


class TestDisappears:
    def test_without_business_it_does(self) -> None:
        customer = make_customer()
        make_contact(customer)
        make_moment(customer)
        assert disappears(customer)

    def test_the_plan_says_of_every_line_what_becomes_of_it_then(self) -> None:
        customer = make_customer()
        make_moment(customer)
        request = make_request(customer)
        notes = {row.label: row.note for row in plan_erasure(customer, request=request).erase}
        register = "notities weg; datum, grond en uitkomst blijven in het register"
        assert notes.pop("AVG-verzoeken") == register
        assert len(notes) > 2
        assert set(notes.values()) == {"helemaal weg"}
        make_activity(customer, code="done")
        notes = {row.label: row.note for row in plan_erasure(customer, request=request).erase}
        assert notes["Historie"] == "oude en nieuwe waarden weg; wie en wanneer blijven"
        assert "helemaal weg" not in notes.values()

    @pytest.mark.parametrize("what", ["activity", "invoice", "factuuradres", "former number"])
    def test_with_it_does_not(self, what: str) -> None:
        customer = make_customer()
        if what == "activity":
            make_activity(customer, code="done")
        elif what == "invoice":
            make_account(customer)
            make_invoice(customer)
        elif what == "former number":
            customer.former_numbers.create(number="99")
        else:
            empty = dict.fromkeys(("initials", "last_name", "emails"), "")
            make_contact(None, type_id="invoice_address", invoice_customer=customer, **empty)
        assert not disappears(customer)
        assert not plan_erasure(customer).disappears


class TestBlocking:
    @pytest.mark.parametrize(
        ("kind", "blocked_by"),
        [
            ("order", "order"),
            ("repair", "repair"),
            ("project", "project"),
            ("quote", "activity"),
            ("lead", "activity"),
            ("request", "activity"),
            ("fault_report", "activity"),
            ("treatment", "guarded"),
        ],
    )
    def test_whatever_is_open(self, kind: str, blocked_by: str) -> None:
        customer = make_customer()
        make_activity(customer, kind)
        assert kinds(customer) == {blocked_by}

    def test_a_finished_one_does_not(self) -> None:
        customer = make_customer()
        make_activity(customer, "order", code="done")
        assert blocking(customer).is_clear

    def test_a_draft_and_an_unpaid_invoice(self) -> None:
        customer = make_customer()
        make_account(customer)
        make_invoice(customer)
        assert kinds(customer) == {"invoices draft"}

    def test_the_staff_list(self) -> None:
        assert kinds(make_customer(employee=make_staff())) == {"staff"}

    def test_nothing_of_a_treatment_is_told(self) -> None:
        customer = make_customer()
        make_activity(customer, "treatment", title="Knieklachten")
        (blocker,) = blocking(customer).blockers
        assert "Knie" not in f"{blocker}"

    @pytest.mark.parametrize(
        ("days", "ended", "holds"), [(None, False, True), (0, False, True), (-1, False, False)]
    )
    def test_a_hold_until_its_day(self, days: int | None, ended: bool, holds: bool) -> None:
        customer = make_customer()
        until = timezone.localdate() + datetime.timedelta(days=days) if days is not None else None
        ErasureHold.objects.create(customer=customer, reason="claim", until=until)
        assert (current_hold(customer) is not None) == holds
        assert blocking(customer).is_clear != holds

    @pytest.mark.parametrize(
        ("kinds", "more", "passes"),
        [
            (["sending"], {}, True),
            (["sending", "order"], {}, False),
            (["order"], {}, False),
            (["sending"], {"hold": ErasureHold()}, False),
            (["sending"], {"undecided": 1}, False),
            ([], {}, False),
        ],
    )
    def test_what_ends_by_itself(
        self, kinds: list[str], more: dict[str, Any], passes: bool
    ) -> None:
        found = tuple(Blocker(kind, kind, "", 1, passes=kind == "sending") for kind in kinds)
        assert Blocking(found, **more).passes is passes

    def test_a_contact_person_waits_for_no_order(self) -> None:
        customer = make_customer()
        make_activity(customer, "order")
        person = make_contact(customer)
        asked = make_request(
            customer, scope="row", scope_table="contacts_contactperson", scope_pk=person.pk
        )
        assert blocking(customer, request=asked).is_clear
        ErasureHold.objects.create(customer=customer, reason="claim")
        assert not blocking(customer, request=asked).is_clear
        assert plan_erasure(customer, request=asked).hold


class TestParts:
    def make(self, customer: Customer, *columns: str) -> Any:
        """A request for single fields."""
        return make_request(
            customer,
            scope="columns",
            scope_table="customers_customer",
            scope_pk=customer.pk,
            scope_columns=list(columns),
        )

    def test_the_same_number_at_a_contact_person_goes_along(self) -> None:
        from customers.privacy.erasure.parts import parts_of

        customer = make_customer(mobile="+31655010147")
        same = make_contact(customer, mobile="+31655010147", phone="+31305550299")
        make_contact(customer, mobile="+31655010148")
        make_contact(make_customer(), mobile="+31655010147")
        parts = parts_of(self.make(customer, "mobile"))
        assert parts == [
            {"customers_customer": {"pks": [customer.pk], "columns": ["mobile"]}},
            {"contacts_contactperson": {"pks": [str(same.pk)], "columns": ["mobile"]}},
        ]

    def test_a_former_number_counts_and_what_is_another_by_now_is_told(self) -> None:
        from customers.privacy.erasure.parts import parts_of

        customer = make_customer(mobile="+31655010147")
        customer.mobile = "+31655010150"
        customer.save()
        old = make_contact(customer, mobile="+31655010147")
        moved = make_contact(customer, mobile="+31655010147")
        ContactPerson.objects.filter(pk=moved.pk).update(mobile="+31655010999")
        emptied = make_contact(customer, mobile="+31655010147")
        ContactPerson.objects.filter(pk=emptied.pk).update(mobile="")
        asked = self.make(customer, "mobile")
        found = parts_of(asked)[1]["contacts_contactperson"]["pks"]
        assert found == sorted([str(old.pk), str(emptied.pk)])
        plan = plan_erasure(customer, request=asked)
        assert [row.count for row in plan.reports if row.count] == [1]

    def test_one_of_several_addresses_is_not_taken_with_the_others(self) -> None:
        from customers.privacy.erasure.parts import parts_of

        customer = make_customer(emails="jan@voorbeeld.example")
        shared = "jan@voorbeeld.example; inkoop@domstad.example"
        person = make_contact(customer, emails=shared)
        found = parts_of(self.make(customer, "emails"))
        assert not any(
            str(person.pk) in part.get("contacts_contactperson", {}).get("pks", [])
            for part in found
        )


def test_the_plan_asks_as_much_for_a_full_card() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    empty, full = make_customer(last_name="Leeg"), make_customer(last_name="Vol")
    for _n in range(6):
        make_contact(full)
        make_moment(full)
        make_activity(full, "order")
        make_activity(full, "quote")
        CustomerRelation.objects.create(customer=full, other=make_customer(), kind="household")
    counted = []
    for customer in (empty, full):
        with CaptureQueriesContext(connection) as queries:
            plan_erasure(customer)
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 2  # names, and only where there are any


def test_every_count_goes_by_an_index() -> None:
    """In a full shop nothing is counted by looking at everything."""
    from django.db import connection
    from psycopg import sql

    from customers.privacy.erasure.counts import questions

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for table, what, part in questions():
            cursor.execute(sql.SQL("EXPLAIN {}").format(part), {"id": 1})
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan" not in plan, f"{what} of {table}: {plan}"

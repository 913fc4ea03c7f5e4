"""Drafts: made, changed by two clerks at once, thrown away."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Invoice, InvoiceLine
from accounts.services.invoices import (
    change_draft,
    create_draft,
    discard_draft,
    resolve_draft,
    values_of,
)
from customers.services.combining import OverlapError
from tests.accounts.clerk import (
    draft,
    line,
    make_done,
    make_draft,
    make_issued,
    make_payer,
    make_shop,
    said,
    shown,
)
from tests.factories import make_account, make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one day. The guards of the history, which wait for the commit, look after each test."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.fixture
def clerk() -> StaffUser:
    return make_staff()


class TestCreate:
    def test_a_draft_on_the_customers_account(self, clerk: StaffUser) -> None:
        customer = make_payer(language="fr")
        values = draft(line("Band", "2", "12.10"), line("Montage", "0.5", "45"), subject=" Banden ")
        made = create_draft(customer=customer, values=values, actor=clerk)
        made.refresh_from_db()
        assert (made.customer, made.payer, made.account) == (
            customer,
            customer,
            customer.billing_account,
        )
        assert (made.status, made.number, made.author, made.language) == ("draft", "", clerk, "fr")
        assert (made.subject, made.net, made.vat, made.total) == (
            "Banden",
            D("38.60"),
            D("8.10"),
            D("46.70"),
        )
        assert shown(made) == [
            (1, "Band", D("24.20"), None, False),
            (2, "Montage", D("22.50"), None, False),
        ]
        assert made.history.get().history_user == clerk

    def test_prices_as_the_shop_means_them_unless_said(self, clerk: StaffUser) -> None:
        make_shop(prices_include_vat=False)
        customer = make_payer()
        usual = create_draft(customer=customer, values=draft(line(price="50")), actor=clerk)
        said_so = create_draft(
            customer=customer, values=draft(line(price="50"), prices_include_vat=True), actor=clerk
        )
        assert (usual.total, said_so.total) == (D(121), D(100))

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_an_inactive_customer_gets_none(self, clerk: StaffUser, status: str) -> None:
        customer = make_payer()
        customer.status = status
        customer.save()
        with pytest.raises(ValidationError) as error:
            create_draft(customer=customer, values=draft(), actor=clerk)
        assert "inactieve klant" in said(error)

    def test_without_an_account_it_says_how_to_mend_it(self, clerk: StaffUser) -> None:
        with pytest.raises(ValidationError) as error:
            create_draft(customer=make_customer(), values=draft(), actor=clerk)
        assert "geen rekening" in said(error)

    def test_on_an_inactive_account_neither(self, clerk: StaffUser) -> None:
        customer = make_customer()
        make_account(customer, active=False)
        with pytest.raises(ValidationError) as error:
            create_draft(customer=customer, values=draft(), actor=clerk)
        assert "is inactief" in said(error)

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"description": "  "}, "Regel 1"),
            ({"description": "x" * 201}, "Regel 1"),
            ({"quantity": D("NaN")}, "Regel 1"),
            ({"quantity": D("1e999")}, "Regel 1"),
            ({"quantity": D("1.2345")}, "Regel 1"),
            ({"unit_price": D("Infinity")}, "Regel 1"),
            ({"vat_rate": D(-1)}, "btw-tarief"),
            ({"vat_rate": D(101)}, "btw-tarief"),
            ({"quantity": D("9999999"), "unit_price": D("9999999")}, "te groot"),
        ],
        ids=str,
    )
    def test_what_does_not_fit_is_said_by_line(
        self, clerk: StaffUser, change: dict[str, Any], word: str
    ) -> None:
        with pytest.raises(ValidationError) as error:
            create_draft(
                customer=make_payer(), values=draft(replace(line(), **change)), actor=clerk
            )
        assert list(error.value.message_dict) == ["lines"]
        assert word in said(error)
        assert not Invoice.objects.exists()

    def test_lines_that_fit_alone_but_not_together(self, clerk: StaffUser) -> None:
        much = line(quantity="1000", price="9000000")
        with pytest.raises(ValidationError) as error:
            create_draft(customer=make_payer(), values=draft(much, much), actor=clerk)
        assert "samen" in said(error)

    def test_an_activity_is_on_one_invoice_only(self, clerk: StaffUser) -> None:
        customer = make_payer()
        activity = make_done(customer)
        make_draft(customer, line(activity=activity))
        activity.refresh_from_db()
        assert activity.billing == "invoiced"
        with pytest.raises(ValidationError) as error:
            create_draft(customer=customer, values=draft(line(activity=activity)), actor=clerk)
        assert activity.label in said(error)

    def test_nor_twice_on_one_nor_on_another_customers(self, clerk: StaffUser) -> None:
        customer = make_payer()
        other, own = make_done(make_payer()), make_done(customer)
        for lines in ([line(activity=other)], [line(activity=own), line(activity=own)]):
            with pytest.raises(ValidationError):
                create_draft(customer=customer, values=draft(*lines), actor=clerk)
        own.refresh_from_db()
        assert (own.billing, own.version) == ("due", 1)


class TestChange:
    def test_lines_are_changed_moved_dropped_and_added(self, clerk: StaffUser) -> None:
        customer = make_payer()
        one, two, three = (make_done(customer) for _n in range(3))
        made = make_draft(customer, line("A", activity=one), line("B", activity=two), line("C"))
        rows = {row.description: row.pk for row in made.lines.all()}
        values = draft(
            line("D", activity=three), line("B", activity=two), line("C", "3"), subject="Anders"
        )
        changed = change_draft(invoice=made, version=1, values=values, actor=clerk)
        assert (changed.version, changed.subject) == (2, "Anders")
        assert changed.total == D("84.70")
        assert [row[1] for row in shown(changed)] == ["D", "B", "C"]
        assert {row.description: row.pk for row in changed.lines.all()}.items() >= {
            "B": rows["B"],
            "C": rows["C"],
        }.items()
        billing = [type(a).objects.get(pk=a.pk).billing for a in (one, two, three)]
        assert billing == ["due", "invoiced", "invoiced"]

    def test_activities_may_change_places(self, clerk: StaffUser) -> None:
        customer = make_payer()
        one, two = make_done(customer), make_done(customer)
        made = make_draft(customer, line("A", activity=one), line("B", activity=two))
        values = draft(line("B", activity=two), line("A", activity=one))
        change_draft(invoice=made, version=1, values=values, actor=clerk)
        assert [(row[0], row[3]) for row in shown(made)] == [(1, two.pk), (2, one.pk)]

    def test_nothing_changed_writes_nothing(self, clerk: StaffUser) -> None:
        made = make_draft()
        same = change_draft(invoice=made, version=1, values=draft(), actor=clerk)
        assert same.version == 1
        assert InvoiceLine.history.count() == 1

    def test_what_does_not_overlap_is_combined(self, clerk: StaffUser) -> None:
        made = make_draft()
        other = make_staff(first_name="Bram")
        change_draft(invoice=made, version=1, values=draft(subject="Banden"), actor=other)
        both = change_draft(invoice=made, version=1, values=draft(line("Bel")), actor=clerk)
        assert (both.subject, both.version) == ("Banden", 3)
        assert [row[1] for row in shown(both)] == ["Bel"]

    def test_lines_that_both_changed_are_shown_as_one(self, clerk: StaffUser) -> None:
        made = make_draft()
        other = make_staff(first_name="Bram")
        change_draft(invoice=made, version=1, values=draft(line("Zadel")), actor=other)
        typed = draft(line("Bel"), subject="Van mij")
        with pytest.raises(OverlapError) as error:
            change_draft(invoice=made, version=1, values=typed, actor=clerk)
        (overlap,) = error.value.overlaps
        assert overlap.key == "lines"
        assert [overlap.theirs["lines"][0][0], overlap.was["lines"][0][0]] == [
            "Zadel",
            "Binnenband",
        ]
        assert error.value.author.name == "Bram Visser"
        assert [row[1] for row in shown(made)] == ["Zadel"]
        version, chosen = resolve_draft(
            invoice=made,
            version=1,
            values=typed,
            seen_version=error.value.seen_version,
            choices={"lines": "theirs"},
        )
        saved = change_draft(invoice=made, version=version, values=chosen, actor=clerk)
        assert (saved.subject, shown(saved)[0][1]) == ("Van mij", "Zadel")

    def test_both_the_same_is_no_overlap(self, clerk: StaffUser) -> None:
        made = make_draft()
        for _n in range(2):
            changed = change_draft(invoice=made, version=1, values=draft(line("Bel")), actor=clerk)
        assert changed.version == 2

    def test_an_older_version_of_the_lines_is_known(self, clerk: StaffUser) -> None:
        made = make_draft()
        change_draft(invoice=made, version=1, values=draft(line("Bel"), line("Zadel")), actor=clerk)
        change_draft(invoice=made, version=2, values=draft(line("Slot")), actor=clerk)
        rows = Invoice.history.order_by("version")
        names = [[each[0] for each in values_of(row)["lines"]] for row in rows]
        assert names == [["Binnenband"], ["Bel", "Zadel"], ["Slot"]]

    def test_what_was_issued_or_thrown_away_does_not_change(self, clerk: StaffUser) -> None:
        make_shop()
        gone = discard_draft(invoice=make_draft(), actor=clerk)
        for made in (make_issued(), gone):
            with pytest.raises(ValidationError):
                change_draft(
                    invoice=made, version=made.version, values=draft(line("Bel")), actor=clerk
                )


class TestDiscard:
    def test_it_stays_without_a_number_and_lets_its_activities_go(self, clerk: StaffUser) -> None:
        customer = make_payer()
        activity = make_done(customer)
        made = make_draft(customer, line(activity=activity))
        for _twice in range(2):
            gone = discard_draft(invoice=made, actor=clerk, reason="Toch niet")
        activity.refresh_from_db()
        assert (gone.status, gone.number, activity.billing) == ("discarded", "", "due")
        assert [row[4] for row in shown(gone)] == [True]
        assert gone.history.count() == 2
        assert gone.history.first().history_change_reason == "Toch niet"
        make_draft(customer, line(activity=activity))

    def test_an_issued_one_is_not_thrown_away(self, clerk: StaffUser) -> None:
        make_shop()
        with pytest.raises(ValidationError) as error:
            discard_draft(invoice=make_issued(), actor=clerk)
        assert "verandert niet" in said(error)


def test_an_activity_that_was_not_due_is_billed_too() -> None:
    """A clerk may put on an invoice what was not meant to be; let go of, it is to be invoiced."""
    customer = make_payer()
    activity = make_activity(customer)
    made = make_draft(customer, line(activity=activity))
    discard_draft(invoice=made, actor=make_staff())
    activity.refresh_from_db()
    assert activity.billing == "due"

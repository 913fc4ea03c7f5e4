"""Issuing and crediting."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts.models import Invoice, InvoiceSettings, PaymentTerm
from accounts.services import numbering
from accounts.services.invoices import (
    change_draft,
    credit,
    discard_draft,
    issue,
    plan_issue,
)
from accounts.services.payments import open_amount, register_payment
from customers.models import NumberCounter
from customers.services.numbers import renumber
from tests.accounts.clerk import (
    draft,
    line,
    make_done,
    make_draft,
    make_issued,
    make_payer,
    make_shop,
    said,
)
from tests.factories import make_account, make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.models import Customer
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


class TestIssue:
    def test_number_and_snapshot(self, clerk: StaffUser) -> None:
        make_shop()
        colleague = make_staff(first_name="Sanne", last_name="de Boer")
        customer = make_payer(assigned_to=colleague, language="nl")
        account = customer.billing_account
        assert account is not None
        account.payment_term = PaymentTerm.objects.get(days=30)
        account.registration_number, account.vat_number = "90004728", "NL004495445B01"
        account.attention_of, account.delivery_method = "t.a.v. Crediteuren", "post"
        account.save()
        made = make_issued(customer)
        made.refresh_from_db()
        assert (made.number, made.series, made.sequence) == ("2026-0001", "2026", 1)
        assert (made.status, made.issued_on, made.due_on) == (
            "open",
            TODAY,
            datetime.date(2026, 12, 22),
        )
        assert made.recipient_name == "Fietskoeriers Domstad B.V."
        assert made.recipient_lines == "t.a.v. Crediteuren\nVoorstraat 47\n3512 JE Utrecht"
        assert (made.recipient_country, made.recipient_vat_number) == ("NL", "NL004495445B01")
        assert made.recipient_peppol_id == "0106:90004728"
        assert made.our_reference == "Sanne de Boer"
        assert (made.language, made.delivery_method) == ("nl", "post")
        assert "Rijwielhandel Visser B.V.\nOudegracht 12\n3511 AR Utrecht" in made.shop_lines
        assert "NL91ABNA0417164300" in made.shop_lines
        assert "30" in made.payment_words
        assert (made.net, made.vat, made.total) == (D("20.00"), D("4.20"), D("24.20"))

    def test_the_next_number_and_another_series_per_year(self, clerk: StaffUser) -> None:
        make_shop(series_prefix="F")
        days = [datetime.date(2026, 1, 5), datetime.date(2025, 12, 31), TODAY]
        numbers = []
        for day in days:
            made = make_draft()
            done = issue(invoice=made, version=1, actor=clerk, issued_on=day)
            numbers.append(done.number)
        assert numbers == ["F2026-0001", "F2025-0001", "F2026-0002"]
        assert numbering.preview("F2026") == "F2026-0003"
        assert numbering.broken_series() == []

    def test_a_series_goes_on_after_what_was_loaded(self) -> None:
        """A load brings numbers without a counter."""
        make_shop()
        make_issued()
        NumberCounter.objects.filter(name=numbering.counter_name("2026")).delete()
        assert numbering.preview("2026") == "2026-0002"
        assert make_issued().number == "2026-0002"

    @pytest.mark.parametrize("sequence", [1, 2])
    def test_a_series_with_a_hole_is_found(self, sequence: int) -> None:
        make_shop()
        for _each in range(3):
            make_issued()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM accounts_invoice WHERE sequence = %s", [sequence])
            assert numbering.broken_series() == ["2026"]
            transaction.set_rollback(True)

    def test_who_pays_changed_while_it_is_issued(
        self, clerk: StaffUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_shop()
        made, other = make_draft(), make_payer()
        monkeypatch.setattr("accounts.services.issuing.payer_of", lambda customer: other)
        with pytest.raises(ValidationError) as error:
            issue(invoice=made, version=1, actor=clerk)
        assert error.value.code == "stale"
        assert Invoice.objects.get().number == ""

    def test_it_goes_as_the_payer_and_the_account_want_it_by_now(self, clerk: StaffUser) -> None:
        make_shop()
        customer = make_payer(language="nl")
        made = make_draft(customer)
        customer.language = "en"
        customer.save()
        account = customer.billing_account
        assert account is not None
        account.delivery_method = "post"
        account.save()
        done = issue(invoice=made, version=1, actor=clerk)
        assert (done.language, done.payment_words) == ("en", "within 14 days")
        assert done.delivery_method == "post"
        newest = Invoice.history.filter(id=made.pk).order_by("-history_id").first()
        assert (newest.history_user, newest.number) == (clerk, done.number)

    def test_nothing_of_it_changes_afterwards(self, clerk: StaffUser) -> None:
        shop = make_shop()
        customer = make_payer()
        made = make_issued(customer)
        before = Invoice.objects.filter(pk=made.pk).values().get()
        account = customer.billing_account
        assert account is not None
        account.name, account.street, account.vat_number = "Anders B.V.", "Elders", "X"
        account.payment_term = PaymentTerm.objects.get(days=60)
        account.save()
        customer.refresh_from_db()
        customer.street, customer.last_name, customer.city = "Elders", "Anders", "Gent"
        customer.save()
        renumber(customer=customer, number="765432", actor=make_staff("beheerder"))
        shop.legal_name, shop.iban = "Nieuwe naam", ""
        shop.save()
        assert Invoice.objects.filter(pk=made.pk).values().get() == before

    def test_in_the_name_of_who_pays(self, clerk: StaffUser) -> None:
        make_shop()
        customer = make_payer()
        holding = make_customer(
            kind="company",
            company_name="Domstad Holding",
            street="Neude",
            house_number=3,
            language="en",
        )
        make_contact(
            customer, type_id="invoice_address", invoice_customer=holding, preferred=True, emails=""
        )
        made = make_issued(customer)
        assert (made.customer, made.payer, made.account) == (
            customer,
            holding,
            customer.billing_account,
        )
        assert made.recipient_name == "Domstad Holding"
        assert made.recipient_lines.startswith("Neude 3")
        assert made.language == "en"
        make_account(holding, name="Holding, administratie", street="Postbus", house_number=None)
        assert plan_issue(make_draft(customer)).recipient_name == "Holding, administratie"

    def test_a_card_without_an_account_gives_name_and_town(self) -> None:
        make_shop()
        holding = make_customer(country="BE", postcode="9000", city="Gent", language="nl")
        customer = make_payer()
        make_contact(
            customer, type_id="invoice_address", invoice_customer=holding, preferred=True, emails=""
        )
        with translation.override("nl"):
            plan = plan_issue(make_draft(customer))
        assert plan.recipient_name == "J.A. van der Jansen"
        assert plan.recipient_lines == ("Voorstraat 47", "9000 Gent", "België")

    @pytest.mark.parametrize(
        ("days", "own", "due"), [(8, None, 8), (8, 30, 30), (None, None, 14), (None, 0, 0)]
    )
    def test_the_term_is_the_accounts_or_else_the_shops(
        self, clerk: StaffUser, days: int | None, own: int | None, due: int
    ) -> None:
        make_shop(payment_term=PaymentTerm.objects.filter(days=days).first() if days else None)
        customer = make_customer()
        term = PaymentTerm.objects.get(days=own) if own is not None else None
        make_account(customer, payment_term=term)
        assert make_issued(customer).due_on == TODAY + datetime.timedelta(days=due)

    def test_a_mandate_is_collected(self) -> None:
        make_shop()
        customer = make_customer()
        make_account(
            customer,
            iban="NL91ABNA0417164300",
            mandate_reference="M-17",
            mandate_signed_on=datetime.date(2026, 1, 1),
        )
        assert "M-17" in make_issued(customer).payment_words

    def test_nothing_to_pay_is_paid_at_once(self) -> None:
        make_shop()
        made = make_issued(None, line(price="0"))
        assert (made.status, made.paid, made.paid_on) == ("paid", D(0), TODAY)

    def test_a_draft_that_changed_in_the_meantime_is_looked_at_again(
        self, clerk: StaffUser
    ) -> None:
        make_shop()
        made = make_draft()
        change_draft(invoice=made, version=1, values=draft(line("Bel")), actor=clerk)
        with pytest.raises(ValidationError) as error:
            issue(invoice=made, version=1, actor=clerk)
        assert error.value.code == "stale"
        assert numbering.preview("2026") == "2026-0001"

    def test_twice_is_once(self, clerk: StaffUser) -> None:
        make_shop()
        made = make_draft()
        issue(invoice=made, version=1, actor=clerk)
        with pytest.raises(ValidationError) as error:
            issue(invoice=made, version=1, actor=clerk)
        assert "2026-0001" in said(error)
        assert numbering.preview("2026") == "2026-0002"

    @pytest.mark.parametrize(
        ("prepare", "word"),
        [
            (lambda draft, customer: draft.lines.all().delete(), "Voeg een regel toe"),
            (lambda draft, customer: _without_address(customer), "geen adres"),
            (
                lambda draft, customer: InvoiceSettings.objects.update(legal_name=""),
                "naam van de winkel",
            ),
            (lambda draft, customer: _close_account(customer), "is inactief"),
        ],
        ids=["no line", "no address", "no shop", "no account"],
    )
    def test_what_is_in_the_way_is_said(
        self, clerk: StaffUser, prepare: Callable[[Invoice, Customer], Any], word: str
    ) -> None:
        make_shop()
        customer = make_payer()
        made = make_draft(customer)
        assert plan_issue(made).problems == ()
        prepare(made, customer)
        made = Invoice.objects.get(pk=made.pk)
        assert word in " ".join(plan_issue(made).problems)
        with pytest.raises(ValidationError) as error:
            issue(invoice=made, version=made.version, actor=clerk)
        assert word in said(error)
        assert Invoice.objects.get().number == ""

    @pytest.mark.parametrize(
        "day", [datetime.date.max, datetime.date.min, TODAY + datetime.timedelta(days=1)], ids=str
    )
    def test_a_day_that_cannot_be(self, clerk: StaffUser, day: datetime.date) -> None:
        make_shop()
        with pytest.raises(ValidationError) as error:
            issue(invoice=make_draft(), version=1, actor=clerk, issued_on=day)
        assert "datum van een factuur" in said(error)

    def test_the_plan_writes_nothing(self) -> None:
        make_shop()
        made = make_draft()
        before = Invoice.history.count()
        plan = plan_issue(made)
        assert (plan.number_preview, plan.issued_on) == ("2026-0001", TODAY)
        assert (Invoice.history.count(), Invoice.objects.get().number) == (before, "")


def _without_address(customer: Customer) -> None:
    account = customer.billing_account
    assert account is not None
    account.street = account.postcode = account.city = ""
    account.house_number = None
    account.save()


def _close_account(customer: Customer) -> None:
    account = customer.billing_account
    assert account is not None
    account.active = False
    account.save()


class TestCredit:
    def test_together_they_are_nil(self, clerk: StaffUser) -> None:
        make_shop()
        customer = make_payer()
        activity = make_done(customer)
        made = make_issued(
            customer, line("Band", "3", "0.335", "21", activity), line("Kaart", "1", "7.77", "9")
        )
        back = credit(invoice=made, actor=clerk, reason="Verkeerde klant")
        made.refresh_from_db()
        activity.refresh_from_db()
        assert (made.status, back.status, back.kind) == ("credited", "paid", "credit")
        assert (made.number, back.number, back.credits) == ("2026-0001", "2026-0002", made)
        for name in ("net", "vat", "total", "paid"):
            assert getattr(made, name) + getattr(back, name) == 0
        assert (open_amount(made), open_amount(back)) == (D(0), D(0))
        for name in ("recipient_name", "recipient_lines", "payer", "account", "our_reference"):
            assert getattr(made, name) == getattr(back, name)
        assert back.recipient_name
        assert "2026-0001" in back.subject
        both = zip(made.lines.order_by("position"), back.lines.order_by("position"), strict=True)
        for there, here in both:
            assert (there.amount + here.amount, there.released, here.released) == (0, True, True)
            assert (there.description, there.activity) == (here.description, here.activity)
        assert activity.billing == "due"
        assert {row.history_change_reason for row in back.history.all()} == {"Verkeerde klant"}
        make_draft(customer, line(activity=activity))

    def test_what_was_paid_is_open_to_be_paid_back(self, clerk: StaffUser) -> None:
        make_shop()
        made = make_issued(None, line(price="50", quantity="2"))
        pay: dict[str, Any] = {"received_on": TODAY, "method": "bank", "actor": clerk}
        register_payment(invoice=made, amount=D(30), **pay)
        back = credit(invoice=made, actor=clerk, reason="Retour")
        made.refresh_from_db()
        assert (made.status, made.paid, back.status, back.paid) == (
            "credited",
            D(100),
            "open",
            D(-70),
        )
        assert open_amount(back) == -30
        methods = [(p.amount, p.method) for p in made.payments.all()]
        assert methods == [(D(30), "bank"), (D(70), "settled")]
        with pytest.raises(ValidationError):
            register_payment(invoice=back, amount=D(30), **pay)
        back = register_payment(invoice=back, amount=D(-30), **pay)
        assert (back.status, back.paid) == ("paid", D(-100))

    def test_a_paid_one_whole_and_one_of_nothing(self, clerk: StaffUser) -> None:
        make_shop()
        nil = credit(invoice=make_issued(None, line(price="0")), actor=clerk, reason="Fout")
        assert (nil.status, nil.total) == ("paid", D(0))
        made = make_issued()
        register_payment(
            invoice=made, amount=made.total, received_on=TODAY, method="pin", actor=clerk
        )
        back = credit(invoice=made, actor=clerk, reason="Fout")
        assert (back.status, back.paid, open_amount(back)) == ("open", D(0), -made.total)

    def test_of_prices_without_vat(self, clerk: StaffUser) -> None:
        make_shop(prices_include_vat=False)
        made = make_issued(None, line("Band", "3", "0.335"))
        back = credit(invoice=made, actor=clerk, reason="Retour")
        assert (made.net, made.vat) == (D("1.01"), D("0.21"))
        assert (back.net, back.vat, back.prices_include_vat) == (-made.net, -made.vat, False)
        transaction.get_connection().check_constraints()

    def test_not_twice_not_a_draft_not_a_credit_invoice(self, clerk: StaffUser) -> None:
        make_shop()
        made = make_issued()
        back = credit(invoice=made, actor=clerk, reason="Fout")
        for invoice in (made, back, make_draft(), discard_draft(invoice=make_draft(), actor=clerk)):
            with pytest.raises(ValidationError):
                credit(invoice=invoice, actor=clerk, reason="Fout")
        with pytest.raises(ValidationError, match="is al gecrediteerd"):
            credit(invoice=made, actor=clerk, reason="Fout")
        assert Invoice.objects.filter(kind="credit").count() == 1

    def test_it_says_why(self, clerk: StaffUser) -> None:
        make_shop()
        with pytest.raises(ValidationError) as error:
            credit(invoice=make_issued(), actor=clerk, reason="  ")
        assert list(error.value.message_dict) == ["reason"]

    def test_not_for_an_inactive_customer(self, clerk: StaffUser) -> None:
        make_shop()
        customer = make_payer()
        made = make_issued(customer, line(price="0"))
        customer.status = "inactive"
        customer.save()
        with pytest.raises(ValidationError) as error:
            credit(invoice=made, actor=clerk, reason="Fout")
        assert "inactieve klant" in said(error)

    def test_not_when_who_paid_it_is_inactive(self, clerk: StaffUser) -> None:
        make_shop()
        customer, payer = make_payer(), make_customer()
        make_contact(
            customer, type_id="invoice_address", invoice_customer=payer, preferred=True, emails=""
        )
        made = make_issued(customer, line(price="0"))
        payer.status = "inactive"
        payer.save()
        with pytest.raises(ValidationError) as error:
            credit(invoice=made, actor=clerk, reason="Fout")
        assert f"Klant {payer.number}" in said(error)


def test_who_may_look_sees_all_but_those_of_an_erased_customer(clerk: StaffUser) -> None:
    make_shop()
    made = make_issued(None, line(price="0"))
    assert list(Invoice.objects.visible_to(clerk)) == [made]
    stranger = make_staff()
    stranger.groups.clear()
    assert not Invoice.objects.visible_to(stranger).exists()
    made.customer.status = "erased"
    made.customer.save()
    assert not Invoice.objects.visible_to(clerk).exists()


def test_overdue_is_what_should_have_been_paid_before() -> None:
    make_shop()
    made = make_issued()
    assert made.due_on is not None
    assert not Invoice.objects.overdue(made.due_on).exists()
    assert Invoice.objects.overdue(made.due_on + datetime.timedelta(days=1)).get() == made

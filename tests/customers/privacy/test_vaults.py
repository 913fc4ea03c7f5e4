"""What the law keeps of an erased customer, and until when."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts.models import Invoice, InvoiceLine
from accounts.retention import kept_invoices, last_day
from customers import hooks
from customers.activities.models import Treatment
from customers.activities.retention import kept_treatments
from customers.hooks import KeptUntil, Vault
from customers.models import Customer, ErasureEntry, PrivacySettings, ShopSettings
from customers.privacy.erasure import engine
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.retention import vaults
from klantbeheer.personal_data import ERASED_TEXT
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_invoice,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
TODAY = datetime.date(2026, 11, 22)
ISSUED = datetime.date(2019, 3, 1)


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        (["NL"], "2026-12-31"),
        (["BE"], "2029-12-31"),
        (["NL", "NL", "BE", ""], "2029-12-31"),
        (["NL", "DE"], "2026-12-31"),
    ],
)
def test_the_last_day(countries: list[str], expected: str) -> None:
    assert last_day(ISSUED, countries) == datetime.date.fromisoformat(expected)


def paid(customer: Customer, **fields: Any) -> Invoice:
    return make_invoice(customer, status="paid", issued_on=ISSUED, **fields)


def erased(customer: Customer) -> Customer:
    erase_customer(customer=customer, actor=make_staff("beheerder"), ground="consent")
    customer.refresh_from_db()
    return customer


def told(invoice: Invoice) -> set[str]:
    invoice.refresh_from_db()
    texts = {invoice.recipient_name, invoice.subject, invoice.lines.get().description}
    return texts | set(invoice.history.values_list("recipient_name", flat=True)) - {""}


class TestInvoices:
    def test_issued_ones_with_lines_and_payments_are_kept(self) -> None:
        customer = make_customer()
        invoice, draft = paid(customer), make_invoice(customer)
        kept = kept_invoices([customer.pk], TODAY)
        until = datetime.date(2026, 12, 31)
        assert {t: [(p.pks, p.until) for p in parts] for t, parts in kept.items()} == {
            "accounts_invoice": [([invoice.pk], until)],
            "accounts_invoiceline": [([invoice.lines.get().pk], until)],
            "accounts_invoicepayment": [([invoice.payments.get().pk], until)],
        }
        assert draft.pk not in kept["accounts_invoice"][0].pks

    def test_none_after_the_last_day(self) -> None:
        customer = make_customer()
        paid(customer)
        assert kept_invoices([customer.pk], datetime.date(2026, 12, 31))
        assert kept_invoices([customer.pk], datetime.date(2027, 1, 1)) == {}

    @pytest.mark.parametrize("belgian", ["shop", "customer", "payer", "recipient"])
    def test_belgium_keeps_longer_whoever_is_belgian(self, belgian: str) -> None:
        customer = make_customer(country="BE" if belgian == "customer" else "NL")
        payer = make_customer(country="BE") if belgian == "payer" else customer
        if belgian == "shop":
            ShopSettings.objects.create(pk=1, country="BE")
        paid(customer, payer=payer, recipient_country="BE" if belgian == "recipient" else "NL")
        parts = kept_invoices([customer.pk], TODAY)["accounts_invoice"]
        assert [part.until for part in parts] == [datetime.date(2029, 12, 31)]

    def test_an_erasure_leaves_them_until_the_vault_opens(self) -> None:
        customer = make_customer()
        make_account(customer, name="J.A. van der Jansen")
        invoice = paid(customer)
        erased(customer)
        assert "J.A. van der Jansen" in told(invoice)
        assert vaults.open_vaults(datetime.date(2026, 12, 31)) == 0
        assert vaults.open_vaults(datetime.date(2027, 1, 1)) == 1
        assert told(invoice) == {ERASED_TEXT}
        entry = ErasureEntry.objects.get(scope="kept")
        assert (entry.customer_number, entry.actor) == (customer.number, "retention")
        assert vaults.open_vaults(datetime.date(2027, 1, 2)) == 0

    def test_drafts_and_discarded_ones_are_not_kept(self) -> None:
        customer = make_customer()
        invoice = paid(customer)
        gone = make_invoice(customer, status="discarded", subject="Fiets van Jansen")
        erased(customer)
        gone.refresh_from_db()
        assert gone.subject == ERASED_TEXT
        assert invoice.lines.get().description == "Banden"

    def test_who_is_not_erased_keeps_everything(self) -> None:
        invoice = paid(make_customer())
        assert vaults.open_vaults(datetime.date(2090, 1, 1)) == 0
        assert ERASED_TEXT not in told(invoice)

    def test_the_name_of_an_erased_payer_goes_from_the_invoices_of_others(self) -> None:
        payer, customer = make_customer(), make_customer(last_name="Boer")
        make_activity(payer, "order", code="done")
        account = make_account(payer, name="J.A. van der Jansen")
        invoice = paid(customer, payer=payer, account=account)
        erased(payer)
        assert vaults.open_vaults(datetime.date(2026, 12, 31)) == 0
        assert vaults.open_vaults(datetime.date(2027, 1, 1)) == 1
        invoice.refresh_from_db()
        assert (invoice.recipient_name, invoice.recipient_lines) == (ERASED_TEXT, ERASED_TEXT)
        assert invoice.subject == "Banden en kettingen"
        assert InvoiceLine.objects.get(invoice=invoice).description == "Banden"


class TestTreatments:
    def treated(self) -> tuple[Customer, Treatment]:
        customer = make_customer()
        activity = make_activity(
            customer,
            "treatment",
            code="done",
            opened_on=datetime.date(2020, 2, 29),
            closed_on=datetime.date(2020, 2, 29),
        )
        return customer, Treatment.objects.create(activity=activity, complaint="Knie")

    def test_without_a_medical_period_none_is_kept(self) -> None:
        customer, treatment = self.treated()
        assert kept_treatments([customer.pk], TODAY) == {}
        erased(customer)
        treatment.refresh_from_db()
        assert treatment.complaint == ERASED_TEXT

    def test_the_medical_period_counts_from_the_treatment(self) -> None:
        customer, treatment = self.treated()
        PrivacySettings.objects.create(pk=1, medical_years=7)
        parts = kept_treatments([customer.pk], TODAY)["activities_treatment"]
        assert [(part.pks, part.until) for part in parts] == [
            ([treatment.pk], datetime.date(2027, 2, 28))
        ]
        erased(customer)
        assert vaults.open_vaults(datetime.date(2027, 2, 28)) == 0
        treatment.refresh_from_db()
        assert treatment.complaint == "Knie"
        assert vaults.open_vaults(datetime.date(2027, 3, 1)) == 1
        treatment.refresh_from_db()
        assert treatment.complaint == ERASED_TEXT


def test_what_is_kept_until_when() -> None:
    customer = make_customer()
    invoice = paid(customer)
    found = vaults.kept_until([customer.pk], TODAY)
    assert found["accounts_invoice"] == {invoice.pk: datetime.date(2026, 12, 31)}


def test_the_steps_pass_nobody_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "STEP", 1)
    customers = [make_customer(), make_customer()]
    for customer in customers:
        paid(customer)
        erased(customer)
    assert vaults.open_vaults(datetime.date(2027, 1, 1)) == 2


def keeps(name: str, table: str, keys: list[int], until: datetime.date) -> Vault:
    """A vault of which the time is not over for these rows."""
    return Vault(
        name,
        name,
        "",
        "free_text",
        [table],
        lambda _customers, _today: {table: [KeptUntil(keys, until)]},
    )


def test_of_what_two_keep_the_longest_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [TODAY.replace(year=2033), TODAY.replace(year=2031)]
    found = [keeps(str(day), "accounts_invoice", [7], day) for day in days]
    monkeypatch.setattr(hooks, "vaults", lambda: found)
    assert vaults.kept_until([1], TODAY) == {"accounts_invoice": {7: days[0]}}


def test_only_the_columns_that_wait_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    person = make_contact(customer, last_name="Houten", note="Voor de belasting")
    kept = keeps("own", "contacts_contactperson", [person.pk], TODAY)
    monkeypatch.setattr(hooks, "vaults", lambda: [kept])
    erased(customer)
    person.refresh_from_db()
    assert (person.last_name, person.note) == (ERASED_TEXT, "Voor de belasting")


def test_one_that_fails_does_not_stop_the_next(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    customers, invoices = [], []
    for _each in range(2):
        customers.append(make_customer())
        invoices.append(paid(customers[-1]))
        erased(customers[-1])
    real = engine.erase_parts

    def breaks(*, customer: Customer, **named: Any) -> ErasureEntry:
        if customer == customers[0]:
            raise ValueError("Jansen")
        return real(customer=customer, **named)

    monkeypatch.setattr(engine, "erase_parts", breaks)
    assert vaults.open_vaults(datetime.date(2027, 1, 1)) == 1
    assert [ERASED_TEXT in told(invoice) for invoice in invoices] == [False, True]
    assert "Jansen" not in caplog.text

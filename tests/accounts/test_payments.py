"""Money that comes in, in parts, and goes back."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Invoice, InvoicePayment
from accounts.services.invoices import credit
from accounts.services.payments import METHODS, open_amount, register_payment
from tests.accounts.clerk import line, make_draft, make_issued, make_payer, make_shop
from tests.factories import make_staff

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


@pytest.fixture
def invoice() -> Invoice:
    """Of 100 euros."""
    make_shop()
    return make_issued(None, line(quantity="1", price="100"))


def pay(invoice: Invoice, amount: str, actor: StaffUser | str, **fields: Any) -> Invoice:
    values: dict[str, Any] = {"received_on": TODAY, "method": "bank"} | fields
    return register_payment(invoice=invoice, amount=D(amount), actor=actor, **values)


def problems(error: Any) -> dict[str, str]:
    return {name: " ".join(texts) for name, texts in error.value.message_dict.items()}


def test_in_parts_and_back(invoice: Invoice, clerk: StaffUser) -> None:
    yesterday = TODAY - datetime.timedelta(days=1)
    steps: list[tuple[str, datetime.date, str, str, datetime.date | None]] = [
        ("40", yesterday, "open", "60.00", None),
        ("60", TODAY, "paid", "0.00", TODAY),
        ("-0.01", TODAY, "open", "0.01", None),
        ("0.01", yesterday, "paid", "0.00", yesterday),
    ]
    for amount, day, status, still_open, paid_on in steps:
        invoice = pay(invoice, amount, clerk, received_on=day)
        invoice.refresh_from_db()
        found = (invoice.status, str(open_amount(invoice)), invoice.paid_on)
        assert found == (status, still_open, paid_on)
    assert invoice.payments.count() == 4
    assert invoice.history.first().history_user == clerk


def test_who_and_why_stand_with_it(invoice: Invoice, clerk: StaffUser) -> None:
    pay(invoice, "10", clerk, method="pin", note=" contant geprobeerd ")
    pay(invoice, "10", "bank import")
    first, second = InvoicePayment.objects.order_by("pk")
    assert (first.staff, first.system, first.note, first.method) == (
        clerk,
        "",
        "contant geprobeerd",
        "pin",
    )
    assert (second.staff, second.system) == (None, "bank import")


@pytest.mark.parametrize(
    ("paid", "amount", "words"),
    [
        ("0", "100.01", "100,00"),
        ("70", "30.01", "30,00"),
        ("70", "-70.01", "70,00"),
        ("0", "-0.01", "0,00"),
        ("0", "0", "en centen"),
        ("0", "0.001", "en centen"),
        ("0", "NaN", "en centen"),
        ("0", "sNaN", "en centen"),
        ("0", "Infinity", "en centen"),
        ("0", "1e999", "en centen"),
        ("0", "-1e999", "en centen"),
    ],
)
def test_amounts_that_cannot_be(
    invoice: Invoice, clerk: StaffUser, paid: str, amount: str, words: str
) -> None:
    if paid != "0":
        pay(invoice, paid, clerk)
    with pytest.raises(ValidationError) as error:
        pay(invoice, amount, clerk)
    assert words in problems(error)["amount"]
    invoice.refresh_from_db()
    assert invoice.paid == D(paid)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_on", TODAY + datetime.timedelta(days=1)),
        ("received_on", datetime.date.max),
        ("method", "settled"),
        ("method", "schelpen"),
        ("note", "x" * 121),
    ],
    ids=str,
)
def test_what_else_cannot_be(invoice: Invoice, clerk: StaffUser, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as error:
        pay(invoice, "10", clerk, **{field: value})
    assert list(problems(error)) == [field]
    assert not InvoicePayment.objects.exists()


def test_not_for_a_draft_or_a_credited_one(invoice: Invoice, clerk: StaffUser) -> None:
    credit(invoice=invoice, actor=clerk, reason="Fout")
    for other in (invoice, make_draft()):
        with pytest.raises(ValidationError) as error:
            pay(other, "10", clerk)
        assert "uitgegeven factuur" in error.value.messages[0]


def test_what_was_settled_is_not_taken_back(invoice: Invoice, clerk: StaffUser) -> None:
    """Of a credit invoice only what was paid out can be corrected."""
    pay(invoice, "40", clerk)
    back = credit(invoice=invoice, actor=clerk, reason="Fout")
    assert (back.paid, open_amount(back)) == (D(-60), D(-40))
    with pytest.raises(ValidationError) as error:
        pay(back, "10", clerk)
    assert "0,00" in problems(error)["amount"]
    back = pay(back, "-40", clerk)
    assert back.status == "paid"
    with pytest.raises(ValidationError) as error:
        pay(back, "50", clerk)
    assert "40,00" in problems(error)["amount"]
    assert pay(back, "15", clerk).status == "open"


def test_one_that_an_inactive_customer_paid_stays_paid(clerk: StaffUser) -> None:
    make_shop()
    customer = make_payer()
    invoice = pay(make_issued(customer, line(quantity="1", price="100")), "100", clerk)
    customer.status = "inactive"
    customer.save()
    with pytest.raises(ValidationError) as error:
        pay(invoice, "-100", clerk)
    assert "inactieve" in error.value.messages[0]


def test_every_way_but_settling_is_a_clerks() -> None:
    assert set(InvoicePayment.Method) - set(METHODS) == {InvoicePayment.Method.SETTLED}

"""Money for invoices: in parts, back again, and settled with a credit invoice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invoice, InvoicePayment
from accounts.services.parties import lock_customers, lock_invoice, refusals
from accounts.values.money import CENT, ZERO
from customers.values.amounts import show_amount
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    import datetime

METHODS = tuple(
    method for method in InvoicePayment.Method if method is not InvoicePayment.Method.SETTLED
)
#: More than any invoice holds.
MOST = Decimal("9999999999.99")


def open_amount(invoice: Invoice) -> Decimal:
    """What is still to be paid; negative when the shop has to pay it back."""
    return invoice.total - invoice.paid


def register_payment(
    *,
    invoice: Invoice,
    amount: Decimal,
    received_on: datetime.date,
    method: str,
    note: str = "",
    actor: StaffUser | str,
) -> Invoice:
    """Register money that came in for an invoice, the whole of it or a part.

    A negative amount takes an earlier payment back; for a credit invoice it is what was paid out. The
    invoice is paid when nothing is open, and open again when something is.

    Raises:
        ValidationError: by field: more than is open, or taken back more than came in, a day in the
            future, an invoice that is no longer (or not yet) to be paid.
    """
    if not amount.is_finite() or amount == 0 or abs(amount) > MOST or amount % CENT:
        raise ValidationError({"amount": _("Type an amount in euros and cents.")})
    with transaction.atomic(), history.acting(actor=actor):
        if invoice.total * amount < 0:
            _require_payable_again(invoice)
        locked = lock_invoice(invoice)
        _check(locked, amount, received_on, method)
        book(
            invoice=locked,
            amount=amount,
            received_on=received_on,
            method=method,
            note=note.strip(),
            actor=actor,
        )
        locked.save()
    return locked


def book(
    *,
    invoice: Invoice,
    amount: Decimal,
    received_on: datetime.date,
    method: str,
    note: str = "",
    actor: StaffUser | str,
) -> None:
    """Write a payment of a locked invoice, and put on the invoice (unsaved) what follows from it."""
    payment = InvoicePayment(
        invoice=invoice,
        amount=amount,
        received_on=received_on,
        method=method,
        note=note,
        staff=actor if isinstance(actor, StaffUser) else None,
        system=actor if isinstance(actor, str) else "",
    )
    payment.clean_fields(exclude=["invoice", "staff", "system", "moment"])
    payment.save()
    invoice.paid += amount
    settle_status(invoice, received_on)


def settle_status(invoice: Invoice, day: datetime.date) -> None:
    """Open or paid, as the amounts say; unsaved. Nothing to pay is paid at once."""
    is_paid = invoice.paid == invoice.total
    invoice.status = Invoice.Status.PAID if is_paid else Invoice.Status.OPEN
    invoice.paid_on = day if is_paid else None


def _require_payable_again(invoice: Invoice) -> None:
    """Hold who would have to pay again. Raises ValidationError when one of them is inactive."""
    parties = lock_customers({invoice.customer_id, invoice.payer_id})
    customer, payer = parties[invoice.customer_id], parties[invoice.payer_id]
    problems = refusals(customer, payer, invoice.account)
    if problems:
        raise ValidationError(problems)


def _settled(invoice: Invoice) -> Decimal:
    """What was struck against another invoice: no money came in or went out, so it stays."""
    if invoice.kind != Invoice.Kind.CREDIT:
        return ZERO
    settled = invoice.payments.filter(method=InvoicePayment.Method.SETTLED)
    return Decimal(settled.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def _check(invoice: Invoice, amount: Decimal, received_on: datetime.date, method: str) -> None:
    if invoice.status not in (Invoice.Status.OPEN, Invoice.Status.PAID):
        raise ValidationError(
            _("Payments are registered for issued invoices that are not credited.")
        )
    if method not in METHODS:
        raise ValidationError({"method": _("Choose how it was paid.")})
    if received_on > timezone.localdate():
        raise ValidationError({"received_on": _("This day is still to come.")})
    settled = _settled(invoice)
    lowest, highest = sorted((settled, invoice.total))
    currency = invoice.currency
    if not lowest <= invoice.paid + amount <= highest:
        towards = (amount > 0) == (invoice.total > 0)
        text = (
            _("More than is open: %(amount)s.") if towards else _("More than was paid: %(amount)s.")
        )
        most = open_amount(invoice) if towards else invoice.paid - settled
        raise ValidationError({"amount": text % {"amount": show_amount(most, currency)}})

"""The page of one invoice: what stands on it, what was paid, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.forms.invoice import shown_number
from accounts.models import Invoice
from accounts.presentation.states import amount_due, is_overdue, late_words, name_of, tag_of
from accounts.services.invoices import totals_of
from accounts.services.payers import recipient
from contacts.presentation.persons import called
from customers.presentation.dates import full_day
from customers.presentation.lists import Tag
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from accounts.models import InvoiceLine, InvoicePayment
    from accounts.values.money import Totals

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class LineRow:
    """A line as the page shows it."""

    description: str
    quantity: str
    price: Decimal
    rate: str
    amount: Decimal
    activity: str
    activity_url: str


@dataclass(frozen=True)
class SumRow:
    """A row of the totals."""

    label: str
    amount: Decimal
    is_bold: bool = False


@dataclass(frozen=True)
class PaymentRow:
    """Money that came in, or went back."""

    day: str
    amount: Decimal
    method: str
    note: str
    by: str


@dataclass(frozen=True)
class Step:
    """A button of the page: where it leads, or why it cannot be pressed now."""

    label: str
    url: str
    icon: str = ""
    key: str = ""
    is_first: bool = False
    reason: str = ""


def invoice_context(user: Any, invoice: Invoice) -> dict[str, Any]:
    """What the page shows of an invoice, with a fixed number of queries."""
    today = timezone.localdate()
    lines = list(invoice.lines.select_related("activity").order_by("position"))
    payments = list(invoice.payments.select_related("staff"))
    credited_by = Invoice.objects.visible_to(user).filter(credits=invoice).order_by("pk")
    return {
        "invoice": invoice,
        "name": name_of(invoice),
        "tag": tag_of(invoice, today),
        "late": _late(invoice),
        "lines": [_line(user, invoice, line) for line in lines],
        "sums": sum_rows(totals_of(invoice, lines), invoice),
        "payments": [_payment(payment) for payment in payments],
        "facts": _facts(invoice),
        **_recipient(invoice),
        "credit_invoices": list(credited_by),
        "steps": _steps(user, invoice),
    }


def sum_rows(sums: Totals, invoice: Invoice | None = None) -> list[SumRow]:
    """The totals, the VAT per rate, and of an issued invoice what was paid and what is open."""
    rows = [SumRow(_("Total without VAT"), sums.net)]
    for one in sums.rates:
        params = {"rate": shown_number(one.rate, 0), "net": show_amount(one.net)}
        rows.append(SumRow(_("VAT %(rate)s %% of %(net)s") % params, one.vat))
    rows.append(SumRow(_("Total"), sums.total, is_bold=True))
    if invoice is not None and invoice.paid:
        rows.append(SumRow(pgettext("amount", "Paid"), invoice.paid))
    if invoice is not None and amount_due(invoice):
        rows.append(SumRow(pgettext("invoice", "Open"), amount_due(invoice), is_bold=True))
    return rows


def _late(invoice: Invoice) -> Tag | None:
    """How many days it is late, when it is."""
    today = timezone.localdate()
    if not is_overdue(invoice, today) or invoice.due_on is None:
        return None
    return Tag(late_words((today - invoice.due_on).days), "danger")


def _line(user: Any, invoice: Invoice, line: InvoiceLine) -> LineRow:
    activity = line.activity
    # A treatment is known by its number alone, and leads nowhere for whoever may not see it.
    seen = activity is not None and user.has_perm("activities.view_activity")
    if activity is not None and activity.kind == "treatment":
        seen = seen and user.has_perm("activities.view_treatments")
    url = ""
    if activity is not None and seen:
        url = reverse("activities:activity", args=[invoice.customer.number, activity.pk])
    return LineRow(
        description=line.description,
        quantity=shown_number(line.quantity, 0),
        price=line.unit_price,
        rate=f"{shown_number(line.vat_rate, 0)} %",
        amount=line.amount,
        activity=activity.label if activity is not None else "",
        activity_url=url,
    )


def _payment(payment: InvoicePayment) -> PaymentRow:
    return PaymentRow(
        day=full_day(payment.received_on),
        amount=payment.amount,
        method=str(payment.get_method_display()),
        note=payment.note,
        by=payment.staff.short_name if payment.staff else _("automatic"),
    )


def _recipient(invoice: Invoice) -> dict[str, Any]:
    """The name and address on it; of a draft as they would be now."""
    if not invoice.is_draft:
        lines = [line for line in invoice.recipient_lines.splitlines() if line]
        return {"recipient_name": invoice.recipient_name, "recipient_lines": lines}
    found = recipient(payer=invoice.payer, customer=invoice.customer, account=invoice.account)
    return {"recipient_name": found.name, "recipient_lines": list(found.lines)}


def _facts(invoice: Invoice) -> Facts:
    """What stands beside the address, without what is empty."""
    payer = "" if invoice.payer_id == invoice.customer_id else called(invoice.payer)
    facts = [
        (pgettext("invoice", "Date"), full_day(invoice.issued_on) if invoice.issued_on else ""),
        (pgettext("invoice", "Due"), _due(invoice)),
        (pgettext("invoice", "Description"), invoice.subject),
        (_("Your reference"), invoice.customer_reference),
        (_("Our reference"), invoice.our_reference),
        (_("Account"), str(invoice.account)),
        (pgettext("invoice", "Paid by"), payer),
        (_("Delivery"), str(invoice.get_delivery_method_display())),
        (_("Prices"), _prices(invoice)),
    ]
    return [(str(label), text) for label, text in facts if text]


def _due(invoice: Invoice) -> str:
    if invoice.due_on is None or invoice.kind == Invoice.Kind.CREDIT:
        return ""
    words = [full_day(invoice.due_on), invoice.payment_words]
    return ", ".join(word for word in words if word)


def _prices(invoice: Invoice) -> str:
    if invoice.prices_include_vat:
        return pgettext("prices", "including VAT")
    return pgettext("prices", "without VAT")


# ---------------------------------------------------------------- what can be done
def _steps(user: Any, invoice: Invoice) -> list[Step]:
    """The buttons that this user has at this invoice, the likeliest first."""
    if invoice.is_draft:
        return _steps_of_draft(user, invoice)
    steps = []
    is_open = invoice.status == Invoice.Status.OPEN
    is_paid = invoice.status == Invoice.Status.PAID
    if user.has_perm("accounts.pay_invoice") and (is_open or is_paid):
        label, url = pgettext("invoice", "Payment"), _url("invoice_pay", invoice)
        steps.append(Step(label, url, "check", "B", is_first=is_open))
    if user.has_perm("accounts.issue_invoice") and invoice.number:
        label = pgettext("invoice", "Send")
        steps.append(Step(label, _url("invoice_send", invoice), "mail", "V"))
    may_credit = user.has_perm("accounts.credit_invoice") and invoice.number
    if may_credit and invoice.kind == Invoice.Kind.INVOICE:
        reason = ""
        if invoice.status == Invoice.Status.CREDITED:
            reason = _("This invoice was credited already.")
        label = pgettext("invoice", "Credit")
        steps.append(Step(label, _url("invoice_credit", invoice), "repeat", reason=reason))
    return steps


def _steps_of_draft(user: Any, invoice: Invoice) -> list[Step]:
    steps = []
    if user.has_perm("accounts.issue_invoice"):
        reason = ""
        if not invoice.customer.is_active:
            reason = _("An inactive customer gets no invoices. Make the customer active first.")
        label, url = pgettext("invoice", "Issue"), _url("invoice_issue", invoice)
        steps.append(Step(label, url, "check", "U", is_first=True, reason=reason))
    if user.has_perm("accounts.change_invoice"):
        steps += [
            Step(_("Edit draft"), _url("invoice_edit", invoice), "pencil"),
            Step(_("Throw draft away"), _url("invoice_discard", invoice), "trash-2"),
        ]
    return steps


def _url(name: str, invoice: Invoice) -> str:
    return reverse(f"accounts:{name}", args=[invoice.pk])

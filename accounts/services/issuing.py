"""Issuing an invoice: what would stand on it, doing it, and crediting it again."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.documents import words
from accounts.documents.shop import shop_lines
from accounts.models import Invoice, InvoiceLine, InvoicePayment, InvoiceSettings
from accounts.services import numbering
from accounts.services.drafting import lines_of, release_lines, require_draft, totals_of
from accounts.services.parties import lock_invoice, lock_parties, refusals
from accounts.services.payers import Recipient, payer_of, recipient
from accounts.services.payments import book, open_amount, settle_status
from accounts.services.predefined import USUAL_TERM
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from accounts.models import BillingAccount, PaymentTerm
    from customers.models import Customer

_OLDEST = datetime.date(2000, 1, 1)


@dataclass(frozen=True)
class IssuePlan:
    """What an invoice would say if it were issued now; `problems` hold it back, each in a sentence."""

    invoice: Invoice
    payer: Customer
    problems: tuple[str, ...]
    issued_on: datetime.date
    due_on: datetime.date
    recipient: Recipient
    number_preview: str

    @property
    def recipient_name(self) -> str:
        """The name that stands on it."""
        return self.recipient.name

    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """The lines beneath the name."""
        return self.recipient.lines


def plan_issue(invoice: Invoice, *, issued_on: datetime.date | None = None) -> IssuePlan:
    """What would stand on the invoice, and what is in the way. Writes nothing."""
    day = issued_on or timezone.localdate()
    payer = payer_of(invoice.customer)
    to = recipient(payer=payer, customer=invoice.customer, account=invoice.account)
    return IssuePlan(
        invoice=invoice,
        payer=payer,
        problems=tuple(_problems(invoice, payer, to, day)),
        issued_on=day,
        due_on=_due_on(invoice.account, day),
        recipient=to,
        number_preview=numbering.preview(numbering.series_of(day)),
    )


def issue(
    *,
    invoice: Invoice,
    version: int,
    actor: StaffUser | str,
    issued_on: datetime.date | None = None,
) -> Invoice:
    """Give a draft the next number of its series and make it the snapshot that never changes.

    Args:
        invoice: the draft.
        version: the one that the clerk looked at.
        actor: who issues.
        issued_on: the date on it; today when left out.

    Raises:
        ValidationError: it was issued or changed in the meantime, or one of the problems of
            `plan_issue` is in the way.
    """
    with transaction.atomic(), history.acting(actor=actor):
        parties = lock_parties(invoice.customer_id, invoice=invoice)
        locked = lock_invoice(invoice)
        require_draft(locked)
        if locked.version != version:
            text = _("Somebody changed this draft in the meantime. Look at it again.")
            raise ValidationError(text, code="stale")
        locked.customer, locked.payer = parties.customer, parties.payer
        if parties.account is not None:
            locked.account = parties.account
        plan = plan_issue(locked, issued_on=issued_on)
        if plan.payer.pk != locked.payer_id:
            text = _("Who pays this invoice changed in the meantime. Look at it again.")
            raise ValidationError(text, code="stale")
        if plan.problems:
            raise ValidationError(list(plan.problems))
        sums = totals_of(locked, lines_of(locked))
        locked.net, locked.vat, locked.total = sums.net, sums.vat, sums.total
        _write_recipient(locked, plan)
        _write_shop(locked, plan)
        _give_number(locked, plan.issued_on, plan.due_on)
    return locked


def credit(*, invoice: Invoice, actor: StaffUser | str, reason: str) -> Invoice:
    """Credit the whole of an invoice, with a credit invoice that is issued at once.

    What was still open of it is settled between the two. What was paid is open on the credit invoice,
    to be paid back. The activities may be billed again.

    Args:
        invoice: an issued invoice.
        actor: who credits.
        reason: for the history; not empty.

    Returns:
        The credit invoice.

    Raises:
        ValidationError: no reason, not an invoice that can be credited, or a customer or an account
            that is inactive.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why. The reason is kept in the history.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        parties = lock_parties(invoice.customer_id, invoice=invoice)
        original = lock_invoice(invoice)
        _require_creditable(original)
        problems = refusals(parties.customer, original.payer, parties.account)
        if problems:
            raise ValidationError(problems)
        made = _credit_draft(original, actor)
        today = timezone.localdate()
        _give_number(made, today, today)
        _settle(original, made, actor)
        release_lines(original)
    return made


# ---------------------------------------------------------------- the plan
def _problems(invoice: Invoice, payer: Customer, to: Recipient, day: datetime.date) -> list[str]:
    problems = refusals(invoice.customer, payer, invoice.account)
    if not invoice.lines.exists():
        problems.append(_("There is nothing on this invoice yet. Add a line."))
    if not to.has_address:
        text = _("There is no address to put on it. Fill in that of %(name)s.")
        problems.append(text % {"name": to.name})
    if not InvoiceSettings.load().legal_name.strip():
        text = _("The shop's own name is missing. An administrator fills it in: invoice settings.")
        problems.append(text)
    if not _OLDEST <= day <= timezone.localdate():
        problems.append(_("The date of an invoice is today, or a day before."))
    return problems


def _term(account: BillingAccount) -> PaymentTerm | None:
    return account.payment_term or InvoiceSettings.load().payment_term


def _due_on(account: BillingAccount, day: datetime.date) -> datetime.date:
    term = _term(account)
    days = term.days if term else USUAL_TERM
    return day + datetime.timedelta(days=min(days, (datetime.date.max - day).days))


# ---------------------------------------------------------------- the snapshot
def _write_recipient(invoice: Invoice, plan: IssuePlan) -> None:
    invoice.recipient_name = plan.recipient.name
    invoice.recipient_lines = "\n".join(plan.recipient.lines)
    invoice.recipient_country = plan.recipient.country
    invoice.recipient_vat_number = plan.recipient.vat_number
    invoice.recipient_peppol_id = plan.recipient.peppol_id
    invoice.language = plan.payer.language
    invoice.delivery_method = invoice.account.delivery_method


def _write_shop(invoice: Invoice, plan: IssuePlan) -> None:
    colleague = invoice.customer.assigned_to
    invoice.our_reference = colleague.display_name[:80] if colleague else ""
    with translation.override(invoice.language):
        invoice.shop_lines = _shop_lines()
        invoice.payment_words = payment_words(invoice.account)[:120]


def _shop_lines() -> str:
    settings = InvoiceSettings.load()
    return shop_lines(settings, settings.legal_name)


def payment_words(account: BillingAccount) -> str:
    """How and when it is to be paid, in the language that is active."""
    language = translation.get_language()
    if account.mandate_reference:
        return words.debit_words(language, account.mandate_reference)
    term = _term(account)
    return words.term_words(language, term.days if term else USUAL_TERM)


def _give_number(invoice: Invoice, issued_on: datetime.date, due_on: datetime.date) -> None:
    """Number and save. The counter comes last, so that others wait for it as short as can be."""
    invoice.issued_on, invoice.due_on = issued_on, due_on
    settle_status(invoice, issued_on)
    invoice.series = numbering.series_of(issued_on)
    invoice.sequence = numbering.next_in_series(invoice.series)
    invoice.number = numbering.number_of(invoice.series, invoice.sequence)
    invoice.save()


# ---------------------------------------------------------------- crediting
def _require_creditable(invoice: Invoice) -> None:
    if invoice.kind == Invoice.Kind.CREDIT:
        raise ValidationError(_("A credit invoice is not credited itself. Make a new invoice."))
    if invoice.status == Invoice.Status.CREDITED:
        raise ValidationError(_("This invoice was credited already."))
    if invoice.status not in (Invoice.Status.OPEN, Invoice.Status.PAID):
        raise ValidationError(_("A draft is not credited. Change it, or throw it away."))


def _credit_draft(original: Invoice, actor: StaffUser | str) -> Invoice:
    """The original with the sign turned, to the same name and address."""
    same = (
        "account_id",
        "customer_id",
        "payer_id",
        "customer_reference",
        "our_reference",
        "prices_include_vat",
        "language",
        "delivery_method",
        "recipient_name",
        "recipient_lines",
        "recipient_country",
        "recipient_vat_number",
        "recipient_peppol_id",
    )
    made = Invoice(
        kind=Invoice.Kind.CREDIT,
        credits=original,
        net=-original.net,
        vat=-original.vat,
        total=-original.total,
        author=actor if isinstance(actor, StaffUser) else None,
        **{name: getattr(original, name) for name in same},
    )
    with translation.override(original.language):
        made.subject = words.credit_words(
            original.language, original.number, original.issued_on or timezone.localdate()
        )
        made.shop_lines = _shop_lines()
    made.save()
    InvoiceLine.objects.bulk_create(_credit_line(made, line) for line in lines_of(original))
    return made


def _credit_line(made: Invoice, line: InvoiceLine) -> InvoiceLine:
    return InvoiceLine(
        invoice=made,
        customer_id=line.customer_id,
        position=line.position,
        description=line.description,
        quantity=-line.quantity,
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
        amount=-line.amount,
        activity_id=line.activity_id,
        released=True,
    )


def _settle(original: Invoice, made: Invoice, actor: StaffUser | str) -> None:
    """Strike what is open of the original against the credit invoice."""
    amount, day = open_amount(original), made.issued_on or timezone.localdate()
    settled = InvoicePayment.Method.SETTLED
    for invoice, part, other in ((original, amount, made), (made, -amount, original)):
        if part:
            book(
                invoice=invoice,
                amount=part,
                received_on=day,
                method=settled,
                note=other.number,
                actor=actor,
            )
    original.status = Invoice.Status.CREDITED
    original.save()
    if amount:
        made.save()

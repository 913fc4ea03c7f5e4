"""Sending an invoice: as its account wants it, to whom routing says, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.documents.names import file_name
from accounts.documents.pdf import invoice_pdf
from accounts.documents.words import amount_in, is_debit
from accounts.models import DeliveryMethod, Invoice
from accounts.services.parties import lock_customers
from contacts.models import Document, Message
from contacts.services.messages import OutgoingFile, plan_document, send_document
from customers.activities.models import Kind
from customers.hooks import SendingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contacts.models import Delivery
    from contacts.routing import Recipient, Withheld
    from contacts.services.messages import Plan, SendResult
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class SendingPlan:
    """How an invoice goes, or went: along which way, and by e-mail to whom.

    `copies` get the copy of the invoice of a repair. `words` say in whole sentences what a clerk has
    to know or do. `repeated`: nothing was sent, for it had been sent before.
    """

    recipients: tuple[SendingLine, ...] = ()
    withheld: tuple[SendingLine, ...] = ()
    copies: tuple[SendingLine, ...] = ()
    by_post: bool = False
    by_peppol: bool = False
    words: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def by_email(self) -> bool:
        """Whether it goes by e-mail."""
        return not (self.by_post or self.by_peppol)

    @property
    def may_send(self) -> bool:
        """Whether sending would reach anybody."""
        return self.by_email and bool(self.recipients)


def messages_of(invoice: Invoice) -> list[Message]:
    """The e-mails with this invoice that were sent off, the first one first."""
    messages = Message.objects.filter(
        key__startswith=_prefix(invoice), customer=invoice.customer_id
    )
    return list(messages.prefetch_related("deliveries").order_by("pk"))


def plan_sending(invoice: Invoice) -> SendingPlan:
    """What `send_invoice` would do now. Writes nothing."""
    if invoice.delivery_method == DeliveryMethod.POST:
        return SendingPlan(by_post=True, words=(_("By post. Print the PDF and send it."),))
    if invoice.delivery_method == DeliveryMethod.PEPPOL:
        return SendingPlan(by_peppol=True, words=_peppol_words(invoice))
    plan = _plan(invoice, Document.INVOICE)
    recipients = _planned(plan)
    return SendingPlan(
        recipients=recipients,
        withheld=_lines(plan.withheld),
        copies=_copies(invoice, recipients),
        words=tuple(_email_words(invoice, plan)),
    )


def send_invoice(*, invoice: Invoice, actor: StaffUser | str, again: bool = False) -> SendingPlan:
    """Send an issued invoice by e-mail, its PDF with it. A second call sends nothing.

    By post or Peppol nothing is e-mailed: the answer says what to do.

    Args:
        invoice: an issued invoice or credit invoice.
        actor: who sends.
        again: somebody asks for it explicitly: also when it was sent before.

    Raises:
        ValidationError: it is a draft.
    """
    if not invoice.number:
        raise ValidationError(_("This is a draft. Issue it first, and then send it."))
    plan = plan_sending(invoice)
    if not plan.by_email:
        return plan
    pdf = OutgoingFile(file_name(invoice), "application/pdf", invoice_pdf(invoice))
    with transaction.atomic():
        lock_customers({invoice.customer_id})  # so that two who send again do not count the same
        before = Message.objects.filter(key__startswith=_prefix(invoice)).count()
        if before and not again:
            return _as_sent(messages_of(invoice)[0])
        key = f"invoice:{invoice.pk}:{before + 1}" if before else f"invoice:{invoice.pk}"
        result = _send(invoice, Document.INVOICE, pdf, key, actor)
        recipients = _delivered(result.deliveries)
        copies: tuple[SendingLine, ...] = ()
        if _copies(invoice, recipients):
            copy = _send(invoice, Document.RMA_INVOICE, pdf, f"rma-{key}", actor)
            copies = _delivered(copy.deliveries)
    return replace(plan, recipients=recipients, withheld=_lines(result.withheld), copies=copies)


def _send(
    invoice: Invoice, document: Document, pdf: OutgoingFile, key: str, actor: StaffUser | str
) -> SendResult:
    return send_document(
        customer=invoice.customer,
        document=document,
        about=invoice.number,
        values=_values(invoice),
        key=key,
        actor=actor,
        attachments=[pdf],
    )


# ---------------------------------------------------------------- what goes
def _prefix(invoice: Invoice) -> str:
    return f"invoice:{invoice.pk}:"


def _plan(invoice: Invoice, document: Document) -> Plan:
    return plan_document(
        customer=invoice.customer,
        document=document,
        about=invoice.number,
        values=_values(invoice),
    )


def _values(invoice: Invoice) -> Mapping[str, str]:
    """What the text of the e-mail is filled with, beside the number."""
    values = {"bedrag": amount_in(invoice.total, invoice.language, invoice.currency)}
    to_transfer = invoice.kind == Invoice.Kind.INVOICE and not is_debit(invoice.payment_words)
    if invoice.due_on and to_transfer and invoice.total > 0:
        values["vervaldatum"] = invoice.due_on.isoformat()
    return values


def _copies(invoice: Invoice, recipients: Iterable[SendingLine]) -> tuple[SendingLine, ...]:
    """Who gets a copy, because it is about a repair under an RMA number: not who has it already."""
    about_rma = (
        invoice.lines.filter(activity__kind=Kind.REPAIR)
        .exclude(activity__repair=None)
        .exclude(activity__repair__rma_number="")
    )
    if not about_rma.exists():
        return ()
    have = {each.address.casefold() for each in recipients}
    planned = _planned(_plan(invoice, Document.RMA_INVOICE))
    return () if {each.address.casefold() for each in planned} <= have else planned


def _email_words(invoice: Invoice, plan: Plan) -> Iterator[str]:
    """What a clerk has to know before it is e-mailed."""
    if not plan.messages:
        yield _("Nobody gets this invoice by e-mail.")
    goes_to = {each.customer.pk for message in plan.messages for each in message.recipients}
    if invoice.number and goes_to - {invoice.payer_id}:
        text = _("It is in the name of %(name)s. Invoices of this customer go elsewhere by now.")
        yield text % {"name": invoice.recipient_name}


def _peppol_words(invoice: Invoice) -> tuple[str, ...]:
    text = _("By Peppol, from the bookkeeping package. It is not e-mailed from here.")
    if invoice.recipient_peppol_id:
        known = _("The Peppol identifier is %(identifier)s.")
        return (text, known % {"identifier": invoice.recipient_peppol_id})
    return (
        text,
        _("There is no Peppol identifier on it: the chamber of commerce number is missing."),
    )


# ---------------------------------------------------------------- in lines
def _planned(plan: Plan) -> tuple[SendingLine, ...]:
    return _lines(each for message in plan.messages for each in message.recipients)


def _lines(found: Iterable[Recipient | Withheld]) -> tuple[SendingLine, ...]:
    return tuple(SendingLine(each.address, str(each.channel), each.reason) for each in found)


def _delivered(deliveries: Iterable[Delivery]) -> tuple[SendingLine, ...]:
    return tuple(
        SendingLine(each.address, str(each.message.channel), each.reason) for each in deliveries
    )


def _as_sent(message: Message) -> SendingPlan:
    """What was sent before."""
    return SendingPlan(recipients=_delivered(message.deliveries.all()), repeated=True)

"""One change of a billing account, an invoice or a payment as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import DeliveryMethod, InvoicingMethod
from customers.presentation.dates import day_if_any
from customers.presentation.sentences import Sentence, shortened, shortened_pair, valued
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.models import InvoicePayment

    #: What it is called, what it was, what it is now.
    Pairs = list[tuple[str, str, str]]

ACCOUNT, INVOICES, PAYMENTS = "accounts", "invoices", "payments"


@dataclass
class Known:
    """The names behind the keys that stand in history rows."""

    terms: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    #: Numbers of invoices, by key.
    invoices: dict[int, str] = field(default_factory=dict)


def _address(row: Any) -> str:
    number = f"{row.house_number or ''}{row.house_number_addition}"
    lines = (f"{row.street} {number}", f"{row.postcode} {row.city}")
    whole = ", ".join(line.strip() for line in lines if line.strip())
    return whole if row.country == "NL" or not whole else f"{whole}, {row.country}"


def _choice(choices: Any) -> Callable[[str], str]:
    return lambda value: str(dict(choices).get(value, value))


_delivery = _choice(DeliveryMethod.choices)


# ---------------------------------------------------------------- billing accounts
_PLAIN: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
    ("name", gettext_lazy("the name"), str),
    ("attention_of", gettext_lazy("for whose attention"), str),
    ("registration_number", gettext_lazy("the chamber of commerce number"), str),
    ("vat_number", gettext_lazy("the VAT number"), str),
    ("iban", gettext_lazy("the IBAN"), str),
    ("bic", gettext_lazy("the BIC"), str),
    ("invoicing_method", gettext_lazy("the way of invoicing"), _choice(InvoicingMethod.choices)),
    ("delivery_method", gettext_lazy("the way of delivery"), _choice(DeliveryMethod.choices)),
    ("mandate_reference", gettext_lazy("the mandate reference"), str),
    ("mandate_signed_on", gettext_lazy("the date of the mandate"), day_if_any),
)


def of_account(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of a billing account says; `previous` is None for the first one."""
    name = _("billing account %(number)s") % {"number": row.number}
    if previous is None:
        text = _("{who} made {what}: {now}")
        yield Sentence(ACCOUNT, text, now=row.name, what=name, icon="plus")
        return
    if row.active != previous.active:
        closed, opened = _("{who} closed {what}"), _("{who} reopened {what}")
        yield Sentence(ACCOUNT, opened if row.active else closed, what=name, icon="archive")
    pairs: Pairs = [(_("the number"), previous.number, row.number)]
    pairs += [
        (str(phrase), show(getattr(previous, column)), show(getattr(row, column)))
        for column, phrase, show in _PLAIN
    ]
    pairs.append((_("the address"), _address(previous), _address(row)))
    was, now = (known.terms.get(one.payment_term_id, "") for one in (previous, row))
    pairs.append((_("the payment term"), was, now))
    pairs.append((_("the note"), *shortened_pair(previous.note, row.note)))
    yield from _pairs(ACCOUNT, name, pairs, "pencil")


# ---------------------------------------------------------------- invoices
def of_invoice(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of an invoice says; money that came in has sentences of its own."""
    icon, total = "receipt-text", show_amount(row.total, row.currency)
    if previous is None:
        text = _("{who} made a draft invoice: {now}")
        if row.number:  # it was there already when this shop began with the program
            text = _("{who} added invoice {now}")
        now = row.number or shortened(row.subject) or total
        yield Sentence(INVOICES, text, now=now, detail=total if row.number else "", icon=icon)
        return
    if row.status != previous.status:
        sentence = _status(row, previous, total)
        if sentence is not None:
            yield sentence
        return
    name = row.number or _("the draft invoice")
    was, payer = (known.customers.get(one.payer_id, f"#{one.payer_id}") for one in (previous, row))
    pairs: Pairs = [
        (_("the description"), previous.subject, row.subject),
        (_("your reference"), previous.customer_reference, row.customer_reference),
        (_("the payer"), was, payer),
        (_("the total"), show_amount(previous.total, row.currency), total),
        (_("the delivery"), _delivery(previous.delivery_method), _delivery(row.delivery_method)),
    ]
    yield from _pairs(INVOICES, name, pairs, icon)


def _status(row: Any, previous: Any, total: str) -> Sentence | None:
    """Issued, discarded, credited; that it was paid is said by the payment."""
    if previous.status == "draft" and row.status == "discarded":
        text = _("{who} discarded a draft invoice: {was}")
        return Sentence(INVOICES, text, was=shortened(row.subject) or total, icon="trash-2")
    if previous.status == "draft":
        text = _("{who} issued invoice {now}")
        if row.kind == "credit":
            text = _("{who} issued credit invoice {now}")
        return Sentence(INVOICES, text, now=row.number, detail=total, icon="receipt-text")
    if row.status == "credited":
        text = _("{who} credited invoice {was}")
        return Sentence(INVOICES, text, was=row.number, detail=total, icon="receipt-text")
    return None


def of_payment(payment: InvoicePayment, known: Known) -> Sentence:
    """What was registered: money in, money back, or settled with a credit invoice."""
    values: dict[str, Any] = {
        "now": show_amount(payment.amount),
        "what": known.invoices.get(payment.invoice_id, f"#{payment.invoice_id}"),
        "detail": payment.note or str(payment.get_method_display()),
        "icon": "circle-check",
    }
    if payment.method == "settled":
        return Sentence(PAYMENTS, _("{who} settled {now} on invoice {what}"), **values)
    if payment.amount < 0:
        values["now"] = show_amount(-payment.amount)
        return Sentence(PAYMENTS, _("{who} took back {now} from invoice {what}"), **values)
    return Sentence(PAYMENTS, _("{who} registered {now} for invoice {what}"), **values)


def _pairs(group: str, name: str, pairs: Pairs, icon: str) -> Iterator[Sentence]:
    for phrase, was, now in pairs:
        if was != now:
            what = _("%(what)s of %(name)s") % {"what": phrase, "name": name}
            yield valued(group, what, was, now, icon)

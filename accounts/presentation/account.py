"""A billing account as the screens show it: the tab, the ones to choose from, what holds it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import DeliveryMethod, InvoiceSettings
from accounts.services.accounts import open_invoices, refusal_of_closed
from accounts.services.find import find_accounts, likely_accounts
from accounts.values.bank import grouped_iban
from contacts.presentation.persons import called
from customers.models import Customer, ShopSettings
from customers.presentation.addresses import address_lines, short_place
from customers.presentation.conflict import Words
from customers.presentation.dates import full_day
from customers.presentation.facts import Fact, Value
from customers.values.business_numbers import display_registration_number, display_vat_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import BillingAccount, Invoice

SHARERS = 5
#: All of them behind 'and 7 more', up to so many.
MOST_SHARERS = 200
NAMED = 2  # customers beside an account to choose
LISTED = 5


# ---------------------------------------------------------------- who shares it
@dataclass(frozen=True)
class Sharer:
    """Another customer of the same account."""

    number: str
    name: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class Sharing:
    """Those who share an account: the first few, the rest, and how many are not listed."""

    customers: list[Sharer]
    others: list[Sharer]
    unlisted: int

    @property
    def more(self) -> int:
        """All but the first few."""
        return len(self.others) + self.unlisted

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.customers) + self.more


def sharing_of(user: Any, account: BillingAccount, customer: Customer) -> Sharing:
    """Who shares this customer's account, with two queries however many there are."""
    rows = Customer.objects.visible_to(user).filter(billing_account=account)
    rows = rows.exclude(pk=customer.pk).exclude(status=Customer.Status.ERASED)
    listed = [
        Sharer(
            number=other.number,
            name=called(other),
            url=reverse("accounts:account", args=[other.number]),
            is_active=other.is_active,
        )
        for other in rows.order_by("number")[:MOST_SHARERS]
    ]
    unlisted = max(0, rows.count() - len(listed))
    return Sharing(customers=listed[:SHARERS], others=listed[SHARERS:], unlisted=unlisted)


# ---------------------------------------------------------------- what stands in it
def _facts(*pairs: tuple[str, list[Value]]) -> list[Fact]:
    kept = ((label, [value for value in values if value.text]) for label, values in pairs)
    return [Fact(label, values) for label, values in kept if values]


def account_facts(account: BillingAccount) -> list[Fact]:
    """Name and address, numbers, bank."""
    home = ShopSettings.load().country
    kbo = account.country == "BE"
    return _facts(
        (_("Name"), [Value(account.name)]),
        (_("For the attention of"), [Value(account.attention_of)]),
        (_("Address"), [Value(line) for line in address_lines(account, home=home)]),
        (
            _("KBO number") if kbo else _("KvK number"),
            [Value(display_registration_number(account.registration_number, account.country))],
        ),
        (_("VAT number"), [Value(display_vat_number(account.vat_number))]),
        (_("Peppol"), [Value(account.peppol_id)]),
        (_("IBAN"), [Value(account.grouped_iban)]),
        (_("BIC"), [Value(account.bic)]),
    )


def preference_facts(account: BillingAccount) -> list[Fact]:
    """How new business is invoiced."""
    term = account.payment_term
    own = None if term else InvoiceSettings.load().payment_term
    mandate = Value(account.mandate_reference)
    if account.mandate_signed_on:
        note = _("signed on %(day)s") % {"day": full_day(account.mandate_signed_on)}
        mandate = Value(account.mandate_reference, note=note)
    return _facts(
        (_("Invoicing"), [Value(str(account.get_invoicing_method_display()))]),
        (_("Delivery"), [_delivery(account)]),
        (
            _("Payment term"),
            [
                Value(term.name)
                if term
                else Value(str(own or _("none")), note=_("as the shop's own") if own else "")
            ],
        ),
        (
            _("Direct debit"),
            [mandate if account.has_mandate else Value(_("no mandate"))],
        ),
    )


def _delivery(account: BillingAccount) -> Value:
    by = str(account.get_delivery_method_display())
    lacks = account.delivery_method == DeliveryMethod.PEPPOL and not account.peppol_id
    return Value(by, note=_("without an identifier yet") if lacks else "")


# ---------------------------------------------------------------- choosing one
@dataclass(frozen=True)
class Offer:
    """An account that may be linked, or why it cannot be."""

    pk: int
    name: str
    place: str
    iban: str
    customers: str
    refusal: str = ""


@dataclass(frozen=True)
class Offers:
    """The accounts to choose from: those that were found, or the likely ones before that."""

    rows: list[Offer]
    wanted: str
    likely: bool

    @property
    def words(self) -> str:
        """What the list is."""
        return _("Likely accounts") if self.likely else _("Accounts to choose from")


def offers_for(user: Any, customer: Customer, wanted: str) -> Offers:
    """The accounts that `wanted` may mean; with nothing typed those that are likely.

    Args:
        user: who chooses; names of customers it may not see stay away.
        customer: who gets the account.
        wanted: a number, a name or an IBAN, as typed.
    """
    text = wanted.strip()
    found = find_accounts(text) if text else likely_accounts(customer)
    named = _customers_of(user, found)
    rows = [
        Offer(
            pk=account.pk,
            name=str(account),
            place=short_place(account),
            iban=account.grouped_iban,
            customers=named[account.pk],
            refusal=_refusal(account, customer),
        )
        for account in found
    ]
    rows.sort(key=lambda row: bool(row.refusal))
    return Offers(rows, text, likely=not text)


def _refusal(account: BillingAccount, customer: Customer) -> str:
    if account.pk == customer.billing_account_id:
        return _("This customer has this account already.")
    return "" if account.active else refusal_of_closed(account)


def _customers_of(user: Any, accounts: Iterable[BillingAccount]) -> defaultdict[int, str]:
    """'van 100871 Fietskoeriers Domstad B.V., 100872 Domstad Cargo en nog 3', by account."""
    place = Window(RowNumber(), partition_by="billing_account", order_by="number")
    total = Window(Count("pk"), partition_by="billing_account")
    rows = Customer.objects.visible_to(user).filter(billing_account__in=[a.pk for a in accounts])
    rows = rows.exclude(status=Customer.Status.ERASED).annotate(place=place, total=total)
    names: defaultdict[int, list[str]] = defaultdict(list)
    totals: dict[int, int] = {}
    for row in rows.filter(place__lte=NAMED).order_by(F("billing_account"), "place"):
        names[row.billing_account_id].append(called(row))
        totals[row.billing_account_id] = row.total
    words: defaultdict[int, str] = defaultdict(lambda: _("of no customer"))
    for key, found in names.items():
        more = totals[key] - len(found)
        text = ", ".join(found)
        words[key] = _("of %(customers)s") % {"customers": text}
        if more:
            words[key] = _("of %(customers)s and %(n)d more") % {"customers": text, "n": more}
    return words


# ---------------------------------------------------------------- what holds it
@dataclass(frozen=True)
class Held:
    """An invoice that has to be paid, issued or thrown away first."""

    name: str
    url: str
    note: str


@dataclass(frozen=True)
class Holding:
    """The first invoices that hold an account, how many there are, and where all stand."""

    rows: list[Held]
    count: int
    all_url: str

    @property
    def has_more(self) -> bool:
        """Whether there are more than are listed."""
        return self.count > len(self.rows)


def holding_of(account: BillingAccount, customer: Customer, *, everybody: bool = False) -> Holding:
    """What is open on an account: of this customer, or of everybody who shares it."""
    rows = open_invoices(account=account, customer=None if everybody else customer)
    first: Sequence[Invoice] = list(rows[:LISTED])
    return Holding(
        rows=[_held(invoice, customer) for invoice in first],
        count=len(first) if len(first) < LISTED else rows.count(),
        all_url=reverse("accounts:invoices", args=[customer.number]),
    )


def _held(invoice: Invoice, customer: Customer) -> Held:
    name = invoice.number or (invoice.subject or pgettext("invoice", "draft"))
    notes = [str(invoice.get_status_display()) if invoice.number or invoice.subject else ""]
    if invoice.customer_id != customer.pk:
        notes.append(called(invoice.customer))
    return Held(
        name=name,
        url=reverse("accounts:invoice", args=[invoice.pk]),
        note=", ".join(filter(None, notes)),
    )


# ---------------------------------------------------------------- the conflict screen
class AccountWords(Words):
    """The conflict screen's words: an IBAN in groups of four."""

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        return grouped_iban(value or "") if name == "iban" else super().value(name, value)

"""The money of a customer: its figures, its turnover, its invoices, what is still to be invoiced."""

from __future__ import annotations

import datetime
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.models import Invoice, InvoicingMethod
from accounts.presentation.rows import InvoiceRow, rows_of, shared_words
from accounts.presentation.turnover import turnover_of
from accounts.querysets import overdue_on
from accounts.services.billing import collected_before
from accounts.services.drafting import MOST_LINES
from accounts.services.parties import refusals
from customers.activities.models import Activity
from customers.presentation.lists import Choice, Sorting, query_string

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.querysets import InvoiceQuerySet
    from customers.models import Customer
    from customers.presentation.lists import Heading
    from customers.presentation.terms import SearchTerms

NEWEST, SHOWN = 6, 10
#: So many are shown when all are asked for; whoever has more exports them.
MOST = 1_000
#: So much of what is still to be invoiced stands on the page, and goes on one draft.
MOST_DUE, MOST_BILLED = 50, MOST_LINES
FILTERS: dict[str, Any] = {
    "": pgettext_lazy("invoices", "all"),
    "open": pgettext_lazy("invoices", "open"),
    "overdue": pgettext_lazy("invoices", "overdue"),
    "draft": pgettext_lazy("invoices", "draft"),
    "credit": pgettext_lazy("invoices", "credit"),
}
SORTS: dict[str, tuple[Any, ...]] = {
    "number": ("series", "sequence", "pk"),
    "date": ("issued_on", "pk"),
    "due": ("due_on", "pk"),
    "subject": ("subject", "pk"),
    "status": ("status", "issued_on", "pk"),
    "amount": ("total", "pk"),
    "open": (F("total") - F("paid"), "pk"),
}
HEADINGS: dict[str, Any] = {
    "number": gettext_lazy("Number"),
    "date": pgettext_lazy("invoice", "Date"),
    "due": pgettext_lazy("invoice", "Due"),
    "subject": pgettext_lazy("invoice", "Description"),
    "status": gettext_lazy("Status"),
    "amount": gettext_lazy("Amount"),
    "open": pgettext_lazy("invoice", "Open"),
}
_DOWN_FIRST = {"number", "date", "amount", "open"}


# ---------------------------------------------------------------- the figures
@dataclass(frozen=True)
class Figures:
    """What is open, what of it is late, and what is still to be invoiced."""

    open_count: int
    open: Decimal
    late_count: int
    late: Decimal
    late_days: int
    others_count: int
    others: Decimal
    due_count: int
    due: Decimal
    ripe_count: int

    @property
    def waits(self) -> bool:
        """Whether all that is still to be invoiced is collected until its week or month is over."""
        return self.due_count > 0 and self.ripe_count == 0

    @property
    def is_parted(self) -> bool:
        """Whether a part of it is of a week or month that is over, and a part is not."""
        return 0 < self.ripe_count < self.due_count

    @property
    def open_words(self) -> str:
        """'3 facturen', 'niets'."""
        if not self.open_count:
            return pgettext("money", "nothing")
        return ngettext("%(n)d invoice", "%(n)d invoices", self.open_count) % {"n": self.open_count}

    @property
    def late_words(self) -> str:
        """'1 factuur, 9 dagen'."""
        invoices = ngettext("%(n)d invoice", "%(n)d invoices", self.late_count)
        days = ngettext("%(n)d day", "%(n)d days", self.late_days)
        return f"{invoices % {'n': self.late_count}}, {days % {'n': self.late_days}}"

    @property
    def due_words(self) -> str:
        """'4 activiteiten'."""
        return ngettext("%(n)d activity", "%(n)d activities", self.due_count) % {
            "n": self.due_count
        }


def figures_of(user: Any, customer: Customer, today: datetime.date) -> Figures:
    """The figures, with three queries by an index, however many invoices there are."""
    left, late = Sum(F("total") - F("paid")), overdue_on(today)
    unpaid = Invoice.objects.unpaid().order_by()
    own = unpaid.filter(customer=customer).aggregate(
        count=Count("pk"),
        amount=left,
        late_count=Count("pk", filter=late),
        late=Sum(F("total") - F("paid"), filter=late),
        since=Min("due_on", filter=late),
    )
    others = unpaid.filter(_for_others(customer)).aggregate(count=Count("pk"), amount=left)
    start = collected_before(customer.billing_account, today)
    due = (
        to_invoice_for(user, customer)
        .order_by()
        .aggregate(
            count=Count("pk"),
            sum=Sum("amount"),
            ripe=Count("pk", filter=Q(closed_on__lt=start) if start else ~Q(pk=None)),
        )
    )
    return Figures(
        open_count=own["count"],
        open=own["amount"] or Decimal(0),
        late_count=own["late_count"],
        late=own["late"] or Decimal(0),
        late_days=(today - own["since"]).days if own["since"] else 0,
        others_count=others["count"],
        others=others["amount"] or Decimal(0),
        due_count=due["count"],
        due=due["sum"] or Decimal(0),
        ripe_count=due["ripe"],
    )


def _for_others(customer: Customer) -> Q:
    """What this customer pays for another one, said as the index says it."""
    return Q(payer=customer) & ~Q(payer=F("customer")) & ~Q(customer__status="erased")


def to_invoice_for(user: Any, customer: Customer) -> Any:
    """What is done and not invoiced yet, as far as this user may know of it."""
    return Activity.objects.visible_to(user).to_invoice().filter(customer=customer)


# ---------------------------------------------------------------- what the tab shows
def money_context(user: Any, customer: Customer) -> dict[str, Any]:
    """What the tab Rekening shows of money, with a fixed number of queries.

    Returns:
        `figures`, `turnover`, `invoices` (the newest, drafts first), `whose_all` (who pays all of
        these, said once), `invoice_count`, `may_add`, `may_bill`, `may_export`, `collected` and
        `refusal`: why no invoice can be made now, or ''.
    """
    today = timezone.localdate()
    seen = Invoice.objects.visible_to(user).exclude(status="discarded")
    loaded = seen.select_related("customer", "payer")
    newest = loaded.order_by("-issued_on", "-pk")
    # Two lists by an index each, rather than one that sorts everything.
    found = [
        *newest.filter(customer=customer)[:NEWEST],
        *newest.filter(_for_others(customer))[:NEWEST],
    ]
    found.sort(key=lambda one: (one.issued_on or today.max, one.pk), reverse=True)
    rows = rows_of(found[:NEWEST], today, of=customer)
    return {
        "figures": figures_of(user, customer, today),
        "turnover": turnover_of(customer, today),
        "invoices": rows,
        "whose_all": shared_words(rows),
        "invoice_count": seen.of_customer(customer).count(),
        "may_export": user.has_perm("accounts.export_invoice"),
        **may_do(user, customer),
    }


def may_do(user: Any, customer: Customer) -> dict[str, Any]:
    """Whether this user may make an invoice for this customer, and why it cannot be done now."""
    allowed = user.has_perm("accounts.add_invoice")
    reason = refusal(customer) if allowed else ""
    return {
        "may_add": allowed,
        "refusal": reason,
        "may_bill": allowed and not reason,
        "bills_one_by_one": invoicing_method(customer) == InvoicingMethod.PER_ORDER,
        "collected": collected(customer),
    }


@dataclass(frozen=True)
class Collected:
    """How this customer's work is collected: what is said of it, and of which period is over."""

    rule: str
    last: datetime.date
    next: datetime.date


def collected(customer: Customer) -> Collected | None:
    """How what was done is collected for this customer now; None when it is invoiced per order."""
    today = timezone.localdate()
    start = collected_before(customer.billing_account, today)
    if start is None:
        return None
    if invoicing_method(customer) == InvoicingMethod.WEEKLY:
        rule, days = _("This customer gets one invoice per week."), 7
    else:
        rule, days = _("This customer gets one invoice per month."), monthrange(*_month(start))[1]
    one = datetime.timedelta(days=1)
    return Collected(rule=rule, last=start - one, next=start + days * one)


def _month(day: datetime.date) -> tuple[int, int]:
    return day.year, day.month


def refusal(customer: Customer) -> str:
    """Why this customer gets no invoice now, and what to do about it; '' when nothing does."""
    return next(iter(refusals(customer, customer, customer.billing_account)), "")


def invoicing_method(customer: Customer) -> str:
    """How what was done is put on invoices: by the account, '' without one."""
    return customer.billing_account.invoicing_method if customer.billing_account else ""


# ---------------------------------------------------------------- the page Facturen
@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for."""

    filter: str = ""
    sort: str = "date"
    descending: bool = True
    everything: bool = False

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Asked:
        """Read the query string; what it cannot mean is left out."""
        sorting = Sorting.of(data.get("sort", ""), SORTS, "-date")
        chosen = data.get("show", "")
        return cls(
            filter=chosen if chosen in FILTERS else "",
            sort=sorting.name,
            descending=sorting.descending,
            everything=data.get("all") == "1",
        )

    def query(self, terms: SearchTerms, **other: str) -> str:
        """The query string for this list with something `other`, in the search it stands in."""
        pairs = {
            "show": self.filter,
            "all": "1" if self.everything else "",
            "sort": str(Sorting(self.sort, self.descending)),
        } | other
        if pairs["sort"] == "-date":
            pairs.pop("sort")
        return query_string(pairs, terms)


@dataclass(frozen=True)
class InvoiceList:
    """The invoices of a customer, as asked for."""

    rows: list[InvoiceRow]
    total: int
    everything: int
    choices: list[Choice]
    headings: list[Heading]
    more_url: str
    is_cut: bool
    asked: Asked

    @property
    def whose_all(self) -> str:
        """Who pays all that is shown, said once."""
        return shared_words(self.rows)

    @property
    def words(self) -> str:
        """'74 facturen'."""
        return ngettext("%(n)d invoice", "%(n)d invoices", self.total) % {"n": self.total}


def invoice_list(user: Any, customer: Customer, asked: Asked, terms: SearchTerms) -> InvoiceList:
    """The page's table, with three queries however many invoices there are."""
    today = timezone.localdate()
    narrowed = {name: narrowing(name, today) for name in FILTERS}
    seen = listed(user, customer)
    counts = seen.order_by().aggregate(
        **{name: Count("pk", filter=by) for name, by in narrowed.items() if name},
        everything=Count("pk"),
    )
    total = counts[asked.filter or "everything"]
    found = sorted_by(seen.filter(narrowed[asked.filter]), asked).select_related(
        "customer", "payer"
    )
    shown = MOST if asked.everything else SHOWN
    return InvoiceList(
        rows=rows_of(list(found[:shown]), today, of=customer),
        total=total,
        everything=counts["everything"],
        choices=[
            Choice(
                str(label),
                asked.query(terms, show=name),
                counts[name or "everything"],
                name == asked.filter,
            )
            for name, label in FILTERS.items()
        ],
        headings=Sorting(asked.sort, asked.descending).headings(
            HEADINGS, lambda order: asked.query(terms, sort=order), down_first=_DOWN_FIRST
        ),
        more_url=asked.query(terms, all="1") if total > shown and not asked.everything else "",
        is_cut=total > shown and asked.everything,
        asked=asked,
    )


def listed(user: Any, customer: Customer) -> InvoiceQuerySet:
    """The invoices of a customer and those that it pays, as far as this user may see them."""
    seen: InvoiceQuerySet = Invoice.objects.visible_to(user).of_customer(customer)
    return seen.exclude(status="discarded")


def narrowing(chosen: str, today: datetime.date) -> Q:
    """What a filter lets through."""
    return {
        "": Q(),
        "open": Q(status="open"),
        "overdue": overdue_on(today),
        "draft": Q(status="draft"),
        "credit": Q(kind="credit"),
    }[chosen]


def sorted_by(found: InvoiceQuerySet, asked: Asked) -> InvoiceQuerySet:
    """In the order that is asked for; downwards whatever has no date yet comes first."""
    ordered = found.order_by(*SORTS[asked.sort])
    return ordered.reverse() if asked.descending else ordered

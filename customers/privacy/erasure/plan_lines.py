"""What every plan of erasure says of the register's own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers import hooks
from customers.hooks import PlanLine, PlanReport
from customers.models import Customer, CustomerRelation
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The line of the card itself counts what is filled in, not its one row.
CARD = "customer"
FIRST = 20  # as many other customers are told of by name


def register() -> None:
    """Register the lines and what is only told; harmless when called again."""
    for position, (name, label, tables, note, tab, words) in enumerate(_LINES):
        hooks.register_plan_line(PlanLine(name, label, tables, note, tab, 10 + position, words))
    hooks.register_plan_report("1 relations", related)
    hooks.register_plan_report("3 account", on_same_account)


def _addresses(addresses: int, names: int) -> str:
    parts = []
    if addresses:
        parts.append(ngettext("%(n)d address", "%(n)d addresses", addresses) % {"n": addresses})
    if names:
        parts.append(ngettext("%(n)d former name", "%(n)d former names", names) % {"n": names})
    return _(" and ").join(parts)


def _fields(n: int) -> str:
    return ngettext("%(n)d field", "%(n)d fields", n) % {"n": n}


def _cards(n: int) -> str:
    return ngettext("%(n)d card", "%(n)d cards", n) % {"n": n}


def _links(relations: int, interests: int) -> str:
    n = relations + interests
    return ngettext("%(n)d link", "%(n)d links", n) % {"n": n}


def _times(n: int) -> str:
    return ngettext("%(n)d colleague", "%(n)d colleagues", n) % {"n": n}


def _requests(requests: int, holds: int, exports: int) -> str:
    parts = [ngettext("%(n)d request", "%(n)d requests", requests) % {"n": requests}]
    if holds:
        parts.append(
            ngettext("%(n)d reason to wait", "%(n)d reasons to wait", holds) % {"n": holds}
        )
    if exports:
        parts.append(ngettext("%(n)d file", "%(n)d files", exports) % {"n": exports})
    return _(" and ").join(parts)


_LINES: tuple[tuple[str, Any, tuple[str, ...], Any, str, Callable[..., str]], ...] = (
    (
        CARD,
        gettext_lazy("Name, address, phone, e-mail"),
        ("customers_customer",),
        gettext_lazy("overwritten everywhere with [gewist]"),
        "general",
        _fields,
    ),
    (
        "addresses",
        gettext_lazy("Former names and addresses"),
        ("customers_address", "customers_formername"),
        gettext_lazy("out of the search words, too"),
        "extra",
        _addresses,
    ),
    (
        "cards",
        gettext_lazy("Loyalty cards"),
        ("customers_loyaltycard",),
        gettext_lazy("number gone; date of issue stays"),
        "cards",
        _cards,
    ),
    (
        "relations",
        gettext_lazy("Relations and interests"),
        ("customers_customerrelation", "customers_customer_interests"),
        gettext_lazy("gone entirely, also at the other customer"),
        "general",
        _links,
    ),
    (
        "opened",
        gettext_lazy("Opened lately"),
        ("customers_openedcustomer",),
        gettext_lazy("gone entirely, with drafts that name this customer"),
        "",
        _times,
    ),
    (
        "requests",
        gettext_lazy("Requests about privacy"),
        ("customers_privacyrequest", "customers_erasurehold", "customers_accessexport"),
        gettext_lazy("notes gone; date, ground and outcome stay in the register"),
        "",
        _requests,
    ),
)


# ---------------------------------------------------------------- what is only told
def _report(other: Customer, note: str) -> PlanReport:
    return PlanReport(
        label=f"{other.number} {full_name(PersonName.of(other))}",
        note=note,
        url=reverse("customers:detail", args=[other.number]),
    )


def related(customer: Customer) -> Sequence[PlanReport]:
    """The household, and other relations: they stay, without the link."""
    found = (
        CustomerRelation.objects.filter(Q(customer=customer) | Q(other=customer), active=True)
        .exclude(Q(customer__status="erased") | Q(other__status="erased"))
        .select_related("customer", "other")
        .order_by("kind", "pk")
    )
    return [
        _report(
            row.other if row.customer_id == customer.pk else row.customer,
            _("%(relation)s. Stays; is erased only by a request of its own.")
            % {"relation": str(row.get_kind_display()).capitalize()},
        )
        for row in found[:FIRST]
    ]


def on_same_account(customer: Customer) -> Sequence[PlanReport]:
    """Others whose invoices are booked on the same account: it stays as long as they do."""
    if customer.billing_account_id is None:
        return []
    others = (
        Customer.objects.filter(billing_account_id=customer.billing_account_id)
        .exclude(pk=customer.pk)
        .exclude(status=Customer.Status.ERASED)
        .order_by("number")
    )
    note = _("Shares the billing account, which is not erased before the last of them.")
    return [_report(other, note) for other in others[:FIRST]]

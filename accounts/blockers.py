"""Which invoices hold a customer back from becoming inactive, or a prospect again.

Also those that this customer pays for another. One query, shared by the checks.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.presentation.states import late_words
from customers import hooks
from customers.hooks import Blocker, OpenItem, Step
from customers.presentation.dates import short_day
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from decimal import Decimal

    from customers.models import Customer

    Rows = dict[str, list[dict[str, Any]]]

SHOWN = 5
UNPAID, DRAFT, FOR_OTHERS, ISSUED = "unpaid", "draft", "payer", "any"
#: What the database says when it refuses: see sql/rules.sql.
GUARDS = {
    "customer_has_no_open_invoices": Step.INACTIVE,
    "customer_prospect_has_no_invoices": Step.PROSPECT,
}
_COLUMNS = "i.id, i.number, i.subject, i.total, i.paid, i.currency, i.due_on, i.customer_id"
#: Each by an index of its own: a customer may have very many invoices, and few that are open. A draft
#: has no date, so that the index on customer and date finds it.
_WHICH = (
    (UNPAID, "i.customer_id = %(id)s AND i.status = 'open'"),
    (DRAFT, "i.customer_id = %(id)s AND i.issued_on IS NULL AND i.status = 'draft'"),
    (FOR_OTHERS, "i.payer_id = %(id)s AND i.customer_id <> i.payer_id AND i.status = 'open'"),
    (
        DRAFT,
        "i.payer_id = %(id)s AND i.customer_id <> i.payer_id"
        " AND i.issued_on IS NULL AND i.status = 'draft'",
    ),
)
_AT_ALL = ((ISSUED, "i.customer_id = %(id)s AND i.status <> 'discarded'"),)


def _read(customer: Customer, which: tuple[tuple[str, str], ...]) -> Rows:
    """The first few invoices of each sort with the count of their sort, the longest due first."""
    parts = " UNION ALL ".join(
        f"SELECT '{name}' AS sort, {_COLUMNS} FROM accounts_invoice i WHERE {condition}"
        for name, condition in which
    )
    statement = (
        "SELECT f.*, c.number AS whose FROM (SELECT i.*, count(*) OVER (PARTITION BY sort) AS of_sort,"
        " row_number() OVER (PARTITION BY sort ORDER BY due_on NULLS LAST, id) AS place"
        f" FROM ({parts}) i) f JOIN customers_customer c ON c.id = f.customer_id"
        " WHERE f.place <= %(shown)s ORDER BY f.sort, f.place"
    )
    found: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": customer.pk, "shown": SHOWN})
        names = [column.name for column in cursor.description or ()]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True)) | {"asked": customer.pk}
            found.setdefault(row["sort"], []).append(row)
    return found


# ---------------------------------------------------------------- how one of them reads
def _late(due_on: date | None, total: Decimal) -> str:
    """When it is to be paid; nothing of what the shop itself pays back."""
    if due_on is None or total <= 0:
        return ""
    days = (timezone.localdate() - due_on).days
    if days <= 0:
        return _("due %(day)s") % {"day": short_day(due_on)}
    return late_words(days)


def _unpaid(row: dict[str, Any]) -> OpenItem:
    left: Decimal = row["total"] - row["paid"]
    told = [show_amount(left, row["currency"]), _late(row["due_on"], row["total"])]
    return OpenItem(
        text=row["number"],
        note=", ".join(part for part in told if part),
        url=reverse("accounts:invoice", args=[row["id"]]),
        action_text=_("Register a payment"),
        action_url=reverse("accounts:invoice_pay", args=[row["id"]]),
    )


def _unpaid_for_another(row: dict[str, Any]) -> OpenItem:
    item = _unpaid(row)
    note = _("of customer %(number)s, %(told)s") % {"number": row["whose"], "told": item.note}
    return OpenItem(item.text, note, item.url, item.action_text, item.action_url)


def _draft(row: dict[str, Any]) -> OpenItem:
    note = show_amount(row["total"], row["currency"])
    if row["customer_id"] != row["asked"]:
        note = _("of customer %(number)s, %(told)s") % {"number": row["whose"], "told": note}
    return OpenItem(
        text=row["subject"] or _("Draft"),
        note=note,
        url=reverse("accounts:invoice", args=[row["id"]]),
    )


def _any(row: dict[str, Any]) -> OpenItem:
    return OpenItem(
        text=row["number"] or row["subject"] or _("Draft"),
        note=show_amount(row["total"], row["currency"]),
        url=reverse("accounts:invoice", args=[row["id"]]),
    )


def _blocker(
    customer: Customer,
    rows: Rows,
    sort: str,
    words: Callable[[int], str],
    item: Callable[[dict[str, Any]], OpenItem],
) -> Blocker | None:
    found = rows.get(sort)
    if not found:
        return None
    count: int = found[0]["of_sort"]
    return Blocker(
        kind=f"invoices {sort}",
        label=words(count),
        icon="receipt-text",
        count=count,
        items=tuple(item(row) for row in found),
        all_url=reverse("accounts:invoices", args=[customer.number]),
    )


def _open(customer: Customer) -> Rows:
    return hooks.shared_by_checks(customer, "invoices open", partial(_read, customer, _WHICH))


def unpaid_invoices(customer: Customer) -> Blocker | None:
    """What was issued to this customer and is not paid in full."""
    return _blocker(
        customer,
        _open(customer),
        UNPAID,
        lambda n: ngettext("%(n)d unpaid invoice", "%(n)d unpaid invoices", n) % {"n": n},
        _unpaid,
    )


def draft_invoices(customer: Customer) -> Blocker | None:
    """What was begun and not issued or discarded, also what another's invoice would have it pay."""
    return _blocker(
        customer,
        _open(customer),
        DRAFT,
        lambda n: ngettext("%(n)d draft invoice", "%(n)d draft invoices", n) % {"n": n},
        _draft,
    )


def unpaid_for_others(customer: Customer) -> Blocker | None:
    """What this customer has still to pay for another, who named it as Factuuradres."""
    return _blocker(
        customer,
        _open(customer),
        FOR_OTHERS,
        lambda n: (
            ngettext(
                "%(n)d unpaid invoice for another customer",
                "%(n)d unpaid invoices for other customers",
                n,
            )
            % {"n": n}
        ),
        _unpaid_for_another,
    )


def any_invoices(customer: Customer) -> Blocker | None:
    """Every invoice but the discarded drafts: a prospect never had one."""
    return _blocker(
        customer,
        _read(customer, _AT_ALL),
        ISSUED,
        lambda n: ngettext("%(n)d invoice", "%(n)d invoices", n) % {"n": n},
        _any,
    )


def register() -> None:
    """Register the checks, and the names under which the database refuses."""
    for name, label, check in (
        ("invoices", pgettext_lazy("nothing open", "invoices"), unpaid_invoices),
        ("invoices draft", pgettext_lazy("nothing open", "draft invoices"), draft_invoices),
        ("invoices payer", gettext_lazy("invoices for other customers"), unpaid_for_others),
    ):
        hooks.register_blocker(name, label, check)
    hooks.register_blocker(
        "invoices any",
        gettext_lazy("invoices, also paid ones"),
        any_invoices,
        steps=frozenset({Step.PROSPECT}),
    )
    for constraint, step in GUARDS.items():
        hooks.register_step_guard(constraint, step)

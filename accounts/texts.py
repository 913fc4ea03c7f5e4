"""The texts of accounts in which somebody else may be named.

Not those of invoices: what was issued stays as it was issued, for as long as the tax law keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import BillingAccount
from customers import hooks
from customers.models import Customer
from customers.privacy.erasure.values import own_accounts
from customers.privacy.mentions.places import places_of
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = BillingAccount._meta.db_table


def register() -> None:
    """Have them searched."""
    columns = ("name", "attention_of", "note")
    hooks.register_text_source(
        hooks.TextSource(TABLE, columns, _("Account"), _places, own=own_accounts)
    )


def _places(rows: Iterable[str]) -> dict[str, hooks.TextPlace]:
    """An account stands at its first customer; it is not that one's alone, so its key is not told."""
    rows = list(rows)
    first: dict[str, Customer] = {}
    billed = Customer.objects.filter(billing_account__in=[int(row) for row in rows])
    for customer in billed.order_by("pk"):
        first.setdefault(str(customer.billing_account_id), customer)
    return {
        row: replace(
            place,
            number=first[row].number,
            name=full_name(PersonName.of(first[row])),
            url=reverse("accounts:account", args=[first[row].number]),
        )
        if row in first
        else place
        for row, place in places_of(TABLE, rows, url=lambda _number, _row: "").items()
    }

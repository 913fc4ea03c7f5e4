"""Invoices when two customers become one: they change hands, and stay as they were issued.

Name, address, account, number and amounts are what was issued; whose business it was (`customer`) and
who pays it (`payer`) say where the shop finds it. The database lets those two change inside
`merging` and nowhere else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from accounts.models import Invoice, InvoiceLine
from accounts.services.parties import lock_customers
from klantbeheer import history

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class MovedInvoices:
    """How much changed hands."""

    invoices: int
    to_pay: int
    lines: int


class merging:  # noqa: N801  # reads as a statement
    """Let the database give invoices to another customer inside this block, in this transaction.

    In which order invoices, their lines and the activities on them move does not matter: whether they
    belong together again is looked at when the transaction ends.
    """

    def __enter__(self) -> None:
        self._set("on")

    def __exit__(self, *_exc: object) -> None:
        # Where a statement failed, the transaction takes the door back with everything else.
        with suppress(DatabaseError):
            self._set("off")

    @staticmethod
    def _set(value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('klantbeheer.merging', %s, true)", [value])


def move_invoices(
    *, source: Customer, target: Customer, actor: StaffUser | str, reason: str = ""
) -> MovedInvoices:
    """Give all invoices of `source`, and those that it pays, to `target`. Drafts too.

    The activities that stand on the lines have to move in the same transaction.

    Args:
        source: the customer that is merged away.
        target: the customer that stays.
        actor: who merges.
        reason: for the history.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        lock_customers({source.pk, target.pk})
        further = {"version": F("version") + 1}
        with merging():
            invoices = Invoice.objects.filter(customer=source).update(customer=target, **further)
            to_pay = Invoice.objects.filter(payer=source).update(payer=target, **further)
            lines = InvoiceLine.objects.filter(customer=source).update(customer=target)
    return MovedInvoices(invoices, to_pay, lines)

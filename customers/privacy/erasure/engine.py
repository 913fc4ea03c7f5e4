"""Erasing: a whole customer, or parts of what the shop has of one; in one transaction.

Whoever erases holds the rows of the customers, then of their accounts, in the order of their keys. What
becomes of each column says the registry (`tables.py`); what else there is to do, the apps say by a step
(`hooks.register_erasure_step`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from customers.models import Customer, ErasureEntry
from customers.privacy.erasure import eraser, files, tables, texts
from customers.privacy.erasure.rows import CUSTOMERS, may_disappear, read_catalogue, rows_of
from customers.privacy.erasure.scope import Erasure
from customers.privacy.erasure.values import ACCOUNTS, former_values, own_accounts
from customers.privacy.mentions.service import clean_mentions
from customers.privacy.proof import journal
from klantbeheer import history
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from customers.models import PrivacyRequest
    from customers.privacy.erasure.plan import Blocking
    from klantbeheer.staff.models import StaffUser

NAME_COLUMNS = {"last_name", "company_name"}


class ErasureBlockedError(Exception):
    """Something is open, on hold or undecided; the first argument (`blocking`) says what."""

    def __init__(self, blocking: Blocking) -> None:
        super().__init__(blocking)
        self.blocking = blocking


class AlreadyErasedError(Exception):
    """The customer was erased before; that is final."""


@dataclass(frozen=True)
class Order:
    """What is asked: by whom, on which ground, for which request.

    `again` holds the line of a journal that is carried out once more on a restored database: under the
    same key, of the same moment, and whatever is open by now.
    """

    actor: StaffUser | str
    ground: str
    request: PrivacyRequest | None = None
    approved_by: StaffUser | None = None
    reason: str = ""
    again: Mapping[str, Any] | None = None

    def line(self, customer: Customer, scope: str, **more: Any) -> dict[str, Any]:
        """The line of the journal: no personal data, staff by their user name."""
        if self.again is not None:
            told = {name: self.again.get(name) for name in _AGAIN}
            return told | {"replayed_at": timezone.now()} | more
        return {
            "scope": scope,
            "customer_pk": customer.pk,
            "customer_number": customer.number,
            "ground": self.ground,
            "request_pk": self.request.pk if self.request else None,
            "actor": _name(self.actor),
            "approved_by": _name(self.approved_by) if self.approved_by else "",
        } | more


_AGAIN = (
    "id",
    "scope",
    "customer_pk",
    "customer_number",
    "parts",
    "ground",
    "request_pk",
    "actor",
    "approved_by",
    "moment",
)


def _name(actor: StaffUser | str) -> str:
    return actor if isinstance(actor, str) else actor.get_username()


# ---------------------------------------------------------------- a whole customer
def erase_customer(
    *,
    customer: Customer,
    actor: StaffUser | str,
    ground: str,
    request: PrivacyRequest | None = None,
    approved_by: StaffUser | None = None,
    reason: str = "",
    again: Mapping[str, Any] | None = None,
) -> ErasureEntry:
    """Erase a customer with everything that is its own.

    Who never had an activity or an invoice, and to whom nothing points, disappears entirely; of others
    the row stays with status 'erased'. What a vault keeps waits for its day.

    Args:
        customer: who goes.
        actor: a member of staff, or the name of a system actor.
        ground: why, as the journal says it.
        request: the request it is done for, with the decisions about texts elsewhere.
        approved_by: the second person.
        reason: what stands in the customer's last history row.
        again: a line of the journal that is carried out once more (`Order`).

    Returns:
        The line of the journal.

    Raises:
        ErasureBlockedError: something is open, on hold or undecided.
        AlreadyErasedError: it was erased before.
    """
    order = Order(actor, ground, request, approved_by, reason, again)
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock([customer.pk])[0]
        if locked.status == Customer.Status.ERASED and again is None:
            raise AlreadyErasedError
        if again is None:
            _require_clear(locked, request)
        return _erase_whole(locked, order)


def _require_clear(locked: Customer, request: PrivacyRequest | None) -> None:
    from customers.privacy.erasure.plan import blocking

    found = blocking(locked, request=request)
    if not found.is_clear:
        raise ErasureBlockedError(found)


def lock(keys: Iterable[int]) -> list[Customer]:
    """The rows of the customers, in the order of their keys. Raises Customer.DoesNotExist."""
    wanted = sorted(keys)
    eraser.hold(wanted)
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found: list[Customer] = list(rows)
    if len(found) != len(wanted):
        raise Customer.DoesNotExist
    return found


def _lock_accounts(customers: Sequence[int]) -> None:
    """All they ever had: of the last two of one account, the second sees that the first is erased."""
    model: Any = Customer._meta.get_field("billing_account").related_model
    past: Any = Customer
    keys = past.history.filter(id__in=customers).values("billing_account_id")
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _erase_whole(locked: Customer, order: Order) -> ErasureEntry:
    catalogue = read_catalogue()
    rows = rows_of([locked], catalogue)
    gone = may_disappear(locked, rows)
    _lock_accounts([locked.pk])
    accounts = own_accounts([locked.pk])
    named_in = texts.to_clean(locked, order)
    named = {"parts": texts.told(named_in)} if order.again is None else {}
    erasure = Erasure(
        entry=eraser.begin(order.line(locked, ErasureEntry.Scope.CUSTOMER, removed=gone, **named)),
        customers=[locked.pk],
        numbers=[locked.number],
        rows=rows,
        columns=dict.fromkeys(rows),
    )
    if accounts:
        erasure.add(ACCOUNTS, accounts)
    values = former_values([locked], rows=erasure.rows, catalogue=catalogue)
    erasure.values = values.needles()
    clean_mentions(erasure, named_in)
    tables.carry_out(erasure, catalogue, gone=gone)
    if not gone:
        history.write_history(Customer, [locked.pk], history.CHANGED)
    return _finish(erasure)


# ---------------------------------------------------------------- parts
def erase_parts(
    *,
    customer: Customer,
    parts: Mapping[str, Mapping[str, Sequence[Any] | None]],
    actor: StaffUser | str,
    ground: str,
    request: PrivacyRequest | None = None,
    approved_by: StaffUser | None = None,
    scope: str = ErasureEntry.Scope.COLUMNS,
    reason: str = "",
    again: Mapping[str, Any] | None = None,
) -> ErasureEntry:
    """Erase some rows of a customer, or some columns of them, live and in the history.

    Args:
        customer: whose they are. An erased one is fine: its vault opens.
        parts: live table → {"pks": keys, "columns": names, or None for all that are personal}.
        actor: a member of staff, or the name of a system actor.
        ground: why, as the journal says it.
        request: the request it is done for.
        approved_by: the second person.
        scope: what the journal calls it: 'columns', 'row', 'retention' or 'kept'.
        reason: why, in the history of rows that change beside.
        again: a line of the journal that is carried out once more (`Order`).

    Returns:
        The line of the journal.

    Raises IntegrityError for a table, column or value that cannot be erased.
    """
    order = Order(actor, ground, request, approved_by, reason, again)
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock([customer.pk])[0]
        catalogue = read_catalogue()
        erasure = _begin_parts(locked, parts, order, scope)
        values = former_values(
            [locked], rows=erasure.rows, columns=erasure.columns, catalogue=catalogue
        )
        erasure.values = values.needles()
        tables.carry_out(erasure, catalogue)
        _forget_former_names(locked, erasure)
        return _finish(erasure)


def _begin_parts(
    locked: Customer,
    parts: Mapping[str, Mapping[str, Sequence[Any] | None]],
    order: Order,
    scope: str,
) -> Erasure:
    """The line of the journal, with the parts as they were asked for, and what it is about."""
    told = [
        {"table": t, "pks": [str(pk) for pk in part["pks"] or ()], "columns": part["columns"]}
        for t, part in sorted(parts.items())
    ]
    named: dict[str, Any] = {"parts": told} if order.again is None else {}
    entry = eraser.begin(order.line(locked, scope, **named))
    erasure = Erasure(entry=entry, customers=[], numbers=[locked.number])
    for table, part in parts.items():
        erasure.add(table, part["pks"] or (), _columns(table, part["columns"]))
    return erasure


def _columns(table: str, columns: Sequence[Any] | None) -> Sequence[str] | None:
    """A value of its own for one column asks for those of the others."""
    its = registered_tables().get(table)
    return columns if columns is None or its is None else [*columns, *its.values]


def _forget_former_names(locked: Customer, erasure: Erasure) -> None:
    """The search kept the name that was overwritten just now, as a former one."""
    columns = erasure.columns.get(CUSTOMERS, ())
    if locked.status == Customer.Status.ERASED or not NAME_COLUMNS & set(columns or NAME_COLUMNS):
        return
    if CUSTOMERS not in erasure.rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_formername WHERE customer_id = %s", [locked.pk])
        cursor.execute("SELECT public.customers_search_rebuild(%s::bigint[])", [[locked.pk]])


def _finish(erasure: Erasure) -> ErasureEntry:
    eraser.finish(erasure.entry, erasure.counts)
    files.erase_after_commit(erasure.files)
    with connection.cursor() as cursor:
        # What does not fit is refused here and now, not at a commit that nobody waits for.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    entry = ErasureEntry.objects.get(pk=erasure.entry)
    journal.copy_after_commit(entry)
    return entry

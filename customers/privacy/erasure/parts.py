"""Erasing less than a customer: one contact person, or single fields everywhere.

A phone number that is erased everywhere goes from the card and its history, and from every other place
of this customer where the same number stands (a contact person, a message). What only once was the
same, and is another number by now, stays; the plan names it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from psycopg import sql

from customers import hooks
from customers.hooks import Step
from customers.models import Customer, PrivacyRequest
from customers.privacy.erasure.plan import (
    ERASE,
    KEEP,
    REPORT,
    ErasurePlan,
    PlanRow,
    blockers_of,
    current_hold,
    mentions_of,
    problems_of,
)
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrOrPromise

    from klantbeheer.staff.models import StaffUser

CUSTOMERS = "customers_customer"
#: What `engine.erase_parts` takes: live table → its keys, and the columns (None: all personal ones).
Parts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Choice:
    """A field of the card that can be erased by itself; `kind` says where else its value stands."""

    name: str
    label: StrOrPromise
    columns: tuple[str, ...]
    kind: str = ""
    also: tuple[str, ...] = ()


CHOICES = (
    Choice("phone", gettext_lazy("Phone"), ("phone",), "phone"),
    Choice("mobile", gettext_lazy("Mobile"), ("mobile",), "phone"),
    Choice("phone_extra", gettext_lazy("Extra phone"), ("phone_extra",), "phone"),
    Choice("emails", gettext_lazy("E-mail"), ("emails",), "email"),
    Choice("birth_date", gettext_lazy("Date of birth"), ("birth_date",)),
    Choice(
        "address",
        gettext_lazy("Address, former ones too"),
        ("street", "house_number", "house_number_addition", "postcode", "city"),
        also=("customers_address",),
    ),
    Choice("first_name", gettext_lazy("First name"), ("first_name",)),
    Choice(
        "registration_number", gettext_lazy("Chamber of commerce number"), ("registration_number",)
    ),
    Choice("vat_number", gettext_lazy("VAT number"), ("vat_number",)),
    Choice("attention", gettext_lazy("Attention"), ("attention",)),
    Choice("internal_note", gettext_lazy("Internal note"), ("internal_note",)),
    Choice("custom", gettext_lazy("Extra fields of the shop"), ("custom",)),
)


def columns_of(names: Iterable[str]) -> list[str]:
    """The columns of the chosen fields."""
    chosen = set(names)
    return [column for each in CHOICES if each.name in chosen for column in each.columns]


def chosen_of(request: PrivacyRequest) -> list[Choice]:
    """The fields that a request is about."""
    columns = set(request.scope_columns)
    return [each for each in CHOICES if columns.issuperset(each.columns)]


# ---------------------------------------------------------------- what goes
@dataclass
class Found:
    """Where the chosen values stand: what goes, by column, and what is another value by now."""

    places: dict[tuple[str, str], list[Any]] = field(default_factory=lambda: defaultdict(list))
    other_by_now: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def parts_of(request: PrivacyRequest) -> list[Parts]:
    """What this request erases, as the engine takes it: one after the other.

    Raises ValueError for a request about a whole customer.
    """
    if request.scope == PrivacyRequest.Scope.ROW:
        table, pk = request.scope_table, request.scope_pk
        hanging = hooks.row_parts(table, pk)
        return [
            {table: {"pks": [pk], "columns": None}}
            | {other: {"pks": list(pks), "columns": None} for other, pks in hanging.items() if pks}
        ]
    if request.scope != PrivacyRequest.Scope.COLUMNS:
        raise ValueError("a whole customer has no parts")
    customer_pk = int(request.scope_pk or 0)
    chosen = chosen_of(request)
    columns = [column for each in chosen for column in each.columns]
    parts: Parts = {CUSTOMERS: {"pks": [customer_pk], "columns": columns}}
    for table in {table for each in chosen for table in each.also}:
        if pks := _keys(table, customer_pk):
            parts[table] = {"pks": pks, "columns": None}
    found = [parts]
    for (table, column), pks in find_same(customer_pk, chosen).places.items():
        found.append({table: {"pks": pks, "columns": [column]}})
    return found


def _keys(table: str, customer: int) -> list[Any]:
    """The keys of a customer's rows in a table, also of those that are only in the history."""
    of_customer = sql.SQL("SELECT id FROM {} WHERE {} = %(id)s")
    tables = registered_tables()
    names = [t for t in tables.values() if table in (t.name, t.live)]
    statement = sql.SQL(" UNION ").join(
        of_customer.format(sql.Identifier(t.name), sql.Identifier(t.owner)) for t in names
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": customer})
        return sorted(key for (key,) in cursor.fetchall())


# ---------------------------------------------------------------- the same value elsewhere
def find_same(customer: int, chosen: Sequence[Choice]) -> Found:
    """Where else at this customer the values of the chosen fields stand, present and former ones."""
    found = Found()
    for kind in sorted({each.kind for each in chosen if each.kind}):
        columns = [column for each in chosen if each.kind == kind for column in each.columns]
        values = _values(customer, columns)
        for place in hooks.value_places(kind) if values else ():
            _look(found, place, customer, values)
    return found


def _values(customer: int, columns: Sequence[str]) -> set[str]:
    """What stood in these columns of the card, ever."""
    model: Any = Customer
    values: set[str] = set()
    for rows in (model.objects.filter(pk=customer), model.history.filter(id=customer)):
        for row in rows.values_list(*columns):
            values.update(part for text in row for part in _split(text))
    return values


def _split(text: str | None) -> list[str]:
    return [part.strip().casefold() for part in (text or "").split(";") if part.strip()]


def _look(found: Found, place: hooks.ValuePlace, customer: int, values: set[str]) -> None:
    """Add the rows of one place that hold nothing but these values now, or nothing now but did."""
    live: dict[Any, list[str]] = {}
    once: set[Any] = set()
    for key, text, is_past in _texts(place, customer):
        parts = _split(text)
        if not is_past:
            live[key] = parts
        elif values.intersection(parts):
            once.add(key)
    for key in sorted({*live, *once}, key=str):
        now = live.get(key, [])
        if now and values.issuperset(now):
            found.places[place.table, place.column].append(key)
        elif now and (key in once or values.intersection(now)):
            found.other_by_now[place.table] += 1
        elif key in once:
            found.places[place.table, place.column].append(key)


def _texts(place: hooks.ValuePlace, customer: int) -> list[tuple[Any, str, bool]]:
    """Key, text, and whether the history says so, of this customer's rows in one place."""
    tables = registered_tables()
    parts = []
    for table in tables.values():
        if place.table not in (table.name, table.live):
            continue
        model: Any = apps.get_model(table.model)
        parts.append(
            sql.SQL("SELECT {}::text, {}::text, {}::boolean FROM {} WHERE {} = %(id)s").format(
                sql.Identifier(model._meta.pk.column),
                sql.Identifier(place.column),
                sql.Literal(bool(table.live)),
                sql.Identifier(table.name),
                sql.Identifier(table.owner),
            )
        )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts), {"id": customer})
        return list(cursor.fetchall())


# ---------------------------------------------------------------- the plan of it
def plan_parts(
    request: PrivacyRequest, customer: Customer, user: StaffUser | None = None
) -> ErasurePlan:
    """What erasing a contact person or single fields would do now."""
    is_row = request.scope == PrivacyRequest.Scope.ROW
    erase, reports = _row_lines(request) if is_row else _column_lines(request, customer)
    card = reverse("customers:detail", args=[customer.number])
    keep = [PlanRow(_("Everything else of this customer"), 0, "", KEEP, note="", url=card)]
    return ErasurePlan(
        customer=customer,
        erase=erase,
        keep=keep,
        reports=reports,
        blockers=blockers_of(customer, Step.ERASE_PART),
        hold=current_hold(customer),
        mentions=mentions_of(customer, request, reader=user),
        disappears=False,
        problems=problems_of(request),
    )


def _row_lines(request: PrivacyRequest) -> tuple[list[PlanRow], list[PlanRow]]:
    """A line for the row itself, and one for each table that hangs on it."""
    parts = parts_of(request)[0]
    return [_table_row(table, len(part["pks"]), None) for table, part in parts.items()], []


def _column_lines(
    request: PrivacyRequest, customer: Customer
) -> tuple[list[PlanRow], list[PlanRow]]:
    chosen = chosen_of(request)
    changes = Customer.history.filter(id=customer.pk).count()
    history = ngettext("%(n)d change", "%(n)d changes", changes) % {"n": changes}
    rows = [
        PlanRow(
            str(each.label),
            1,
            _("fields"),
            ERASE,
            note=_("on the card, in the history and in the search words"),
            amount=history,
        )
        for each in chosen
    ]
    found = find_same(customer.pk, chosen)
    numbers: dict[str, int] = defaultdict(int)
    for (table, _column), pks in found.places.items():
        numbers[table] += len(pks)
    note = _("the same value, there and in the history")
    rows += [_table_row(table, n, note) for table, n in numbers.items()]
    for table in sorted({table for each in chosen for table in each.also}):
        if n := len(_keys(table, customer.pk)):
            rows.append(_table_row(table, n, None))
    reports = [
        _table_row(
            table,
            n,
            _("had the same value once, or has another beside it; erase that one by itself"),
            REPORT,
        )
        for table, n in found.other_by_now.items()
    ]
    return rows, reports


def _table_row(table: str, n: int, note: str | None, verdict: str = ERASE) -> PlanRow:
    """A line of the plan for some rows of one table, in the words of its line in every plan."""
    line = next((line for line in hooks.plan_lines() if table in line.tables), None)
    label = str(line.label) if line else table
    told = note if note is not None else str(line.note) if line else ""
    words = ngettext("%(n)d row", "%(n)d rows", n) % {"n": n}
    return PlanRow(label, n, _("rows"), verdict, note=told, amount=words)

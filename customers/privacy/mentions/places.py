"""Where a text stands that names somebody: at whom, who wrote there last, and its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from psycopg import sql

from customers.hooks import TextPlace
from customers.models import Customer
from customers.privacy.mentions.search import REASON, key_of, keys_of
from customers.values.names import PersonName, full_name
from klantbeheer.personal_data import PersonalTable, registered_tables
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NAMES = (
    "kind",
    "salutation",
    "initials",
    "first_name",
    "infix",
    "last_name",
    "company_name",
    "language",
)


def card(number: str, _row: str) -> str:
    """The address of the customer's card, where there is one."""
    return reverse("customers:detail", args=[number]) if number else ""


def places_of(
    table: str, rows: Iterable[str], url: Callable[[str, str], str] = card
) -> dict[str, TextPlace]:
    """The places of these rows of a live table: at most three queries, whatever their number.

    Args:
        table: the live table, as the registry of personal data has it.
        rows: the keys.
        url: makes the address of the customer's number ('' without a customer) and the key.
    """
    found = _newest(registered_tables()[table], list(rows))
    customers = Customer.objects.only("number", *_NAMES).in_bulk({owner for _, owner, *_ in found})
    staff = StaffUser.objects.in_bulk({user for *_, user, _ in found})
    places: dict[str, TextPlace] = {}
    for row, owner, user, moment in found:
        customer = customers.get(owner)
        number = customer.number if customer else ""
        places[row] = TextPlace(
            customer=owner,
            number=number,
            name=full_name(PersonName.of(customer)) if customer else "",
            by=staff[user].display_name if user in staff else "",
            day=moment.date() if moment else None,
            url=url(number, row),
        )
    return places


def _newest(table: PersonalTable, rows: list[str]) -> list[tuple[str, Any, Any, Any]]:
    """Key, customer, member of staff and moment of the newest history row, or of the row itself."""
    tables = registered_tables()
    history = next(
        (one for one in tables.values() if one.live == table.name and REASON in one.columns), None
    )
    last = (
        sql.SQL("h.history_user_id, h.history_date") if history else sql.SQL("NULL::bigint, NULL")
    )
    order = sql.SQL(", h.history_id DESC") if history else sql.SQL("")
    key = sql.Identifier("h", key_of(table))
    statement = sql.SQL(
        "SELECT DISTINCT ON ({key}) {key}::text, {owner}, {last} FROM {held_in} h"
        " WHERE {key} = ANY({keys}) ORDER BY {key}{order}"
    ).format(
        key=key,
        owner=_owner(table, "h"),
        last=last,
        held_in=sql.Identifier(history.name if history else table.name),
        keys=keys_of(table, rows),
        order=order,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string())
        return list(cursor.fetchall())


def _owner(table: PersonalTable, alias: str) -> sql.Composable:
    """The customer of a row, by its own column or by that of what it hangs on."""
    if not table.owner:
        return sql.SQL("NULL::bigint")
    if not table.through:
        return sql.Identifier(alias, table.owner)
    through = registered_tables()[table.through]
    return sql.SQL("(SELECT {} FROM {} o WHERE {} = {})").format(
        _owner(through, "o"),
        sql.Identifier(through.name),
        sql.Identifier("o", key_of(through)),
        sql.Identifier(alias, table.owner),
    )

"""Where a text may name somebody: by the index over its words, in the history, which holds every text.

A live row equals its newest history row, so what the history does not name, nothing does. A table
without a history is searched itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from customers import hooks
from customers.privacy.mentions.signs import Lookup
from klantbeheer.personal_data import PersonalTable, registered_tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime


REASON = "history_change_reason"
#: With more than these the planner would think longer than the index needs.
_MOST_CONDITIONS = 10


@dataclass(frozen=True)
class Searched:
    """Columns that are searched together: of a live table, by the table that holds all its texts."""

    live: str
    held_in: str
    key: str
    columns: tuple[str, ...]

    @property
    def has_history(self) -> bool:
        """Whether the table that is searched is a history."""
        return self.held_in != self.live

    @property
    def words(self) -> sql.Composable:
        """The expression of its index."""
        columns = sql.SQL(", ").join(sql.Identifier("h", column) for column in self.columns)
        return sql.SQL("public.customers_text_words({})").format(columns)

    @property
    def filled(self) -> sql.Composable:
        """The condition of its index."""
        some = (sql.SQL("{} <> ''").format(sql.Identifier("h", name)) for name in self.columns)
        return sql.SQL("({})").format(sql.SQL(" OR ").join(some))


@dataclass
class Version:
    """A text as it was from a moment on; `current` when it is so now."""

    text: str
    since: datetime | None
    current: bool = False


@dataclass
class Texts:
    """All that one column of one row holds and held, from old to new."""

    versions: list[Version] = field(default_factory=list)

    def add(self, text: str, since: datetime | None) -> None:
        """Take in the next version; one that is the same is no new one."""
        if not self.versions or self.versions[-1].text != text:
            self.versions.append(Version(text, since))


def searched() -> list[Searched]:
    """Everything that is searched: the registered texts, and why rows of somebody were changed."""
    tables = registered_tables()
    histories = {table.live: table for table in tables.values() if REASON in table.columns}
    texts = [
        Searched(
            live=source.table,
            held_in=histories[source.table].name if source.table in histories else source.table,
            key=key_of(tables[source.table]),
            columns=tuple(source.columns),
        )
        for source in hooks.text_sources()
    ]
    reasons = [
        Searched(live=live, held_in=table.name, key=key_of(table), columns=(REASON,))
        for live, table in sorted(histories.items())
        if table.owner or live in {one.live for one in texts}
    ]
    return texts + reasons


def key_of(table: PersonalTable) -> str:
    """The name of the column with the key of a live table, or of that of a history."""
    return str(apps.get_model(table.model)._meta.pk.column)


def candidates(
    places: Iterable[Searched], lookups: Collection[Lookup], own: Sequence[int]
) -> dict[Searched, set[str]]:
    """The rows whose texts hold the words that are looked up, those of the customers `own` left out.

    One query, by the indexes alone.
    """
    places = list(places)
    found: dict[Searched, set[str]] = defaultdict(set)
    if not lookups:
        return found
    lookups = together(lookups)
    branches = (branch(nth, place, lookups, own) for nth, place in enumerate(places))
    with transaction.atomic(), connection.cursor() as cursor:
        # A planner that knows little of the words would rather read a table than its index.
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        cursor.execute(
            sql.SQL(" UNION ALL ")
            .join(sql.SQL("({})").format(each) for each in branches)
            .as_string()
        )
        for nth, row in cursor:
            found[places[nth]].add(row)
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return found


def together(lookups: Collection[Lookup]) -> list[Lookup]:
    """The same question in few lookups: those that differ in one word become one.

    Who moved or was renamed often has hundreds of addresses and names, and each lookup costs the
    planner as much as the search.
    """
    tally = Counter(word for one in lookups for word in one.every)
    grouped: dict[tuple[str, ...], set[str]] = defaultdict(set)
    found: list[Lookup] = []
    for one in lookups:
        if one.any_of:
            grouped[one.every].update(one.any_of)
        elif len(one.every) == 1:
            found.append(one)
        else:
            own = min(one.every, key=lambda word: (tally[word], word))
            grouped[tuple(word for word in one.every if word != own)].add(own)
    return found + [Lookup(every, tuple(sorted(some))) for every, some in grouped.items()]


def branch(
    nth: int, place: Searched, lookups: Collection[Lookup], own: Sequence[int]
) -> sql.Composed:
    """The question for one place: `nth`, and the keys of the rows in which these lookups stand."""
    singles = sorted(one.every[0] for one in lookups if len(one.every) == 1 and not one.any_of)
    more = [one for one in lookups if len(one.every) > 1 or one.any_of]
    words = place.words
    # Word by word: of a long list at once the planner thinks that it is in most texts, and reads all.
    each = sql.SQL("{} w(word) JOIN {} h ON {} @> ARRAY[w.word]").format(
        sql.SQL("unnest({})").format(_array(singles)), sql.Identifier(place.held_in), words
    )
    parts: list[tuple[sql.Composed, sql.Composable]] = []
    if singles:
        parts.append((each, sql.SQL("true")))
    table = sql.SQL("{} h").format(sql.Identifier(place.held_in))
    parts += [
        (table, _both(words, one)) for one in sorted(more, key=lambda one: (one.every, one.any_of))
    ]
    rest = _not_of(registered_tables()[place.live], "h", own)
    return sql.SQL(" UNION ").join(
        sql.SQL("(SELECT {}, {}::text FROM {} WHERE {} AND {} AND {})").format(
            sql.Literal(nth), sql.Identifier("h", place.key), source, place.filled, its, rest
        )
        for source, its in parts
    )


def _both(words: sql.Composable, one: Lookup) -> sql.Composable:
    every = sql.SQL("{} @> {}").format(words, _array(one.every))
    if not one.any_of:
        return every
    return sql.SQL("({} AND {} && {})").format(every, words, _array(one.any_of))


def _any_of_all(words: sql.Composable, lookups: Iterable[Lookup]) -> sql.Composable:
    """A telling word of any of these with another word of any: wider, and planned in no time."""
    telling: set[str] = set()
    others: set[str] = set()
    for one in lookups:
        first = max(one.every[:-1] or one.every, key=len)
        telling.add(first)
        others.update(one.any_of or [word for word in one.every if word != first] or [first])
    return sql.SQL("({words} && {telling} AND {words} && {others})").format(
        words=words, telling=_array(sorted(telling)), others=_array(sorted(others))
    )


def _order(one: Lookup) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return one.every, one.any_of


def _array(words: Iterable[str]) -> sql.Composable:
    return sql.SQL("{}::text[]").format(sql.Literal(list(words)))


def _not_of(table: PersonalTable, alias: str, own: Sequence[int]) -> sql.Composable:
    """That a row is not of these customers, by its own column or by that of what it hangs on."""
    if not own or not table.owner:
        return sql.SQL("true")
    if not table.through:
        each = sql.SQL("({owner} IS NULL OR {owner} <> ALL({own}))")
        return sql.SQL(" AND ").join(
            each.format(owner=sql.Identifier(alias, owner), own=sql.Literal(list(own)))
            for owner in table.owners
        )
    through = registered_tables()[table.through]
    return sql.SQL("NOT EXISTS (SELECT FROM {} o WHERE {} = {} AND NOT {})").format(
        sql.Identifier(through.name),
        sql.Identifier("o", key_of(through)),
        sql.Identifier(alias, table.owner),
        _not_of(through, "o", own),
    )


def texts_of(place: Searched, rows: Collection[str]) -> Iterator[tuple[str, str, Texts]]:
    """Row, column and texts of these rows, as they are and as they were."""
    if not place.has_history:
        yield from _live_texts(place, rows)
        return
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in place.columns)
    key = sql.Identifier(place.key)
    statement = sql.SQL(
        "SELECT {}::text, history_type, history_date, {} FROM {} WHERE {} = ANY({}) ORDER BY history_id"
    ).format(
        key,
        columns,
        sql.Identifier(place.held_in),
        key,
        keys_of(registered_tables()[place.live], rows),
    )
    found: dict[tuple[str, str], Texts] = defaultdict(Texts)
    alive: dict[str, bool] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string())
        for row, kind, since, *texts in cursor:
            alive[row] = kind != "-"
            for column, text in zip(place.columns, texts, strict=True):
                found[row, column].add(text or "", since)
    for (row, column), texts_ in found.items():
        texts_.versions[-1].current = alive[row]
        yield row, column, texts_


def _live_texts(place: Searched, rows: Collection[str]) -> Iterator[tuple[str, str, Texts]]:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in place.columns)
    key = sql.Identifier(place.key)
    statement = sql.SQL("SELECT {}::text, {} FROM {} WHERE {} = ANY({})").format(
        key,
        columns,
        sql.Identifier(place.live),
        key,
        keys_of(registered_tables()[place.live], rows),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string())
        for row, *texts in cursor:
            for column, text in zip(place.columns, texts, strict=True):
                yield row, column, Texts([Version(text or "", None, current=True)])


def keys_of(table: PersonalTable, rows: Collection[str]) -> sql.Composable:
    """The keys as the column of the table has them, so that its index is used."""
    field = apps.get_model(table.model)._meta.pk
    return sql.SQL("{}::{}[]").format(
        sql.Literal(sorted(rows)), sql.SQL(str(field.rel_db_type(connection)))
    )

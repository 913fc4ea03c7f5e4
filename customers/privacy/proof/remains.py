"""What is left of an erased customer: nothing but what the registry prescribes and the law keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from psycopg import sql

from customers import hooks
from customers.models import Customer, Draft, ErasedFile, ErasureEntry, MentionDecision
from customers.privacy.erasure.rows import goes_entirely, read_catalogue, rows_of
from customers.privacy.erasure.values import ACCOUNTS, own_accounts
from customers.privacy.proof import journal
from customers.privacy.retention.vaults import kept_until
from klantbeheer import journal_file
from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from customers.privacy.erasure.rows import Catalogue

CUSTOMERS = Customer._meta.db_table


class NotErasedError(Exception):
    """There is no erased customer of this number; the argument is 'unknown' or 'present'."""


@dataclass(frozen=True)
class Left:
    """A column of a row that does not hold what it should, or a row that should not be there."""

    table: str
    row: str
    column: str


@dataclass
class Remains:
    """What was found of one customer.

    `kept` says of rows that a vault keeps which columns wait, and until when; `decided` are the texts
    of others that a colleague decided to leave.
    """

    number: str
    customer: int
    entries: list[ErasureEntry]
    disappeared: bool
    left: list[Left] = field(default_factory=list)
    kept: dict[tuple[str, str], tuple[frozenset[str], datetime.date]] = field(default_factory=dict)
    decided: set[tuple[str, str, str]] = field(default_factory=set)

    def is_kept(self, table: str, row: str, column: str) -> bool:
        """Whether a vault keeps this column of this row, live or in the history."""
        columns, _until = self.kept.get((table, row), (frozenset(), None))
        return column in columns


def remains_of(number: str) -> Remains:
    """Look at every row of the erased customer with this number. Raises NotErasedError."""
    found = _whose(number)
    catalogue = read_catalogue()
    rows = rows_of([found.customer], catalogue)
    if accounts := own_accounts([found.customer]):
        rows[ACCOUNTS] = set(accounts)
    _find_kept(found)
    for table, pks in sorted(rows.items()):
        if goes_entirely(table):
            if not registered_tables()[table].later:
                found.left += [Left(table, pk, "") for pk in sorted(pks)]
        elif table in catalogue:
            _compare(found, table, sorted(pks), catalogue)
    _find_derived(found)
    _find_drafts(found)
    if ErasedFile.objects.exists():
        found.left += [
            Left("files", str(pk), "") for pk in ErasedFile.objects.values_list("pk", flat=True)
        ]
    _look_in_journal(found)
    return found


def _whose(number: str) -> Remains:
    entries = list(
        ErasureEntry.objects.filter(
            customer_number=number, scope=ErasureEntry.Scope.CUSTOMER
        ).order_by("moment")
    )
    customer = Customer.objects.filter(number=number).first()
    if customer is None and not entries:
        raise NotErasedError("unknown")
    if customer is not None and (customer.status != Customer.Status.ERASED or not entries):
        raise NotErasedError("present")
    decided = MentionDecision.objects.filter(request__customer_number=number, decision="keep")
    return Remains(
        number=number,
        customer=entries[0].customer_pk if customer is None else customer.pk,
        entries=entries,
        disappeared=customer is None,
        decided=set(decided.values_list("table", "row", "column")),
    )


def _find_kept(found: Remains) -> None:
    tables = registered_tables()
    columns: dict[str, set[str]] = {}
    for vault in hooks.vaults():
        for name in vault.tables:
            waiting = {c for c, its in tables[name].columns.items() if its == vault.handling}
            columns.setdefault(name, set()).update(waiting)
    for table, rows in kept_until([found.customer], timezone.localdate()).items():
        for pk, until in rows.items():
            found.kept[table, str(pk)] = (frozenset(columns.get(table, ())), until)


def _compare(found: Remains, table: str, pks: Sequence[str], catalogue: Catalogue) -> None:
    """Each column, live and in the history, against the value that the catalogue gives it."""
    known = catalogue[table]
    # What a colleague writes about the erased customer afterwards is nothing that was left.
    later = registered_tables()[table].later
    sources = [] if later else [table]
    sources += [known["history"]] if "history" in known else []
    for source in sources:
        for column, value in known["columns"].items():
            test = sql.SQL("t.{column} IS DISTINCT FROM ({value})").format(
                column=sql.Identifier(column), value=_as_it_is(value)
            )
            if later:
                test += sql.SQL(" AND t.history_date < {}").format(
                    sql.Literal(found.entries[-1].moment)
                )
            found.left += [
                Left(source, pk, column)
                for pk in _keys(source, known, pks, test)
                if not found.is_kept(table, pk, column)
            ]


def _keys(
    source: str, known: Mapping[str, Any], pks: Sequence[str], test: sql.Composable
) -> list[str]:
    statement = sql.SQL(
        "SELECT DISTINCT t.{pk}::text FROM {source} t"
        " WHERE t.{pk} = ANY ({pks}::text[]::{type}[]) AND {test} ORDER BY 1"
    ).format(
        pk=sql.Identifier(known["pk"]),
        source=sql.Identifier(source),
        pks=sql.Literal(list(pks)),
        type=_as_it_is(known["type"]),
        test=test,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string())
        return [pk for (pk,) in cursor.fetchall()]


def _as_it_is(text: str) -> sql.SQL:
    return sql.SQL(text)  # from the database's own catalogue


def _find_derived(found: Remains) -> None:
    """What the search keeps of everybody else."""
    for table in registered_tables().values():
        if table.owner and not table.through and Handling.DERIVED in table.columns.values():
            if table.columns[table.owner] is not Handling.DERIVED:
                continue
            statement = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s").format(
                sql.Identifier(table.name), sql.Identifier(table.owner)
            )
            with connection.cursor() as cursor:
                cursor.execute(statement.as_string(), [found.customer])
                if cursor.fetchone()[0]:
                    found.left.append(Left(table.name, "", table.owner))


def _find_drafts(found: Remains) -> None:
    drafts = Draft.objects.filter(path__regex=rf"/{found.number}(/|\?|$)")
    later = found.entries[-1].moment
    found.left += [
        Left(Draft._meta.db_table, str(pk), "")
        for pk in drafts.filter(saved_at__lt=later).values_list("pk", flat=True)
    ]


def _look_in_journal(found: Remains) -> None:
    known = journal_file.read(journal.journal_path())
    found.left += [
        Left(ErasureEntry._meta.db_table, str(entry.pk), "file")
        for entry in found.entries
        if str(entry.pk) not in known
    ]

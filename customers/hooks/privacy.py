"""What an app has of a person: what a plan of erasure says of it, what is kept, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer
    from customers.privacy.erasure.scope import Erasure
    from klantbeheer.staff.models import StaffUser


# ---------------------------------------------------------------- the plan
@dataclass(frozen=True)
class PlanLine:
    """A line of every plan of erasure: some tables together, in the words of the card.

    Args:
        name: of the line; a second registration under the same name replaces the first.
        label: the (lazy) words ('Contacten en notities').
        tables: the live tables that it counts.
        note: what becomes of them ('tekst weg; datum en medewerker blijven').
        tab: the name of the card's tab on which it stands, or ''.
        position: where in the plan.
        words: says how many there are ('2 bestanden'), given the count of each table in turn.
        permission: whoever lacks it does not get to see that there are any.
        counted_by: for a table without an index on its owner alone, the condition that one fits,
            with '%(id)s' for the customer's key.
    """

    name: str
    label: StrOrPromise
    tables: Sequence[str]
    note: StrOrPromise
    tab: str = ""
    position: int = 100
    words: Callable[..., str] | None = None
    permission: str = ""
    counted_by: Mapping[str, str] = field(default_factory=dict)


_plan_lines: dict[str, PlanLine] = {}


def register_plan_line(line: PlanLine) -> None:
    """Add a line to every plan."""
    _plan_lines[line.name] = line


def plan_lines() -> list[PlanLine]:
    """The registered lines, by position."""
    return sorted(_plan_lines.values(), key=lambda line: (line.position, line.name))


@dataclass(frozen=True)
class PlanReport:
    """What a plan of erasure only tells: another customer whose business changes with it."""

    label: str
    note: str
    url: str = ""


_plan_reports: dict[str, Callable[[Customer], Sequence[PlanReport]]] = {}


def register_plan_report(name: str, find: Callable[[Customer], Sequence[PlanReport]]) -> None:
    """Have every plan tell what `find` answers, with one query; the same name replaces."""
    _plan_reports[name] = find


def plan_reports(customer: Customer) -> list[PlanReport]:
    """What the plan of this customer only tells, by the name of who says it."""
    return [report for _name, find in sorted(_plan_reports.items()) for report in find(customer)]


@dataclass(frozen=True)
class ValuePlace:
    """A column of a live table that holds the same phone numbers or e-mail addresses as the card.

    `kind` is 'phone' or 'email'. Whoever has one of those erased everywhere has it erased there too.
    """

    kind: str
    table: str
    column: str


_value_places: dict[tuple[str, str], ValuePlace] = {}


def register_value_place(kind: str, table: str, *columns: str) -> None:
    """Say where a phone number or an e-mail address of a customer is written once more."""
    for column in columns:
        _value_places[table, column] = ValuePlace(kind, table, column)


def value_places(kind: str) -> list[ValuePlace]:
    """The registered places of one kind, by table and column."""
    return [place for _key, place in sorted(_value_places.items()) if place.kind == kind]


_row_parts: dict[str, Callable[[int], Mapping[str, Sequence[object]]]] = {}


def register_row_parts(table: str, find: Callable[[int], Mapping[str, Sequence[object]]]) -> None:
    """Say which rows of other tables go along when one row of `table` is erased: table → keys."""
    _row_parts[table] = find


def row_parts(table: str, pk: int | None) -> Mapping[str, Sequence[object]]:
    """The rows that go along with this one."""
    return _row_parts[table](pk) if table in _row_parts and pk is not None else {}


# ---------------------------------------------------------------- what is kept for its time
@dataclass(frozen=True)
class KeptUntil:
    """Rows of one table that the law (or the shop) keeps until a day, this day included."""

    pks: Sequence[int]
    until: datetime.date


@dataclass(frozen=True)
class Vault:
    """What outlives an erasure for a time: tables with columns of one class.

    `kept` answers which rows of these customers (by key) are kept until when on that day; rows of the
    tables that it does not name go at once. `tables` are live ones; `handling` is the class of the
    columns that wait ('fiscal', 'medical').

    `named` answers the rows of other customers that name one of these and whose time is over, by
    customer: table → keys; of those `named_columns` go.
    """

    name: str
    label: StrOrPromise
    note: StrOrPromise
    handling: str
    tables: Sequence[str]
    kept: Callable[[Sequence[int], datetime.date], Mapping[str, Sequence[KeptUntil]]]
    tab: str = ""
    named: (
        Callable[[Sequence[int], datetime.date], Mapping[int, Mapping[str, Sequence[int]]]] | None
    ) = None
    named_columns: Sequence[str] = ()


_vaults: dict[str, Vault] = {}


def register_vault(vault: Vault) -> None:
    """Keep something for its time; the same name replaces."""
    _vaults[vault.name] = vault


def vaults() -> list[Vault]:
    """The registered vaults, by name."""
    return sorted(_vaults.values(), key=lambda vault: vault.name)


# ---------------------------------------------------------------- texts that mention somebody
@dataclass(frozen=True)
class TextSource:
    """The texts of one live table, in which somebody may be mentioned.

    `columns` are searched together, by the index over `customers_text_words` of them, in the live table
    and in its history. `label` says what it is ('Notitie'); `describe` answers for some rows (by key)
    what the decision's page shows: whose it is, and where it stands. `own` answers which rows (by key)
    go with these customers although no column says that they are theirs. `may_read` answers of which
    rows this reader may see the text, and writes down that it is read; all, when left out.
    """

    table: str
    columns: Sequence[str]
    label: StrOrPromise
    describe: Callable[[Iterable[str]], Mapping[str, TextPlace]]
    own: Callable[[Sequence[int]], Collection[str]] | None = None
    may_read: Callable[[StaffUser | None, Collection[str]], Collection[str]] | None = None


@dataclass(frozen=True)
class TextPlace:
    """Where a text stands: at which customer (key, number, name), by whom and when; its address.

    `label` says what it is there, when the words of its source do not say enough.
    """

    customer: int | None
    number: str
    name: str
    by: str = ""
    day: datetime.date | None = None
    url: str = ""
    label: str = ""


_text_sources: dict[str, TextSource] = {}


def register_text_source(source: TextSource) -> None:
    """Have texts searched for mentions; the same table replaces."""
    _text_sources[source.table] = source


def text_sources() -> list[TextSource]:
    """The registered sources, by table."""
    return sorted(_text_sources.values(), key=lambda source: source.table)


# ---------------------------------------------------------------- more to do than rows
_erasure_steps: dict[str, Callable[[Erasure], None]] = {}


def register_erasure_step(name: str, step: Callable[[Erasure], None]) -> None:
    """Do more in the transaction of an erasure than its columns say (a step may look up and overwrite).

    Files go through `Erasure.file()`, which deletes them after the commit and tries again.
    """
    _erasure_steps[name] = step


def erasure_steps() -> list[Callable[[Erasure], None]]:
    """The registered steps, in the order of their names."""
    return [step for _name, step in sorted(_erasure_steps.items())]


# ---------------------------------------------------------------- how long something is kept
@dataclass(frozen=True)
class UsualPeriod:
    """How long shops usually keep something, and why: offered to a shop that has no rule for it yet.

    `by_country` has the months of countries where they are others.
    """

    months: int
    ground: StrOrPromise
    by_country: Mapping[str, int] = field(default_factory=dict)

    def months_in(self, country: str) -> int:
        """The period of a shop in that country."""
        return self.by_country.get(country, self.months)


@dataclass(frozen=True)
class RetentionKind:
    """Something that has a period of its own: 'customer', 'moment', 'message', …

    `find` gets the day before which nothing happened and some thousands of customers (by key); it
    answers of whom something may go, with a fixed number of queries by an index. `parts` answers which
    rows those are, when the batch is carried out: live table → keys; None: everything of the customer,
    which `whole` says. Only customers with one of `statuses` are looked at. Whoever lacks `permission`
    does not get to see its batches. `usual` is None where the shop alone can say how long.
    """

    name: str
    label: StrOrPromise
    counts_from: StrOrPromise
    find: Callable[[datetime.date, Sequence[int]], Sequence[RetentionCandidate]]
    parts: Callable[[Customer, datetime.date], Mapping[str, Sequence[object]]] | None = None
    whole: bool = False
    statuses: frozenset[str] = frozenset({"prospect", "active", "inactive"})
    permission: str = ""
    usual: UsualPeriod | None = None


@dataclass(frozen=True)
class RetentionCandidate:
    """A customer of whom something may go: how many rows, and the day of the last of them."""

    customer: int
    rows: int
    last_sign: datetime.date | None


_retention_kinds: dict[str, RetentionKind] = {}


def register_retention_kind(kind: RetentionKind) -> None:
    """Let the shop set a period for this; the same name replaces."""
    _retention_kinds[kind.name] = kind


def retention_kinds() -> dict[str, RetentionKind]:
    """The registered kinds, by name."""
    return dict(sorted(_retention_kinds.items()))


# ---------------------------------------------------------------- the access request
@dataclass(frozen=True)
class AccessSection:
    """A part of the file of an access request beside the registered tables: who read medical fields.

    `rows` answers headings and rows of plain texts.
    """

    name: str
    label: StrOrPromise
    rows: Callable[[Customer], AccessTable]
    position: int = 100


@dataclass(frozen=True)
class AccessTable:
    """Headings, and rows of as many texts."""

    headings: Sequence[StrOrPromise]
    rows: Sequence[Sequence[str]] = field(default_factory=list)


_access_sections: dict[str, AccessSection] = {}


def register_access_section(section: AccessSection) -> None:
    """Add a part to the file of every access request; the same name replaces."""
    _access_sections[section.name] = section


def access_sections() -> list[AccessSection]:
    """The registered parts, by position."""
    return sorted(_access_sections.values(), key=lambda part: (part.position, part.name))

"""Who changed what and when: every row of every history, beside the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.privacy.access.blocks import Heading, Row, TableEnd, TableStart
from customers.privacy.access.tables import pages
from customers.privacy.access.values import (
    QUIET,
    is_of_history,
    label_of,
    table_label,
    value_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from customers.privacy.access.blocks import Block
    from customers.privacy.access.tables import Source
    from customers.privacy.access.values import Values

WEIGHTS = (3, 2, 10)
_BRIEF = 60  # characters


def history_blocks(
    values: Values, found: Sequence[Source], step: Callable[[int], None]
) -> Iterator[Block]:
    """A table per kind of data; what a row was added with stands in its chapter, or in its end here."""
    for source in found:
        if not (source.is_history and source.table.model):
            continue
        started = False
        for row in _rows(values, source, step):
            if not started:
                started = True
                yield Heading(3, table_label(source))
                heads = (_("When"), _("Who"), _("What"))
                yield TableStart(table_label(source), heads, WEIGHTS)
            yield row
        if started:
            yield TableEnd()


def _rows(values: Values, source: Source, step: Callable[[int], None]) -> Iterator[Row]:
    previous: dict[str, Any] | None = None
    key = source.key[0]
    chosen: dict[int, set[str]] = {}
    for page in pages(source, values.customer.pk):
        rows = [row for raw in page if (row := values.clean(source, raw)) is not None]
        # A page begins with what the last one ended with, so its names are needed too.
        values.prepare(source, [*rows, previous] if previous else rows)
        chosen |= _interests(source, rows)
        for row in rows:
            before = previous if previous and previous[key] == row[key] else None
            said = _said(values, source, row, before)
            said += _chosen(chosen, row, before)
            previous = row
            if said:
                when = value_words(row["history_date"])
                yield Row((when, values.who(row), said.strip()))
        step(len(page))


def _said(
    values: Values, source: Source, row: dict[str, Any], before: dict[str, Any] | None
) -> str:
    """What the change was, in words; '' when nothing was that a reader can see."""
    reason = row.get("history_change_reason")
    why = f"\n{_('Reason')}: {reason}" if reason else ""
    if row["history_type"] == "-":
        facts = values.facts(source, row)
        return _("Removed") + "".join(f"\n{name}: {said}" for name, said in facts) + why
    if before is None:
        if row["history_type"] == "+":
            return f"{_('Added')}: {_brief(values.facts(source, row))}" + why
        # The rows before it are gone: all that it said then.
        facts = values.facts(source, row)
        return _("Changed") + "".join(f"\n{name}: {said}" for name, said in facts) + why
    changes = []
    for column in source.columns:
        if column in QUIET or column in source.key or is_of_history(source, column):
            continue
        if row[column] != before[column]:
            was = values.words(source, column, before[column]) or _("(empty)")
            now = values.words(source, column, row[column]) or _("(empty)")
            changes.append(f"{label_of(source, column)}: {was} → {now}")
    return "\n".join(changes) + why if changes else ""


def _interests(source: Source, rows: Sequence[dict[str, Any]]) -> dict[int, set[str]]:
    """The interests that stood beside each of these rows of the customer; nothing of other tables."""
    if source.live != Customer._meta.db_table:
        return {}
    model = apps.get_model("customers", "HistoricalCustomer_interests")
    found: dict[int, set[str]] = {row["history_id"]: set() for row in rows}
    pairs = model.objects.filter(history_id__in=list(found)).select_related("interest")
    for pair in pairs:
        found[pair.history_id].add(str(pair.interest))
    return found


def _chosen(chosen: dict[int, set[str]], row: dict[str, Any], before: dict[str, Any] | None) -> str:
    """How the interests changed with this row."""
    now = chosen.get(row["history_id"], set())
    was = chosen.get(before["history_id"], set()) if before else set()
    if now == was:
        return ""
    told = (", ".join(sorted(names)) or _("(empty)") for names in (was, now))
    return f"\n{_('Interests')}: {' → '.join(told)}"


def _brief(facts: Sequence[tuple[str, str]]) -> str:
    """Enough to know which one it is; all of it stands in its chapter, or in the changes after it."""
    says = [said for _name, said in facts if said not in (_("yes"), _("no"))] or ["-"]
    return " · ".join(" ".join(said.split())[:_BRIEF] for said in says[:3])

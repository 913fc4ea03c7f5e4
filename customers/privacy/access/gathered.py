"""`gegevens.json`: every field of the registry, row by row, written while it is read.

    {"format": "klantbeheer-inzage", "version": 1, "made_at": …, "customer_number": …,
     "explanation": {…},
     "left_out": {"tables": [those that are made from the others], "notes": […]},
     "tables": [{"table": …, "label": …, "fields": {column: {"label": …, "class": …}},
                 "rows": [{column: value}],
                 "history_fields": {…}, "history": [{column: value}]}]}

Moments are ISO 8601 with the shop's offset, dates ISO 8601, amounts texts with a point, files paths in
the ZIP. A member of staff is a first name, another customer '[andere klant]'.
"""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.privacy.access.tables import derived_tables, pages
from customers.privacy.access.values import label_of, table_label

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Sequence

    from customers.privacy.access.tables import Source
    from customers.privacy.access.values import Values

FORMAT, VERSION = "klantbeheer-inzage", 1


def write_json(
    file: IO[bytes],
    *,
    values: Values,
    found: Sequence[Source],
    notes: Sequence[str],
    moment: datetime.datetime,
    step: Callable[[int], None],
) -> None:
    """Write everything to an open binary file; `step` is told how many rows were read."""
    histories = {source.live: source for source in found if source.is_history}
    head = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.localtime(moment).isoformat(),
        "customer_number": values.customer.number,
        "explanation": _explanation(),
        "left_out": {"tables": derived_tables(), "notes": list(notes)},
    }
    _write(file, _dumped(head)[:-1] + ',\n"tables": [')
    for at, source in enumerate(source for source in found if not source.is_history):
        about = {
            "table": source.name,
            "label": table_label(source),
            "fields": _fields(source),
        }
        _write(file, (",\n" if at else "\n") + _dumped(about)[:-1])
        _rows(file, "rows", source, values, step)
        history = histories.get(source.name)
        if history is not None:
            _write(file, f',\n"history_fields": {_dumped(_fields(history))}')
            _rows(file, "history", history, values, step)
        _write(file, "}")
    _write(file, "\n]}\n")


def _rows(
    file: IO[bytes], name: str, source: Source, values: Values, step: Callable[[int], None]
) -> None:
    _write(file, f',\n"{name}": [')
    first = True
    for page in pages(source, values.customer.pk):
        parts = []
        for raw in page:
            row = values.clean(source, raw)
            if row is not None:
                plain = {column: values.plain(value) for column, value in row.items()}
                parts.append(_dumped(plain))
        if parts:
            _write(file, ("\n" if first else ",\n") + ",\n".join(parts))
            first = False
        step(len(page))
    _write(file, "]")


def _fields(source: Source) -> dict[str, dict[str, str]]:
    return {
        column: {
            "label": label_of(source, column),
            "class": source.table.columns[column].value,
        }
        for column in source.columns
    }


def _explanation() -> dict[str, str]:
    """What a reader of the file must know, in words."""
    return {
        "tables": _("Each kind of data has its fields, its rows now, and its rows as they were."),
        "class": _("What happens to a field when the person is erased."),
        "moments": _("Moments and dates are ISO 8601, amounts are texts with a point."),
        "files": _("A file is named by its path in the ZIP."),
        "others": _("Other people are left out; of colleagues the first name is told."),
    }


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(file: IO[bytes], text: str) -> None:
    file.write(text.encode("utf-8", "replace"))

"""Where values still stand: every table of the database, and the files beside it."""

from __future__ import annotations

import email
import email.policy
import gzip
import io
import json
import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from psycopg import sql

from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from customers.privacy.proof.needles import Needle, Needles

BLOCK = 1_000_000
PIECE = 8_000_000
OVERLAP = 2_000
#: So many places of one table are told one by one; the others are counted.
TOLD = 100

TABLES = """
SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum),
  array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum),
  coalesce((SELECT array_agg(k.attname::text) FROM pg_index i JOIN pg_attribute k
    ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey::int2[])
    WHERE i.indrelid = c.oid AND i.indisprimary), '{}'), c.reltuples::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY n.nspname, c.relname, c.oid, c.reltuples ORDER BY 1, 2
"""

#: As which place it is told what the planner remembers.
PLANNER = "pg_stats"
STATISTICS = """
SELECT coalesce(t.relname, s.tablename), s.attname,
  coalesce(s.most_common_vals::text::text[] || s.histogram_bounds::text::text[]
    || s.most_common_elems::text::text[], '{}')
FROM pg_stats s
LEFT JOIN pg_class c ON c.relname = s.tablename AND c.relnamespace = s.schemaname::regnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
WHERE s.schemaname !~ '^pg_' AND s.schemaname <> 'information_schema' ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Table:
    """A table as the database has it."""

    schema: str
    name: str
    columns: Sequence[str]
    types: Sequence[str]
    key: Sequence[str]

    @property
    def title(self) -> str:
        """As it is told: without the schema that is ours."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def live_key(self) -> str:
        """In a history, the column with the key of the row whose history it is; else ''."""
        its = registered_tables().get(self.name)
        if its is None or not its.live:
            return ""
        return str(apps.get_model(its.model)._meta.pk.column)


@dataclass(frozen=True)
class Trace:
    """A value in a column of a row, or in a file (`table` empty, `row` its name)."""

    table: str
    row: str
    column: str
    value: int
    #: In a history: the key of the row whose history it is.
    live_row: str = ""


@dataclass
class Traces:
    """Everything that was found, and how much was looked at."""

    found: list[Trace] = field(default_factory=list)
    untold: int = 0
    tables: int = 0
    rows: int = 0
    files: int = 0


def tables() -> list[Table]:
    """Every table and materialised view of every schema that is not the server's own."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [Table(*row[:5]) for row in cursor.fetchall()]


def search_database(
    needles: Needles, *, done: Callable[[str], object] = lambda _table: None
) -> Traces:
    """Look through all columns of all tables; `done` is told of each table."""
    traces = Traces()
    for table in tables():
        _search_table(table, needles, traces)
        traces.tables += 1
        done(table.title)
    _search_sessions(needles, traces)
    _search_statistics(needles, traces)
    return traces


def _search_table(table: Table, needles: Needles, traces: Traces) -> None:
    """One COPY of the whole table, looked through a block of rows at a time."""
    as_words = [n for n, kind in enumerate(table.types) if kind == "tsvector"]
    told = len(traces.found)
    for lines in _blocks(_copied(table)):
        traces.rows += len(lines)
        content = b"".join(lines)
        if not needles.found_in(content) and not (
            as_words and any(True for _needle in needles.found_as_words(content))
        ):
            continue
        for line in lines:
            for trace in _in_line(table, line, needles, as_words):
                if len(traces.found) - told < TOLD:
                    traces.found.append(trace)
                else:
                    traces.untold += 1


def _copied(table: Table) -> Iterator[bytes]:
    columns = [
        sql.SQL("encode({}, 'escape')" if kind == "bytea" else "{}").format(sql.Identifier(name))
        for name, kind in zip(table.columns, table.types, strict=True)
    ]
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        sql.SQL(", ").join(columns), sql.Identifier(table.schema, table.name)
    )
    with connection.cursor() as cursor, cursor.copy(statement.as_string()) as copy:
        for line in copy:
            yield bytes(line)


def _blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    block, size = [], 0
    for line in lines:
        block.append(line)
        size += len(line)
        if size > BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _in_line(
    table: Table, line: bytes, needles: Needles, as_words: Sequence[int]
) -> Iterator[Trace]:
    cells = line.rstrip(b"\n").split(b"\t")
    row = "/".join(
        cell.decode(errors="replace")
        for name, cell in zip(table.columns, cells, strict=True)
        if name in table.key
    )
    of_whom = table.columns.index(table.live_key) if table.live_key else -1
    live_row = cells[of_whom].decode(errors="replace") if table.live_key else row
    for place, (name, cell) in enumerate(zip(table.columns, cells, strict=True)):
        found: dict[int, Needle] = {needle.value: needle for needle in needles.found_in(cell)}
        if place in as_words:
            found |= {needle.value: needle for needle in needles.found_as_words(cell)}
        for value in sorted(found):
            yield Trace(table.title, row, name, value, live_row)


def _search_sessions(needles: Needles, traces: Traces) -> None:
    """What a session holds stands there packed."""
    for session in Session.objects.order_by("pk").iterator():
        held = json.dumps(session.get_decoded(), ensure_ascii=False, default=str)
        traces.found += [
            Trace(Session._meta.db_table, session.pk[:4] + "…", "session_data", needle.value)
            for needle in needles.found_in(held.encode(errors="replace"))
        ]


def _search_statistics(needles: Needles, traces: Traces) -> None:
    """What the planner remembers of tables that do not hold it any more, as far as this role may see."""
    standing = {(trace.table, trace.value) for trace in traces.found}
    with connection.cursor() as cursor:
        cursor.execute(STATISTICS)
        rows = cursor.fetchall()
    for table, column, values in rows:
        if not needles.found_in(" ".join(values).encode()):
            continue
        found = {needle.value for value in values for needle in needles.found_in(value.encode())}
        traces.found += [
            Trace(PLANNER, table, column, value)
            for value in sorted(found)
            if (table, value) not in standing
        ]


# ---------------------------------------------------------------- files
def places() -> list[Path]:
    """The folders and files of ours that may hold something of a person."""
    return [
        Path(settings.MEDIA_ROOT),
        Path(settings.EMAIL_FILE_PATH),
        Path(settings.SMS_FILE_PATH),
        Path(settings.FILE_UPLOAD_TEMP_DIR),
        Path(settings.ERASURE_JOURNAL),
    ]


def search_files(needles: Needles, paths: Iterable[Path], traces: Traces) -> None:
    """Look through these files and folders: names and contents, archives and PDFs opened."""
    for path in paths:
        for file in _files(path):
            traces.files += 1
            found = {needle.value for needle in needles.found_in(file.name.encode())}
            for content in _contents(file):
                found |= {needle.value for needle in needles.found_in(content)}
            traces.found += [Trace("", str(file), "", value) for value in sorted(found)]


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for folder, _folders, names in os.walk(path):
        for name in sorted(names):
            yield Path(folder, name)


def _contents(path: Path) -> Iterator[bytes]:
    """What stands in a file; one that went meanwhile holds nothing any more."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            if path.suffix == ".eml" or start.startswith((b"PK\x03\x04", b"%PDF-", b"\x1f\x8b")):
                yield from read_packed(start + file.read(), path.name)
                return
            held = start
            while content := file.read(PIECE):
                yield _as_text(held + content)
                held = (held + content)[-OVERLAP:]
            yield _as_text(held)
    except FileNotFoundError:
        return


def _as_text(content: bytes) -> bytes:
    """Line breaks in the middle of a value do not hide it."""
    return content.replace(b"\r", b" ").replace(b"\n", b" ")


def read_packed(content: bytes, name: str = "", depth: int = 0) -> Iterator[bytes]:
    """The texts in an archive, a PDF, a message or a packed file, those within it included."""
    yield _as_text(content)
    if depth > 3:
        return
    try:
        for inner_name, inner in _unpacked(content, name):
            yield inner_name.encode(errors="replace")
            yield from read_packed(inner, inner_name, depth + 1)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError):
        return  # not what it seemed: its bytes were looked through


def _unpacked(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield member, archive.read(member)
    elif content.startswith(b"\x1f\x8b"):
        yield "", gzip.decompress(content)
    elif content.startswith(b"%PDF-"):
        yield "", _pdf_text(content)
    elif name.endswith(".eml"):
        message = email.message_from_bytes(content, policy=email.policy.default)
        yield "", " ".join(str(value) for value in message.values()).encode(errors="replace")
        for part in message.walk():
            if not part.is_multipart():
                whole: Any = part.get_payload(decode=True)
                yield part.get_filename() or "", whole or b""


def _pdf_text(content: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        pages = [
            document[number].get_textpage().get_text_range() for number in range(len(document))
        ]
    finally:
        document.close()
    return "\n".join(pages).encode(errors="replace")

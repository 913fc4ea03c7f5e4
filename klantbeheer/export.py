"""Lists as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: A cell that begins so would be run as a formula by the program that opens the file.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A sheet holds this many rows, its heading included.
XLSX_ROWS = 1_048_576
_CHUNK = 64 * 1024
Row = TypeVar("Row")


def counted_out(rows: Iterable[Row], note: Callable[[int], object]) -> Iterator[Row]:
    """The same rows; how many went out is noted when the last has gone, or the reader."""
    count = 0
    try:
        for row in rows:
            count += 1
            yield row
    finally:
        note(count)


def safe_cell(value: object) -> str:
    """The text of a cell; what could be taken for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_response(
    *, filename: str, heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """A CSV file to download: semicolons and a byte order mark, as Dutch spreadsheets expect."""
    return HttpResponse(
        b"".join(_csv_chunks(heading, rows)), content_type=CSV_TYPE, headers=_as_file(filename)
    )


def csv_stream(
    *,
    filename: str,
    heading: Sequence[str],
    rows: Iterable[Sequence[object]],
    separator: str = ";",
    decimal_comma: bool = True,
) -> StreamingHttpResponse:
    """The same file, sent while the rows come in: however many there are."""
    return StreamingHttpResponse(
        _csv_chunks(heading, rows, separator=separator, decimal_comma=decimal_comma),
        content_type=CSV_TYPE,
        headers=_as_file(filename),
    )


def xlsx_response(
    *, filename: str, heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    """An Excel file to download: numbers and dates are ones, a text is never a formula.

    It is made on disk row by row, so that its size costs no memory. More than XLSX_ROWS do not fit
    and are the caller's to refuse.
    """
    from xlsxwriter import Workbook

    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    options = {"constant_memory": True, "default_date_format": "dd-mm-yyyy hh:mm"}
    workbook = Workbook(file, options)
    sheet = workbook.add_worksheet()
    bold = workbook.add_format({"bold": True})
    formats = {
        date: workbook.add_format({"num_format": "dd-mm-yyyy"}),
        Decimal: workbook.add_format({"num_format": "#,##0.00"}),
    }
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(heading):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, min(max(len(name) + 2, 12), 30))
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, at, column, value, formats)
    workbook.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)


def _write_cell(sheet: Any, row: int, column: int, value: object, formats: dict[Any, Any]) -> None:
    """A cell of the value's own type; nothing for nothing."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats[Decimal])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _as_file(filename: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{filename}"'}


def _csv_chunks(
    heading: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    separator: str = ";",
    decimal_comma: bool = True,
) -> Iterator[bytes]:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text, delimiter=separator)
    writer.writerow([safe_cell(cell) for cell in heading])
    for row in rows:
        writer.writerow([_csv_cell(cell, decimal_comma=decimal_comma) for cell in row])
        if text.tell() > _CHUNK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _csv_cell(value: object, *, decimal_comma: bool) -> str:
    """A moment as the shop's clock says it, an amount as a number also below nothing, else the text."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if decimal_comma else f"{value:f}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return safe_cell(value)

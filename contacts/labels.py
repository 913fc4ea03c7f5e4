"""Address labels as a PDF, on the sheets that every shop sells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from klantbeheer.pdf_text import POINT, fits, font_path, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

#: Sizes in points: as large as fits; a line that does not at the second is wrapped.
LARGEST, WRAP_BELOW, SMALLEST = 10.5, 9.0, 7.0
#: Millimetres that stay white within a label: printers do not reach the edge of the sheet.
INSET_X, INSET_Y = 5.0, 3.5
_LEADING = 1.3


@dataclass(frozen=True)
class Sheet:
    """An A4 sheet of labels; measures in millimetres."""

    name: StrOrPromise
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def count(self) -> int:
        """The labels on one sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The top left corner of the label at this place, counted from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.step_x, self.top + row * self.step_y


SHEETS = {
    "3x8": Sheet(_("3 × 8 labels of 70 × 37 mm"), 3, 8, 70, 37, 0, 0.5, 70, 37),
    "3x7": Sheet(
        _("3 × 7 labels of 63.5 × 38.1 mm (L7160)"), 3, 7, 63.5, 38.1, 7.25, 15.15, 66.0, 38.1
    ),
    "2x8": Sheet(_("2 × 8 labels of 105 × 37 mm"), 2, 8, 105, 37, 0, 0.5, 105, 37),
}


def labels_pdf(addresses: Iterable[list[str]], *, sheet: Sheet, start: int = 1) -> bytes:
    """A PDF with a label for each address.

    Args:
        addresses: the lines of each; one without lines gets no label.
        sheet: where the labels are.
        start: the first label that is still on the sheet, counted from 1, row by row.
    """
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_title("Etiketten")
    pdf.set_creator("Klantbeheer")
    pdf.add_font("Inter", fname=font_path())
    place = start - 1
    for lines in addresses:
        if not lines:
            continue
        if pdf.page_no() == 0 or place % sheet.count == 0:
            place %= sheet.count
            pdf.add_page()
        _draw(pdf, sheet, place, lines)
        place += 1
    if pdf.page_no() == 0:
        pdf.add_page()
    return bytes(pdf.output())


def _draw(pdf: Any, sheet: Sheet, place: int, lines: list[str]) -> None:
    """One label: in the middle of its height, as large as fits."""
    x, y = sheet.corner(place)
    width, height = sheet.width - 2 * INSET_X, sheet.height - 2 * INSET_Y
    size, drawn = _fitted(pdf, [printable(line) for line in lines], width, height)
    pdf.set_font("Inter", size=size)
    step = size * POINT * _LEADING
    baseline = y + INSET_Y + (height - step * len(drawn)) / 2 + size * POINT
    for line in drawn:
        pdf.text(x + INSET_X, baseline, line)
        baseline += step


def _fitted(pdf: Any, lines: list[str], width: float, height: float) -> tuple[float, list[str]]:
    """The size at which the lines fit, and the lines: smaller first, then long ones are wrapped."""
    for size in _sizes(LARGEST, WRAP_BELOW):
        pdf.set_font("Inter", size=size)
        if _height(lines, size) <= height and all(fits(pdf, line, width) for line in lines):
            return size, lines
    for size in _sizes(WRAP_BELOW, SMALLEST):
        pdf.set_font("Inter", size=size)
        broken = [part for line in lines for part in wrapped(pdf, line, width)]
        if _height(broken, size) <= height:
            return size, broken
    # The town and the country are never left out: what gives way is the end of a long name.
    most = int(height / _height([""], SMALLEST))
    return SMALLEST, [*broken[: most - 3], *broken[-3:]]


def _sizes(largest: float, smallest: float) -> list[float]:
    return [largest - 0.5 * step for step in range(int((largest - smallest) * 2) + 1)]


def _height(lines: list[str], size: float) -> float:
    return len(lines) * size * POINT * _LEADING

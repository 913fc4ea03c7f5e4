"""Address labels as a PDF, on the sheets that every shop sells."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django_stubs_ext import StrOrPromise

#: Sizes in points: as large as fits; a line that does not at the second is wrapped.
LARGEST, WRAP_BELOW, SMALLEST = 10.5, 9.0, 7.0
#: Millimetres that stay white within a label: printers do not reach the edge of the sheet.
INSET_X, INSET_Y = 5.0, 3.5
_POINT = 25.4 / 72
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
    pdf.add_font("Inter", fname=_font_path())
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
    step = size * _POINT * _LEADING
    baseline = y + INSET_Y + (height - step * len(drawn)) / 2 + size * _POINT
    for line in drawn:
        pdf.text(x + INSET_X, baseline, line)
        baseline += step


def _fitted(pdf: Any, lines: list[str], width: float, height: float) -> tuple[float, list[str]]:
    """The size at which the lines fit, and the lines: smaller first, then long ones are wrapped."""
    for size in _sizes(LARGEST, WRAP_BELOW):
        pdf.set_font("Inter", size=size)
        if _height(lines, size) <= height and all(_fits(pdf, line, width) for line in lines):
            return size, lines
    for size in _sizes(WRAP_BELOW, SMALLEST):
        pdf.set_font("Inter", size=size)
        wrapped = [part for line in lines for part in _wrapped(pdf, line, width)]
        if _height(wrapped, size) <= height:
            return size, wrapped
    # The town and the country are never left out: what gives way is the end of a long name.
    most = int(height / _height([""], SMALLEST))
    return SMALLEST, [*wrapped[: most - 3], *wrapped[-3:]]


def _sizes(largest: float, smallest: float) -> list[float]:
    return [largest - 0.5 * step for step in range(int((largest - smallest) * 2) + 1)]


def _height(lines: list[str], size: float) -> float:
    return len(lines) * size * _POINT * _LEADING


def _fits(pdf: Any, line: str, width: float) -> bool:
    return bool(pdf.get_string_width(line) <= width)


def _wrapped(pdf: Any, line: str, width: float) -> Iterator[str]:
    """The line in as many as it needs; a word that is too long by itself is broken."""
    part = ""
    for word in line.split(" "):
        longer = f"{part} {word}" if part else word
        if _fits(pdf, longer, width):
            part = longer
            continue
        if part:
            yield part
        part = word
        while not _fits(pdf, part, width):
            cut = len(part)
            while cut > 1 and not _fits(pdf, part[:cut], width):
                cut -= 1
            yield part[:cut]
            part = part[cut:]
    yield part


# ---------------------------------------------------------------- the font
#: Letters that do not come apart into a letter and its marks.
_NO_MARKS = str.maketrans("ƏəƆɔƁɓƊɗƘƙƵƶ", "EeOoBbDdKkZz")


@lru_cache(maxsize=1)
def _font() -> tuple[Any, frozenset[int]]:
    """The screen's own font as a plain TrueType file, and the characters that it has.

    The file is made once per process: unpacking the web font takes as long as a hundred labels.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source = finders.find("fonts/inter.woff2")
    font = instantiateVariableFont(TTFont(source), {"wght": 450})
    font.flavor = None
    made = BytesIO()
    font.save(made)
    file = tempfile.NamedTemporaryFile(prefix="klantbeheer-", suffix=".ttf")  # noqa: SIM115
    file.write(made.getvalue())
    file.flush()
    return file, frozenset(font.getBestCmap())


def _font_path() -> Path:
    return Path(_font()[0].name)


def printable(text: str) -> str:
    """The text in the letters that the font has: a letter's marks go when only they are missing."""
    known = _font()[1]
    if all(ord(character) in known for character in text):
        return text
    return "".join(_nearest(character, known) for character in unicodedata.normalize("NFC", text))


def _nearest(character: str, known: frozenset[int]) -> str:
    """The character, or it with fewer marks, or a sign that something is missing."""
    parts = unicodedata.normalize("NFD", character.translate(_NO_MARKS))
    while parts:
        composed = unicodedata.normalize("NFC", parts)
        if all(ord(c) in known for c in composed):
            return composed
        if not unicodedata.combining(parts[-1]):
            break
        parts = parts[:-1]
    compatible = unicodedata.normalize("NFKD", character)
    if all(ord(c) in known for c in compatible):
        return compatible
    return "" if unicodedata.category(character) in ("Mn", "Cf", "Cc") else "?"

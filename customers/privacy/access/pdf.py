"""The readable file as PDF on A4, in parts of some hundreds of pages, so that its size costs no memory.

What is drawn first is read first; headings are bookmarks; each page has its number.
"""

from __future__ import annotations

import datetime
import tempfile
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from customers.privacy.access.blocks import (
    Facts,
    Heading,
    Points,
    Row,
    TableEnd,
    TableStart,
    Text,
)
from klantbeheer.pdf_text import POINT, font_path, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from customers.privacy.access.blocks import Block

LEFT, RIGHT, TOP, BOTTOM, FOOT = 18.0, 192.0, 18.0, 274.0, 284.0  # millimetres
VALUE = 66.0  # where what a column says begins
GAP = 3.0
LEADING = 1.4
PAGES_OF_PART = 300
INK, MUTED, RULE = (28, 33, 40), (95, 104, 117), (200, 205, 212)
SIZES = {1: 20.0, 2: 14.0, 3: 11.0}
BODY, SMALL = 9.5, 8.0


class PdfFile:
    """Draws blocks. `close` answers the parts, as open temporary files at their beginning."""

    def __init__(self, *, title: str, shop: str, language: str, moment: datetime.datetime) -> None:
        self._title, self._shop, self._language, self._moment = title, shop, language, moment
        self._parts: list[IO[bytes]] = []
        self._page = 0
        self._weights: Sequence[int] = (1,)
        self._widths: dict[tuple[bool, float, str], float] = {}
        self._begin()
        self._heading(1, title)

    # ------------------------------------------------------------ parts and pages
    def _begin(self) -> None:
        from fpdf import FPDF, ViewerPreferences

        pdf = FPDF(format="A4")
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_title(self._title)
        pdf.set_author(printable(self._shop))
        pdf.set_creator("Klantbeheer")
        pdf.set_producer("Klantbeheer")
        pdf.set_lang(self._language)
        pdf.set_creation_date(self._moment)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.add_font("Inter", fname=font_path(450))
        pdf.add_font("Inter", style="B", fname=font_path(700))
        self._pdf: Any = pdf
        self._level = 0
        self._new_page()

    def _new_page(self) -> None:
        self._pdf.add_page()
        self._page += 1
        self._y = TOP

    def _end_page(self) -> None:
        self._font(SMALL, colour=MUTED)
        at = FOOT
        self._pdf.text(LEFT, at, printable(self._title))
        number = _("Page %(number)d") % {"number": self._page}
        self._pdf.text(RIGHT - self._pdf.get_string_width(number), at, number)

    def _end_part(self) -> None:
        file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  # handed on
        self._end_page()
        file.write(self._pdf.output())
        file.seek(0)
        self._parts.append(file)

    def _room(self, height: float) -> None:
        """Go to the next page when this much does not fit on the present one."""
        if self._y + height <= BOTTOM:
            return
        size, bold, colour = self._pdf.font_size_pt, "B" in self._pdf.font_style, self._colour
        if self._pdf.page >= PAGES_OF_PART:
            self._end_part()
            self._begin()
        else:
            self._end_page()
            self._new_page()
        self._font(size, bold=bold, colour=colour)

    def close(self) -> list[IO[bytes]]:
        """End the last part."""
        self._end_part()
        return self._parts

    # ------------------------------------------------------------ text
    def _font(self, size: float, *, bold: bool = False, colour: Sequence[int] = INK) -> None:
        self._pdf.set_font("Inter", style="B" if bold else "", size=size)
        self._pdf.set_text_color(*colour)
        self._colour = colour

    def _step(self) -> float:
        return float(self._pdf.font_size_pt * POINT * LEADING)

    def _width(self, word: str) -> float:
        """The width of a word in the font that is set; of those seen before it is known."""
        key = ("B" in self._pdf.font_style, self._pdf.font_size_pt, word)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > 20_000:  # a vocabulary
                self._widths.clear()
            found = self._widths[key] = float(self._pdf.get_string_width(word))
        return found

    def _wrapped(self, text: str, width: float) -> Iterator[str]:
        """The text in lines that fit; a word that is too long by itself is broken."""
        space = self._width(" ")
        for line in text.splitlines() or [""]:
            words: list[str] = []
            used = 0.0
            for word in printable(line).split():
                for piece in self._pieces(word, width):
                    wide = self._width(piece)
                    if words and used + space + wide > width:
                        yield " ".join(words)
                        words, used = [], 0.0
                    used += wide + (space if words else 0)
                    words.append(piece)
            yield " ".join(words)

    def _pieces(self, word: str, width: float) -> Iterator[str]:
        while word and self._width(word) > width:
            cut = max(1, int(len(word) * width / self._width(word)))
            while cut > 1 and self._width(word[:cut]) > width:
                cut -= 1
            yield word[:cut]
            word = word[cut:]
        if word:
            yield word

    def _paragraph(self, text: str, x: float, width: float) -> None:
        for line in self._wrapped(text, width):
            self._room(self._step())
            self._line(x, line)
            self._y += self._step()

    def _line(self, x: float, text: str) -> None:
        if text:
            self._pdf.text(x, self._y + self._pdf.font_size_pt * POINT, text)

    # ------------------------------------------------------------ blocks
    def add(self, block: Block) -> None:
        """Draw one block."""
        match block:
            case Heading(level, text):
                self._heading(level, text)
            case Text(text):
                self._font(BODY)
                self._paragraph(text, LEFT, RIGHT - LEFT)
                self._y += 1.5
            case Facts(pairs):
                self._facts(pairs)
            case Points(items):
                self._points(items)
            case TableStart(_caption, heads, weights):
                self._weights = weights or [1] * len(heads)
                self._cells(heads, bold=True)
            case Row(cells):
                self._cells(cells)
            case TableEnd():
                self._y += 2

    def _heading(self, level: int, text: str) -> None:
        self._y += 5 if self._y > TOP else 0
        self._font(SIZES[level], bold=True)
        self._room(3 * self._step())
        # A bookmark may be one level deeper than the one before it, not two.
        self._level = min(level - 1, self._level + 1 if self._pdf._outline else 0)
        self._pdf.start_section(printable(text), level=self._level)
        self._paragraph(text, LEFT, RIGHT - LEFT)
        self._y += 1.5

    def _facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, said in pairs:
            self._font(BODY, colour=MUTED)
            labels = list(self._wrapped(label, VALUE - LEFT - GAP))
            self._room(len(labels) * self._step())
            above = self._y
            for line in labels:
                self._line(LEFT, line)
                self._y += self._step()
            below, page = self._y, self._page
            self._font(BODY)
            self._y = above
            self._paragraph(said, VALUE, RIGHT - VALUE)
            self._y = max(self._y, below) if self._page == page else self._y
        self._y += 1.2
        self._rule()
        self._y += 1.6

    def _rule(self) -> None:
        self._pdf.set_draw_color(*RULE)
        self._pdf.set_line_width(0.15)
        self._pdf.line(LEFT, self._y, RIGHT, self._y)

    def _points(self, items: Sequence[str]) -> None:
        for item in items:
            self._font(BODY)
            self._room(self._step())
            self._line(LEFT, "•")
            self._paragraph(item, LEFT + 4, RIGHT - LEFT - 4)
        self._y += 1.5

    def _cells(self, cells: Sequence[str], *, bold: bool = False) -> None:
        """One row of a table."""
        self._font(SMALL, bold=bold, colour=MUTED if bold else INK)
        unit = (RIGHT - LEFT) / sum(self._weights)
        widths = [weight * unit for weight in self._weights]
        columns = [
            list(self._wrapped(cell, width - GAP))
            for cell, width in zip(cells, widths, strict=True)
        ]
        for at in range(max(map(len, columns), default=0)):
            self._room(self._step())
            x = LEFT
            for lines, width in zip(columns, widths, strict=True):
                if at < len(lines):
                    self._line(x, lines[at])
                x += width
            self._y += self._step()
        self._y += 0.8
        self._rule()
        self._y += 1.0

"""An invoice as a PDF on A4: the same bytes every time for what was issued.

The address stands where the window of an envelope is (C5/6 and C5, left: 20 mm from the edge, 50 mm
from the top). What is drawn first is read first: shop, address, facts, lines, totals, sentences.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from accounts.documents.content import content_of
from klantbeheer.pdf_text import POINT, font_path, printable, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.documents.content import Content, Row
    from accounts.models import Invoice

LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 16.0, 272.0  # millimetres; beneath it is the foot
WINDOW_TOP, WINDOW_WIDTH, WINDOW_BOTTOM = 50.0, 84.0, 88.0
FACTS_LEFT, FACTS_VALUE = 112.0, 151.0
GAP = 4.0  # between columns
LEAST = (18.0, 24.0, 15.0, 26.0)  # the columns of numbers
NARROWEST = 50.0  # the descriptions
INK, MUTED, FAINT, RULE = (28, 33, 40), (95, 104, 117), (232, 234, 238), (190, 196, 205)
LEADING = 1.4
NO_BREAK = "\u00a0"


def invoice_pdf(invoice: Invoice) -> bytes:
    """The PDF of an invoice, in its language; a draft is marked as one on every page.

    An issued invoice is drawn from what was kept with it, and from nothing else: whoever moves, or
    however the shop is called by now, it stays the same, to the byte.
    """
    content = content_of(invoice)
    pdf = _drawn(content, pages=1)
    if pdf.page > 1:
        pdf = _drawn(content, pages=pdf.page)
    return bytes(pdf.output())


def _drawn(content: Content, *, pages: int) -> Any:
    """The document, with this number of pages at its foot: what it is, the first drawing tells."""
    pdf = _document(content)
    draw = _Drawing(pdf, content, pages)
    draw.head()
    draw.table()
    draw.sums()
    draw.sentences()
    return pdf


def _document(content: Content) -> Any:
    from fpdf import FPDF, ViewerPreferences

    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    title = f"{content.title} {content.number or content.words.draft}"
    pdf.set_title(title)
    pdf.set_author(printable(content.shop.name))
    pdf.set_subject(content.subject or title)
    pdf.set_creator("Klantbeheer")
    pdf.set_producer("Klantbeheer")
    pdf.set_lang(content.words.locale)
    pdf.set_creation_date(datetime.datetime.combine(content.day, datetime.time(12), datetime.UTC))
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.add_font("Inter", fname=font_path(450, tabular=True))
    pdf.add_font("Inter", style="B", fname=font_path(700, tabular=True))
    return pdf


class _Drawing:
    """Draws from the top down; `y` is where the next thing comes, `pdf.page` the page."""

    def __init__(self, pdf: Any, content: Content, pages: int) -> None:
        self.pdf, self.content, self.pages = pdf, content, pages
        self.y = TOP
        self.widths = self._widths()

    # ------------------------------------------------------------ small means
    def font(self, size: float, *, bold: bool = False, colour: Sequence[int] = INK) -> None:
        self.pdf.set_font("Inter", style="B" if bold else "", size=size)
        self.pdf.set_text_color(*colour)

    def step(self) -> float:
        """The height of a line in the font that is set."""
        return float(self.pdf.font_size_pt * POINT * LEADING)

    def line(self, x: float, text: str, *, end: bool = False) -> None:
        """One line of text; with `end` it ends at `x`."""
        text = printable(text)
        width = self.pdf.get_string_width(text) if end else 0
        self.pdf.text(x - width, self.y + self.pdf.font_size_pt * POINT, text)

    def paragraph(self, x: float, text: str, width: float) -> None:
        """A text in as many lines as it takes, each further down."""
        for line in self.wrapped(text, width):
            self.line(x, line)
            self.y += self.step()

    def wrapped(self, text: str, width: float) -> list[str]:
        text = printable(" ".join(text.split(" ")))
        return list(wrapped(self.pdf, text, width))

    def rule(self, colour: Sequence[int] = RULE, thickness: float = 0.2) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(thickness)
        self.pdf.line(LEFT, self.y, RIGHT, self.y)

    def room_for(self, height: float) -> bool:
        """Whether this much fits on the page."""
        return self.y + height <= BOTTOM

    # ------------------------------------------------------------ pages
    def page(self) -> None:
        """A new page, with its foot."""
        self.pdf.add_page()
        if self.content.is_draft:
            self._mark()
        self.y = TOP

    def _mark(self) -> None:
        text = self.content.words.draft
        self.font(96, bold=True, colour=FAINT)
        width = self.pdf.get_string_width(text)
        with self.pdf.rotation(52, x=105, y=160):
            self.pdf.text(105 - width / 2, 172, text)

    def foot(self) -> None:
        """The shop's numbers and the page's, at the foot of this page."""
        words, shop, above = self.content.words, self.content.shop, self.y
        parts = [
            f"{label} {value}".replace(" ", NO_BREAK)
            for label, value in (
                (words.registration, shop.registration_number),
                (words.vat, shop.vat_number),
                ("IBAN", shop.iban),
                ("BIC", shop.bic),
            )
            if value
        ]
        self.font(7.5, colour=MUTED)
        self.y = 278.0
        self.rule()
        self.y += 1.5
        number = words.page.format(page=self.pdf.page, pages=self.pages)
        room = RIGHT - LEFT - self.pdf.get_string_width(number) - 2 * GAP
        below = self.y
        self.paragraph(LEFT, "  ·  ".join(parts), room)
        self.y = below
        self.line(RIGHT, number, end=True)
        self.y = above

    def next_page(self) -> None:
        """End this page and go on at the top of the next, which says what it is a part of."""
        self.foot()
        self.page()
        self.font(8.5, colour=MUTED)
        content = self.content
        self.line(LEFT, content.shop.name)
        self.line(RIGHT, f"{content.title} {content.number}".strip(), end=True)
        self.y += 3 * self.step()

    # ------------------------------------------------------------ the head
    def head(self) -> None:
        """Shop, address, facts, title."""
        content = self.content
        self.page()
        self.font(15, bold=True)
        for line in self.wrapped(content.shop.name, 92)[:3]:
            self.line(LEFT, line)
            self.y += self.step()
        self.y = TOP
        self.font(8.5, colour=MUTED)
        for text in content.shop.lines[:7]:
            self.paragraph(FACTS_LEFT, text, RIGHT - FACTS_LEFT)
        self._address()
        below_address = self.y
        self.y = WINDOW_TOP
        self._facts()
        self.y = max(self.y, below_address, WINDOW_BOTTOM) + 8
        self.font(18, bold=True)
        self.line(LEFT, content.title)
        self.y += self.step() + 1
        if content.subject:
            self.font(10.5)
            self.paragraph(LEFT, content.subject, RIGHT - LEFT)
        self.y += 4

    def _address(self) -> None:
        """Within the window: smaller when there is much of it. The town is never left out."""
        recipient = self.content.recipient
        self.y = WINDOW_TOP
        for size in (10.5, 9.5, 8.5, 7.5):
            self.font(size)
            name = self.wrapped(recipient.name, WINDOW_WIDTH)
            lines = [part for line in recipient.lines for part in self.wrapped(line, WINDOW_WIDTH)]
            most = int((WINDOW_BOTTOM - WINDOW_TOP) / self.step())
            if len(name) + len(lines) <= most:
                break
        for line in [*name[: max(1, most - len(lines))], *lines]:
            self.line(LEFT, line)
            self.y += self.step()

    def _facts(self) -> None:
        for label, value in self.content.facts:
            below = self.y
            self.font(9, colour=MUTED)
            self.paragraph(FACTS_LEFT, label, FACTS_VALUE - FACTS_LEFT - 2)
            label_end, self.y = self.y, below
            self.font(9)
            self.paragraph(FACTS_VALUE, value, RIGHT - FACTS_VALUE)
            self.y = max(self.y, label_end) + 0.6

    # ------------------------------------------------------------ the lines
    def _cells(self, row: Row) -> tuple[str, str, str, str]:
        return (row.quantity, row.price, row.rate, row.amount)

    def _heads(self) -> tuple[str, str, str, str]:
        words = self.content.words
        return (words.quantity, words.price, words.vat, words.amount)

    def _widths(self) -> list[float]:
        """Of the columns of numbers: as wide as the widest in it."""
        self.font(9.5)
        rows = [self._cells(row) for row in self.content.rows] or [("", "", "", "")]
        columns = zip(*rows, strict=True)
        numbers = [max(self.pdf.get_string_width(printable(c)) for c in col) for col in columns]
        self.font(8.5, bold=True)
        heads = [self.pdf.get_string_width(word) for word in self._heads()]
        return [max(n + GAP, h + GAP, m) for n, h, m in zip(numbers, heads, LEAST, strict=True)]

    @property
    def description_width(self) -> float:
        """What the numbers leave."""
        return max(NARROWEST, RIGHT - LEFT - sum(self.widths))

    def _row_of(self, cells: Iterable[str]) -> None:
        """The numbers of a row, each column to its right edge."""
        x = RIGHT - sum(self.widths)
        for width, cell in zip(self.widths, cells, strict=True):
            x += width
            self.line(x, cell, end=True)

    def _table_head(self) -> None:
        self.font(8.5, bold=True, colour=MUTED)
        self.line(LEFT, self.content.words.description)
        self._row_of(self._heads())
        self.y += self.step() + 1
        self.rule(thickness=0.4)
        self.y += 1.6

    def table(self) -> None:
        """The lines; one stays whole, and a page that begins with some has the head again."""
        self._table_head()
        for row in self.content.rows:
            self.font(9.5)
            description = self.wrapped(row.description, self.description_width)
            if not self.room_for(len(description) * self.step() + 2):
                self.next_page()
                self._table_head()
                self.font(9.5)
            self._row_of_line(row, description)

    def _row_of_line(self, row: Row, description: list[str]) -> None:
        for at, part in enumerate(description):
            self.line(LEFT, part)
            if at == 0:
                self._row_of(self._cells(row))
            self.y += self.step()
        self.y += 0.8
        self.rule(FAINT)
        self.y += 1.2

    # ------------------------------------------------------------ beneath the lines
    def sums(self) -> None:
        """The totals, per rate and in all, kept together."""
        content = self.content
        self.font(9.5)
        if not self.room_for((len(content.sums) + 3) * self.step() + 6):
            self.next_page()
        self.y += 3
        self.font(12, bold=True)
        labels = RIGHT - max(45, self.pdf.get_string_width(content.final[1]) + 2 * GAP)
        for label, amount in content.sums:
            self.font(9.5, colour=MUTED)
            self.line(labels, label, end=True)
            self.font(9.5)
            self.line(RIGHT, amount, end=True)
            self.y += self.step()
        self.y += 1
        self.pdf.set_draw_color(*INK)
        self.pdf.set_line_width(0.4)
        self.pdf.line(RIGHT - 90, self.y, RIGHT, self.y)
        self.y += 1.8
        self.font(12, bold=True)
        label, amount = content.final
        self.line(labels, label, end=True)
        self.line(RIGHT, amount, end=True)
        self.y += self.step() + 5

    def sentences(self) -> None:
        """What it credits, how to pay, about VAT; and the shop's own text."""
        for text in self.content.remarks:
            self.font(9.5)
            self._kept_whole(text, RIGHT - LEFT)
            self.y += 1
        self.y += 3
        for text in self.content.shop.footer.splitlines():
            self.font(8.5, colour=MUTED)
            self._kept_whole(text, RIGHT - LEFT)
        self.foot()

    def _kept_whole(self, text: str, width: float) -> None:
        """A paragraph that stands on one page."""
        size, colour = self.pdf.font_size_pt, self.pdf.text_color
        if not self.room_for(len(self.wrapped(text, width)) * self.step()):
            self.next_page()
            self.pdf.set_font("Inter", size=size)
            self.pdf.text_color = colour
        self.paragraph(LEFT, text, width)

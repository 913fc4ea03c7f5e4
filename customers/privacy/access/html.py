"""The readable file as HTML: one page that needs nothing from outside, written while it is made."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import escape

from customers.privacy.access.blocks import (
    Facts,
    Heading,
    Points,
    Row,
    TableEnd,
    TableStart,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.privacy.access.blocks import Block

#: Where the template has the content.
_MARK = "<!-- content -->"


class HtmlFile:
    """Writes blocks into an open binary file. Call `close` at the end, which leaves the file open."""

    def __init__(self, file: IO[bytes], context: Mapping[str, Any]) -> None:
        page = render_to_string("privacy/export_document.html", dict(context))
        head, _mark, self._foot = page.partition(_MARK)
        self._file = file
        self._write(head)

    def add(self, block: Block) -> None:
        """Draw one block."""
        match block:
            case Heading(level, text):
                self._write(f"<h{level}>{escape(text)}</h{level}>\n")
            case Text(text):
                self._write(f"<p>{_lines(text)}</p>\n")
            case Facts(pairs):
                facts = (f"<dt>{escape(name)}</dt><dd>{_lines(said)}</dd>" for name, said in pairs)
                self._write(f"<dl>{''.join(facts)}</dl>\n")
            case Points(items):
                self._write(f"<ul>{''.join(f'<li>{_lines(one)}</li>' for one in items)}</ul>\n")
            case TableStart(caption, heads, _weights):
                cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
                top = f"<caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
                self._write(f"<table>{top}<tbody>\n")
            case Row(cells):
                self._write(f"<tr>{''.join(f'<td>{_lines(one)}</td>' for one in cells)}</tr>\n")
            case TableEnd():
                self._write("</tbody></table>\n")

    def close(self) -> None:
        """Write what stands beneath the content."""
        self._write(self._foot)

    def _write(self, text: str) -> None:
        # A lone surrogate cannot be in a file; nothing else is lost with it.
        self._file.write(text.encode("utf-8", "replace"))


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")

"""Text in a PDF: the screen's own font, the letters that it has, and lines that fit."""

from __future__ import annotations

import tempfile
import unicodedata
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from collections.abc import Iterator

POINT = 25.4 / 72  # in millimetres


def fits(pdf: Any, line: str, width: float) -> bool:
    """Whether the line fits in this width, in the font that is set."""
    return bool(pdf.get_string_width(line) <= width)


def wrapped(pdf: Any, line: str, width: float) -> Iterator[str]:
    """The line in as many as it needs; a word that is too long by itself is broken."""
    part = ""
    for word in line.split(" "):
        longer = f"{part} {word}" if part else word
        if fits(pdf, longer, width):
            part = longer
            continue
        if part:
            yield part
        part = word
        while not fits(pdf, part, width):
            cut = len(part)
            while cut > 1 and not fits(pdf, part[:cut], width):
                cut -= 1
            yield part[:cut]
            part = part[cut:]
    yield part


# ---------------------------------------------------------------- the font
#: Letters that do not come apart into a letter and its marks.
_NO_MARKS = str.maketrans("ƏəƆɔƁɓƊɗƘƙƵƶ", "EeOoBbDdKkZz")


@lru_cache(maxsize=4)
def _font(weight: int, *, tabular: bool) -> Any:
    """The screen's own font as a plain TrueType file.

    The file is made once per process: unpacking the web font takes as long as a hundred labels. It is
    the same file every time, with the date that the font itself has.
    """
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source = finders.find("fonts/inter.woff2")
    font = TTFont(source, recalcTimestamp=False)
    del font["GPOS"]  # kerning, which no PDF of ours has: most of the work of the next line
    font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    if tabular:
        _with_equal_digits(font)
    made = BytesIO()
    font.save(made)
    file = tempfile.NamedTemporaryFile(prefix="klantbeheer-", suffix=".ttf")  # noqa: SIM115
    file.write(made.getvalue())
    file.flush()
    return file


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """The characters that the font has."""
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(finders.find("fonts/inter.woff2")).getBestCmap())


def _with_equal_digits(font: Any) -> None:
    """Make every digit equally wide, as columns of amounts want them: by the font's own 'tnum'."""
    table = font["GSUB"].table
    (feature,) = (
        record.Feature for record in table.FeatureList.FeatureRecord if record.FeatureTag == "tnum"
    )
    wide: dict[str, str] = {}
    for index in feature.LookupListIndex:
        for part in table.LookupList.Lookup[index].SubTable:
            wide |= getattr(part, "ExtSubTable", part).mapping
    for sub in font["cmap"].tables:
        sub.cmap = {
            code: wide.get(glyph, glyph) if chr(code).isdigit() else glyph
            for code, glyph in sub.cmap.items()
        }


def font_path(weight: int = 450, *, tabular: bool = False) -> Path:
    """The font as a file, for `add_font`; `tabular` makes all digits equally wide."""
    return Path(_font(weight, tabular=tabular).name)


def printable(text: str) -> str:
    """The text in the letters that the font has: a letter's marks go when only they are missing."""
    known = _letters()
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

"""Letters as customers_fold() in the database compares them: small, without marks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: What belongs to no word and cuts none: 'O'Neill' is one.
APOSTROPHES = "'’‘ʼʻ`"

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GREEK, _GREEK_SMALL = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς", "αβγδεζηθικλμνξοπρστυφχψωσ"
_CYRILLIC = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЇ"
_CYRILLIC_SMALL = "абвгдежзийклмнопрстуфхцчшщъыьэюяєії"
# What the letters' own decomposition leaves as it is. The database leaves other capitals so, too.
_LETTERS = str.maketrans(
    _CAPITALS + _GREEK + _CYRILLIC + "ØøŁłĐđÐðıĦħŦŧƏəŊŋĸ",
    _CAPITALS.lower() + _GREEK_SMALL + _CYRILLIC_SMALL + "oollddddihhtteennk",
    f"{APOSTROPHES}.{''.join(map(chr, range(0x300, 0x370)))}",
) | str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}
)
#: What stands between two words, for a class of a regular expression, once the letters are folded.
SIGNS = (
    "\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\ufe00-\ufe6f"
    "\uff00-\uff0f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff"
)


@lru_cache(maxsize=4096)
def fold_letter(character: str) -> str:
    """The letters that one character is compared as: 'ü' is 'u', 'Æ' is 'ae'; '' for a mark or a dot."""
    return unicodedata.normalize("NFKD", character).translate(_LETTERS)

"""Taking apart a surname that was typed in one field, and capitals for what was typed without."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from customers.values.infixes import (
    AMBIGUOUS,
    INFIX_WORDS,
    INFIXES,
    LONGEST_INFIX,
    infix_key,
    leading_infix,
)
from customers.values.initials import looks_like_initials, normalise_initials
from customers.values.text import clean_text

_WORD_PARTS = re.compile(r"([^\s\-]+)")
_GIVEN_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# What stands after a comma and is no name: then the text is kept as it is.
_TITLES_AND_SUFFIXES = """
heer mevrouw meneer dhr mevr mw mr mrs dr drs ir ing prof jr sr junior senior bv nv vof
"""
_NOT_GIVEN = frozenset(_TITLES_AND_SUFFIXES.split())


@dataclass(frozen=True, slots=True)
class LastName:
    """A surname taken apart; `initials` and `first_name` when they were typed behind a comma."""

    infix: str
    last_name: str
    initials: str = ""
    first_name: str = ""


def split_last_name(text: str, country: str = "NL") -> LastName:
    """Take a typed surname apart: 'Jong, de', 'de Jong', 'Jansen, J.A. van der'.

    Nothing typed is lost but white space and the comma, and case stays as typed, except that a text
    without any capital gets them. In Belgium an infix with a capital belongs to the last name.
    Raises ValidationError for characters that cannot be stored.
    """
    typed = clean_text(text).strip(" ,")
    head, _comma, tail = (part.strip(" ,") for part in typed.partition(","))
    if not head or not tail:
        return _split(head or tail, country)
    infix, given = _read_tail(tail)
    name = _split(f"{infix} {head}" if infix else head, country)
    if not given:
        return name
    initials = " ".join(given)
    if looks_like_initials(initials, shouted=head.isupper()) and not _is_no_name(given):
        return LastName(name.infix, name.last_name, initials=normalise_initials(initials))
    if _are_given_names(given, all_lower=typed.islower()):
        return LastName(name.infix, name.last_name, first_name=capitalise_name(initials))
    return LastName("", typed)


def _split(text: str, country: str) -> LastName:
    words = text.split()
    if country == "BE" and text[:1].isupper():
        return LastName("", text)
    count = leading_infix(words)
    if not count:
        words, count = _infix_to_front(words)
    infix, last_name = " ".join(words[:count]), " ".join(words[count:]).strip(" ,")
    return LastName(infix, capitalise_name(last_name) if text.islower() else last_name)


def _infix_to_front(words: list[str]) -> tuple[list[str], int]:
    """Read 'Berg van den', typed without its comma; an infix in small letters ends no name."""
    for start in range(max(1, len(words) - LONGEST_INFIX), len(words)):
        tail = " ".join(words[start:])
        if tail in INFIXES and tail not in AMBIGUOUS and infix_key(words[start - 1]) not in INFIXES:
            return words[start:] + words[:start], len(words) - start
    return words, 0


def _read_tail(tail: str) -> tuple[str, list[str]]:
    """Take what stands behind the comma apart into the infix and the words for a given name."""
    infixes: list[str] = []
    given: list[str] = []
    for part in tail.split(","):
        words = part.split()
        start = len(words)
        while start and _ends_infix(words, start):
            start -= 1
        given += words[:start]
        infixes += words[start:]
    return " ".join(infixes), given


def _ends_infix(words: list[str], end: int) -> bool:
    word = words[end - 1]
    lone_letter = end == 1 and len(word) == 1
    return not lone_letter and infix_key(word) in INFIX_WORDS


def _is_no_name(words: list[str]) -> bool:
    return any(word.lower().strip(".") in _NOT_GIVEN for word in words)


def _are_given_names(words: list[str], *, all_lower: bool) -> bool:
    return not _is_no_name(words) and all(
        _GIVEN_NAME.fullmatch(word) and (all_lower or word[0] != word[0].lower()) for word in words
    )


def capitalise_name(text: str) -> str:
    """Return `text` with its capitals when it was typed without any, else unchanged.

    'ijsbrand' is 'IJsbrand', 'berg-de vries' is 'Berg-de Vries', "o'brien" is "O'Brien".
    """
    if not text.islower():
        return text
    first = True

    def capitalise(found: re.Match[str]) -> str:
        nonlocal first
        word = found.group()
        keep = not first and infix_key(word) in INFIX_WORDS
        first = False
        return word if keep else _capitalise_word(word)

    return unicodedata.normalize("NFC", _WORD_PARTS.sub(capitalise, text))


def _capitalise_word(word: str) -> str:
    key = infix_key(word)
    if key.startswith("'"):
        return word
    if len(word) > 2 and key[1] == "'":
        return upper_first(word[:2]) + upper_first(word[2:])
    return upper_first(word)


def upper_first(text: str) -> str:
    """Return `text` with its first letter as a capital, 'ij' as one letter, else unchanged."""
    if text[:2] == "ij":
        return "IJ" + text[2:]
    capital = text[:1].upper()
    return capital + text[1:] if len(capital) == 1 else text

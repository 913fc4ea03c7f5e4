"""Initials as people type them."""

from __future__ import annotations

import re

from customers.values.text import clean_text

_LETTERS = r"[^\W\d_]"
_TOKEN = re.compile(rf"({_LETTERS}+)(\.?)")
_WHOLE = re.compile(rf" *{_LETTERS}(?:{_LETTERS}|[. ])*")
_DOTTED = re.compile(rf"(?:{_LETTERS}{{1,4}}\. ?)+{_LETTERS}?|{_LETTERS}(?: {_LETTERS})*")
_LONGER_ONES = """
Ch Chr Fr Fred Gerh Hub IJ Jac Jacq Joh Jos Ph Sj St Th Tj Wilh Aug Alb Ant Corn
"""
_KNOWN = {name.lower(): name for name in _LONGER_ONES.split()}
_MOST_INITIALS = 5
# More small letters than this are a name in the wrong field.
_MOST_SMALL_INITIALS = 3


def normalise_initials(text: str) -> str:
    """Return initials with capitals and dots: 'ja' and 'J A' are 'J.A.', 'th.' is 'Th.'.

    What does not look like initials ('Jan', 'piet', 'J2') stays as typed. Raises ValidationError for
    characters that cannot be stored.
    """
    typed = clean_text(text)
    parts = typed.split("-")
    if not all(_WHOLE.fullmatch(part) for part in parts):
        return typed
    written = [_write(part.strip()) for part in parts]
    if any(part is None for part in written):
        return typed
    return "-".join(part for part in written if part is not None)


def _write(text: str) -> str | None:
    """Write one run of initials, or return None when a word in it is no initial."""
    result = ""
    for word, dot in _TOKEN.findall(text):
        piece = _write_token(word, dotted=bool(dot))
        if piece is None:
            return None
        result += piece
    return result


def _write_token(word: str, *, dotted: bool) -> str | None:
    known = _KNOWN.get(word.lower())
    if known and (dotted or word == known or word.lower() == "ij"):
        return f"{known}."
    if dotted and 1 < len(word) <= _MOST_INITIALS and word[1:].islower() and word[0].isupper():
        return f"{word}."
    if len(word) > (_MOST_INITIALS if word.isupper() else _MOST_SMALL_INITIALS):
        return None
    if len(word) > 2 and not (word.islower() or word.isupper()):
        return None
    letters = [letter.upper() if len(letter.upper()) == 1 else letter for letter in word]
    return "".join(f"{letter}." for letter in letters)


def looks_like_initials(text: str, *, shouted: bool = False) -> bool:
    """Return whether `text` is meant as initials; with `shouted` capitals alone say nothing."""
    if _DOTTED.fullmatch(text):
        return True
    compact = text.replace(" ", "")
    return not shouted and compact.isalpha() and compact.isupper() and len(compact) <= 4


def initials_of(first_name: str) -> str:
    """Return the initials of given names by the rule of the base registry: 'Jo Rene' is 'J.R.'.

    One letter for each name, also for 'Dirk-Willem' and 'IJsbrand'; a name of one letter gets no
    dot. Raises ValidationError for characters that cannot be stored.
    """
    result = ""
    for name in clean_text(first_name).split():
        space = " " if result and not result.endswith(".") else ""
        result += space + (name if len(name) == 1 else f"{name[0]}.")
    return result

"""How people and companies are named in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from customers.privacy.mentions.fold import INFIXES_FOLDED, LONGEST_WORD, key_words, words_of
from customers.privacy.mentions.signs import BEGIN, DASHES, END, GAP, Lookup, Pattern
from customers.privacy.mentions.values import surname_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from customers.privacy.mentions.values import Name

#: 'J. (Jan) Jansen'
_CALLED = r"(?:\([^()\n]{1,30}\)\s?)?"
_LEGAL = r"(?:b\.?v|n\.?v|v\.?o\.?f|c\.?v|u\.?a|b\.?v\.?b\.?a|srl|sprl|s\.?a|gmbh|ltd|inc)"
_LEGAL_FORMS = "bv nv vof cv ua bvba srl sprl sa gmbh ltd inc"
#: With dots each letter of 'B.V.' is a word.
_LEGAL_WORDS = frozenset((*_LEGAL_FORMS.split(), *"bvnofcuas"))
_AND = frozenset(("en", "and", "et", "und"))
_FORMS = {
    **dict.fromkeys(("de", "den", "der"), "den|der|de|dr|d"),
    **dict.fromkeys(("te", "ten", "ter"), "ten|ter|te|t"),
    **dict.fromkeys(("het", "t"), "het|t"),
}
_SHORTEST_ALONE = 3
_MOST_INFIXES = 5


def of_person(name: Name, rare: set[str]) -> Iterator[Pattern | Lookup]:
    """How somebody is named: with a first name or initials, and alone when the surname is rare."""
    firsts = [words for first in sorted(name.first_names) if (words := words_of(first))]
    letters = [words for one in sorted(name.initials) if (words := words_of(one))]
    letters += [[word[0] for word in words] for words in firsts]
    # What is known says more than its begin: 'J.B.' is not J.A.
    letters = [
        some
        for some in letters
        if not any(len(more) > len(some) and more[: len(some)] == some for more in letters)
    ]
    givens = {words[0] for words in (*firsts, *letters)} | {"".join(words) for words in letters}
    infixes = [words for infix in sorted(name.infixes) if (words := words_of(infix))]
    for surname in sorted({part for last in name.last_names for part in surname_parts(last)}):
        if not words_of(surname):
            continue
        yield from _with_given(surname, _forms(infixes), firsts, letters)
        spellings = [
            tuple(key_words(surname)),
            ("".join(words_of(surname))[:LONGEST_WORD],),
            *(("".join((*infix, *words_of(surname)))[:LONGEST_WORD],) for infix in infixes),
        ]
        if givens:
            yield from (Lookup(words, tuple(sorted(givens))) for words in spellings)
        if surname in rare and len(surname) >= _SHORTEST_ALONE:
            yield from (Lookup(words) for words in spellings)
            regex = f"{BEGIN}{_before(_forms(infixes))}{_surname(surname)}{END}"
            short = len(surname) == _SHORTEST_ALONE
            yield Pattern(regex, alone=True, capital=short, word=_word_of(surname))


def _with_given(
    surname: str,
    infix: str,
    firsts: Sequence[Sequence[str]],
    letters: Sequence[Sequence[str]],
) -> Iterator[Pattern]:
    last = f"{_before(infix)}{_surname(surname)}{END}"
    listed = rf"{BEGIN}{_surname(surname)}\s?,\s?"
    behind = rf"(?:[\s.]{{1,2}}(?:{infix}){END})?" if infix else ""
    word = _word_of(surname)
    for words in firsts:
        first = _first(words)
        # Not over the end of a sentence.
        gap = rf"(?:[\s_{DASHES}]{{1,2}}|[._](?=\S))"
        yield Pattern(f"{BEGIN}{first}{gap}{_CALLED}{last}", word=word)
        yield Pattern(rf"{listed}{first}{END}{behind}", word=word)
    for words in letters:
        some = _initials(words)
        regex = rf"{BEGIN}{some}{GAP}{{1,3}}{_CALLED}{last}"
        yield Pattern(regex, initials=True, word=word)
        yield Pattern(rf"{listed}{some}{END}\.?{behind}", word=word)


def _first(words: Sequence[str]) -> str:
    """'Jan', and 'Jan Piet' or 'Jan P.' as far as it goes."""
    more = "|".join([*map(re.escape, words[1:]), r"[^\W\d_]\.?"])
    return rf"{re.escape(words[0])}(?:[\s_{DASHES}]{{1,2}}(?:{more}){END}){{0,3}}"


def _initials(words: Sequence[str]) -> str:
    """'J', 'J.A' or 'JA'; behind all that are known there may be more, with dots."""
    pattern = rf"(?:[\s._{DASHES}]{{1,2}}[^\W\d_](?=\.)){{0,3}}"
    for word in reversed(words[1:]):
        pattern = rf"(?:[\s._{DASHES}]{{0,2}}{re.escape(word)}{pattern})?"
    return re.escape(words[0]) + pattern


def _forms(infixes: Iterable[Sequence[str]]) -> str:
    """The ways in which these infixes are written: 'van der', 'v.d.', 'v/d', 'vd', 'vander'."""
    return "|".join(rf"{GAP}{{0,3}}".join(map(_form, words)) for words in infixes)


def _form(word: str) -> str:
    return f"(?:{_FORMS.get(word) or '|'.join(dict.fromkeys((re.escape(word), word[0])))})"


def _before(infix: str) -> str:
    return f"(?:(?:{infix}){GAP}{{0,3}})?" if infix else ""


def _word_of(surname: str) -> str:
    """A word that stands in every spelling of a surname."""
    words = words_of(surname)
    return max((word for word in words if word not in INFIXES_FOLDED), key=len, default=words[0])


def _surname(surname: str) -> str:
    """A surname with its hyphens, spaces and infixes as people write them."""
    words = words_of(surname)
    inside = [word for word in words if word not in INFIXES_FOLDED]
    # Of more of them no name is written shorter, and each that may be left out doubles the ways to try.
    may_lack = len(words) - len(inside) <= _MOST_INFIXES
    pieces: list[str] = []
    for place, word in enumerate(words):
        if inside and may_lack and word in INFIXES_FOLDED:
            pieces.append(f"(?:{_form(word)}{GAP}{{0,3}})?")
        else:
            between = rf"{GAP}{{0,3}}" if place < len(words) - 1 else ""
            pieces.append(re.escape(word) + between)
    return "".join(pieces)


def of_company(company: str, *, rare: bool) -> Iterator[Pattern | Lookup]:
    """How a company is named: by its whole name, with or without its legal form.

    A name of one word is one with its legal form behind it, or with a capital when few bear it.
    """
    words = words_of(company)
    while len(words) > 1 and words[-1] in _LEGAL_WORDS:
        words = words[:-1]
    if not words:
        return
    between = rf"[\s._/&+,{DASHES}]{{0,4}}(?:(?:{'|'.join(sorted(_AND))})\s{{1,2}})?"
    whole = f"{BEGIN}{between.join(map(re.escape, words))}{END}"
    legal = rf"\s{{0,2}},?\s?{_LEGAL}{END}\.?"
    telling = [word for word in words if word not in INFIXES_FOLDED | _AND]
    if len(telling) > 1:
        yield Pattern(f"{whole}(?:{legal})?")
    else:
        yield Pattern(f"{whole}{legal}")
        if rare and len(words[-1]) >= _SHORTEST_ALONE:
            yield Pattern(whole, alone=True, capital=True)
    yield Lookup(tuple(telling or words))
    yield Lookup(("".join(words)[:LONGEST_WORD],))

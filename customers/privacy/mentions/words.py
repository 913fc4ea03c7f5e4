"""What counts as naming somebody in a text.

A surname names somebody with the first name or an initial before it (or behind a comma, as in a list),
a company by its whole name; alone they do when few bear them. A phone, an e-mail address, an address
with its number, an IBAN, a registration, VAT or card number always do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from customers.presentation.results import marked
from customers.privacy.mentions import names, reach
from customers.privacy.mentions.fold import fold
from customers.privacy.mentions.signs import Lookup, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.privacy.mentions.values import Values

Span = tuple[int, int]
#: What an excerpt shows before the first word that names somebody, and in all.
_BEFORE, _LONGEST = 60, 240


@dataclass
class Finder:
    """Finds in a text what names these people."""

    patterns: set[Pattern] = field(default_factory=set)
    lookups: set[Lookup] = field(default_factory=set)

    @classmethod
    def of(cls, values: Values) -> Finder:
        """The finder of everything that `values` holds."""
        finder = cls()
        for name in values.names:
            finder._add(names.of_person(name, values.rare))
        for company in values.companies:
            finder._add(names.of_company(company, rare=company in values.rare))
        for email in values.emails:
            finder._add(reach.of_email(email))
        for phone in values.phones:
            finder._add(reach.of_phone(phone))
        for code in values.codes:
            finder._add(reach.of_code(code))
        for address in values.addresses:
            finder._add(reach.of_address(address))
        return finder

    def _add(self, signs: Iterable[Pattern | Lookup]) -> None:
        for sign in signs:
            if isinstance(sign, Pattern):
                self.patterns.add(sign)
            elif all(sign.every):
                self.lookups.add(sign)

    def spans(self, text: str) -> list[Span]:
        """The slices of `text` that name them, in order; what overlaps is one."""
        if not text:
            return []
        folded = fold(text)
        return joined(span for pattern in self.patterns for span in pattern.spans(folded))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap as one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def excerpt(text: str, spans: list[Span]) -> SafeString:
    """The part of `text` around the first of these spans, with all of them in it marked."""
    start = max(0, spans[0][0] - _BEFORE)
    if start:
        start = text.find(" ", start, spans[0][0]) + 1 or start
    end = max(spans[0][1], start + _LONGEST)
    if end < len(text):
        cut = text.rfind(" ", spans[0][1], end)
        end = cut if cut > 0 else end
    end = max([end, *(span[1] for span in spans if span[0] < end)])
    inside = [(at - start, to - start) for at, to in spans if to <= end]
    shown = marked(text[start:end], inside)
    return SafeString(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}")

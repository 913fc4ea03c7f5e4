"""From what was typed on the screen to what the search understands."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from customers.search.query import SearchQuery, exact_scan, parse_one_box

if TYPE_CHECKING:
    from customers.presentation.terms import SearchTerms

_MORE_THAN_A_NAME = re.compile(r"[0-9@+]")


def to_query(terms: SearchTerms) -> SearchQuery:
    """The search for these fields.

    The one box is taken apart; so is a surname field with digits in it ('jansen 1234', or a scanned
    card): a field that is filled in by itself then stands above what was found in the text.
    """
    if terms.q:
        return parse_one_box(terms.q)
    texts: dict[str, Any] = dict(terms.texts)
    typed = SearchQuery(**texts)
    if not _MORE_THAN_A_NAME.search(terms.last_name):
        return typed
    texts.pop("last_name")
    return replace(parse_one_box(terms.last_name), **texts)


def scanned_number(terms: SearchTerms) -> str:
    """The customer whose card or number was scanned or typed whole; '' when it is neither."""
    for text in (terms.q, terms.last_name, terms.number):
        if text:
            return exact_scan(text) or ""
    return ""

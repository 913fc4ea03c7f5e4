"""The list of hits as the counter shows it, and what to do when there are none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.presentation.addresses import house
from customers.presentation.numbers import counted
from customers.presentation.queries import scanned_number, to_query
from customers.presentation.terms import LONG_LIST
from customers.search.query import birth_date_of
from customers.search.reasons import mark_slices
from customers.search.service import erased_of_number, search
from customers.values.phones import phone_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.presentation.terms import SearchTerms
    from customers.search.query import SearchQuery
    from customers.search.reasons import Why
    from customers.search.service import Hit, SearchResult

#: Fewer digits of a phone number than these fit half the register.
SHORTEST_PHONE = 3

#: The icon of each reason why somebody is a hit.
WHY_ICONS = {
    "sounds_like": "ear",
    "looks_like": "copy-check",
    "former_name": "history",
    "former_address": "history",
    "former_number": "history",
    "contact": "users",
    "contact_email": "users",
    "contact_phone": "users",
    "company": "building-2",
    "second_name": "link",
    "in_name": "link",
    "delivery_address": "map-pin",
    "postal_address": "map-pin",
    "card": "barcode",
    "blocked_card": "barcode",
    "phone": "phone",
    "email": "at-sign",
    "birth_date": "user",
}


@dataclass(frozen=True)
class Row:
    """One hit."""

    number: str
    name: SafeString
    where: SafeString
    why: SafeString | str
    why_icon: str
    inactive: bool
    attention: bool


@dataclass(frozen=True)
class NextStep:
    """Something to do when nobody was found."""

    title: str
    note: str
    url: str
    icon: str
    key: str = ""


@dataclass(frozen=True)
class Results:
    """The answer to a search."""

    rows: list[Row] = field(default_factory=list)
    alike: list[Row] = field(default_factory=list)
    total: int = 0
    capped: bool = False
    inactive_count: int = 0
    elapsed_ms: int = 0
    ask_house_number: bool = False
    longer_query: str = ""
    longer_words: str = ""
    error: str = ""
    headline: str = ""
    next_steps: list[NextStep] = field(default_factory=list)

    @property
    def numbers(self) -> list[str]:
        """The customer numbers in the order of the list."""
        return [row.number for row in (*self.rows, *self.alike)]

    @property
    def count(self) -> str:
        """'14', or '1.000+' when nobody counted further."""
        return counted(self.total, capped=self.capped)

    @property
    def count_words(self) -> str:
        """'14 klanten', 'Geen klanten'; for what cannot be searched the invitation to search."""
        if self.error:
            return _("Search a customer")
        if not self.total:
            return _("No customers")
        return customers_words(self.total, capped=self.capped)


def customers_words(total: int, *, capped: bool = False) -> str:
    """'1 klant', '14 klanten', '1.000+ klanten'."""
    count = counted(total, capped=capped)
    return ngettext("%(count)s customer", "%(count)s customers", total) % {"count": count}


def _lacking(query: SearchQuery) -> str:
    """What must be typed yet before anything can be found, or nothing."""
    if query.birth_date and birth_date_of(query) is None:
        return _("Type the whole date, such as 17-03-1968.")
    if query.phone and len(phone_digits(query.phone)) < SHORTEST_PHONE:
        return _("Type at least three digits of the phone number.")
    others = replace(query, house_number="")
    if query.house_number and others.is_empty:
        return _("Type the postcode or the last name beside the house number.")
    return ""


def results_of(terms: SearchTerms, user: Any) -> Results | None:
    """Search among the customers that `user` may see; None when there is nothing to search."""
    if terms.is_empty:
        return None
    if terms.is_unreadable:
        return Results(error=_("There is a character in it that cannot be read. Type it again."))
    try:
        query = to_query(terms)
        if lacking := _lacking(query):
            return Results(error=lacking)
        found = search(query, user=user, include_inactive=terms.inactive, limit=terms.limit)
        if not (found.hits or found.inactive_count) and user.has_perm("customers.view_customer"):
            found = erased_of_number(query)
    except ValidationError as error:
        return Results(error=" ".join(error.messages))
    total = found.sure_count + found.alike_count
    is_longer = found.sure_count > len(found.hits) - found.alike_count
    can_grow = terms.limit < LONG_LIST
    return Results(
        rows=[_row(hit, query) for hit in found.hits if not hit.is_alike],
        alike=[_row(hit, query) for hit in found.hits if hit.is_alike],
        total=total,
        capped=found.capped,
        inactive_count=found.inactive_count,
        elapsed_ms=round(found.elapsed_ms),
        ask_house_number=found.ask_house_number,
        longer_query=terms.with_long_list().query if is_longer and can_grow else "",
        longer_words=_longer_words(total, capped=found.capped),
        headline="" if total else _headline(terms),
        next_steps=[] if total else _next_steps(terms, found, user),
    )


def to_open(terms: SearchTerms, results: Results | None) -> str:
    """The customer that Enter opens at once: of a scan, or the only sure hit. '' for none."""
    if results is None:
        return ""
    scanned = scanned_number(terms)
    if scanned:
        return scanned
    is_only = len(results.rows) == 1 and not results.alike and not results.capped
    return results.rows[0].number if is_only and results.total == 1 else ""


def _longer_words(total: int, *, capped: bool) -> str:
    """What the link under a list that was cut short promises."""
    if capped or total > LONG_LIST:
        return _("Show the first %(count)s customers") % {"count": LONG_LIST}
    return _("Show all %(count)s customers") % {"count": total}


# ---------------------------------------------------------------- rows
def _row(hit: Hit, query: SearchQuery) -> Row:
    postcode = marked(hit.postcode, _postcode_slices(hit.postcode, query.postcode))
    place = format_html("{} {}", postcode, house(hit)) if house(hit) else postcode
    where = format_html("{} · {}", place, hit.city) if hit.city and place else place or hit.city
    return Row(
        number=hit.number,
        name=marked(hit.name, hit.marks),
        where=conditional_escape(where),
        why=_why(hit.why, hit.typed) if hit.why else "",
        why_icon=WHY_ICONS.get(hit.why.code, "link") if hit.why else "",
        inactive=hit.is_inactive,
        attention=hit.attention,
    )


def _why(why: Why, typed: str) -> SafeString:
    """The reason with what it is about in bold: of a contact person the words that were typed."""
    if not why.detail:
        return conditional_escape(why.label)
    slices = mark_slices(why.detail, typed) if why.code == "contact" and typed else []
    whole_words = [(start, _end_of_word(why.detail, end)) for start, end in slices]
    detail = marked(why.detail, whole_words or [(0, len(why.detail))], tag="b")
    return format_html("{} {}", why.label, detail)


def _end_of_word(text: str, at: int) -> int:
    """The end of the word that the place `at` is in, or at the end of."""
    ends = (text.find(sign, at) for sign in " -")
    return min((end for end in ends if end >= 0), default=len(text))


def marked(text: str, slices: Iterable[tuple[int, int]], *, tag: str = "mark") -> SafeString:
    """`text` with these slices of it in <mark>, or in another element."""
    pieces, done, name = [], 0, SafeString(tag)
    for start, end in slices:
        if start < done:
            continue
        slice_of = format_html("<{}>{}</{}>", name, text[start:end], name)
        pieces.append(format_html("{}{}", text[done:start], slice_of))
        done = end
    return SafeString("".join([*pieces, conditional_escape(text[done:])]))


def _postcode_slices(postcode: str, typed: str) -> list[tuple[int, int]]:
    """The begin of a postcode that was typed; a space more or less does not count."""
    left = typed.replace(" ", "").upper()
    if not left:
        return []
    for position, character in enumerate(postcode):
        if not left:
            return [(0, position)]
        if character != " ":
            if not left.startswith(character.upper()):
                return []
            left = left[1:]
    return [] if left else [(0, len(postcode))]


# ---------------------------------------------------------------- nobody found
def _headline(terms: SearchTerms) -> str:
    words, place = terms.words, terms.place
    if words and place:
        return _("Nobody found with ‘%(words)s’ in %(place)s") % {"words": words, "place": place}
    return _("Nobody found with ‘%(words)s’") % {"words": words or place}


def _next_steps(terms: SearchTerms, found: SearchResult, user: Any) -> list[NextStep]:
    steps = []
    if terms.words and terms.place:
        wider = terms.without("postcode", "house_number")
        hits = search(to_query(wider), user=user, include_inactive=terms.inactive, limit=10)
        total = hits.sure_count + hits.alike_count
        if total:
            counted_words = customers_words(total, capped=hits.capped)
            title = _("Without postcode: %(count)s") % {"count": counted_words}
            steps.append(NextStep(title, _some_names(hits.hits), wider.query, "users"))
    if found.inactive_count:
        wider = terms.with_inactive()
        hits = search(to_query(wider), user=user, include_inactive=True, limit=1)
        counted_words = customers_words(found.inactive_count)
        title = _("Also inactive: %(count)s") % {"count": counted_words}
        note = " · ".join(_name_and_place(hit) for hit in hits.hits[:1])
        steps.append(NextStep(title, note, wider.query, "archive"))
    return steps


def _some_names(hits: Iterable[Hit]) -> str:
    names = list(dict.fromkeys(hit.last_name or hit.company_name for hit in hits))
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _name_and_place(hit: Hit) -> str:
    place = " ".join(part for part in (hit.postcode, house(hit)) if part)
    return f"{hit.name} · {place}" if place else hit.name

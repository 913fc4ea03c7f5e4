"""Running a search: one statement to the database, however many things it may mean."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from customers.models import Customer
from customers.search import filters
from customers.search.query import (
    TEXT_FIELDS,
    Place,
    SearchQuery,
    birth_date_of,
    code_of,
    read_house_number,
    read_place,
)
from customers.search.reasons import Why, mark_slices, why_of
from customers.values.names import PersonName, list_name
from customers.values.phones import phone_digits

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser

LIMIT = 25
#: Where counting stops: the screen says '1000+'.
COUNT_LIMIT = 1000
#: How many candidates are held against the other fields that were filled in.
CANDIDATES = 400
#: Of four digits alone, a postcode leaves this many places to phones that end so.
PHONES_BESIDE_POSTCODE = 8

_COLUMNS = """id number kind status salutation initials first_name infix last_name company_name
birth_date language street house_number house_number_addition postcode city country phone mobile
phone_extra emails"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer that was found, with what a list shows of it."""

    id: int
    number: str
    kind: str
    status: str
    salutation: str
    initials: str
    first_name: str
    infix: str
    last_name: str
    company_name: str
    birth_date: Any
    language: str
    street: str
    house_number: int | None
    house_number_addition: str
    postcode: str
    city: str
    country: str
    phone: str
    mobile: str
    phone_extra: str
    emails: str
    attention: bool
    is_alike: bool
    typed: str
    reason: tuple[str, str]

    @property
    def is_company(self) -> bool:
        """Whether the company's name stands for this customer."""
        return bool(self.company_name) and (self.kind == "company" or not self.last_name)

    @property
    def is_inactive(self) -> bool:
        """Whether it is shown only when inactive customers are asked for."""
        return self.status == Customer.Status.INACTIVE

    @property
    def name(self) -> str:
        """The name in a list: 'Jansen, J.A. van der'."""
        return list_name(PersonName.of(self))

    @property
    def why(self) -> Why | None:
        """Why this is a hit, when that is not plain."""
        return why_of(self, *self.reason)

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The slices of `name` that match what was typed."""
        return mark_slices(self.name, self.typed) if self.typed else []


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer: the hits, best first, and how many there are of each sort.

    `sure_count` counts up to 1000; `capped` says that there are more. `inactive_count` sure hits were
    left out as inactive (look-alikes too when there is nobody else), `alike_count` of the hits are
    look-alikes. `ask_house_number` says that more people fit than are shown, and that a house number
    would tell them apart.
    """

    hits: list[Hit] = field(default_factory=list)
    sure_count: int = 0
    capped: bool = False
    inactive_count: int = 0
    alike_count: int = 0
    elapsed_ms: float = 0.0
    ask_house_number: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One question to a search function; in a mixed answer `places` are kept free for its hits."""

    sql: str
    params: list[Any]
    places: int = 0


def search(
    query: SearchQuery,
    *,
    user: StaffUser | AnonymousUser | None = None,
    include_inactive: bool = False,
    limit: int = LIMIT,
) -> SearchResult:
    """Find the customers that fit `query`, best first, at most `limit` of them.

    `user` limits the answer to what that user may see; None is the system itself (a command).
    Raises ValidationError for text that cannot be searched for (control characters, far too long).
    """
    started = time.perf_counter()
    query = query.cleaned()
    if user is not None and Customer.objects.visible_to(user).query.is_empty():
        return SearchResult()
    conditions = filters.conditions(query)
    wide = CANDIDATES if conditions else limit
    parts = _parts(query, include_inactive=include_inactive or bool(conditions), limit=wide)
    if not parts:
        return SearchResult()
    rows = _ask(parts, conditions, query.last_name or query.letters)
    result = _result(rows, parts, query, limit=wide)
    if conditions:
        result = _counted_here(result, include_inactive=include_inactive, limit=limit)
    named = query.last_name or query.company
    if named and not (result.hits or result.inactive_count or include_inactive):
        # Nobody at all: look-alikes among the inactive ones keep a clerk from adding somebody twice.
        hidden = search(query, include_inactive=True, limit=limit)
        result = replace(result, inactive_count=len(hidden.hits))
    elapsed = (time.perf_counter() - started) * 1000
    return replace(result, elapsed_ms=elapsed)


def erased_of_number(query: SearchQuery) -> SearchResult:
    """Who was erased and has or had exactly this number: that is all there is left to find it by."""
    if [name for name in TEXT_FIELDS if getattr(query, name)] not in (["number"], ["digits"]):
        return SearchResult()
    code = code_of(query.number or query.digits)
    rows = Customer.objects.filter(status=Customer.Status.ERASED).values_list(*_COLUMNS.split())
    for found, by in (("number", "number"), ("former_number", "former_numbers__number")):
        if columns := rows.filter(**{by: code}).first():
            return SearchResult(
                hits=[Hit(*columns, False, False, "", (found, code))],  # type: ignore[call-arg]
                sure_count=1,
            )
    return SearchResult()


# ---------------------------------------------------------------- what to ask
def _parts(query: SearchQuery, *, include_inactive: bool, limit: int) -> list[Part]:
    """The questions for `query`: of several fields the one that leaves fewest customers."""
    tail: list[Any] = [include_inactive, limit]
    parts: list[Part] = []
    match filters.driver_of(query):
        case "number":
            parts = [_number_part(query.number, tail)]
        case "digits":
            parts = _digits_parts(query.digits, tail)
        case "phone" if len(phone_digits(query.phone)) > 2:
            parts = [_phone_part(phone_digits(query.phone), tail)]
        case "email":
            parts = [Part("customers_search_email(%s, %s, %s)", [query.email.lower(), *tail])]
        case "birth_date" if born := birth_date_of(query):
            parts = [Part("customers_search_birth(%s, %s, %s)", [born, *tail])]
        case "company":
            parts = [_names_part(query, tail, company=True)]
        case "last_name":
            parts = [_names_part(query, tail)]
        case "postcode":
            parts = _place_parts(query, tail)
    return parts


def _place_parts(query: SearchQuery, tail: list[Any]) -> list[Part]:
    """The place; of '3512 je' also the names in 3512 that begin with 'je'."""
    place, house = read_place(query.postcode), read_house_number(query.house_number)
    if place is None:
        return []
    parts = [_place_part(place, house, tail)]
    if query.letters:
        named = replace(query, last_name=query.letters, postcode=f"{place.low:04}")
        parts.append(_names_part(named, tail))
    return parts


def _names_part(query: SearchQuery, tail: list[Any], *, company: bool = False) -> Part:
    place, house = read_place(query.postcode), read_house_number(query.house_number)
    loose = place is None and read_place(query.loose) is not None
    if loose:
        place, house = read_place(query.loose), read_house_number(query.loose)
    low, high, narrow = (place.low, place.high, place.narrow) if place else (None, None, None)
    name = query.company if company else query.last_name
    return Part(
        "customers_search_names(%s, %s, %s::smallint, %s::smallint, %s, %s, %s, %s, %s, %s)",
        [name, company, low, high, narrow, house, loose, query.first_name or None, *tail],
    )


def _place_part(place: Place, house: int | None, tail: list[Any]) -> Part:
    return Part(
        "customers_search_place(%s::smallint, %s::smallint, %s, %s, %s, %s)",
        [place.low, place.high, place.narrow, house, *tail],
    )


def _phone_part(digits: str, tail: list[Any], places: int = 0) -> Part:
    return Part("customers_search_phone(%s, %s, %s)", [digits[:20], *tail], places)


def _number_part(text: str, tail: list[Any], *, begin: bool = True) -> Part:
    return Part("customers_search_number(%s, %s, %s, %s)", [code_of(text), begin, *tail])


def _digits_parts(digits: str, tail: list[Any]) -> list[Part]:
    """Digits alone: exactly a number or a card first, then what else they may be by their length."""
    place = read_place(digits)
    parts = [_number_part(digits, tail, begin=len(digits) > 4)]
    if place and len(digits) < 6:
        parts.append(_place_part(place, None, tail))
    if len(digits) == 4:
        parts.append(_phone_part(digits, tail, PHONES_BESIDE_POSTCODE))
    if len(digits) > 4:
        born = birth_date_of(SearchQuery(birth_date=digits))
        if born:
            parts.append(Part("customers_search_birth(%s, %s, %s)", [born, *tail]))
        parts.append(_phone_part(phone_digits(digits), tail))
    return parts


# ---------------------------------------------------------------- asking
def _ask(
    parts: list[Part], conditions: list[filters.Condition], name: str
) -> list[tuple[Any, ...]]:
    """All parts in one statement: (part, sure, code, detail, total, inactive, attention, columns …).

    The detail of a look-alike is the contact person whose name is like `name`, if it is not the
    customer's own.
    """
    union = " UNION ALL ".join(
        f"SELECT {at}, x.* FROM public.{part.sql} WITH ORDINALITY x"
        for at, part in enumerate(parts)
    )
    today = timezone.localdate()
    params: list[Any] = [name, today, *(param for part in parts for param in part.params)]
    where = ""
    if conditions:
        wanted = " AND ".join(condition.sql for condition in conditions)
        where = f" WHERE f.customer_id IS NULL OR ({wanted})"
        params += [param for condition in conditions for param in condition.params]
    columns = ", ".join(f"c.{name}" for name in _COLUMNS.split())
    sql = f"""
        SELECT f.part, f.sure, f.code,
          CASE WHEN f.sure THEN f.detail
            ELSE public.customers_search_contact_alike(
              f.customer_id, (SELECT public.customers_key(%s))) END, f.total, f.inactive,
          c.attention <> '' AND coalesce(c.attention_until >= %s, true), {columns}
        FROM ({union}) f(part, customer_id, sure, code, detail, total, inactive, at)
        LEFT JOIN customers_customer c ON c.id = f.customer_id{where}
        ORDER BY f.part, f.at"""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


# ---------------------------------------------------------------- putting together
def _result(
    rows: list[tuple[Any, ...]], parts: list[Part], query: SearchQuery, *, limit: int
) -> SearchResult:
    typed = query.last_name or query.company or query.letters
    groups: list[list[Hit]] = [[] for _part in parts]
    seen: set[int] = set()
    sure_count = inactive_count = 0
    for part, sure, code, detail, total, inactive, attention, *columns in rows:
        if columns[0] is None:
            sure_count += total or 0
            inactive_count += inactive or 0
        elif columns[0] in seen:
            sure_count -= bool(sure)
        else:
            seen.add(columns[0])
            extra: tuple[Any, ...] = (bool(attention), not sure, typed, (code, detail))
            groups[part].append(Hit(*columns, *extra))
    hits = _merged(groups, parts, limit)
    sure = [hit for hit in hits if not hit.is_alike]
    return SearchResult(
        hits=hits,
        sure_count=min(max(sure_count, len(sure)), COUNT_LIMIT),
        capped=sure_count > COUNT_LIMIT,
        inactive_count=inactive_count,
        alike_count=len(hits) - len(sure),
        ask_house_number=_wants_house_number(query, sure_count, len(hits), limit),
    )


def _merged(groups: list[list[Hit]], parts: list[Part], limit: int) -> list[Hit]:
    """The parts one after another, sure hits first; `places` of one are kept free by the others."""
    kept = sum(min(part.places, len(group)) for part, group in zip(parts, groups, strict=True))
    hits: list[Hit] = []
    for part, group in zip(parts, groups, strict=True):
        kept -= min(part.places, len(group))
        hits += group[: limit - kept - len(hits)]
    return sorted(hits, key=lambda hit: hit.is_alike)[:limit]


def _wants_house_number(query: SearchQuery, sure_count: int, shown: int, limit: int) -> bool:
    is_full = sure_count > limit or shown >= limit
    return bool(is_full and query.postcode and not query.house_number)


def _counted_here(result: SearchResult, *, include_inactive: bool, limit: int) -> SearchResult:
    """Count the candidates that fit all fields: they were asked for with the inactive ones."""
    hits = [hit for hit in result.hits if include_inactive or not hit.is_inactive]
    sure = sum(not hit.is_alike for hit in hits)
    left_out = sum(not hit.is_alike for hit in result.hits if hit.is_inactive)
    shown = hits[:limit]
    return replace(
        result,
        hits=shown,
        sure_count=sure,
        capped=len(result.hits) >= CANDIDATES,
        inactive_count=0 if include_inactive else left_out,
        alike_count=sum(hit.is_alike for hit in shown),
    )

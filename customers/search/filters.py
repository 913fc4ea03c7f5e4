"""The fields beside the one that drives a search: each is a condition on the customers found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.search.query import birth_date_of, code_of, read_house_number, read_place
from customers.values.phones import phone_digits

if TYPE_CHECKING:
    from customers.search.query import SearchQuery

#: The fields that can drive a search, the one that leaves fewest customers first.
DRIVERS = (
    "number",
    "digits",
    "phone",
    "email",
    "birth_date",
    "company",
    "last_name",
    "postcode",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in SQL on `f.customer_id` or the customer `c`, with its values."""

    sql: str
    params: list[Any]


# The functions are immutable and get constants here: they are computed once, not for every row.
_NAME = """EXISTS (SELECT FROM public.customers_searchname s
  WHERE s.customer_id = f.customer_id AND public.customers_search_given(s.given, %(given)s) AND (
    starts_with(s.key, public.customers_key(%(name)s))
    OR EXISTS (SELECT FROM public.customers_searchword w
      WHERE w.word = split_part(s.key, ' ', 1) AND (
        w.sound = public.customers_sound(public.customers_key(%(name)s))
        OR w.skeleton = public.customers_skeleton(
          public.customers_sound(public.customers_key(%(name)s)))
        OR levenshtein_less_equal(
          left(w.word, 60), left(public.customers_key(%(name)s), 60), 1) <= 1))))"""
_COMPANY = """EXISTS (SELECT FROM public.customers_searchname s WHERE s.customer_id = f.customer_id
  AND s.kind IN (3, 4, 6) AND starts_with(s.key, public.customers_key(%(name)s)))"""
_PLACE = """EXISTS (SELECT FROM public.customers_searchname s WHERE s.customer_id = f.customer_id
  AND s.postcode_digits BETWEEN %(low)s AND %(high)s
  AND (%(narrow)s::text IS NULL OR starts_with(s.postcode, %(narrow)s))
  AND (%(house)s::integer IS NULL OR s.house_number = %(house)s))"""
_PHONE = """EXISTS (SELECT FROM public.customers_searchphone s
  WHERE s.customer_id = f.customer_id AND position(reverse(%(digits)s) IN s.digits) > 0)"""
_EMAIL = """EXISTS (SELECT FROM public.customers_searchemail s
  WHERE s.customer_id = f.customer_id AND position(%(email)s IN s.value) > 0)"""


def driver_of(query: SearchQuery) -> str:
    """The field that the search is run by; '' when none can."""
    return next((name for name in DRIVERS if getattr(query, name)), "")


def conditions(query: SearchQuery) -> list[Condition]:
    """The conditions of all filled-in fields that the driving one does not take along itself."""
    driver = driver_of(query)
    drives_by_name = driver in ("company", "last_name")
    made: list[Condition] = []
    if query.phone and driver != "phone":
        made.append(_condition(_PHONE, digits=phone_digits(query.phone)))
    if query.email and driver != "email":
        made.append(_condition(_EMAIL, email=query.email.lower()))
    if query.birth_date and driver != "birth_date":
        made.append(_condition("c.birth_date = %(born)s", born=birth_date_of(query)))
    if query.digits and driver != "digits":
        made.append(_condition("starts_with(c.number, %(number)s)", number=code_of(query.digits)))
    if query.company and driver != "company":
        made.append(_condition(_COMPANY, name=query.company))
    if (query.last_name and driver != "last_name") or (query.first_name and not drives_by_name):
        made.append(_condition(_NAME, name=query.last_name, given=_given(query.first_name)))
    place, house = read_place(query.postcode), read_house_number(query.house_number)
    if place and not drives_by_name and driver != "postcode":
        values = {"low": place.low, "high": place.high, "narrow": place.narrow, "house": house}
        made.append(_condition(_PLACE, **values))
    elif house is not None and not drives_by_name and driver != "postcode":
        made.append(_condition("c.house_number = %(house)s", house=house))
    return made


def _given(first_name: str) -> str | None:
    return "".join(first_name.lower().split()) or None


def _condition(sql: str, **values: Any) -> Condition:
    """Named values in the order of their places: the whole statement has positions."""
    params: list[Any] = []
    pieces = sql.split("%(")
    text = pieces[0]
    for piece in pieces[1:]:
        name, _, rest = piece.partition(")s")
        params.append(values[name])
        text += "%s" + rest
    return Condition(text, params)

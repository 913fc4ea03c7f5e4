"""The frame around every page of the counter: the search bar, the list and the pager."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from customers.presentation.results import Results, results_of
from customers.presentation.terms import SearchTerms
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.models import Customer


@dataclass(frozen=True)
class Pager:
    """Where the open customer stands in the list, and its neighbours' numbers."""

    position: int
    total: str
    previous: str
    following: str


class Frame(TypedDict):
    """The template context of the frame."""

    terms: SearchTerms
    query: str
    results: Results | None
    pager: Pager | None
    open_number: str
    live: bool


def counter_frame(
    request: HttpRequest, *, customer: Customer | None = None, live: bool = False
) -> Frame:
    """What `counter_base.html` shows around a page.

    Args:
        request: its query string is the current search.
        customer: the one that is open, if any: it is marked in the list.
        live: whether the list answers while typing; on a form the search is an ordinary one, so that
            no click replaces what is being filled in.

    Returns:
        the template context; `query` is '?last_name=…' or '' and belongs behind every link.
    """
    terms = SearchTerms.of(request.GET)
    results = results_of(terms, request.user)
    number = customer.number if customer else ""
    return {
        "terms": terms,
        "query": terms.query,
        "results": results,
        "pager": pager(results, number),
        "open_number": number,
        "live": live,
    }


def customer_frame(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """The frame around a form of this customer, with the customer and its name."""
    return {
        **counter_frame(request, customer=customer),
        "customer": customer,
        "name": full_name(PersonName.of(customer)),
    }


def pager(results: Results | None, number: str) -> Pager | None:
    """The pager for this customer; None when it does not stand in the list."""
    numbers = results.numbers if results else []
    if results is None or number not in numbers:
        return None
    place = numbers.index(number)
    return Pager(
        position=place + 1,
        total=results.count,
        previous=numbers[place - 1] if place else "",
        following=numbers[place + 1] if place + 1 < len(numbers) else "",
    )

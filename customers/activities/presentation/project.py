"""The page of a project: the activities that it gathers, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.activities.models import Activity, Kind, State
from customers.activities.presentation.asked import NEWEST, SORTS, Asked
from customers.activities.presentation.kinds import DETAILS, ICONS, kinds_for, of_customer
from customers.activities.presentation.rows import NOT_OWED, ActivityRow, row_of
from customers.presentation.numbers import counted
from customers.presentation.paging import MOST_SHOWN, Pages, Paging
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from customers.presentation.lists import Heading
    from customers.presentation.terms import SearchTerms

PER_PAGE = 50


@dataclass(frozen=True)
class AddLink:
    """A kind of activity to add to the project."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True)
class Gathered:
    """The activities of a project, in the order asked for, and what they come to."""

    rows: list[ActivityRow]
    headings: list[Heading]
    pages: Pages
    words: str
    figures: list[tuple[str, str, str]]
    add: list[AddLink]


def gathered(user: Any, project: Activity, asked: Asked, terms: SearchTerms) -> Gathered:
    """What belongs to the project, as this user may see it; two queries.

    Args:
        user: who looks.
        project: from `access.get_activity`.
        asked: the order and the page.
        terms: the search in which the customer was opened.
    """
    parts = of_customer(user, project.customer).filter(parent=project)
    done, running = Q(status=State.DONE), Q(status=State.OPEN)
    # What a lead or a quote was about comes back in the order: it counts once.
    owed = ~Q(kind__in=NOT_OWED)
    sums = parts.order_by().aggregate(
        n=Count("pk"),
        open=Count("pk", filter=running),
        open_sum=Sum("amount", filter=running & owed),
        done=Count("pk", filter=done),
        done_sum=Sum("amount", filter=done & owed),
        due_sum=Sum("amount", filter=Q(status=State.DONE, billing=Activity.Billing.DUE)),
    )
    pages, first = _pages(asked, sums["n"], terms)
    order = asked.ordering() if asked.sort in SORTS else ("-status", *NEWEST)
    rows = parts.order_by(*order).select_related("stage", "assigned_to", *DETAILS)
    number = project.customer.number
    return Gathered(
        rows=[row_of(activity, number) for activity in rows[first : first + PER_PAGE]],
        headings=asked.headings(terms),
        pages=pages,
        words=ngettext("%(n)s activity", "%(n)s activities", sums["n"]) % {"n": counted(sums["n"])},
        figures=_figures(sums) if sums["n"] else [],
        add=_add_links(user, project),
    )


def _figures(sums: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The label, the amount, and how many."""
    return [
        (_("Still open"), _money(sums["open_sum"]), _things(sums["open"])),
        (_("Done"), _money(sums["done_sum"]), _things(sums["done"])),
        (_("Still to be invoiced"), _money(sums["due_sum"]), ""),
    ]


def _money(amount: Decimal | None) -> str:
    return show_amount(amount or Decimal())


def _things(n: int) -> str:
    return ngettext("%(n)s activity", "%(n)s activities", n) % {"n": counted(n)}


def _add_links(user: Any, project: Activity) -> list[AddLink]:
    """The kinds that may be added to a running project, each with the project filled in."""
    running = project.status == State.OPEN and project.customer.is_active
    if not (running and user.has_perm("activities.add_activity")):
        return []
    medical = user.has_perm("activities.write_treatments")
    return [
        AddLink(
            label=str(kind.label),
            icon=ICONS[kind],
            url=reverse(f"activities:add_{kind.value}", args=[project.customer.number]),
        )
        for kind in kinds_for(user)
        if kind is not Kind.PROJECT and (medical or kind is not Kind.TREATMENT)
    ]


def _pages(asked: Asked, total: int, terms: SearchTerms) -> tuple[Pages, int]:
    capped = total > MOST_SHOWN
    paging = Paging.at(asked.page, min(total, MOST_SHOWN), capped=capped, per_page=PER_PAGE)
    return paging.pages(lambda page: asked.query(terms, page=page)), paging.begin

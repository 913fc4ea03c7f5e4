"""The tab Historie: every change as a sentence."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from customers.access import get_customer
from customers.presentation import history as changes
from customers.presentation.card import card_page
from customers.presentation.history_rows import MOST_ROWS
from customers.presentation.lists import recent_periods
from klantbeheer.export import csv_response

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from customers.presentation.history import Change


STEP = 50
PERIODS = {"week": 7, "month": 31, "year": 366}


@require_safe
@permission_required("customers.view_customer", raise_exception=True)
def history(request: HttpRequest, number: str) -> HttpResponse:
    """What changed, who did it, when, why and from where; filtered by field, person and period."""
    customer = get_customer(request.user, number)
    every = changes.changes_of(request.user, customer)
    found = _filtered(every, request.GET)
    shown = _shown(request.GET.get("shown", ""))
    context = {
        "days": changes.by_day(found[:shown]),
        "total": len(found),
        "older": len(found) > shown,
        "older_url": _older_url(request, shown + STEP),
        "groups": changes.groups_in(every),
        "actors": changes.actors_in(every),
        "periods": recent_periods(),
        "field": request.GET.get("field", ""),
        "person": request.GET.get("person", ""),
        "period": request.GET.get("period", ""),
        "export_query": request.GET.urlencode(),
    }
    page = card_page(request, customer, tab="history")
    return render(request, "customers/customer_history.html", page | context)


@require_safe
@permission_required("customers.export_customer", raise_exception=True)
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The same changes as a file, with the same filter."""
    customer = get_customer(request.user, number)
    every = changes.changes_of(request.user, customer, of_others=MOST_ROWS)
    found = _filtered(every, request.GET)
    return csv_response(
        filename=f"historie-{customer.number}.csv",
        heading=[
            _("Moment"),
            _("Colleague"),
            pgettext("history", "Change"),
            _("Reason"),
            _("Place of work"),
        ],
        rows=[
            (
                f"{timezone.localtime(change.moment):%Y-%m-%d %H:%M:%S}",
                change.actor,
                " ".join(unescape(strip_tags(change.sentence)).split()),
                change.reason or change.detail,
                change.where,
            )
            for change in found
        ],
    )


def _shown(text: str) -> int:
    return max(int(text), STEP) if text.isascii() and text.isdigit() and len(text) < 6 else STEP


def _older_url(request: HttpRequest, shown: int) -> str:
    query = request.GET.copy()
    query["shown"] = str(shown)
    return f"{request.path}?{query.urlencode()}"


def _filtered(every: list[Change], asked: QueryDict) -> list[Change]:
    group, person, days = (
        asked.get("field"),
        asked.get("person"),
        PERIODS.get(asked.get("period", "")),
    )
    since = timezone.now() - timedelta(days=days) if days else None
    return [
        change
        for change in every
        if (not group or change.group == group)
        and (not person or change.actor == person)
        and (since is None or change.moment >= since)
    ]

"""The appointments of a day or a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.activities.presentation import agenda as shown
from customers.activities.presentation.listing import staff_choices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("activities.view_activity", raise_exception=True)
def agenda(request: HttpRequest) -> HttpResponse:
    """The agenda of the shop: '?day=2026-11-24', '?span=day', '?by=' a colleague."""
    staff = staff_choices()
    keys = [key for key, _name in staff]
    asked = shown.Asked.of(request.GET, staff=set(keys))
    context = {
        "asked": asked,
        "agenda": shown.agenda(request.user, asked, keys),
        "staff": staff,
        "previous_url": asked.turned(-1),
        "next_url": asked.turned(1),
        "today_url": asked.url(day=timezone.localdate()),
        "day_url": asked.url(span=shown.DAY),
        "week_url": asked.url(span=shown.WEEK),
    }
    return render(request, "activities/agenda.html", context)

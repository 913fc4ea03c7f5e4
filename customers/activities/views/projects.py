"""The page of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.activities.access import get_activity
from customers.activities.models import Kind
from customers.activities.presentation.asked import Asked
from customers.activities.presentation.page import page_of, sections_of
from customers.activities.presentation.project import gathered
from customers.presentation.card import card_page
from customers.presentation.terms import SearchTerms
from customers.views.shared import clerk

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("activities.view_activity", raise_exception=True)
def project(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """A project with the activities, notes and contacts that it gathers."""
    found = get_activity(request.user, number, activity_id)
    if found.kind != Kind.PROJECT:
        raise Http404
    asked = Asked.of(request.GET, kinds=(), staff=set())
    terms = SearchTerms.of(request.GET)
    page = card_page(request, found.customer, tab="activities")
    context = {
        "activity": found,
        "page": page_of(clerk(request), found),
        "gathered": gathered(request.user, found, asked, terms),
        "parts": sections_of(request.user, found),
        "show_kind": True,
    }
    return render(request, "activities/project_detail.html", page | context)

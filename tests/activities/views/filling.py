"""Filling in the form of an activity, as a clerk does."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.urls import reverse

from customers.activities.models import Activity, Kind

if TYPE_CHECKING:
    from django.test import Client

NUMBER = "100871"
#: What a clerk fills in at the least.
LEAST: dict[str, dict[str, str]] = {kind: {"title": "Fietszitje"} for kind in Kind.values} | {
    "repair": {"device": "Gazelle Orange"},
    "appointment": {"title": "Bakfiets proberen", "day": "25-11-2026", "starts": "10.30"},
    "treatment": {},
    "trip": {"origin": "Utrecht", "destination": "Zeist", "km": "12,4"},
}


def url_of(kind: str) -> str:
    return f"/customers/{NUMBER}/activities/add/{kind}/"


def edit_url(activity: Activity) -> str:
    return reverse("activities:edit", args=[NUMBER, activity.pk])


def shown(client: Client, url: str) -> dict[str, Any]:
    """What the form at this address posts when nothing is typed."""
    form = client.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    typed = {
        name: form.fields[name].widget.format_value(value)
        if isinstance(value, datetime.date)
        else form.fields[name].prepare_value(value)
        for name, value in values.items()
        if value not in (None, False, "")
    }
    return {name: "on" if value is True else value for name, value in typed.items()}


def post(client: Client, url: str, **typed: Any) -> Any:
    """Send the form as it was shown, with this typed into it."""
    return client.post(url, shown(client, url) | typed)


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))

"""Requests that are due, what their forms send, and what a page says."""

from __future__ import annotations

import datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer, PrivacyRequest
from customers.privacy.requests import service
from tests.factories import make_request

if TYPE_CHECKING:
    from django.test import Client

DAY = datetime.timedelta(days=1)
LIST = "/privacy/requests/"


def due_in(customer: Customer, days: int, kind: str = "access", **fields: Any) -> PrivacyRequest:
    """A request with its deadline so many days from now."""
    deadline = timezone.localdate() + days * DAY
    received = deadline - 30 * DAY
    return make_request(customer, kind, received_on=received, deadline=deadline, **fields)


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def posted(**more: Any) -> dict[str, Any]:
    """What the form of an access request sends."""
    today = timezone.localdate()
    return {
        "token": str(uuid4()),
        "received_on": f"{today:%d-%m-%Y}",
        "channel": "phone",
        "identity": "known",
        "note": "Wil weten wat we hebben.",
        "version": "0",
        **more,
    }


def form_of(asked: PrivacyRequest, **more: Any) -> dict[str, Any]:
    """What the form of this request sends, unchanged but for `more`."""
    found = service.values_of(asked)
    shown = {name: value for name, value in found.items() if value is not None}
    shown["received_on"] = f"{asked.received_on:%d-%m-%Y}"
    return {"token": str(uuid4()), "version": asked.version, **shown, **more}


def queries(client: Client, url: str) -> int:
    client.get(url)  # the session says once that it is used
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return sum("django_session" not in query["sql"] for query in found)

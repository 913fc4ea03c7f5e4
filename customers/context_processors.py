"""What every page shows of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from customers.models import ShopSettings
from customers.privacy.requests.reminders import reminder_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, object]:
    """`shop`: the shop's settings, read only when a template uses them."""
    return {"shop": SimpleLazyObject(ShopSettings.load)}


def reminders(request: HttpRequest) -> dict[str, Any]:
    """`privacy_reminder`: what needs this user; asked only by a page that shows the bar."""
    user = getattr(request, "user", None)
    return {"privacy_reminder": lambda: reminder_of(user) if user is not None else None}

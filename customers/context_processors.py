"""What every page shows of the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from customers.models import ShopSettings

if TYPE_CHECKING:
    from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, object]:
    """`shop`: the shop's settings, read only when a template uses them."""
    return {"shop": SimpleLazyObject(ShopSettings.load)}

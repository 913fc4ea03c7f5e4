"""From which address a request comes."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser, seen through settings.TRUSTED_PROXIES proxies of our own.

    Each proxy appends the address that it was called from to X-Forwarded-For, so the browser's stands
    that many places from the right; whatever stands left of it anyone can invent. Returns None when
    no address is known, as with a server on a local socket.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    count = settings.TRUSTED_PROXIES
    if count > 0:
        forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(forwarded) >= count:
            address = forwarded[-count]
    try:
        return str(ipaddress.ip_address(address.strip()))
    except ValueError:
        return None

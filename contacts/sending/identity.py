"""By what a delivery is known outside: in a Message-ID, a header, a provider's reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from contacts.models import Delivery

_REFERENCE = re.compile(r"([0-9]{1,18})-([0-9a-f]{12})")


def reference(delivery: Delivery) -> str:
    """Always the same for one delivery, and not to be guessed from its number; at most 32 characters."""
    return f"{delivery.pk}-{_proof(delivery.pk)}"


def delivery_number(text: str) -> int | None:
    """The number of the delivery of a reference that we gave out, or None."""
    found = _REFERENCE.fullmatch(text.strip())
    if found and constant_time_compare(found[2], _proof(int(found[1]))):
        return int(found[1])
    return None


def message_id(delivery: Delivery, sender: str) -> str:
    """The Message-ID of a delivery by e-mail."""
    return f"<{reference(delivery)}@{sender.rpartition('@')[2]}>"


def _proof(number: int) -> str:
    return salted_hmac("contacts.sending", str(number), algorithm="sha256").hexdigest()[:12]

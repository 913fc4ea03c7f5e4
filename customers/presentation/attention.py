"""When an attention is to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import date


def attention_is_current(text: str, until: date | None) -> bool:
    """Whether an attention is still to be shown: through its last day."""
    return bool(text.strip()) and (until is None or until >= timezone.localdate())

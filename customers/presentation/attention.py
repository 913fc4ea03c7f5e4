"""The attention of a customer: when it is to be shown, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.presentation.dates import full_day, short_day

if TYPE_CHECKING:
    from datetime import date

    from customers.models import Customer


@dataclass(frozen=True)
class Banner:
    """The attention that every colleague sees, with who put it there."""

    text: str
    by: str = ""


def attention_is_current(text: str, until: date | None) -> bool:
    """Whether an attention is still to be shown: through its last day."""
    return bool(text.strip()) and (until is None or until >= timezone.localdate())


def current_attention(customer: Customer) -> str:
    """The text of the attention that is to be shown now; '' for none."""
    shown = attention_is_current(customer.attention, customer.attention_until)
    return customer.attention if shown else ""


def attention_banner(customer: Customer) -> Banner | None:
    """The attention with who put it there and until when; None when there is none now."""
    if not attention_is_current(customer.attention, customer.attention_until):
        return None
    said = _said_by(customer)
    if customer.attention_until:
        until = _("until %(day)s") % {"day": full_day(customer.attention_until)}
        said = f"{said} · {until}" if said else until
    return Banner(customer.attention, said)


def _said_by(customer: Customer) -> str:
    """Who put the attention there and when: 'Fatima, 3 okt.'."""
    who = customer.attention_by.short_name if customer.attention_by else ""
    when = short_day(customer.attention_on) if customer.attention_on else ""
    return ", ".join(part for part in (who, when) if part)

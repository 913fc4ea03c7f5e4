"""How values look on the screen: phones, dates, icons."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from customers.presentation import dates, facts, history
from customers.presentation.attention import attention_banner, current_attention
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any

    from django.utils.safestring import SafeString

    from customers.models import Customer

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One icon of the sprite; it says nothing to a screen reader, the word beside it does."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.filter
def short_day(day: date | None) -> str:
    """'18 nov.', with the year when it is not the current one."""
    return dates.short_day(day) if day else ""


@register.filter
def full_day(day: date | None) -> str:
    """'18 nov. 2026'."""
    return dates.full_day(day) if day else ""


@register.filter
def long_day(day: date | None) -> str:
    """'17 maart 1968'."""
    return dates.long_day(day) if day else ""


@register.filter
def iso(moment: datetime) -> str:
    """A moment for a machine, in the attribute of <time>."""
    return moment.isoformat(timespec="seconds")


@register.filter
def clock(moment: datetime) -> str:
    """'10.46'."""
    return dates.clock(moment)


@register.filter
def moment_words(moment: datetime) -> str:
    """'10.46 uur', '18 nov. 10.46 uur'."""
    return dates.moment_words(moment)


@register.filter
def ago(moment: datetime) -> str:
    """'4 minuten geleden'."""
    return dates.ago(moment)


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """'€ 1.284,60'; empty for no amount."""
    return show_amount(amount, currency)


@register.filter
def euros(amount: Decimal | None, currency: str = "EUR") -> str:
    """'€ 19.858': rounded, where cents say nothing."""
    return show_amount(amount, currency, decimals=0)


@register.filter
def system_words(system: str) -> str:
    """Who acted without a member of staff: 'De wachtrij'."""
    return history.system_words(system)


@register.filter
def card_number(number: str) -> str:
    """'29 0012 3345'."""
    return facts.card_number(number)


@register.inclusion_tag("customers/_attention.html")
def attention(customer: Customer) -> dict[str, Any]:
    """The banner of a customer's attention, for the head of whatever is done with the customer."""
    return {"banner": attention_banner(customer)}


@register.inclusion_tag("customers/_attention_mark.html")
def attention_mark(customer: Customer) -> dict[str, Any]:
    """The sign before a customer's name in a list; the words are for a screen reader."""
    return {"attention": current_attention(customer)}


@register.filter
def attention_text(customer: Customer) -> str:
    """The attention that is to be shown now, or nothing."""
    return current_attention(customer)

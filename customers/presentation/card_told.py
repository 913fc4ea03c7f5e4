"""What every tab of a card asks the database at once: how many cards, and an erasure that waits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, PrivacyRequest
from customers.presentation.dates import full_day

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Every tab of every card asks this: SQL that nothing has to put together, and one question for both.
_ASKED = """
SELECT (SELECT count(*) FROM customers_loyaltycard WHERE customer_id = %(customer)s AND active),
       w.id, w.scope, w.execute_on
FROM (SELECT 1) AS one LEFT JOIN LATERAL (
    SELECT id, scope, execute_on FROM customers_privacyrequest
    WHERE customer_id = %(customer)s AND status = 'waiting'
    ORDER BY scope <> 'customer', execute_on, id LIMIT 1
) AS w ON true
"""
Scope = PrivacyRequest.Scope


@dataclass(frozen=True)
class Waits:
    """An approved erasure that is not carried out yet; `url` leads to its request, or is ''."""

    words: str
    more: str
    url: str


@dataclass(frozen=True)
class CardTold:
    """The active loyalty cards, and the erasure that waits, if one does."""

    cards: int
    waits: Waits | None


def card_told(user: Any, customer: Customer) -> CardTold:
    """What stands on every tab, with one query; the way to the request only for who may see those."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"customer": customer.pk})
        cards, request, scope, day = cursor.fetchone()
    if request is None:
        return CardTold(cards, None)
    may_look = user.has_perm("customers.view_privacyrequest")
    url = reverse("privacy:request", args=[request]) if may_look else ""
    return CardTold(cards, _waits(scope, day, url))


def _waits(scope: str, day: datetime.date, url: str) -> Waits:
    what: StrOrPromise
    if day < timezone.localdate():
        what = _("The erasure of %(day)s was approved, and is not carried out yet.")
        return Waits(what % {"day": full_day(day)}, "", url)
    if scope == Scope.ROW:
        what = _("A contact person will be erased on %(day)s.")
    elif scope == Scope.COLUMNS:
        what = _("Single fields will be erased on %(day)s.")
    else:
        what = _("Will be erased on %(day)s.")
    return Waits(what % {"day": full_day(day)}, _("Until then the request can be withdrawn."), url)

"""What the card of an erased customer says: what was erased when and by whom, and what is still kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, ErasureEntry, PrivacyRequest
from customers.presentation.dates import full_day
from customers.presentation.history import system_words
from customers.privacy.requests.customer_page import MOST, kept_of
from customers.values.surnames import upper_first
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class ErasedLine:
    """A line of the journal, in words; `is_alone` when who planned it approved it too."""

    day: str
    what: str
    ground: str
    actor: str
    approved_by: str
    is_alone: bool
    rows: int


def erased_card(user: Any, customer: Customer) -> dict[str, Any]:
    """When, by whom and on which ground; what is still kept, and until when. Constant queries."""
    return {
        "erased": erased_lines(customer),
        "kept": kept_of(user, customer, timezone.localdate()),
    }


def erased_lines(customer: Customer) -> list[ErasedLine]:
    """What was erased of this customer, newest first, with two queries."""
    entries = list(
        ErasureEntry.objects.filter(customer_pk=customer.pk).order_by("-moment", "pk")[:MOST]
    )
    names = names_of(name for entry in entries for name in (entry.actor, entry.approved_by))
    grounds = dict(PrivacyRequest.Ground.choices)
    return [
        ErasedLine(
            day=full_day(timezone.localdate(entry.moment)),
            what=str(entry.get_scope_display()),
            ground=upper_first(str(grounds.get(entry.ground, entry.ground))),
            actor=names[entry.actor],
            approved_by=names.get(entry.approved_by, ""),
            is_alone=entry.approved_by == entry.actor,
            rows=sum(n for n in entry.counts.values() if isinstance(n, int)),
        )
        for entry in entries
    ]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Who is meant by these names of the journal: a colleague by user name, or a system actor."""
    wanted = set(actors) - {""}
    staff = StaffUser.objects.filter(username__in=wanted) if wanted else ()
    known = {one.get_username(): one.display_name for one in staff}
    return {name: known.get(name) or system_words(name) for name in wanted}


def erased_words(customer: Customer) -> str:
    """'gewist op 22 nov. 2026', by the journal; the plain word when it does not say."""
    moment = (
        ErasureEntry.objects.filter(customer_pk=customer.pk, scope=ErasureEntry.Scope.CUSTOMER)
        .order_by("moment")
        .values_list("moment", flat=True)
        .first()
    )
    if moment is None:
        return str(customer.get_status_display())
    return _("erased on %(day)s") % {"day": full_day(timezone.localdate(moment))}

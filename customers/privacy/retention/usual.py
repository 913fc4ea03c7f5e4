"""The usual rules of retention, offered to a shop that has none yet for something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from customers import hooks
from customers.models import RetentionRule, ShopSettings
from customers.privacy.retention.page import hidden_kinds, period_words
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Collection

    from customers.hooks import RetentionKind
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class UsualRule:
    """A rule that the shop could take over."""

    kind: str
    what: str
    months: int
    ground: str
    counts_from: str
    #: Whether the customer goes entirely, or only this of it.
    whole: bool

    @property
    def period(self) -> str:
        """'7 jaar'."""
        return period_words(self.months)


def usual_rules() -> list[UsualRule]:
    """The usual rule of every kind for which the shop has none, not even one that is switched off.

    Whoever once decided about a kind is not asked again. Two queries.
    """
    ruled = set(RetentionRule.objects.order_by().values_list("kind", flat=True))
    country = ShopSettings.load().country
    return [
        UsualRule(
            kind=kind.name,
            what=str(kind.label),
            months=kind.usual.months_in(country),
            ground=str(kind.usual.ground),
            counts_from=str(kind.counts_from),
            whole=kind.whole,
        )
        for kind in hooks.retention_kinds().values()
        if kind.usual and kind.name not in ruled
    ]


def offered_to(user: Any) -> list[UsualRule]:
    """What this user may take over; nothing for who may not make rules."""
    if not user.has_perm("customers.add_retentionrule"):
        return []
    hidden = set(hidden_kinds(user))
    return [rule for rule in usual_rules() if rule.kind not in hidden]


def the_shops_own(user: Any) -> list[RetentionKind]:
    """The kinds that this user may know of and for which only the shop can say how long."""
    hidden = set(hidden_kinds(user))
    kinds = hooks.retention_kinds().values()
    return [kind for kind in kinds if kind.usual is None and kind.name not in hidden]


def take_over(*, kinds: Collection[str], actor: StaffUser | str) -> list[RetentionRule]:
    """Make the usual rules of these kinds, for customers of every category.

    A kind that has a rule by now, and one without a usual rule, is passed over: what the shop decided
    stays, also when two take over at the same moment.

    Returns:
        The rules that were made.
    """
    made: list[RetentionRule] = []
    with transaction.atomic(), history.acting(actor=actor):
        for usual in usual_rules():
            if usual.kind not in kinds:
                continue
            rule, is_new = RetentionRule.objects.get_or_create(
                kind=usual.kind,
                category=None,
                active=True,
                defaults={"months": usual.months, "ground": usual.ground},
            )
            made += [rule] if is_new else []
    return made

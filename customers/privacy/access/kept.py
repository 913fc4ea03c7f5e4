"""What is kept how long and why, and the rights of the person: the end of the readable file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import hooks
from customers.models import ErasureHold, PrivacySettings, RetentionRule, ShopSettings
from customers.presentation.dates import full_day
from customers.privacy.access.blocks import Heading, Points, Row, TableEnd, TableStart, Text
from customers.privacy.retention.page import kind_words, period_words
from klantbeheer.personal_data import Handling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.models import Customer
    from customers.privacy.access.blocks import Block


def kept_blocks(customer: Customer, *, medical: bool) -> Iterator[Block]:
    """Purposes and grounds, what the law keeps until when, the shop's periods, what holds it back.

    Without `medical` nothing tells whether there is any medical data.
    """
    yield Heading(2, _("What we use it for, how long we keep it, and why"))
    lines = hooks.processings()
    if lines:
        heads = (_("What"), _("What for"), _("Ground"), _("How long"))
        yield TableStart(_("What we use it for"), heads, (3, 4, 4, 3))
        for line in lines:
            yield Row([str(part) for part in (line.label, line.purpose, line.ground, line.kept)])
        yield TableEnd()
    yield from _vaults(customer, medical=medical)
    rules = [_rule_words(rule) for rule in _rules_for(customer)]
    if rules:
        yield Heading(3, _("Periods of the shop"))
        yield Points(rules)
    holds = ErasureHold.objects.filter(customer=customer, ended_at=None)
    for hold in holds.order_by("pk"):
        yield Text(_("Your data may not be erased now: %(reason)s") % {"reason": hold.reason})


def _vaults(customer: Customer, *, medical: bool) -> Iterator[Block]:
    """What stays after an erasure, and until when."""
    today = timezone.localdate()
    for vault in hooks.vaults():
        if vault.handling == Handling.MEDICAL and not medical:
            continue
        kept = vault.kept([customer.pk], today)
        days: dict[str, int] = {}
        for rows in kept.values():
            for some in rows:
                day = full_day(some.until)
                days[day] = days.get(day, 0) + len(some.pks)
        if days:
            yield Heading(3, str(vault.label))
            yield Text(str(vault.note))
            yield Points(
                [
                    ngettext("%(n)d record until %(day)s", "%(n)d records until %(day)s", count)
                    % {"n": count, "day": day}
                    for day, count in days.items()
                ]
            )


def _rules_for(customer: Customer) -> list[RetentionRule]:
    """The rule of each kind that holds for this customer: that of its category before that of all."""
    rules = RetentionRule.objects.filter(
        Q(category=None) | Q(category_id=customer.category_id), active=True
    )
    by_kind: dict[str, RetentionRule] = {}
    for rule in rules.order_by("kind", "pk"):
        if rule.kind not in by_kind or rule.category_id is not None:
            by_kind[rule.kind] = rule
    return list(by_kind.values())


def _rule_words(rule: RetentionRule) -> str:
    kind = hooks.retention_kinds().get(rule.kind)
    counts = f", {_('counted from')} {kind.counts_from}" if kind else ""
    return f"{kind_words(rule.kind)}: {period_words(rule.months)}{counts}. {rule.ground}"


def rights_blocks() -> Iterator[Block]:
    """What the person may ask, and where to complain."""
    yield Heading(2, _("Your rights"))
    yield Points(
        [
            _("You may have wrong data corrected, and have data erased that we need no longer."),
            _("You may object to how we use your data, and have its use limited meanwhile."),
            _("You may take your data to another shop: gegevens.json is made for that."),
            _("You may withdraw a permission at any time; what was done before stays valid."),
            _("No computer decides about you by itself here."),
        ]
    )
    contact = PrivacySettings.load().privacy_contact.strip() or ShopSettings.load().shop_name
    yield Text(_("Ask us: %(contact)s. You get an answer within a month.") % {"contact": contact})
    yield Text(
        _(
            "Are you not content with the answer? In the Netherlands you complain to the Autoriteit"
            " Persoonsgegevens, in Belgium to the Gegevensbeschermingsautoriteit."
        )
    )

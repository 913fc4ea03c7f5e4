"""Batches of retention in words: what goes by which rule, who is kept and why, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Max, TextField
from django.db.models.functions import MD5, Concat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import hooks
from customers.models import Customer, RetentionBatch, RetentionItem, RetentionRule
from customers.presentation.numbers import counted
from customers.presentation.paging import Paging
from customers.privacy.forms.retention import ItemFilter
from customers.privacy.retention import carrying_out
from customers.privacy.retention.service import Numbers, numbers_of
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from customers.hooks import RetentionKind

SAMPLES = 10
#: Rules are few: one per kind and category.
MOST_RULES = 200
STATUS_TAG = {"proposed": "warn", "approved": "accent", "done": "ok", "declined": ""}
ITEM_TAG = {"proposed": "warn", "held": "accent", "excluded": "", "erased": "ok"}


# ---------------------------------------------------------------- words
def kind_words(name: str) -> str:
    """'inactieve klanten, geheel'; a kind that is no longer there by its name."""
    kind = hooks.retention_kinds().get(name)
    return str(kind.label) if kind else name


def period_words(months: int) -> str:
    """'7 jaar', '18 maanden'."""
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": counted(months)}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": counted(years)}


def category_words(rule: RetentionRule) -> str:
    """The name of the category, or 'alle andere klanten'."""
    return rule.category.name if rule.category else _("all other customers")


def held_words(code: str) -> str:
    """Why somebody is kept; '' for who is not."""
    own = {
        carrying_out.CHANGED: _("something happened since it was proposed"),
        carrying_out.TEXT: _("texts elsewhere name this customer: make a request, and decide"),
        carrying_out.OPEN: _("something is open"),
        carrying_out.WRONG: _("something went wrong; it is proposed again"),
    }
    registered = {hold.code: str(hold.label) for hold in hooks.retention_holds()}
    return (own | registered).get(code, code)


# ---------------------------------------------------------------- who may see what
def hidden_kinds(user: Any) -> list[str]:
    """The kinds whose batches do not exist for this user."""
    return [
        kind.name
        for kind in hooks.retention_kinds().values()
        if kind.permission and not user.has_perm(kind.permission)
    ]


def visible_batches(user: Any) -> QuerySet[RetentionBatch]:
    """The batches that this user may know of, the newest first."""
    found: QuerySet[RetentionBatch] = RetentionBatch.objects.exclude(
        rule__kind__in=hidden_kinds(user)
    )
    return found.select_related("rule__category", "decided_by").order_by("-pk")


# ---------------------------------------------------------------- the list
@dataclass(frozen=True)
class BatchRow:
    """A batch in the list."""

    batch: RetentionBatch
    what: str
    whose: str
    tag: str
    numbers: Mapping[str, int]

    @property
    def going(self) -> str:
        """How many go, or went."""
        count = self.numbers.get("proposed", 0) + self.numbers.get("erased", 0)
        return counted(count)

    @property
    def kept(self) -> str:
        """How many are kept."""
        return counted(self.numbers.get("held", 0) + self.numbers.get("excluded", 0))


@dataclass(frozen=True)
class RuleRow:
    """An active rule in the list: what it lets go, after how long, on which ground."""

    rule: RetentionRule
    what: str
    whose: str
    period: str
    counts_from: str
    last: Any


def batch_rows(batches: Sequence[RetentionBatch]) -> list[BatchRow]:
    """The rows of a page of batches, with one query."""
    counts: dict[int, dict[str, int]] = {}
    items = RetentionItem.objects.filter(batch__in=[batch.pk for batch in batches]).order_by()
    for row in items.values("batch_id", "status").annotate(n=Count("pk")):
        counts.setdefault(row["batch_id"], {})[row["status"]] = row["n"]
    return [
        BatchRow(
            batch=batch,
            what=kind_words(batch.rule.kind),
            whose=category_words(batch.rule),
            tag=STATUS_TAG[batch.status],
            numbers=counts.get(batch.pk, {}),
        )
        for batch in batches
    ]


def rule_rows(user: Any) -> list[RuleRow]:
    """The active rules, with one query."""
    kinds = hooks.retention_kinds()
    rules = RetentionRule.objects.filter(active=True).exclude(kind__in=hidden_kinds(user))
    rules = rules.select_related("category").annotate(last=Max("batches__proposed_on"))
    return [
        RuleRow(
            rule=rule,
            what=kind_words(rule.kind),
            whose=category_words(rule),
            period=period_words(rule.months),
            counts_from=str(kinds[rule.kind].counts_from) if rule.kind in kinds else "",
            last=rule.last,
        )
        for rule in rules.order_by("kind", "category__name", "pk")[:MOST_RULES]
    ]


# ---------------------------------------------------------------- one batch
@dataclass(frozen=True)
class ItemRow:
    """A customer in a batch; `name` is '' once it is erased or gone."""

    pk: int
    number: str
    name: str
    city: str
    exists: bool
    rows: int
    last_sign: Any
    status: str
    words: str
    tag: str
    why: str


@dataclass(frozen=True)
class Reason:
    """Why some are kept, and how many."""

    words: str
    count: int


def kind_of(batch: RetentionBatch) -> RetentionKind | None:
    """What the batch lets go."""
    return hooks.retention_kinds().get(batch.rule.kind)


def progress_words(numbers: Numbers) -> str:
    """'12 gewist, nog 28 te gaan', '38 gewist, 2 blijven staan'."""
    done = {"done": counted(numbers.erased), "left": counted(numbers.proposed)}
    if numbers.proposed:
        return _("%(done)s erased, %(left)s to go") % done
    kept = numbers.held + numbers.excluded
    text = ngettext("%(done)s erased, %(kept)s is kept", "%(done)s erased, %(kept)s are kept", kept)
    return text % (done | {"kept": counted(kept)})


def progress_context(batch: RetentionBatch) -> dict[str, Any]:
    """How far it is, for the fragment that keeps itself up to date."""
    numbers = numbers_of(batch)
    return {"numbers": numbers, "progress_words": progress_words(numbers)}


def page_context(user: Any, batch: RetentionBatch, asked: Mapping[str, str]) -> dict[str, Any]:
    """Numbers, reasons, samples and a page of everybody in it, with a fixed number of queries."""
    filters = ItemFilter({name: asked[name] for name in ("show", "number") if name in asked})
    items = _filtered(batch, filters)
    paging = Paging.of(items, asked.get("page", ""))
    may_decide = batch.status == RetentionBatch.Status.PROPOSED and user.has_perm(
        "customers.approve_retentionbatch"
    )
    query = kept_query(filters.data)
    kind = kind_of(batch)
    return {
        **progress_context(batch),
        "batch": batch,
        "what": kind_words(batch.rule.kind),
        "whose": category_words(batch.rule),
        "period": period_words(batch.rule.months),
        "counts_from": kind.counts_from if kind else "",
        "whole": bool(kind and kind.whole),
        "tag": STATUS_TAG[batch.status],
        "reasons": _reasons(batch),
        "samples": _samples(user, batch),
        "filters": filters,
        "rows": item_rows(user, paging.rows(items)),
        "paging": paging,
        "keep": f"{query[1:]}&" if query else "",
        "page": paging.number,
        "may_decide": may_decide,
    }


def kept_query(asked: Mapping[str, Any]) -> str:
    """The filter (and the page, where one is named) behind an address: '?show=held', or ''."""
    kept = {name: str(asked[name]) for name in ("show", "number", "page") if asked.get(name)}
    return f"?{urlencode(kept, errors='replace')}" if kept else ""


def _filtered(batch: RetentionBatch, filters: ItemFilter) -> QuerySet[RetentionItem]:
    found: QuerySet[RetentionItem] = batch.items.order_by("pk")
    if not filters.is_valid():
        return found.none()
    if show := filters.cleaned_data["show"]:
        found = found.filter(status=show)
    if number := filters.cleaned_data["number"]:
        found = found.filter(customer_number=number)
    return found


def _reasons(batch: RetentionBatch) -> list[Reason]:
    held = batch.items.filter(status=RetentionItem.Status.HELD).order_by().values("held_by")
    rows = held.annotate(n=Count("pk")).order_by("-n", "held_by")
    return [Reason(held_words(row["held_by"]), row["n"]) for row in rows]


def _samples(user: Any, batch: RetentionBatch) -> list[ItemRow]:
    """Ten of those that go: at random, but the same ones for everybody who looks."""
    if batch.status != RetentionBatch.Status.PROPOSED:
        return []
    going = batch.items.filter(status=RetentionItem.Status.PROPOSED)
    drawn = going.alias(lot=MD5(Concat("batch_id", "customer_number", output_field=TextField())))
    return item_rows(user, list(drawn.order_by("lot")[:SAMPLES]))


def item_rows(user: Any, items: Sequence[RetentionItem]) -> list[ItemRow]:
    """The rows of some items, with one query for their customers."""
    keys = [item.customer_id for item in items if item.customer_id]
    known = Customer.objects.visible_to(user).filter(pk__in=keys).in_bulk()
    return [_row(item, known.get(item.customer_id)) for item in items]


def _row(item: RetentionItem, customer: Customer | None) -> ItemRow:
    standing = customer is not None and customer.status != Customer.Status.ERASED
    return ItemRow(
        pk=item.pk,
        number=customer.number if customer else item.customer_number,
        name=full_name(PersonName.of(customer)) if customer and standing else "",
        city=customer.city if customer and standing else "",
        exists=customer is not None,
        rows=item.rows,
        last_sign=item.last_sign,
        status=item.status,
        words=str(item.get_status_display()),
        tag=ITEM_TAG[item.status],
        why=held_words(item.held_by) if item.held_by else "",
    )

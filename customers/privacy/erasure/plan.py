"""The plan of an erasure: what is overwritten, what is kept until when, what is still to decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import hooks
from customers.hooks import Step
from customers.models import Customer, ErasureHold, PrivacyRequest
from customers.privacy.erasure.counts import Counts, count_rows
from customers.privacy.erasure.plan_lines import CARD
from customers.privacy.erasure.rows import goes_entirely
from customers.privacy.erasure.tables import stays_behind
from customers.privacy.mentions.service import Mention, find_mentions
from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from customers.hooks import Blocker, PlanLine
    from klantbeheer.staff.models import StaffUser

ERASE, KEEP, REPORT = "erase", "keep", "report"
#: Whoever lacks this does not get to see that there are any treatments.
MEDICAL_PERMISSION = "activities.view_treatments"
#: So many texts are decided on at once; those beyond come when these are decided.
MOST_MENTIONS = 200


@dataclass(frozen=True)
class PlanRow:
    """A line of the plan. `amount` is `count` in words, where there is more to say than a number.

    `goes` when its rows go with a customer that disappears entirely.
    """

    label: str
    count: int
    unit: str
    verdict: str
    until: datetime.date | None = None
    note: str = ""
    url: str = ""
    amount: str = ""
    goes: bool = False


@dataclass(frozen=True)
class Blocking:
    """What holds an erasure back at this moment."""

    blockers: tuple[Blocker, ...] = ()
    hold: ErasureHold | None = None
    undecided: int = 0

    @property
    def is_clear(self) -> bool:
        """Whether it can be carried out."""
        return not (self.blockers or self.hold or self.undecided)

    @property
    def passes(self) -> bool:
        """Whether nothing holds it back but what ends by itself within minutes."""
        only_blockers = self.blockers and not (self.hold or self.undecided)
        return bool(only_blockers and all(blocker.passes for blocker in self.blockers))

    @property
    def open_count(self) -> int:
        """How many things are open, all kinds together."""
        return sum(blocker.count for blocker in self.blockers) + (1 if self.hold else 0)


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure would do now. Writes nothing, and holds nothing that is not on the card."""

    customer: Customer
    erase: list[PlanRow]
    keep: list[PlanRow]
    reports: list[PlanRow]
    blockers: list[Blocker]
    hold: ErasureHold | None
    mentions: list[Mention]
    disappears: bool
    problems: list[str]

    @property
    def undecided(self) -> int:
        """How many texts elsewhere are still to be decided on."""
        return sum(1 for mention in self.mentions if not mention.decision)

    @property
    def blocking(self) -> Blocking:
        """What holds it back."""
        return Blocking(tuple(self.blockers), self.hold, self.undecided)


# ---------------------------------------------------------------- what holds it back
def blocking(customer: Customer, *, request: PrivacyRequest | None = None) -> Blocking:
    """What holds the erasure of this customer back now; under its row lock when it is carried out.

    Single fields and contact persons do not wait for business that is open: it goes on.

    Args:
        customer: who would go.
        request: the request it is for, with the decisions about texts elsewhere.
    """
    undecided = sum(1 for one in mentions_of(customer, request) if not one.decision)
    is_part = request is not None and request.scope != PrivacyRequest.Scope.CUSTOMER
    found = blockers_of(customer, Step.ERASE_PART if is_part else Step.ERASE)
    return Blocking(tuple(found), current_hold(customer), undecided)


def current_hold(customer: Customer) -> ErasureHold | None:
    """The reason for which this customer's data may not go yet, when its day is not over."""
    today = timezone.localdate()
    return (
        ErasureHold.objects.filter(customer=customer, ended_at=None)
        .filter(Q(until=None) | Q(until__gte=today))
        .select_related("set_by")
        .first()
    )


def blockers_of(customer: Customer, step: Step) -> list[Blocker]:
    """What is open on this customer and holds this step back."""
    with hooks.one_look(customer):
        found = [check.check(customer) for check in hooks.blocker_checks(step)]
    return [blocker for blocker in found if blocker is not None]


def mentions_of(
    customer: Customer, request: PrivacyRequest | None, *, reader: StaffUser | None = None
) -> list[Mention]:
    """The texts elsewhere that name the person, with what was decided on each; undecided ones first."""
    found: list[Mention] = find_mentions(
        [customer], request=request, limit=MOST_MENTIONS, reader=reader
    )
    return found


# ---------------------------------------------------------------- the plan
def plan_erasure(
    customer: Customer, *, request: PrivacyRequest | None = None, user: StaffUser | None = None
) -> ErasurePlan:
    """What an erasure would do now, with a constant number of queries.

    Args:
        customer: who would go.
        request: the request it is for; one for single fields or a contact person plans only those.
        user: who looks: what this user may not know of is not in the lines. None sees everything.
    """
    from customers.privacy.erasure.parts import plan_parts

    if request is not None and request.scope != PrivacyRequest.Scope.CUSTOMER:
        return plan_parts(request, customer, user)
    counts = count_rows(customer)
    kept = _kept(customer)
    gone = disappears(customer, counts)
    return ErasurePlan(
        customer=customer,
        erase=_as_they_go(_erase_rows(customer, counts, kept, user), gone=gone),
        keep=_keep_rows(kept, user, disappears=gone),
        reports=[
            PlanRow(report.label, 1, "", REPORT, note=report.note, url=report.url)
            for report in hooks.plan_reports(customer)
        ],
        blockers=blockers_of(customer, Step.ERASE),
        hold=current_hold(customer),
        mentions=mentions_of(customer, request, reader=user),
        disappears=gone,
        problems=problems_of(request),
    )


def problems_of(request: PrivacyRequest | None) -> list[str]:
    """What the request itself still lacks before it can be sent for approval, in sentences."""
    if request is None:
        return []
    found = []
    if not request.identity:
        found.append(_("Check who asks this first, and note what you saw."))
    if not request.ground:
        found.append(_("Choose the ground of this erasure first."))
    return found


def disappears(customer: Customer, counts: Counts | None = None) -> bool:
    """Whether nothing but the number stays behind: no activity, no invoice, and nobody names it."""
    counts = counts or count_rows(customer)
    lasting = (name for name, table in registered_tables().items() if table.lasting)
    return not counts.pointing and not any(counts.ever(name) for name in lasting)


# ---------------------------------------------------------------- the lines
#: Live table → day → how many of the customer's rows are kept until then.
Kept = dict[str, dict[str, dict["datetime.date", int]]]


def _kept(customer: Customer) -> Kept:
    """For each vault what it keeps of this customer: table → day → rows."""
    today = timezone.localdate()
    found: Kept = {}
    for vault in hooks.vaults():
        tables = found.setdefault(vault.name, {})
        for table, parts in vault.kept([customer.pk], today).items():
            days: dict[datetime.date, int] = defaultdict(int)
            for part in parts:
                days[part.until] += len(part.pks)
            tables[table] = {day: n for day, n in sorted(days.items()) if n}
    return found


def _may_see(user: StaffUser | None, permission: str) -> bool:
    return user is None or not permission or user.has_perm(permission)


def _erase_rows(
    customer: Customer, counts: Counts, kept: Kept, user: StaffUser | None
) -> list[PlanRow]:
    left = _left(counts, kept)
    tables = registered_tables()
    lines = hooks.plan_lines()
    for line in lines:  # what hangs on a hidden row is hidden in the count of the other table, too
        if not _may_see(user, line.permission):
            for table in line.tables:
                if through := tables[table].through:
                    left[through] = left.get(through, 0) - left.get(table, 0)
    if customer.billing_account_id and not _account_is_shared(customer):
        left["accounts_billingaccount"] = 1
    left["customers_customer"] = filled_fields(customer)
    rows = [_line(customer, line, left) for line in lines if _may_see(user, line.permission)]
    changes = sum(counts.history.values())
    words = ngettext("%(n)d change", "%(n)d changes", changes) % {"n": changes}
    history = PlanRow(
        _("History"),
        changes,
        _("changes"),
        ERASE,
        note=_("old and new values gone; who and when stay"),
        url=reverse("customers:history", args=[customer.number]),
        amount=words,
        goes=True,
    )
    return [*(row for row in rows if row is not None), history]


def _as_they_go(rows: list[PlanRow], *, gone: bool) -> list[PlanRow]:
    """Of who disappears entirely no row stays without its texts, but what the register has."""
    return [replace(row, note=_("gone entirely")) if gone and row.goes else row for row in rows]


def _left(counts: Counts, kept: Kept) -> dict[str, int]:
    """The rows of each table that nothing keeps."""
    left = dict(counts.live)
    for tables in kept.values():
        for table, days in tables.items():
            left[table] = max(0, left.get(table, 0) - sum(days.values()))
    return left


def _line(customer: Customer, line: PlanLine, left: dict[str, int]) -> PlanRow | None:
    numbers = [left.get(table, 0) for table in line.tables]
    total = sum(numbers)
    if not total and line.name != CARD:
        return None
    words = line.words(*numbers) if line.words else ""
    return PlanRow(
        str(line.label),
        total,
        _("fields") if line.name == CARD else _("rows"),
        ERASE,
        note=str(line.note),
        url=_tab_url(customer, line.tab),
        amount=words,
        goes=_goes_with_its_customer(line),
    )


def _goes_with_its_customer(line: PlanLine) -> bool:
    """Whether its rows, which stay without their texts, go too when the customer disappears."""
    return not any(stays_behind(name) or goes_entirely(name) for name in line.tables)


_OWN_TABS = {"general": "detail", "extra": "extra", "cards": "cards"}


def _tab_url(customer: Customer, tab: str) -> str:
    if not tab:
        return ""
    if tab in _OWN_TABS:
        return reverse(f"customers:{_OWN_TABS[tab]}", args=[customer.number])
    names = {each.name: each.url_name for each in hooks.card_tabs()}
    return reverse(names[tab], args=[customer.number]) if tab in names else ""


def _keep_rows(kept: Kept, user: StaffUser | None, *, disappears: bool) -> list[PlanRow]:
    rows: list[PlanRow] = []
    for vault in hooks.vaults():
        if vault.handling == Handling.MEDICAL and not _may_see(user, MEDICAL_PERMISSION):
            continue
        first: Iterable[str] = (t for t in vault.tables if kept[vault.name].get(t))
        table = next(iter(first), "")
        for day, n in kept[vault.name].get(table, {}).items():
            label, note = str(vault.label), str(vault.note)
            words = _kept_words(table, n)
            rows.append(PlanRow(label, n, _("rows"), KEEP, day, note, amount=words))
    if not disappears:
        rows.append(
            PlanRow(
                _("Customer number, dates, amounts"),
                0,
                "",
                KEEP,
                note=_("without a name; needed for the books"),
            )
        )
    return rows


def _kept_words(table: str, n: int) -> str:
    """'17 facturen': in the words of the line that tells of the table."""
    for line in hooks.plan_lines():
        if table in line.tables and line.words:
            return line.words(*(n if name == table else 0 for name in line.tables))
    return ""


def filled_fields(customer: Customer) -> int:
    """How many fields of the card hold something that an erasure overwrites."""
    columns = registered_tables()["customers_customer"].columns
    touched = {
        name
        for name, handling in columns.items()
        if handling in (Handling.CONSTANT, Handling.NULL, Handling.FREE_TEXT)
    }
    fields = customer._meta.concrete_fields
    values: dict[str, Any] = {str(each.column): getattr(customer, each.attname) for each in fields}
    return sum(1 for name in touched if values.get(name) not in (None, "", {}, []))


def _account_is_shared(customer: Customer) -> bool:
    others = Customer.objects.filter(billing_account_id=customer.billing_account_id)
    return others.exclude(pk=customer.pk).exclude(status=Customer.Status.ERASED).exists()

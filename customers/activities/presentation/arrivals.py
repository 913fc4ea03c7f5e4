"""What came in and who waits for it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import hooks
from customers.activities.models import Arrival, ArrivalNotice
from customers.activities.presentation.ready import no_service, shown_address
from customers.activities.services import arrivals as service
from customers.presentation.numbers import counted
from customers.values.names import PersonName, list_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from customers.activities.services.arrivals import Progress
    from customers.models import Customer
    from customers.presentation.paging import Paging

#: Of so many it is looked up who can be told, to say how many that are.
MOST_PLANNED = 500


@dataclass(frozen=True)
class WaitingRow:
    """A customer who waits for what came in: told, to be told, or not, and why."""

    customer: Customer
    number: str
    name: str
    city: str
    tag: str
    tag_kind: str
    why: str
    can: bool
    ticked: bool


# ---------------------------------------------------------------- the list of arrivals
def arrival_list(*, archived: bool) -> QuerySet[Arrival]:
    """What came in, the newest first, with its interests and whether somebody was told."""
    told = ArrivalNotice.objects.filter(arrival=OuterRef("pk"))
    found: QuerySet[Arrival] = Arrival.objects.select_related("author")
    if not archived:
        found = found.filter(archived=False)
    return found.annotate(is_told=Exists(told)).prefetch_related("interests")


# ---------------------------------------------------------------- who waits
def waiting_rows(
    arrival: Arrival, customers: Sequence[Customer], without: Collection[int] = ()
) -> list[WaitingRow]:
    """The rows of a page of customers, with a fixed number of queries."""
    noticed = ArrivalNotice.objects.filter(arrival=arrival, customer__in=[c.pk for c in customers])
    notices = {notice.customer_id: notice for notice in noticed}
    sender = hooks.sender()
    fresh = [customer for customer in customers if customer.pk not in notices]
    plans = sender.plan_news(fresh) if sender else {}
    return [
        _row(customer, notices.get(customer.pk), plans, ticked=customer.pk not in without)
        for customer in customers
    ]


def _row(
    customer: Customer,
    notice: ArrivalNotice | None,
    plans: Mapping[int, hooks.SendingOutcome],
    *,
    ticked: bool,
) -> WaitingRow:
    can = False
    if notice is not None:
        tag, tag_kind, why = _notice_words(notice)
    else:
        tag, tag_kind, why, can = _plan_words(customer, plans.get(customer.pk))
    return WaitingRow(
        customer=customer,
        number=customer.number,
        name=list_name(PersonName.of(customer), with_infix=False),
        city=customer.city,
        tag=tag,
        tag_kind=tag_kind,
        why=why,
        can=can,
        ticked=ticked,
    )


def _notice_words(notice: ArrivalNotice) -> tuple[str, str, str]:
    if notice.sent:
        return _("told"), "ok", ""
    if notice.reason:
        return _("not told"), "warn", notice.reason
    return _("waits for its turn"), "", ""


def _plan_words(
    customer: Customer, outcome: hooks.SendingOutcome | None
) -> tuple[str, str, str, bool]:
    if outcome is not None and outcome.recipients:
        addresses = ", ".join(shown_address(one, customer) for one in outcome.recipients)
        return _("can be told"), "accent", addresses, True
    reasons = [one.reason for one in outcome.withheld] if outcome else [no_service()]
    return _("cannot be told"), "", "; ".join(reasons), False


def chosen_words(
    arrival: Arrival, customers: QuerySet[Customer], paging: Paging, without: Collection[int]
) -> tuple[int, str]:
    """How many are told by the button, and what it says: exactly, or of very many at most."""
    if paging.total > MOST_PLANNED:
        most = max(paging.total - len(without), 0)
        words = {"n": counted(most, capped=paging.capped)}
        return most, _("Tell at most %(n)s customers") % words
    rows = waiting_rows(arrival, list(customers), without)
    count = sum(row.can and row.ticked for row in rows)
    text = ngettext("Tell %(n)s customer", "Tell %(n)s customers", count)
    return count, text % {"n": counted(count)}


# ---------------------------------------------------------------- how far
def progress_words(progress: Progress) -> str:
    """'12 van 40 verstuurd, 3 krijgen geen bericht'."""
    words = {"sent": counted(progress.sent), "total": counted(progress.total)}
    text = _("%(sent)s of %(total)s sent") % words
    if not progress.withheld:
        return text
    left = ngettext("%(n)s gets no message", "%(n)s get no message", progress.withheld)
    return f"{text}, {left % {'n': counted(progress.withheld)}}"


def progress_context(arrival: Arrival) -> dict[str, Any]:
    """How far the telling is, for the fragment that keeps itself up to date."""
    progress = service.progress(arrival)
    return {"progress": progress, "progress_words": progress_words(progress)}

"""What happened with a request, one sentence per change: on its page, and on the tab Historie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.hooks import HistoryEntry, HistorySource, register_history_source
from customers.models import Customer, PrivacyRequest
from customers.presentation.dates import day_if_any, full_day
from customers.presentation.history_rows import entry_of, newest_streams, with_previous
from customers.presentation.sentences import Sentence, shortened, shortened_pair, valued
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

GROUP = "privacy"
GROUPS = {GROUP: pgettext_lazy("history filter", "privacy requests")}
PLACES = {
    **dict.fromkeys(
        (*(f"privacy:add_{kind}" for kind in PrivacyRequest.Kind.values), "privacy:request"),
        gettext_lazy("privacy request"),
    ),
    **dict.fromkeys(
        ("privacy:request_edit", "privacy:request_close", "privacy:request_withdraw"),
        gettext_lazy("privacy request"),
    ),
    **dict.fromkeys(
        (
            "privacy:plan",
            "privacy:plan_decide",
            "privacy:plan_send",
            "privacy:approve",
            "privacy:hand_back",
            "privacy:fields",
        ),
        gettext_lazy("plan of erasure"),
    ),
}
_NAMES = {
    "access": gettext_lazy("the access request"),
    "erasure": gettext_lazy("the erasure request"),
    "rectification": gettext_lazy("the request for rectification"),
    "objection": gettext_lazy("the objection"),
}


def register() -> None:
    """Put the changes of requests on the tab Historie."""
    register_history_source(HistorySource(GROUP, GROUPS, entries_of_customer, PLACES))


def entries_of_customer(user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The newest changes of a customer's requests, for who may view those."""
    if not user.has_perm("customers.view_privacyrequest"):
        return []
    streams = newest_streams(PrivacyRequest.history.filter(customer_id=customer.pk), limit)
    return _entries(streams)


def entries_of_request(request: PrivacyRequest) -> list[HistoryEntry]:
    """Every change of one request, newest first."""
    entries = _entries(newest_streams(PrivacyRequest.history.filter(id=request.pk)))
    return sorted(entries, key=lambda entry: entry.order, reverse=True)


def _entries(streams: list[list[Any]]) -> list[HistoryEntry]:
    staff = _staff_names(row for stream in streams for row in stream)
    return [
        entry_of(row, list(sentences_of(row, previous, staff)))
        for stream in streams
        for row, previous in with_previous(stream)
    ]


def _staff_names(rows: Iterable[Any]) -> dict[int, str]:
    """The names of the colleagues that these rows name, with one query when they name any."""
    keys = {row.assigned_to_id for row in rows} - {None}
    found = StaffUser.objects.filter(pk__in=keys) if keys else ()
    return {one.pk: one.display_name for one in found}


# ---------------------------------------------------------------- the sentences
def sentences_of(row: Any, previous: Any | None, staff: dict[int, str]) -> Iterator[Sentence]:
    """What a history row of a request says; `previous` is None for the first one."""
    name = str(_NAMES.get(row.kind, row.kind))
    if previous is None:
        params = {"day": full_day(row.received_on), "deadline": full_day(row.deadline)}
        detail = _("received on %(day)s, deadline %(deadline)s") % params
        text = _("{who} put {what} in the register")
        yield Sentence(GROUP, text, what=name, detail=detail, icon="plus")
        return
    if row.status != previous.status:
        yield _status(row, previous, name)
    if (row.identity, row.identity_note) != (previous.identity, previous.identity_note):
        yield _identity(row, name)
    if row.extended_to != previous.extended_to:
        yield _extension(row, previous, name)
    for phrase, was, now in _pairs(row, previous, staff):
        if was != now:
            what = _("%(field)s of %(request)s") % {"field": phrase, "request": name}
            yield valued(GROUP, what, was, now, "pencil")


def _status(row: Any, previous: Any, name: str) -> Sentence:
    texts = {
        ("open", "awaiting"): (_("{who} sent {what} for approval"), "inbox"),
        ("awaiting", "open"): (_("{who} handed {what} back"), "history"),
        ("waiting", "open"): (_("{who} handed {what} back"), "history"),
        ("awaiting", "waiting"): (_("{who} approved {what}, carried out on {now}"), "check"),
    }
    ends = {
        "done": (_("{who} answered {what}"), "circle-check"),
        "rejected": (_("{who} rejected {what}"), "x"),
        "withdrawn": (_("{who} withdrew {what}"), "x"),
    }
    if row.kind == PrivacyRequest.Kind.ERASURE and not row.outcome:
        ends["done"] = (_("{who} carried out {what}"), "trash-2")
    elif row.kind == PrivacyRequest.Kind.ERASURE:  # it was erased by another way
        ends["done"] = (_("{who} closed {what}"), "check")
    unknown = (_("{who} changed the status from {was} to {now}"), "pencil")
    text, icon = ends.get(row.status) or texts.get((previous.status, row.status), unknown)
    was, now = (str(PrivacyRequest.Status(one.status).label) for one in (previous, row))
    if row.status == PrivacyRequest.Status.WAITING:
        now = day_if_any(row.execute_on)
    return Sentence(GROUP, text, was, now, name, shortened(row.outcome), icon)


def _identity(row: Any, name: str) -> Sentence:
    if not row.identity:
        text = _("{who} took back the check of the identity for {what}")
        return Sentence(GROUP, text, what=name, icon="id-card")
    how = str(PrivacyRequest.Identity(row.identity).label)
    text = _("{who} checked the identity for {what}: {now}")
    return Sentence(GROUP, text, now=how, what=name, detail=row.identity_note, icon="id-card")


def _extension(row: Any, previous: Any, name: str) -> Sentence:
    was, now = day_if_any(previous.extended_to), day_if_any(row.extended_to)
    if not now:
        text = _("{who} took back the extension of {what}, was {was}")
        return Sentence(GROUP, text, was, now, name, icon="calendar")
    text = _("{who} extended the deadline of {what} to {now}")
    return Sentence(GROUP, text, was, now, name, shortened(row.extension_reason), "calendar")


def _pairs(row: Any, previous: Any, staff: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    """What else can change: what it is called, what it was, what it is now."""
    grounds, channels = (
        {str(key): str(label) if key else "" for key, label in choices}
        for choices in (PrivacyRequest.Ground.choices, PrivacyRequest.Channel.choices)
    )
    plain: tuple[tuple[str, Callable[[Any], str]], ...] = (
        (_("the day of receipt"), lambda one: day_if_any(one.received_on)),
        (_("the ground"), lambda one: grounds.get(one.ground, "")),
        (_("how it came in"), lambda one: channels.get(one.channel, "")),
        (_("who has it"), lambda one: staff.get(one.assigned_to_id, "")),
    )
    for phrase, say in plain:
        yield phrase, say(previous), say(row)
    yield _("what was asked"), *shortened_pair(previous.note, row.note)
    if row.extended_to == previous.extended_to:
        pair = shortened_pair(previous.extension_reason, row.extension_reason)
        yield _("the reason of the extension"), *pair

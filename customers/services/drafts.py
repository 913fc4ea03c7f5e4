"""Drafts: what a clerk typed and has not saved. It outlives a crash, a conflict and a session."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone

from customers import hooks
from customers.models import Customer, Draft, ErasureEntry, FormerNumber, PrivacyRequest
from customers.values.keys import LARGEST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klantbeheer.staff.models import StaffUser

# What belongs to one rendering of the form and must not come back with the typed values.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "owner", "token", "action", "mend", "drop_draft"})
MOST_FIELDS = 900  # the longest form is an invoice of 150 lines
LONGEST_VALUE = 40_000  # a text of half as many, which a browser sends with two per line end
LONGEST_PATH = 200
KEPT_FOR = datetime.timedelta(days=14)


def save_draft(
    *, owner: StaffUser, path: str, data: Mapping[str, Iterable[str] | str]
) -> Draft | None:
    """Keep what `owner` typed into the form at `path`, over an earlier draft of the same form.

    Args:
        owner: the clerk; nobody else ever sees the draft.
        path: the form's address. A form that starts from a search has one draft per search.
        data: the posted values: one text or a list of texts per name.

    Returns:
        The draft, or None when nothing worth keeping was typed, the address is too long, or it is
        that of somebody who was erased.
    """
    typed = _storable(data)
    key = draft_key(path=path, search=_first(typed.get("search")))
    if not typed or len(key) > LONGEST_PATH or of_erased([key]):
        return None
    forget_old_drafts(owner=owner)
    draft, _created = Draft.objects.update_or_create(
        owner=owner, path=key, defaults={"data": typed}
    )
    return draft


def load_draft(*, owner: StaffUser, path: str, search: str = "") -> Draft | None:
    """The draft that `owner` has of the form at `path` (of this search), or None."""
    return Draft.objects.filter(owner=owner, path=draft_key(path=path, search=search)).first()


def discard_draft(*, owner: StaffUser, path: str, search: str = "") -> None:
    """Throw the draft away: it was saved as a customer, or its owner does not want it any more."""
    Draft.objects.filter(owner=owner, path=draft_key(path=path, search=search)).delete()


def forget_old_drafts(*, owner: StaffUser | None = None) -> int:
    """Drop the drafts that were left alone for two weeks: they hold personal data, medical data too.

    Args:
        owner: of this clerk; of everybody when left out, also of those who left.

    Returns:
        How many.
    """
    old = Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR)
    count, _each = (old if owner is None else old.filter(owner=owner)).delete()
    return count


def forget_drafts_of_erased() -> int:
    """Drop the drafts of forms about who was erased: one may be saved while the erasure goes on."""
    going = of_erased(Draft.objects.values_list("path", flat=True).distinct())
    count, _each = Draft.objects.filter(path__in=going).delete()
    return count


def of_erased(paths: Iterable[str]) -> set[str]:
    """Which of these addresses are of forms about who was erased: by a number, or by a key."""
    numbers: dict[str, set[str]] = defaultdict(set)
    requests: dict[int, set[str]] = defaultdict(set)
    subjects = hooks.draft_subjects()
    others: dict[str, dict[int, set[str]]] = {part: defaultdict(set) for part in subjects}
    for path in paths:
        named = _named_in(path)
        for part in subjects.keys() & named.keys():
            if named[part] <= LARGEST_KEY:
                others[part][named[part]].add(path)
        if "number" in named:
            numbers[str(named["number"])].add(path)
        if "request_id" in named:
            requests[named["request_id"]].add(path)
    erased = Customer.Status.ERASED
    found: set[str] = set()
    if numbers:
        former = FormerNumber.objects.filter(number__in=numbers, customer__status=erased)
        gone = ErasureEntry.objects.filter(customer_number__in=numbers, removed=True)
        now = Customer.objects.filter(number__in=numbers, status=erased).values_list("number")
        rows = now.union(former.values_list("number"), gone.values_list("customer_number"))
        found.update(*(numbers[number] for (number,) in rows))
    if requests:
        keys = [key for key in requests if key <= LARGEST_KEY]
        over = Q(customer=None) | Q(customer__status=erased)
        their = PrivacyRequest.objects.filter(over, pk__in=keys).values_list("pk", flat=True)
        found.update(*(requests[pk] for pk in their))
    for part, by_key in others.items():
        if by_key:
            lost = by_key.keys() - set(subjects[part](list(by_key)))
            found.update(*(by_key[key] for key in lost))
    return found


def _named_in(path: str) -> Mapping[str, Any]:
    """What the address of a form names; nothing for one that is not ours."""
    try:
        return resolve(path.partition("?")[0]).kwargs
    except Resolver404:
        return {}


def draft_key(*, path: str, search: str = "") -> str:
    """The name under which a draft is kept: the path, and a digest of the search it came from."""
    path = _clean(path)
    if not search:
        return path
    return f"{path}?{hashlib.sha256(search.encode('utf-8', 'replace')).hexdigest()[:24]}"


def typed_values(draft: Draft) -> dict[str, list[str]]:
    """The typed values of a draft as lists of texts, whatever the JSON column holds."""
    data = draft.data if isinstance(draft.data, dict) else {}
    return {
        str(name): [str(value) for value in values]
        for name, values in data.items()
        if isinstance(values, list)
    }


def _storable(data: Mapping[str, Iterable[str] | str]) -> dict[str, list[str]]:
    """The typed values, without what Postgres cannot hold (NUL, lone surrogates) or never needs."""
    typed: dict[str, list[str]] = {}
    for name, values in data.items():
        if name in NOT_TYPED or len(typed) == MOST_FIELDS:
            continue
        texts = [values] if isinstance(values, str) else list(values)
        typed[_clean(name)[:100]] = [_clean(text)[:LONGEST_VALUE] for text in texts[:MOST_FIELDS]]
    return typed


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _first(values: list[str] | None) -> str:
    return values[0] if values else ""

"""Drafts: what a clerk typed and has not saved. It outlives a crash, a conflict and a session."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone

from customers.models import Draft

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
        The draft, or None when nothing worth keeping was typed or the address is too long.
    """
    typed = _storable(data)
    key = draft_key(path=path, search=_first(typed.get("search")))
    if not typed or len(key) > LONGEST_PATH:
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

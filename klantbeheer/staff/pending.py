"""What was typed into a form survives a session that ended before it was posted.

A form carries a signed field that names its owner. A post that arrives without a session is handed to
the registered saver, as a draft of that owner; the same person finds it again after signing in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from klantbeheer.staff.models import StaffUser

OWNER_FIELD = "owner"
OWNER_MAX_AGE = 24 * 60 * 60
LARGEST_DRAFT = 200_000  # characters; more than any form of ours can hold
_SALT = "klantbeheer.staff.form-owner"
PATH_FIELD = "draft_path"
_NEVER_KEPT = ("csrfmiddlewaretoken", OWNER_FIELD)
_OUT_OF_SIGHT = ("token", "search", "version", PATH_FIELD)


class Saver(Protocol):
    """Keeps typed values as a draft of `owner` for the form at `path`."""

    def __call__(self, *, owner: StaffUser, path: str, data: dict[str, list[str]]) -> object: ...


_savers: list[Saver] = []


def register(saver: Saver) -> None:
    """Have `saver` keep what is posted without a session; called from an app's `ready()`."""
    if saver not in _savers:
        _savers.append(saver)


def owner_token(user: StaffUser) -> str:
    """The value of the form field `owner`: who opened the form, signed, valid for a day."""
    return signing.dumps(user.pk, salt=_SALT)


def owner_of(token: str) -> StaffUser | None:
    """The active staff member whom `token` names; None for a false or old token."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=OWNER_MAX_AGE)
    except signing.BadSignature:
        return None
    found: StaffUser | None = get_user_model().objects.filter(pk=pk, is_active=True).first()
    return found


def typed_fields(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The typed values of a posted form, all values of each field; no passwords, no tokens."""
    names = [name for name in data if name not in _NEVER_KEPT and "password" not in name.lower()]
    return {name: list(data.getlist(name)) for name in names}  # type: ignore[attr-defined]


def keep(request: HttpRequest) -> StaffUser | None:
    """Keep what the request posted, as a draft of the form's owner.

    Returns that owner; None when there is nothing to keep: no typed values, no true owner, too much.
    """
    if request.method != "POST" or not _savers:
        return None
    fields = typed_fields(request.POST)
    size = sum(len(value) for values in fields.values() for value in values)
    if not _is_typed(fields) or size > LARGEST_DRAFT:
        return None
    owner = owner_of(request.POST.get(OWNER_FIELD, ""))
    if owner is None:
        return None
    path = _form_path(request, fields)
    with transaction.atomic():
        for saver in _savers:
            saver(owner=owner, path=path, data=fields)
    return owner


def _is_typed(fields: dict[str, list[str]]) -> bool:
    """Whether the form holds more than what it carries out of sight: not so for a mere button."""
    typed = (values for name, values in fields.items() if name not in _OUT_OF_SIGHT)
    return any(value.strip() for values in typed for value in values)


def _form_path(request: HttpRequest, fields: dict[str, list[str]]) -> str:
    """The address of the form: as a draft names it, of the page around a fragment, or its own."""
    named = fields.pop(PATH_FIELD, [""])[-1]
    if named.startswith("/") and not named.startswith("//"):
        return named
    return urlsplit(_page_around(request) or request.path).path


def page_of(request: HttpRequest, *, kept: bool) -> str:
    """Where to go on after signing in: to the form when its values were `kept`, else to the page.

    For htmx that is always the page around the fragment. A form that posts elsewhere names its own
    page beside its values. A mere button leads back to the page on which it stands: its own address
    may answer to a post alone.
    """
    page = _page_around(request)
    if not page and kept:
        page = _own_address(request, request.POST.get(PATH_FIELD, ""))
    if not page and request.method == "POST":
        referer = _own_address(request, request.headers.get("Referer", ""))
        if not kept or urlsplit(referer).path == request.path:
            page = referer
    return page or request.get_full_path()


def _page_around(request: HttpRequest) -> str:
    """The address of the page from which htmx asks; empty for an ordinary request."""
    return _own_address(request, request.headers.get("HX-Current-URL", ""))


def _own_address(request: HttpRequest, url: str) -> str:
    """Path and query of `url` when it is one of ours, else empty."""
    if not url or not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path

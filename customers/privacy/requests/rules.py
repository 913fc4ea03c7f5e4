"""What a request under the privacy law must be like, each refusal in a sentence at its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import PrivacyRequest
from customers.presentation.dates import full_day
from customers.privacy.requests.deadlines import LAW_SINCE, deadline_of, latest_extension

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

Kind = PrivacyRequest.Kind
Identity, Channel = PrivacyRequest.Identity, PrivacyRequest.Channel
#: On these somebody approved: they change only while the request is open.
ONLY_OPEN = frozenset({"received_on", "ground", "identity", "identity_note"})
#: What looks copied from a document: eight signs or more in a row, most of them digits.
_DOCUMENT_NUMBER = re.compile(r"(?<!\w)(?=(?:[A-Z]*\d){5})[A-Z0-9]{8,}(?!\w)", re.IGNORECASE)


def problems(
    values: Mapping[str, Any], *, kind: str, before: PrivacyRequest | None = None
) -> dict[str, str]:
    """What is wrong with these values of a request of this kind, by field, each in a sentence.

    Args:
        values: by the names in `FIELDS`; one that is not there is not looked at.
        kind: of the request.
        before: the request as it stands, if it is there already.
    """
    today = timezone.localdate()
    wrong = _wrong_day(values.get("received_on"), today) | _wrong_identity(values)
    if kind == Kind.ERASURE and not values.get("ground", "?"):
        wrong["ground"] = _("Choose the ground on which it is asked.")
    if before is not None and not wrong.get("received_on"):
        wrong |= _wrong_extension(values, before, today)
    return wrong


def _wrong_day(day: datetime.date | None, today: datetime.date) -> dict[str, str]:
    if day is None:
        return {}
    if day > today:
        return {"received_on": _("This day is still to come. Check the date.")}
    if day < LAW_SINCE:
        text = _("The law did not hold yet on this day. Check the year.")
        return {"received_on": text}
    return {}


def _wrong_identity(values: Mapping[str, Any]) -> dict[str, str]:
    identity, note = values.get("identity", ""), values.get("identity_note", "")
    if _DOCUMENT_NUMBER.search(note):
        text = _("This looks like the number of a document. Write only what you saw: ‘passport’.")
        return {"identity_note": text}
    if identity == Identity.NOT_NEEDED and values.get("channel") != Channel.SHOP:
        return {"identity": _("Only the shop itself needs no check. Choose how you checked it.")}
    if note and not identity:
        return {"identity": _("Choose how the identity was checked.")}
    return {}


def _wrong_extension(
    values: Mapping[str, Any], before: PrivacyRequest, today: datetime.date
) -> dict[str, str]:
    """An extension: with its reason, within its limits, and decided before the deadline is over."""
    received = values.get("received_on") or before.received_on
    until, reason = values.get("extended_to"), values.get("extension_reason", "")
    deadline, latest = deadline_of(received), latest_extension(received)
    if reason and not until:
        return {"extended_to": _("Fill in until when, or leave the reason empty too.")}
    if not until:
        return {}
    if until != before.extended_to and today > before.deadline:
        params = {"day": full_day(before.deadline)}
        text = _("The deadline of %(day)s is over: it can no longer be extended.") % params
        return {"extended_to": text}
    if not deadline < until <= latest:
        params = {"deadline": full_day(deadline), "latest": full_day(latest)}
        text = _("Choose a day after %(deadline)s, %(latest)s at the latest.") % params
        return {"extended_to": text}
    if not reason:
        return {"extension_reason": _("Say why it takes longer. The person must be told so.")}
    return {}


def closing_problems(request: PrivacyRequest, *, rejected: bool, outcome: str) -> dict[str, str]:
    """Why a running request cannot be ended so, by field."""
    wrong = {}
    if not outcome.strip():
        wrong["outcome"] = _("Say what was answered or done, or why not.")
    if not rejected and request.kind == Kind.ERASURE:
        wrong["outcome"] = _("An erasure is done when its plan is carried out.")
    elif not rejected and request.kind == Kind.ACCESS and not request.identity:
        wrong["outcome"] = _("Check the identity first: nobody else may get this.")
    return wrong

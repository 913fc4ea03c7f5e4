"""A form that is posted twice acts once."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from customers.models import UsedFormToken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from klantbeheer.staff.models import StaffUser

KEPT_FOR = datetime.timedelta(days=2)
LONGEST_URL = 200
NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "owner"})


def new_token() -> str:
    """A token for the hidden field of a form that is about to be shown."""
    return str(uuid.uuid4())


def key_of(*, token: str, posted: Mapping[str, Iterable[str]]) -> uuid.UUID | None:
    """What makes this post the same post: the form's token together with what it carries.

    The same form with other values is another deed: whoever goes back, mends a field and saves
    again must not be sent away with the first result.

    Returns:
        The key, or None when the token is missing or not a token: such a post is never a repeat.
    """
    try:
        form = uuid.UUID(token)
    except ValueError:
        return None
    pairs = sorted(
        (name, list(values)) for name, values in posted.items() if name not in NOT_CONTENT
    )
    return uuid.uuid5(form, repr(pairs))


def claim(*, key: uuid.UUID | None, staff: StaffUser) -> str | None:
    """Take the form for this request; a second post waits here until the first one has ended.

    Must run in the transaction that does the work: when that rolls back, the claim does too.

    Returns:
        None when the work is to be done now, else the address where the first post went.
    """
    if key is None:
        return None
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("once.claim() needs a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_usedformtoken (token, staff_id, result_url, used_at)"
            " VALUES (%s, %s, '', %s) ON CONFLICT (token) DO NOTHING",
            [key, staff.pk, timezone.now()],
        )
        mine = cursor.rowcount == 1
    if mine:
        UsedFormToken.objects.filter(staff=staff, used_at__lt=timezone.now() - KEPT_FOR).delete()
        return None
    return UsedFormToken.objects.get(token=key).result_url


def result_of(*, key: uuid.UUID | None, staff: StaffUser) -> str:
    """Where the first post of this clerk's form went; '' when this is the first one."""
    if key is None:
        return ""
    found = UsedFormToken.objects.filter(token=key, staff=staff).values_list(
        "result_url", flat=True
    )
    return found.first() or ""


def finish(*, key: uuid.UUID | None, result_url: str) -> None:
    """Note where the first post went, for the second one; without its search when that is too long."""
    if key is not None:
        if len(result_url) > LONGEST_URL:
            result_url = result_url.partition("?")[0]
        UsedFormToken.objects.filter(token=key).update(result_url=result_url)

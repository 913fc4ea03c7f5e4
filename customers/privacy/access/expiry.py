"""Taking files of access requests away after their time, and going on with what was left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from customers.models import AccessExport
from customers.privacy.access.service import (
    FORGOTTEN_AFTER,
    MOST_ATTEMPTS,
    RUNNING,
    Status,
    attempts_of,
    end_as,
    enqueue,
    only_one,
)
from customers.privacy.erasure import files

if TYPE_CHECKING:
    from uuid import UUID

FOLDER = "exports"
#: A file without a row this old was left behind by a crash.
_LEFT_BEHIND_AFTER = timedelta(hours=6)


def expire() -> int:
    """Take away what may no longer be fetched.

    Returns:
        How many files.
    """
    due = AccessExport.objects.filter(status=Status.READY, expires_at__lte=timezone.now())
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    return sum(take_away(key) for key in keys)


@transaction.atomic
def take_away(export_pk: UUID) -> bool:
    """Have the file of a row deleted after the commit; one that cannot be deleted now is tried again."""
    export = AccessExport.objects.select_for_update(of=("self",)).get(pk=export_pk)
    if export.status != Status.READY:
        return False
    stored = str(export.file)
    export.status, export.file = Status.GONE, ""
    export.save()
    files.erase_after_commit([stored])
    return True


def go_on() -> int:
    """Ask again for files whose worker died; give up those that were tried too often.

    Returns:
        How many were asked for again.
    """
    before = timezone.now() - FORGOTTEN_AFTER
    waiting = AccessExport.objects.filter(status__in=RUNNING, asked_at__lt=before)
    asked = 0
    for export in waiting.order_by("asked_at", "pk"):
        with only_one(export.pk) as nobody_has_it:
            if not nobody_has_it:
                continue
            if attempts_of(export) >= MOST_ATTEMPTS:
                end_as(export.pk, Status.FAILED)
            else:
                asked += enqueue(export)
    return asked


def sweep() -> int:
    """Delete what a crash left behind between writing a file and its row.

    Returns:
        How many files.
    """
    before, swept = timezone.now() - _LEFT_BEHIND_AFTER, 0
    for folder in _folders():
        path = f"{FOLDER}/{folder}"
        names = [f"{path}/{name}" for name in sorted(default_storage.listdir(path)[1])]
        old = [name for name in names if default_storage.get_modified_time(name) < before]
        if not old:
            continue
        known = set(AccessExport.objects.filter(file__in=old).values_list("file", flat=True))
        for name in old:
            if name not in known:
                default_storage.delete(name)
                swept += 1
    return swept


def _folders() -> list[str]:
    """The folders in which there are files, by name."""
    try:
        return sorted(default_storage.listdir(FOLDER)[0])
    except FileNotFoundError:
        return []

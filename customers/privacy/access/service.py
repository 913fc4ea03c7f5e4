"""Having the file of an access request made, kept for its time, and taken away."""

from __future__ import annotations

import tempfile
import time
import zlib
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import (
    AccessDownload,
    AccessExport,
    Customer,
    PrivacyRequest,
    PrivacySettings,
)
from customers.privacy.access.build import build
from klantbeheer import history
from klantbeheer.queue import defer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from klantbeheer.staff.models import StaffUser

TASK = "privacy.make_export"
Status = AccessExport.Status
RUNNING = (Status.QUEUED, Status.WORKING)
MOST_ATTEMPTS = 3
#: So long a job may wait before it is asked for again.
FORGOTTEN_AFTER = timedelta(minutes=5)
_TOLD_EVERY = 1.0  # seconds
_LOCK = 7203  # of the advisory locks: files of access requests


class GoneError(Exception):
    """The customer was erased, or the file given up, while it was being made."""


def problem_with(request: PrivacyRequest) -> str:
    """Why no file can be made for this request now, in a sentence that says how to mend it; or ''."""
    if request.kind != PrivacyRequest.Kind.ACCESS:
        return _("A file is made for an access request alone.")
    if not request.is_running:
        return _("This request is closed. Add a new one for a new file.")
    if request.customer is None or request.customer.status == Customer.Status.ERASED:
        return _("This customer was erased: there is nothing left to put in a file.")
    if request.identity in ("", PrivacyRequest.Identity.NOT_NEEDED):
        return _(
            "Nobody noted how the identity was checked. Fill that in under Edit, then make the file."
        )
    return ""


def start_export(*, request: PrivacyRequest, actor: StaffUser) -> AccessExport:
    """Have the file made by the queue; one that is on its way is not asked for twice.

    Raises:
        ValidationError: it cannot be made now, in a sentence (see `problem_with`).
    """
    with transaction.atomic(), history.acting(actor=actor):
        rows = PrivacyRequest.objects.select_for_update(of=("self",)).select_related("customer")
        locked = rows.get(pk=request.pk)
        running: AccessExport | None = locked.exports.filter(status__in=RUNNING).first()
        if running is not None:
            return running
        if problem := problem_with(locked):
            raise ValidationError(problem, code="not_now")
        made: AccessExport = AccessExport.objects.create(
            request=locked, customer=locked.customer, asked_by=actor
        )
        enqueue(made)
    return made


def enqueue(export: AccessExport) -> bool:
    """Put it in the queue; False when it waits there already."""
    return defer(TASK, once=f"{TASK} {export.request_id}", request_id=export.request_id)


# ---------------------------------------------------------------- making
def make_for(request_id: int) -> None:
    """Make the file that this request waits for, if there is one."""
    waiting = AccessExport.objects.filter(request_id=request_id, status__in=RUNNING)
    for key in waiting.values_list("pk", flat=True):
        make_export(key)


def make_export(export_pk: UUID) -> bool:
    """Make the file, and have it ready. Call it outside a transaction.

    One that another worker makes just now is left to it; whatever goes wrong stands on the page.

    Returns:
        Whether it is ready.
    """
    with only_one(export_pk) as is_ours:
        export = _taken(export_pk) if is_ours else None
        if export is None or export.customer is None:
            return False
        try:
            with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
                build(
                    target=target,
                    customer=export.customer,
                    request=export.request,
                    reader=export.asked_by,
                    tell=_teller(export),
                )
                _keep(export_pk, target)
        except GoneError:
            end_as(export_pk, Status.GONE)
            return False
        except Exception:
            end_as(export_pk, Status.FAILED)
            raise
    return True


@contextmanager
def only_one(export_pk: UUID) -> Iterator[bool]:
    """A lock that goes with the worker: whoever holds it is alive."""
    key = zlib.crc32(export_pk.bytes) & 0x7FFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, key])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            # A connection that broke took its lock along.
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, key])


@transaction.atomic
def _taken(export_pk: UUID) -> AccessExport | None:
    """The file's row, noted as being made; None when it waits for nobody, or was tried too often."""
    rows = AccessExport.objects.select_for_update(of=("self",))
    export: AccessExport = rows.get(pk=export_pk)
    if export.status not in RUNNING:
        return None
    if export.customer is None or export.customer.status == Customer.Status.ERASED:
        export.status = Status.GONE
    elif attempts_of(export) >= MOST_ATTEMPTS:
        export.status = Status.FAILED
    else:
        export.status = Status.WORKING
    export.done = export.total = 0
    export.save()
    return export if export.status == Status.WORKING else None


def attempts_of(export: AccessExport) -> int:
    """How often it was begun: each time is a row of its history."""
    rows: Any = AccessExport.history
    return int(rows.filter(id=export.pk, status=Status.WORKING).count())


def _teller(export: AccessExport) -> Any:
    """Writes down how far it is, at most once a second."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told < _TOLD_EVERY:
            return
        told = now
        export.done, export.total = done, total
        # Neither column is in the history, so this writes no row there.
        export.save(update_fields=["done", "total"])

    return tell


def _keep(export_pk: UUID, target: Any) -> None:
    """Keep the file; not when its customer was erased meanwhile. Raises GoneError."""
    size = target.tell()
    target.seek(0)
    stored = ""
    try:
        with transaction.atomic():
            # The customer first, as whoever erases it does.
            customer_id = AccessExport.objects.values_list("customer_id", flat=True).get(
                pk=export_pk
            )
            customers = Customer.objects.select_for_update(of=("self",))
            customer = customers.filter(pk=customer_id).first()
            export = AccessExport.objects.select_for_update(of=("self",)).get(pk=export_pk)
            gone = customer is None or customer.status == Customer.Status.ERASED
            if gone or export.status != Status.WORKING:
                raise GoneError
            now = timezone.now()
            days = PrivacySettings.load().export_days
            export.file.save("inzage.zip", File(target), save=False)
            stored = str(export.file)
            export.size, export.status, export.made_at = size, Status.READY, now
            export.expires_at = now + timedelta(days=days)
            export.done = export.total = max(export.total, 1)
            export.save()
    except BaseException:
        if stored:
            AccessExport._meta.get_field("file").storage.delete(stored)
        raise


@transaction.atomic
def end_as(export_pk: UUID, status: str) -> None:
    """Note that it is not made any more: failed, or gone."""
    export = AccessExport.objects.select_for_update(of=("self",)).get(pk=export_pk)
    if export.status in RUNNING:
        export.status = status
        export.save()


# ---------------------------------------------------------------- fetching
def is_ready(export: AccessExport) -> bool:
    """Whether it can be fetched now."""
    expires = export.expires_at
    return export.status == Status.READY and expires is not None and expires > timezone.now()


def kept_from(user: StaffUser, exports: Sequence[AccessExport]) -> set[UUID]:
    """Which of these files hold what this user may not read, by key."""
    guards = [guard for guard in hooks.access_guards() if not user.has_perm(guard.permission)]
    return {key for guard in guards for key in guard.was_read(exports)}


def note_download(*, export: AccessExport, actor: StaffUser) -> None:
    """Write down who fetches the file, before it goes out."""
    with transaction.atomic(), history.acting(actor=actor):
        AccessDownload.objects.create(export=export, staff=actor)

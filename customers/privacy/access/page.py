"""What the pages of a request show of its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import AccessExport
from customers.presentation.dates import full_day, moment_words
from customers.privacy.access.service import RUNNING, Status, is_ready, kept_from, problem_with
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from customers.models import AccessDownload, PrivacyRequest

MOST = 10
_TAGS = {Status.READY: "ok", Status.FAILED: "danger", Status.WORKING: "accent"}


@dataclass(frozen=True)
class ExportView:
    """One file as the page shows it."""

    export: AccessExport
    status: str
    tag: str
    words: str
    running: bool
    percent: int
    url: str
    file_url: str
    guarded: bool
    downloads: list[AccessDownload]


def exports_context(user: Any, request: PrivacyRequest) -> dict[str, Any]:
    """The files of a request, newest first, and whether another can be made; for `_exports.html`."""
    may_export = user.has_perm("customers.export_person")
    found: list[AccessExport] = []
    if user.has_perm("customers.view_accessexport"):
        rows = request.exports.select_related("asked_by").prefetch_related("downloads__staff")
        found = list(rows.order_by("-asked_at")[:MOST])
    views = views_of(user, found, may_export=may_export)
    running = any(view.running for view in views)
    return {
        "exports": views,
        "may_export": may_export,
        "exports_problem": problem_with(request) if may_export and not running else "",
        "exports_running": running,
        "exports_again": any(view.export.status == Status.FAILED for view in views[:1]),
        "exports_notes": notes_for(user),
        "export_start_url": reverse("privacy:export_start", args=[request.pk]),
    }


def notes_for(user: Any) -> list[str]:
    """What a file that this user asks for would not hold, and who can make one that does."""
    lacking = [guard for guard in hooks.access_guards() if not user.has_perm(guard.permission)]
    return [f"{guard.staff_note} {_who_can(guard.permission)}" for guard in lacking]


def _who_can(permission: str) -> str:
    """The colleagues who may make a file and read this; or how somebody comes to be one."""
    found = StaffUser.objects.filter(is_active=True)
    for name in ("customers.export_person", permission):
        app, codename = name.split(".")
        allowed = Permission.objects.filter(content_type__app_label=app, codename=codename)
        found = found.filter(
            Q(is_superuser=True)
            | Q(groups__permissions__in=allowed)
            | Q(user_permissions__in=allowed)
        )
    names = [one.display_name for one in found.distinct().order_by("first_name", "pk")[:MOST]]
    if names:
        return _("That can be done by: %(names)s.") % {"names": ", ".join(names)}
    return _(
        "Nobody may do both now: an administrator can give a colleague the roles back office and"
        " practitioner together."
    )


def views_of(user: Any, found: list[AccessExport], *, may_export: bool) -> list[ExportView]:
    """These files, as this user sees them."""
    guarded = kept_from(user, found) if found else set()
    return [_view(one, guarded=one.pk in guarded, may_export=may_export) for one in found]


def _view(export: AccessExport, *, guarded: bool, may_export: bool) -> ExportView:
    ready = is_ready(export)
    expired = export.status == Status.READY and not ready
    status = Status.GONE if expired else Status(export.status)
    percent = min(100 * export.done // export.total, 99) if export.total else 0
    return ExportView(
        export=export,
        status=str(status.label),
        tag=_TAGS.get(status, ""),
        words=_words(export, status, percent),
        running=export.status in RUNNING,
        percent=percent,
        url=reverse("privacy:export", args=[export.pk]),
        file_url=reverse("privacy:export_file", args=[export.pk])
        if ready and may_export and not guarded
        else "",
        guarded=guarded and ready,
        downloads=list(export.downloads.all()),
    )


def _words(export: AccessExport, status: str, percent: int) -> str:
    """How it stands, in one sentence."""
    if status == Status.QUEUED:
        return _("The file waits for its turn.")
    if status == Status.WORKING:
        return _("The file is being made: %(percent)d %%.") % {"percent": percent}
    if status == Status.FAILED:
        return _(
            "Making the file went wrong. Make it again; tell the administrator if it stays so."
        )
    if status == Status.GONE or export.expires_at is None:
        return _("This file can no longer be fetched. Make a new one when it is still needed.")
    return _("The file is ready: %(size)s, made %(made)s. It can be fetched until %(day)s.") % {
        "size": filesizeformat(export.size),
        "made": moment_words(export.made_at) if export.made_at else "",
        "day": full_day(export.expires_at.date()),
    }

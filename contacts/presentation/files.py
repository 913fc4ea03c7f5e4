"""How the files of a contact moment are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contacts.files.kinds import BY_TYPE
from contacts.models import Attachment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

KILO = 1024


@dataclass(frozen=True)
class FileRow:
    """A file in a list. An address that is empty: that cannot be done, or not by this user."""

    id: UUID
    name: str
    icon: str
    kind: str
    size: str
    preview_url: str
    download_url: str
    remove_url: str


def size_text(size: int) -> str:
    """'312 kB', '1,4 MB'."""
    if size < KILO * KILO:
        return _("%(n)s kB") % {"n": number_format(max(1, round(size / KILO)))}
    return _("%(n)s MB") % {"n": number_format(size / KILO / KILO, decimal_pos=1)}


def file_row(attachment: Attachment, user: Any) -> FileRow:
    """One file as this user sees it."""
    kind = BY_TYPE.get(attachment.content_type)

    def url(name: str) -> str:
        return reverse(f"contacts:{name}", args=[attachment.pk])

    return FileRow(
        id=attachment.pk,
        name=attachment.name,
        icon=kind.icon if kind else "file-text",
        kind=str(kind.word) if kind else "",
        size=size_text(attachment.size),
        preview_url=url("attachment_preview") if kind and kind.preview else "",
        download_url=url("attachment"),
        remove_url=url("attachment_remove") if user.has_perm("contacts.remove_attachment") else "",
    )


def files_of(moment_ids: Iterable[int], user: Any) -> dict[int, list[FileRow]]:
    """The files of these contact moments that were not removed, by moment: one query.

    For a list of moments; nothing for a user who may not see files.
    """
    found: dict[int, list[FileRow]] = {}
    ids = list(moment_ids)
    if not ids or not user.has_perm("contacts.view_attachment"):
        return found
    for attachment in Attachment.objects.filter(moment__in=ids, removed_at=None).exclude(file=""):
        found.setdefault(attachment.moment_id, []).append(file_row(attachment, user))
    return found

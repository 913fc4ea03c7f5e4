"""What happens to an uploaded file before it is kept; every refusal says how to mend it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.files import images
from contacts.files.kinds import BY_EXTENSION, PREVIEW_IMAGE, Kind, kind_of
from contacts.files.names import clean_name, extension_of
from contacts.files.sandbox import SandboxError
from contacts.files.scan import InfectedError, ScannerAwayError, scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.utils.functional import _StrOrPromise

log = logging.getLogger(__name__)

_AS_JPG = gettext_lazy("Save the photo as JPG.")
_AS_DOCX = gettext_lazy("Save it as DOCX or PDF, without macros.")
_AS_XLSX = gettext_lazy("Save it as XLSX or PDF, without macros.")
_UNPACKED = gettext_lazy("Unpack it and choose the files themselves.")
_AS_PDF = gettext_lazy("Save or print it as PDF.")
#: What to do about kinds that are not taken.
ADVICE: Mapping[str, _StrOrPromise] = (
    dict.fromkeys(("heic", "heif", "avif", "tif", "tiff", "bmp", "jfif", "dng", "svg"), _AS_JPG)
    | dict.fromkeys(("doc", "docm", "dot", "dotm", "dotx", "rtf", "pages"), _AS_DOCX)
    | dict.fromkeys(("xls", "xlsm", "xlsb", "xltm", "xltx", "numbers"), _AS_XLSX)
    | dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), _UNPACKED)
)
BAD_IMAGE: dict[str, _StrOrPromise] = {
    "damaged": gettext_lazy(
        "%(name)s: this image is damaged. Open it, save it again and choose that one."
    ),
    "too_large": gettext_lazy("%(name)s: this image has too many points. Make it smaller."),
    "busy": gettext_lazy("%(name)s: it is too busy just now. Wait a moment and choose it again."),
}


@dataclass(frozen=True)
class ReadyFile:
    """A file that was looked at and may be kept."""

    name: str
    kind: Kind
    content: File[Any]
    size: int
    scanned: bool


def prepare(upload: UploadedFile[Any]) -> ReadyFile:
    """Look at the file and make it ready to keep: its name cleaned, an image made anew.

    Raises ValidationError, with a sentence that begins with the file's name: empty, too large, not
    allowed, not what its extension says, damaged, infected, or not to be scanned just now.
    """
    name = clean_name(upload.name or "") or _("file without a name")
    _check_size(name, upload)
    kind = _check_kind(name, upload)
    scanned = _scan(name, upload)
    content: File[Any] = upload
    if kind.preview == PREVIEW_IMAGE:
        content = _remade(name, upload)
    content.seek(0)
    return ReadyFile(name, kind, content, content.size, scanned)


def _refuse(sentence: str, code: str, **values: object) -> ValidationError:
    return ValidationError(sentence % values, code=code)


def _check_size(name: str, upload: UploadedFile[Any]) -> None:
    if not upload.size:
        raise _refuse(_("%(name)s is empty. Choose another file."), "empty", name=name)
    if upload.size > settings.UPLOAD_BYTES:
        raise _refuse(
            _("%(name)s is larger than %(most)d MB. Make it smaller, or split it."),
            "too_large",
            name=name,
            most=settings.UPLOAD_MB,
        )


def _check_kind(name: str, upload: UploadedFile[Any]) -> Kind:
    """The kind of the file, which its content and its extension agree on. Raises ValidationError."""
    extension = extension_of(name)
    claimed = BY_EXTENSION.get(extension)
    if claimed is None:
        sentence = _("%(name)s: this kind of file is not possible here. %(advice)s")
        raise _refuse(sentence, "kind", name=name, advice=ADVICE.get(extension, _AS_PDF))
    found = kind_of(upload, extension)  # type: ignore[arg-type]  # a file by another name
    if found is claimed:
        return claimed
    if found is None:
        raise _refuse(
            _("%(name)s: what is in it is no %(kind)s that can be kept. %(advice)s"),
            "content",
            name=name,
            kind=claimed.word,
            advice=_AS_JPG if claimed.preview == PREVIEW_IMAGE else _AS_PDF,
        )
    better = f"{name.rpartition('.')[0]}.{found.extensions[0]}"
    raise _refuse(
        _("%(name)s: this is a %(kind)s. Call it %(better)s and choose it again."),
        "extension",
        name=name,
        kind=found.word,
        better=better,
    )


def _scan(name: str, upload: UploadedFile[Any]) -> bool:
    upload.seek(0)
    try:
        return scan(upload.chunks())
    except InfectedError as found:
        log.warning("upload refused by the virus scanner: %s", found)
        raise _refuse(
            _("%(name)s: the virus scanner found %(virus)s in it. It is not kept."),
            "infected",
            name=name,
            virus=found,
        ) from found
    except ScannerAwayError as error:
        log.error("the virus scanner gives no verdict: %s", error)
        raise _refuse(
            _(
                "%(name)s: the virus scanner does not answer, so it cannot be kept now."
                " Save without the file, or try again in a moment."
            ),
            "not_scanned",
            name=name,
        ) from error


def _remade(name: str, upload: UploadedFile[Any]) -> ContentFile[bytes]:
    upload.seek(0)
    try:
        return ContentFile(images.remake(upload.read()))
    except SandboxError as error:
        sentence = BAD_IMAGE.get(error.reason, BAD_IMAGE["damaged"])
        raise _refuse(str(sentence), "image", name=name) from error

"""Which kinds of files may come in, told by their content; the extension must say the same.

Allowed: PDF, JPEG, PNG, GIF and WebP images, plain text, CSV, e-mail messages, Word and Excel files of
today, OpenDocument text and sheets, MP3, M4A, WAV and Ogg sound. Not allowed, among others: archives,
web pages, SVG, scripts and programs, Office files with macros or embedded programs, the Office files
and Outlook messages of before 2007 (their macros cannot be told apart), HEIC (cannot be made anew).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _

from contacts.files.detect import content_type

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

HEAD = 64 * 1024  # bytes from which the kind is told
PREVIEW_IMAGE, PREVIEW_PDF = "image", "pdf"


@dataclass(frozen=True)
class Kind:
    """A kind of file. `word` goes in a sentence ('this is a …'), the first extension is the usual."""

    content_type: str
    extensions: tuple[str, ...]
    word: _StrOrPromise
    icon: str = "file-text"
    preview: str = ""
    is_text: bool = False


JPEG = Kind("image/jpeg", ("jpg", "jpeg"), _("JPG image"), "image", PREVIEW_IMAGE)
TEXT = Kind("text/plain", ("txt",), _("text file"), is_text=True)
EMAIL = Kind("message/rfc822", ("eml",), _("e-mail message"), "mail", is_text=True)
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("docx",),
    _("Word document"),
)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), _("Excel file")
)
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",), _("OpenDocument text"))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), _("OpenDocument sheet"))
PDF = Kind("application/pdf", ("pdf",), _("PDF"), preview=PREVIEW_PDF)
KINDS = (
    PDF,
    JPEG,
    Kind("image/png", ("png",), _("PNG image"), "image", PREVIEW_IMAGE),
    Kind("image/gif", ("gif",), _("GIF image"), "image", PREVIEW_IMAGE),
    Kind("image/webp", ("webp",), _("WebP image"), "image", PREVIEW_IMAGE),
    TEXT,
    Kind("text/csv", ("csv",), _("CSV file"), is_text=True),
    EMAIL,
    DOCX,
    XLSX,
    ODT,
    ODS,
    Kind("audio/mpeg", ("mp3",), _("MP3 recording"), "ear"),
    Kind("audio/mp4", ("m4a",), _("M4A recording"), "ear"),
    Kind("audio/wav", ("wav",), _("WAV recording"), "ear"),
    Kind("audio/ogg", ("ogg", "opus", "oga"), _("Ogg recording"), "ear"),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
BY_TYPE = {kind.content_type: kind for kind in KINDS}
#: What the library calls some of these.
_ALSO_CALLED = {
    "audio/x-wav": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "video/mp4": "audio/mp4",
    "audio/x-mp4a-latm": "audio/mp4",
    "application/ogg": "audio/ogg",
    "video/ogg": "audio/ogg",
    "audio/x-mp3": "audio/mpeg",
}
_TEXT_TYPES = {"application/json", "application/x-ndjson", "application/csv", "message/rfc822"}
_NO_TEXT = {
    "text/html",
    "text/xml",
    "text/javascript",
    "text/x-javascript",
    "text/x-shellscript",
    "text/x-msdos-batch",
    "text/x-php",
    "text/x-perl",
    "text/x-python",
    "text/x-script.python",
    "text/x-ruby",
}
_CODE = re.compile(r"\s*(<\?|<!doctype|<html|<svg|<script|<head|<body|#!)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAIN_PARTS = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
#: Parts of an Office file that hold a program, or fetch one.
_PROGRAM_PARTS = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|oleobject|^basic/|^scripts/|\.(exe|dll|js|vbs|jar|ps1)$",
    re.IGNORECASE,
)
MOST_PARTS = 10_000
MOST_SETTINGS = 20  # an Office program writes one; each is unpacked to look into it
LARGEST_PART_READ = 4 * 1024 * 1024


def kind_of(stream: BinaryIO, extension: str) -> Kind | None:
    """The kind that the content is, or None when it is none that may come in.

    `extension` decides only between the kinds that are plain text. The stream is left at its begin.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    found = content_type(head)
    try:
        return _kind_by(found, head, stream, extension)
    finally:
        stream.seek(0)


def _kind_by(found: str, head: bytes, stream: BinaryIO, extension: str) -> Kind | None:
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(stream)
    kind = BY_TYPE.get(_ALSO_CALLED.get(found, found))
    if kind is PDF:
        return PDF if head.startswith(b"%PDF-") else None
    if kind and kind.content_type == "audio/mp4":
        return kind if head[4:12] in (b"ftypM4A ", b"ftypM4B ") or extension == "m4a" else None
    if kind and not kind.is_text:
        return kind
    if head.startswith(b"ID3"):
        return BY_EXTENSION["mp3"]
    claimed = BY_EXTENSION.get(extension, TEXT)
    if claimed is EMAIL and _has_mail_headers(head):
        return EMAIL if _is_clean(stream) else None  # what its body holds may well be a web page
    if not _is_text(found, head, stream):
        return None
    return claimed if claimed.is_text and claimed is not EMAIL else TEXT


def _is_text(found: str, head: bytes, stream: BinaryIO) -> bool:
    """Whether all of it is text that no program runs."""
    if len(head) == 1:
        found = "text/plain"  # too short for the library to say
    if found in _NO_TEXT or not (found.startswith("text/") or found in _TEXT_TYPES):
        return False
    wide = head.startswith(_UTF16)
    if _CODE.match(head[:4096].decode("utf-16" if wide else "utf-8-sig", errors="replace")):
        return False
    return wide or _is_clean(stream)


def _is_clean(stream: BinaryIO) -> bool:
    """Whether there is no byte in it that a text does not have."""
    while block := stream.read(HEAD):
        if _CONTROL.search(block):
            return False
    return True


def _has_mail_headers(head: bytes) -> bool:
    headers = BytesHeaderParser().parsebytes(head.removeprefix(b"\xef\xbb\xbf"))
    return "From" in headers and any(name in headers for name in ("Date", "Subject", "Received"))


# ---------------------------------------------------------------- Office files
def _office_kind(stream: BinaryIO) -> Kind | None:
    """The kind of Office file that this archive is; None for any other, and for one with programs."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS or any(_PROGRAM_PARTS.search(name) for name in names):
                return None
            if "mimetype" in names:
                found = BY_TYPE.get(_part(archive, "mimetype").decode("ascii", errors="replace"))
                return found if found in (ODT, ODS) else None
            return _microsoft_kind(archive, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return None
    except (ValueError, OSError):
        return None


def _microsoft_kind(archive: zipfile.ZipFile, names: list[str]) -> Kind | None:
    if "[Content_Types].xml" not in names:
        return None
    types = _part(archive, "[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types:
        return None
    settings = [name for name in names if name.endswith("settings.xml.rels")]
    # A template from elsewhere may bring macros along when the file is opened.
    if len(settings) > MOST_SETTINGS or any(
        b"attachedTemplate" in _part(archive, name) for name in settings
    ):
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in types), None)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part's content, however much it claims to unpack to.

    Raises ValueError when it is too large, or packed in a way that no Office program does.
    """
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(name)
    with archive.open(name) as part:
        content = part.read(LARGEST_PART_READ + 1)
    if len(content) > LARGEST_PART_READ:
        raise ValueError(name)
    return content

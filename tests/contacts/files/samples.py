"""Real files of many kinds, made when they are needed, and some that pretend."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from fpdf.enums import AccessPermission
from openpyxl import Workbook
from PIL import Image, ImageDraw

GPS = 0x8825
MADE = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECRET = "Voorstraat 47, bij de achterdeur"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCX_MAIN = "wordprocessingml.document.main+xml"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """The file as Django hands it to a form."""
    return SimpleUploadedFile(name, content)


def image(kind: str = "JPEG", size: tuple[int, int] = (80, 60), **options: Any) -> bytes:
    """A picture: red on the left, blue on the right."""
    picture = Image.new("RGB", size, "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1]), fill="red")
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def photo_with_place() -> bytes:
    """A JPEG on its side, with EXIF, a place, a comment and something behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to stand upright
    exif[0x010E] = SECRET
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 5.0, 30.0)})
    return image(exif=exif, comment=SECRET.encode()) + SECRET.encode()


def pdf(pages: int = 2, *, password: str = "") -> bytes:
    """A PDF with a number on each page."""
    document = FPDF()
    document.set_creation_date(MADE)  # the same file each time
    document.set_font("helvetica", size=48)
    for number in range(1, pages + 1):
        document.add_page()
        document.cell(text=f"bladzijde {number}")
    if password:
        document.set_encryption("owner", password, permissions=AccessPermission.none())
    return bytes(document.output())


def xlsx() -> bytes:
    """A sheet with one cell."""
    book, made = Workbook(), io.BytesIO()
    book.active["A1"] = "fiets"
    book.save(made)
    return made.getvalue()


def archive(method: int = zipfile.ZIP_DEFLATED, /, **parts: str | bytes) -> bytes:
    """A zip file with these parts; '__' in a name stands for a slash, '_dot_' for a point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as zipped:
        for name, content in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


def docx(
    main: str = DOCX_MAIN, *, method: int = zipfile.ZIP_DEFLATED, **more: str | bytes
) -> bytes:
    """A Word document, as far as its list of parts says."""
    types = (
        '<Types><Override PartName="/word/document.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.{main}"/></Types>'
    )
    parts: dict[str, Any] = {"[Content_Types].xml": types, "word__document_dot_xml": "<document/>"}
    parts |= more
    return archive(method, **parts)


def odt(what: str = "text", **more: Any) -> bytes:
    """An OpenDocument file."""
    return archive(mimetype=f"application/vnd.oasis.opendocument.{what}", **more)


def wav() -> bytes:
    """A moment of silence."""
    data = b"\0" * 800
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVE"
        + head
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width // 8 + 1) * 100, 9)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


MAIL = b"From: Jan <jan@voorbeeld.example>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\nSubject: Fiets\r\n\r\nHallo\r\n"
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + (b"\xff\xfb\x90\x64" + b"\0" * 413) * 4
M4A = b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0" + b"\0\0\0\x08mdat"
OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13OpusHead\x01\x01" + b"\0" * 9

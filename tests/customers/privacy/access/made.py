"""Making a file and looking into it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pypdfium2

from customers.privacy.access.service import make_export, start_export
from tests.factories import make_staff

if TYPE_CHECKING:
    from customers.models import AccessExport, PrivacyRequest
    from klantbeheer.staff.models import StaffUser

PDF = b"%PDF-1.4\n%%EOF\n"


def made(request: PrivacyRequest, actor: StaffUser | None = None) -> AccessExport:
    """The finished file of a request."""
    export = start_export(request=request, actor=actor or make_staff("kantoor"))
    assert make_export(export.pk)
    export.refresh_from_db()
    return export


def opened(export: AccessExport) -> zipfile.ZipFile:
    """The ZIP of a file."""
    with export.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def gathered(zipped: zipfile.ZipFile) -> dict[str, Any]:
    """The tables of `gegevens.json`, by name."""
    found = json.loads(zipped.read("gegevens.json"))
    return {table["table"]: table for table in found["tables"]}


def everything(zipped: zipfile.ZipFile) -> str:
    """All that can be read in it, the PDF's text included."""
    html = zipped.read("inzage.html").decode()
    return "\n".join((html, zipped.read("gegevens.json").decode(), pdf_text(zipped)))


def pdf_text(zipped: zipfile.ZipFile, name: str = "inzage.pdf") -> str:
    """The words of the PDF, in the order in which they are read."""
    pdf = pypdfium2.PdfDocument(zipped.read(name))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()

"""Handing out the PDF of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from accounts.documents.names import file_name
from accounts.documents.pdf import invoice_pdf

if TYPE_CHECKING:
    from accounts.models import Invoice

#: A browser runs nothing of it and loads nothing for it.
POLICY = "default-src 'none'; sandbox"


def pdf_response(invoice: Invoice, *, download: bool = True) -> HttpResponse:
    """The PDF, never kept by a browser or in between.

    Args:
        invoice: whoever asks may see it.
        download: to be saved; otherwise the browser may show it, for printing.
    """
    response = HttpResponse(invoice_pdf(invoice), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(download, file_name(invoice)) or ""
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response

"""What the file of an invoice is called."""

from __future__ import annotations

from accounts.documents.words import words_in
from accounts.models import Invoice


def file_name(invoice: Invoice) -> str:
    """'Factuur 2026-0001.pdf', in the language of the invoice; a draft says that it is one."""
    words = words_in(invoice.language)
    kind = words.credit if invoice.kind == Invoice.Kind.CREDIT else words.invoice
    return f"{kind} {invoice.number or words.draft.lower()}.pdf"

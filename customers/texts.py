"""The texts of the register in which somebody else may be named."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.models import Address, Customer, ErasureHold, PrivacyRequest
from customers.privacy.mentions.places import card, places_of


def register() -> None:
    """Have them searched."""
    for model, columns, label, url in (
        (Customer, ("attention", "internal_note"), _("Customer card"), card),
        (Address, ("addressee",), _("Address"), card),
        (
            PrivacyRequest,
            ("extension_reason", "identity_note", "note", "outcome"),
            _("Privacy request"),
            lambda _number, row: reverse("privacy:request", args=[row]),
        ),
        (
            ErasureHold,
            ("reason",),
            _("Hold on erasure"),
            lambda number, _row: reverse("privacy:customer", args=[number]) if number else "",
        ),
    ):
        table = model._meta.db_table
        hooks.register_text_source(
            hooks.TextSource(table, columns, label, partial(places_of, table, url=url))
        )

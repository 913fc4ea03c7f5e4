"""The VAT rates, payment terms and defaults of accounts that are there from the start."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import CategoryDefaults, PaymentTerm, VatRate
from klantbeheer.history import acting

#: Per cent, and whether a new line starts with it, by country: in 2026.
RATES = {
    "NL": (("21", True), ("9", False), ("0", False)),
    "BE": (("21", True), ("12", False), ("6", False), ("0", False)),
}
TERMS = (0, 8, 14, 30, 60)  # days
USUAL_TERM = 14


def ensure_predefined() -> None:
    """Fill the lists that are empty; the shop's own choices stay as they are."""
    with transaction.atomic(), acting(actor="setup"), translation.override("nl"):
        if not VatRate.objects.exists():
            VatRate.objects.bulk_create(
                VatRate(
                    country=country,
                    rate=rate,
                    name=_("%(rate)s %% VAT") % {"rate": rate},
                    usual=usual,
                )
                for country, rates in RATES.items()
                for rate, usual in rates
            )
        if not PaymentTerm.objects.exists():
            for days in TERMS:
                name = _("%(days)d days") % {"days": days} if days else _("at once")
                PaymentTerm.objects.create(name=name, days=days)
        if not CategoryDefaults.objects.exists():
            usual = PaymentTerm.objects.filter(days=USUAL_TERM).first()
            CategoryDefaults.objects.create(payment_term=usual)


def after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`: only when the tables are there, for an app may be migrated back."""
    models = (CategoryDefaults, PaymentTerm, VatRate)
    tables = {
        name
        for model in models
        for name in (model._meta.db_table, model.history.model._meta.db_table)
    }
    if tables <= set(connection.introspection.table_names()):
        ensure_predefined()

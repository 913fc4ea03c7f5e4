"""The types of contact persons that are always there."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import translation

from contacts.models import ContactType, Predefined
from klantbeheer.history import acting


def ensure_predefined_types() -> None:
    """Add the predefined types that are missing; the others stay as they are."""
    present = set(ContactType.objects.values_list("code", flat=True))
    with transaction.atomic(), acting(actor="setup"), translation.override("nl"):
        for position, type_ in enumerate(Predefined, 1):
            if type_.value not in present:
                ContactType.objects.create(
                    code=type_.value,
                    name=str(type_.label),
                    predefined=True,
                    position=position * 10,
                )


def after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`: only when the table is there, for an app may be migrated back."""
    tables = {ContactType._meta.db_table, ContactType.history.model._meta.db_table}
    if tables <= set(connection.introspection.table_names()):
        ensure_predefined_types()

"""Rows that two people may change at once: every save makes the version one higher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable


class Versioned(Tracked):
    """A model with a history, and with a version that a form carries along."""

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Save, one version further."""
        self.version += 1
        if update_fields is not None:
            update_fields = {*update_fields, "version"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

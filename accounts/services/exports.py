"""Which columns the bookkeeping's file has: kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import ExportProfile
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from klantbeheer.staff.models import StaffUser


def save_profile(
    *, profile: ExportProfile | None, values: Mapping[str, Any], actor: StaffUser | str
) -> ExportProfile:
    """Make a choice of columns, or change one. The same once more writes nothing.

    Args:
        profile: the one to change; None makes one.
        values: 'name', 'columns', 'separator' and 'decimal_comma'.
        actor: who saves.

    Raises:
        ValidationError: another one has this name.
    """
    try:
        with transaction.atomic(), history.acting(actor=actor):
            rows = ExportProfile.objects.select_for_update(of=("self",))
            again: ExportProfile | None = rows.filter(**values).first() if profile is None else None
            if again is not None:
                return again
            kept = rows.get(pk=profile.pk) if profile else ExportProfile()
            before = {name: getattr(kept, name) for name in values}
            if profile is None or before != dict(values):
                for name, value in values.items():
                    setattr(kept, name, value)
                kept.save()
    except IntegrityError as error:
        text = _("There are columns by this name already.")
        raise ValidationError({"name": text}) from error
    return kept

"""What a service refused, at the field that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.exceptions import ValidationError
    from django.forms import Form


def take_errors(form: Form, error: ValidationError, at: Mapping[str, str] | None = None) -> None:
    """Put the sentences of a refusal at the fields of a form, or above it.

    Args:
        form: the bound form.
        error: what the service raised.
        at: the field of the form for a name that the service uses, where that is another.
    """
    for name, errors in getattr(error, "error_dict", {None: [error]}).items():
        field = (at or {}).get(name, name)
        form.add_error(field if field in form.fields else None, errors)

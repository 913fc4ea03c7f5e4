"""Fields that the forms share."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from customers.forms.fields import VersionField


@pytest.mark.parametrize(
    ("posted", "missing", "version"),
    [("7", 0, 7), ("0", None, 0), ("", 0, 0), (None, 0, 0), ("", None, None)],
)
def test_version(posted: str | None, missing: int | None, version: int | None) -> None:
    assert VersionField(missing=missing).clean(posted) == version


@pytest.mark.parametrize("posted", ["-1", "x", str(2**31), "9" * 5000])
def test_no_version(posted: str) -> None:
    with pytest.raises(ValidationError):
        VersionField().clean(posted)

"""Who fills the register here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klantbeheer.history import acting

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def as_a_system() -> Iterator[None]:
    """Who fills the register here."""
    with acting(actor="test"):
        yield

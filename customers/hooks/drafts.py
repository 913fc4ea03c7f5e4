"""Whom a form is about when its address does not name the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

_standing: dict[str, Callable[[Collection[int]], Collection[int]]] = {}


def register_draft_subject(
    part: str, standing: Callable[[Collection[int]], Collection[int]]
) -> None:
    """Keep no draft of a form about what was erased; the same part replaces.

    Args:
        part: of the form's address, as the URLconf calls it: a key.
        standing: which of these keys are there, and not of somebody, or something, that was erased.
    """
    _standing[part] = standing


def draft_subjects() -> Mapping[str, Callable[[Collection[int]], Collection[int]]]:
    """The registered parts of addresses."""
    return dict(_standing)

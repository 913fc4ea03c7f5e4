"""What happens to the rows of a customer when it is merged or erased."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OnMerge(enum.Enum):
    """What happens to a row when its customer is merged into another."""

    MOVE = "move"  # it becomes the other customer's
    DROP = "drop"  # it means nothing any more


class OnErase(enum.Enum):
    """What happens to a row when its customer is erased."""

    OVERWRITE = "overwrite"  # its personal columns are overwritten
    DELETE = "delete"  # it goes
    KEEP = "keep"  # it holds nothing personal


@dataclass(frozen=True)
class LinkAnswer:
    """What a model says about one of its foreign keys to Customer."""

    model: str
    field: str
    on_merge: OnMerge
    on_erase: OnErase
    why: str = ""


_links: dict[tuple[str, str], LinkAnswer] = {}


def register_merge_erase(
    model: str, field_name: str, *, on_merge: OnMerge, on_erase: OnErase, why: str = ""
) -> None:
    """Say what happens to `model`'s rows in a merge and in an erasure.

    Args:
        model: 'app.Model', any case.
        field_name: the foreign key to Customer.
        on_merge: what a merge does with the row.
        on_erase: what an erasure does with the row.
        why: when the answer is not plain.
    """
    key = (model.lower(), field_name)
    _links[key] = LinkAnswer(
        model=model.lower(), field=field_name, on_merge=on_merge, on_erase=on_erase, why=why
    )


def merge_erase_answers() -> dict[tuple[str, str], LinkAnswer]:
    """All answers, by model and field."""
    return dict(_links)

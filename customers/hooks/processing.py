"""The register of processing (article 30): why an app has personal data, in the words of the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Processing:
    """One line of the register: some live tables that serve one purpose.

    Args:
        name: of the line; a second registration under the same name replaces the first.
        label: what it is called ('Facturen en betalingen').
        tables: the live tables; their history counts as theirs.
        purpose: what the data is for.
        ground: on which ground of article 6 (and 9) it is processed.
        subjects: whose data it is.
        kept: how long, beside the rules and vaults that name these tables.
        vault: the names of the vaults that keep some of it.
        kinds: the retention kinds that make it go.
        data: kinds of data beside the columns that the registry names.
        recipients: who else gets it.
        only_inside: the recipients that the shop names for everything do not get this.
        position: where in the register.
    """

    name: str
    label: StrOrPromise
    tables: Sequence[str]
    purpose: StrOrPromise
    ground: StrOrPromise
    subjects: StrOrPromise
    kept: StrOrPromise
    vault: Sequence[str] = ()
    kinds: Sequence[str] = ()
    data: StrOrPromise = ""
    recipients: StrOrPromise = ""
    only_inside: bool = False
    position: int = 100


_processings: dict[str, Processing] = {}


def register_processing(line: Processing) -> None:
    """Put a line in the register of processing."""
    _processings[line.name] = line


def processings() -> list[Processing]:
    """The registered lines, by position."""
    return sorted(_processings.values(), key=lambda line: (line.position, line.name))

"""What lists have in common: tags, filters as chips, headings that sort."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tag:
    """A short word in a box; `kind` is that of the stylesheet, '' is a plain one."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a filter as a chip, with how many rows it leaves."""

    label: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Heading:
    """A heading that sorts: where it leads, and how its column stands now."""

    label: str
    url: str
    sorted: str = ""  # a value of aria-sort

    @property
    def arrow(self) -> str:
        """The sign beside the word."""
        return {"ascending": "↑", "descending": "↓"}.get(self.sorted, "")

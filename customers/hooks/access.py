"""What an app puts in the file of an access request: chapters, files, what is guarded or masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

    from customers.models import AccessExport, Customer
    from klantbeheer.staff.models import StaffUser

    #: Changes the values (by column) of a row, of a table or of its history, before it goes in.
    Mask = Callable[[dict[str, Any]], None]


# ---------------------------------------------------------------- chapters
@dataclass(frozen=True)
class AccessChapter:
    """A chapter of the readable file: some live tables under one heading.

    Tables of the registry that no chapter names stand together at the end: nothing is left out.
    `quiet` are columns by table that say nothing to a reader and stand in the JSON alone. What is told
    `elsewhere` (in a section) is left to the JSON too.
    """

    name: str
    label: StrOrPromise
    tables: Sequence[str]
    position: int = 100
    quiet: Mapping[str, Sequence[str]] | None = None
    elsewhere: bool = False


_chapters: dict[str, AccessChapter] = {}


def register_access_chapter(chapter: AccessChapter) -> None:
    """Give tables a chapter of their own; the same name replaces."""
    _chapters[chapter.name] = chapter


def access_chapters() -> list[AccessChapter]:
    """The registered chapters, by position."""
    return sorted(_chapters.values(), key=lambda chapter: (chapter.position, chapter.name))


# ---------------------------------------------------------------- files
@dataclass(frozen=True)
class MadeFile:
    """A file that is not kept but made when it is wanted, such as the PDF of an invoice."""

    name: str
    content: Callable[[], bytes]


_made_files: dict[str, tuple[StrOrPromise, Callable[[Customer], Iterator[MadeFile]]]] = {}


def register_access_files(
    name: str, folder: StrOrPromise, files: Callable[[Customer], Iterator[MadeFile]]
) -> None:
    """Put these files in every file of an access request, in a folder of their own, in this order.

    Kept files need no registration: every column of class 'file' is found in the registry.
    """
    _made_files[name] = (folder, files)


def access_files() -> list[tuple[StrOrPromise, Callable[[Customer], Iterator[MadeFile]]]]:
    """The registered folders with their files, by name."""
    return [found for _name, found in sorted(_made_files.items())]


# ---------------------------------------------------------------- other people in the rows
_masks: dict[str, Callable[[Customer], Mask]] = {}


def register_access_mask(table: str, mask: Callable[[Customer], Mask]) -> None:
    """Mask other people in the rows of a live table and of its history; the same table replaces."""
    _masks[table] = mask


def access_masks() -> dict[str, Callable[[Customer], Mask]]:
    """The registered masks, by live table."""
    return dict(_masks)


# ---------------------------------------------------------------- what not everybody may read
@dataclass(frozen=True)
class AccessGuard:
    """Rows that go in only when whoever asks for the file may read them.

    Args:
        permission: what it takes to have them in a file, and to fetch a file with them.
        hidden: the rows that stay out otherwise: live table → keys. Rows that hang on them stay out too.
        read: writes down who reads them, before they go in. Called outside a transaction.
        was_read: in which of these files they are, by key, with one query.
        sections: the names of the access sections that stay out with them.
        note: what a file without them says, whether there are any or not.
        staff_note: what whoever lacks the permission reads before asking for a file.
    """

    name: str
    permission: str
    hidden: Callable[[Customer], Mapping[str, set[Any]]]
    read: Callable[[Customer, StaffUser], None]
    was_read: Callable[[Sequence[AccessExport]], set[UUID]]
    sections: frozenset[str]
    note: StrOrPromise
    staff_note: StrOrPromise


_guards: dict[str, AccessGuard] = {}


def register_access_guard(guard: AccessGuard) -> None:
    """Guard rows in the files of access requests; the same name replaces."""
    _guards[guard.name] = guard


def access_guards() -> list[AccessGuard]:
    """The registered guards, by name."""
    return [guard for _name, guard in sorted(_guards.items())]

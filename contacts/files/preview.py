"""What a browser is shown of a file: pictures made of it, never the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.files import sandbox
from contacts.files.images import MOST_PIXELS
from contacts.files.kinds import BY_TYPE, PREVIEW_IMAGE, PREVIEW_PDF

if TYPE_CHECKING:
    from contacts.models import Attachment

MOST_PAGES = 50
SIDE = 1600  # points of the longest side


@dataclass(frozen=True)
class Picture:
    """One page as an image."""

    content: bytes
    content_type: str


def preview_of(attachment: Attachment) -> str:
    """How the file can be shown: 'image', 'pdf', or '' when it cannot."""
    kind = BY_TYPE.get(attachment.content_type)
    return kind.preview if kind else ""


def page_count(attachment: Attachment) -> int:
    """How many pages there are to show; 0 for a kind that is not shown.

    Raises SandboxError for a PDF that cannot be opened, FileNotFoundError when the file is gone.
    """
    how = preview_of(attachment)
    if how == PREVIEW_PDF:
        header, _made = sandbox.run("pdf", _content(attachment), page=0, side=SIDE)
        return int(header["pages"])
    return 1 if how == PREVIEW_IMAGE else 0


def render_page(attachment: Attachment, page: int) -> Picture:
    """Page `page`, from 1. Raises SandboxError ('no_page' too), FileNotFoundError."""
    how = preview_of(attachment)
    if not how or not 1 <= page <= (MOST_PAGES if how == PREVIEW_PDF else 1):
        raise sandbox.SandboxError("no_page")
    content = _content(attachment)
    if how == PREVIEW_PDF:
        header, made = sandbox.run("pdf", content, page=page, side=SIDE)
    else:
        header, made = sandbox.run("shrink", content, side=SIDE, most_pixels=MOST_PIXELS)
    return Picture(made, header["type"])


def _content(attachment: Attachment) -> bytes:
    with attachment.file.open("rb") as file:
        content: bytes = file.read()
    return content

"""The archive of uploaded files: read to its end first, unpacked beside the old ones, swapped last."""

from __future__ import annotations

import shutil
import tarfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from django.utils.translation import gettext as _

from klantbeheer.backup import BackupError
from klantbeheer.backup.making import MEDIA, STAGING, media_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Done = Callable[[int], object]

PIECE = 1024 * 1024
#: What an archive that is whole ends with.
END = bytes(2 * tarfile.BLOCKSIZE)


def check(content: Iterator[bytes], root: Path, done: Done) -> None:
    """Read the whole archive.

    Raises BackupError for one that cannot be read to its end, and for what no backup of ours holds:
    links, other things than files, and names that lead out of `root` or through a link in it.
    """
    with _opened(content, done) as tar:
        for entry in tar:
            _place_of(entry, root)
            file = cast("BinaryIO", tar.extractfile(entry))
            while file.read(PIECE):
                pass


def unpack(content: Iterator[bytes], root: Path, done: Done) -> None:
    """Unpack the archive beside the files of `root`, which stay as they are.

    It comes inside that folder, for only there it is surely on the same disk. Raises BackupError; then
    nothing of it is left.
    """
    discard(root)
    beside = root / STAGING
    try:
        beside.mkdir(mode=0o700, parents=True)
        with _opened(content, done) as tar:
            for entry in tar:
                _place_of(entry, root)
                tar.extract(entry, beside, filter="data")
                (beside / entry.name).chmod(0o600)
    except OSError as error:
        discard(root)
        raise BackupError(
            _("The uploaded files cannot be unpacked in %(folder)s: %(why)s.")
            % {"folder": root, "why": error.strerror or error}
        ) from error
    except BaseException:
        discard(root)
        raise


def take_place(root: Path) -> None:
    """Let the unpacked files take the place of what is there; others have no row any more, and go."""
    kept = set()
    for path, _size in list(media_files(root / STAGING)):
        place = root / path.relative_to(root / STAGING)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        kept.add(place)
    for path, _size in list(media_files(root)):
        if path not in kept:
            path.unlink(missing_ok=True)
    discard(root)


def discard(root: Path) -> None:
    """Throw away what was unpacked beside, also by a restore that was broken off."""
    shutil.rmtree(root / STAGING, ignore_errors=True)


@contextmanager
def _opened(content: Iterator[bytes], done: Done) -> Iterator[tarfile.TarFile]:
    """The archive, read from begin to end. Raises BackupError when that cannot be done."""
    damaged = _("%(name)s in this backup is damaged.") % {"name": MEDIA}
    reader = _Reader(content, done)
    try:
        with tarfile.open(fileobj=cast("BinaryIO", reader), mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BackupError(damaged) from error
    while reader.read(PIECE):
        pass
    if reader.tail != END:  # it stops where a file begins, which the format takes for its end
        raise BackupError(damaged)


def _place_of(entry: tarfile.TarInfo, root: Path) -> Path:
    """Where an uploaded file goes. Raises BackupError for what no backup of ours holds."""
    path = root / entry.name
    is_inside = path.resolve().is_relative_to(root.resolve()) and path != root
    if not entry.isreg() or ".." in path.parts or not is_inside or STAGING in path.parts:
        raise BackupError(_("%(name)s in this backup is damaged.") % {"name": MEDIA})
    return path


class _Reader:
    """Pieces, as a file that is read from begin to end; `tail` is the last of it."""

    def __init__(self, pieces: Iterator[bytes], done: Done) -> None:
        self._pieces, self._done, self._held = pieces, done, b""
        self.tail = b""

    def read(self, size: int) -> bytes:
        """The next bytes; fewer only at the end."""
        while len(self._held) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._done(len(piece))
            self._held += piece
        content, self._held = self._held[:size], self._held[size:]
        self.tail = (self.tail + content)[-len(END) :]
        return content

"""Making a backup."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from klantbeheer.backup import BackupError, Steps, sealing, silently, tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE, MEDIA, JOURNAL = "database.dump", "media.tar", "erasures.jsonl"
#: In the folder of uploaded files: those of a backup, as long as they have not taken their place.
STAGING = ".restoring"
#: A folder that is still being made, or was left when its making was ended.
UNFINISHED = ".unfinished"


def make_backup(folder: Path, *, steps: Steps = silently) -> Path:
    """Write a backup of the database, the uploaded files and the journal into a new folder in `folder`.

    Nothing has to stop for it: the database is as it was at one moment, and a file that is uploaded
    later is not in it. Returns the new folder. Raises BackupError, or OSError when `folder` cannot be
    written; what was written by then is gone again.
    """
    made_at = timezone.now()
    name = f"klantbeheer-{timezone.localtime(made_at):%Y%m%d-%H%M%S}"
    work, final = folder / f"{name}{UNFINISHED}", folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if final.exists() or work.exists():
        raise BackupError(_("There is a backup of this very second already."))
    work.mkdir(mode=0o700)
    try:
        _write(work, name, made_at.isoformat(), steps)
        work.rename(final)
        _to_disk(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return final


def _write(work: Path, name: str, made_at: str, steps: Steps) -> None:
    salt = sealing.new_salt()
    keys = sealing.Keys(settings.BACKUP_KEY, salt) if settings.BACKUP_KEY else None
    parts: dict[str, dict[str, object]] = {}

    def part(of: str, fill: Callable[[sealing.Writer], None]) -> None:
        """One part, in a file that only this user can read."""
        with _private(work / of) as file:
            writer = sealing.Writer(file, keys, f"{name}/{of}")
            fill(writer)
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        parts[of] = {"size": writer.size, "sha256": writer.checksum}

    database = tools.Database()
    with database.connect(autocommit=False) as snapshot:
        about = _about(snapshot)
        part(DATABASE, lambda writer: _dump(database, snapshot, writer, steps))
        with steps(_("Counting rows")):
            about["counts"] = tools.row_counts(snapshot)
    part(MEDIA, lambda writer: _media(writer, steps))
    part(JOURNAL, _journal)
    about |= {"made_at": made_at, "name": name, "parts": parts}
    write_manifest(work, about, salt, keys)


def _about(snapshot: psycopg.Connection[Any]) -> dict[str, Any]:
    """Fix one moment of the database, and say what that database is."""
    snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    return {
        "format": FORMAT,
        "server": snapshot.info.server_version,
        "roles": list(tools.roles_with_rights(snapshot)),
        "migrations": sorted(".".join(key) for key in _migrations()),
    }


def _migrations() -> list[tuple[str, str]]:
    return list(MigrationRecorder(connection).applied_migrations())


def _dump(
    database: tools.Database,
    snapshot: psycopg.Connection[Any],
    writer: sealing.Writer,
    steps: Steps,
) -> None:
    row = snapshot.execute("SELECT pg_export_snapshot()").fetchone()
    of_then = f"--snapshot={row[0] if row else ''}"
    with (
        steps(_("Database")) as done,
        database.run("pg_dump", "--format=custom", of_then, stdout=subprocess.PIPE) as dump,
    ):
        out = cast("BinaryIO", dump.stdout)
        while content := out.read(sealing.PIECE):
            done(writer.write(content))


def _media(writer: sealing.Writer, steps: Steps) -> None:
    """The uploaded files; what is erased meanwhile is left out."""
    root = Path(settings.MEDIA_ROOT)
    files = sorted(media_files(root))
    total = sum(size for _path, size in files)
    with (
        steps(_("Uploaded files"), total) as done,
        # A file with two names is two files.
        tarfile.open(fileobj=cast("BinaryIO", writer), mode="w|", dereference=True) as tar,
    ):
        for path, size in files:
            try:
                with path.open("rb") as file:
                    entry = tar.gettarinfo(arcname=str(path.relative_to(root)), fileobj=file)
                    tar.addfile(entry, file)
            except FileNotFoundError:
                pass
            done(size)


def media_files(root: Path) -> Iterator[tuple[Path, int]]:
    """The uploaded files, with their sizes."""
    for folder, folders, names in os.walk(root):
        if Path(folder) == root and STAGING in folders:
            folders.remove(STAGING)
        for name in names:
            path = Path(folder, name)
            try:
                yield path, path.stat().st_size
            except FileNotFoundError:
                continue


def _journal(writer: sealing.Writer) -> None:
    with suppress(FileNotFoundError):  # nobody was erased yet
        writer.write(settings.ERASURE_JOURNAL.read_bytes())


def write_manifest(
    work: Path, about: dict[str, Any], salt: bytes, keys: sealing.Keys | None
) -> None:
    """Write the manifest, signed when there is a key."""
    content = canonical(about)
    whole: dict[str, Any] = {"about": about, "sealed": keys is not None}
    if keys:
        whole |= {"salt": salt.hex(), "signature": keys.sign(content)}
    with _private(work / MANIFEST) as file:
        file.write(json.dumps(whole, indent=1, sort_keys=True).encode())
        file.flush()
        os.fsync(file.fileno())
    _to_disk(work)


def canonical(about: dict[str, Any]) -> bytes:
    """The words that are signed."""
    return json.dumps(about, sort_keys=True, separators=(",", ":")).encode()


def _private(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return cast("BinaryIO", os.fdopen(handle, "wb"))


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Putting a backup back: everything is checked first, and what is there is replaced last."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import sql

from klantbeheer import journal_file
from klantbeheer.backup import (
    BackupError,
    Steps,
    before_replacing,
    making,
    media,
    sealing,
    silently,
    tools,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: While this file is there, a restore was begun and not ended.
MARK = "restoring"
#: When this file was last written, a restore was ended.
ENDED = "restored"
IN_USE = gettext_lazy("The database is in use. Stop the site and its worker first.")


@dataclass(frozen=True)
class Backup:
    """A backup whose every part was seen to be as it was made."""

    folder: Path
    about: dict[str, Any]
    keys: sealing.Keys | None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each table had."""
        return dict(self.about["counts"])

    @contextmanager
    def part(self, name: str) -> Iterator[Iterator[bytes]]:
        """The content of one part, piece by piece."""
        with (self.folder / name).open("rb") as file:
            yield sealing.opened(file, self.keys, f"{self.about['name']}/{name}")


def mark() -> Path:
    """The file that says that a restore was not ended."""
    return Path(settings.VAR_DIR) / MARK


def stamp() -> tuple[bool, int]:
    """Another one whenever a restore began or ended: whoever serves must look whether it still may."""
    try:
        ended = (Path(settings.VAR_DIR) / ENDED).stat().st_mtime_ns
    except OSError:
        ended = 0
    return mark().exists(), ended


def why_not_ready() -> list[str]:
    """Why the site may not open: a restore that was broken off."""
    if not mark().exists():
        return []
    return [_("A restore was broken off. Run it again, with --replace.")]


# ---------------------------------------------------------------- checking
def check_backup(folder: Path, *, steps: Steps = silently) -> Backup:
    """Read the whole backup and see that it is as it was made, and for this program.

    Raises:
        BackupError: it is damaged, sealed with another key, or of a newer version.
        DamagedError: of its journal of erasures.
    """
    about, keys = _read_manifest(folder)
    for name, part in about["parts"].items():
        _check_part(folder / name, name, part, steps)
    backup = Backup(folder, about, keys)
    with _reading(backup, making.MEDIA, steps) as (content, done):
        media.check(content, Path(settings.MEDIA_ROOT), done)
    _journal_of(backup)
    if keys:
        with _reading(backup, making.DATABASE, steps) as (content, done):
            for piece in content:
                done(len(piece))
    return backup


@contextmanager
def _reading(
    backup: Backup, name: str, steps: Steps
) -> Iterator[tuple[Iterator[bytes], Callable[[int], object]]]:
    """The content of one part, and whom to tell how much was read."""
    with steps(_("Reading %(name)s") % {"name": name}) as done, backup.part(name) as content:
        yield content, done


def _journal_of(backup: Backup) -> dict[str, journal_file.Line]:
    """The erasures that the backup knows of. Raises DamagedError."""
    with backup.part(making.JOURNAL) as content:
        return journal_file.parse(backup.folder / making.JOURNAL, b"".join(content))


def _read_manifest(folder: Path) -> tuple[dict[str, Any], sealing.Keys | None]:
    try:
        whole = json.loads((folder / making.MANIFEST).read_bytes())
        about, is_sealed = whole["about"], whole["sealed"]
        salt, signature = bytes.fromhex(whole.get("salt", "")), str(whole.get("signature", ""))
        is_known = about["format"] == making.FORMAT
        expected = {making.DATABASE, making.MEDIA, making.JOURNAL}
        is_whole = {name: _describes(part) for name, part in dict(about["parts"]).items()} == (
            dict.fromkeys(expected, True)
        )
        dict(about["counts"]), set(about["migrations"]), set(about["roles"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(_("%(folder)s is not a backup.") % {"folder": folder}) from error
    if not (is_known and is_whole):
        raise BackupError(_("This backup was made by a newer version of Klantbeheer."))
    if not is_sealed:
        if settings.BACKUP_KEY:  # whoever can write in the folder could have made it
            raise BackupError(
                _(
                    "This backup is not sealed, although there is a key: nothing shows that it is"
                    " ours. To restore it all the same, leave KLANTBEHEER_BACKUP_KEY empty."
                )
            )
        _require_known(about)
        return about, None
    if not settings.BACKUP_KEY:
        raise BackupError(_("This backup is sealed. Set KLANTBEHEER_BACKUP_KEY to its key."))
    keys = sealing.Keys(settings.BACKUP_KEY, salt)
    if not keys.is_signed(making.canonical(about), signature):
        raise BackupError(_("This backup was sealed with another key, or it is damaged."))
    _require_known(about)
    return about, keys


def _describes(part: Any) -> bool:
    return isinstance(part["size"], int) and isinstance(part["sha256"], str)


def _require_known(about: dict[str, Any]) -> None:
    known = {
        ".".join(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    if not set(about["migrations"]) <= known:
        raise BackupError(_("This backup was made by a newer version of Klantbeheer."))


def _check_part(path: Path, name: str, part: dict[str, Any], steps: Steps) -> None:
    try:
        with (
            steps(_("Checking %(name)s") % {"name": name}, part["size"]) as done,
            path.open("rb") as file,
        ):
            found = sealing.checksum_of(file, done)
    except FileNotFoundError as error:
        raise BackupError(_("%(name)s is missing from this backup.") % {"name": name}) from error
    if found != part["sha256"]:
        raise BackupError(_("%(name)s in this backup is damaged.") % {"name": name})


# ---------------------------------------------------------------- restoring
def restore(folder: Path, *, replace: bool = False, steps: Steps = silently) -> Backup:
    """Put the backup back into the database of the settings, with its files.

    The journal of erasures is added to, never replaced. The files are unpacked beside those that are
    there, a database is restored beside the one that is there, and both take their places when the rows
    were counted; whatever goes wrong before that leaves all as it was.

    Args:
        folder: the backup.
        replace: throw away what is in the database and the folder of uploaded files.
        steps: is told how far it is.

    Returns:
        The backup. The erasures that came after it still have to be done again.

    Raises:
        BackupError: nothing was done, or what was done is said.
        DamagedError: of the backup's journal, or of the one on this machine.
    """
    backup = check_backup(folder, steps=steps)
    journal_file.read(settings.ERASURE_JOURNAL)  # it can be added to
    _let_go()
    database, root = tools.Database(), Path(settings.MEDIA_ROOT)
    is_empty = not _tables(database)
    if not replace and not (is_empty and next(making.media_files(root), None) is None):
        raise BackupError(
            _(
                "There are data already. Restore into an empty database and folder, or use --replace."
            )
        )
    _require_alone(database)
    if not is_empty:
        for work in before_replacing():
            work()
        _let_go()
    size = backup.about["parts"][making.MEDIA]["size"]
    with steps(_("Uploaded files"), size) as done, backup.part(making.MEDIA) as content:
        media.unpack(content, root, done)
    try:
        if is_empty:
            mark().touch(mode=0o600)
            _fill(backup, database, steps)
        else:
            _replace(backup, database, steps)
    except BaseException:
        media.discard(root)
        raise
    journal_file.append_missing(settings.ERASURE_JOURNAL, _journal_of(backup).values())
    media.take_place(root)
    (Path(settings.VAR_DIR) / ENDED).touch(mode=0o600)
    mark().unlink()
    return backup


def _let_go() -> None:
    """Close our own connections: a database in use cannot be replaced."""
    connection.close()
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.settings_dict["OPTIONS"].get("pool"):
        wrapper.close_pool()  # type: ignore[attr-defined]  # of the backend for PostgreSQL


def _tables(database: tools.Database) -> list[str]:
    with database.connect() as found:
        return [name for (name,) in found.execute(tools.TABLES).fetchall()]


def _require_alone(database: tools.Database) -> None:
    """Raise BackupError while anybody else is in the database.

    Of the sessions of other roles PostgreSQL tells who is not a superuser that they are there, not of
    what kind.
    """
    with database.connect() as asking:
        for _turn in range(10):  # who has just left takes a moment to be gone
            row = asking.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
                " AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
                " AND coalesce(backend_type, 'client backend') = 'client backend'",
                [database.name],
            ).fetchone()
            if row and not row[0]:
                return
            asking.execute("SELECT pg_sleep(0.1)")
    raise BackupError(IN_USE)


def _fill(backup: Backup, database: tools.Database, steps: Steps) -> None:
    """Restore into an empty database, all or nothing."""
    with database.connect() as asking:
        known = {name for (name,) in asking.execute("SELECT rolname FROM pg_roles").fetchall()}
    options = ["--single-transaction", "--no-owner"]
    if not set(backup.about["roles"]) <= known:
        options.append("--no-acl")
    size = backup.about["parts"][making.DATABASE]["size"]
    with (
        steps(_("Database"), size) as done,
        backup.part(making.DATABASE) as content,
        database.run("pg_restore", *options, stdin=subprocess.PIPE) as process,
    ):
        into = cast("BinaryIO", process.stdin)
        for piece in content:
            into.write(piece)
            done(len(piece))
    with steps(_("Counting rows")), database.connect() as counting:
        counted = tools.row_counts(counting)
        if counted != backup.counts:
            wrong = sorted(
                name
                for name in counted.keys() | backup.counts.keys()
                if counted.get(name) != backup.counts.get(name)
            )
            raise BackupError(
                _("Not every row came back: %(tables)s.") % {"tables": ", ".join(wrong[:5])}
            )
        counting.execute("ANALYZE")


def _replace(backup: Backup, database: tools.Database, steps: Steps) -> None:
    """Restore beside the database that is there, then change their places."""
    name, new, old = database.name, f"{database.name}_restoring", f"{database.name}_replaced"
    with database.connect("postgres") as server:
        _drop(server, new, old)
        try:
            _create_like(server, name, new)
            _fill(backup, database.other(new), steps)
        except psycopg.errors.InsufficientPrivilege as error:
            raise BackupError(
                _("This user may not make a database. Restore into a new, empty one.")
            ) from error
        except BaseException:
            with suppress(psycopg.Error):
                _drop(server, new)
            raise
        _change_places(server, database, new, old)
        _drop(server, old)


def _change_places(
    server: psycopg.Connection[Any], database: tools.Database, new: str, old: str
) -> None:
    """The new database takes the name of the one that is there, or all stays as it was.

    The site is closed before it is seen that nobody is in it: whoever starts it now is refused.
    """
    was_closed, name = mark().exists(), database.name
    mark().touch(mode=0o600)
    try:
        _require_alone(database)
        with server.transaction():
            for was, becomes in ((name, old), (new, name)):
                server.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(was), sql.Identifier(becomes)
                    )
                )
    except (BackupError, psycopg.errors.ObjectInUse) as error:
        _drop(server, new)
        if not was_closed:
            mark().unlink()
        raise BackupError(IN_USE) from error


def _drop(server: psycopg.Connection[Any], *names: str) -> None:
    for name in names:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        server.execute(statement.format(sql.Identifier(name)))


def _create_like(server: psycopg.Connection[Any], name: str, new: str) -> None:
    """An empty database that sorts and is owned as the one of this name."""
    row = server.execute(
        "SELECT pg_get_userbyid(datdba), datlocprovider, datcollate, datctype"
        " FROM pg_database WHERE datname = %s",
        [name],
    ).fetchone()
    owner, provider, collate, ctype = row or ("", "", "", "")
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
        sql.Identifier(new), sql.Identifier(owner)
    )
    if provider == "c":
        statement += sql.SQL(" LC_COLLATE {} LC_CTYPE {}").format(
            sql.Literal(collate), sql.Literal(ctype)
        )
    server.execute(statement)

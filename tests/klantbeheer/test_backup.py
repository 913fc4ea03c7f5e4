"""Backups: made while the shop goes on, and put back only when they are whole."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from klantbeheer import journal_file
from klantbeheer.backup import BackupError, making, restoring, sealing, silently, tools
from tests.conftest import leave_alone
from tests.factories import make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "een lange zin die niemand raadt"
SALT = b"0123456789abcdef"
PARTS = (making.DATABASE, making.MEDIA, making.JOURNAL)


# ---------------------------------------------------------------- sealing
@pytest.fixture(scope="module")
def keys() -> sealing.Keys:
    return sealing.Keys(SECRET, SALT)


def sealed(content: bytes, keys: sealing.Keys | None, about: str = "part") -> bytes:
    file = io.BytesIO()
    writer = sealing.Writer(file, keys, about)
    for start in range(0, len(content), 700_000):
        writer.write(content[start : start + 700_000])
    writer.finish()
    assert writer.size == len(file.getvalue())
    return file.getvalue()


def unsealed(content: bytes, keys: sealing.Keys | None, about: str = "part") -> bytes:
    return b"".join(sealing.opened(io.BytesIO(content), keys, about))


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE - 1, sealing.PIECE, 2 * sealing.PIECE + 5])
def test_what_was_sealed_comes_back(keys: sealing.Keys, size: int) -> None:
    content = os.urandom(size)
    secret = sealed(content, keys)
    assert unsealed(secret, keys) == content
    assert size < 16 or content[:16] not in secret
    assert unsealed(sealed(content, None), None) == content


BLOCK = sealing.PIECE + sealing.TAG


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-1],
        lambda content: content[: sealing.PREFIX + BLOCK],
        lambda content: content[: sealing.PREFIX],
        lambda content: b"",
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: content + b"\0",
        lambda content: (
            content[: sealing.PREFIX]
            + content[sealing.PREFIX + BLOCK : sealing.PREFIX + 2 * BLOCK]
            + content[sealing.PREFIX : sealing.PREFIX + BLOCK]
            + content[sealing.PREFIX + 2 * BLOCK :]
        ),
    ],
    ids=["shorter", "a piece less", "none", "empty", "a bit", "nonce", "longer", "swapped"],
)
def test_a_changed_part_is_refused(keys: sealing.Keys, change: Callable[[bytes], bytes]) -> None:
    secret = sealed(b"x" * (2 * sealing.PIECE + 5), keys)
    with pytest.raises(BackupError):
        unsealed(change(secret), keys)


def test_no_two_are_sealed_alike(keys: sealing.Keys) -> None:
    assert sealed(b"x", keys) != sealed(b"x", keys)
    assert sealing.new_salt() != sealing.new_salt()


def test_another_key_or_part_is_refused(keys: sealing.Keys) -> None:
    secret = sealed(b"x", keys)
    for other, about in (
        (keys, "other"),
        (sealing.Keys("een andere lange zin", SALT), "part"),
        (sealing.Keys(SECRET, SALT[::-1]), "part"),
    ):
        with pytest.raises(BackupError):
            unsealed(secret, other, about)


# ---------------------------------------------------------------- the whole
@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Path:
    """A shop with a file and an erasure; the folder for its backups."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.BACKUP_KEY = ""
    keep(settings.MEDIA_ROOT, "ab/kept", b"an image")
    return tmp_path / "backups"


def keep(root: Path, name: str, content: bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_name FROM customers_customer ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def databases() -> set[str]:
    with tools.Database().connect() as server:
        rows = server.execute("SELECT datname FROM pg_database").fetchall()
    return {name for (name,) in rows if name.startswith(connection.settings_dict["NAME"])}


@pytest.fixture
def _alone(transactional_db: None) -> None:
    """Restoring is refused while somebody else is in the database."""
    leave_alone()


@pytest.mark.usefixtures("_alone")
class TestBackup:
    @pytest.mark.parametrize("key", ["", SECRET])
    def test_there_and_back(self, shop: Path, settings: Any, key: str) -> None:
        settings.BACKUP_KEY = key
        make_customer(last_name="Wagenaar")
        journal_file.append(settings.ERASURE_JOURNAL, [{"id": "then"}])
        made = making.make_backup(shop)
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()} == {0o600}
        assert (b"an image" in (made / making.MEDIA).read_bytes()) is not bool(key)

        make_customer(last_name="Nieuweling")
        keep(settings.MEDIA_ROOT, "ab/kept", b"changed")
        keep(settings.MEDIA_ROOT, "cd/later", b"of a customer who is not there any more")
        settings.ERASURE_JOURNAL.write_text('{"id": "later"}\n')
        with pytest.raises(BackupError):
            restoring.restore(made)
        assert names() == ["Wagenaar", "Nieuweling"]

        before = databases()
        backup = restoring.restore(made, replace=True)
        assert names() == ["Wagenaar"]
        assert backup.counts["public.customers_customer"] == 1
        assert databases() == before
        assert [path.name for path, _size in making.media_files(settings.MEDIA_ROOT)] == ["kept"]
        assert (settings.MEDIA_ROOT / "ab/kept").read_bytes() == b"an image"
        assert stat.S_IMODE((settings.MEDIA_ROOT / "ab/kept").stat().st_mode) == 0o600
        assert not restoring.mark().exists()
        assert list(journal_file.read(settings.ERASURE_JOURNAL)) == ["later", "then"]
        call_command("check_history", stdout=io.StringIO())

    def test_files_alone_are_not_overwritten_either(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = making.make_backup(shop)
        monkeypatch.setattr(restoring, "_tables", lambda _database: [])
        with pytest.raises(BackupError, match="--replace"):
            restoring.restore(made)

    @pytest.mark.parametrize("is_empty", [True, False])
    def test_one_that_is_broken_off_keeps_the_site_closed(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch, is_empty: bool
    ) -> None:
        made = making.make_backup(shop)
        if is_empty:
            monkeypatch.setattr(restoring, "_tables", lambda _database: [])
        filled: list[str] = []

        def fill(_backup: object, database: tools.Database, _steps: object) -> None:
            filled.append(database.name)
            if is_empty:
                raise BackupError

        def alone(_database: object) -> None:
            if filled:
                raise BackupError

        monkeypatch.setattr(restoring, "_fill", fill)
        monkeypatch.setattr(restoring, "_require_alone", alone)
        with pytest.raises(BackupError):
            restoring.restore(made, replace=True)
        assert restoring.why_not_ready()
        with tools.Database().connect("postgres") as server:
            restoring._drop(server, f"{tools.Database().name}_restoring")

    def test_what_is_not_whole_is_refused(self, shop: Path, settings: Any) -> None:
        settings.BACKUP_KEY = SECRET
        made = making.make_backup(shop)
        for number, spoil in enumerate(SPOILED):
            spoiled = shop / f"spoiled{number}"
            shutil.copytree(made, spoiled)
            spoil(spoiled)
            with pytest.raises(BackupError):
                restoring.check_backup(spoiled)
        for other in ("", "een andere lange zin"):
            settings.BACKUP_KEY = other
            with pytest.raises(BackupError):
                restoring.check_backup(made)
        settings.BACKUP_KEY = SECRET
        assert restoring.check_backup(made).counts["public.django_migrations"] > 50
        with pytest.raises(BackupError):
            restoring.check_backup(shop / "nothing")

    def test_a_newer_backup_is_refused(self, shop: Path) -> None:
        made = making.make_backup(shop)
        about = json.loads((made / making.MANIFEST).read_bytes())["about"]
        parts = {name: part for name, part in about["parts"].items() if name != making.JOURNAL}
        for newer in (
            {"migrations": [*about["migrations"], "customers.9999_later"]},
            {"format": making.FORMAT + 1},
            {"parts": parts},
        ):
            whole = {"about": about | newer, "sealed": False}
            (made / making.MANIFEST).write_text(json.dumps(whole))
            with pytest.raises(BackupError):
                restoring.check_backup(made)

    def test_what_goes_wrong_leaves_all_as_it_was(
        self, shop: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_customer(last_name="Wagenaar")
        made = making.make_backup(shop)
        before = databases()
        with tools.Database().connect() as clerk, pytest.raises(BackupError):
            clerk.execute("SELECT 1")
            restoring.restore(made, replace=True)
        monkeypatch.setattr(tools, "row_counts", lambda _connection: {"public.other": 1})
        with pytest.raises(BackupError, match="as_made"):
            restoring.restore(made, replace=True)
        assert names() == ["Wagenaar"]
        assert databases() == before
        assert not restoring.mark().exists()

    def test_a_backup_that_fails_leaves_nothing(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tools, "row_counts", lambda _connection: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            making.make_backup(shop)
        assert list(shop.iterdir()) == []

    def test_the_commands(self, shop: Path, tmp_path: Path) -> None:
        out, errors = io.StringIO(), io.StringIO()
        call_command("backup", str(shop), stdout=out, stderr=errors)
        (made,) = shop.iterdir()
        assert str(made) in out.getvalue()
        assert "KLANTBEHEER_BACKUP_KEY" in errors.getvalue()
        out = io.StringIO()
        call_command("restore", str(made), "--check", stdout=out)
        assert out.getvalue()
        with pytest.raises(CommandError, match="--replace"):
            call_command("restore", str(made))
        (made / making.JOURNAL).write_text("changed")
        with pytest.raises(CommandError, match=r"erasures\.jsonl"):
            call_command("restore", str(made), "--check")
        (tmp_path / "file").touch()
        with pytest.raises(CommandError):
            call_command("backup", str(tmp_path / "file"))


def test_the_journal_of_an_older_backup_is_added(tmp_path: Path) -> None:
    """What came later stays, and what only the backup knows is added."""
    now, then = tmp_path / "now", tmp_path / "then"
    journal_file.append(now, [{"id": "a"}, {"id": "b"}])
    journal_file.append(then, [{"id": "a"}, {"id": "c"}])
    assert journal_file.append_missing(now, journal_file.read(then).values()) == 1
    assert list(journal_file.read(now)) == ["a", "b", "c"]


def cut(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-1])


def flip(name: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)

    return change


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def recount(folder: Path) -> None:
    manifest = json.loads((folder / making.MANIFEST).read_bytes())
    manifest["about"]["counts"]["public.customers_customer"] += 1
    (folder / making.MANIFEST).write_text(json.dumps(manifest))


def unseal(folder: Path) -> None:
    manifest = json.loads((folder / making.MANIFEST).read_bytes())
    (folder / making.MANIFEST).write_text(json.dumps(manifest | {"salt": ""}))


def downgrade(folder: Path) -> None:
    """As somebody writes it who has no key: without a seal there is nothing to sign."""
    manifest = json.loads((folder / making.MANIFEST).read_bytes())
    (folder / making.MANIFEST).write_text(json.dumps(manifest | {"sealed": False}))


def say(**values: Any) -> Callable[[Path], object]:
    """Something else in the manifest than what belongs there."""

    def change(folder: Path) -> None:
        manifest = json.loads((folder / making.MANIFEST).read_bytes())
        (folder / making.MANIFEST).write_text(json.dumps(manifest | values))

    return change


SPOILED = [
    *(change(part) for change in (cut, flip, remove) for part in (making.DATABASE, making.MEDIA)),
    *(remove(part) for part in (making.JOURNAL, making.MANIFEST)),
    cut(making.MANIFEST),
    recount,
    unseal,
    downgrade,
    say(signature="é"),
    say(about={"format": making.FORMAT, "parts": [*PARTS]}),
    say(about={"format": making.FORMAT, "parts": {name: {} for name in (*PARTS, "../../x")}}),
]


def entry(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode = kind, to, 0o777
    return made


@pytest.mark.parametrize(
    "entries",
    [
        [entry("../outside")],
        [entry("ab/../../outside")],
        [entry("{outside}")],
        [entry("link", tarfile.SYMTYPE, "kept")],
        [entry("kept/link", tarfile.LNKTYPE, "../outside")],
        [entry("pipe", tarfile.FIFOTYPE)],
        [entry("link/outside")],
    ],
    ids=[
        "above",
        "through",
        "absolute",
        "link",
        "hard link",
        "pipe",
        "through a link that is there",
    ],
)
def test_an_archive_that_leads_out_of_the_folder(
    tmp_path: Path, entries: list[tarfile.TarInfo]
) -> None:
    root, outside = tmp_path / "media", tmp_path / "outside"
    root.mkdir()
    outside.touch(mode=0o640)
    (root / "link").symlink_to(tmp_path)
    with tarfile.open(tmp_path / making.MEDIA, "w") as tar:
        for each in entries:
            each.name = each.name.format(outside=outside)
            tar.addfile(each)
    size = (tmp_path / making.MEDIA).stat().st_size
    about = {"name": "x", "parts": {making.MEDIA: {"size": size}}}
    with pytest.raises(BackupError):
        restoring._restore_media(restoring.Backup(tmp_path, about, None), root, silently)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o640
    assert outside.read_bytes() == b""

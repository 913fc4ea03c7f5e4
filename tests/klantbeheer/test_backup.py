"""Backups: made while the shop goes on, and put back only when they are whole."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from klantbeheer import journal_file
from klantbeheer.backup import BackupError, making, media, restoring, sealing, tools
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


def test_others_cannot_read_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process was called with is for everybody to see."""
    seen: list[Any] = []

    class Ended(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **options: Any) -> None:
            seen.append((" ".join(command), options["env"].get("PGPASSWORD")))
            super().__init__(["true"], **options)

    database = tools.Database("winkel")
    database._params["password"] = "heel geheim"
    monkeypatch.setattr(database, "program", lambda name: name)
    monkeypatch.setattr(subprocess, "Popen", Ended)
    with database.run("pg_dump"):
        pass
    ((command, password),) = seen
    assert ("dbname=winkel" in command, "geheim" in command) == (True, False)
    assert password == "heel geheim"


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
        assert restoring.stamp()[1]
        assert list(journal_file.read(settings.ERASURE_JOURNAL)) == ["later", "then"]
        call_command("check_history", stdout=io.StringIO())

    def test_it_is_of_one_moment(self, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who comes while it is made is not in it, nor in what it says of itself."""
        make_customer(last_name="Wagenaar")
        run = tools.Database.run

        def later(database: tools.Database, *arguments: str, **pipes: Any) -> Any:
            make_customer(last_name="Nieuweling")
            return run(database, *arguments, **pipes)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(tools.Database, "run", later)
            made = making.make_backup(shop)
        backup = restoring.check_backup(made)
        assert backup.counts["public.customers_customer"] == 1
        program, dump = tools.Database().program("pg_restore"), made / making.DATABASE
        command = [program, "--data-only", "--table=customers_customer", "--file=-", str(dump)]
        said = subprocess.run(command, capture_output=True, check=True).stdout
        assert (b"Wagenaar" in said, b"Nieuweling" in said) == (True, False)

    def test_files_alone_are_not_overwritten_either(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = making.make_backup(shop)
        monkeypatch.setattr(restoring, "_tables", lambda _database: [])
        with pytest.raises(BackupError, match="--replace"):
            restoring.restore(made)

    @pytest.mark.parametrize("where", ["the rows", "the files"])
    def test_one_that_is_broken_off_keeps_the_site_closed(
        self, shop: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        """When an empty database was being filled, and when the files have not followed the rows."""
        make_customer(last_name="Wagenaar")
        made = making.make_backup(shop)
        make_customer(last_name="Nieuweling")
        if where == "the rows":
            monkeypatch.setattr(restoring, "_tables", lambda _database: [])
            monkeypatch.setattr(restoring, "_fill", broken)
        else:
            monkeypatch.setattr(media, "take_place", broken)
        with pytest.raises(BackupError):
            restoring.restore(made, replace=True)
        assert restoring.why_not_ready()
        monkeypatch.undo()
        settings.MEDIA_ROOT = shop.parent / "media"
        restoring.restore(made, replace=True)  # as it says
        assert not restoring.why_not_ready()
        assert names() == ["Wagenaar"]
        assert [path.name for path, _size in making.media_files(settings.MEDIA_ROOT)] == ["kept"]

    def test_who_is_in_it_is_seen_by_an_owner_without_rights(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As whom the site connects is another role than the owner's."""
        real = tools.Database.connect
        with real(tools.Database()) as server:
            server.execute("CREATE ROLE poor_owner_of_test")

        def poor(self: tools.Database, *args: Any, **kwargs: Any) -> Any:
            connected = real(self, *args, **kwargs)
            connected.execute("SET ROLE poor_owner_of_test")
            return connected

        try:
            with monkeypatch.context() as patch, real(tools.Database()):
                patch.setattr(tools.Database, "connect", poor)
                with pytest.raises(BackupError):
                    restoring._require_alone(tools.Database())
        finally:
            with real(tools.Database()) as server:
                server.execute("DROP ROLE poor_owner_of_test")

    @pytest.mark.parametrize("was_closed", [False, True])
    def test_who_comes_in_while_it_restores(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch, was_closed: bool
    ) -> None:
        made, before = making.make_backup(shop), databases()
        if was_closed:
            restoring.mark().touch()
        clerks: list[Any] = []
        monkeypatch.setattr(
            restoring, "_fill", lambda *_args: clerks.append(tools.Database().connect())
        )
        with pytest.raises(BackupError):
            restoring.restore(made, replace=True)
        clerks[0].close()
        assert restoring.mark().exists() is was_closed
        assert databases() == before

    @pytest.mark.parametrize("key", ["", SECRET])
    def test_a_broken_archive_leaves_all_as_it_was(
        self, shop: Path, settings: Any, key: str
    ) -> None:
        """Also one that is signed as it is: whoever made it had bad luck, or bad intentions."""
        settings.BACKUP_KEY = key
        make_customer(last_name="Wagenaar")
        journal_file.append(settings.ERASURE_JOURNAL, [{"id": "then"}])
        made = making.make_backup(shop)
        make_customer(last_name="Nieuweling")
        keep(settings.MEDIA_ROOT, "cd/later", b"later")
        settings.ERASURE_JOURNAL.write_text('{"id": "later"}\n')
        before = databases()
        for what, change in BROKEN.items():
            broken_one = shutil.copytree(made, shop / what)
            rewrite(broken_one, making.MEDIA, change)
            with pytest.raises(BackupError):
                restoring.restore(broken_one, replace=True)
            files = {path.name: path for path, _size in making.media_files(settings.MEDIA_ROOT)}
            assert set(files) == {"kept", "later"}, what
            assert files["kept"].read_bytes() == b"an image"
            assert {path.name for path in settings.MEDIA_ROOT.iterdir()} == {"ab", "cd"}, what
        assert names() == ["Wagenaar", "Nieuweling"]
        assert databases() == before
        assert not restoring.mark().exists()
        assert list(journal_file.read(settings.ERASURE_JOURNAL)) == ["later"]

    def test_a_damaged_journal_is_seen_first(self, shop: Path, settings: Any) -> None:
        made = making.make_backup(shop)
        make_customer(last_name="Nieuweling")
        settings.ERASURE_JOURNAL.write_text('{"id": "a"}\nx\n{"id": "b"}\n')
        with pytest.raises(journal_file.DamagedError):
            restoring.restore(made, replace=True)
        assert names() == ["Nieuweling"]
        assert not restoring.mark().exists()

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


def archive(*entries: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for each in entries:
            tar.addfile(each)
    return file.getvalue()


def rewrite(made: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Change what a part holds, sealed and signed as if it had been made so."""
    whole = json.loads((made / making.MANIFEST).read_bytes())
    about, secret, salt = whole["about"], settings.BACKUP_KEY, bytes.fromhex(whole.get("salt", ""))
    with_keys = sealing.Keys(secret, salt) if secret else None
    content = unsealed((made / part).read_bytes(), with_keys, f"{about['name']}/{part}")
    changed = sealed(change(content), with_keys, f"{about['name']}/{part}")
    (made / part).write_bytes(changed)
    about["parts"][part] = {"size": len(changed), "sha256": hashlib.sha256(changed).hexdigest()}
    (made / making.MANIFEST).unlink()
    making.write_manifest(made, about, salt, with_keys)


def broken(*_args: object) -> None:
    raise BackupError


def entry(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.mode = kind, to, 0o777
    return made


#: What may have become of the archive with one file of one block.
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "no end": lambda content: content[: 2 * tarfile.BLOCKSIZE],
    "no file": lambda content: content[: tarfile.BLOCKSIZE],
    "a piece": lambda content: content[:20],
    "empty": lambda content: b"",
    "no archive": lambda content: b"x" * len(content),
    "out": lambda content: archive(entry("../outside")),
    "a folder": lambda content: archive(entry("ab", tarfile.DIRTYPE)),
    "a file for a folder": lambda content: archive(entry("ab"), entry("ab/kept")),
}


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
        [entry(making.STAGING + "/x")],
        [entry(".")],
    ],
    ids=[
        "above",
        "through",
        "absolute",
        "link",
        "hard link",
        "pipe",
        "through a link that is there",
        "where others are unpacked",
        "the folder itself",
    ],
)
def test_an_archive_that_leads_out_of_the_folder(
    tmp_path: Path, entries: list[tarfile.TarInfo]
) -> None:
    root, outside = tmp_path / "media", tmp_path / "outside"
    root.mkdir()
    outside.touch(mode=0o640)
    (root / "link").symlink_to(tmp_path)
    for each in entries:
        each.name = each.name.format(outside=outside)
    for work in (media.check, media.unpack):
        with pytest.raises(BackupError):
            work(iter([archive(*entries)]), root, lambda _amount: None)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o640
    assert outside.read_bytes() == b""
    assert [path.name for path in root.iterdir()] == ["link"]

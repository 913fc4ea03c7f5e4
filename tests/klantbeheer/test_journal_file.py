"""The file that several processes append to."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING

import pytest

from klantbeheer import journal_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "journal.jsonl"


def test_what_is_added_is_read(path: Path) -> None:
    assert journal_file.read(path) == {}
    journal_file.append(path, [{"id": "a", "words": "één\n twee"}])
    journal_file.append(path, [{"id": "b"}])
    assert list(journal_file.read(path)) == ["a", "b"]
    assert journal_file.read(path)["a"]["words"] == "één\n twee"


def test_only_its_user_can_read_it(path: Path) -> None:
    journal_file.append(path, [{"id": "a"}])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    journal_file.append(path, [{"id": "b"}])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_what_is_missing_is_added(path: Path) -> None:
    journal_file.append(path, [{"id": "a", "n": 1}])
    assert journal_file.append_missing(path, [{"id": "a", "n": 2}, {"id": "b"}, {"id": "b"}]) == 1
    assert journal_file.read(path) == {"a": {"id": "a", "n": 1}, "b": {"id": "b"}}
    assert journal_file.append_missing(path, []) == 0


@pytest.mark.parametrize("end", ['{"id": "c', "\0\0\0", "5", "[]", '{"no": 1}'])
def test_a_line_that_was_cut_off_does_not_count(path: Path, end: str) -> None:
    journal_file.append(path, [{"id": "a"}])
    with path.open("a") as file:
        file.write(end)
    assert list(journal_file.read(path)) == ["a"]
    journal_file.append(path, [{"id": "b"}])
    assert path.read_text() == '{"id": "a"}\n{"id": "b"}\n'


def test_a_whole_last_line_counts_without_its_end(path: Path) -> None:
    journal_file.append(path, [{"id": "a"}])
    path.write_text('{"id": "a"}\n{"id": "b"}')
    assert list(journal_file.read(path)) == ["a", "b"]
    journal_file.append(path, [{"id": "c"}])
    assert list(journal_file.read(path)) == ["a", "b", "c"]


@pytest.mark.parametrize("line", ["{", "[]", "5", '{"no": 1}', "\0"])
def test_a_damaged_line_is_told(path: Path, line: str) -> None:
    journal_file.append(path, [{"id": "a"}])
    path.write_text(f'{{"id": "a"}}\n{line}\n{{"id": "b"}}\n')
    with pytest.raises(journal_file.DamagedError) as told:
        journal_file.read(path)
    assert told.value.number == 2
    with pytest.raises(journal_file.DamagedError):
        journal_file.append_missing(path, [{"id": "c"}])


def test_who_writes_is_waited_for(path: Path) -> None:
    journal_file.append(path, [{"id": "a"}])
    with path.open() as other, ThreadPoolExecutor(1) as pool:
        fcntl.flock(other, fcntl.LOCK_EX)
        adding = pool.submit(journal_file.append, path, [{"id": "b"}])
        with pytest.raises(FutureTimeoutError):
            adding.result(0.1)
        assert list(journal_file.read(path)) == ["a"]
        fcntl.flock(other, fcntl.LOCK_UN)
        adding.result(10)
    assert list(journal_file.read(path)) == ["a", "b"]


def test_it_is_on_the_disk_with_its_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bool] = []
    monkeypatch.setattr(
        os, "fsync", lambda handle: kept.append(stat.S_ISDIR(os.fstat(handle).st_mode))
    )
    journal_file.append(path, [{"id": "a"}])
    assert kept == [False, True]
    journal_file.append(path, [{"id": "b"}])
    assert kept == [False, True, False]


def add(path: Path, who: int) -> None:
    for number in range(50):
        journal_file.append_missing(path, [{"id": f"{who}-{number}"}, {"id": f"all-{number}"}])


def test_many_at_once_lose_nothing(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=add, args=(path, who)) for who in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(path.read_text().splitlines()) == len(journal_file.read(path)) == 50 * 5

"""A value is found however it is written, in whatever file."""

from __future__ import annotations

import gzip
import io
import zipfile
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.db import SessionStore
from fpdf import FPDF

from customers.privacy.proof import traces
from customers.privacy.proof.needles import Needles
from tests.factories import make_moment

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Quispelaar"


@pytest.mark.parametrize(
    ("value", "text", "is_found"),
    [
        ("Quispelaar", "aan QUISPELAAR,", True),
        ("Müller", "muller", True),
        ("Muller", "MÜLLER", True),
        ("Müller", r"M\u00fcller", True),
        ("van Dijk", r"van\nDijk", True),
        ("+31 6 5501 0147", "06-55010147", True),
        ("06-55010147", "+31 (6) 55 01 01 47", True),
        ("3512 JE", "3512je", True),
        ("1961-02-03", "geboren 03-02-1961", True),
        ("1961-02-03", "1961-02-04", False),
        ("Jansen", "Janssen", False),
        ("06-55010147", "06-55010148", False),
    ],
)
def test_however_it_is_written(value: str, text: str, is_found: bool) -> None:
    assert bool(Needles([value]).found_in(text.encode())) is is_found


def test_words_in_any_order() -> None:
    needles = Needles(["Jan Quispelaar", "Jan Smit"])
    found = needles.found_as_words(b"'quispelaar':2 'jan':5")
    assert [needle.value for needle in found] == [1]


def test_what_is_too_short_is_said() -> None:
    assert Needles(["Jo", "Jansen"]).skipped == [1]


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def pdf() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica")
    made.cell(text=f"Beste {NAME}")
    return bytes(made.output())


def mail(*, header: bool = False) -> bytes:
    made = EmailMessage()
    made["Subject"] = NAME if header else "x"
    made.set_content("x")
    if not header:
        made.add_attachment(gzip.compress(NAME.encode()), "application", "gzip", filename="x.gz")
    return bytes(made)


FILES = {
    "plain.txt": f"Beste {NAME}".encode(),
    "broken.txt": b"Quispelaar \r\n".replace(b"laar ", b"laar"),
    f"{NAME}.txt": b"x",
    "inside.zip": zipped("x.txt", NAME.encode()),
    "named.zip": zipped(f"{NAME}.txt", b"x"),
    "twice.zip": zipped("x.zip", zipped("x.txt", NAME.encode())),
    "packed.gz": gzip.compress(NAME.encode()),
    "read.pdf": pdf(),
    "header.eml": mail(header=True),
    "attached.eml": mail(),
}


@pytest.mark.parametrize("name", FILES)
def test_in_a_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "folder" / name
    path.parent.mkdir()
    path.write_bytes(FILES[name])
    found = traces.Traces()
    traces.search_files(Needles(["nobody", NAME]), [tmp_path], found)
    assert [(trace.row, trace.value) for trace in found.found] == [(str(path), 2)]


@pytest.mark.parametrize("content", [b"PK\x03\x04 not", b"%PDF- not", b"\x1f\x8b not"])
def test_what_is_not_what_it_seems(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content + NAME.encode())
    found = traces.Traces()
    traces.search_files(Needles([NAME]), [tmp_path / "x", tmp_path / "nothing"], found)
    assert (len(found.found), found.files) == (1, 1)


def test_across_two_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "PIECE", 16)
    monkeypatch.setattr(traces, "OVERLAP", 16)
    (tmp_path / "x").write_bytes(b"x" * 20 + NAME.encode() + b"x" * 20)
    found = traces.Traces()
    traces.search_files(Needles([NAME]), [tmp_path], found)
    assert len(found.found) == 1


@pytest.mark.django_db
def test_in_a_session() -> None:
    session = SessionStore()
    session["search"] = NAME
    session.create()
    found = traces.search_database(Needles([NAME]))
    assert [(trace.table, trace.column) for trace in found.found] == [
        ("django_session", "session_data")
    ]


@pytest.mark.django_db
def test_in_the_words_that_are_searched() -> None:
    make_moment(text=f"{NAME} belde over Jan")
    found = traces.search_database(Needles([f"Jan {NAME}"]))
    assert [(trace.table, trace.column) for trace in found.found] == [
        ("contacts_contactmoment", "search")
    ]

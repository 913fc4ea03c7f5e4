"""Names of files."""

from __future__ import annotations

import pytest

from contacts.files.names import LONGEST_NAME, clean_name, extension_of

NAMES = {
    "offerte.pdf": "offerte.pdf",
    "Eén  offerte .pdf": "Eén offerte .pdf",
    "Ee\u0301n.pdf": "Eén.pdf",
    "../../etc/passwd": "passwd",
    "C:\\Users\\Jan\\bon.pdf": "bon.pdf",
    "a\0b.pdf": "ab.pdf",
    "a\nb\tc.pdf": "a b c.pdf",
    "foto\u202egpj.exe": "fotogpj.exe",
    "\u200b\ufeffbon.pdf": "bon.pdf",
    "half\ud800.pdf": "half.pdf",
    "שלום.pdf": "שלום.pdf",
    'a<b>:"c|d?*.pdf': "a_b___c_d__.pdf",
    ".htaccess": "htaccess",
    "..": "",
    "bon.pdf. . ": "bon.pdf",
    "": "",
    "😀.png": "😀.png",
}


@pytest.mark.parametrize("name", NAMES)
def test_clean_name(name: str) -> None:
    assert clean_name(name) == NAMES[name]


def test_a_long_name_keeps_its_extension() -> None:
    assert clean_name("é" * 300 + ".pdf") == "é" * (LONGEST_NAME - 4) + ".pdf"
    assert clean_name("x" * 300) == "x" * LONGEST_NAME
    assert clean_name("a." + "x" * 300) == ("a." + "x" * 300)[:LONGEST_NAME]


def test_extension() -> None:
    names = {"a.PDF": "pdf", "a": "", "pdf": "", "a.tar.gz": "gz", "a.": ""}
    assert {name: extension_of(name) for name in names} == names

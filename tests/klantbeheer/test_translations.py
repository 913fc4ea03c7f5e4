"""Every text on a screen has its Dutch, and what is compiled is what is written."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import django.conf
import django.contrib.admin
import django.contrib.auth
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "klantbeheer/locale/nl/LC_MESSAGES/django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
CONTEXT_FUNCTIONS = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
TAG = re.compile(
    r"""\{%\s*(?:translate|trans)\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)"""
    r"""(?:[^%]*?\bcontext\s+(?P<q2>["'])(?P<context>.*?)(?P=q2))?[^%]*%\}"""
)
# Texts of overridden templates stand in the catalogues of the packages they come from.
PACKAGES = [
    Path(str(module.__file__)).parent / "locale/nl/LC_MESSAGES/django.po"
    for module in (django.conf, django.contrib.admin, django.contrib.auth)
]

type_key = tuple[str, str | None]


def catalogue(*paths: Path) -> dict[type_key, object]:
    """All translated messages: (source text, context) to translation."""
    found: dict[type_key, object] = {}
    for path in paths or (PO,):
        with path.open("rb") as file:
            for m in read_po(file, locale="nl"):
                if m.id:
                    found[(m.id if isinstance(m.id, str) else m.id[0], m.context)] = m.string
    return found


def source_texts() -> dict[type_key, str]:
    """All texts marked for translation, and where."""
    found: dict[type_key, str] = {}
    for app in ("klantbeheer", "customers", "contacts", "accounts"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(_in_code(path), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found |= dict.fromkeys(_in_template(path), str(path.relative_to(ROOT)))
    return found


def _in_code(path: Path) -> list[type_key]:
    texts: list[type_key] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        values = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if node.func.id in FUNCTIONS and values and isinstance(values[0], str):
            texts.append((values[0], None))
        elif node.func.id in CONTEXT_FUNCTIONS and len(values) > 1:
            texts.append((str(values[1]), str(values[0])))
    return texts


def _in_template(path: Path) -> list[type_key]:
    text = path.read_text()
    texts: list[type_key] = [(m["text"], m["context"]) for m in TAG.finditer(text)]
    blocks = re.finditer(
        r"\{%\s*blocktrans(?:late)?\b(?P<options>[^%]*)%\}(?P<body>.*?)\{%\s*endblocktrans",
        text,
        re.S,
    )
    for block in blocks:
        body = re.split(r"\{%\s*plural\s*%\}", block["body"])[0]
        if "trimmed" in block["options"]:
            body = " ".join(line.strip() for line in body.strip().splitlines())
        body = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", body.replace("%", "%%"))
        context = re.search(r"""context\s+["'](.*?)["']""", block["options"])
        texts.append((body, context[1] if context else None))
    return texts


def test_every_text_is_translated() -> None:
    known = catalogue(PO, *PACKAGES)
    missing = {f"{where}: {key[0]!r}" for key, where in source_texts().items() if key not in known}
    assert missing == set()


@pytest.mark.parametrize("key", [("customer", None), ("Save", None)])
def test_the_scan_finds_texts(key: type_key) -> None:
    assert key in source_texts()


def test_placeholders_survive_translation() -> None:
    with PO.open("rb") as file:
        for message in read_po(file, locale="nl"):
            # Each form of a plural may say how many there are.
            known = set(re.findall(r"%\(\w+\)[sd]", str(message.id)))
            assert set(re.findall(r"%\(\w+\)[sd]", str(message.string))) <= known, message.id


def test_compiled_is_current() -> None:
    with PO.open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale="nl"))
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run pybabel compile"


def test_no_word_of_ours_takes_a_word_of_django() -> None:
    """Django's 'may' is a month: ours with another meaning has a context."""
    own, theirs = catalogue(), catalogue(*PACKAGES[:1])
    assert {key: own[key] for key in own.keys() & theirs.keys() if own[key] != theirs[key]} == {}

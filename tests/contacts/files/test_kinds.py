"""What may come in, told by its content."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from contacts.files.intake import prepare
from contacts.files.kinds import BY_EXTENSION, kind_of
from tests.contacts.files import samples

HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'

ALLOWED = {
    "bon.pdf": samples.pdf(),
    "foto.jpg": samples.image("JPEG"),
    "foto.JPEG": samples.image("JPEG"),
    "foto.png": samples.image("PNG"),
    "foto.gif": samples.image("GIF"),
    "foto.webp": samples.image("WEBP"),
    "brief.txt": "Eén brief, met een é.\n".encode(),
    "oud.txt": "Eén brief uit 1998.\n".encode("cp1252"),
    "breed.txt": "Eén brief".encode("utf-16"),
    "namen.csv": b"naam;plaats\nJansen;Utrecht\n",
    "met bom.csv": b"\xef\xbb\xbfnaam;plaats\n",
    "gegevens.txt": b'{"naam": "Jansen"}',
    "vraag.eml": samples.MAIL,
    "opgemaakt.eml": samples.MAIL.replace(b"Hallo", HTML),
    "brief.docx": samples.docx(),
    "lijst.xlsx": samples.xlsx(),
    "brief.odt": samples.odt(),
    "lijst.ods": samples.odt("spreadsheet"),
    "bericht.mp3": samples.MP3,
    "bericht.m4a": samples.M4A,
    "bericht.wav": samples.wav(),
    "bericht.ogg": samples.OGG,
    "bericht.opus": samples.OGG,
}
REFUSED = {
    "pagina.html": HTML,
    "tekening.svg": SVG,
    "setup.exe": b"MZ" + b"\0" * 200,
    "start.bat": b"@echo off\r\nformat c:\r\n",
    "start.sh": b"#!/bin/sh\nrm -rf /\n",
    "map.zip": samples.archive(a="b"),
    "foto.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "brief.docm": samples.docx(),
    "brief.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "bericht.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "zonder extensie": samples.pdf(),
    "bon.pdf.exe": samples.pdf(),
    # as a disk spoils it, or as somebody made it on purpose
    "stuk.docx": samples.docx()[:49] + b"\xff" * 20 + samples.docx()[69:],
    "anders gepakt.docx": samples.docx(method=zipfile.ZIP_LZMA),
    "veel instellingen.docx": samples.docx(
        **dict[str, Any]((f"{n}__settings_dot_xml_dot_rels", "x") for n in range(30))
    ),
    # what is in it is something else
    "map.jpg": samples.archive(a="b"),
    "pagina.pdf": HTML,
    "pagina.txt": HTML,
    "pagina.csv": b"\n  <script>alert(1)</script>",
    "breed.txt": "<html>".encode("utf-16"),
    "tekening.png": SVG,
    "script.txt": b"#!/usr/bin/env python3\nimport os\n",
    "php.txt": b"<?php system('ls'); ?>",
    "programma.txt": b"MZ\x90\x00" + b"\0" * 200,
    "binair.csv": b"naam;plaats\n" + b"x" * 70_000 + b"\0\x01",
    "pagina.eml": HTML,
    "binair.eml": samples.MAIL + b"\0",
    "geen bericht.eml": b"zomaar een regel\n",
    "map.docx": samples.archive(a="b"),
    "macro.docx": samples.docx(word__vbaProject_dot_bin=b"x"),
    "vermomd.docx": samples.docx("wordprocessingml.document.macroEnabled.main+xml"),
    "onder een andere naam.docx": samples.docx(
        f'{samples.DOCX_MAIN}"/><Override PartName="/word/x.bin"'
        ' ContentType="application/vnd.ms-office.vbaProject'
    ),
    "actief.docx": samples.docx(word__activeX__activeX1_dot_xml="x"),
    "ingesloten.docx": samples.docx(word__embeddings__oleObject1_dot_bin=b"x"),
    "programma.docx": samples.docx(word__embeddings__setup_dot_exe=b"x"),
    "sjabloon.docx": samples.docx(
        word___rels__settings_dot_xml_dot_rels='<R Type="…/attachedTemplate" TargetMode="External"/>'
    ),
    "macro.odt": samples.odt(Basic__Standard__x_dot_xml="x"),
    "tekening.odt": samples.odt("graphics"),
    "ingepakt.pdf": samples.archive(mimetype="application/pdf", setup_dot_exe="MZ"),
    "ingepakt.mp3": samples.archive(mimetype="audio/mpeg"),
    "kapot.docx": samples.docx()[:60],
    "veel.docx": samples.docx("x" * 5_000_000),
    "bom.docx": samples.docx(word___rels__settings_dot_xml_dot_rels=" " * 5_000_000),
    "andersom.xlsx": samples.docx(),
    "naam.pdf": samples.image("JPEG"),
    "later.pdf": b"rommel vooraf\n" + samples.pdf(),
    "een regel later.pdf": b"\n" + samples.pdf(),
    # a picture for who looks, a script for who runs it
    "beide.gif": b"GIF89a/*\n" + b"\0" * 20 + b"*/=1;alert(1)",
    "half.jpg": samples.image("JPEG", (400, 300))[:2000],
    "kop.png": samples.image("PNG")[:20],
}


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed(name: str) -> None:
    ready = prepare(samples.upload(name, ALLOWED[name]))
    assert ready.kind is BY_EXTENSION[name.rpartition(".")[2].lower()]
    assert ready.name == name
    assert ready.size == len(ready.content.read()) > 0
    assert not ready.scanned


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        prepare(samples.upload(name, REFUSED[name]))
    assert refusal.value.messages[0].startswith(name)


def test_what_is_kept_is_what_was_sent() -> None:
    content = samples.pdf()
    assert prepare(samples.upload("bon.pdf", content)).content.read() == content


def test_the_sentence_says_how_to_mend_it() -> None:
    with translation.override("en"):
        for name, content, said in (
            (
                "a.heic",
                b"x",
                "a.heic: this kind of file is not possible here. Save the photo as JPG.",
            ),
            ("b.jpg", samples.pdf(), "b.jpg: this is a PDF. Call it b.pdf and choose it again."),
            ("c.pdf", b"", "c.pdf is empty. Choose another file."),
            (
                "d.msg",
                b"x",
                "d.msg: this kind of file is not possible here. Save or print it as PDF.",
            ),
        ):
            with pytest.raises(ValidationError, match=said.replace(".", r"\.")):
                prepare(samples.upload(name, content))


def test_the_size_has_a_limit(settings: Any) -> None:
    content = samples.pdf()
    settings.UPLOAD_BYTES = len(content)
    prepare(samples.upload("bon.pdf", content))
    settings.UPLOAD_BYTES = len(content) - 1
    with pytest.raises(ValidationError, match=r"bon\.pdf .*20 MB"):
        prepare(samples.upload("bon.pdf", content))


def test_the_stream_is_left_at_its_begin() -> None:
    for name, content in (ALLOWED | REFUSED).items():
        stream = io.BytesIO(content)
        kind_of(stream, name.rpartition(".")[2])
        assert stream.tell() == 0

"""A small extract in the form in which the Kadaster delivers it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from pathlib import Path

DAY = "08112026"
NAMESPACES = (
    'xmlns:Objecten="www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601"'
    ' xmlns:Historie="www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601"'
    ' xmlns:Objecten-ref="www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601"'
    ' xmlns:sl-bag-extract="http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601"'
    ' xmlns:sl="http://www.kadaster.nl/schemas/standlevering-generiek/1.0"'
)
PAST = "<Historie:eindGeldigheid>2019-01-15</Historie:eindGeldigheid>"
WITHDRAWN = "Naamgeving ingetrokken"


def _object(kind: str, key: str, inner: str, *, status: str, past: bool) -> str:
    return f"""
      <sl:stand><sl-bag-extract:bagObject><Objecten:{kind}>
        <Objecten:identificatie domein="NL.IMBAG.{kind}">{key}</Objecten:identificatie>
        {inner}<Objecten:status>{status}</Objecten:status>
        <Objecten:voorkomen><Historie:Voorkomen>
          <Historie:voorkomenidentificatie>1</Historie:voorkomenidentificatie>
          <Historie:beginGeldigheid>2009-01-20</Historie:beginGeldigheid>{PAST if past else ""}
        </Historie:Voorkomen></Objecten:voorkomen>
      </Objecten:{kind}></sl-bag-extract:bagObject></sl:stand>"""


def town(key: str, name: str) -> str:
    """A town (WPL)."""
    inner = f"<Objecten:naam>{name}</Objecten:naam>"
    return _object("Woonplaats", key, inner, status="Woonplaats aangewezen", past=False)


def street(key: str, name: str, town_key: str, *, past: bool = False) -> str:
    """A public space (OPR)."""
    inner = (
        f"<Objecten:naam>{name}</Objecten:naam><Objecten:type>Weg</Objecten:type><Objecten:ligtIn>"
        f"<Objecten-ref:WoonplaatsRef>{town_key}</Objecten-ref:WoonplaatsRef></Objecten:ligtIn>"
    )
    return _object("OpenbareRuimte", key, inner, status="Naamgeving uitgegeven", past=past)


def number(
    key: str,
    house_number: int | str,
    postcode: str,
    street_key: str,
    *,
    letter: str = "",
    addition: str = "",
    town_key: str = "",
    status: str = "Naamgeving uitgegeven",
    past: bool = False,
) -> str:
    """A number (NUM)."""
    parts = [f"<Objecten:huisnummer>{house_number}</Objecten:huisnummer>"]
    parts += [f"<Objecten:huisletter>{letter}</Objecten:huisletter>"] if letter else []
    parts += (
        [f"<Objecten:huisnummertoevoeging>{addition}</Objecten:huisnummertoevoeging>"]
        if addition
        else []
    )
    parts += [f"<Objecten:postcode>{postcode}</Objecten:postcode>"] if postcode else []
    if town_key:
        ref = f"<Objecten-ref:WoonplaatsRef>{town_key}</Objecten-ref:WoonplaatsRef>"
        parts.append(f"<Objecten:ligtIn>{ref}</Objecten:ligtIn>")
    ref = f"<Objecten-ref:OpenbareRuimteRef>{street_key}</Objecten-ref:OpenbareRuimteRef>"
    parts.append(f"<Objecten:ligtAan>{ref}</Objecten:ligtAan>")
    return _object("Nummeraanduiding", key, "".join(parts), status=status, past=past)


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _document(objects: list[str]) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><sl-bag-extract:bagStand {NAMESPACES}>'
        f"<sl:standBestand><sl:dataset>LVBAG</sl:dataset>{''.join(objects)}</sl:standBestand>"
        "</sl-bag-extract:bagStand>"
    ).encode()


def write_extract(
    path: Path, *, towns: list[str], streets: list[str], numbers: list[list[str]]
) -> Path:
    """Write the zip of zips; each list in `numbers` becomes a document of its own."""
    parts: dict[str, list[list[str]]] = {
        "WPL": [towns],
        "OPR": [streets],
        "NUM": numbers,
        "VBO": [[]],
    }
    outer = {
        f"9999{kind}{DAY}.zip": _packed(
            {
                f"9999{kind}{DAY}-{at:06d}.xml": _document(part)
                for at, part in enumerate(documents, 1)
            }
            | {f"__MACOSX/._9999{kind}{DAY}-000001.xml": b"\x00\x05\x16"}
        )
        for kind, documents in parts.items()
    }
    outer["Leveringsdocument-BAG-Extract.xml"] = b"<leveringsdocument/>"
    outer["GEM-WPL-RELATIE-08112026.zip"] = _packed({"x.xml": b"<x/>"})
    path.write_bytes(_packed(outer))
    return path

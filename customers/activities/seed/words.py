"""The lists that the made-up activities are drawn from. Knows no Django."""

from __future__ import annotations

from pathlib import Path

from customers.seed.weighted import Weighted

DATA = Path(__file__).parent / "data"


def _lists() -> dict[str, Weighted[str]]:
    found = {}
    for line in (DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _colon, text = line.partition(": ")
            found[key] = Weighted.falling([part.strip() for part in text.split("|")])
    return found


#: By what they are about; the first of each are the commonest.
LISTS = _lists()

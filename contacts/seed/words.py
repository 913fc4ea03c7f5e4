"""The lists that the made-up texts are drawn from. Knows no Django, like all that makes rows here."""

from __future__ import annotations

from pathlib import Path

from customers.seed.weighted import Weighted, words

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    """The lines of a data file, without comments."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _lists() -> dict[str, list[str]]:
    found = {}
    for line in lines("words.txt"):
        key, _colon, text = line.partition(": ")
        whole = key in ("memo", "person_note")
        found[key] = [part.strip() for part in text.split("|")] if whole else words(text)
    return found


LISTS = _lists()
#: Fill-ins of which the first are the commonest.
FALLING = {key: Weighted.falling(LISTS[key]) for key in ("bike", "brand", "part", "day")}

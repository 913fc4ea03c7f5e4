"""PDOK's Locatieserver: the Dutch address register over the network, one address at a time."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from customers.postal.rows import joined_addition

TIMEOUT = 1.0
LARGEST_ANSWER = 1 << 20
_FIELDS = "straatnaam,huisnummer,huisletter,huisnummertoevoeging,postcode,woonplaatsnaam"


class PdokError(Exception):
    """PDOK gave no usable answer in time; the message says what went wrong, for the log."""


@dataclass(frozen=True)
class PdokAddress:
    """One address that PDOK knows."""

    street: str
    house_number: int
    addition: str
    city: str


def find_addresses(postcode: str, house_number: int) -> list[PdokAddress]:
    """All addresses with this postcode ('3512JE') and number, in at most a second.

    Raises PdokError when PDOK is away, slow, or answers with something else.
    """
    query = urlencode(
        [
            ("q", f"{postcode} {house_number}"),
            ("fq", "type:adres"),
            ("fq", f"postcode:{postcode}"),
            ("fq", f"huisnummer:{house_number}"),
            ("fl", _FIELDS),
            ("rows", "100"),
        ]
    )
    url = f"{settings.PDOK_URL}?{query}"
    if urlsplit(url).scheme not in {"http", "https"}:
        raise PdokError("PDOK_URL is not an http address")
    answer = _fetch(Request(url, headers={"Accept": "application/json"}))  # noqa: S310  # checked
    try:
        documents = json.loads(answer)["response"]["docs"]
        return [_address(document) for document in documents]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PdokError(f"unreadable answer: {type(error).__name__}") from error


def _fetch(request: Request) -> bytes:
    deadline = time.monotonic() + TIMEOUT
    parts: list[bytes] = []
    try:
        with urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310  # scheme checked above
            # The timeout is that of one read; a server that drips has to end as well.
            while part := response.read1(65_536):
                parts.append(part)
                if time.monotonic() > deadline:
                    raise PdokError("no complete answer in time")
                if sum(map(len, parts)) > LARGEST_ANSWER:
                    raise PdokError("the answer is too large")
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise PdokError(str(error) or type(error).__name__) from error
    return b"".join(parts)


def _address(document: dict[str, Any]) -> PdokAddress:
    return PdokAddress(
        street=str(document["straatnaam"]),
        house_number=int(document["huisnummer"]),
        addition=joined_addition(
            str(document.get("huisletter") or ""), str(document.get("huisnummertoevoeging") or "")
        ),
        city=str(document["woonplaatsnaam"]),
    )

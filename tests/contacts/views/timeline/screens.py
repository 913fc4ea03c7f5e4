"""The addresses of the timeline, what its form sends, and what it lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from django.test import Client

TAB = "/customers/100234/timeline/"
ADD = f"{TAB}add/"
MEMO = "/customers/100234/memo/"


def page(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def typed(**more: Any) -> dict[str, Any]:
    """What the form posts."""
    return {"kind": "call", "direction": "in", "text": "Belt terug.", "token": str(uuid4())} | more


def titles(html: str) -> list[str]:
    """The titles of the events, without the kind for a screen reader."""
    found = re.findall(r'<li class="event.*?<h3>(.*?)</h3>', html, re.DOTALL)
    return [
        re.sub(r"<[^>]+>", "", re.sub(r'<span class="vh">.*?</span>', "", title)).strip()
        for title in found
    ]

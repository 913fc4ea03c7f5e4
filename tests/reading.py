"""What a reader sees of a page."""

from __future__ import annotations

import re
from typing import Any


def text_of(response: Any) -> str:
    """Its text, in one line."""
    html = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.replace("&#x27;", "'").split())

"""The addresses of the tab Rekening, and what its form sends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

NUMBER = "100871"
TAB = f"/customers/{NUMBER}/account/"
ADD, FIND, LINK, EDIT, UNLINK, CLOSE, REOPEN = (
    f"{TAB}{name}/" for name in ("add", "find", "link", "edit", "unlink", "close", "reopen")
)
IBAN = "NL91ABNA0417164300"


def notes_of(response: Any) -> dict[str, str]:
    """The sentences under the fields, by field."""
    found = re.findall(r'id="note-(\w+)"[^>]*>(.*?)</div>', response.content.decode(), re.S)
    texts = {name: " ".join(re.sub(r"<[^>]*>", " ", html).split()) for name, html in found}
    return {name: text for name, text in texts.items() if text}


def post(client: Client, url: str = ADD, **fields: Any) -> Any:
    """Send the form as a browser does, with these fields."""
    values = {
        "number": NUMBER,
        "name": "Fietskoeriers Domstad B.V.",
        "postcode": "3512 JE",
        "house_number": "47",
        "street": "Voorstraat",
        "city": "Utrecht",
        "country": "NL",
        "registration_number": "90004728",
        "invoicing_method": "per_order",
        "delivery_method": "email",
        "payment_term": "",
    }
    return client.post(url, values | fields)

"""The addresses of contact persons, and what a form of one sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contacts.models import ContactPerson

if TYPE_CHECKING:
    from django.test import Client

NUMBER = "100871"
TAB = f"/customers/{NUMBER}/people/"
ADD = f"{TAB}add/"
CHOOSE = f"{TAB}choose/"


def names(response: Any) -> list[str]:
    """The names in the table, from top to bottom."""
    return [row.name for row in response.context["list"].rows]


def post(client: Client, url: str = ADD, **fields: Any) -> Any:
    """Send the form with what every browser sends, and these fields."""
    values = {"type": "purchasing", "country": "NL", "email_permission": "1", "language": ""}
    return client.post(url, values | fields, follow=False)


def edit_url(person: ContactPerson) -> str:
    return f"/customers/{person.customer.number}/people/{person.pk}/"

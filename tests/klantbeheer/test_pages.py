"""The pages outside the counter: the keys, and what is said when something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import make_staff

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("400.html", "Dit verzoek begrijpen we niet"),
        ("403.html", "Dit mag je niet"),
        ("403_csrf.html", "Deze pagina was te oud"),
        ("404.html", "Deze pagina bestaat niet"),
        ("500.html", "Hier ging iets mis"),
        ("503.html", "De database is niet bereikbaar"),
    ],
)
def test_error_page_needs_no_database(template: str, title: str) -> None:
    page = render_to_string(template)
    assert f"<h1>{title}</h1>" in page
    assert 'href="/' in page


def test_page_for_a_lost_database_keeps_what_was_typed() -> None:
    fields = [("last_name", 'Jans"en'), ("city", "Utrecht")]
    context = {"is_post": True, "retry_url": "/customers/add/", "retry_fields": fields}
    page = render_to_string("503.html", context)
    assert 'name="last_name" value="Jans&quot;en"' in page
    assert 'action="/customers/add/"' in page


@pytest.mark.django_db
def test_keys(client: Client) -> None:
    client.force_login(make_staff("inkijk"))
    page = client.get(reverse("keys")).content.decode()
    for key in ("Alt N", "Alt W", "Alt M", "Ctrl S", "Alt PgDn", "F6", "Esc"):
        assert f"<kbd>{key}</kbd>" in page

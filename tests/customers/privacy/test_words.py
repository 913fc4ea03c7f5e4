"""What a page says to whoever can do no more with a request, and the journal in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin

from customers.models import ErasureEntry
from customers.privacy.requests.page import buttons_of, next_of
from tests.factories import make_customer, make_request, make_staff

pytestmark = pytest.mark.django_db


def test_the_counter_reads_who_goes_on() -> None:
    counter, office = make_staff("balie"), make_staff("kantoor", first_name="Bram")
    asked = make_request(make_customer(), "access")
    assert next_of(counter, asked).startswith("Kantoor gaat ermee verder")
    asked.assigned_to = office
    assert next_of(counter, asked).startswith(office.display_name)
    assert next_of(office, asked) == ""


@pytest.mark.parametrize(
    ("status", "label", "kind"),
    [("open", "Plan beoordelen", "primary"), ("waiting", "Plan bekijken", "")],
)
def test_a_plan_that_was_sent_is_only_looked_at(status: str, label: str, kind: str) -> None:
    asked = make_request(make_customer(), status="open")
    asked.status = status
    first = buttons_of(make_staff("kantoor"), asked, "")[0]
    assert (first.label, first.kind) == (label, kind)


def test_the_journal_names_the_ground() -> None:
    shown: Any = admin.site._registry[ErasureEntry]
    assert shown.ground_words(ErasureEntry(ground="consent")) == "toestemming ingetrokken"

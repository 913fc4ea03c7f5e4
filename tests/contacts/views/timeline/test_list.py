"""The tab Contacten: the events, the filter, the pages."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import ContactMoment
from contacts.timeline import PAGE
from tests.contacts.views.timeline.screens import ADD, TAB, page, titles
from tests.factories import make_contact, make_moment
from tests.nasty import NASTY, encode

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestList:
    @pytest.mark.usefixtures("that_day")
    def test_events_in_words(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        day = timezone.make_aware(datetime.datetime(2026, 11, 3, 10, 2))
        person = make_contact(customer)
        make_moment(
            customer,
            kind="call",
            direction="in",
            moment=day,
            author=clerk,
            system="",
            contact_person=person,
            text="Regel een\n<b>twee</b>",
        )
        make_moment(customer, kind="visit", moment=day + datetime.timedelta(hours=1))
        make_moment(customer, kind="email", direction="out", subject="Klaar", moment=day)
        html = page(client, TAB)
        assert titles(html) == ["Aan de balie", "Klaar", "Belde ons"]
        assert "Dinsdag 3 november</h2>" in html
        assert html.count('class="day"') == 1
        assert ">10.02</time>" in html
        assert "icons.svg#phone-incoming" in html
        assert "Regel een\n&lt;b&gt;twee&lt;/b&gt;" in html
        assert "Anna · S. Jansen" in html
        assert "automatisch" in html

    def test_a_long_text_is_folded_and_all_there(self, client: Client, customer: Customer) -> None:
        words = " ".join(f"woord{n}" for n in range(300))
        make_moment(customer, text=words)
        html = page(client, TAB)
        assert "<summary>meer</summary>" in html
        assert " ".join(re.findall(r"woord\d+", html)) == words

    def test_older_ones(self, client: Client, customer: Customer) -> None:
        now = timezone.now().replace(hour=11)
        moments = [
            make_moment(customer, subject=f"m{n}", moment=now - datetime.timedelta(minutes=n))
            for n in range(PAGE + 3)
        ]
        filled = "kind=note&period=year&text=bakfiets"
        html = page(client, f"{TAB}?{filled}&last_name=jans")
        assert titles(html) == [moment.subject for moment in moments[:PAGE]]
        [older] = re.findall(r'id="older-link" href="([^"]+)"', html)
        older = older.replace("&amp;", "&")
        assert filled in older
        assert "last_name=jans" in older
        rest = page(client, older)
        assert titles(rest) == [moment.subject for moment in moments[PAGE:]]
        assert "Nieuwste contacten tonen" in rest
        assert 'class="day"' in rest
        appended = page(client, older, **{"HX-Request": "true", "HX-Target": "older"})
        assert titles(appended) == titles(rest)
        assert 'class="day"' not in appended

    def test_filters_stay_in_the_form(self, client: Client, customer: Customer) -> None:
        person = make_contact(customer)
        make_moment(customer, kind="sms", subject="sms", contact_person=person)
        make_moment(customer, kind="call", subject="gesprek")
        make_moment(customer, kind="sms", subject="oud", moment="2025-06-01T10:00Z")
        assert titles(page(client, f"{TAB}?kind=sms")) == ["sms", "oud"]
        assert titles(page(client, f"{TAB}?person={person.pk}")) == ["sms"]
        assert titles(page(client, f"{TAB}?period=2025")) == ["oud"]
        assert titles(page(client, f"{TAB}?period=week")) == ["gesprek", "sms"]
        html = page(client, f"{TAB}?kind=sms&period=2025&person={person.pk}&text=bakfiets")
        assert titles(html) == []
        assert "Niets gevonden bij ‘bakfiets’." in html
        assert '<input type="radio" name="kind" value="sms" checked>' in html
        assert '<option value="2025" selected>' in html
        assert f'<option value="{person.pk}" selected>' in html

    def test_somebody_elses_person_filters_nothing(
        self, client: Client, customer: Customer
    ) -> None:
        make_moment(customer, subject="een")
        assert titles(page(client, f"{TAB}?person={make_contact().pk}")) == ["een"]

    def test_one_letter_is_not_looked_for_yet(self, client: Client, customer: Customer) -> None:
        make_moment(customer, subject="een")
        assert titles(page(client, f"{TAB}?text=q")) == ["een"]
        assert titles(page(client, f"{TAB}?text=7")) == []

    def test_correspondence_and_notes(self, client: Client, customer: Customer) -> None:
        make_moment(customer, kind="email", direction="out", subject="verstuurd")
        make_moment(customer, kind="email", direction="in", subject="ontvangen")
        make_moment(customer, kind="call", direction="out", subject="gebeld")
        make_moment(customer, kind="note", subject="notitie")
        assert titles(page(client, "/customers/100234/correspondence/")) == ["verstuurd"]
        assert titles(page(client, "/customers/100234/notes/?kind=email")) == ["notitie"]

    def test_counts_on_tabs_and_chips(self, client: Client, customer: Customer) -> None:
        for _n in range(101):
            make_moment(customer, kind="sms")
        make_moment(customer, kind="note")
        html = page(client, "/customers/100234/")
        assert re.search(r'id="tab-timeline"[^>]*>Contacten <span>99\+</span>', html)
        assert re.search(r'id="tab-notes"[^>]*>Notities <span>1</span>', html)
        html = page(client, TAB)
        assert "SMS <span>99+</span>" in html
        assert "Notitie <span>1</span>" in html
        assert 'value="call"' not in html

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            (TAB, "Nog geen contact met deze klant."),
            ("/customers/100234/notes/", "Nog geen notities."),
            ("/customers/100234/correspondence/", "Er is nog niets aan deze klant verstuurd."),
        ],
    )
    def test_empty(self, client: Client, customer: Customer, url: str, said: str) -> None:
        assert said in page(client, url)

    @pytest.mark.parametrize("url", [TAB, f"{TAB}?text=bakfiets", f"{TAB}?kind=note", ADD])
    def test_a_constant_number_of_queries(
        self, client: Client, customer: Customer, clerk: StaffUser, url: str
    ) -> None:
        counts = []
        page(client, url)
        for number in (10, 990):
            person = make_contact(customer)
            ContactMoment.objects.bulk_create(
                ContactMoment(
                    customer=customer,
                    kind="note",
                    text="bakfiets",
                    author=clerk,
                    contact_person=person,
                )
                for _n in range(number)
            )
            with CaptureQueriesContext(connection) as queries:
                page(client, url)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_any_input(self, client: Client, customer: Customer) -> None:
        """Beside the scan of every page: all that is read here, each with every fourth bad value."""
        make_moment(customer)
        read = ("kind", "person", "period", "text", "before", "saved", "removed", "new")
        for place, name in enumerate(read):
            for values in list(NASTY.values())[place % 4 :: 4]:
                query = encode((name, value) for value in values).decode()
                for url in (TAB, ADD):
                    assert client.get(f"{url}?{query}").status_code in {200, 302}, (name, values)

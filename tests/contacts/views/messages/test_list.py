"""The messages that were sent, and deciding about one that is unsure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.presentation.dates import moment_words
from tests.contacts.views.messages.screens import BACKGROUND, send, stands, url
from tests.factories import make_contact, make_customer
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


class TestList:
    def test_status_time_error_and_text(self, client: Client, clerk: Any, jan: Customer) -> None:
        stands(send(jan, "1"), "sent", sent_at=timezone.now())
        stands(send(jan, "2", about="B-2"), "failed", error="De postbus is vol.")
        page = text_of(client.get(url(jan)))
        assert "2 berichten" in page
        assert page.index("B-2 ") < page.index("B-20377")  # newest first
        for said in ("verzonden", "mislukt", "De postbus is vol.", "Geachte heer", "jan@"):
            assert said in page

    @pytest.mark.parametrize(
        ("status", "waits"),
        [
            ("queued", True),
            ("sending", True),
            ("sent", False),
            ("failed", False),
            ("unsure", False),
        ],
    )
    def test_looks_again_only_while_something_waits(
        self, client: Client, clerk: Any, jan: Customer, status: str, waits: bool
    ) -> None:
        delivery = send(jan)
        stands(delivery, status, sent_at=timezone.now() if status == "sent" else None)
        for headers in ({}, BACKGROUND):
            page = client.get(url(jan), headers=headers).content.decode()
            assert ("every 3s" in page) is waits
            assert page.count('id="message-list"') == 1

    def test_not_while_the_next_attempt_is_far_away(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        later = timezone.now() + timedelta(hours=2)
        stands(send(jan), "queued", attempts=3, next_attempt_at=later)
        page = client.get(url(jan))
        assert "every 3s" not in page.content.decode()
        assert "volgende poging" in text_of(page)

    @pytest.mark.parametrize(
        ("waited", "heartbeat", "told"),
        [(10, None, True), (10, 10, True), (10, 1, False), (1, None, False)],
    )
    def test_says_that_nothing_sends_them(
        self,
        client: Client,
        clerk: Any,
        jan: Customer,
        waited: int,
        heartbeat: int | None,
        told: bool,
    ) -> None:
        delivery = send(jan)
        moment = timezone.now() - timedelta(minutes=waited)
        stands(delivery, "queued", next_attempt_at=moment)
        if heartbeat is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO procrastinate_workers (last_heartbeat)"
                    " VALUES (now() - make_interval(mins => %s))",
                    [heartbeat],
                )
        sentence = f"Berichten wachten al sinds {moment_words(moment)}: de verzender draait niet."
        assert (sentence in text_of(client.get(url(jan)))) is told
        stands(delivery, "withheld", next_attempt_at=None)
        assert "de verzender draait niet" not in text_of(client.get(url(jan)))

    def test_a_part_alone_for_who_looks_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        send(jan)
        part = client.get(url(jan), headers=BACKGROUND).content.decode()
        assert part.lstrip().startswith("<section")
        assert "preference" not in part

    def test_ten_and_all(self, client: Client, clerk: Any, jan: Customer) -> None:
        for number in range(12):
            send(jan, str(number), about=f"B-{100 + number}")
        page = text_of(client.get(url(jan)))
        assert "12 berichten" in page
        assert "Toon alle 12" in page
        assert "B-102" in page
        assert "B-101" not in page
        page = text_of(client.get(f"{url(jan)}?all=1"))
        assert "B-100" in page
        assert "Toon alle" not in page

    def test_a_constant_number_of_queries(self, client: Client, clerk: Any, jan: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{url(jan)}?all=1")
            return len(asked)

        jan.emails = "jan@example.nl; els@example.nl"
        jan.save()
        send(jan, "1")
        count()  # what is read once per process
        few = count()
        for number in range(8):
            make_contact(jan, last_name=f"N{number}", emails=f"n{number}@example.nl")
            send(jan, f"x{number}")
        assert count() == few

    def test_text_is_text(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = send(jan, about="<script>alert(1)</script>")
        stands(delivery, "failed", error="<b>nee</b>")
        page = client.get(url(jan)).content.decode()
        assert "<script>alert" not in page
        assert "<b>nee" not in page


class TestDecide:
    @pytest.mark.parametrize(
        ("status", "choice", "becomes"),
        [
            ("unsure", "again", "queued"),
            ("unsure", "sent", "sent"),
            ("failed", "again", "queued"),
            ("failed", "sent", "failed"),
            ("bounced", "again", "bounced"),
            ("withheld", "again", "withheld"),
            ("sending", "again", "sending"),
            ("unsure", "", "unsure"),
            ("unsure", "\x00", "unsure"),
        ],
    )
    def test_choices(
        self, client: Client, clerk: Any, jan: Customer, status: str, choice: str, becomes: str
    ) -> None:
        delivery = stands(send(jan), status)
        answer = client.post(url(jan, f"{delivery.pk}/decide/"), {"choice": choice})
        assert answer["Location"] == url(jan)
        delivery.refresh_from_db()
        assert delivery.status == becomes

    def test_the_buttons(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = stands(send(jan), "unsure")
        page = text_of(client.get(url(jan)))
        assert "Toch nog sturen" in page
        assert "Als verzonden beschouwen" in page
        stands(delivery, "failed")
        page = text_of(client.get(url(jan)))
        assert "Opnieuw proberen" in page
        assert "Als verzonden beschouwen" not in page

    def test_only_the_customers_own(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = stands(send(jan), "failed")
        other = make_customer()
        for pk in (delivery.pk, 99999, 10**30):
            answer = client.post(url(other, f"{pk}/decide/"), {"choice": "again"})
            assert answer.status_code == 404
        delivery.refresh_from_db()
        assert delivery.status == "failed"

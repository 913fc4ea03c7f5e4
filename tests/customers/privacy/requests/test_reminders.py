"""The bell: what is due, and what awaits an approver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer, PrivacyRequest, PrivacySettings
from tests.customers.privacy.requests.screens import due_in, text_of
from tests.factories import make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestReminder:
    def test_what_is_near_or_late(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        assert 'href="/privacy/requests/?due=near"' not in text_of(client.get("/"))
        due_in(customer, -1)
        due_in(customer, 7)
        due_in(customer, 8)
        due_in(customer, -5, status="done")
        page = text_of(client.get("/"))
        assert 'href="/privacy/requests/?due=near"' in page
        assert "2 AVG-verzoeken zijn te laat of moeten binnen 7 dagen af." in page
        client.force_login(make_staff("balie"))
        assert "due=near" not in text_of(client.get("/"))

    def test_what_awaits_an_approver(self, client: Client, customer: Customer) -> None:
        boss = make_staff("beheerder")
        client.force_login(boss)
        asked = due_in(customer, 20, "erasure", status="awaiting", planned_by=make_staff("kantoor"))
        words = "1 verzoek om te wissen wacht op je goedkeuring."
        for url in ("/", "/admin/"):
            assert words in text_of(client.get(url))
        asked.planned_by = boss  # another one's to judge
        asked.save()
        assert words not in text_of(client.get("/"))
        PrivacySettings.objects.create(pk=1, second_person=False)
        assert words in text_of(client.get("/"))
        client.force_login(make_staff("kantoor"))  # who plans, and does not approve
        assert words not in text_of(client.get("/"))

    def test_one_query_for_a_page_and_none_for_a_fragment(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        due_in(customer, 1)
        url = f"/customers/{customer.number}/"
        asked = {}
        for target in ("", "card"):
            headers: dict[str, str] = {"HX-Target": target} if target else {}
            with CaptureQueriesContext(connection) as found:
                client.get(url, headers=headers)
            # What the card itself says of an erasure comes along with its loyalty cards.
            mine = [one["sql"] for one in found if "customers_loyaltycard" not in one["sql"]]
            asked[target] = sum("customers_privacyrequest" in sql for sql in mine)
        assert asked == {"": 1, "card": 0}
        assert office.pk

    def test_by_the_index(self, office: StaffUser) -> None:
        from customers.privacy.requests.listing import near
        from customers.privacy.requests.reminders import reminder_of

        assert reminder_of(office) is None
        rows = PrivacyRequest.objects.filter(near(timezone.localdate())).order_by()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            plan = rows.values("pk").explain()
            cursor.execute("SET LOCAL enable_seqscan = on")
        assert "privacyrequest_running" in plan

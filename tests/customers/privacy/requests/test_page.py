"""The page of one request, and the page of the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from customers.models import Customer, ErasureHold
from customers.presentation.history import changes_of
from customers.privacy.requests import service
from tests.customers.privacy.requests.screens import LIST, queries, text_of
from tests.factories import make_customer, make_request, make_staff, mark_erased

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestPage:
    def test_what_was_asked_and_who_did_what(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        asked = service.add_request(
            customer=customer,
            kind="objection",
            values={
                "received_on": timezone.localdate(),
                "channel": "letter",
                "note": "Geen folders meer.",
            },
            actor=office,
        )
        service.check_identity(request=asked, identity="known", actor=office)
        page = text_of(client.get(f"{LIST}{asked.pk}/"))
        for words in (
            "Geen folders meer.",
            "zette het bezwaar in het register",
            "controleerde de identiteit voor het bezwaar",
            "Toestemmingen",
            "Verzoek afronden",
        ):
            assert words in page
        assert 'aria-current="step"' in page

    def test_a_clerk_looks_and_has_no_buttons(self, client: Client, customer: Customer) -> None:
        asked = make_request(customer, "rectification")
        client.force_login(make_staff("balie"))
        answer = client.get(f"{LIST}{asked.pk}/")
        assert answer.context["buttons"] == []

    def test_unknown_is_not_found(self, client: Client, office: StaffUser) -> None:
        assert office.pk
        for key in (99_999, 2**63):
            assert client.get(f"{LIST}{key}/").status_code == 404

    def test_as_many_queries_after_many_changes(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        asked = make_request(customer, "objection")
        client.get(f"{LIST}{asked.pk}/")
        few = queries(client, f"{LIST}{asked.pk}/")
        for number in range(6):
            asked.note = f"regel {number}"
            asked.save()
        assert queries(client, f"{LIST}{asked.pk}/") == few


class TestCustomer:
    @pytest.mark.parametrize("status", ["prospect", "active", "inactive", "erased"])
    def test_every_status(self, client: Client, office: StaffUser, status: str) -> None:
        assert office.pk
        customer = make_customer(status="active" if status == "erased" else status)
        make_request(customer, "access")
        make_request(customer, "objection", status="rejected")
        if status == "erased":
            mark_erased(customer.number)
        page = text_of(client.get(f"/customers/{customer.number}/privacy/"))
        assert "inzage" in page
        assert "afgewezen" in page
        assert ("Wat er blijft" in page) == (status == "erased")

    def test_the_hold(self, client: Client, office: StaffUser, customer: Customer) -> None:
        ErasureHold.objects.create(customer=customer, reason="rechtszaak", set_by=office)
        page = text_of(client.get(f"/customers/{customer.number}/privacy/"))
        assert "Niet wissen:" in page
        assert "rechtszaak" in page
        client.force_login(make_staff("balie"))
        assert "rechtszaak" not in text_of(client.get(f"/customers/{customer.number}/privacy/"))

    def test_as_many_queries_for_many(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        url = f"/customers/{customer.number}/privacy/"
        make_request(customer, "access", assigned_to=office)
        few = queries(client, url)
        for _number in range(6):
            make_request(customer, "access", assigned_to=make_staff("kantoor"))
        assert queries(client, url) == few

    def test_the_card_leads_to_it(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        page = text_of(client.get(f"/customers/{customer.number}/"))
        assert f"/customers/{customer.number}/privacy/add/access/" in page
        assert f'"/customers/{customer.number}/privacy/"' in page


class TestHistory:
    def test_for_who_may_view_requests(self, office: StaffUser, customer: Customer) -> None:
        asked = service.add_request(
            customer=customer,
            kind="access",
            values={"received_on": timezone.localdate(), "channel": "counter"},
            actor=office,
        )
        service.withdraw_request(request=asked, actor=office)
        told = [str(change.sentence) for change in changes_of(office, customer)]
        assert any("trok het inzageverzoek in" in sentence for sentence in told)
        reader = make_staff("inkijk")
        told = [str(change.sentence) for change in changes_of(reader, customer)]
        assert not any("inzageverzoek" in sentence for sentence in told)

"""What invoices put on the card: the actions, the open rows, the timeline, the administration."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import timeline
from accounts.models import ExportProfile, Invoice, InvoiceSettings, VatRate
from accounts.presentation.open_rows import open_rows
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from customers.hooks import Place, TimelineWindow, card_actions
from tests.factories import make_customer, make_invoice, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ALL = TimelineWindow(limit=20)
TODAY = datetime.date(2026, 11, 22)


def day(number: int) -> datetime.date:
    return datetime.date(2026, 11, number)


class TestActions:
    def test_a_new_invoice_by_its_key(self) -> None:
        [action] = [one for one in card_actions(Place.NEW) if one.key == "R"]
        assert (action.url_name, action.statuses) == (
            "accounts:invoice_add",
            frozenset({"prospect", "active"}),
        )

    def test_the_list_of_an_inactive_customer_too(self, client: Client) -> None:
        client.force_login(make_staff())
        customer = make_customer(number="100600", status="inactive")
        html = client.get(f"/customers/{customer.number}/").content.decode()
        assert "/customers/100600/invoices/" in html
        assert "/customers/100600/invoices/add/" not in html


class TestOpenRows:
    def test_the_longest_late_first(self) -> None:
        customer, clerk = make_customer(), make_staff()
        make_invoice(customer, issued_on=day(18), subject="Helmen")
        make_invoice(customer, issued_on=datetime.date(2026, 10, 14), subject="Accu")
        make_invoice(customer, status="paid")
        make_invoice(customer)
        make_invoice(make_customer(), payer=customer, issued=True)
        rows = open_rows(clerk, customer)
        assert [(row.title, row.tag, row.tag_kind, row.amount) for row in rows] == [
            ("Factuur 2026-0002", "25 dagen te laat", "danger", Decimal(121)),
            ("Factuur 2026-0001", "", "", Decimal(121)),
        ]
        assert rows[1].detail == "Helmen, vervalt 2 dec."
        assert rows[0].order == datetime.date(2026, 10, 28)

    def test_one_query_and_only_for_who_may_see_them(self) -> None:
        customer, clerk = make_customer(), make_staff()
        for _n in range(3):
            make_invoice(customer, issued=True)
        clerk.has_perm("accounts.view_invoice")
        with CaptureQueriesContext(connection) as found:
            assert len(open_rows(clerk, customer)) == 3
        assert len(found) == 1
        clerk.groups.clear()
        assert open_rows(type(clerk).objects.get(pk=clerk.pk), customer) == []


class TestTimeline:
    @pytest.fixture
    def customer(self) -> Any:
        customer, clerk = make_customer(), make_staff("kantoor")
        invoice = make_invoice(customer, issued_on=day(2), subject="Helmen 50%")
        register_payment(
            invoice=invoice, amount=Decimal(121), received_on=day(9), method="pin", actor=clerk
        )
        other = make_invoice(customer, issued_on=day(9), subject="Accu")
        credit(invoice=other, actor=clerk, reason="retour")
        make_invoice(customer)
        make_invoice(issued=True)
        return customer

    def titles(self, customer: Any, window: TimelineWindow = ALL) -> list[str]:
        return [event.title for event in timeline.fetch(make_staff(), customer, window)]

    def test_issued_paid_and_credited(self, customer: Any) -> None:
        assert self.titles(customer) == [
            "Creditfactuur 2026-0003 uitgegeven",
            "Factuur 2026-0002 uitgegeven",
            "Factuur 2026-0001 betaald",
            "Factuur 2026-0001 uitgegeven",
        ]
        event = timeline.fetch(make_staff(), customer, ALL)[-1]
        assert event.text == "Helmen 50%, €\u00a0121,00"
        assert not event.timed

    def test_page_by_page_nothing_is_lost_or_doubled(self, customer: Any) -> None:
        seen, before, clerk = [], None, make_staff()
        while True:
            window = TimelineWindow(limit=1, before=before)
            found = timeline.fetch(clerk, customer, window)
            if not found:
                break
            seen.append(found[0].title)
            before = (found[0].moment, found[0].key)
        assert seen == self.titles(customer)

    def test_before_another_moment_of_the_day(self, customer: Any) -> None:
        noon = timezone.make_aware(datetime.datetime(2026, 11, 9, 12))
        assert len(self.titles(customer, TimelineWindow(limit=9, before=(noon, 1)))) == 3
        early = timezone.make_aware(datetime.datetime(2026, 11, 8, 23))
        assert len(self.titles(customer, TimelineWindow(limit=9, before=(early, 1)))) == 1

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"text": "50%"}, 2),
            ({"text": "2026-0003"}, 1),
            ({"text": "_"}, 0),
            ({"kinds": frozenset({"invoice"})}, 4),
            ({"kinds": frozenset({"call"})}, 0),
            ({"only_sent": True}, 0),
            ({"contact_person": 1}, 0),
            ({"since": timezone.make_aware(datetime.datetime(2026, 11, 9))}, 3),
            ({"since": timezone.make_aware(datetime.datetime(2026, 11, 9, 1))}, 1),
            ({"until": timezone.make_aware(datetime.datetime(2026, 11, 9))}, 1),
            ({"until": timezone.make_aware(datetime.datetime(2026, 11, 9, 1))}, 3),
        ],
    )
    def test_the_window(self, customer: Any, asked: dict[str, Any], count: int) -> None:
        assert len(self.titles(customer, replace(ALL, **asked))) == count

    def test_counts_up_to_a_cap(self, customer: Any) -> None:
        assert timeline.count(customer, 99) == {"invoice": 4}
        assert timeline.count(customer, 2) == {"invoice": 2}

    def test_only_for_who_may_see_them(self, customer: Any) -> None:
        clerk = make_staff()
        clerk.groups.clear()
        with CaptureQueriesContext(connection) as found:
            assert len(timeline.fetch(make_staff(), customer, ALL)) == 4
        assert sum("accounts_invoice" in query["sql"] for query in found) == 1
        assert timeline.fetch(clerk, customer, ALL) == []


class TestAdministration:
    @pytest.fixture(autouse=True)
    def _boss(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))

    def test_the_settings_are_one_row(self, client: Client) -> None:
        url = "/admin/accounts/invoicesettings/"
        InvoiceSettings.objects.all().delete()
        assert client.get(url)["Location"] == f"{url}add/"
        data = {"legal_name": "De Spaak B.V.", "prices_include_vat": "on", "reason": "begin"}
        assert client.post(f"{url}add/", data).status_code == 302
        assert InvoiceSettings.objects.get().pk == 1
        assert client.get(url)["Location"] == f"{url}1/change/"
        response = client.post(f"{url}1/change/", data | {"series_prefix": "F-1", "iban": "NL00"})
        assert set(response.context["adminform"].form.errors) == {"series_prefix", "iban"}

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({}, set()),
            ({"rate": "101"}, {"rate"}),
            ({"rate": "-1"}, {"rate"}),
            ({"rate": "NaN"}, {"rate"}),
            ({"country": "NLD"}, {"country"}),
            ({"country": "1!"}, {"country"}),
            ({"name": "21 % BTW"}, {"name"}),
            ({"usual": "on", "active": "on"}, {"usual"}),
        ],
    )
    def test_a_rate(self, client: Client, fields: dict[str, str], wrong: set[str]) -> None:
        assert VatRate.objects.get(country="NL", usual=True).name == "21 % btw"
        data = {"country": "nl", "rate": "13.5", "name": "13,5 % btw"} | fields
        response = client.post("/admin/accounts/vatrate/add/", data)
        errors = {} if response.status_code == 302 else response.context["adminform"].form.errors
        assert set(errors) == wrong
        assert VatRate.objects.filter(country="NL", rate="13.5").exists() == (not wrong)

    def test_the_columns_are_read_there_only(self, client: Client) -> None:
        kept = ExportProfile.objects.create(name="Exact", columns=["total", "number"])
        text = text_of(client.get(f"/admin/accounts/exportprofile/{kept.pk}/change/"))
        assert "Totaal, Factuurnummer" in text
        data = {"name": "EXACT", "separator": ";"}
        response = client.post("/admin/accounts/exportprofile/add/", data)
        assert set(response.context["adminform"].form.errors) == {"name"}
        assert Invoice.objects.count() == 0

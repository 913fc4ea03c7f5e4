"""Issuing, sending, paying and crediting: first what would happen, then doing it once."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Invoice, InvoicePayment
from contacts.models import Message
from tests.accounts.making import make_draft, make_issued
from tests.factories import make_account, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff("kantoor")
    client.force_login(user)
    return user


def url(invoice: Invoice, name: str = "") -> str:
    return f"/invoices/{invoice.pk}/{name and name + '/'}"


def post(client: Client, invoice: Invoice, name: str, **data: Any) -> Any:
    return client.post(url(invoice, name), {"token": str(uuid4())} | data)


class TestIssuing:
    def test_shows_what_would_stand_on_it(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        text = text_of(client.get(url(draft, "issue")))
        for words in (
            "-0001 uitgeven?",
            "J.A. van der Jansen",
            "Voorstraat 47 3512 JE Utrecht",
            "Vervalt",
            "Btw 21 % over € 100,00 € 21,00",
            "jan@example.nl",
            "Meteen versturen",
        ):
            assert words in text
        assert Invoice.objects.get().is_draft

    def test_what_is_issued_stands_when_it_cannot_be_sent(
        self, client: Client, clerk: StaffUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(**_values: object) -> None:
            raise ValidationError("Nu even niet.")

        monkeypatch.setattr("accounts.views.steps.sending.send_invoice", refuse)
        draft = make_draft()
        answer = post(client, draft, "issue", version=draft.version, send="on")
        assert answer["Location"] == url(draft)
        assert Invoice.objects.get().number
        text = text_of(client.get(url(draft)))
        assert "is uitgegeven." in text
        assert "Nu even niet." in text

    def test_issued_twice_is_no_error(self, client: Client, clerk: StaffUser) -> None:
        """Who clicks twice sees what the second post answers."""
        draft = make_draft()
        data = {"version": draft.version, "token": str(uuid4())}
        for _n in range(2):
            client.post(url(draft, "issue"), data)
        text = text_of(client.get(url(draft)))
        assert "is uitgegeven." in text
        assert "Alleen een concept" not in text

    def test_issues_and_sends(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        data = {"version": draft.version, "send": "on", "token": str(uuid4())}
        answers = [client.post(url(draft, "issue"), data)["Location"] for _n in range(2)]
        assert answers == [url(draft)] * 2
        issued = Invoice.objects.get()
        assert (issued.status, issued.sequence) == ("open", 1)
        assert Message.objects.count() == 1
        text = text_of(client.get(url(draft)))
        assert f"Factuur {issued.number} is uitgegeven. Die gaat naar jan@example.nl." in text

    def test_without_sending(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        post(client, draft, "issue", version=draft.version)
        assert Invoice.objects.get().number
        assert not Message.objects.exists()

    def test_problems_stand_in_the_way(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        draft.lines.all().delete()
        response = client.get(url(draft, "issue"))
        assert response.context["plan"].problems
        html = response.content.decode()
        assert url(draft, "edit") in html
        assert "data-confirm" not in html
        assert post(client, draft, "issue", version=draft.version).status_code == 200
        assert Invoice.objects.get().is_draft

    def test_not_what_somebody_changed_meanwhile(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        response = post(client, draft, "issue", version=draft.version - 1)
        assert response.status_code == 200
        assert response.context["form"].non_field_errors()
        assert Invoice.objects.get().is_draft
        # The page that says so shows the newest, and issues that.
        assert response.context["version"] == draft.version

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "\0"])
    def test_any_version_is_answered(self, client: Client, clerk: StaffUser, version: str) -> None:
        draft = make_draft()
        assert post(client, draft, "issue", version=version).status_code == 200
        assert Invoice.objects.get().is_draft

    def test_an_issued_one_leads_to_its_page(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        assert client.get(url(invoice, "issue"))["Location"] == url(invoice)


class TestSending:
    def test_says_to_whom_and_sends(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        assert "jan@example.nl" in text_of(client.get(url(invoice, "send")))
        assert not Message.objects.exists()
        assert post(client, invoice, "send")["Location"] == url(invoice)
        assert Message.objects.count() == 1

    def test_once_more_says_that_it_was_sent(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        post(client, invoice, "send")
        assert "Nog eens versturen" in text_of(client.get(url(invoice, "send")))
        post(client, invoice, "send")
        assert Message.objects.count() == 2

    def test_by_post_the_page_offers_the_pdf(self, client: Client, clerk: StaffUser) -> None:
        customer = make_customer(emails="jan@example.nl", email_permission=1)
        make_account(customer, delivery_method="post")
        invoice = make_issued(customer=customer)
        text = text_of(client.get(url(invoice, "send")))
        assert "Pdf afdrukken" in text
        assert "Ctrl Enter" not in text.split("Annuleren")[0][-60:]
        assert post(client, invoice, "send").status_code == 200
        assert not Message.objects.exists()

    def test_a_draft_is_not_sent(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        assert post(client, draft, "send")["Location"] == url(draft)
        assert not Message.objects.exists()


class TestPaying:
    def test_the_whole_of_it(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        shown = client.get(url(invoice, "pay")).context["form"]
        assert shown["amount"].value() == "121,00"
        data = {"amount": "121,00", "method": "bank", "received_on": "22-11-2026"}
        data["token"] = str(uuid4())
        answers = [client.post(url(invoice, "pay"), data)["Location"] for _n in range(2)]
        assert answers == [url(invoice)] * 2
        assert Invoice.objects.get().status == "paid"
        assert InvoicePayment.objects.get().staff == clerk

    def test_a_part_of_it(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        answer = client.post(
            url(invoice, "pay"),
            {"amount": "€ 21", "method": "pin", "received_on": "gisteren"},
        )
        assert "received_on" in answer.context["form"].errors
        post(client, invoice, "pay", amount="€ 21", method="pin", received_on="22-11-2026")
        assert "Er staat nog € 100,00 open." in text_of(client.get(url(invoice)))

    def test_taking_it_back(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        post(client, invoice, "pay", amount="121", method="pin", received_on="22-11-2026")
        shown = client.get(url(invoice, "pay"))
        assert "Er staat niets open." in text_of(shown)
        post(client, invoice, "pay", amount="-121", method="pin", received_on="22-11-2026")
        assert Invoice.objects.get().paid == 0

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("amount", "", "Vul in wat er betaald is."),
            ("amount", "0", "Vul in wat er betaald is."),
            ("amount", "NaN", "Dit is geen bedrag."),
            ("amount", "1e999", "Dit is geen bedrag."),
            ("amount", "\0", ""),
            ("amount", "121,001", "2 cijfers"),
            ("amount", "121,01", "121,00"),
            ("amount", "-1", "0,00"),
            ("method", "settled", ""),
            ("method", "", ""),
            ("received_on", "", "Vul in op welke dag het binnenkwam."),
            ("received_on", "1-1-2999", "Deze dag moet nog komen."),
            ("received_on", "1-1-1900", "te lang geleden"),
            ("note", "x" * 121, "120"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, clerk: StaffUser, field: str, value: str, words: str
    ) -> None:
        invoice = make_issued()
        data = {"amount": "100", "method": "pin", "received_on": "22-11-2026", "note": "balie"}
        response = post(client, invoice, "pay", **data | {field: value})
        assert response.status_code == 200
        errors = response.context["form"].errors
        assert list(errors) == [field]
        assert words in " ".join(errors[field])
        if field != "note":
            assert 'value="balie"' in response.content.decode()
        assert not InvoicePayment.objects.exists()

    def test_a_draft_is_not_paid(self, client: Client, clerk: StaffUser) -> None:
        draft = make_draft()
        assert client.get(url(draft, "pay"))["Location"] == url(draft)


class TestCrediting:
    def test_says_what_it_does_and_does_it(self, client: Client, clerk: StaffUser) -> None:
        invoice = make_issued()
        post(client, invoice, "pay", amount="21", method="pin", received_on="22-11-2026")
        text = text_of(client.get(url(invoice, "credit")))
        assert "€ 100,00 hoeft niet meer betaald te worden" in text
        assert "€ 21,00 is betaald en moet terug" in text
        data = {"reason": "retour", "token": str(uuid4())}
        for _n in range(2):
            assert client.post(url(invoice, "credit"), data)["Location"] == url(invoice)
        made = Invoice.objects.get(kind="credit")
        assert (made.credits_id, made.total) == (invoice.pk, Decimal(-121))
        assert client.get(url(invoice, "credit"))["Location"] == url(invoice)
        assert client.get(url(made, "credit"))["Location"] == url(made)

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "\0"])
    def test_needs_a_reason(self, client: Client, clerk: StaffUser, reason: str) -> None:
        invoice = make_issued()
        response = post(client, invoice, "credit", reason=reason)
        assert response.status_code == 200
        assert response.context["form"].errors["reason"]
        assert not Invoice.objects.filter(kind="credit").exists()

    def test_the_counter_may_not(self, client: Client) -> None:
        client.force_login(make_staff("balie"))
        assert client.get(url(make_issued(), "credit")).status_code == 403


def test_the_day_of_today_is_filled_in(client: Client, clerk: StaffUser) -> None:
    shown = client.get(url(make_issued(), "pay")).context["form"]
    assert shown["received_on"].value() == datetime.date.today()

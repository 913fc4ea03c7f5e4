"""The page Facturen of a customer, the shop's list, and the page of one invoice."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Invoice
from accounts.presentation.invoices import figures_of, money_context
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from tests.factories import (
    make_account,
    make_activity,
    make_customer,
    make_invoice,
    make_staff,
)
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
NUMBER = "100871"
LIST = f"/customers/{NUMBER}/invoices/"
TODAY = datetime.date(2026, 11, 22)
LATE = datetime.date(2026, 10, 14)


@pytest.fixture(autouse=True)
def _day(that_day: datetime.date) -> None:
    """Before any invoice is made."""


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    customer = make_customer(
        number=NUMBER, kind="company", company_name="Fietskoeriers Domstad B.V.", last_name=""
    )
    make_account(customer, invoicing_method="monthly")
    return customer


def names(response: Any) -> list[str]:
    """The numbers in the table, from top to bottom."""
    return [row.name for row in response.context["list"].rows]


def due(customer: Customer, **fields: Any) -> Any:
    return make_activity(customer, code="done", billing="due", **fields)


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # what is remembered of the first request
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


class TestFigures:
    def test_open_late_and_still_to_be_invoiced(self, clerk: StaffUser, domstad: Customer) -> None:
        make_invoice(domstad, issued=True)
        part = make_invoice(domstad, issued_on=LATE, amount="612.00")
        register_payment(
            invoice=part, amount=Decimal(12), received_on=TODAY, method="pin", actor=clerk
        )
        make_invoice(domstad, status="paid")
        make_invoice(domstad)
        other = make_customer()
        make_invoice(other, payer=domstad, issued=True, amount="99.95")
        due(domstad, amount=Decimal("347.25"))
        due(domstad, amount=None)
        due(other, amount=5)
        found = figures_of(clerk, domstad, TODAY)
        assert (found.open, found.open_count) == (Decimal(721), 2)
        assert (found.late, found.late_count) == (Decimal(600), 1)
        assert found.late_words == "1 factuur, 25 dagen"
        assert (found.others, found.others_count) == (Decimal("99.95"), 1)
        assert (found.due, found.due_count) == (Decimal("347.25"), 2)

    def test_treatments_only_for_who_may_see_them(
        self, clerk: StaffUser, domstad: Customer
    ) -> None:
        make_activity(domstad, "treatment", code="done", billing="due", amount=60)
        assert figures_of(clerk, domstad, TODAY).due_count == 0
        assert figures_of(make_staff("behandelaar"), domstad, TODAY).due == 60

    def test_the_tab_asks_as_much_for_many_as_for_one(
        self, clerk: StaffUser, domstad: Customer
    ) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                money_context(clerk, domstad)
            return len(found)

        make_invoice(domstad, subject="", issued=True)
        count()  # what this user may do is remembered
        few = count()
        for _n in range(8):
            make_invoice(domstad, subject="", issued=True)
            make_invoice(payer=domstad, issued=True)
        assert count() == few
        shown = money_context(clerk, domstad)
        assert len(shown["invoices"]) == 6
        assert shown["invoice_count"] == 17
        assert "Banden" in {row.subject for row in shown["invoices"]}

    def test_what_it_pays_for_another_says_whose_it_is(
        self, clerk: StaffUser, domstad: Customer
    ) -> None:
        other = make_customer(number="100990", last_name="Boer", infix="", initials="P.")
        make_invoice(other, payer=domstad, issued=True)
        [row] = money_context(clerk, domstad)["invoices"]
        assert row.whose == "van 100990 Boer, P."
        [row] = money_context(clerk, other)["invoices"]
        assert row.whose == "betaalt 100871 Fietskoeriers Domstad B.V."

    def test_one_payer_of_all_is_said_once(
        self, client: Client, clerk: StaffUser, domstad: Customer
    ) -> None:
        payer = make_customer(number="100990", last_name="Boer", infix="", initials="P.")
        for _n in range(2):
            make_invoice(domstad, payer=payer, issued=True)
        words = "betaalt 100990 Boer, P."
        for page in (LIST, f"/customers/{NUMBER}/account/"):
            assert text_of(client.get(page)).count(words) == 1, page
        make_invoice(domstad, issued=True)
        assert text_of(client.get(LIST)).count(words) == 2


class TestList:
    @pytest.fixture
    def invoices(self, clerk: StaffUser, domstad: Customer) -> list[Invoice]:
        made = [
            make_invoice(domstad, issued_on=datetime.date(2026, 11, 18), subject="Cees"),
            make_invoice(domstad, issued_on=LATE, amount="612.00", subject="Anna"),
            make_invoice(domstad, status="paid", issued_on=datetime.date(2026, 9, 1), subject="Bo"),
        ]
        make_invoice(domstad, subject="Dirk")
        make_invoice(domstad, status="discarded")
        credit(invoice=made[2], actor=make_staff("kantoor"), reason="retour")
        return made

    @pytest.mark.parametrize(
        ("show", "expected"),
        [
            ("", ["concept", "2026-0004", "2026-0001", "2026-0002", "2026-0003"]),
            ("open", ["2026-0004", "2026-0001", "2026-0002"]),
            ("overdue", ["2026-0002"]),
            ("draft", ["concept"]),
            ("credit", ["2026-0004"]),
            ("nonsense", ["concept", "2026-0004", "2026-0001", "2026-0002", "2026-0003"]),
        ],
    )
    @pytest.mark.usefixtures("invoices")
    def test_filters(self, client: Client, show: str, expected: list[str]) -> None:
        response = client.get(LIST, {"show": show})
        assert names(response) == expected
        counts = [choice.count for choice in response.context["list"].choices]
        assert counts == [5, 3, 1, 1, 1]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("number", ["concept", "2026-0001", "2026-0002", "2026-0003", "2026-0004"]),
            ("date", ["2026-0003", "2026-0002", "2026-0001", "2026-0004", "concept"]),
            ("-due", ["concept", "2026-0001", "2026-0004", "2026-0002", "2026-0003"]),
            ("subject", ["2026-0002", "2026-0003", "2026-0001", "2026-0004", "concept"]),
            ("-amount", ["2026-0002", "concept", "2026-0003", "2026-0001", "2026-0004"]),
            ("-open", ["2026-0002", "concept", "2026-0001", "2026-0003", "2026-0004"]),
            ("status", ["2026-0003", "concept", "2026-0002", "2026-0001", "2026-0004"]),
        ],
    )
    @pytest.mark.usefixtures("invoices")
    def test_every_heading_sorts(self, client: Client, sort: str, expected: list[str]) -> None:
        response = client.get(LIST, {"sort": sort})
        assert names(response) == expected
        kinds = [heading.sorted for heading in response.context["list"].headings]
        wanted = "descending" if sort.startswith("-") else "ascending"
        assert [kind for kind in kinds if kind] == [wanted]

    def test_ten_and_then_all(self, client: Client, domstad: Customer) -> None:
        for _n in range(12):
            make_invoice(domstad, issued=True)
        response = client.get(LIST)
        assert len(names(response)) == 10
        assert "10 van 12" in text_of(response)
        assert "Toon alle 12" in text_of(response)
        assert len(names(client.get(LIST, {"all": "1"}))) == 12

    def test_a_constant_number_of_queries(self, client: Client, domstad: Customer) -> None:
        make_invoice(domstad, issued=True, subject="")
        due(domstad)
        few = queries_of(client, f"{LIST}?all=1")
        for _n in range(9):
            make_invoice(domstad, issued=True, subject="")
            make_invoice(payer=domstad, issued=True)
            due(domstad)
        assert queries_of(client, f"{LIST}?all=1") == few

    def test_an_inactive_customer_gets_none_and_hears_why(
        self, client: Client, domstad: Customer
    ) -> None:
        domstad.status = "inactive"
        domstad.save()
        html = client.get(LIST).content.decode()
        assert 'aria-disabled="true" aria-describedby="no-invoice"' in html
        assert "Een inactieve klant krijgt geen facturen." in html
        assert f"{LIST}add/" not in html
        response = client.get(f"{LIST}add/")
        assert response["Location"] == LIST

    def test_a_customer_without_an_account_hears_what_to_do(
        self, client: Client, clerk: StaffUser
    ) -> None:
        make_customer(number="100700")
        response = client.get("/customers/100700/invoices/")
        assert "Maak" in response.context["refusal"]
        assert response.context["may_bill"] is False

    @pytest.mark.parametrize("value", ["\0", "'; DROP", "-" * 400, "\ud800", "9" * 400])
    @pytest.mark.parametrize("name", ["show", "sort", "all", "last_name"])
    def test_any_parameter_is_answered(
        self, client: Client, domstad: Customer, name: str, value: str
    ) -> None:
        value = value.encode("utf-8", "surrogatepass").decode("latin-1")
        assert client.get(LIST, {name: value}).status_code == 200

    def test_an_erased_customer_is_not_there(self, client: Client, domstad: Customer) -> None:
        invoice = make_invoice(domstad, status="paid")
        Invoice.objects.filter(pk=invoice.pk)
        type(domstad).objects.filter(pk=domstad.pk).update(status="erased")
        for url in (LIST, f"/invoices/{invoice.pk}/", f"/invoices/{invoice.pk}/pdf/"):
            assert client.get(url).status_code == 404


class TestBilling:
    def test_one_click_makes_one_draft(self, client: Client, domstad: Customer) -> None:
        for amount in (10, 20):
            due(domstad, amount=amount)
        first = client.post(f"{LIST}bill/")
        again = client.post(f"{LIST}bill/")
        invoice = Invoice.objects.get()
        assert first["Location"] == again["Location"] == f"/invoices/{invoice.pk}/"
        assert invoice.total == 30
        assert client.get(LIST).context["due"] == []

    def test_of_one_row_alone(self, client: Client, domstad: Customer) -> None:
        wanted, left = due(domstad, amount=10), due(domstad, amount=20)
        answers = [client.post(f"{LIST}bill/", {"activity": wanted.pk}) for _n in range(2)]
        invoice = Invoice.objects.get()
        assert {answer["Location"] for answer in answers} == {f"/invoices/{invoice.pk}/"}
        assert invoice.total == 10
        assert [one.pk for one in client.get(LIST).context["due"]] == [left.pk]

    @pytest.mark.parametrize("key", ["", "x", "9" * 30, "-1", "\0", "٣"])
    def test_an_unknown_row_bills_nothing(
        self, client: Client, domstad: Customer, key: str
    ) -> None:
        due(domstad)
        response = client.post(f"{LIST}bill/", {"activity": key}, follow=True)
        assert response.redirect_chain == [(LIST, 302)]
        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        assert not Invoice.objects.exists()

    def test_who_may_not_see_treatments_bills_none(self, client: Client, domstad: Customer) -> None:
        treatment = make_activity(domstad, "treatment", code="done", billing="due", amount=60)
        for data in ({}, {"activity": treatment.pk}):
            client.post(f"{LIST}bill/", data)
        assert not Invoice.objects.exists()
        client.force_login(make_staff("behandelaar"))
        client.post(f"{LIST}bill/")
        assert Invoice.objects.get().total == 60


class TestOneInvoice:
    def test_as_issued(self, client: Client, domstad: Customer) -> None:
        invoice = make_invoice(domstad, issued_on=LATE, customer_reference="PO 12")
        text = text_of(client.get(f"/invoices/{invoice.pk}/"))
        for words in (
            "Factuur 2026-0001 te laat 25 dagen te laat",
            "Fietskoeriers Domstad B.V. Voorstraat 47 3512 JE Utrecht",
            "Referentie van de klant PO 12",
            "Btw 21 % over € 100,00 € 21,00",
            "Totaal € 121,00",
            "Open € 121,00",
        ):
            assert words in text

    def test_payments_and_credits(
        self, client: Client, clerk: StaffUser, domstad: Customer
    ) -> None:
        invoice = make_invoice(domstad, issued=True)
        register_payment(
            invoice=invoice,
            amount=Decimal(21),
            received_on=TODAY,
            method="pin",
            note="balie",
            actor=clerk,
        )
        made = credit(invoice=invoice, actor=clerk, reason="retour")
        text = text_of(client.get(f"/invoices/{invoice.pk}/"))
        assert "gecrediteerd" in text
        assert "Gecrediteerd met 2026-0002" in text
        assert "22 nov. 2026 pin balie Anna € 21,00" in text
        text = text_of(client.get(f"/invoices/{made.pk}/"))
        assert "Dit crediteert factuur 2026-0001" in text
        assert "Totaal − € 121,00" in text

    @pytest.mark.parametrize(
        ("role", "status", "expected"),
        [
            ("inkijk", "open", []),
            ("inkijk", "draft", []),
            ("balie", "draft", ["Uitgeven", "Concept wijzigen", "Concept weggooien"]),
            ("balie", "open", ["Betaling", "Versturen"]),
            ("kantoor", "paid", ["Betaling", "Versturen", "Crediteren"]),
            ("kantoor", "discarded", []),
        ],
    )
    def test_what_can_be_done(
        self, client: Client, domstad: Customer, role: str, status: str, expected: list[str]
    ) -> None:
        invoice = make_invoice(domstad, status=status)
        client.force_login(make_staff(role))
        response = client.get(f"/invoices/{invoice.pk}/")
        assert [step.label for step in response.context["steps"]] == expected

    def test_a_constant_number_of_queries(self, client: Client, domstad: Customer) -> None:
        few = make_invoice(domstad)
        many = make_invoice(domstad)
        for position in range(2, 14):
            many.lines.create(
                customer=domstad,
                position=position,
                description="Band",
                unit_price=1,
                vat_rate=9,
                amount=1,
                activity=due(domstad),
            )
        assert queries_of(client, f"/invoices/{many.pk}/") == queries_of(
            client, f"/invoices/{few.pk}/"
        )

    def test_a_treatment_leads_nowhere_for_who_may_not_see_it(
        self, client: Client, domstad: Customer
    ) -> None:
        activity = make_activity(domstad, "treatment", code="done", billing="due", amount=60)
        client.force_login(make_staff("behandelaar"))
        client.post(f"{LIST}bill/")
        invoice = Invoice.objects.get()
        link = f"/activities/{activity.pk}/"
        assert link in client.get(f"/invoices/{invoice.pk}/").content.decode()
        client.force_login(make_staff())
        html = client.get(f"/invoices/{invoice.pk}/").content.decode()
        assert link not in html
        assert activity.label in html

    @pytest.mark.parametrize("key", [0, 2**63, 10**30])
    def test_what_is_no_key_is_not_there(self, client: Client, clerk: StaffUser, key: int) -> None:
        assert client.get(f"/invoices/{key}/").status_code == 404

    def test_the_pdf(self, client: Client, domstad: Customer) -> None:
        invoice = make_invoice(domstad, issued=True)
        response = client.get(f"/invoices/{invoice.pk}/pdf/")
        assert response.content.startswith(b"%PDF")
        assert "attachment" in response["Content-Disposition"]
        shown = client.get(f"/invoices/{invoice.pk}/pdf/?show=1")
        assert "inline" in shown["Content-Disposition"]


class TestAllInvoices:
    URL = "/invoices/"

    @pytest.fixture
    def invoices(self, domstad: Customer) -> None:
        make_invoice(domstad, issued_on=datetime.date(2026, 11, 18))
        make_invoice(make_customer(), issued_on=LATE)
        make_invoice(domstad, status="paid", issued_on=datetime.date(2026, 9, 1))
        make_invoice(domstad)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["2026-0002", "2026-0001"]),
            ({"show": "overdue"}, ["2026-0002"]),
            ({"show": "draft"}, ["concept"]),
            ({"show": "credit"}, []),
            ({"show": "all"}, ["2026-0001", "2026-0002", "2026-0003"]),
            (
                {"show": "all", "since": "1-9-2026", "until": "14-10-2026"},
                ["2026-0002", "2026-0003"],
            ),
            ({"show": "open", "since": "15-10-2026"}, ["2026-0001"]),
            ({"number": "3"}, ["2026-0003"]),
            ({"number": " 2026-0003 "}, ["2026-0003"]),
            ({"number": "2026"}, []),
            ({"show": "nonsense"}, []),
            ({"since": "morgen"}, []),
            ({"since": "2-2-2026", "until": "1-1-2026"}, []),
            ({"number": "\0"}, []),
        ],
    )
    @pytest.mark.usefixtures("invoices")
    def test_narrows(self, client: Client, asked: dict[str, str], expected: list[str]) -> None:
        response = client.get(self.URL, asked)
        assert response.status_code == 200
        assert [row.name for row in response.context["page"].rows] == expected

    def test_pages_of_fifty(
        self, client: Client, domstad: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accounts.presentation.shop_list.PER_PAGE", 2)
        for _n in range(5):
            make_invoice(domstad, issued=True)
        seen = []
        url = f"{self.URL}?show=all"
        while url:
            page = client.get(url).context["page"]
            seen += [row.name for row in page.rows]
            url = page.next_url and f"{self.URL}{page.next_url}"
        assert seen == [f"2026-000{n}" for n in (5, 4, 3, 2, 1)]
        assert client.get(f"{self.URL}?show=all&page=2").context["page"].place_words == "3–4 van 5"
        assert client.get(f"{self.URL}?show=all&page=x").status_code == 200

    def test_a_constant_number_of_queries(self, client: Client, domstad: Customer) -> None:
        make_invoice(domstad, issued=True, subject="")
        few = queries_of(client, self.URL)
        for _n in range(6):
            make_invoice(issued=True, subject="")
        assert queries_of(client, self.URL) == few

    def test_the_way_there(self, client: Client, domstad: Customer) -> None:
        assert 'href="/invoices/"' in client.get("/").content.decode()
        assert "/invoices/export/" not in client.get(self.URL).content.decode()
        client.force_login(make_staff("kantoor"))
        assert "/invoices/export/" in client.get(self.URL).content.decode()

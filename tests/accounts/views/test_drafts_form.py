"""The form of a draft: lines, what is typed wrong, two clerks at once, throwing it away."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from accounts.models import Invoice, VatRate
from accounts.services.invoices import DraftValues, LineValues, change_draft, create_draft
from customers.models import Draft
from tests.factories import make_account, make_activity, make_customer, make_invoice, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
ADD = "/customers/100871/invoices/add/"


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    customer = make_customer(number="100871")
    make_account(customer)
    return customer


@pytest.fixture
def draft(clerk: StaffUser, domstad: Customer) -> Invoice:
    line = LineValues("Banden", Decimal(2), Decimal("12.5"), Decimal(21))
    values = DraftValues(subject="Onderhoud", lines=(line,))
    return create_draft(customer=domstad, values=values, actor=clerk)


def edit_url(invoice: Invoice) -> str:
    return f"/invoices/{invoice.pk}/edit/"


def form(*lines: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    """What the browser sends: description, quantity, price and rate of each line."""
    values: dict[str, Any] = {
        "subject": "",
        "customer_reference": "",
        "prices_include_vat": "1",
        "lines-TOTAL_FORMS": len(lines),
        "lines-INITIAL_FORMS": len(lines),
        "token": str(uuid4()),
    }
    for place, line in enumerate(lines):
        names = ("description", "quantity", "unit_price", "vat_rate", "activity")
        for name, value in zip(names, line, strict=False):
            values[f"lines-{place}-{name}"] = value
    return values | fields


def errors_of(response: Any) -> list[tuple[int, str, str]]:
    """The row, the field and what it says."""
    rows = response.context["form"].rows.forms
    return [
        (place, name, str(text))
        for place, row in enumerate(rows)
        for name, texts in row.errors.items()
        for text in texts
    ]


class TestAdding:
    def test_lines_as_typed(self, client: Client, domstad: Customer) -> None:
        data = form(
            ("Onderhoud", "8", "1.064,5", "21.00"),
            ("", "1", "", "21.00"),
            ("Ketting", "", "9.99", "9.00"),
            subject="Onderhoud oktober",
            customer_reference="PO 12",
        )
        response = client.post(ADD, data)
        invoice = Invoice.objects.get()
        assert response["Location"] == f"/invoices/{invoice.pk}/"
        assert (invoice.subject, invoice.customer_reference) == ("Onderhoud oktober", "PO 12")
        lines = invoice.lines.values_list("description", "quantity", "unit_price", "vat_rate")
        assert list(lines) == [
            ("Onderhoud", Decimal(8), Decimal("1064.5"), Decimal(21)),
            ("Ketting", Decimal(1), Decimal("9.99"), Decimal(9)),
        ]
        assert invoice.total == Decimal("8525.99")

    def test_twice_the_same_post_is_one_draft(self, client: Client, domstad: Customer) -> None:
        data = form(("Band", "1", "10", "21.00"))
        answers = [client.post(ADD, data)["Location"] for _n in range(2)]
        assert answers == [f"/invoices/{Invoice.objects.get().pk}/"] * 2

    def test_straight_on_to_issuing(self, client: Client, domstad: Customer) -> None:
        response = client.post(ADD, form(("Band", "1", "10", "21.00"), action="issue"))
        assert response["Location"] == f"/invoices/{Invoice.objects.get().pk}/issue/"

    def test_starts_with_three_rows_and_the_usual_rate(
        self, client: Client, domstad: Customer
    ) -> None:
        shown = client.get(ADD).context["form"]
        assert [row["vat_rate"].value() for row in shown.rows] == ["21.00"] * 3
        assert [value for value, _label in shown.rates] == ["21.00", "9.00", "0.00"]

    @pytest.mark.parametrize(
        ("line", "field", "words"),
        [
            (("", "1", "10", "21.00"), "description", "Vul in waar deze regel voor is."),
            (("Band", "1", "", "21.00"), "unit_price", "Vul een prijs in; 0 mag ook."),
            (("Band", "0", "10", "21.00"), "quantity", "Vul in hoeveel, of haal de regel weg."),
            (("Band", "x", "10", "21.00"), "quantity", "Dit is geen bedrag."),
            (("Band", "1", "NaN", "21.00"), "unit_price", "Dit is geen bedrag."),
            (("Band", "1", "1e999", "21.00"), "unit_price", "Dit is geen bedrag."),
            (("Band", "1", "9" * 30, "21.00"), "unit_price", "Tussen"),
            (("Band", "1", "1,23456", "21.00"), "unit_price", "4 cijfers"),
            (("Band", "1", "10", "19.00"), "vat_rate", "19.00"),
            (("x" * 201, "1", "10", "21.00"), "description", "200"),
            (("Band", "999999", "9999999", "21.00"), "unit_price", "Deze regel komt op meer uit"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, domstad: Customer, line: tuple[str, ...], field: str, words: str
    ) -> None:
        response = client.post(ADD, form(("Goed", "1", "5", "9.00"), line, subject="Blijft"))
        assert response.status_code == 200
        [(place, name, text)] = errors_of(response)
        assert (place, name) == (1, field)
        assert words in text
        assert not Invoice.objects.exists()
        html = response.content.decode()
        for kept in ("Goed", "Blijft", *[value for value in line[:3] if value]):
            assert f'value="{kept}"' in html
        assert "1 fout over" in text_of(response) or "Nog 1 fout" in text_of(response)

    @pytest.mark.parametrize("total", ["", "x", "-1", "9" * 20, "1000"])
    def test_a_broken_count_of_rows_is_answered(
        self, client: Client, domstad: Customer, total: str
    ) -> None:
        data = form(("Band", "1", "10", "21.00")) | {"lines-TOTAL_FORMS": total}
        assert client.post(ADD, data | {"row": "add"}).status_code == 200
        assert client.post(ADD, data).status_code == (302 if total == "-1" else 200)

    @pytest.mark.parametrize("value", ["\0", "\ud800", "9" * 300, "<b>"])
    def test_any_text_is_answered(self, client: Client, domstad: Customer, value: str) -> None:
        value = value.encode("utf-8", "surrogatepass").decode("latin-1")
        data = form((value, value, value, value, value), subject=value, version=value)
        assert client.post(ADD, data).status_code in {200, 400}


class TestRows:
    """A row more or less, without JavaScript."""

    LINES = (("Een", "1", "1", "21.00"), ("Twee", "x", "2", "9.00"))

    def test_one_more(self, client: Client, domstad: Customer) -> None:
        shown = client.post(ADD, form(*self.LINES, row="add", subject="S")).context["form"]
        assert [row["description"].value() for row in shown.rows] == ["Een", "Twee", None]
        assert shown.rows[1]["quantity"].value() == "x"
        assert shown["subject"].value() == "S"
        assert not shown.is_bound

    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            ("remove-0", ["Twee"]),
            ("remove-1", ["Een"]),
            ("remove-9", ["Een", "Twee"]),
            ("remove-x", ["Een", "Twee"]),
            ("nonsense", ["Een", "Twee"]),
        ],
    )
    def test_one_less(
        self, client: Client, domstad: Customer, wish: str, expected: list[str]
    ) -> None:
        shown = client.post(ADD, form(*self.LINES, row=wish)).context["form"]
        assert [row["description"].value() for row in shown.rows] == expected

    def test_what_was_typed_is_here_again(self, client: Client, domstad: Customer) -> None:
        client.post(ADD, form(*self.LINES, subject="Bewaard"))
        response = client.get(ADD)
        assert "Je concept van" in text_of(response)
        shown = response.context["form"]
        assert shown["subject"].value() == "Bewaard"
        assert [row["quantity"].value() for row in shown.rows] == ["1", "x"]
        client.post(ADD, {"drop_draft": "1"})
        assert client.get(ADD).context["form"]["subject"].value() is None
        assert not Draft.objects.exists()


class TestChanging:
    def test_shows_what_is_stored(self, client: Client, draft: Invoice) -> None:
        shown = client.get(edit_url(draft)).context["form"]
        assert shown["subject"].value() == "Onderhoud"
        rows = [(row["quantity"].value(), row["unit_price"].value()) for row in shown.rows]
        assert rows == [("2", "12,50"), ("1", None)]

    def test_saves(self, client: Client, draft: Invoice) -> None:
        data = form(("Binnenbanden", "3", "4", "9.00"), version=draft.version)
        assert client.post(edit_url(draft), data).status_code == 302
        [line] = draft.lines.all()
        assert (line.description, line.amount) == ("Binnenbanden", 12)

    def test_a_forged_count_of_rows_loses_none(self, client: Client, draft: Invoice) -> None:
        url = edit_url(draft)
        first = draft.lines.get()
        row = (first.description, "2", "12,50", "21.00")  # as it is stored
        data = form(row, version=draft.version, subject="Anders") | {"lines-INITIAL_FORMS": 0}
        assert client.post(url, data).status_code == 302
        assert draft.lines.count() == 1

    def test_a_line_keeps_what_it_bills(
        self, client: Client, clerk: StaffUser, domstad: Customer
    ) -> None:
        activity = make_activity(domstad, code="done", billing="due", amount=10)
        foreign = make_activity(domstad, code="done", billing="due", amount=10)
        client.post("/customers/100871/invoices/bill/", {"activity": activity.pk})
        draft = Invoice.objects.get()
        lines = [
            ("Anders gezegd", "1", "11", "21.00", str(activity.pk)),
            ("Van buiten", "1", "1", "21.00", str(foreign.pk)),
        ]
        client.post(edit_url(draft), form(*lines, version=draft.version))
        kept = {line.description: line.activity_id for line in draft.lines.all()}
        assert kept == {"Anders gezegd": activity.pk, "Van buiten": None}

    def test_a_rate_that_is_no_longer_used_stays_on_its_line(
        self, client: Client, draft: Invoice
    ) -> None:
        VatRate.objects.filter(rate=21).update(active=False, usual=False)
        data = form(("Banden", "2", "12,50", "21.00"), version=draft.version)
        assert client.post(edit_url(draft), data).status_code == 302

    def test_two_clerks_lose_nothing(
        self, client: Client, clerk: StaffUser, draft: Invoice
    ) -> None:
        version, other = draft.version, make_staff(first_name="Bram", last_name="de Wit")
        line = LineValues("Banden", Decimal(3), Decimal(12), Decimal(21))
        theirs = DraftValues("Ander werk", "PO 9", prices_include_vat=True, lines=(line,))
        change_draft(invoice=draft, version=version, values=theirs, actor=other)
        mine = form(("Banden", "2", "99", "21.00"), subject="Onderhoud", version=version)
        response = client.post(edit_url(draft), mine)
        text = text_of(response)
        for words in (
            "Bram de Wit heeft dit concept ook gewijzigd",
            "Regels was 2 × Banden à 12,50",
            "2 × Banden à 99,00",
            "3 × Banden à 12,00",
            "PO 9",
        ):
            assert words in text
        assert Invoice.objects.get().subject == "Ander werk"
        seen = response.context["conflict"].seen_version
        chosen = mine | {"seen_version": seen, "choice_lines": "mine", "token": str(uuid4())}
        assert client.post(edit_url(draft), chosen).status_code == 302
        saved = Invoice.objects.get()
        assert (saved.subject, saved.customer_reference) == ("Ander werk", "PO 9")
        assert saved.lines.get().unit_price == 99

    def test_back_from_the_conflict_to_the_form(
        self, client: Client, clerk: StaffUser, draft: Invoice
    ) -> None:
        version = draft.version
        theirs = DraftValues(subject="Ander werk")
        change_draft(invoice=draft, version=version, values=theirs, actor=make_staff())
        mine = form(("Banden", "2", "99", "21.00"), subject="Mijn werk", version=version)
        seen = client.post(edit_url(draft), mine).context["conflict"].seen_version
        again = mine | {"seen_version": seen, "action": "continue", "choice_subject": "theirs"}
        shown = client.post(edit_url(draft), again).context["form"]
        assert shown["subject"].value() == "Ander werk"
        assert shown["version"].value() == seen
        assert shown.rows[0]["unit_price"].value() == "99,00"

    def test_only_a_draft(self, client: Client, domstad: Customer) -> None:
        invoice = make_invoice(domstad, issued=True)
        for method in (client.get, client.post):
            assert method(edit_url(invoice))["Location"] == f"/invoices/{invoice.pk}/"


class TestDiscarding:
    def test_asks_and_does_it(self, client: Client, domstad: Customer) -> None:
        activity = make_activity(domstad, code="done", billing="due", amount=10)
        client.post("/customers/100871/invoices/bill/")
        draft = Invoice.objects.get()
        url = f"/invoices/{draft.pk}/discard/"
        assert "Dit concept weggooien?" in text_of(client.get(url))
        assert Invoice.objects.get().is_draft
        assert client.post(url, {"reason": "dubbel"})["Location"] == "/customers/100871/invoices/"
        draft.refresh_from_db()
        activity.refresh_from_db()
        assert (draft.status, activity.billing) == ("discarded", "due")
        assert Invoice.history.filter(id=draft.pk).latest().history_change_reason == "dubbel"
        assert client.post(url)["Location"] == "/customers/100871/invoices/"

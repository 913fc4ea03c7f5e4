"""The totals of a draft while it is typed, invoices out of the ordinary, and long ones."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.models import Invoice
from accounts.services.drafting import MOST_LINES
from accounts.services.invoices import LineValues, create_draft
from tests.accounts.clerk import draft as typed
from tests.accounts.clerk import make_shop
from tests.accounts.views.test_drafts_form import ADD, edit_url, errors_of, form
from tests.factories import make_account, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def domstad(client: Client) -> Customer:
    client.force_login(make_staff())
    customer = make_customer(number="100871")
    make_account(customer)
    make_shop()
    return customer


def live(client: Client, *lines: tuple[str, ...], **fields: Any) -> str:
    """What the totals become while these lines stand in the form."""
    asked = form(*lines, **fields) | {"row": "sums"}
    response = client.post(ADD, asked, headers={"HX-Request": "true", "HX-Target": "sums"})
    assert response.status_code == 200
    assert not Invoice.objects.exists()
    return text_of(response)


class TestWhileTyping:
    def test_they_follow(self, client: Client, domstad: Customer) -> None:
        text = live(client, ("Accu", "2", "100", "21.00"), ("Korting", "1", "-10,50", "9.00"))
        assert "Totaal € 189,50" in text
        assert "Btw 21 % over € 165,29 € 34,71" in text
        assert "Btw 9 % over − € 9,63 − € 0,87" in text

    def test_without_vat_it_comes_on_top(self, client: Client, domstad: Customer) -> None:
        text = live(client, ("Accu", "2", "100", "21.00"), prices_include_vat="0")
        assert "Totaal zonder btw € 200,00" in text
        assert "Totaal € 242,00" in text

    def test_what_cannot_be_read_yet_is_said(self, client: Client, domstad: Customer) -> None:
        lines = [("Accu", "2", "100", "21.00"), ("", "", "", "21.00")]
        text = live(client, *lines, ("Bel", "1", "12,", "21.00"), ("", "1", "5", "21.00"))
        assert "Totaal € 200,00" in text
        assert "Zonder 2 regels die nog niet te lezen zijn." in text
        assert live(client, ("Bel", "een", "1", "21.00")) == (
            "Zonder één regel die nog niet te lezen is."
        )

    @pytest.mark.parametrize("value", ["NaN", "1e999", "\0", "9" * 40, "−1"])
    def test_any_text_is_answered(self, client: Client, domstad: Customer, value: str) -> None:
        live(client, ("Bel", value, value, value), prices_include_vat=value)
        live(client, **{"lines-TOTAL_FORMS": value})

    def test_they_stand_there_when_the_form_opens(self, client: Client, domstad: Customer) -> None:
        made = create_draft(customer=domstad, values=typed(), actor="test")
        page = client.get(edit_url(made))
        assert "Totaal € 24,20" in text_of(page)
        assert 'data-hx-target="#sums"' in page.content.decode()
        assert "Totaal €" not in text_of(client.get(ADD))

    def test_a_constant_number_of_queries(
        self, client: Client, domstad: Customer, django_assert_max_num_queries: Any
    ) -> None:
        made = create_draft(customer=domstad, values=typed(*[typed().lines[0]] * 40), actor="test")
        client.get(edit_url(made))
        with django_assert_max_num_queries(40):
            client.get(edit_url(made))


class TestOutOfTheOrdinary:
    @pytest.mark.parametrize(
        ("lines", "total", "status"),
        [
            ([("Garantie", "1", "0", "21.00")], "0.00", "paid"),
            ([("Accu", "1", "50", "21.00"), ("Korting", "1", "-50", "21.00")], "0.00", "paid"),
            ([("Accu", "1", "50", "21.00"), ("Korting", "-1", "12,5", "21.00")], "37.50", "open"),
            ([("Retour", "-1", "50", "21.00")], "-50.00", "open"),
            ([("Kabel", "0,333", "9,99", "21.00")], "3.33", "open"),
            ([("Kabel", "0.333", "9.9999", "21.00")], "3.33", "open"),
            ([("Bel", "1", "10", "21.00"), ("Boek", "1", "10", "9.00")], "20.00", "open"),
        ],
    )
    def test_from_the_form_to_the_paper(
        self,
        client: Client,
        domstad: Customer,
        lines: list[tuple[str, ...]],
        total: str,
        status: str,
    ) -> None:
        posted = form(*lines)
        client.post(ADD, posted)
        made = Invoice.objects.get()
        step = f"/invoices/{made.pk}/issue/"
        response = client.post(step, {"version": made.version})
        assert response.status_code == 302, text_of(response)
        made.refresh_from_db()
        assert (str(made.total), made.status) == (total, status)
        pdf: Any = client.get(f"/invoices/{made.pk}/pdf/")
        assert pdf.getvalue().startswith(b"%PDF")
        assert client.get(f"/invoices/{made.pk}/").status_code == 200


class TestLongOnes:
    LINES = tuple(
        LineValues(f"Onderdeel {n}", Decimal(1), Decimal(1), Decimal(21))
        for n in range(1, MOST_LINES + 1)
    )

    def posted(self, count: int) -> dict[str, Any]:
        return form(*[(f"Onderdeel {n}", "1", "1", "21.00") for n in range(1, count + 1)])

    def test_the_longest_is_edited_and_saved(self, client: Client, domstad: Customer) -> None:
        made = create_draft(customer=domstad, values=typed(*self.LINES), actor="test")
        page = client.get(edit_url(made))
        assert f"Hooguit {MOST_LINES} regels." in text_of(page)
        assert len(page.context["form"].rows.forms) == MOST_LINES + 1
        # All that the browser sends, the empty row too.
        sent = form(
            *[("Onderdeel", "1", "2", "21.00", "")] * MOST_LINES,
            ("", "1", "", "21.00", ""),
            version=made.version,
            owner="",
            action="save",
        )
        assert client.post(edit_url(made), sent).status_code == 302
        made.refresh_from_db()
        assert made.total == 2 * MOST_LINES

    def test_one_more_is_refused_and_stays(self, client: Client, domstad: Customer) -> None:
        response = client.post(ADD, self.posted(MOST_LINES + 1))
        assert response.status_code == 200
        assert f"Op een factuur passen hooguit {MOST_LINES} regels." in text_of(response)
        assert response.context["form"].rows.forms[MOST_LINES]["description"].value() == (
            f"Onderdeel {MOST_LINES + 1}"
        )
        assert not errors_of(response)

    def test_no_row_is_added_to_a_full_one(self, client: Client, domstad: Customer) -> None:
        response = client.post(ADD, self.posted(MOST_LINES) | {"row": "add"})
        assert len(response.context["form"].rows.forms) == MOST_LINES

    def test_all_of_it_is_kept_while_it_is_typed(self, client: Client, domstad: Customer) -> None:
        kept = self.posted(MOST_LINES) | {"draft_path": ADD}
        assert client.post(reverse("customers:draft"), kept).status_code == 200
        shown = client.get(ADD).context["form"]
        last = shown.rows.forms[MOST_LINES - 1]
        assert last["description"].value() == f"Onderdeel {MOST_LINES}"
        assert last["unit_price"].value() == "1"

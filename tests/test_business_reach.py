"""Business of one customer is not reached through another; treatments are nobody else's to know."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Invoice
from accounts.services.billing import bill
from customers.activities.models import Activity, Treatment
from customers.models import Customer
from klantbeheer.staff.roles import ROLES
from tests.factories import (
    make_account,
    make_activity,
    make_customer,
    make_moment,
    make_staff,
    mark_erased,
)
from tests.nasty import FORM, FormReader
from tests.test_access import NUMBER, PDF, ROWS, Row, _customer

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["_customer"]  # the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_customer")]

BUSINESS = [row for row in ROWS if row.name.partition(":")[0] in ("accounts", "activities")]
PRIVACY = [row for row in ROWS if row.name.startswith("privacy:")]
OF_ONE = [row for row in BUSINESS if {"activity_id", "invoice_id"} & row.kwargs.keys()]
#: What a post needs to get as far as doing something.
DATA = "reason=x&restore=1&stage=1&title=x&amount=1&method=pin&received_on=1-11-2026&version=1"
OTHERS = sorted(set(ROLES) - {"behandelaar"})
UNKNOWN = (0, 987_654, 2**63, 10**30)


def allowed(row: Row, role: str) -> list[str]:
    """The methods that this role may use here."""
    return [m for m, may in (("GET", row.get), ("POST", row.post)) if role in may]


def content(response: Any) -> str:
    """What an answer says: a page, a file that is streamed, the text of a PDF."""
    body = b"".join(response) if response.streaming else response.content
    if response.get("Content-Type") == "application/pdf" and len(body) > len(PDF):
        pages = pypdfium2.PdfDocument(body)
        return "\n".join(page.get_textpage().get_text_range() for page in pages)
    return str(body.decode(errors="replace"))


class TestReach:
    @pytest.mark.parametrize("role", ROLES)
    def test_through_another_customer(self, client: Client, role: str) -> None:
        other = make_customer()
        make_account(other)
        client.force_login(make_staff(role))
        before = list(Activity.objects.order_by("pk").values())
        tried = 0
        for row in BUSINESS:
            if {"number", "activity_id"} <= row.kwargs.keys():
                url = reverse(row.name, kwargs=row.kwargs | {"number": other.number})
                for method in allowed(row, role):
                    assert client.generic(method, url, DATA, FORM).status_code == 404, url
                    tried += 1
        assert tried >= 2
        assert list(Activity.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize("role", ["beheerder", "behandelaar"])
    def test_keys_that_are_nobodys(self, client: Client, role: str) -> None:
        client.force_login(make_staff(role))
        keys = {"activity_id", "invoice_id", "arrival_id", "request_id", "batch_id"}
        for row in (*BUSINESS, *PRIVACY):
            for name in keys & row.kwargs.keys():
                for key in UNKNOWN:
                    url = reverse(row.name, kwargs=row.kwargs | {name: key})
                    for method in allowed(row, role):
                        assert client.generic(method, url, DATA, FORM).status_code == 404, url

    @pytest.mark.parametrize("role", ROLES)
    def test_an_erased_customer_has_nothing(self, client: Client, role: str) -> None:
        mark_erased(NUMBER)
        client.force_login(make_staff(role))
        invoices = list(Invoice.objects.order_by("pk").values())
        for row in BUSINESS:
            url = reverse(row.name, kwargs=row.kwargs)
            is_ones = bool({"activity_id", "invoice_id"} & row.kwargs.keys())
            for method in allowed(row, role):
                response = client.generic(method, url, DATA, FORM)
                if is_ones or (method == "POST" and "number" in row.kwargs):
                    assert response.status_code == 404, url
                elif "bookkeeping" not in row.name:  # the books have no gaps
                    text = content(response)
                    assert not [w for w in ("Gazelle", "Fietszitje", "2026-0001") if w in text], url
        assert list(Invoice.objects.order_by("pk").values()) == invoices

    @pytest.mark.parametrize("role", ROLES)
    def test_the_law_does_not_bring_back_who_was_erased(self, client: Client, role: str) -> None:
        """Requests, plans, holds and files of an erased customer say its number alone."""
        customer = Customer.objects.get(number=NUMBER)
        customer.last_name, customer.emails = "Zwaluwenburg", "zwaluw@vogels.example"
        customer.save()
        mark_erased(NUMBER)
        client.force_login(make_staff(role))
        for row in PRIVACY:
            url = reverse(row.name, kwargs=row.kwargs)
            for method in allowed(row, role):
                response = client.generic(method, url, DATA, FORM)
                assert response.status_code in {200, 302, 404, 410}, url
                assert "zwaluw" not in content(response).lower(), url

    @pytest.mark.parametrize("role", ROLES)
    def test_no_button_that_may_not_be_pressed(self, client: Client, role: str) -> None:
        """Every form of every page of business and of the law posts to where this role may post."""
        client.force_login(make_staff(role))
        rows = [*BUSINESS, *PRIVACY]
        may = {reverse(row.name, kwargs=row.kwargs).rstrip("/"): role in row.post for row in rows}
        pressed = 0
        for row in rows:
            if role not in row.get or row.name in ("accounts:invoice_pdf", "privacy:export_file"):
                continue
            page = reverse(row.name, kwargs=row.kwargs)
            response = client.get(page)
            if response.status_code != 200 or "text/html" not in response["Content-Type"]:
                continue
            for form in FormReader(response.content.decode()).forms:
                action = (form.action.partition("?")[0] or page).rstrip("/")
                if form.method == "post" and action in may:
                    assert may[action], f"{page}: {action}"
                    pressed += 1
        assert pressed or role == "inkijk"


SECRETS = {
    "complaint": "meniscusklacht",
    "findings": "kraakbeenletsel",
    "treatment": "dryneedling",
    "advice": "zwachtelen",
}
TITLE = "Behandelverslag"
#: On an invoice the number of a treatment stands, and that is all.
NUMBERED = {f"accounts:invoice{step}" for step in ("", "_edit", "_discard", "_issue", "_pdf")}
ADDED = (
    "text=meniscus",
    "text=BH-47",
    "activity={key}",
    "kind=treatment",
    "parent={key}",
    "all=1",
)


@pytest.fixture
def treatment() -> Activity:
    """A treatment that is done, within the project, still to be invoiced, and spoken about."""
    with connection.cursor() as cursor:  # what stands there already has keys of its own
        for table in ("activities_activity", "contacts_contactmoment", "accounts_invoice"):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 100000)", [table])
    customer = Customer.objects.get(number=NUMBER)
    made = make_activity(
        customer,
        "treatment",
        code="done",
        number=47_119_031,
        title=TITLE,
        amount="7531.90",
        billing="due",
        parent=Activity.objects.get(pk=6),
        planned_on=datetime.date(2026, 11, 20),
    )
    Treatment.objects.create(activity=made, **SECRETS)
    make_activity(customer, "treatment", number=47_129_031, title=TITLE, amount="7531.90")
    return made


def leaks(text: str, row: Row) -> list[str]:
    """What of a treatment stands in a page."""
    words = [*SECRETS.values(), TITLE, "47129031"]
    words += (
        [] if row.name in NUMBERED else ["47119031", "7.531,90", "7531,90", "7531.90", "15.063"]
    )
    return [word for word in words if word in text]


class TestTreatments:
    @pytest.mark.parametrize("role", OTHERS)
    def test_no_page_knows_of_it(self, client: Client, treatment: Activity, role: str) -> None:
        client.force_login(make_staff(role))
        make_moment(treatment.customer, activity=treatment, text="Belde.")
        queries = ("", "&".join(ADDED).format(key=treatment.pk))
        for place, row in enumerate(ROWS):
            readers = [other for other in OTHERS if other in row.get]
            if role in readers:
                url = reverse(row.name, kwargs=row.kwargs)
                # Roles take turns; what only one of them may see is asked for both ways.
                turn = (place + readers.index(role)) % 2
                for query in queries if len(readers) == 1 else queries[turn : turn + 1]:
                    found = leaks(content(client.get(f"{url}?{query}")), row)
                    assert not found, f"{url}?{query}: {found}"

    @pytest.mark.parametrize("role", OTHERS)
    def test_nothing_happens_to_it(self, client: Client, treatment: Activity, role: str) -> None:
        client.force_login(make_staff(role))
        before = Activity.objects.values().get(pk=treatment.pk)
        data = f"{DATA}&activity={treatment.pk}&parent={treatment.pk}&kind=treatment&text=x"
        for row in ROWS:
            if role in row.post:
                kwargs = row.kwargs
                if "activity_id" in kwargs:
                    kwargs = kwargs | {"activity_id": treatment.pk}
                url = reverse(row.name, kwargs=kwargs)
                response = client.generic("POST", url, data, FORM)
                assert response.status_code == 404 or "activity_id" not in kwargs, url
                assert not leaks(content(response), row), url
        assert Activity.objects.values().get(pk=treatment.pk) == before

    @pytest.mark.parametrize("role", OTHERS)
    def test_an_invoice_says_its_number_alone(
        self, client: Client, treatment: Activity, role: str
    ) -> None:
        made = bill(customer=treatment.customer, actor="test", activities=[treatment])
        client.force_login(make_staff(role))
        rows = [row for row in ROWS if "invoice_id" in row.kwargs and role in row.get]
        for row in rows:
            url = reverse(row.name, kwargs={"invoice_id": made.pk})
            found = leaks(content(client.get(url)), row)
            # Other pages of an invoice lead to the invoice, or say what it comes to.
            assert not {*found} & {*SECRETS.values(), TITLE, "47129031"}, f"{url}: {found}"

"""Every address against every role and method. A new address without a row fails.

A row says who may GET and who may POST; nobody means that the method does not exist there. All others
who are signed in get 403, whoever is not signed in is sent to the sign-in page, and what does not exist
is 404 for those who might see it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from contacts.models import Attachment, ContactMoment, Delivery, Message
from customers.activities.models import (
    Appointment,
    Arrival,
    Kind,
    Repair,
    Subscription,
    Treatment,
)
from customers.models import (
    Customer,
    ErasureHold,
    LoyaltyCard,
    PrivacyRequest,
    RetentionBatch,
    RetentionRule,
)
from klantbeheer.staff.roles import ROLES
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_export,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)
from tests.nasty import Attempts
from tests.shared_rows import made_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db

Roles = frozenset[str]
NOBODY: Roles = frozenset()
ALL: Roles = frozenset(ROLES)
WRITERS: Roles = frozenset({"beheerder", "balie", "kantoor", "behandelaar"})
OFFICE: Roles = frozenset({"beheerder", "kantoor"})
MEDICAL: Roles = frozenset({"behandelaar"})
BOSS: Roles = frozenset({"beheerder"})
METHODS = ("GET", "POST", "DELETE")
SIGN_IN = "/staff/sign-in/"
NUMBER = "100234"
UNKNOWN = "999999999999"
PDF = b"%PDF-1.4\n%%EOF\n"
FILE = {"attachment_id": UUID(int=1)}


@dataclass(frozen=True)
class Row:
    """Who may do what at the address `name`."""

    name: str
    get: Roles = NOBODY
    post: Roles = NOBODY
    kwargs: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def of_customer(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY, **more: Any) -> Row:
    """A row of an address with a customer's number in it."""
    return Row(f"customers:{name}", get, post, {"number": NUMBER, **more})


def of_privacy(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY, **kwargs: Any) -> Row:
    """A row of the privacy law: requests 1 (erasure) and 3 (access) run, 2 awaits approval."""
    return Row(f"privacy:{name}", get, post, kwargs)


def of_contacts(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY, **more: Any) -> Row:
    """The same, of the contacts."""
    return Row(f"contacts:{name}", get, post, {"number": NUMBER, **more})


def of_activities(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY, **more: Any) -> Row:
    """The same, of the activities."""
    return Row(f"activities:{name}", get, post, {"number": NUMBER, **more})


def of_accounts(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY) -> Row:
    """The same, of the accounts."""
    return Row(f"accounts:{name}", get, post, {"number": NUMBER})


def of_invoice(name: str, *, get: Roles = NOBODY, post: Roles = NOBODY, invoice_id: int = 1) -> Row:
    """A row of an address with an invoice in it: 1 is a draft, 2 is issued."""
    return Row(f"accounts:{name}", get, post, {"invoice_id": invoice_id})


ROWS = [
    Row("customers:counter", get=ALL),
    Row("customers:add", get=WRITERS, post=WRITERS),
    Row("customers:doubles", post=WRITERS),
    Row("customers:address_lookup", get=ALL),
    Row("customers:draft", post=ALL),
    of_customer("detail", get=ALL),
    of_customer("extra", get=ALL),
    of_customer("cards", get=ALL),
    of_customer("history", get=ALL),
    of_customer("history_export", get=OFFICE),
    of_customer("opened", post=ALL),
    of_customer("edit", get=WRITERS, post=WRITERS),
    of_customer("attention", get=WRITERS, post=WRITERS),
    of_customer("moved", get=WRITERS, post=WRITERS),
    of_customer("renumber", get=BOSS, post=BOSS),
    of_customer("deactivate", get=WRITERS, post=WRITERS),
    of_customer("reactivate", get=WRITERS, post=WRITERS),
    of_customer("make_active", get=WRITERS, post=WRITERS),
    of_customer("make_prospect", get=WRITERS, post=WRITERS),
    of_customer("card_add", get=WRITERS, post=WRITERS),
    of_customer("card_block", get=WRITERS, post=WRITERS, card_id=1),
    of_privacy("customer", get=WRITERS, number=NUMBER),
    *(
        of_privacy(f"add_{kind}", get=WRITERS, post=WRITERS, number=NUMBER)
        for kind in PrivacyRequest.Kind.values
    ),
    of_privacy("erase", get=OFFICE, number=NUMBER),
    of_privacy("fields", get=OFFICE, post=OFFICE, number=NUMBER),
    of_privacy("hold", get=OFFICE, post=OFFICE, number=NUMBER),
    of_privacy("hold_end", get=OFFICE, post=OFFICE, number=NUMBER),
    of_privacy("requests", get=WRITERS),
    of_privacy("requests_export", get=OFFICE),
    of_privacy("request", get=WRITERS, request_id=1),
    of_privacy("request_edit", get=OFFICE, post=OFFICE, request_id=1),
    of_privacy("request_close", get=OFFICE, post=OFFICE, request_id=3),
    of_privacy("request_withdraw", get=OFFICE, post=OFFICE, request_id=1),
    of_privacy("plan", get=OFFICE, request_id=1),
    of_privacy("plan_decide", post=OFFICE, request_id=1),
    of_privacy("plan_send", post=OFFICE, request_id=1),
    of_privacy("approve", get=BOSS, post=BOSS, request_id=2),
    of_privacy("hand_back", get=BOSS, post=BOSS, request_id=2),
    of_privacy("export_start", post=OFFICE, request_id=3),
    of_privacy("export", get=OFFICE, export_id=UUID(int=1)),
    of_privacy("export_file", get=OFFICE, export_id=UUID(int=1)),
    of_privacy("batches", get=OFFICE),
    of_privacy("usual_rules", get=BOSS, post=BOSS),
    of_privacy("batch", get=OFFICE, batch_id=1),
    of_privacy("batch_decide", get=BOSS, post=BOSS, batch_id=1),
    of_privacy("batch_exclude", post=BOSS, batch_id=1),
    Row("contacts:consent_list", get=ALL),
    Row("contacts:consent_export", get=OFFICE),
    of_contacts("consent_events", get=OFFICE),
    of_contacts("persons", get=ALL),
    of_contacts("person_add", get=WRITERS, post=WRITERS),
    of_contacts("choose_customer", get=WRITERS),
    of_contacts("person_edit", get=WRITERS, post=WRITERS, person_id=1),
    of_contacts("person_archive", post=WRITERS, person_id=1),
    of_contacts("person_restore", post=WRITERS, person_id=1),
    of_contacts("person_prefer", post=WRITERS, person_id=1),
    of_contacts("person_erase", get=OFFICE, post=OFFICE, person_id=1),
    of_contacts("consent", get=ALL),
    of_contacts("consent_change", post=WRITERS),
    of_contacts("timeline", get=ALL),
    of_contacts("correspondence", get=ALL),
    of_contacts("notes", get=ALL),
    of_contacts("moment_add", get=WRITERS, post=WRITERS),
    *(of_contacts(f"moment_add_{kind}", get=WRITERS) for kind in ContactMoment.Kind.values),
    of_contacts("moment_edit", get=ALL, post=WRITERS, moment_id=1),
    of_contacts("moment_remove", get=WRITERS, post=WRITERS, moment_id=1),
    of_contacts("memo", get=ALL, post=WRITERS),
    of_contacts("messages", get=ALL, post=WRITERS),
    of_contacts("message_send", get=WRITERS, post=WRITERS),
    of_contacts("address_release", post=WRITERS),
    of_contacts("delivery_decide", post=WRITERS, delivery_id=1),
    of_contacts("files", get=ALL),
    Row("contacts:attachment", get=ALL, kwargs=FILE),
    Row("contacts:attachment_preview", get=ALL, kwargs=FILE),
    Row("contacts:attachment_page", get=ALL, kwargs=FILE | {"page": 1}),
    Row("contacts:attachment_remove", get=OFFICE, post=OFFICE, kwargs=FILE),
    Row("contacts:address_book", get=ALL),
    Row("contacts:address_export", get=OFFICE, kwargs={"kind": "csv"}),
    Row("contacts:address_labels", get=OFFICE),
    of_activities("activities", get=ALL),
    of_activities("export", get=OFFICE),
    *(
        of_activities(f"add_{kind}", get=WRITERS, post=WRITERS)
        for kind in Kind.values
        if kind != Kind.TREATMENT
    ),
    of_activities("add_treatment", get=MEDICAL, post=MEDICAL),
    of_activities("activity", get=ALL, activity_id=1),
    of_activities("edit", get=WRITERS, post=WRITERS, activity_id=1),
    of_activities("stage", post=WRITERS, activity_id=1),
    of_activities("archive", post=WRITERS, activity_id=2),
    of_activities("restore", post=WRITERS, activity_id=2),
    of_activities("ready", get=WRITERS, post=WRITERS, activity_id=1),
    of_activities("move", get=WRITERS, post=WRITERS, activity_id=3),
    of_activities("cancel", get=WRITERS, post=WRITERS, activity_id=3),
    of_activities("stop", get=WRITERS, post=WRITERS, activity_id=4),
    of_activities("renew", post=WRITERS, activity_id=4),
    of_activities("honour", get=WRITERS, post=WRITERS, activity_id=5),
    of_activities("project", get=ALL, activity_id=6),
    of_activities("reads", get=BOSS, activity_id=7),
    of_activities("customer_reads", get=BOSS),
    Row("activities:agenda", get=ALL),
    Row("activities:trips", get=ALL),
    Row("activities:trips_export", get=OFFICE),
    Row("activities:arrivals", get=ALL),
    Row("activities:arrival_add", get=WRITERS, post=WRITERS),
    Row("activities:arrival", get=ALL, kwargs={"arrival_id": 1}),
    Row("activities:arrival_edit", get=WRITERS, post=WRITERS, kwargs={"arrival_id": 1}),
    Row("activities:arrival_tell", get=OFFICE, post=OFFICE, kwargs={"arrival_id": 1}),
    of_accounts("account", get=ALL),
    of_accounts("account_add", get=WRITERS, post=WRITERS),
    of_accounts("account_find", get=WRITERS),
    of_accounts("account_link", post=WRITERS),
    of_accounts("account_edit", get=WRITERS, post=WRITERS),
    of_accounts("account_unlink", get=WRITERS, post=WRITERS),
    of_accounts("account_close", get=WRITERS, post=WRITERS),
    of_accounts("account_reopen", get=WRITERS, post=WRITERS),
    of_accounts("invoices", get=ALL),
    of_accounts("invoices_export", get=OFFICE),
    of_accounts("invoice_add", get=WRITERS, post=WRITERS),
    of_accounts("invoice_bill", post=WRITERS),
    of_invoice("invoice", get=ALL, invoice_id=2),
    of_invoice("invoice_edit", get=WRITERS, post=WRITERS),
    of_invoice("invoice_discard", get=WRITERS, post=WRITERS),
    of_invoice("invoice_issue", get=WRITERS, post=WRITERS),
    of_invoice("invoice_send", get=WRITERS, post=WRITERS, invoice_id=2),
    of_invoice("invoice_pay", get=WRITERS, post=WRITERS, invoice_id=2),
    of_invoice("invoice_credit", get=OFFICE, post=OFFICE, invoice_id=2),
    of_invoice("invoice_pdf", get=ALL, invoice_id=2),
    Row("accounts:all_invoices", get=ALL),
    Row("accounts:bookkeeping", get=OFFICE, post=OFFICE),
    Row("accounts:bookkeeping_file", get=OFFICE),
    Row("keys", get=ALL),
    Row("staff:sign_out", post=ALL),
]
# Open to whoever is not signed in.
OPEN = {"staff:sign_in"}
# Open to whoever is signed in, whatever the role.
OF_ONESELF = {"keys", "staff:sign_out"}

# What an administrator may do with each model of the administration; the others may not even look.
ADMIN = {
    "accounts_categorydefaults": "view add change",
    "accounts_exportprofile": "view add change",
    "accounts_invoicesettings": "view add change",
    "accounts_paymentterm": "view add change",
    "accounts_vatrate": "view add change",
    "activities_stage": "view add change",
    "activities_subscriptionkind": "view add change",
    "activities_subscriptionquality": "view add change",
    "activities_treatmentread": "view",
    "auth_group": "view",
    "contacts_messagetemplate": "view add change",
    "contacts_contacttype": "view add change",
    "customers_category": "view add change",
    "customers_customer": "view change",
    "customers_customfield": "view add change",
    "customers_interest": "view add change",
    "customers_erasureentry": "view",
    "customers_numbercounter": "view",
    "customers_privacysettings": "view add change",
    "customers_retentionrule": "view add change",
    "customers_shopsettings": "view add change",
    "staff_staffuser": "view add change",
}


def names_in(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The full names of all addresses below `resolver`, the administration's aside."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif pattern.namespace != "admin":
            deeper = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names_in(pattern, deeper)


def admin_addresses() -> list[str]:
    """Every address of the administration, unnamed ones too, for an object with key 1."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            forms = [
                form for key in pattern.reverse_dict for form in pattern.reverse_dict.getlist(key)
            ]
            paths = {
                path % dict.fromkeys(names, "1") for found, *_ in forms for path, names in found
            }
            return sorted(f"/admin/{path}" for path in paths)
    raise AssertionError("there is no administration")


@pytest.fixture(scope="class")
def _customer(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with made_once(make_one_of_each, django_db_blocker):
        yield


def make_one_of_each() -> None:
    """A customer with one of everything that a row names."""
    customer = make_customer(number=NUMBER)
    LoyaltyCard.objects.create(pk=1, customer=customer, number="4010200300")
    contact = make_contact(customer, pk=1)
    moment = make_moment(customer, pk=1)
    file = ContentFile(PDF, name="bon.pdf")
    Attachment.objects.create(
        pk=UUID(int=1),
        customer=customer,
        moment=moment,
        file=file,
        size=len(PDF),
        name="bon.pdf",
        content_type="application/pdf",
    )
    message = Message.objects.create(
        customer=customer,
        document="ready_for_pickup",
        channel="email",
        language="nl",
        text="Het ligt klaar.",
        key="test",
        system="test",
    )
    Delivery.objects.create(
        pk=1, message=message, customer=customer, contact_person=contact, address="a@b.example"
    )
    hang_business_on(customer)
    ask_privacy_of(customer)


def ask_privacy_of(customer: Customer) -> None:
    """Requests, a file and a batch, under the keys that the rows name."""
    make_request(customer, "erasure", pk=1)
    other = make_customer(number="100235")
    make_request(other, "erasure", pk=2, status="awaiting", planned_by=make_staff("kantoor"))
    asked = make_request(customer, "access", pk=3)
    make_export(asked, pk=UUID(int=1), ready=True)
    ErasureHold.objects.create(customer=customer, reason="claim")
    rule = RetentionRule.objects.create(kind="customer", months=84, ground="Fiscal")
    RetentionBatch.objects.create(
        pk=1, rule=rule, before=datetime.date(2019, 11, 22), proposed_on=datetime.date(2026, 11, 22)
    )


def hang_business_on(customer: Customer) -> None:
    """Activities and invoices, under the keys that the rows name."""
    repair = make_activity(customer, "repair", pk=1)
    Repair.objects.create(activity=repair, device="Gazelle")
    make_activity(customer, "order", code="done", pk=2)
    starts = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
    Appointment.objects.create(
        activity=make_activity(customer, "appointment", pk=3, planned_on=starts.date()),
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=1),
    )
    Subscription.objects.create(
        activity=make_activity(customer, "subscription", pk=4),
        next_on=datetime.date(2026, 12, 1),
    )
    make_activity(customer, "request", pk=5)
    make_activity(customer, "project", pk=6)
    Treatment.objects.create(activity=make_activity(customer, "treatment", pk=7))
    Arrival.objects.create(pk=1, title="Atlas", author=make_staff())
    make_account(customer)
    make_invoice(customer, pk=1)
    make_invoice(
        customer,
        pk=2,
        status="open",
        series="2026",
        sequence=1,
        number="2026-0001",
        issued_on=datetime.date(2026, 11, 18),
        due_on=datetime.date(2026, 12, 2),
        recipient_name="Fietskoeriers Domstad B.V.",
    )


def at(row: Row, **kwargs: Any) -> str:
    """The address of a row; `kwargs` replace its own."""
    return reverse(row.name, kwargs=row.kwargs | kwargs)


def send(client: Client, method: str, row: Row, **kwargs: Any) -> Any:
    """The answer to a request without any data."""
    return client.generic(method, at(row, **kwargs))


class TestTable:
    def test_every_address_has_a_row(self) -> None:
        names = list(names_in(get_resolver()))
        rows = [row.name for row in ROWS]
        assert sorted(names) == sorted([*rows, *OPEN])
        assert len(set(rows)) == len(rows)

    def test_every_model_of_the_administration_has_a_row(self) -> None:
        models = {f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry}
        assert models == set(ADMIN)


@pytest.mark.parametrize("row", ROWS, ids=str)
class TestRow:
    """Each request is undone, so that the next one finds everything as it was."""

    @pytest.mark.usefixtures("_customer")
    def test_signed_in(self, client: Client, row: Row) -> None:
        with Attempts(client) as attempts:
            for role in ROLES:
                user = make_staff(role)
                client.force_login(user)
                for method in METHODS:
                    attempts.send(method, at(row), note=role, check=answers(row, method, role))
                    if row.name == "staff:sign_out":  # the cookie is not taken back
                        client.force_login(user)

    @pytest.mark.usefixtures("_customer")
    def test_not_signed_in(self, client: Client, row: Row) -> None:
        for method in METHODS:
            response = send(client, method, row)
            assert response.status_code == 302
            assert response["Location"].startswith(SIGN_IN)

    def test_what_does_not_exist(self, client: Client, row: Row) -> None:
        if "number" not in row.kwargs:
            return
        for role in sorted(row.get | row.post):
            client.force_login(make_staff(role))
            for method, allowed in (("GET", row.get), ("POST", row.post)):
                if role in allowed:
                    assert send(client, method, row, number=UNKNOWN).status_code == 404


def answers(row: Row, method: str, role: str) -> Callable[[Any], None]:
    """What the answer to this request must be."""
    allowed = {"GET": row.get, "POST": row.post}.get(method, NOBODY)
    expected = {405} if not allowed else {200, 204, 302, 400, 409} if role in allowed else {403}

    def check(response: Any) -> None:
        assert response.status_code in expected, f"{method} {role}: {response.status_code}"

    return check


@pytest.mark.usefixtures("_customer")
def test_a_login_without_a_role_gets_in_nowhere(client: Client) -> None:
    user = make_staff()
    user.groups.clear()
    client.force_login(user)
    for row in ROWS:
        if row.name not in OF_ONESELF:
            for method, allowed in (("GET", row.get), ("POST", row.post)):
                status = send(client, method, row).status_code
                assert status == (403 if allowed else 405), f"{method} {row}"


@pytest.mark.parametrize("role", ["", "beheerder", "balie", "kantoor", "inkijk"])
def test_open_to_everybody(client: Client, role: str) -> None:
    if role:
        client.force_login(make_staff(role))
    for name in OPEN:
        assert client.get(reverse(name)).status_code == (302 if role else 200)
        assert client.delete(reverse(name)).status_code == (302 if role else 405)


class TestAdministration:
    def test_others_are_refused_everywhere(self, client: Client) -> None:
        addresses = admin_addresses()
        assert "/admin/customers/customer/1/change/" in addresses
        assert "/admin/customers/customer/1/history/1/" in addresses
        for role in sorted(ALL - BOSS):
            client.force_login(make_staff(role))
            statuses = {
                (address, method): client.generic(method, address).status_code
                for address in addresses
                for method in ("GET", "POST")
            }
            assert {key for key, status in statuses.items() if status != 403} == set()

    def test_who_is_not_signed_in_is_sent_to_the_sign_in_page(self, client: Client) -> None:
        for address in admin_addresses():
            for method in ("GET", "POST"):
                response = client.generic(method, address)
                assert response.status_code == 302, address
                assert response["Location"].startswith(SIGN_IN), address

    @pytest.mark.parametrize("model", ADMIN)
    def test_what_an_administrator_may(self, client: Client, model: str) -> None:
        client.force_login(make_staff("beheerder"))
        may = ADMIN[model].split()
        pages = {"view": "changelist", "add": "add"}
        for action, page in pages.items():
            status = client.get(reverse(f"admin:{model}_{page}")).status_code
            assert (status in {200, 302}) if action in may else status == 403

    @pytest.mark.parametrize("model", [model for model in ADMIN if "add" not in ADMIN[model]])
    def test_nothing_is_added_where_that_is_not_said(self, client: Client, model: str) -> None:
        client.force_login(make_staff("beheerder"))
        assert client.post(reverse(f"admin:{model}_add")).status_code == 403

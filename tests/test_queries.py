"""Every page of activities, accounts and privacy asks the database as often for much as for little."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import ExportProfile, Invoice, InvoicePayment, PaymentTerm, VatRate
from customers.activities.models import (
    Activity,
    Arrival,
    ArrivalNotice,
    Kind,
    Stage,
    SubscriptionKind,
    SubscriptionQuality,
    TreatmentRead,
)
from customers.models import (
    AccessDownload,
    Customer,
    CustomerRelation,
    ErasureHold,
    Interest,
    PrivacyRequest,
    RetentionItem,
)
from klantbeheer.staff.models import StaffUser
from tests.activities.samples import at, make_appointment, one_of_each
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
from tests.test_access import NUMBER, ROWS, ask_privacy_of, hang_business_on

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 25)
PHONE = "+31655010244"
#: Pages with another content than their plain address shows.
MORE = (
    "/customers/100235/account/add/",
    "/customers/100236/account/reopen/",
    f"/customers/{NUMBER}/",
    f"/customers/{NUMBER}/deactivate/",
    f"/customers/{NUMBER}/make-prospect/",
    f"/customers/{NUMBER}/timeline/",
    f"/customers/{NUMBER}/activities/?kind=repair&sort=by",
    f"/customers/{NUMBER}/activities/?state=archived",
    f"/customers/{NUMBER}/activities/?state=open",
    f"/customers/{NUMBER}/invoices/?all=1",
    f"/appointments/?day={DAY:%Y-%m-%d}&span=day",
    "/trips/?year=2026",
    "/invoices/?show=all",
    "/arrivals/1/?all=1",
)
#: What leads on at once; the page itself is looked at by another address.
LEAD_ON = {
    f"/customers/{NUMBER}/account/add/",
    f"/customers/{NUMBER}/account/reopen/",
    f"/customers/{NUMBER}/privacy/add/erasure/",
    f"/customers/{NUMBER}/privacy/erase/",
}
_name = count(1)


def asked(client: Client, url: str) -> int:
    """How many queries a page costs, with all that it streams."""
    with CaptureQueriesContext(connection) as queries:
        response: Any = client.get(url)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code == (302 if url in LEAD_ON else 200), url
    # Now and then a session says that it is still used, in a savepoint.
    ours = [query["sql"] for query in queries if "django_session" not in query["sql"]]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in ours)


def addresses(each: list[Activity]) -> list[str]:
    """The pages of these apps, and those of each of these activities."""
    apps = ("activities:", "accounts:", "privacy:")
    rows = [row for row in ROWS if row.get and row.name.startswith(apps)]
    found = [reverse(row.name, kwargs=row.kwargs) for row in rows]
    for activity in each:
        names = ["project" if activity.kind == Kind.PROJECT else "activity", "edit"]
        found += [reverse(f"activities:{name}", args=[NUMBER, activity.pk]) for name in names]
    return [*found, *MORE]


def grow(customer: Customer, reader: StaffUser) -> None:
    """More of everything: of the customer, of whoever pays with it, and of the shop."""
    project = Activity.objects.get(pk=6)
    for activity in one_of_each(customer):
        activity.assigned_to = make_staff()
        activity.parent = None if activity.kind == Kind.PROJECT else project
        activity.save()
    make_activity(customer, "order", code="done", archived=True, assigned_to=make_staff())
    make_activity(customer, "repair", code="done", billing="due", amount=Decimal(12))
    make_activity(customer, "purchase", code="done", amount=Decimal(12))
    appointment = Activity.objects.get(pk=3)
    make_appointment(make_customer(), at(DAY, 10), assigned_to=appointment.assigned_to)
    make_appointment(customer, at(DAY, 11), assigned_to=make_staff())
    TreatmentRead.objects.create(activity_id=7, reader=make_staff(), place="test")
    make_moment(customer, activity=project, author=None)
    grow_money(customer)
    grow_shop(customer, reader)
    grow_privacy(customer, reader)


def grow_privacy(customer: Customer, reader: StaffUser) -> None:
    """More requests, files, holds and proposals, and more texts elsewhere that name somebody."""
    for kind in PrivacyRequest.Kind.values:
        make_request(customer, kind, status="withdrawn", assigned_to=make_staff("kantoor"))
    make_request(make_customer(), "access", assigned_to=reader, deadline=DAY)
    export = make_export(PrivacyRequest.objects.get(pk=3), ready=True)
    AccessDownload.objects.create(export_id=UUID(int=1), staff=make_staff("kantoor"))
    AccessDownload.objects.create(export=export, staff=reader)
    ended = {"ended_at": timezone.now(), "ended_by": make_staff("kantoor")}
    ErasureHold.objects.create(customer=customer, reason="claim", set_by=reader, **ended)
    whole = make_customer()
    RetentionItem.objects.create(batch_id=1, customer=whole, customer_number=whole.number, rows=3)
    make_moment(make_customer(), text=f"Bel {customer.mobile}, {PHONE} belde ook.", kind="note")


def grow_money(customer: Customer) -> None:
    """More invoices, lines, payments, and customers of the same account."""
    account = customer.billing_account
    assert account
    other = make_customer(billing_account=account)
    make_invoice(other, payer=customer, issued=True)
    make_invoice(customer, issued=True, issued_on=datetime.date(2026, 1 + next(_name) % 9, 1))
    make_invoice(customer, status="paid")
    make_invoice(customer)
    draft = Invoice.objects.get(pk=1)
    draft.lines.create(
        customer=customer,
        position=draft.lines.count() + 1,
        description="Helm",
        unit_price=1,
        vat_rate=9,
        amount=1,
        activity=make_activity(customer, "order", code="done"),
    )
    InvoicePayment.objects.create(
        invoice_id=2, amount=1, received_on=DAY, method="pin", staff=make_staff()
    )
    Invoice.objects.filter(pk=2).update(paid=Invoice.objects.get(pk=2).paid + 1)
    make_account(make_customer(), name=account.name)
    PaymentTerm.objects.create(name=f"{next(_name)} dagen", days=next(_name))
    VatRate.objects.create(country="NL", rate=next(_name), name=f"tarief {next(_name)}")
    ExportProfile.objects.create(name=f"profiel {next(_name)}", columns=["number"])


def grow_shop(customer: Customer, reader: StaffUser) -> None:
    """More of the shop's lists, contact persons and kin, and of who waits for what came in."""
    for kind in Kind.values:
        Stage.objects.create(kind=kind, name=f"eigen {next(_name)}", status="open")
    SubscriptionKind.objects.create(name=f"soort {next(_name)}")
    SubscriptionQuality.objects.create(name=f"niveau {next(_name)}")
    make_contact(customer, emails=f"a{next(_name)}@b.example")
    CustomerRelation.objects.create(customer=customer, other=make_customer(), kind="sister")
    interest = Interest.objects.create(name=f"wens {next(_name)}")
    arrival = Arrival.objects.get(pk=1)
    arrival.interests.add(interest)
    Arrival.objects.create(title="Cortina", author=make_staff()).interests.add(interest)
    for told in (True, False):
        fan = make_customer(emails=f"f{next(_name)}@b.example", email_permission=2)
        fan.interests.add(interest)
        if told:
            ArrivalNotice.objects.create(arrival=arrival, customer=fan, sent=True)


def test_every_page_asks_as_often_for_much_as_for_little(client: Client) -> None:
    customer = make_customer(
        number=NUMBER, emails="a@b.example", email_permission=2, mobile="+31655010147"
    )
    hang_business_on(customer)
    ask_privacy_of(customer)
    Customer.objects.filter(number="100235").update(mobile=PHONE)
    with connection.cursor() as cursor:  # the keys up to here are taken
        for model in (Activity, Invoice, Arrival, PrivacyRequest):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval('{table}_id_seq', 1000)")
    each = one_of_each(customer)
    make_account(make_customer(number="100236"), active=False)
    reader = make_staff("beheerder")
    reader.groups.add(*Group.objects.all())
    client.force_login(reader)
    for _few in range(2):
        grow(customer, reader)  # a list that is cut counts what it leaves out
    pages = addresses(each)
    for url in MORE:
        asked(client, url)  # what is remembered of the first request
    little = {url: asked(client, url) for url in pages}
    for _more in range(2):
        grow(customer, reader)
    much = {url: asked(client, url) for url in pages}
    grown = {url: (little[url], much[url]) for url in pages if much[url] > little[url]}
    assert grown == {}
    assert max(much.values()) < 50, {url: n for url, n in much.items() if n >= 50}

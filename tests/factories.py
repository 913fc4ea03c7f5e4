"""Plain factories: a valid object of each kind, with what the test cares about."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import BillingAccount, Invoice, InvoiceLine, InvoicePayment
from accounts.services.numbering import next_in_series
from accounts.values.money import Line, totals
from contacts.models import ContactMoment, ContactPerson
from customers.activities.models import Activity, Stage
from customers.models import AccessExport, Customer, PrivacyRequest
from klantbeheer.history import CHANGED, write_history
from klantbeheer.staff.models import StaffUser

_serial = count(1)
PASSWORD = "een-goed-wachtwoord"  # of test logins


def make_staff(role: str = "balie", **fields: Any) -> StaffUser:
    """A member of staff with one role."""
    username = fields.pop("username", f"{role}{next(_serial)}")
    user: StaffUser = StaffUser.objects.create_user(
        username=username,
        password=PASSWORD,
        is_staff=role == "beheerder",
        **{"first_name": "Anna", "last_name": "Visser"} | fields,
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def make_customer(**fields: Any) -> Customer:
    """A person in Utrecht."""
    values = {
        "last_name": "Jansen",
        "infix": "van der",
        "initials": "J.A.",
        "salutation": "mr",
        "status": "active",
        "street": "Voorstraat",
        "house_number": 47,
        "postcode": "3512 JE",
        "city": "Utrecht",
    }
    customer: Customer = Customer.objects.create(**values | fields)
    return customer


def make_contact(customer: Customer | None = None, **fields: Any) -> ContactPerson:
    """S. Jansen, of Inkoop, at a customer."""
    values = {
        "customer": customer or make_customer(),
        "type_id": "purchasing",
        "initials": "S.",
        "last_name": "Jansen",
        "emails": "s.jansen@domstad.example",
    }
    contact: ContactPerson = ContactPerson.objects.create(**values | fields)
    return contact


def make_moment(customer: Customer | None = None, **fields: Any) -> ContactMoment:
    """A note about a customer, by nobody in particular."""
    values = {
        "customer": customer or make_customer(),
        "kind": "note",
        "text": "Wil de bakfiets voor 5 december.",
        "system": "test",
    }
    moment: ContactMoment = ContactMoment.objects.create(**values | fields)
    return moment


def make_activity(
    customer: Customer | None = None, kind: str = "order", *, code: str = "", **fields: Any
) -> Activity:
    """An activity at the first stage of its kind, or at the one with this code."""
    stages = Stage.objects.filter(kind=kind)
    stage = stages.get(code=code) if code else stages.order_by("position")[0]
    values = {
        "customer": customer or make_customer(),
        "kind": kind,
        "stage": stage,
        "status": stage.status,
        "number": next(_serial),
        "title": "Fietszitje Yepp",
        "opened_on": datetime.date(2026, 11, 18),
        "closed_on": None if stage.status == "open" else datetime.date(2026, 11, 20),
    }
    activity: Activity = Activity.objects.create(**values | fields)
    return activity


def make_account(*customers: Customer, **fields: Any) -> BillingAccount:
    """A billing account, of these customers."""
    values = {
        "number": str(500_000 + next(_serial)),
        "name": "Fietskoeriers Domstad B.V.",
        "street": "Voorstraat",
        "house_number": 47,
        "postcode": "3512 JE",
        "city": "Utrecht",
    }
    account: BillingAccount = BillingAccount.objects.create(**values | fields)
    for customer in customers:
        customer.billing_account = account
        customer.save()
    return account


def make_invoice(
    customer: Customer | None = None,
    *,
    amount: str = "121.00",
    issued: bool = False,
    **fields: Any,
) -> Invoice:
    """A draft of one line, VAT of 21 % in the price, for a customer, on its account.

    With `issued`, or a status of 'open' or 'paid', an invoice with the next number of its series;
    one may be 'discarded' too.
    """
    customer = customer or make_customer()
    account = fields.pop("account", None) or customer.billing_account or make_account(customer)
    line = Line(Decimal(1), Decimal(amount), Decimal(21))
    sums = totals([line], prices_include_vat=True)
    late = {name: fields.pop(name) for name in AT_ISSUE if name in fields}
    status = late.pop("status", "open" if issued or late else "draft")
    values = {
        "account": account,
        "customer": customer,
        "payer": customer,
        "subject": "Banden en kettingen",
        "net": sums.net,
        "vat": sums.vat,
        "total": sums.total,
    }
    invoice: Invoice = Invoice.objects.create(**values | fields)
    InvoiceLine.objects.create(
        invoice=invoice,
        customer=customer,
        position=1,
        description="Banden",
        quantity=line.quantity,
        unit_price=line.unit_price,
        vat_rate=line.vat_rate,
        amount=line.unit_price,
    )
    if status == "discarded":
        invoice.status = status
        invoice.save()
        invoice.lines.update(released=True)
    elif status != "draft":
        _make_issued(invoice, status, **late)
    return invoice


#: What an invoice gets when it is issued.
AT_ISSUE = (
    "status",
    "series",
    "sequence",
    "number",
    "issued_on",
    "due_on",
    "recipient_name",
    "recipient_country",
)


def _make_issued(invoice: Invoice, status: str, **fields: Any) -> None:
    issued_on = fields.setdefault("issued_on", datetime.date(2026, 11, 18))
    series = fields.setdefault("series", str(issued_on.year))
    sequence = fields.setdefault("sequence", 0) or next_in_series(series)
    values = {
        "number": f"{series}-{sequence:04d}",
        "due_on": issued_on + datetime.timedelta(days=14),
        "recipient_name": invoice.account.name,
        "recipient_lines": "Voorstraat 47\n3512 JE Utrecht",
        "recipient_country": "NL",
    }
    for name, value in (values | fields | {"sequence": sequence, "status": "open"}).items():
        setattr(invoice, name, value)
    if status == "paid":
        InvoicePayment.objects.create(
            invoice=invoice,
            amount=invoice.total,
            received_on=issued_on,
            method="bank",
            system="test",
        )
        invoice.status, invoice.paid, invoice.paid_on = "paid", invoice.total, issued_on
    invoice.save()


def make_request(customer: Customer, kind: str = "erasure", **fields: Any) -> PrivacyRequest:
    """What a person asked at the counter today; `status` as given, with what belongs to it."""
    today = datetime.date(2026, 11, 22)
    values: dict[str, Any] = {
        "customer": customer,
        "customer_number": customer.number,
        "kind": kind,
        "received_on": today,
        "channel": "counter",
        "deadline": datetime.date(2026, 12, 22),
        "ground": "not_needed" if kind == "erasure" else "",
        "identity": "document",
    }
    if fields.get("status") in {"done", "rejected", "withdrawn"}:
        values["closed_at"] = timezone.now()
    request: PrivacyRequest = PrivacyRequest.objects.create(**values | fields)
    return request


def make_export(request: PrivacyRequest, *, ready: bool = False, **fields: Any) -> AccessExport:
    """The file of an access request, just asked for or `ready` to be fetched for two weeks."""
    values: dict[str, Any] = {
        "request": request,
        "customer": request.customer,
        "asked_by": fields.pop("asked_by", None) or make_staff("kantoor"),
    }
    if ready:
        now = timezone.now()
        values |= {
            "status": "ready",
            "file": ContentFile(b"PK\x05\x06" + b"\0" * 18, name="inzage.zip"),
            "size": 22,
            "made_at": now,
            "expires_at": now + datetime.timedelta(days=14),
        }
    export: AccessExport = AccessExport.objects.create(**values | fields)
    return export


def mark_erased(number: str) -> None:
    """Erase a customer, whatever is still open on it. Its row stays, as if it had had business."""
    from customers.privacy.erasure import eraser, tables
    from customers.privacy.erasure.rows import read_catalogue, rows_of
    from customers.privacy.erasure.scope import Erasure

    customer = Customer.objects.get(number=number)
    rows = rows_of([customer])
    with transaction.atomic():
        entry = eraser.begin(
            {
                "scope": "customer",
                "customer_pk": customer.pk,
                "customer_number": number,
                "ground": "not_needed",
                "actor": "test",
                # What is open would hold it back, but for an erasure that is done once more.
                "replayed_at": timezone.now(),
            }
        )
        erasure = Erasure(entry, [customer.pk], [number], rows, dict.fromkeys(rows))
        tables.carry_out(erasure, read_catalogue())
        write_history(Customer, [customer.pk], CHANGED)
        eraser.finish(entry, {})

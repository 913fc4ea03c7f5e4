"""A customer with every kind of record there is, each text in it to be recognised wherever it stands."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import InvoicePayment
from contacts.models import (
    Attachment,
    ConsentEvent,
    ContactMoment,
    Delivery,
    HeldAddress,
    Memo,
    Message,
    MessageFile,
)
from contacts.sending.identity import reference
from customers.activities import models as activities
from customers.activities.models import Stage
from customers.models import (
    Address,
    Customer,
    CustomerRelation,
    Draft,
    ErasureHold,
    Interest,
    LoyaltyCard,
    MessagePreference,
    OpenedCustomer,
    PrivacyRequest,
    RetentionBatch,
    RetentionItem,
    RetentionRule,
)
from customers.services.numbers import renumber
from klantbeheer.personal_data import Handling, registered_tables
from tests import factories
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_export,
    make_invoice,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Invoice
    from klantbeheer.staff.models import StaffUser

TODAY = datetime.date(2026, 11, 22)
PERSONAL = frozenset(
    {
        Handling.NULL,
        Handling.CONSTANT,
        Handling.FREE_TEXT,
        Handling.FISCAL,
        Handling.MEDICAL,
    }
)


@dataclass
class Secrets:
    """Every value that was ever written: those that go, and those that the tax law keeps."""

    gone: list[str] = field(default_factory=list)
    fiscal: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))

    def word(self) -> str:
        """A word that stands nowhere else, with an accent."""
        number, letters = next(self._numbers), ""
        for _letter in range(3):
            number, rest = divmod(number, 26)
            letters += chr(97 + rest)
        return f"Qzjé{letters}x"

    def of(self, column: models.Field[Any, Any], *, fiscal: bool = False) -> Any:
        """A value for this column, and write it down when it can be recognised."""
        number, name = next(self._numbers), column.name
        value: Any
        if name in {"emails", "address"}:
            value = f"{self.word()}@voorbeeld.example".lower().replace("é", "e")
        elif name in {"phone", "mobile", "phone_extra"}:
            value = f"06-8{number:03d} 4{number:03d}"
        elif name == "postcode":
            value = f"{9000 + number} QX"
        elif name == "birth_date":
            value = (datetime.date(1931, 1, 1) + datetime.timedelta(days=number)).isoformat()
        elif isinstance(column, models.JSONField):
            value = self.word()
        elif isinstance(column, models.CharField | models.TextField):
            value = self.word()
            value = value.upper().replace("É", "E") if name == "number" else value
        else:
            return None
        (self.fiscal if fiscal else self.gone).append(value)
        return {"wens": value} if isinstance(column, models.JSONField) else value


#: Columns of a few known values, or of none that could be recognised.
FIXED = {
    "salutation": "mr",
    "house_number": 47,
    "mandate_signed_on": datetime.date(2025, 1, 2),
    "active": True,
}
SKIPPED = {"employee"}


@dataclass
class Everything:
    """The customer, and who is around it."""

    customer: Customer
    neighbour: Customer
    staff: StaffUser
    secrets: Secrets
    request: PrivacyRequest
    invoice: Invoice
    mention: ContactMoment
    left_alone: ContactMoment


def fill(row: Any, secrets: Secrets) -> Any:
    """Give every personal column of a row a value of its own, twice where rows can change."""
    for _turn in range(1 if getattr(row, "append_only", False) else 2):
        _fill_once(row, secrets)
        row.save()
    return row


def _fill_once(row: Any, secrets: Secrets) -> None:
    table = registered_tables()[row._meta.db_table]
    for column in row._meta.concrete_fields:
        handling = table.columns[column.column]
        if handling not in PERSONAL or column.name in SKIPPED:
            continue
        value = FIXED.get(column.name)
        if value is None:
            value = secrets.of(column, fiscal=handling is Handling.FISCAL)
        setattr(row, column.name, value)


@transaction.atomic
def build() -> Everything:
    """Make it all; nothing of it is open, so that the customer may be erased."""
    secrets, staff = Secrets(), make_staff("beheerder")
    neighbour = make_customer(last_name="Buurman", postcode="7011 AB", phone="0314-330000")
    customer = fill(make_customer(), secrets)
    customer.interests.add(Interest.objects.create(name="Bakfietsen"))
    renumber(customer=customer, number="7654321", actor=staff)
    customer.refresh_from_db()
    account = fill(make_account(customer), secrets)
    for row in (
        Address(customer=customer, kind="former"),
        LoyaltyCard(customer=customer),
    ):
        fill(row, secrets)
    CustomerRelation.objects.create(customer=customer, other=neighbour, kind="household")
    CustomerRelation.objects.create(customer=neighbour, other=customer, kind="partner")
    MessagePreference.objects.create(customer=customer)
    OpenedCustomer.objects.create(staff=staff, customer=customer, opened_at=timezone.now())
    moment = _people(customer, secrets, staff)
    _files(customer, moment, secrets)
    _activities(customer, secrets, staff)
    invoice = _invoices(customer, account, secrets)
    request = _privacy(customer, secrets, staff)
    mention, left_alone = _around(customer, neighbour, staff)
    return Everything(customer, neighbour, staff, secrets, request, invoice, mention, left_alone)


def _people(customer: Customer, secrets: Secrets, staff: StaffUser) -> ContactMoment:
    contact = fill(make_contact(customer), secrets)
    for who in (None, contact):
        fill(
            ConsentEvent(
                customer=customer,
                contact_person=who,
                channel="email",
                purpose="news",
                granted=True,
                source="counter",
                staff=staff,
            ),
            secrets,
        )
    fill(Memo(customer=customer), secrets)
    fill(HeldAddress(channel="email", customer=customer), secrets)
    moment: ContactMoment = fill(
        ContactMoment(customer=customer, contact_person=contact, kind="note", author=staff), secrets
    )
    return moment


def _files(customer: Customer, moment: ContactMoment, secrets: Secrets) -> None:
    """Files, each with a secret in it; one of them was written in place of an e-mail."""

    def content() -> ContentFile[bytes]:
        secrets.gone.append(secrets.word())
        return ContentFile(f"in {secrets.gone[-1]} it".encode(), name="file")

    fill(
        Attachment(
            customer=customer, moment=moment, file=content(), content_type="text/plain", size=9
        ),
        secrets,
    )
    message = fill(
        Message(
            customer=customer,
            document="ready_for_pickup",
            channel="email",
            language="nl",
            key="proof",
            system="test",
        ),
        secrets,
    )
    fill(
        MessageFile(
            message=message, customer=customer, file=content(), content_type="text/plain", size=9
        ),
        secrets,
    )
    delivery = fill(
        Delivery(message=message, customer=customer, status="sent", sent_at=timezone.now()), secrets
    )
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{reference(delivery)}.eml").write_bytes(content().read())


def _activities(customer: Customer, secrets: Secrets, staff: StaffUser) -> None:
    now = timezone.now()
    kind = activities.SubscriptionKind.objects.first()
    quality = activities.SubscriptionQuality.objects.first()
    details: dict[str, Callable[[Any], Any]] = {
        "appointment": lambda one: activities.Appointment(
            activity=one, starts_at=now, ends_at=now + datetime.timedelta(hours=1)
        ),
        "repair": lambda one: activities.Repair(activity=one),
        "subscription": lambda one: activities.Subscription(
            activity=one, subscription_kind=kind, quality=quality
        ),
        "treatment": lambda one: activities.Treatment(activity=one),
        "trip": lambda one: activities.Trip(activity=one, km=12),
    }
    for name, detail in details.items():
        closed = Stage.objects.filter(kind=name).exclude(status="open").order_by("position")[0]
        if name == "treatment":  # its own row says nothing
            activity = make_activity(customer, name, code=closed.code, title="Behandeling")
        else:
            activity = fill(make_activity(customer, name, code=closed.code), secrets)
        fill(detail(activity), secrets)
        if name == "treatment":
            activities.TreatmentRead.objects.create(activity=activity, reader=staff)
    arrival = activities.Arrival.objects.create(title="Bakfietsen", author=staff)
    fill(activities.ArrivalNotice(arrival=arrival, customer=customer, sent=False), secrets)


def _invoices(customer: Customer, account: Any, secrets: Secrets) -> Invoice:
    """One that was thrown away as a draft, and one that was issued and paid."""
    thrown = fill(make_invoice(customer, account=account), secrets)
    fill(thrown.lines.get(), secrets)
    # What was never issued is no invoice to the tax office.
    thrown.status = "discarded"
    thrown.save()
    thrown.lines.update(released=True)
    secrets.gone, secrets.fiscal = [*secrets.gone, *secrets.fiscal], []

    invoice: Invoice = make_invoice(customer, account=account)
    fill(invoice.lines.get(), secrets)
    _fill_once(invoice, secrets)
    invoice.save()
    snapshot = {
        "recipient_name": f"{customer.initials} {customer.last_name}",
        "recipient_lines": f"{customer.street} 47\n{customer.postcode} {customer.city}",
        "recipient_vat_number": account.vat_number,
    }
    factories._make_issued(invoice, "open", **snapshot)
    payment = InvoicePayment(
        invoice=invoice, amount=invoice.total, received_on=TODAY, method="bank", system="test"
    )
    fill(payment, secrets)
    invoice.status, invoice.paid, invoice.paid_on = "paid", invoice.total, TODAY
    invoice.save()
    return invoice


def _privacy(customer: Customer, secrets: Secrets, staff: StaffUser) -> PrivacyRequest:
    access = fill(make_request(customer, "access", status="done"), secrets)
    secrets.gone.append(secrets.word())
    file = ContentFile(f"in {secrets.gone[-1]} it".encode(), name="inzage.zip")
    make_export(access, ready=True, file=file, asked_by=staff)
    hold = ErasureHold(customer=customer, set_by=staff, ended_at=timezone.now(), ended_by=staff)
    fill(hold, secrets)
    rule = RetentionRule.objects.first()
    batch = RetentionBatch.objects.create(**batch_of(rule))
    RetentionItem.objects.create(
        batch=batch, customer=customer, customer_number=customer.number, rows=1
    )
    request: PrivacyRequest = fill(make_request(customer), secrets)
    return request


def batch_of(rule: RetentionRule | None) -> dict[str, Any]:
    """What a batch of retention cannot do without."""
    made = rule or RetentionRule.objects.create(kind="moment", months=24, ground="contract")
    return {"rule": made, "before": TODAY, "proposed_on": TODAY}


def _around(
    customer: Customer, neighbour: Customer, staff: StaffUser
) -> tuple[ContactMoment, ContactMoment]:
    """What names the customer elsewhere: two texts, a draft, a session, the log of the admin."""
    customer.refresh_from_db()
    name = f"{customer.first_name} {customer.last_name}"
    text = f"Samen met {name} langs geweest, bellen op {customer.phone}."
    moment = ContactMoment(customer=neighbour, kind="note", author=staff, text=text)
    moment.save()
    moment.text += f" Of mailen: {customer.emails}."
    moment.save()
    left_alone = ContactMoment(
        customer=neighbour, kind="note", author=staff, text="Kent haar buren goed."
    )
    left_alone.save()
    Draft.objects.create(
        owner=staff, path=f"/klanten/{neighbour.number}/wijzigen/", data={"attention": [name]}
    )
    Draft.objects.create(
        owner=staff, path=f"/klanten/{customer.number}/memo/", data={"text": ["x"]}
    )
    session = SessionStore()
    session["searched"] = customer.last_name
    session.save()
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(Customer),
        object_id=str(customer.pk),
        object_repr=str(customer),
        action_flag=CHANGE,
        change_message=f'[{{"changed": {{"name": "{customer.last_name}"}}}}]',
    )
    return moment, left_alone


def rows_without(customer: Customer) -> list[str]:
    """The registered tables that have an owner and no row of this customer, nor in their history."""
    from customers.privacy.erasure.rows import rows_of

    found, missing = rows_of([customer]), []
    for name, table in registered_tables().items():
        if not table.owner or table.live or name in found:
            continue
        with connection.cursor() as cursor:
            if table.through:
                missing.append(name)
                continue
            cursor.execute(f'SELECT 1 FROM "{name}" WHERE "{table.owner}" = %s', [customer.pk])
            if cursor.fetchone() is None:
                missing.append(name)
    return sorted(missing)

"""Every kind of page there is, for what must hold on all of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from accounts.services.predefined import ensure_predefined
from contacts.files.kinds import BY_EXTENSION
from contacts.models import Attachment, Delivery, Document, Memo, Message
from contacts.services.held import hold
from contacts.services.messages import OutgoingFile, send_document
from customers.models import (
    Address,
    Category,
    Customer,
    CustomerRelation,
    Interest,
    LoyaltyCard,
    MessagePreference,
    ShopSettings,
)
from customers.services.numbers import renumber
from tests.browser import bills, erasures, exports, lists, register, retention, steps
from tests.contacts.files import samples
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_staff,
)

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

#: Name and address; the shop is that of `make_shop`.
PAGES = {
    "counter": "/",
    "list": "/?last_name=jans&postcode=3512",
    "more fields": "/?phone=0147",
    "empty": "/?last_name=dykstra&postcode=1111",
    "bad search": "/?birth_date=morgen",
    "card": "/customers/100000/?last_name=jans&postcode=3512",
    "company": "/customers/100002/",
    "inactive": "/customers/100003/",
    "extra": "/customers/100000/extra/",
    "cards": "/customers/100000/cards/",
    "history": "/customers/100000/history/",
    "add": "/customers/add/?last_name=janssen&postcode=3512JE&house_number=47",
    "edit": "/customers/100000/edit/",
    "attention": "/customers/100000/attention/",
    "moved": "/customers/100000/moved/",
    "renumber": "/customers/100000/number/",
    "deactivate": "/customers/100000/deactivate/",
    "blocked": "/customers/100001/deactivate/",
    "reactivate": "/customers/100003/reactivate/",
    "make active": "/customers/100002/make-active/",
    "no prospect": "/customers/100000/make-prospect/",
    "make prospect": "/customers/100002/make-prospect/",
    "add card": "/customers/100000/cards/add/",
    "permissions": "/customers/100000/consent/?last_name=jans&postcode=3512",
    "no permissions": "/customers/100002/consent/",
    "contact persons": "/customers/100000/people/?last_name=jans&postcode=3512",
    "all contact persons": "/customers/100000/people/?all=1&archived=1&sort=-changed",
    "no contact persons": "/customers/100002/people/",
    "contact persons of an inactive one": "/customers/100003/people/",
    "add contact person": "/customers/100002/people/add/?last_name=domst",
    "edit contact person": "/customers/100000/people/901/",
    "archived contact person": "/customers/100000/people/903/",
    "invoices come here": "/customers/100001/",
    "messages": "/customers/100000/messages/",
    "no messages": "/customers/100003/messages/",
    "send a message": "/customers/100000/messages/send/",
    "timeline": "/customers/100000/timeline/?last_name=jans&postcode=3512",
    "timeline search": "/customers/100000/timeline/?text=fietsen&period=year",
    "no contacts": "/customers/100002/timeline/",
    "correspondence": "/customers/100000/correspondence/",
    "notes": "/customers/100000/notes/",
    "new moment": "/customers/100000/timeline/add/?new=email",
    "contacts of an activity": "/customers/100000/timeline/?activity=901",
    "new moment with an activity": "/customers/100000/timeline/add/?activity=901",
    "moment": "/customers/100000/timeline/1/",
    "sent moment": "/customers/100000/timeline/4/",
    "remove moment": "/customers/100000/timeline/1/remove/",
    "memo": "/customers/100000/memo/",
    "edit memo": "/customers/100000/memo/?edit=1",
    "files": "/customers/100000/files/?last_name=jans",
    "no files": "/customers/100002/files/",
    "pdf": "/attachments/00000000-0000-0000-0000-000000000001/preview/?last_name=jans&page=2",
    "image": "/attachments/00000000-0000-0000-0000-000000000002/preview/",
    "no preview": "/attachments/00000000-0000-0000-0000-000000000003/preview/",
    "remove file": "/attachments/00000000-0000-0000-0000-000000000001/remove/",
    "addresses": "/addresses/?type=contacts&sort=-changed",
    "main addresses": "/addresses/?status=all",
    "no addresses": "/addresses/?postcode=9999",
    "bad address filter": "/addresses/?type=contacts&postcode=!!",
    "account": "/customers/100000/account/?last_name=jans&postcode=3512",
    "no account": "/customers/100002/account/",
    "account of an inactive one": "/customers/100003/account/",
    "add account": "/customers/100002/account/add/",
    "find account": "/customers/100002/account/find/?wanted=jansen",
    "likely accounts": "/customers/100002/account/find/",
    "edit account": "/customers/100000/account/edit/",
    "unlink account": "/customers/100001/account/unlink/",
    "close account": "/customers/100001/account/close/",
    "reopen account": "/customers/100003/account/reopen/",
    "add order": "/customers/100000/activities/add/order/?last_name=jans&postcode=3512",
    "add repair": "/customers/100000/activities/add/repair/",
    "add appointment": "/customers/100002/activities/add/appointment/",
    "add subscription": "/customers/100000/activities/add/subscription/",
    "edit activity": "/customers/100000/activities/901/edit/",
    **steps.PAGES,
    **lists.PAGES,
    **bills.PAGES,
    **retention.PAGES,
    **erasures.PAGES,
    **exports.PAGES,
    **register.PAGES,
    "keys": "/keys/",
    "not found": "/customers/999999/",
}
ADMIN_PAGES = {
    "admin": "/admin/",
    "admin customers": "/admin/customers/customer/",
    "admin category": "/admin/customers/category/add/",
    "admin staff": "/admin/staff/staffuser/",
    "admin account defaults": "/admin/accounts/categorydefaults/add/",
    "admin stage": "/admin/activities/stage/add/",
    "admin texts": "/admin/contacts/messagetemplate/",
    "admin text": "/admin/contacts/messagetemplate/add/",
    **steps.ADMIN_PAGES,
    **bills.ADMIN_PAGES,
    **retention.ADMIN_PAGES,
}


def make_shop(chief: StaffUser) -> None:
    """A small shop in which every page has something to show."""
    _count_beyond_own_keys()
    ShopSettings.objects.create(pk=1, shop_name="De Spaak · Utrecht")
    jan = make_customer(
        mobile="+31655010147",
        phone="+31305550147",
        emails="jan.vdjansen@example.nl",
        attention="Betaalt alleen contant.",
        attention_by=chief,
        birth_date="1968-03-17",
        category=Category.objects.create(name="Vaste klant"),
        internal_note="Liefst na 17.00 uur",
    )
    jan.interests.add(Interest.objects.create(name="Bakfietsen"))
    paula = make_customer(
        last_name="Boer", infix="de", initials="P.", salutation="mrs", employee=make_staff("balie")
    )
    CustomerRelation.objects.create(customer=jan, other=paula, kind="household")
    make_customer(
        kind="company",
        status="prospect",
        last_name="",
        infix="",
        initials="",
        company_name="Fietskoeriers Domstad B.V.",
        postcode="3512 NA",
        house_number=21,
    )
    make_customer(last_name="Jansma", infix="", initials="T.", status="inactive", house_number=9)
    Address.objects.create(
        customer=jan,
        kind="former",
        street="Zeedijk",
        postcode="3513 BR",
        house_number=9,
        city="Utrecht",
    )
    LoyaltyCard.objects.create(customer=jan, number="2900123345", issued_on="2019-02-01")
    jan.street = "Nobelstraat"
    jan.save()
    renumber(customer=jan, number="200000", actor=chief, reason="proef")
    renumber(customer=jan, number="100000", actor=chief)
    make_accounts(jan, paula)
    make_activity(jan, "lead", pk=901, title="Elektrische bakfiets", amount="4200.00")
    make_people(jan, paula)
    make_messages(jan, chief)
    make_timeline(jan, chief)
    make_files(jan, chief)
    steps.make_steps(jan, chief)
    lists.make_lists(jan, chief)
    bills.make_bills(jan, chief)
    retention.make_retention(chief)
    register.make_register(jan, chief)
    erasures.make_erasures(jan, chief)
    exports.make_exports(jan, chief)


def _count_beyond_own_keys() -> None:
    """What gets the next key never takes one of those that are given here."""
    with connection.cursor() as cursor:
        for table in ("activities_activity", "activities_arrival", "accounts_invoice"):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), greatest(1000, nextval("
                "pg_get_serial_sequence(%(table)s, 'id'))))",
                {"table": table},
            )


def make_accounts(customer: Customer, other: Customer) -> None:
    """An account that is shared, with all there is in it, and a closed one."""
    ensure_predefined()
    make_account(
        customer,
        make_customer(last_name="Aalders", infix=""),
        number="100000",
        name="J.A. van der Jansen",
        attention_of="P. de Boer",
        registration_number="90004728",
        vat_number="NL004495445B01",
        iban="NL91ABNA0417164300",
        bic="ABNANL2A",
        delivery_method="peppol",
        mandate_reference="SPAAK-12",
        mandate_signed_on="2026-02-03",
        note="Nummer van de order vermelden.",
    )
    make_account(other, number="100001")
    closed = make_account(number="100003", name="Jansma", active=False)
    inactive = Customer.objects.get(number="100003")
    inactive.billing_account = closed
    inactive.save()


def make_people(customer: Customer, other: Customer) -> None:
    """More contact persons than are shown at once, one archived, and a Factuuradres."""
    make_contact(
        customer,
        pk=901,
        preferred=True,
        job_title="Hoofd inkoop",
        emails="s.jansen@domstad.example; inkoop@domstad.example",
        mobile="+31655010244",
        phone="+31305550299",
    )
    make_contact(
        customer,
        pk=902,
        type_id="invoice_address",
        invoice_customer=other,
        **dict.fromkeys(("initials", "last_name", "emails"), ""),
    )
    make_contact(customer, pk=903, type_id="sales", last_name="Houten", archived=True)
    for number, type_ in enumerate(("administration", "technical", "sms_alert", "other", "other")):
        address = f"een.lang.adres.nummer{number}@fietskoeriers-domstad-utrecht.example"
        make_contact(customer, type_id=type_, last_name=f"Werkplaats {number}", emails=address)


def make_messages(customer: Customer, chief: StaffUser) -> None:
    """A choice of messages, one message of each standing, and an address on hold."""
    MessagePreference.objects.create(customer=customer, ready_for_pickup="email", delayed="sms")
    for status in Delivery.Status:
        result = send_document(
            customer=customer,
            document=Document.READY,
            about=f"B-{status.value}",
            values={"toelichting": "Neem je legitimatie mee."},
            key=status.value,
            actor=chief,
            attachments=[OutgoingFile(f"Bon {status.value}.pdf", "application/pdf", b"%PDF-1.7")],
        )
        for delivery in result.deliveries:
            delivery.status = status
            delivery.sent_at = timezone.now() if status == Delivery.Status.SENT else None
            delivery.error = "De postbus is vol." if status == Delivery.Status.FAILED else ""
            delivery.save()
    reason = "adres bestaat niet"
    hold(address="jan.vdjansen@example.nl", customer=customer, reason=reason, actor="worker")


def make_timeline(customer: Customer, chief: StaffUser) -> None:
    """A moment of every kind, by a colleague, with a person, with a long text, and a memo."""
    Memo.objects.create(
        customer=customer, text="Vaste klant sinds 2014.\nLiefst bellen na 17.00 uur."
    )
    person = make_contact(customer)
    said = "Wil de bakfiets voor 5 december.\nBram belt maandag terug."
    moments = [
        make_moment(customer, kind=kind, text=said, author=chief, system="")
        for kind in ("call", "note")
    ]
    moments[0].contact_person, moments[0].direction = person, "in"
    moments[0].save()
    make_moment(
        customer, kind="letter", direction="in", subject="Klacht", text="Een lange brief. " * 90
    )
    message = Message.objects.filter(customer=customer).first()
    make_moment(customer, kind="email", direction="out", subject="Afhaalbericht", message=message)
    for days, kind in enumerate(("visit", "sms", "document")):
        moment = timezone.now() - datetime.timedelta(days=40 * days)
        make_moment(customer, kind=kind, direction="" if kind == "visit" else "out", moment=moment)
    make_moment(customer, activity_id=901, text="Begroting besproken.")


def make_files(customer: Customer, chief: StaffUser) -> None:
    """A PDF, an image and a file that is not shown, at one moment; their keys are 1, 2 and 3."""
    moment = make_moment(customer, kind="letter", direction="in", subject="Offerte van elders")
    files = {
        "Offerte Fietsenhuis.pdf": samples.pdf(3),
        "een foto met een erg lange naam van een fiets zonder zadel, aan de gracht.jpg": samples.image(
            size=(1200, 900)
        ),
        "lijst.csv": b"fiets;prijs",
    }
    for serial, (name, content) in enumerate(files.items(), start=1):
        Attachment.objects.create(
            pk=UUID(int=serial),
            customer=customer,
            moment=moment,
            file=ContentFile(content, name=name),
            name=name,
            content_type=BY_EXTENSION[name[-3:]].content_type,
            size=len(content),
            uploaded_by=chief,
        )

"""Sending an invoice: to whom routing says, its PDF with it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.documents.pdf import invoice_pdf
from accounts.documents.response import pdf_response
from accounts.services import sending
from accounts.services.invoices import credit
from accounts.services.sending import messages_of, plan_sending, send_invoice
from contacts.models import Attachment, Delivery, Message, MessageFile
from contacts.sending import send_now
from customers.activities.models import Repair
from tests.accounts.making import line, make_draft, make_issued
from tests.contacts.sending.conftest import mail_server
from tests.factories import make_account, make_activity, make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from accounts.models import Invoice
    from customers.models import Customer
    from tests.contacts.sending.mailserver import MailServer

pytestmark = pytest.mark.django_db
__all__ = ["mail_server"]


def make_jan(**fields: Any) -> Customer:
    return make_customer(**{"emails": "jan@example.nl", "email_permission": 1} | fields)


def addresses(lines: Any) -> list[str]:
    return [each.address for each in lines]


class TestPlan:
    def test_by_email(self) -> None:
        plan = plan_sending(make_issued())
        assert addresses(plan.recipients) == ["jan@example.nl"]
        assert plan.recipients[0].reason
        assert (plan.by_email, plan.may_send, plan.words) == (True, True, ())
        assert not Message.objects.exists()

    def test_nobody(self) -> None:
        plan = plan_sending(make_issued(customer=make_jan(email_permission=0)))
        assert (plan.recipients, plan.may_send) == ((), False)
        assert addresses(plan.withheld) == ["jan@example.nl"]
        assert plan.words

    def test_to_who_pays(self) -> None:
        customer = make_jan()
        payer = make_jan(emails="zwaan@example.nl", last_name="Zwaan")
        make_contact(customer, type_id="invoice_address", emails="", invoice_customer=payer)
        assert addresses(plan_sending(make_issued(customer=customer)).recipients) == [
            "zwaan@example.nl"
        ]

    def test_says_so_when_another_pays_by_now(self) -> None:
        customer = make_jan()
        invoice = make_issued(customer=customer)
        payer = make_jan(emails="zwaan@example.nl", last_name="Zwaan")
        make_contact(customer, type_id="invoice_address", emails="", invoice_customer=payer)
        plan = plan_sending(invoice)
        assert addresses(plan.recipients) == ["zwaan@example.nl"]
        assert "Fietskoeriers Domstad B.V." in plan.words[0]

    @pytest.mark.parametrize("way", ["post", "peppol"])
    def test_not_by_email(self, way: str) -> None:
        customer = make_jan()
        make_account(customer, delivery_method=way)
        plan = plan_sending(make_issued(customer=customer))
        assert (plan.by_post, plan.by_peppol) == (way == "post", way == "peppol")
        assert (plan.by_email, plan.may_send, plan.recipients) == (False, False, ())
        assert plan.words


class TestSend:
    def test_arrives_with_its_pdf(self, mail_server: MailServer) -> None:
        invoice, clerk = make_issued(), make_staff()
        plan = send_invoice(invoice=invoice, actor=clerk)
        assert addresses(plan.recipients) == ["jan@example.nl"]
        delivery = Delivery.objects.get()
        assert send_now(delivery.pk) == Delivery.Status.SENT
        (mail,) = mail_server.mails
        body = mail.get_body()
        assert body is not None
        text = " ".join(body.get_content().split())
        assert mail["Subject"] == f"Factuur {invoice.number}"
        assert "Bedrag: € 121,00" in text
        assert "Te betalen uiterlijk: " in text
        (part,) = mail.iter_attachments()
        assert part.get_filename() == f"Factuur {invoice.number}.pdf"
        assert part.get_content() == invoice_pdf(invoice)
        assert Attachment.objects.get().customer == invoice.customer
        assert Message.objects.get().author == clerk

    def test_once(self) -> None:
        invoice = make_issued()
        first = send_invoice(invoice=invoice, actor="test")
        second = send_invoice(invoice=invoice, actor="test")
        assert (first.repeated, second.repeated) == (False, True)
        assert addresses(second.recipients) == ["jan@example.nl"]
        assert (Message.objects.count(), ProcrastinateJob.objects.count()) == (1, 1)

    def test_again_when_asked(self) -> None:
        invoice = make_issued()
        for _time in range(3):
            assert not send_invoice(invoice=invoice, actor="test", again=True).repeated
        assert len(messages_of(invoice)) == MessageFile.objects.count() == 3

    def test_another_invoice_is_not_this_one(self) -> None:
        first = make_issued()
        others = [make_issued(customer=first.customer) for _more in range(2)]
        send_invoice(invoice=others[0], actor="test")
        assert [len(messages_of(one)) for one in (first, *others)] == [0, 1, 0]

    def test_nobody_gets_it_and_later_somebody_does(self) -> None:
        customer = make_jan(emails="")
        invoice = make_issued(customer=customer)
        assert send_invoice(invoice=invoice, actor="test").words
        assert messages_of(invoice) == []
        customer.emails = "jan@example.nl"
        customer.save()
        assert send_invoice(invoice=invoice, actor="test").recipients

    @pytest.mark.parametrize("way", ["post", "peppol"])
    def test_nothing_is_mailed_by_another_way(self, way: str) -> None:
        customer = make_jan()
        make_account(customer, delivery_method=way)
        assert send_invoice(invoice=make_issued(customer=customer), actor="test").words
        assert not Message.objects.exists()

    def test_no_draft(self) -> None:
        with pytest.raises(ValidationError):
            send_invoice(invoice=make_draft(), actor="test")

    def test_a_credit_invoice_has_no_day_to_pay(self) -> None:
        made = credit(invoice=make_issued(), actor="test", reason="fout")
        send_invoice(invoice=made, actor="test")
        text = Message.objects.get().text.replace("\u00a0", " ")
        assert "Bedrag: − € 121,00" in text
        assert "uiterlijk" not in text


def test_a_number_that_begins_alike_is_another_invoice() -> None:
    """Keys are compared from their beginning: 12 is not 121."""
    first = make_issued()
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence('accounts_invoice', 'id')"
        cursor.execute(f"SELECT setval({sequence}, %s)", [first.pk * 10])
    second = make_issued()
    assert str(second.pk) == f"{first.pk}1"
    assert not send_invoice(invoice=second, actor="test").repeated
    assert messages_of(first) == []
    assert not send_invoice(invoice=first, actor="test").repeated
    assert (len(messages_of(first)), len(messages_of(second))) == (1, 1)


@pytest.mark.parametrize(("price", "named"), [("10", True), ("-10", False), ("0", False)])
def test_only_what_is_to_be_paid_has_a_last_day(price: str, named: bool) -> None:
    values = sending._values(make_issued(line(price=price)))
    assert ("vervaldatum" in values) is named


class TestRepairs:
    def make(self, customer: Customer, rma_number: str = "RMA-7") -> Invoice:
        repair = make_activity(customer, "repair", code="done")
        Repair.objects.create(activity=repair, device="Fiets", rma_number=rma_number)
        return make_issued(line(activity=repair), customer=customer)

    def test_a_copy_to_the_technical_contact(self) -> None:
        customer = make_jan()
        fields = {"type_id": "technical", "preferred": True, "email_permission": 1}
        make_contact(customer, emails="techniek@example.nl", **fields)
        invoice = self.make(customer)
        assert addresses(plan_sending(invoice).copies) == ["techniek@example.nl"]
        plan = send_invoice(invoice=invoice, actor="test")
        assert addresses(plan.recipients) == ["jan@example.nl"]
        assert addresses(plan.copies) == ["techniek@example.nl"]
        assert set(Message.objects.values_list("document", flat=True)) == {"invoice", "rma_invoice"}
        assert MessageFile.objects.count() == 2
        assert len(messages_of(invoice)) == 1

    def test_no_copy_to_the_technical_contact_without_a_number(self) -> None:
        customer = make_jan()
        fields = {"type_id": "technical", "preferred": True, "email_permission": 1}
        make_contact(customer, emails="techniek@example.nl", **fields)
        assert plan_sending(self.make(customer, "")).copies == ()

    @pytest.mark.parametrize("rma_number", ["", "RMA-7"])
    def test_no_copy_without_a_number_nor_to_who_has_it(self, rma_number: str) -> None:
        plan = send_invoice(invoice=self.make(make_jan(), rma_number), actor="test")
        assert plan.copies == ()
        assert Message.objects.count() == 1


class TestResponse:
    def test_is_handed_out_and_never_kept(self) -> None:
        invoice = make_issued()
        response = pdf_response(invoice)
        assert response.content == invoice_pdf(invoice)
        assert response["Content-Type"] == "application/pdf"
        assert (
            response["Content-Disposition"]
            == f'attachment; filename="Factuur {invoice.number}.pdf"'
        )
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_to_print(self) -> None:
        response = pdf_response(make_draft(), download=False)
        assert response["Content-Disposition"] == 'inline; filename="Factuur concept.pdf"'

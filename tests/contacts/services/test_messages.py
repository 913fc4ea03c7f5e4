"""Sending a document: who gets it, once, and what a person decides about it afterwards."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import Channel, ContactMoment, Delivery, Document, HeldAddress, Message
from contacts.sending.deliver import note_sent
from contacts.services import deliveries, held
from contacts.services.messages import plan_document, send_document
from customers.models import MessagePreference, ShopSettings
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from contacts.services.messages import SendResult
    from customers.models import Customer

pytestmark = pytest.mark.django_db

Status = Delivery.Status


def make_jan(**fields: Any) -> Customer:
    values = {"emails": "jan@example.nl", "mobile": "+31655010147", "email_permission": 1}
    return make_customer(**values | fields)


def send(customer: Customer, **changes: Any) -> SendResult:
    values = {
        "document": Document.READY,
        "about": "B-20377",
        "values": {},
        "key": "order-20377",
        "actor": "till",
    }
    return send_document(customer=customer, **values | changes)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="contacts.deliver").count()


def make_delivery(status: str) -> Delivery:
    """A delivery that came to stand so."""
    (delivery,) = send(make_jan()).deliveries
    for name, value in {"status": status, "attempts": 3, "error": "De server zweeg."}.items():
        setattr(delivery, name, value)
    delivery.sent_at = timezone.now() if status == Status.SENT else None
    delivery.save()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return delivery


class TestSend:
    def test_a_message_with_its_text_and_a_delivery_in_the_queue(self) -> None:
        ShopSettings.objects.update_or_create(pk=1, defaults={"shop_name": "De Spaak"})
        customer, clerk = make_jan(), make_staff()
        result = send(customer, actor=clerk, values={"toelichting": "Tot zo."})
        message = Message.objects.get()
        assert (result.messages, result.repeated) == ((message,), False)
        assert (message.document, message.channel, message.language) == (
            "ready_for_pickup",
            "email",
            "nl",
        )
        assert (message.author, message.system, message.about) == (clerk, "", "B-20377")
        assert message.key == "order-20377:email:nl"
        assert "B-20377" in message.subject
        for part in ("Geachte heer Van der Jansen,", "B-20377", "Tot zo.", "De Spaak"):
            assert part in message.text
        delivery = Delivery.objects.get()
        assert (delivery.address, delivery.status) == ("jan@example.nl", Status.QUEUED)
        assert delivery.reason
        assert delivery.customer == customer
        assert message.history.get().history_user == clerk
        assert jobs() == 1

    def test_by_the_system(self) -> None:
        send(make_jan())
        message = Message.objects.get()
        assert (message.author, message.system) == (None, "till")
        assert message.history.get().history_actor == "till"

    def test_a_delivery_for_each_address(self) -> None:
        result = send(make_jan(emails="jan@example.nl; els@example.nl"))
        assert len(result.messages) == 1
        assert [each.address for each in result.deliveries] == ["jan@example.nl", "els@example.nl"]
        assert jobs() == 2

    def test_one_address_gets_it_once_however_it_is_written(self) -> None:
        result = send(make_jan(emails="zoë@example.nl; ZOË@example.nl"))
        assert [each.address for each in result.deliveries] == ["zoë@example.nl"]
        assert jobs() == 1

    def test_to_the_contact_person(self) -> None:
        customer = make_jan()
        contact = make_contact(customer, preferred=True, email_permission=1)
        (delivery,) = send(customer, document=Document.ORDER).deliveries
        assert delivery.contact_person == contact
        assert delivery.address == "s.jansen@domstad.example"

    def test_an_invoice_that_another_customer_pays(self) -> None:
        customer = make_jan()
        payer = make_jan(emails="adm@example.nl", last_name="Zwaan", infix="")
        make_contact(customer, type_id="invoice_address", emails="", invoice_customer=payer)
        result = send(customer, document=Document.INVOICE)
        (message,), (delivery,) = result.messages, result.deliveries
        assert (message.customer, delivery.customer) == (customer, payer)
        assert delivery.address == "adm@example.nl"
        assert "Geachte heer Zwaan," in message.text

    def test_along_the_channel_and_in_the_language_that_was_chosen(self) -> None:
        customer = make_jan()
        MessagePreference.objects.create(customer=customer, language="fr", ready_for_pickup="sms")
        (message,) = send(customer).messages
        assert (message.channel, message.language, message.subject) == ("sms", "fr", "")
        assert message.key == "order-20377:sms:fr"
        assert Delivery.objects.get().address == "+31655010147"

    def test_the_date_is_written_out_in_the_language(self) -> None:
        customer = make_jan(language="de")
        (message,) = send(
            customer, document=Document.DELAYED, values={"datum": "2026-12-05"}
        ).messages
        assert "5. Dezember 2026" in message.text

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "inactive"},
            {"status": "erased"},
            {"email_permission": 0},
            {"emails": ""},
        ],
    )
    def test_nobody_and_then_nothing_is_made(self, fields: dict[str, Any]) -> None:
        result = send(make_jan(**fields))
        assert (result.messages, result.deliveries) == ((), ())
        assert result.withheld
        assert all(each.reason for each in result.withheld)
        assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (0, 0, 0)

    def test_not_after_the_customer_became_inactive_elsewhere(self) -> None:
        customer = make_jan()
        type(customer).objects.filter(pk=customer.pk).update(status="inactive")
        assert send(customer).deliveries == ()

    def test_not_while_the_service_is_off(self) -> None:
        ShopSettings.objects.update_or_create(pk=1, defaults={"message_service": False})
        assert send(make_jan()).deliveries == ()

    def test_an_address_on_hold_is_withheld_and_the_others_go(self) -> None:
        customer = make_jan(emails="jan@example.nl; els@example.nl")
        held.hold(
            address="Jan@Example.nl", customer=customer, reason="bestaat niet", actor="worker"
        )
        result = send(customer)
        assert [each.address for each in result.deliveries] == ["els@example.nl"]
        assert [each.address for each in result.withheld] == ["jan@example.nl"]

    def test_no_text_for_this_channel(self) -> None:
        customer = make_jan()
        plan = plan_document(customer=customer, document=Document.READY, about="x", values={})
        assert len(plan.messages) == 1
        MessagePreference.objects.create(customer=customer, ready_for_pickup="sms")
        plan = plan_document(
            customer=customer, document=Document.READY, about="x", values={"toelichting": "a" * 500}
        )
        assert plan.messages == ()
        (withheld,) = plan.withheld
        assert withheld.address == "+31655010147"
        assert "3" in withheld.reason

    @pytest.mark.parametrize("key", ["", "x" * 91])
    def test_a_key_that_does_not_fit(self, key: str) -> None:
        with pytest.raises(ValueError, match="key"):
            send(make_jan(), key=key)

    def test_the_longest_key(self) -> None:
        send(make_jan(), key="x" * 90)
        assert Message.objects.get().key.startswith("x" * 90)


class TestOnce:
    def test_the_same_key_is_the_same_message(self) -> None:
        customer = make_jan()
        first = send(customer)
        again = send(customer, about="iets anders")
        assert again.repeated
        assert (again.messages, again.deliveries) == (first.messages, first.deliveries)
        assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (1, 1, 1)

    def test_also_when_it_would_go_elsewhere_by_now(self) -> None:
        customer = make_jan()
        send(customer)
        MessagePreference.objects.create(customer=customer, ready_for_pickup="sms", language="fr")
        assert send(customer).repeated
        assert Message.objects.count() == 1

    def test_another_key_is_another_message(self) -> None:
        customer = make_jan()
        send(customer)
        assert not send(customer, key="order-20378").repeated
        assert Message.objects.count() == 2

    def test_a_key_of_another_customer_is_a_mistake(self) -> None:
        send(make_jan())
        with pytest.raises(ValueError, match="another customer"):
            send(make_jan(emails="els@example.nl"))

    def test_nothing_is_left_when_the_caller_rolls_back(self) -> None:
        customer = make_jan()
        with pytest.raises(RuntimeError), transaction.atomic():
            send(customer)
            raise RuntimeError
        assert (Message.objects.count(), jobs()) == (0, 0)

    @pytest.mark.django_db(transaction=True)
    def test_two_at_the_same_moment(self) -> None:
        customer = make_jan()
        start, results, errors = threading.Barrier(6), [], []

        def work() -> None:
            try:
                start.wait()
                results.append(send(customer))
            except Exception as error:  # shown by the assertion below
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert sorted(result.repeated for result in results) == [False] + [True] * 5
        assert (Message.objects.count(), Delivery.objects.count(), jobs()) == (1, 1, 1)


class TestDecisions:
    @pytest.mark.parametrize("status", [Status.UNSURE, Status.FAILED])
    def test_again(self, status: str) -> None:
        delivery, clerk = make_delivery(status), make_staff()
        assert deliveries.send_again(delivery=delivery, actor=clerk)
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts, delivery.error) == (Status.QUEUED, 0, "")
        assert delivery.history.latest().history_user == clerk
        assert jobs() == 1

    @pytest.mark.parametrize(
        "status", sorted(set(Status) - {Status.UNSURE, Status.FAILED, Status.SENT})
    )
    def test_not_again_otherwise(self, status: str) -> None:
        delivery = make_delivery(status)
        assert not deliveries.send_again(delivery=delivery, actor=make_staff())
        delivery.refresh_from_db()
        assert (delivery.status, jobs()) == (status, 0)

    def test_not_again_what_was_sent(self) -> None:
        delivery = make_delivery(Status.SENT)
        assert not deliveries.send_again(delivery=delivery, actor=make_staff())
        delivery.refresh_from_db()
        assert (delivery.status, jobs()) == (Status.SENT, 0)

    @pytest.mark.django_db(transaction=True)
    def test_not_again_when_the_worker_comes_back_at_that_moment(self) -> None:
        delivery, clerk = make_delivery(Status.UNSURE), make_staff()
        noted, go_on, results = threading.Event(), threading.Event(), []

        def come_back() -> None:
            with transaction.atomic():
                note_sent(delivery.pk, "<1@spaak.example>")
                noted.set()
                go_on.wait(10)
            connections.close_all()

        def ask() -> None:
            noted.wait(10)
            threading.Timer(0.3, go_on.set).start()
            results.append(deliveries.send_again(delivery=delivery, actor=clerk))
            connections.close_all()

        threads = [threading.Thread(target=work) for work in (come_back, ask)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        delivery.refresh_from_db()
        assert (results, delivery.status, jobs()) == ([False], Status.SENT, 0)

    def test_unsure_counts_as_sent_and_is_in_the_timeline(self) -> None:
        delivery, clerk = make_delivery(Status.UNSURE), make_staff()
        assert deliveries.count_as_sent(delivery=delivery, actor=clerk)
        delivery.refresh_from_db()
        assert (delivery.status, delivery.error) == (Status.SENT, "")
        assert delivery.sent_at is not None
        moment = ContactMoment.objects.get(message=delivery.message)
        assert moment.text == delivery.message.text
        assert not deliveries.count_as_sent(delivery=delivery, actor=clerk)

    def test_failed_does_not_count_as_sent(self) -> None:
        delivery = make_delivery(Status.FAILED)
        assert not deliveries.count_as_sent(delivery=delivery, actor=make_staff())
        delivery.refresh_from_db()
        assert delivery.status == Status.FAILED


class TestHeld:
    def test_on_hold_and_released(self) -> None:
        customer, clerk = make_jan(), make_staff()
        row = held.hold(
            address="Jan@Example.nl", customer=customer, reason="adres bestaat niet", actor="worker"
        )
        assert (row.address, row.history.get().history_actor) == ("jan@example.nl", "worker")
        assert held.held_addresses(["JAN@example.nl", "", "x@y.example"]) == {"jan@example.nl": row}
        assert held.held_addresses(["jan@example.nl"], Channel.SMS) == {}
        held.release(held=row, actor=clerk, reason="getypt als jna")
        row.refresh_from_db()
        assert row.released_by == clerk
        assert row.released_at is not None
        assert row.history.latest().history_change_reason == "getypt als jna"
        assert held.held_addresses(["jan@example.nl"]) == {}

    def test_twice_is_once(self) -> None:
        customer = make_jan()
        values: dict[str, Any] = {
            "address": "a@b.example",
            "customer": customer,
            "actor": "worker",
        }
        first = held.hold(reason="vol", **values)
        assert held.hold(reason="anders", **values) == first
        first.refresh_from_db()
        assert first.reason == "vol"
        held.release(held=first, actor=make_staff())
        rows = first.history.count()
        held.release(held=first, actor=make_staff())
        assert first.history.count() == rows
        assert held.hold(reason="weer", **values) != first
        assert HeldAddress.objects.count() == 2

    def test_one_query_for_all(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            held.held_addresses([f"a{number}@b.example" for number in range(50)])
        with django_assert_num_queries(0):
            held.held_addresses(["", ""])

    def test_a_long_reason_fits(self) -> None:
        row = held.hold(address="a@b.nl", customer=make_jan(), reason="x" * 900, actor="worker")
        assert len(row.reason) == 400

    @pytest.mark.django_db(transaction=True)
    def test_two_bounces_at_the_same_moment(self) -> None:
        customer = make_jan()
        start, rows = threading.Barrier(4), []

        def work() -> None:
            start.wait()
            try:
                rows.append(
                    held.hold(address="a@b.nl", customer=customer, reason="vol", actor="worker")
                )
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({row.pk for row in rows}) == 1
        assert len(rows) == 4


def test_the_queue_holds_no_personal_data() -> None:
    send(make_jan())
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert all("@" not in args for (args,) in cursor.fetchall())

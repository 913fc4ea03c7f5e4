"""From the plan to the deed: who may, when, once, and what sends it back."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.html import strip_tags

from contacts.models import ContactPerson, Delivery, HeldAddress, Message
from customers.models import (
    Address,
    Customer,
    ErasureEntry,
    ErasureHold,
    PrivacyRequest,
    PrivacySettings,
)
from customers.privacy.erasure import approval, engine
from customers.privacy.erasure.approval import PlanBlockedError
from customers.privacy.erasure.plan import mentions_of, plan_erasure
from customers.privacy.mentions.service import decide
from customers.privacy.requests.page import told_of
from tests.factories import (
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_request,
    make_staff,
)

pytestmark = pytest.mark.django_db
Status = PrivacyRequest.Status


def settings(**values: Any) -> None:
    """What the shop decided."""
    PrivacySettings.objects.update_or_create(pk=1, defaults=values)


def plan_for(customer: Customer, **fields: Any) -> tuple[PrivacyRequest, Any, Any]:
    """A request, who plans it, and who may approve."""
    return make_request(customer, **fields), make_staff("kantoor"), make_staff("beheerder")


def approved(customer: Customer, **fields: Any) -> PrivacyRequest:
    """A request that two people looked at."""
    asked, anna, bram = plan_for(customer, **fields)
    approval.send_for_approval(request=asked, actor=anna)
    return approval.approve(request=asked, actor=bram, typed_number=customer.number)


def later(days: int = 3) -> datetime.date:
    """The day on which the waiting time is over."""
    return timezone.localdate() + datetime.timedelta(days=days)


class TestSending:
    def test_it_awaits_a_second_person(self) -> None:
        asked, anna, _bram = plan_for(make_customer())
        sent = approval.send_for_approval(request=asked, actor=anna)
        assert (sent.status, sent.planned_by) == (Status.AWAITING, anna)
        again = approval.send_for_approval(request=asked, actor=make_staff("kantoor"))
        assert again.planned_by == anna

    @pytest.mark.parametrize("fields", [{"identity": ""}, {"ground": ""}])
    def test_not_without_identity_or_ground(self, fields: dict[str, str]) -> None:
        asked, anna, _bram = plan_for(make_customer(), **fields)
        with pytest.raises(ValidationError):
            approval.send_for_approval(request=asked, actor=anna)
        asked.refresh_from_db()
        assert asked.status == Status.OPEN

    def test_not_while_something_is_open(self) -> None:
        customer = make_customer()
        make_activity(customer, "order")
        asked, anna, _bram = plan_for(customer)
        with pytest.raises(PlanBlockedError) as caught:
            approval.send_for_approval(request=asked, actor=anna)
        assert caught.value.blocking.open_count == 1

    def test_not_an_access_request(self) -> None:
        asked = make_request(make_customer(), "access", ground="consent")
        with pytest.raises(ValidationError, match=r"nothing to be erased|niet om te wissen"):
            approval.send_for_approval(request=asked, actor=make_staff("kantoor"))


class TestApproving:
    def test_the_waiting_time_begins(self) -> None:
        done = approved(make_customer())
        assert (done.status, done.execute_on) == (Status.WAITING, later())
        assert Customer.objects.get(number=done.customer_number).status == "active"

    def test_not_by_the_planner(self) -> None:
        customer = make_customer()
        boss = make_staff("beheerder")
        asked = make_request(customer)
        approval.send_for_approval(request=asked, actor=boss)
        with pytest.raises(ValidationError, match=r"colleague|collega"):
            approval.approve(request=asked, actor=boss, typed_number=customer.number)

    def test_alone_when_the_shop_says_so_and_the_history_says_it(self) -> None:
        settings(second_person=False)
        customer = make_customer()
        boss = make_staff("beheerder")
        asked = make_request(customer)
        approval.send_for_approval(request=asked, actor=boss)
        done = approval.approve(request=asked, actor=boss, typed_number=customer.number)
        assert done.status == Status.WAITING
        row = PrivacyRequest.history.filter(id=asked.pk).latest("history_id")
        assert row.history_change_reason

    @pytest.mark.parametrize("typed", ["", "1", "100234x", "[gewist]"])
    def test_only_with_the_number(self, typed: str) -> None:
        asked, anna, bram = plan_for(make_customer())
        approval.send_for_approval(request=asked, actor=anna)
        with pytest.raises(ValidationError):
            approval.approve(request=asked, actor=bram, typed_number=typed)

    @pytest.mark.parametrize("status", ["open", "withdrawn", "rejected"])
    def test_not_what_awaits_nothing(self, status: str) -> None:
        customer = make_customer()
        asked = make_request(customer, status=status)
        with pytest.raises(ValidationError):
            approval.approve(
                request=asked, actor=make_staff("beheerder"), typed_number=customer.number
            )
        asked.refresh_from_db()
        assert (asked.status, asked.approved_by) == (status, None)

    def test_not_when_something_was_opened_meanwhile(self) -> None:
        customer = make_customer()
        asked, anna, bram = plan_for(customer)
        approval.send_for_approval(request=asked, actor=anna)
        make_activity(customer, "lead")
        with pytest.raises(PlanBlockedError):
            approval.approve(request=asked, actor=bram, typed_number=customer.number)

    def test_at_once_without_a_waiting_time(self) -> None:
        settings(waiting_days=0)
        customer = make_customer()
        make_activity(customer, "order", code="done")
        done = approved(customer)
        assert done.status == Status.DONE
        customer.refresh_from_db()
        assert (customer.status, customer.last_name) == ("erased", "[gewist]")
        entry = ErasureEntry.objects.get(customer_pk=customer.pk)
        assert entry.actor == done.planned_by.username
        assert entry.approved_by == done.approved_by.username

    def test_who_disappears_leaves_the_number_with_the_request(self) -> None:
        settings(waiting_days=0)
        customer = make_customer()
        done = approved(customer)
        assert (done.status, done.customer, done.customer_number) == (
            Status.DONE,
            None,
            customer.number,
        )
        assert not Customer.objects.filter(pk=customer.pk).exists()


class TestHandingBack:
    def test_with_its_reason(self) -> None:
        asked, anna, bram = plan_for(make_customer())
        approval.send_for_approval(request=asked, actor=anna)
        back = approval.hand_back(request=asked, actor=bram, reason="Bel eerst nog even.")
        assert (back.status, back.planned_by) == (Status.OPEN, None)
        assert "Bel eerst nog even." in back.note

    def test_not_without(self) -> None:
        asked, anna, bram = plan_for(make_customer())
        approval.send_for_approval(request=asked, actor=anna)
        with pytest.raises(ValidationError):
            approval.hand_back(request=asked, actor=bram, reason="  ")

    def test_not_when_it_is_done(self) -> None:
        settings(waiting_days=0)
        done = approved(make_customer())
        with pytest.raises(ValidationError):
            approval.hand_back(request=done, actor=make_staff("beheerder"), reason="Toch niet.")


class TestCarryingOut:
    def test_not_before_its_day(self) -> None:
        done = approved(make_customer())
        assert approval.carry_out_due() == 0
        with pytest.raises(ValidationError):
            approval.carry_out(request=done, actor="worker")

    def test_on_its_day_and_once(self) -> None:
        done = approved(make_customer())
        assert approval.carry_out_due(later()) == 1
        assert approval.carry_out_due(later()) == 0
        done.refresh_from_db()
        assert done.status == Status.DONE
        entry = ErasureEntry.objects.get()
        assert (entry.request_pk, entry.approved_by) == (done.pk, done.approved_by.get_username())
        assert entry.actor == done.planned_by.get_username()

    def test_withdrawn_in_the_waiting_time(self) -> None:
        done = approved(make_customer())
        approval.withdraw_erasure(request=done, actor=make_staff("kantoor"), reason="Bedacht.")
        assert approval.carry_out_due(later()) == 0
        with pytest.raises(ValidationError):
            approval.carry_out(request=done, actor="worker", today=later())
        assert Customer.objects.get(number=done.customer_number).status == "active"

    @pytest.mark.parametrize("what", ["order", "hold"])
    def test_what_holds_it_back_opens_it_again(self, what: str) -> None:
        customer = make_customer()
        done = approved(customer)
        if what == "order":
            make_activity(customer, "order")
        else:
            ErasureHold.objects.create(customer=customer, reason="claim")
        assert approval.carry_out_due(later()) == 0
        done.refresh_from_db()
        assert (done.status, done.execute_on, done.approved_by) == (Status.OPEN, None, None)
        assert done.note
        customer.refresh_from_db()
        assert customer.status == "active"

    def test_one_that_fails_does_not_stop_the_next(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = approved(make_customer()), approved(make_customer())
        real = engine.erase_customer

        def breaks(*, customer: Customer, **named: Any) -> Any:
            if customer.pk == first.customer_id:
                raise RuntimeError("a disk is full")
            return real(customer=customer, **named)

        monkeypatch.setattr(engine, "erase_customer", breaks)
        assert approval.carry_out_due(later()) == 1
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.status) == (Status.WAITING, Status.DONE)


class TestErasedAlready:
    """Whoever was erased by another way (a command, a restored backup) leaves no request waiting."""

    @pytest.mark.parametrize("disappears", [True, False])
    @pytest.mark.parametrize("how_far", ["open", "awaiting", "waiting"])
    def test_it_is_closed_and_says_why(self, how_far: str, *, disappears: bool) -> None:
        customer = make_customer()
        if not disappears:
            make_activity(customer, "order", code="done")
        if how_far == "waiting":
            asked = approved(customer)
        else:
            asked, anna, _bram = plan_for(customer)
            if how_far == "awaiting":
                approval.send_for_approval(request=asked, actor=anna)
        running = make_request(make_customer())
        engine.erase_customer(customer=customer, actor="test", ground="law")
        assert approval.carry_out_due(later()) == 0
        asked.refresh_from_db()
        running.refresh_from_db()
        assert (asked.status, asked.closed_by) == (Status.DONE, None)
        assert asked.closed_at is not None
        assert running.status == Status.OPEN
        told = told_of(asked)[0]
        assert "sloot het verzoek om te wissen" in strip_tags(told.sentence)
        assert told.detail == "Deze klant was al gewist: er was niets meer te wissen."
        assert told.reason == ""
        assert ErasureEntry.objects.count() == 1


class TestUnderWay:
    """A message that is handed over at this moment: what comes back of it would name who is erased."""

    @pytest.mark.parametrize("scope", ["customer", "columns"])
    def test_it_is_waited_for(self, scope: str) -> None:
        settings(waiting_days=3)
        customer = make_customer(emails="jan@voorbeeld.example")
        make_activity(customer, "order", code="done")
        parts = {
            "scope": "columns",
            "scope_table": "customers_customer",
            "scope_pk": customer.pk,
            "scope_columns": ["emails"],
        }
        asked = approved(customer, **({} if scope == "customer" else parts))
        message = Message.objects.create(
            customer=customer,
            document="ready_for_pickup",
            channel="email",
            language="nl",
            subject="x",
            text="x",
            key="k",
            system="test",
        )
        delivery = Delivery.objects.create(
            message=message, customer=customer, address="jan@voorbeeld.example", status="queued"
        )
        delivery.status, delivery.next_attempt_at = "sending", timezone.now()
        delivery.save()
        assert approval.carry_out_due(later()) == 0
        asked.refresh_from_db()
        assert asked.status == Status.WAITING
        plan = plan_erasure(customer, request=asked)
        assert [blocker.kind for blocker in plan.blockers] == ["sending"]
        delivery.status, delivery.next_attempt_at = "failed", None
        delivery.save()
        assert approval.carry_out_due(later()) == 1
        asked.refresh_from_db()
        assert asked.status == Status.DONE


class TestParts:
    def test_a_phone_number_goes_everywhere(self) -> None:
        settings(waiting_days=0)
        customer = make_customer(mobile="+31655010147")
        person = make_contact(customer, mobile="+31655010147", phone="+31305550299")
        make_activity(customer, "order")  # business goes on
        done = approved(
            customer,
            scope="columns",
            scope_table="customers_customer",
            scope_pk=customer.pk,
            scope_columns=["mobile"],
        )
        assert done.status == Status.DONE
        customer.refresh_from_db()
        person.refresh_from_db()
        assert (customer.status, customer.mobile, customer.last_name) == ("active", "", "Jansen")
        assert done.closed_by == done.planned_by
        assert (person.mobile, person.phone) == ("", "+31305550299")
        for model, key in ((Customer, customer.pk), (ContactPerson, person.pk)):
            rows = model.history.filter(id=key)
            assert set(rows.values_list("mobile", flat=True)) == {""}

    def test_the_texts_that_say_the_number_too(self) -> None:
        settings(waiting_days=0)
        customer = make_customer(mobile="+31655010147")
        note = make_moment(customer, text="Bel 06 55 01 01 47 na vijven.")
        scope = {
            "scope": "columns",
            "scope_table": "customers_customer",
            "scope_pk": customer.pk,
            "scope_columns": ["mobile"],
        }
        asked, anna, bram = plan_for(customer, **scope)
        with pytest.raises(PlanBlockedError):
            approval.send_for_approval(request=asked, actor=anna)
        (mention,) = mentions_of(customer, asked)
        decide(request=asked, mention_key=mention.key, decision="clean", actor=anna)
        approval.send_for_approval(request=asked, actor=anna)
        approval.approve(request=asked, actor=bram, typed_number=customer.number)
        note.refresh_from_db()
        assert "55 01 01 47" not in note.text
        assert "na vijven" in note.text
        assert {entry.scope for entry in ErasureEntry.objects.all()} == {"columns", "text"}

    def test_the_address_with_the_former_ones(self) -> None:
        settings(waiting_days=0)
        customer = make_customer(street="Kwastensteeg")
        former = Address.objects.create(
            customer=customer, kind="former", street="Vroegerlaan", postcode="9731QX"
        )
        gone = Address.objects.create(
            customer=customer, kind="former", street="Eerderlaan", postcode="9731QX"
        )
        key = gone.pk
        gone.delete()
        columns = ["street", "house_number", "house_number_addition", "postcode", "city"]
        approved(
            customer,
            scope="columns",
            scope_table="customers_customer",
            scope_pk=customer.pk,
            scope_columns=columns,
        )
        customer.refresh_from_db()
        assert "Kwastensteeg" not in customer.street
        for pk in (former.pk, key):
            past = Address.history.filter(id=pk).values_list("street", flat=True)
            assert not {"Vroegerlaan", "Eerderlaan"} & set(past)
        assert not Address.objects.filter(street="Vroegerlaan").exists()

    def test_one_contact_person(self) -> None:
        settings(waiting_days=0)
        customer = make_customer()
        person = make_contact(customer)
        other = make_contact(customer, last_name="Houten", emails="houten@domstad.example")
        for one in (person, other):
            HeldAddress.objects.create(customer=customer, channel="email", address=one.emails)
        done = approved(
            customer, scope="row", scope_table="contacts_contactperson", scope_pk=person.pk
        )
        assert done.status == Status.DONE
        person.refresh_from_db()
        other.refresh_from_db()
        assert (person.last_name, other.last_name) == ("[gewist]", "Houten")
        names = ContactPerson.history.filter(id=person.pk).values_list("last_name", flat=True)
        assert set(names) == {"[gewist]"}
        held = HeldAddress.objects.order_by("pk").values_list("address", flat=True)
        assert list(held) == ["[gewist]", "houten@domstad.example"]


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once() -> None:
    settings(waiting_days=0)
    customer = make_customer()
    asked = make_request(customer)
    approval.send_for_approval(request=asked, actor=make_staff("kantoor"))
    bosses = [make_staff("beheerder"), make_staff("beheerder")]

    def approve(boss: Any) -> str:
        try:
            return approval.approve(request=asked, actor=boss, typed_number=customer.number).status
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(approve, bosses)) == [Status.DONE, Status.DONE]
    assert ErasureEntry.objects.count() == 1

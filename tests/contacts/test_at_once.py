"""Two clerks, or one who clicks twice, at the same moment: real threads and transactions."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import (
    Attachment,
    ConsentEvent,
    ContactMoment,
    ContactPerson,
    Delivery,
    HeldAddress,
    Memo,
    Message,
)
from contacts.sending import send_now
from contacts.services import consent, held, memos, moments, persons, preferences
from contacts.services.attachments import attach, remove_attachment
from contacts.services.messages import send_document
from customers.models import Customer, MessagePreference
from customers.services import lifecycle
from customers.services.once import new_token
from klantbeheer.history_guard import find_gaps
from tests.at_once import REFUSED, at_once
from tests.contacts.files.samples import upload
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "jan@example.nl"


@pytest.fixture(autouse=True)
def _no_gaps() -> Iterator[None]:
    """After every one of these the history is whole, and says who."""
    yield
    assert find_gaps() == []
    models = (ContactPerson, ContactMoment, Memo, MessagePreference, Delivery, HeldAddress)
    for model in (*models, Attachment, Message):
        rows = model.history.filter(history_user=None, history_actor="")
        assert not rows.exists(), model


@pytest.fixture
def anna() -> StaffUser:
    return make_staff()


@pytest.fixture
def bram() -> StaffUser:
    return make_staff()


def refused(results: list[Any]) -> int:
    """How many of them were."""
    return sum(isinstance(result, REFUSED) for result in results)


# ---------------------------------------------------------------- the same field of the same row
class TestTwoClerks:
    """Of two who fill in the same field differently one is asked; nobody's text is overwritten."""

    def test_one_contact_person(self, anna: StaffUser, bram: StaffUser) -> None:
        person = make_contact()
        now = persons.values_of(person)
        results = at_once(
            *(
                lambda who=who, title=title: persons.change_person(
                    person=person, version=1, values=now | {"job_title": title}, actor=who
                )
                for who, title in ((anna, "Chef"), (bram, "Inkoper"))
            )
        )
        assert refused(results) == 1
        assert ContactPerson.objects.get().version == 2

    def test_other_fields_are_combined(self, anna: StaffUser, bram: StaffUser) -> None:
        person = make_contact()
        now = persons.values_of(person)
        results = at_once(
            *(
                lambda who=who, new=new: persons.change_person(
                    person=person, version=1, values=now | new, actor=who
                )
                for who, new in ((anna, {"job_title": "Chef"}), (bram, {"note": "Belt graag."}))
            )
        )
        assert refused(results) == 0
        person.refresh_from_db()
        assert (person.job_title, person.note, person.version) == ("Chef", "Belt graag.", 3)

    @pytest.mark.parametrize("there", [True, False], ids=["change", "first"])
    def test_the_memo(self, anna: StaffUser, bram: StaffUser, there: bool) -> None:
        customer = make_customer()
        if there:
            Memo.objects.create(customer=customer, text="Oud")
        texts = {anna: "Van Anna", bram: "Van Bram"}
        results = at_once(
            *(
                lambda who=who, text=text: memos.write_memo(
                    customer=customer, version=int(there), text=text, actor=who
                )
                for who, text in texts.items()
            )
        )
        assert refused(results) == 1
        assert Memo.objects.get().text in texts.values()

    def test_a_moment(self, anna: StaffUser, bram: StaffUser) -> None:
        moment = make_moment()
        results = at_once(
            *(
                lambda who=who, text=text: moments.change_moment(
                    moment=moment, version=1, values={"text": text}, actor=who
                )
                for who, text in ((anna, "Van Anna"), (bram, "Van Bram"))
            )
        )
        assert refused(results) == 1

    @pytest.mark.parametrize("there", [True, False], ids=["change", "first"])
    def test_a_preference(self, anna: StaffUser, bram: StaffUser, there: bool) -> None:
        customer = make_customer()
        if there:
            MessagePreference.objects.create(customer=customer)
        now = {"language": "", "ready_for_pickup": "none", "delayed": "none"}
        now |= {
            name: getattr(preferences.preference_of(customer), name) for name in preferences.FIELDS
        }
        version = preferences.preference_of(customer).version
        results = at_once(
            *(
                lambda who=who, language=language: preferences.save_preference(
                    customer=customer,
                    version=version,
                    values=now | {"language": language},
                    actor=who,
                )
                for who, language in ((anna, "de"), (bram, "en"))
            )
        )
        assert refused(results) == 1
        assert MessagePreference.objects.count() == 1

    def test_permission_has_an_event_for_each(self, anna: StaffUser, bram: StaffUser) -> None:
        customer = make_customer(emails=EMAIL, email_permission=1)
        before = ConsentEvent.objects.count()
        at_once(
            *(
                lambda who=who, level=level: consent.set_level(
                    customer=customer,
                    address=EMAIL,
                    level=level,
                    wording="Ja",
                    source="counter",
                    actor=who,
                )
                for who, level in ((anna, 2), (bram, 0))
            )
        )
        last = {
            event.purpose: event.granted
            for event in ConsentEvent.objects.filter(customer=customer).order_by("pk")
        }
        level = consent.levels(customer)[None, EMAIL]
        assert level == (0 if not last["notifications"] else 1 + last["news"])
        assert level == Customer.objects.get().email_permission
        assert ConsentEvent.objects.count() > before + 1

    def test_a_page_of_permissions_is_overtaken(self, anna: StaffUser, bram: StaffUser) -> None:
        customer = make_customer(emails=EMAIL, email_permission=1)
        seen = str(ConsentEvent.objects.latest("pk").pk)

        def post(who: StaffUser, level: str) -> int:
            browser = Client()
            browser.force_login(who)
            form = {"box": f"email:0:{EMAIL}", "level": level, "source": "phone", "wording": "Ja"}
            page = browser.get(f"/customers/{customer.number}/consent/")
            key = page.context["form"].fields["box"].choices[0][0]
            data = form | {"box": key, "seen": seen}
            url = f"/customers/{customer.number}/consent/change/"
            return browser.post(url, data).status_code

        codes = at_once(lambda: post(anna, "2"), lambda: post(bram, "0"))
        assert sorted(codes) == [200, 302]


# ---------------------------------------------------------------- preferred, archived, where invoices go
class TestRules:
    def test_two_are_preferred_at_once(self, anna: StaffUser, bram: StaffUser) -> None:
        customer = make_customer()
        both = [make_contact(customer), make_contact(customer)]
        results = at_once(
            lambda: persons.prefer_person(person=both[0], actor=anna),
            lambda: persons.prefer_person(person=both[1], actor=bram),
        )
        assert refused(results) == 0
        assert customer.contacts.filter(preferred=True).count() == 1

    def test_archived_while_preferred(self, anna: StaffUser, bram: StaffUser) -> None:
        person = make_contact()
        at_once(
            lambda: persons.prefer_person(person=person, actor=anna),
            lambda: persons.archive_person(person=person, actor=bram),
        )
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (True, False)

    @pytest.mark.parametrize("count", [2, 3, 4])
    def test_invoices_never_go_round(self, anna: StaffUser, count: int) -> None:
        customers = [make_customer() for _n in range(count)]

        def lead(number: int) -> None:
            values = {
                "type": "invoice_address",
                "invoice_customer": customers[(number + 1) % count].pk,
            }
            persons.add_person(customer=customers[number], values=values, actor=anna)

        results = at_once(*(lambda number=number: lead(number) for number in range(count)))
        assert refused(results) == 1
        assert ContactPerson.objects.count() == count - 1

    def test_inactive_while_a_contact_person_is_added(
        self, anna: StaffUser, bram: StaffUser
    ) -> None:
        customer = make_customer()
        at_once(
            lambda: lifecycle.deactivate(customer=customer, reason="Weg", actor=anna),
            lambda: persons.add_person(customer=customer, values={"last_name": "A"}, actor=bram),
        )
        customer.refresh_from_db()
        added = ContactPerson.history.first()
        went = Customer.history.filter(status="inactive").first()
        assert went is not None
        assert added is None or added.history_date <= went.history_date


# ---------------------------------------------------------------- sending
class TestSending:
    def plan(self, customer: Customer, actor: StaffUser, key: str = "B-1") -> Any:
        return send_document(
            customer=customer,
            document="ready_for_pickup",  # type: ignore[arg-type]
            about="B-1",
            values={},
            key=key,
            actor=actor,
        )

    def test_one_key_is_one_message(self, anna: StaffUser, bram: StaffUser) -> None:
        customer = make_customer(emails=EMAIL)
        results = at_once(lambda: self.plan(customer, anna), lambda: self.plan(customer, bram))
        assert sorted(result.repeated for result in results) == [False, True]
        assert Message.objects.count() == Delivery.objects.count() == 1
        assert ProcrastinateJob.objects.count() == 1

    def test_one_delivery_leaves_once(self, anna: StaffUser, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        from django.core import mail

        (delivery,) = self.plan(make_customer(emails=EMAIL), anna).deliveries

        def work() -> str:
            try:
                return str(send_now(delivery.pk))
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _n: work(), range(4)))
        assert len(mail.outbox) == 1
        assert ContactMoment.objects.filter(message=delivery.message).count() == 1

    @pytest.mark.parametrize("what", ["inactive", "withdrawn"])
    def test_what_changed_since_it_was_planned(self, anna: StaffUser, what: str) -> None:
        customer = make_customer(emails=EMAIL)
        (delivery,) = self.plan(customer, anna).deliveries
        if what == "inactive":
            lifecycle.deactivate(customer=customer, reason="Weg", actor=anna)
        else:
            consent.withdraw(customer=customer, address=EMAIL, actor=anna)
        assert send_now(delivery.pk) == "withheld"
        assert not ContactMoment.objects.exists()

    def test_an_address_is_released_twice(self, anna: StaffUser, bram: StaffUser) -> None:
        row = held.hold(address=EMAIL, customer=make_customer(), reason="Weg", actor="worker")
        at_once(
            lambda: held.release(held=row, actor=anna), lambda: held.release(held=row, actor=bram)
        )
        assert HeldAddress.history.filter(id=row.pk).count() == 2

    def test_two_bounces_of_one_address(self) -> None:
        customer = make_customer()
        at_once(
            *(
                lambda why=why: held.hold(
                    address=EMAIL, customer=customer, reason=why, actor="worker"
                )
                for why in "abcd"
            )
        )
        assert HeldAddress.objects.count() == 1

    def test_a_rollback_leaves_no_file_and_no_job(self, anna: StaffUser) -> None:
        customer = make_customer(emails=EMAIL)
        moment = make_moment(customer)
        kept: list[str] = []
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            attachment = attach(moment=moment, upload=upload("a.txt", b"tekst"), actor=anna)
            kept.append(str(attachment.file))
            self.plan(customer, anna)
            del attachment
            raise ZeroDivisionError
        assert not default_storage.exists(kept[0])
        assert not ProcrastinateJob.objects.exists()
        assert not Message.objects.exists()


# ---------------------------------------------------------------- files, and forms that are posted twice
class TestTwice:
    def test_a_file_is_removed_by_two(self, anna: StaffUser, bram: StaffUser) -> None:
        with transaction.atomic():
            file = attach(moment=make_moment(), upload=upload("a.txt", b"tekst"), actor=anna)
        name = str(file.file)
        at_once(
            *(
                lambda who=who: remove_attachment(attachment=file, actor=who, reason="Dubbel")
                for who in (anna, bram)
            )
        )
        rows = Attachment.history.filter(id=file.pk).order_by("history_id")
        assert [row.history_change_reason for row in rows][1:] == ["Dubbel"]
        assert not default_storage.exists(name)

    def post(self, who: StaffUser, url: str, data: dict[str, Any]) -> Any:
        browser = Client()
        browser.force_login(who)
        return browser.post(url, data)

    @pytest.mark.parametrize(
        ("url", "data", "rows"),
        [
            (
                "people/add/",
                {"type": "sales", "last_name": "Zwaan", "country": "NL"},
                ContactPerson,
            ),
            ("timeline/add/", {"kind": "note", "text": "Belde."}, ContactMoment),
            ("messages/send/", {"document": "delayed", "about": "B-1"}, Message),
            ("memo/", {"text": "Vaste klant", "version": "0"}, Memo),
            ("messages/", {"ready_for_pickup": "sms", "delayed": "sms"}, MessagePreference),
        ],
    )
    def test_a_form_acts_once(
        self, anna: StaffUser, url: str, data: dict[str, Any], rows: Any
    ) -> None:
        customer = make_customer(emails=EMAIL, mobile="+31655010147")
        there = f"/customers/{customer.number}/{url}"
        posted = data | {"token": new_token(), "email_permission": "1"}
        answers = at_once(*(lambda: self.post(anna, there, posted) for _n in range(3)))
        assert [answer.status_code for answer in answers] == [302] * 3
        assert rows.objects.count() == rows.history.count() == 1

    def test_a_file_that_is_removed_twice_is_no_error(self) -> None:
        chief = make_staff("kantoor")
        with transaction.atomic():
            file = attach(moment=make_moment(), upload=upload("a.txt", b"tekst"), actor=chief)
        url = f"/attachments/{file.pk}/remove/"
        posted = {"reason": "Dubbel", "token": new_token()}
        answers = at_once(*(lambda: self.post(chief, url, posted) for _n in range(2)))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert Attachment.history.filter(id=file.pk).count() == 2

    def test_the_same_form_with_another_file_is_another_post(self, anna: StaffUser) -> None:
        """Who goes back, adds the file that was forgotten and saves again keeps that file."""
        moment = make_moment()
        url = f"/customers/{moment.customer.number}/timeline/{moment.pk}/"
        data = {"kind": "note", "text": "Belde.", "token": new_token(), "version": "1"}
        self.post(anna, url, data)
        self.post(anna, url, data | {"uploads": upload("a.txt", b"tekst")})
        assert [file.name for file in moment.attachments.all()] == ["a.txt"]

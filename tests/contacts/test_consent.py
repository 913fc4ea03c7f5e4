"""Permission as a row of events: from the history, from the page, from imports and merges."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import contacts
from contacts.models import AddressPermission, ConsentEvent, ContactPerson
from contacts.services.consent import (
    import_level,
    levels,
    merge_levels,
    set_level,
    withdraw,
)
from customers.models import Customer
from klantbeheer.history import CHANGED, acting, write_history
from klantbeheer.history_guard import find_gaps
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
A, B = "a@b.example", "b@b.example"
SQL = Path(str(contacts.__file__)).parent / "sql/consent.sql"


@pytest.fixture
def anna() -> StaffUser:
    """A clerk."""
    return make_staff()


def told(customer: Customer) -> list[tuple[str, str, bool]]:
    """All events, oldest first: address, purpose, yes or no."""
    events = ConsentEvent.objects.filter(customer=customer).order_by("pk")
    return list(events.values_list("address", "purpose", "granted"))


def save(box: Customer | ContactPerson, actor: Any, **fields: Any) -> None:
    with acting(actor=actor):
        for name, value in fields.items():
            setattr(box, name, value)
        box.save()


def event(customer: Customer, **fields: Any) -> ConsentEvent:
    """One event, as SQL would write it."""
    values = {
        "customer": customer,
        "channel": "email",
        "address": A,
        "purpose": "notifications",
        "granted": True,
        "source": "import",
        "system": "import 12",
    }
    created: ConsentEvent = ConsentEvent.objects.create(**values | fields)
    return created


def make_box(kind: str, **fields: Any) -> tuple[Customer, Any, int | None]:
    """A customer's main box, or that of a contact person: the customer, the box, its key."""
    if kind == "customer":
        customer = make_customer(**fields)
        return customer, customer, None
    contact = make_contact(**fields)
    return contact.customer, contact, contact.pk


@pytest.mark.parametrize("kind", ["customer", "person"])
class TestFromTheHistory:
    @pytest.mark.parametrize(
        ("level", "events"),
        [
            (0, [("notifications", False), ("news", False)]),
            (1, [("notifications", True)]),
            (2, [("notifications", True), ("news", True)]),
        ],
    )
    def test_a_new_box(self, kind: str, level: int, events: list[tuple[str, bool]]) -> None:
        emails = " A@B.example ;; b@b.EXAMPLE; a@b.example;"
        customer, _box, key = make_box(kind, emails=emails, email_permission=level)
        assert told(customer) == [(address, *event) for address in (A, B) for event in events]
        assert levels(customer) == {(key, A): level, (key, B): level}

    def test_who_when_and_with_which_words(self, kind: str, anna: StaffUser) -> None:
        with acting(actor=anna):
            customer, box, _key = make_box(kind, emails=A)
        event = ConsentEvent.objects.get(customer=customer)
        assert (event.staff, event.system, event.source) == (anna, "", "counter")
        assert event.wording == "Mag mailen: 1 notificaties"
        assert event.moment == box.history.first().history_date
        save(box, "import 12", emails=f"{A}; {B}")
        event = ConsentEvent.objects.get(customer=customer, address=B)
        assert (event.staff, event.system, event.source) == (None, "import 12", "import")

    def test_what_says_nothing_about_e_mail(self, kind: str, anna: StaffUser) -> None:
        customer, box, _key = make_box(kind, emails=A)
        before = told(customer)
        save(box, anna, last_name="Pietersen")
        save(box, anna, emails=f"{A.upper()} ;")
        assert told(customer) == before

    def test_an_address_more(self, kind: str, anna: StaffUser) -> None:
        customer, box, key = make_box(kind, emails=A, email_permission=2)
        save(box, anna, emails=f"{A}; {B}")
        assert levels(customer) == {(key, A): 2, (key, B): 2}

    @pytest.mark.parametrize(("was", "becomes"), [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)])
    def test_a_colleague_sets_all_addresses(
        self, kind: str, anna: StaffUser, was: int, becomes: int
    ) -> None:
        customer, box, key = make_box(kind, emails=f"{A}; {B}", email_permission=was)
        save(box, anna, email_permission=becomes)
        assert levels(customer) == {(key, A): becomes, (key, B): becomes}

    @pytest.mark.parametrize(
        ("was", "becomes", "is_now"), [(0, 2, 0), (1, 2, 2), (2, 1, 1), (2, 0, 0)]
    )
    def test_a_system_only_lowers_what_was_withdrawn(
        self, kind: str, was: int, becomes: int, is_now: int
    ) -> None:
        customer, box, key = make_box(kind, emails=A, email_permission=was)
        save(box, "import 12", email_permission=becomes)
        assert levels(customer) == {(key, A): is_now}

    @pytest.mark.parametrize("by_system", [True, False])
    def test_away_and_back_turns_nothing_back(
        self, kind: str, anna: StaffUser, by_system: bool
    ) -> None:
        customer, box, key = make_box(kind, emails=f"{A}; {B}")
        actor = "import 12" if by_system else anna
        withdraw(
            customer=customer, contact_person=None if key is None else box, address=A, actor=anna
        )
        box.refresh_from_db()
        save(box, actor, emails=B)
        save(box, actor, emails=f"{B}; {A}")
        assert levels(customer) == {(key, A): 0, (key, B): 1}

    def test_news_withdrawn_stays_so_for_a_system(self, kind: str, anna: StaffUser) -> None:
        customer, box, key = make_box(kind, emails=A, email_permission=2)
        save(box, anna, email_permission=1)
        save(box, "import 12", email_permission=2)
        assert levels(customer) == {(key, A): 1}

    def test_many_at_once(self, kind: str, anna: StaffUser) -> None:
        made = [make_box(kind, emails=f"a{n}@b.example; {B}") for n in range(5)]
        model = type(made[0][1])
        with acting(actor=anna):
            model.objects.filter(pk__in=[box.pk for _c, box, _k in made]).update(email_permission=2)
        for n, (customer, _box, key) in enumerate(made):
            assert levels(customer) == {(key, f"a{n}@b.example"): 2, (key, B): 2}

    def test_sql_that_leaves_history(self, kind: str, anna: StaffUser) -> None:
        customer, box, key = make_box(kind, emails=A)
        with connection.cursor() as cursor, acting(actor=anna):
            table = type(box)._meta.db_table
            cursor.execute(f"UPDATE {table} SET email_permission = 0 WHERE id = %s", [box.pk])
            write_history(type(box), [box.pk], CHANGED)
        assert levels(customer) == {(key, A): 0}

    # One after the other: by way of nothing a system gives nothing back.
    @pytest.mark.parametrize(("step", "last", "is_now"), [(0, 2, 0), (2, 1, 1)])
    def test_several_history_rows_in_one_statement(
        self, kind: str, step: int, last: int, is_now: int
    ) -> None:
        customer, box, key = make_box(kind, emails=A, email_permission=last)
        history = type(box).history.model._meta.db_table
        columns = [f.column for f in type(box).history.model._meta.concrete_fields]
        copied = [c for c in columns if c not in {"history_id", "history_type", "email_permission"}]
        names = ", ".join(copied)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {history} ({names}, history_type, email_permission)"
                f" SELECT {names}, '~', level FROM {history}"
                " CROSS JOIN (VALUES (1, %s), (2, %s)) step(n, level)"
                " WHERE id = %s ORDER BY n",
                [step, last, box.pk],
            )
        assert levels(customer) == {(key, A): is_now}

    def test_the_address_is_too_long(self, kind: str) -> None:
        customer, _box, _key = make_box(kind, emails=f"{'a' * 250}@b.nl; {'a' * 249}@b.n; {A}")
        assert sorted(len(address) for _key, address in levels(customer)) == [len(A), 253]


class TestElsewhereAtTheCustomer:
    def test_a_new_contact_with_a_withdrawn_address(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A, email_permission=0)
        with acting(actor=anna):
            contact = make_contact(customer, emails=A, email_permission=2)
        assert levels(customer) == {(None, A): 0, (contact.pk, A): 0}

    def test_a_yes_and_a_no_in_one_statement(self) -> None:
        customer = make_customer()
        with acting(actor="import 12"):
            ContactPerson.objects.bulk_create(
                ContactPerson(
                    customer=customer, type_id=type_, last_name="Jansen", emails=A, **permission
                )
                for type_, permission in (
                    ("sales", {"email_permission": 0}),
                    ("other", {"email_permission": 1}),
                )
            )
        found = AddressPermission.objects.order_by("contact_person_id")
        assert list(found.values_list("level", flat=True)) == [0, 1]

    def test_another_customer_is_another_matter(self) -> None:
        make_customer(emails=A, email_permission=0)
        contact = make_contact(emails=A)
        assert levels(contact.customer) == {(contact.pk, A): 1}

    def test_a_contact_that_moves_takes_the_strictest(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A, email_permission=0)
        contact = make_contact(emails=A, email_permission=2)
        save(contact, anna, customer=customer)
        assert levels(customer)[contact.pk, A] == 0


def test_erased_customers_say_nothing(anna: StaffUser) -> None:
    customer = make_customer(emails=A, status="erased")
    assert not told(customer)
    with pytest.raises(IntegrityError, match="is erased"), transaction.atomic():
        save(customer, anna, email_permission=2)
    with pytest.raises(IntegrityError, match="is erased"), transaction.atomic():
        make_contact(customer, emails=A)
    assert not told(customer)


class TestTheDatabase:
    def test_an_import_never_grants_back(self) -> None:
        customer = make_customer(emails=A, email_permission=0)
        for contact in (None, make_contact(customer, emails="")):
            refused = pytest.raises(IntegrityError, match="gives no permission back")
            with refused, transaction.atomic():
                event(customer, contact_person=contact)
        assert levels(customer) == {(None, A): 0}

    def test_also_not_after_a_colleague_gave_it_elsewhere(self) -> None:
        customer = make_customer(emails=A, email_permission=0)
        contact = make_contact(customer, emails="")
        event(customer, contact_person=contact, source="phone")
        with pytest.raises(IntegrityError, match="gives no permission back"), transaction.atomic():
            event(customer)

    def test_what_was_given_back_may_be_imported(self) -> None:
        customer = make_customer(emails=A, email_permission=0)
        event(customer, source="phone")
        event(customer)
        assert levels(customer) == {(None, A): 1}

    def test_news_without_notifications_is_nothing(self) -> None:
        customer = make_customer()
        event(customer, purpose="news")
        assert levels(customer) == {(None, A): 0}
        event(customer)
        assert levels(customer) == {(None, A): 2}

    def test_since_when(self) -> None:
        customer = make_customer(emails=A)
        before = AddressPermission.objects.get(customer=customer).since
        event(customer, source="phone")
        assert AddressPermission.objects.get(customer=customer).since == before
        later = event(customer, source="phone", granted=False)
        assert AddressPermission.objects.get(customer=customer).since == later.moment

    def test_permissions_are_written_by_the_events_alone(self) -> None:
        customer = make_customer(emails=A)
        mine = AddressPermission.objects.filter(customer=customer)
        for write in (
            lambda: mine.update(level=2),
            lambda: AddressPermission.objects.create(
                customer=customer, channel="email", address=B, level=2, since=timezone.now()
            ),
        ):
            with (
                pytest.raises(IntegrityError, match="follow from the events"),
                transaction.atomic(),
            ):
                write()

    def test_rows_from_before_the_events(self, anna: StaffUser) -> None:
        with acting(actor=anna):
            customer, zero = (
                make_customer(emails=f"{A}; {B}"),
                make_customer(emails=A, email_permission=0),
            )
            contact = make_contact(customer, emails=A, email_permission=2)
        make_customer(emails=A, status="erased")
        wanted = {each.pk: levels(each) for each in (customer, zero)}
        events = ConsentEvent.objects.order_by("pk").values_list(
            "address", "purpose", "granted", "staff"
        )
        before = sorted(events)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM contacts_addresspermission")
            cursor.execute("DELETE FROM contacts_consentevent")
            cursor.execute("SET session_replication_role = origin")
            text = SQL.read_text()
            cursor.execute(text[text.index("-- The rows that are there already") :])
        assert {each.pk: levels(each) for each in (customer, zero)} == wanted
        assert (contact.pk, A) in levels(customer)
        assert sorted(events.all()) == before


class TestServices:
    def test_what_was_said_is_kept(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A)
        events = set_level(
            customer=customer, address=A.upper(), level=2, wording="Nieuwsbrief? Ja, graag.",
            source="phone", actor=anna,
        )  # fmt: skip
        (event,) = events
        assert (event.address, event.purpose, event.granted) == (A, "news", True)
        assert (event.wording, event.source, event.staff) == (
            "Nieuwsbrief? Ja, graag.",
            "phone",
            anna,
        )

    def test_nothing_to_do(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A)
        assert not set_level(
            customer=customer, address=A, level=1, wording="", source="phone", actor=anna
        )
        with pytest.raises(ValueError, match="no such level"):
            set_level(customer=customer, address=A, level=3, wording="", source="phone", actor=anna)

    @pytest.mark.parametrize("kind", ["customer", "person"])
    def test_the_box_shows_the_truth(self, kind: str, anna: StaffUser) -> None:
        customer, box, key = make_box(kind, emails=f"{A}; {B}")
        person = None if key is None else box
        steps = [(A, 1), (B, 0)]
        for address, column in steps:
            withdraw(customer=customer, contact_person=person, address=address, actor=anna)
            box.refresh_from_db()
            assert box.email_permission == column
        assert box.version == 2
        assert box.history.first().history_user == anna
        assert set(levels(customer).values()) == {0}
        assert ConsentEvent.objects.filter(customer=customer).count() == 2 + 4
        assert find_gaps() == []

    def test_who_says_no_means_the_mailbox(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A)
        first, second = make_contact(customer, emails=A), make_contact(customer, emails=f"{A}; {B}")
        withdraw(customer=customer, contact_person=first, address=A, actor=anna)
        assert levels(customer) == {
            (None, A): 0,
            (first.pk, A): 0,
            (second.pk, A): 0,
            (second.pk, B): 1,
        }

    def test_back_again_is_for_one_box(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A)
        contact = make_contact(customer, emails=A)
        withdraw(customer=customer, address=A, actor=anna)
        set_level(customer=customer, address=A, level=1, wording="toch", source="phone", actor=anna)
        assert levels(customer) == {(None, A): 1, (contact.pk, A): 0}

    @pytest.mark.parametrize(
        ("was", "withdrawn", "imported", "is_now"),
        [(1, False, 2, 2), (2, False, 0, 0), (1, True, 2, 0), (2, True, 1, 0), (0, False, 2, 0)],
    )
    def test_import(
        self, anna: StaffUser, was: int, withdrawn: bool, imported: int, is_now: int
    ) -> None:
        customer = make_customer(emails=A, email_permission=was)
        if withdrawn:
            withdraw(customer=customer, address=A, actor=anna)
        import_level(customer=customer, address=A, level=imported, wording="", actor="import 12")
        assert levels(customer) == {(None, A): is_now}
        customer.refresh_from_db()
        assert customer.email_permission == is_now

    def test_import_knows_of_a_no_in_another_box(self, anna: StaffUser) -> None:
        customer = make_customer(emails="")
        contact = make_contact(customer, emails=A)
        withdraw(customer=customer, contact_person=contact, address=A, actor=anna)
        import_level(customer=customer, address=A, level=2, wording="", actor="import 12")
        assert levels(customer) == {(contact.pk, A): 0}

    def test_sms_is_another_channel(self, anna: StaffUser) -> None:
        customer = make_customer(emails=A, mobile="+31655010147")
        withdraw(customer=customer, address="+31655010147", channel="sms", actor=anna)
        assert levels(customer) == {(None, A): 1}
        assert levels(customer, channel="sms") == {(None, "+31655010147"): 0}


class TestMerge:
    @pytest.mark.parametrize("ours", [0, 1, 2])
    @pytest.mark.parametrize("theirs", [0, 1, 2])
    def test_the_strictest_wins(self, anna: StaffUser, ours: int, theirs: int) -> None:
        into = make_customer(emails=A, email_permission=ours)
        other = make_customer(emails=f"{A}; {B}", email_permission=theirs)
        events = merge_levels(into=into, other=other, actor=anna)
        assert levels(into) == {(None, A): min(ours, theirs), (None, B): theirs}
        assert {event.source for event in events} == {"merge"}

    @pytest.mark.parametrize("moved_first", [True, False])
    def test_contact_persons_keep_theirs(self, anna: StaffUser, moved_first: bool) -> None:
        into = make_customer(emails=B, email_permission=2)
        contact = make_contact(emails=f"{A}; {B}", email_permission=2)
        other = contact.customer
        withdraw(customer=other, contact_person=contact, address=A, actor=anna)
        contact.refresh_from_db()
        if moved_first:
            save(contact, anna, customer=into)
        merge_levels(into=into, other=other, actor=anna)
        if not moved_first:
            save(contact, anna, customer=into)
        assert levels(into) == {(None, B): 2, (contact.pk, A): 0, (contact.pk, B): 2}

    def test_a_no_to_sms_comes_along(self, anna: StaffUser) -> None:
        into, other = make_customer(emails=A), make_customer(emails=B)
        withdraw(customer=other, address="+31655010147", channel="sms", actor=anna)
        merge_levels(into=into, other=other, actor=anna)
        assert levels(into, channel="sms") == {(None, "+31655010147"): 0}

    def test_no_in_any_box_is_no(self, anna: StaffUser) -> None:
        into, other = make_customer(emails=B), make_customer(emails=A, email_permission=0)
        contact = make_contact(into, emails=A)
        merge_levels(into=into, other=other, actor=anna)
        assert levels(into)[contact.pk, A] == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_at_one_address() -> None:
    """Neither sees what the other is writing; afterwards both events count."""
    customer = make_customer(emails=A, email_permission=2)
    begun, finish = threading.Event(), threading.Event()

    def withdraw_news() -> None:
        with transaction.atomic():
            event(customer, purpose="news", granted=False)
            begun.set()
            finish.wait(10)
        connection.close()

    def say_notifications_again() -> None:
        begun.wait(10)
        threading.Timer(0.3, finish.set).start()
        event(customer, purpose="notifications", granted=True, source="phone")
        connection.close()

    threads = [threading.Thread(target=work) for work in (withdraw_news, say_notifications_again)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert levels(customer) == {(None, A): 1}


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_who_withdraws_at_the_same_moment() -> None:
    customer, anna = make_customer(emails=""), make_staff()
    begun, finish = threading.Event(), threading.Event()

    def say_no() -> None:
        with transaction.atomic():
            withdraw(customer=customer, address=A, actor=anna)
            begun.set()
            finish.wait(10)
        connection.close()

    def load() -> None:
        begun.wait(10)
        threading.Timer(0.3, finish.set).start()
        import_level(customer=customer, address=A, level=2, wording="", actor="import 12")
        connection.close()

    threads = [threading.Thread(target=work) for work in (say_no, load)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert levels(customer) == {(None, A): 0}

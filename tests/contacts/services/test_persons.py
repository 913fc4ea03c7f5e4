"""Contact persons are added, changed by two clerks at once, archived and preferred."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from contacts.models import ContactPerson
from contacts.services import persons, redirects
from contacts.services.persons import (
    add_person,
    archive_person,
    change_person,
    prefer_person,
    restore_person,
)
from contacts.services.predefined import ensure_predefined_types
from customers.models import Customer
from customers.services.combining import OverlapError, resolve
from tests.factories import make_contact, make_customer, make_staff

OLD, MINE, THEIRS = "+31655010147", "+31655010174", "+31655010290"


def add(customer: Customer, **values: Any) -> ContactPerson:
    """A contact person through the service."""
    values = {"type": "purchasing", "last_name": "Jansen"} | values
    return add_person(customer=customer, values=values, actor=make_staff())


def change(person: ContactPerson, version: int, **values: Any) -> Any:
    """Save `values` over the version that the form was opened with."""
    return change_person(
        person=person, version=version, values=values, actor=make_staff(last_name="Visser")
    )


def preferred(customer: Customer) -> list[tuple[str, str]]:
    """Who is preferred for what."""
    rows = customer.contacts.filter(preferred=True).order_by("type")
    return list(rows.values_list("type", "last_name"))


def told(error: Any, field: str = "invoice_customer") -> str:
    """The sentence at the field."""
    return " ".join(error.value.message_dict[field])


@pytest.mark.django_db
class TestAdd:
    def test_with_who_and_why(self) -> None:
        anna = make_staff()
        values = {"type": "sales", "last_name": "Boer", "infix": "de", "emails": "a@b.example"}
        person = add_person(
            customer=make_customer(), values=values, actor=anna, reason="belde zelf"
        )
        row = ContactPerson.history.get(id=person.pk)
        assert (row.infix, row.last_name, row.emails) == ("de", "Boer", "a@b.example")
        assert (row.history_user, row.history_change_reason) == (anna, "belde zelf")

    def test_the_first_of_a_type_is_preferred_and_the_next_is_not(self) -> None:
        customer = make_customer()
        for name, type_ in (("Een", "sales"), ("Twee", "sales"), ("Drie", "purchasing")):
            add(customer, last_name=name, type=type_)
        assert preferred(customer) == [("purchasing", "Drie"), ("sales", "Een")]

    def test_a_preferred_one_takes_it_from_the_other(self) -> None:
        customer = make_customer()
        first = add(customer, last_name="Een")
        add(customer, last_name="Twee", preferred=True)
        assert preferred(customer) == [("purchasing", "Twee")]
        assert ContactPerson.history.filter(id=first.pk).count() == 2

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_not_at_a_customer_that_is_not_active(self, status: str) -> None:
        customer = make_customer(status=status)
        with pytest.raises(ValidationError):
            add(customer)
        assert not customer.contacts.exists()

    def test_a_value_that_does_not_exist_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="archived"):
            add(make_customer(), archived=True)


@pytest.mark.django_db
class TestChange:
    def test_alone(self) -> None:
        person = make_contact(mobile=OLD)
        saved = change(person, 1, mobile=MINE, last_name="Jansen")
        assert (saved.changed, saved.row.mobile, saved.row.version) == (("mobile",), MINE, 2)

    def test_without_a_difference_nothing_is_written(self) -> None:
        person = make_contact(mobile=OLD)
        assert change(person, 1, mobile=OLD, type="purchasing").changed == ()
        assert ContactPerson.history.filter(id=person.pk).count() == 1

    def test_what_does_not_overlap_is_combined(self) -> None:
        person = make_contact(mobile=OLD, city="Utrecht")
        change_person(
            person=person,
            version=1,
            values={"mobile": THEIRS},
            actor=make_staff(first_name="Bram", last_name="de Wit"),
        )
        saved = change(person, 1, mobile=OLD, job_title="Inkoper")
        assert [author.name for author in saved.combined_with] == ["Bram de Wit"]
        person.refresh_from_db()
        assert (person.mobile, person.job_title, person.version) == (THEIRS, "Inkoper", 3)

    def test_what_overlaps_is_asked(self) -> None:
        person = make_contact(mobile=OLD)
        change(person, 1, mobile=THEIRS)
        with pytest.raises(OverlapError) as caught:
            change(person, 1, mobile=MINE, note="Na tienen")
        (overlap,) = caught.value.overlaps
        assert (overlap.was, overlap.mine, overlap.theirs) == (
            {"mobile": OLD},
            {"mobile": MINE},
            {"mobile": THEIRS},
        )
        assert overlap.author.name == "Anna Visser"
        assert [(item.name, item.author) for item in caught.value.combined] == [("note", None)]
        person.refresh_from_db()
        assert (person.mobile, person.note) == (THEIRS, "")

    def test_half_an_address_is_no_address(self) -> None:
        person = make_contact(street="Zeedijk", house_number=9, postcode="3513 BR", city="Utrecht")
        change(person, 1, street="Kade", city="Zeist")
        with pytest.raises(OverlapError) as caught:
            change(person, 1, house_number=11)
        assert [overlap.key for overlap in caught.value.overlaps] == ["address"]

    @pytest.mark.parametrize(("choice", "mobile"), [("mine", MINE), ("theirs", THEIRS)])
    def test_the_choice_is_saved(self, choice: str, mobile: str) -> None:
        person = make_contact(mobile=OLD)
        change(person, 1, mobile=THEIRS)
        version, values = resolve(
            person,
            version=1,
            values={"mobile": MINE, "note": "Na tienen"},
            seen_version=2,
            choices={"mobile": choice},
            read=persons.values_of,
        )
        change(person, version, **values)
        person.refresh_from_db()
        assert (person.mobile, person.note) == (mobile, "Na tienen")

    def test_a_version_that_never_was_overwrites_nothing(self) -> None:
        person = make_contact(mobile=OLD)
        change(person, 1, mobile=THEIRS)
        with pytest.raises(OverlapError):
            change(person, 999, mobile=MINE)


@pytest.mark.django_db
class TestPreference:
    def test_is_one_per_type(self) -> None:
        customer = make_customer()
        one, two = add(customer, last_name="Een"), add(customer, last_name="Twee")
        prefer_person(person=two, actor=make_staff())
        assert preferred(customer) == [("purchasing", "Twee")]
        change(one, ContactPerson.objects.get(pk=one.pk).version, preferred=True)
        assert preferred(customer) == [("purchasing", "Een")]

    def test_goes_with_the_archive_and_comes_back_to_the_only_one(self) -> None:
        customer = make_customer()
        person = add(customer)
        archived = archive_person(person=person, actor=make_staff())
        assert (archived.archived, archived.preferred) == (True, False)
        restored = restore_person(person=person, actor=make_staff())
        assert (restored.archived, restored.preferred) == (False, True)

    def test_does_not_come_back_when_another_has_it(self) -> None:
        customer = make_customer()
        person = add(customer)
        archive_person(person=person, actor=make_staff())
        add(customer, last_name="Twee")
        restore_person(person=person, actor=make_staff())
        assert preferred(customer) == [("purchasing", "Twee")]

    def test_is_not_for_the_archived(self) -> None:
        person = make_contact(archived=True)
        with pytest.raises(ValidationError) as error:
            prefer_person(person=person, actor=make_staff())
        assert told(error, "preferred")
        person.refresh_from_db()
        assert not person.preferred

    @pytest.mark.parametrize(
        ("others", "kept"),
        [([], True), ([False], True), ([True], False)],
        ids=["first of the type", "nobody preferred", "somebody preferred"],
    )
    def test_with_another_type(self, others: list[bool], kept: bool) -> None:
        customer = make_customer()
        person = add(customer)
        for is_preferred in others:
            make_contact(customer, type_id="sales", last_name="Twee", preferred=is_preferred)
        assert change(person, 1, type="sales").row.preferred is kept

    def test_twice_the_same_is_once(self) -> None:
        person = make_contact(preferred=True)
        prefer_person(person=person, actor=make_staff())
        archive_person(person=person, actor=make_staff())
        archive_person(person=person, actor=make_staff())
        assert ContactPerson.history.filter(id=person.pk).count() == 2


@pytest.mark.django_db
class TestRedirect:
    def add(self, customer: Customer, other: Customer) -> ContactPerson:
        return add(customer, type="invoice_address", last_name="", invoice_customer=other.pk)

    def test_a_chain_is_allowed(self) -> None:
        one, two, three = (make_customer() for _n in range(3))
        self.add(one, two)
        self.add(two, three)
        assert redirects.sources_of(three) == {one.pk, two.pk, three.pk}

    def test_a_circle_is_refused_with_the_reason(self) -> None:
        one, two, three = (make_customer() for _n in range(3))
        self.add(one, two)
        self.add(two, three)
        with pytest.raises(ValidationError) as error:
            self.add(three, one)
        assert one.number in told(error)

    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_who_may_not_be_chosen_is_refused(self, status: str) -> None:
        other = make_customer(status=status)
        with pytest.raises(ValidationError) as error:
            self.add(make_customer(), other)
        assert other.number in told(error)

    def test_itself_is_refused(self) -> None:
        customer = make_customer()
        with pytest.raises(ValidationError) as error:
            self.add(customer, customer)
        assert told(error)

    def test_a_second_one_is_refused(self) -> None:
        customer = make_customer()
        self.add(customer, make_customer())
        with pytest.raises(ValidationError) as error:
            self.add(customer, make_customer())
        assert told(error)

    def test_a_box_of_its_own_would_mean_nothing(self) -> None:
        customer, other = make_customer(), make_customer()
        values = {"type": "invoice_address", "invoice_customer": other.pk}
        with pytest.raises(ValidationError) as error:
            add(customer, **values, emails="facturen@example.nl")
        assert other.number in error.value.message_dict["emails"][0]
        person = add(customer, **values, last_name="")
        with pytest.raises(ValidationError) as error:
            change(person, 1, emails="facturen@example.nl")
        assert "emails" in error.value.message_dict
        # A row from before this rule, or of an import, can still be changed, and mended.
        ContactPerson.objects.filter(pk=person.pk).update(emails="oud@example.nl")
        for todo in ({"note": "Belt terug"}, {"emails": ""}):
            person.refresh_from_db()
            assert change(person, person.version, **todo).changed == tuple(todo)

    def test_one_that_stands_is_left_alone(self) -> None:
        other = make_customer()
        person = self.add(make_customer(), other)
        Customer.objects.filter(pk=other.pk).update(status="inactive")
        assert change(person, 1, note="Belt terug").changed == ("note",)

    def test_out_of_the_archive_it_is_looked_at_again(self) -> None:
        other = make_customer()
        person = self.add(make_customer(), other)
        archive_person(person=person, actor=make_staff())
        Customer.objects.filter(pk=other.pk).update(status="inactive")
        with pytest.raises(ValidationError) as error:
            restore_person(person=person, actor=make_staff())
        assert other.number in told(error)
        person.refresh_from_db()
        assert person.archived

    def test_what_only_the_database_sees_is_a_sentence_too(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As when somebody else closed the circle after the check."""
        one, two = make_customer(), make_customer()
        self.add(one, two)
        monkeypatch.setattr(redirects, "check", lambda _person: None)
        with pytest.raises(ValidationError) as error:
            self.add(two, one)
        assert one.number in told(error)
        with pytest.raises(ValidationError) as error:
            self.add(one, make_customer())
        assert not two.contacts.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_preferred_and_no_circle() -> None:
    """Both rows of both customers are held in one order: nobody waits for ever."""
    ensure_predefined_types()
    one, two = make_customer(), make_customer()
    clerks = [make_staff(), make_staff()]
    together = threading.Barrier(2, timeout=10)

    def point(turn: int) -> bool:
        customer, other = (one, two) if turn else (two, one)
        values = {"type": "invoice_address", "invoice_customer": other.pk}
        together.wait()
        try:
            add_person(customer=one, values={"type": "sales", "last_name": "X"}, actor=clerks[turn])
            add_person(customer=customer, values=values, actor=clerks[turn])
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(point, range(2)))
    assert sorted(results) == [False, True]
    assert one.contacts.filter(type="sales").count() == 2
    assert one.contacts.filter(type="sales", preferred=True).count() == 1

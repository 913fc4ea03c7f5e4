"""Writing contact moments: adding, changing by two clerks, taking off the timeline."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.models import ContactMoment, Message
from contacts.services.moments import (
    FIELDS,
    NotYoursError,
    SentError,
    add_moment,
    change_moment,
    may_remove,
    remove_moment,
    restore_moment,
)
from customers.services.combining import OverlapError
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> StaffUser:
    return make_staff()


@pytest.fixture
def moment(clerk: StaffUser) -> ContactMoment:
    return make_moment(kind="call", direction="in", author=clerk, system="", text="Belt terug.")


def make_message(customer: Customer) -> Message:
    """An e-mail to the customer."""
    message: Message = Message.objects.create(
        customer=customer,
        document="invoice",
        channel="email",
        language="nl",
        key="k",
        system="test",
    )
    return message


def values(moment: ContactMoment, **changed: Any) -> dict[str, Any]:
    """What the form of the moment says, with these fields changed."""
    return {name: getattr(moment, name) for name in FIELDS} | changed


class TestAdd:
    def test_by_a_colleague(self, clerk: StaffUser) -> None:
        customer = make_customer()
        person = make_contact(customer)
        before = timezone.now()
        moment = add_moment(
            customer=customer,
            kind="call",
            direction="out",
            text="Voicemail ingesproken.",
            contact_person=person,
            actor=clerk,
        )
        moment.refresh_from_db()
        assert (moment.author, moment.system, moment.version) == (clerk, "", 1)
        assert (moment.contact_person, moment.direction) == (person, "out")
        assert before <= moment.moment <= timezone.now()
        row = moment.history.get()
        assert (row.history_user, row.text) == (clerk, "Voicemail ingesproken.")

    def test_by_a_system_actor_in_the_past(self) -> None:
        past = timezone.now() - datetime.timedelta(days=900)
        moment = add_moment(
            customer=make_customer(), kind="sms", text="Klaar", moment=past, actor="worker"
        )
        assert (moment.author, moment.system, moment.moment) == (None, "worker", past)
        assert moment.history.get().history_actor == "worker"

    def test_an_inactive_customer_calls_too(self, clerk: StaffUser) -> None:
        customer = make_customer(status="inactive")
        assert add_moment(customer=customer, kind="call", text="x", actor=clerk).pk

    @pytest.mark.parametrize("kind", ["note", "visit"])
    def test_a_note_goes_no_way(self, clerk: StaffUser, kind: str) -> None:
        moment = add_moment(
            customer=make_customer(), kind=kind, direction="in", text="x", actor=clerk
        )
        assert moment.direction == ""

    def test_a_message_has_one_moment(self) -> None:
        customer = make_customer()
        message = make_message(customer)
        first, second = (
            add_moment(
                customer=customer,
                kind="email",
                direction="out",
                text="Beste",
                message=message,
                actor="worker",
            )
            for _n in range(2)
        )
        assert first == second
        assert ContactMoment.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"text": " \n "},
            {"kind": "telex"},
            {"direction": "up"},
            {"subject": "x" * 201},
        ],
        ids=str,
    )
    def test_refused(self, clerk: StaffUser, wrong: dict[str, Any]) -> None:
        asked: dict[str, Any] = {
            "customer": make_customer(),
            "kind": "call",
            "text": "x",
            "actor": clerk,
        }
        with pytest.raises(ValidationError):
            add_moment(**asked | wrong)
        assert ContactMoment.objects.count() == 0

    def test_not_with_somebody_elses_person(self, clerk: StaffUser) -> None:
        with pytest.raises(ValidationError, match="contactpersoon van deze klant"):
            add_moment(
                customer=make_customer(),
                kind="call",
                text="x",
                contact_person=make_contact(),
                actor=clerk,
            )

    def test_not_of_an_erased_customer(self, clerk: StaffUser) -> None:
        customer = make_customer()
        type(customer).objects.filter(pk=customer.pk).update(status="erased")
        with pytest.raises(ValidationError, match="gewist"):
            add_moment(customer=customer, kind="call", text="x", actor=clerk)


class TestChange:
    def test_keeps_who_wrote_it(self, moment: ContactMoment, clerk: StaffUser) -> None:
        other = make_staff(first_name="Bram")
        saved = change_moment(
            moment=moment, version=1, values=values(moment, text="Belt morgen."), actor=other
        )
        assert saved.changed == ("text",)
        moment.refresh_from_db()
        assert (moment.text, moment.author, moment.version) == ("Belt morgen.", clerk, 2)
        assert moment.history.latest().history_user == other

    def test_no_difference_writes_nothing(self, moment: ContactMoment, clerk: StaffUser) -> None:
        saved = change_moment(moment=moment, version=1, values=values(moment), actor=clerk)
        assert saved.changed == ()
        assert moment.history.count() == 1

    def test_other_fields_are_combined(self, moment: ContactMoment, clerk: StaffUser) -> None:
        bram = make_staff(first_name="Bram", last_name="de Wit")
        first, second = values(moment, text="Belt morgen."), values(moment, direction="out")
        change_moment(moment=moment, version=1, values=first, actor=bram)
        saved = change_moment(moment=moment, version=1, values=second, actor=clerk)
        assert [author.name for author in saved.combined_with] == ["Bram de Wit"]
        moment.refresh_from_db()
        assert (moment.text, moment.direction) == ("Belt morgen.", "out")

    def test_the_same_field_is_a_conflict(self, moment: ContactMoment, clerk: StaffUser) -> None:
        bram = make_staff(first_name="Bram", last_name="de Wit")
        change_moment(moment=moment, version=1, values=values(moment, text="A"), actor=bram)
        mine = values(moment, text="B", direction="out")
        with pytest.raises(OverlapError) as caught:
            change_moment(moment=moment, version=1, values=mine, actor=clerk)
        conflict = caught.value
        [overlap] = conflict.overlaps
        assert (overlap.mine, overlap.theirs) == ({"text": "B"}, {"text": "A"})
        assert (conflict.author.name, conflict.seen_version) == ("Bram de Wit", 2)
        assert (conflict.values["text"], conflict.values["direction"]) == ("B", "out")
        moment.refresh_from_db()
        assert moment.text == "A"
        change_moment(moment=moment, version=2, values=mine, actor=clerk)
        moment.refresh_from_db()
        assert (moment.text, moment.direction) == ("B", "out")

    def test_both_wrote_the_same(self, moment: ContactMoment, clerk: StaffUser) -> None:
        same = values(moment, text="A")
        change_moment(moment=moment, version=1, values=same, actor=make_staff())
        assert change_moment(moment=moment, version=1, values=same, actor=clerk).changed == ()

    @pytest.mark.parametrize("version", [0, 7])
    def test_a_version_that_never_was(
        self, moment: ContactMoment, clerk: StaffUser, version: int
    ) -> None:
        change_moment(moment=moment, version=1, values=values(moment, text="A"), actor=clerk)
        with pytest.raises(OverlapError):
            change_moment(
                moment=moment, version=version, values=values(moment, text="B"), actor=clerk
            )

    def test_what_was_sent_stays(self, clerk: StaffUser) -> None:
        customer = make_customer()
        moment = make_moment(customer, kind="email", message=make_message(customer))
        for deed in (
            lambda: change_moment(moment=moment, version=1, values={"text": "x"}, actor=clerk),
            lambda: remove_moment(moment=moment, actor=make_staff("beheerder"), reason=""),
        ):
            with pytest.raises(SentError):
                deed()
        assert not may_remove(make_staff("beheerder"), moment)

    def test_nothing_left_is_refused(self, moment: ContactMoment, clerk: StaffUser) -> None:
        with pytest.raises(ValidationError):
            change_moment(moment=moment, version=1, values=values(moment, text=" "), actor=clerk)


class TestRemove:
    @pytest.mark.parametrize(
        ("role", "own", "may"),
        [
            ("balie", True, True),
            ("balie", False, False),
            ("kantoor", False, True),
            ("beheerder", False, True),
            ("inkijk", False, False),
            ("inkijk", True, False),
        ],
    )
    def test_who_may(self, moment: ContactMoment, role: str, own: bool, may: bool) -> None:
        user = make_staff(role)
        if own:
            moment.author = user
            moment.save()
        assert may_remove(user, moment) is may
        if may:
            remove_moment(moment=moment, actor=user, reason="Dubbel")
        else:
            with pytest.raises(NotYoursError):
                remove_moment(moment=moment, actor=user, reason="Dubbel")
        assert ContactMoment.objects.standing().exists() is not may

    def test_stays_in_the_history_and_comes_back(
        self, moment: ContactMoment, clerk: StaffUser
    ) -> None:
        remove_moment(moment=moment, actor=clerk, reason="Dubbel")
        row = moment.history.latest()
        assert (row.history_change_reason, row.text) == ("Dubbel", "Belt terug.")
        versions = moment.history.count()
        remove_moment(moment=moment, actor=clerk, reason="nog eens")
        assert moment.history.count() == versions
        restore_moment(moment=moment, actor=clerk)
        moment.refresh_from_db()
        assert moment.removed_at is None
        assert moment.text == "Belt terug."

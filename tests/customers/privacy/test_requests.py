"""The services of the register: deadlines, extensions, identity, the ends, and two who act at once."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.models import Customer, PrivacyRequest
from customers.privacy.requests import service
from customers.privacy.requests.deadlines import deadline_of, latest_extension
from customers.privacy.requests.rules import problems
from customers.services.combining import OverlapError
from tests.factories import make_customer, make_request, make_staff, mark_erased

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def clerk() -> StaffUser:
    return make_staff("kantoor")


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def values(**more: Any) -> dict[str, Any]:
    """What a form says of a request that came in today."""
    return {"received_on": timezone.localdate(), "channel": "counter", **more}


def asked_long_ago(customer: Customer, days: int, **fields: Any) -> PrivacyRequest:
    """An access request that came in so many days ago."""
    received = timezone.localdate() - days * DAY
    return make_request(
        customer, "access", received_on=received, deadline=deadline_of(received), **fields
    )


@pytest.mark.parametrize(
    ("received", "deadline", "latest"),
    [
        ("2026-11-12", "2026-12-12", "2027-02-12"),
        ("2027-01-31", "2027-02-28", "2027-04-30"),
        ("2028-01-30", "2028-02-29", "2028-04-30"),
        ("2026-11-30", "2026-12-30", "2027-02-28"),
        # Christmas: a person need not wait longer for it.
        ("2026-11-25", "2026-12-25", "2027-02-25"),
    ],
)
def test_deadlines(received: str, deadline: str, latest: str) -> None:
    assert deadline_of(day(received)) == day(deadline)
    assert latest_extension(day(received)) == day(latest)


class TestRules:
    """What is refused, and at which field."""

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"received_on": day("2100-01-01")}, "received_on"),
            ({"received_on": day("2018-05-24")}, "received_on"),
            ({"received_on": day("2018-05-25")}, ""),
            ({"identity": "not_needed"}, "identity"),
            ({"identity": "not_needed", "channel": "shop"}, ""),
            ({"identity_note": "paspoort"}, "identity"),
            ({"identity": "document", "identity_note": "paspoort"}, ""),
            ({"identity": "document", "identity_note": "paspoort NXK123456"}, "identity_note"),
            ({"identity": "document", "identity_note": "bsn 123456782"}, "identity_note"),
            ({"identity": "document", "identity_note": "rijbewijs, op 17-03-2026"}, ""),
            ({"identity": "answers", "identity_note": "noemde klant 100234"}, ""),
        ],
    )
    def test_one_field(self, changed: dict[str, Any], field: str) -> None:
        found = problems(values(**changed), kind="access")
        assert list(found) == ([field] if field else [])

    def test_only_an_erasure_needs_a_ground(self) -> None:
        assert list(problems(values(ground=""), kind="erasure")) == ["ground"]
        assert problems(values(ground=""), kind="access") == {}


class TestAdding:
    def test_the_deadline_follows(self, customer: Customer, clerk: StaffUser) -> None:
        received = timezone.localdate() - 3 * DAY
        made = service.add_request(
            customer=customer,
            kind="access",
            values=values(received_on=received, identity="document", assigned_to=clerk.pk),
            actor=clerk,
        )
        assert made.deadline == deadline_of(received)
        assert made.customer_number == customer.number
        assert (made.identity_by, made.identity_on) == (clerk, timezone.localdate())
        assert made.assigned_to == clerk
        first = PrivacyRequest.history.get(id=made.pk)
        assert (first.history_user, first.history_type) == (clerk, "+")

    def test_a_second_erasure_leads_to_the_first(
        self, customer: Customer, clerk: StaffUser
    ) -> None:
        first = make_request(customer, "erasure")
        with pytest.raises(service.AlreadyRunningError) as raised:
            service.add_request(
                customer=customer, kind="erasure", values=values(ground="consent"), actor=clerk
            )
        assert raised.value.request == first
        assert PrivacyRequest.objects.count() == 1

    def test_of_single_fields_there_may_be_more(self, customer: Customer, clerk: StaffUser) -> None:
        make_request(customer, "erasure")
        made = service.add_request(
            customer=customer,
            kind="erasure",
            values=values(ground="consent"),
            actor=clerk,
            scope="columns",
            scope_table="customers_customer",
            scope_pk=customer.pk,
            scope_columns=["mobile"],
        )
        assert made.scope_columns == ["mobile"]

    def test_never_of_an_erased_one(self, clerk: StaffUser) -> None:
        erased = make_customer()
        mark_erased(erased.number)
        with pytest.raises(ValidationError):
            service.add_request(customer=erased, kind="access", values=values(), actor=clerk)

    def test_what_does_not_fit_is_refused(self, customer: Customer, clerk: StaffUser) -> None:
        wrong = values(identity="document", identity_note="NXK123456")
        with pytest.raises(ValidationError) as raised:
            service.add_request(customer=customer, kind="access", values=wrong, actor=clerk)
        assert set(raised.value.message_dict) == {"identity_note"}
        assert not PrivacyRequest.objects.exists()


class TestChanging:
    def test_two_who_change_other_fields(self, customer: Customer, clerk: StaffUser) -> None:
        asked = asked_long_ago(customer, 2)
        opened = asked.version
        other = make_staff("beheerder")
        service.check_identity(request=asked, identity="known", actor=other)
        now = service.values_of(asked) | {"note": "Wil alles zien."}
        saved = service.change_request(request=asked, version=opened, values=now, actor=clerk)
        assert saved.changed == ("note",)
        assert [author.name for author in saved.combined_with] == [other.display_name]
        asked.refresh_from_db()
        assert (asked.identity, asked.note) == ("known", "Wil alles zien.")

    def test_two_who_change_the_same_field(self, customer: Customer, clerk: StaffUser) -> None:
        asked = asked_long_ago(customer, 2)
        opened = asked.version
        base = service.values_of(asked)
        service.change_request(
            request=asked,
            version=opened,
            values=base | {"note": "zij"},
            actor=make_staff("kantoor"),
        )
        with pytest.raises(OverlapError):
            service.change_request(
                request=asked, version=opened, values=base | {"note": "wij"}, actor=clerk
            )
        asked.refresh_from_db()
        assert asked.note == "zij"

    def test_the_same_once_more_writes_nothing(self, customer: Customer, clerk: StaffUser) -> None:
        asked = asked_long_ago(customer, 2)
        rows = PrivacyRequest.history.filter(id=asked.pk)
        before = rows.count()
        saved = service.change_request(
            request=asked, version=asked.version, values=service.values_of(asked), actor=clerk
        )
        assert (saved.changed, rows.count()) == ((), before)

    def test_another_day_of_receipt_moves_the_deadline(
        self, customer: Customer, clerk: StaffUser
    ) -> None:
        asked = asked_long_ago(customer, 2)
        earlier = asked.received_on - 5 * DAY
        now = service.values_of(asked) | {"received_on": earlier}
        service.change_request(request=asked, version=asked.version, values=now, actor=clerk)
        asked.refresh_from_db()
        assert asked.deadline == deadline_of(earlier)

    @pytest.mark.parametrize("status", ["awaiting", "waiting"])
    def test_what_was_approved_on_stays(
        self, customer: Customer, clerk: StaffUser, status: str
    ) -> None:
        more: dict[str, Any] = {"approved_at": timezone.now(), "execute_on": timezone.localdate()}
        asked = make_request(customer, status=status, **more)
        base = service.values_of(asked)
        for field, value in (("ground", "law"), ("identity", "known"), ("identity_note", "ja")):
            with pytest.raises(ValidationError):
                service.change_request(
                    request=asked, version=asked.version, values=base | {field: value}, actor=clerk
                )
        saved = service.change_request(
            request=asked, version=asked.version, values=base | {"note": "bel eerst"}, actor=clerk
        )
        assert saved.changed == ("note",)

    def test_a_closed_one_does_not_change(self, customer: Customer, clerk: StaffUser) -> None:
        asked = make_request(customer, "access", status="done")
        with pytest.raises(ValidationError):
            service.check_identity(request=asked, identity="known", actor=clerk)
        now = service.values_of(asked) | {"note": "toch nog"}
        with pytest.raises(ValidationError):
            service.change_request(request=asked, version=asked.version, values=now, actor=clerk)
        with pytest.raises(ValidationError):
            service.close_request(request=asked, rejected=True, outcome="toch niet", actor=clerk)
        asked.refresh_from_db()
        assert (asked.status, asked.identity, asked.note) == ("done", "document", "")


class TestExtending:
    @pytest.mark.parametrize(
        ("days", "until", "reason", "allowed"),
        [
            (10, "latest", "veel", True),
            (10, "deadline+1", "veel", True),
            (10, "deadline", "veel", False),
            (10, "latest+1", "veel", False),
            (10, "latest", "", False),
            (40, "latest", "veel", False),  # the first deadline is over
        ],
    )
    def test_the_limits(
        self,
        customer: Customer,
        clerk: StaffUser,
        days: int,
        until: str,
        reason: str,
        *,
        allowed: bool,
    ) -> None:
        asked = asked_long_ago(customer, days)
        name, _plus, more = until.partition("+")
        start = {"latest": latest_extension(asked.received_on), "deadline": asked.deadline}[name]
        wanted = start + int(more or 0) * DAY
        if allowed:
            service.extend_request(request=asked, until=wanted, reason=reason, actor=clerk)
        else:
            with pytest.raises(ValidationError):
                service.extend_request(request=asked, until=wanted, reason=reason, actor=clerk)
        asked.refresh_from_db()
        assert asked.extended_to == (wanted if allowed else None)
        assert asked.due_on == (wanted if allowed else asked.deadline)

    def test_an_extended_one_is_changed_after_its_first_deadline(
        self, customer: Customer, clerk: StaffUser
    ) -> None:
        asked = asked_long_ago(customer, 40)
        asked.extended_to, asked.extension_reason = asked.deadline + 20 * DAY, "veel"
        asked.save()
        now = service.values_of(asked) | {"note": "stuur per post"}
        saved = service.change_request(
            request=asked, version=asked.version, values=now, actor=clerk
        )
        assert saved.changed == ("note",)


class TestEnds:
    @pytest.mark.parametrize(
        ("kind", "identity", "rejected", "outcome", "allowed"),
        [
            ("access", "document", False, "meegegeven", True),
            ("access", "", False, "meegegeven", False),
            ("access", "", True, "niet wie het zegt te zijn", True),
            ("rectification", "", False, "naam verbeterd", True),
            ("objection", "", False, "  ", False),
            ("erasure", "document", False, "gedaan", False),
            ("erasure", "document", True, "garantie loopt", True),
        ],
    )
    def test_closing(
        self,
        customer: Customer,
        clerk: StaffUser,
        kind: str,
        identity: str,
        outcome: str,
        *,
        rejected: bool,
        allowed: bool,
    ) -> None:
        asked = make_request(customer, kind, identity=identity)
        if not allowed:
            with pytest.raises(ValidationError):
                service.close_request(
                    request=asked, rejected=rejected, outcome=outcome, actor=clerk
                )
            asked.refresh_from_db()
            assert asked.is_running
            return
        closed = service.close_request(
            request=asked, rejected=rejected, outcome=outcome, actor=clerk
        )
        assert closed.status == ("rejected" if rejected else "done")
        assert (closed.outcome, closed.closed_by) == (outcome, clerk)
        assert closed.closed_at is not None

    @pytest.mark.parametrize("status", ["open", "awaiting", "waiting"])
    def test_withdrawing_until_it_is_carried_out(
        self, customer: Customer, clerk: StaffUser, status: str
    ) -> None:
        more: dict[str, Any] = {"approved_at": timezone.now(), "execute_on": timezone.localdate()}
        asked = make_request(customer, status=status, **more)
        service.withdraw_request(request=asked, actor=clerk, reason="toch klant")
        service.withdraw_request(request=asked, actor=clerk)  # posted twice
        asked.refresh_from_db()
        assert (asked.status, asked.outcome) == ("withdrawn", "toch klant")
        assert PrivacyRequest.history.filter(id=asked.pk, status="withdrawn").count() == 1

    @pytest.mark.parametrize("status", ["done", "rejected"])
    def test_what_is_over_is_not_withdrawn(
        self, customer: Customer, clerk: StaffUser, status: str
    ) -> None:
        asked = make_request(customer, status=status)
        with pytest.raises(ValidationError):
            service.withdraw_request(request=asked, actor=clerk)


def test_who_may_be_assigned() -> None:
    office, boss = make_staff("kantoor"), make_staff("beheerder")
    make_staff("balie")
    make_staff("kantoor", is_active=False)
    chief = make_staff("inkijk", is_superuser=True)
    assert set(service.assignable()) == {office, boss, chief}

"""Appointments: what overlaps, moving, cancelling."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.activities.models import Activity, Appointment
from customers.activities.services.appointments import (
    MovedMeanwhileError,
    Slot,
    cancel_activity,
    move_appointment,
    overlapping,
)
from klantbeheer.history_guard import find_gaps
from tests.factories import make_activity, make_customer, make_staff
from tests.nasty import FORM, NASTY, encode, with_value

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2026, 11, 25, 0, 0, tzinfo=datetime.UTC)


def at(hour: float) -> datetime.datetime:
    return DAY + datetime.timedelta(hours=hour)


def make_appointment(staff: StaffUser | None, begin: float, end: float, **fields: Any) -> Activity:
    code = fields.pop("code", "planned")
    activity = make_activity(
        kind="appointment", code=code, assigned_to=staff, planned_on=DAY.date(), **fields
    )
    Appointment.objects.create(activity=activity, starts_at=at(begin), ends_at=at(end))
    return activity


class TestOverlapping:
    @pytest.mark.parametrize(
        ("begin", "end", "found"),
        [
            (8, 9, False),  # ends when it begins
            (10, 11, False),  # begins when it ends
            (8, 9.1, True),
            (9.9, 11, True),
            (9.2, 9.8, True),
            (8, 12, True),
            (9, 10, True),
        ],
    )
    def test_half_open(self, begin: float, end: float, found: bool) -> None:
        staff = make_staff()
        make_appointment(staff, 9, 10)
        assert overlapping(staff, at(begin), at(end)).exists() is found

    def test_only_of_this_colleague_and_not_itself_nor_cancelled(self) -> None:
        staff = make_staff()
        mine = make_appointment(staff, 9, 10)
        make_appointment(make_staff(), 9, 10)
        make_appointment(None, 9, 10)
        make_appointment(staff, 9, 10, code="cancelled")
        done = make_appointment(staff, 9, 10, code="done")
        assert [one.pk for one in overlapping(staff, at(9), at(10))] == [mine.pk, done.pk]
        assert [one.pk for one in overlapping(staff.pk, at(9), at(10), mine)] == [done.pk]
        assert not overlapping(None, at(9), at(10)).exists()


class TestMove:
    def test_moves_and_keeps_both(self) -> None:
        activity = make_appointment(make_staff(), 9, 10)
        slot = Slot(at(33), at(34), "Werkplaats")
        move_appointment(activity=activity, slot=slot, seen=None, actor="test", reason="ziek")
        appointment = Appointment.objects.get()
        assert Slot.of(appointment) == slot
        version = activity.version
        activity.refresh_from_db()
        assert activity.planned_on == DAY.date() + datetime.timedelta(days=1)
        assert activity.version == version + 1
        old, new = Appointment.history.order_by("history_id")
        assert (old.starts_at, new.starts_at) == (at(9), at(33))
        assert new.history_change_reason == "ziek"
        assert not find_gaps()

    def test_two_clerks(self) -> None:
        activity = make_appointment(make_staff(), 9, 10)
        seen = Slot(at(9), at(10))
        move_appointment(activity=activity, slot=Slot(at(11), at(12)), seen=seen, actor="test")
        with pytest.raises(MovedMeanwhileError) as caught:
            move_appointment(activity=activity, slot=Slot(at(13), at(14)), seen=seen, actor="test")
        assert caught.value.slot == Slot(at(11), at(12))
        # The same move twice is no conflict.
        move_appointment(activity=activity, slot=Slot(at(11), at(12)), seen=seen, actor="test")
        assert Appointment.history.count() == 2

    @pytest.mark.parametrize("code", ["cancelled", "done"])
    def test_not_a_closed_one(self, code: str) -> None:
        activity = make_appointment(make_staff(), 9, 10, code=code)
        with pytest.raises(ValidationError):
            move_appointment(activity=activity, slot=Slot(at(11), at(12)), seen=None, actor="test")

    def test_the_night_in_which_the_clock_goes_forward(self) -> None:
        """Half past two does not exist then: it is half past three, after the end."""
        night = datetime.datetime(2027, 3, 28, tzinfo=timezone.get_current_timezone())
        slot = Slot(night.replace(hour=2, minute=30), night.replace(hour=3))
        activity = make_appointment(make_staff(), 9, 10)
        with pytest.raises(ValidationError) as caught:
            move_appointment(activity=activity, slot=slot, seen=None, actor="test")
        assert list(caught.value.message_dict) == ["ends"]

    @pytest.mark.parametrize("end", [9, 8, 9 + 24 * 15])
    def test_no_slot(self, end: float) -> None:
        activity = make_appointment(make_staff(), 9, 10)
        with pytest.raises(ValidationError) as caught:
            move_appointment(activity=activity, slot=Slot(at(9), at(end)), seen=None, actor="test")
        assert "ends" in caught.value.error_dict


class TestCancel:
    def test_with_the_reason(self) -> None:
        activity = make_appointment(make_staff(), 9, 10)
        done = cancel_activity(activity=activity, actor="test", reason="klant is ziek")
        assert (done.status, done.stage.code) == ("cancelled", "cancelled")
        assert done.closed_on is not None
        last = Activity.history.filter(id=activity.pk).order_by("-history_id")[0]
        assert last.history_change_reason == "klant is ziek"
        assert Appointment.objects.get().starts_at == at(9)

    def test_needs_a_reason(self) -> None:
        with pytest.raises(ValidationError):
            cancel_activity(activity=make_appointment(None, 9, 10), actor="test", reason="  ")


class TestPages:
    def url(self, activity: Activity, step: str = "move") -> str:
        return f"/customers/{activity.customer.number}/activities/{activity.pk}/{step}/"

    def posted(self, **fields: str) -> dict[str, str]:
        day = timezone.localdate() + datetime.timedelta(days=3)
        return {"day": f"{day:%d-%m-%Y}", "starts": "14.30", "ends": "1515", "place": ""} | fields

    def test_shows_and_moves(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_appointment(make_staff(), 9, 10)
        page = client.get(self.url(activity)).content.decode()
        assert 'value="10.00"' in page  # nine o'clock is ten in Utrecht
        found = re.search(r'name="seen" value="([^"]+)"', page)
        assert found
        response = client.post(self.url(activity), self.posted(seen=found[1], place="Balie"))
        assert response.status_code == 302
        appointment = Appointment.objects.get()
        assert f"{timezone.localtime(appointment.starts_at):%H.%M}" == "14.30"
        assert f"{timezone.localtime(appointment.ends_at):%H.%M}" == "15.15"
        assert appointment.place == "Balie"

    def test_overlap_is_said_before_it_is_saved(self, client: Client) -> None:
        client.force_login(make_staff())
        staff = make_staff(first_name="Bram")
        activity = make_appointment(staff, 9, 10)
        other = make_appointment(staff, 11, 12, title="Bandencheck")
        posted = self.posted(day="25-11-2026", starts="12.30", ends="13.30")
        page = client.post(self.url(activity), posted).content.decode()
        assert "Bram" in page
        assert other.label in page
        assert 'name="anyway"' in page
        assert Appointment.objects.get(pk=activity.pk).starts_at == at(9)
        assert client.post(self.url(activity), posted | {"anyway": "1"}).status_code == 302
        assert Appointment.objects.get(pk=activity.pk).starts_at == at(11.5)

    def test_moved_meanwhile(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_appointment(None, 9, 10)
        page = client.get(self.url(activity)).content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        assert seen
        other = make_staff(first_name="Bram")
        move_appointment(activity=activity, slot=Slot(at(11), at(12)), seen=None, actor=other)
        page = client.post(self.url(activity), self.posted(seen=seen[1])).content.decode()
        assert "Bram" in page
        assert 'value="14.30"' in page
        again = re.search(r'name="seen" value="([^"]+)"', page)
        assert again
        assert client.post(self.url(activity), self.posted(seen=again[1])).status_code == 302

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("day", ""),
            ("day", "32-13-2026"),
            ("day", "1-1-1999"),
            ("starts", "25.00"),
            ("starts", "straks"),
            ("ends", "14.30"),
            ("ends", "12³"),
        ],
    )
    def test_errors_stand_in_the_form(self, client: Client, field: str, value: str) -> None:
        client.force_login(make_staff())
        activity = make_appointment(None, 9, 10)
        response = client.post(self.url(activity), self.posted(**{field: value}))
        assert response.status_code == 200
        assert response.content.decode().count('aria-invalid="true"') == 1
        assert Appointment.objects.get().starts_at == at(9)

    @pytest.mark.parametrize("field", ["day", "starts", "ends", "place", "reason", "seen"])
    def test_any_input(self, client: Client, field: str) -> None:
        client.force_login(make_staff())
        activity = make_appointment(None, 9, 10)
        pairs = [(name, value.encode()) for name, value in self.posted().items()]
        for values in NASTY.values():
            body = encode(with_value(pairs, field, values))
            response = client.post(self.url(activity), body, content_type=FORM)
            assert response.status_code in {200, 302}

    def test_cancel(self, client: Client) -> None:
        client.force_login(make_staff())
        activity = make_appointment(None, 9, 10)
        assert client.get(self.url(activity, "cancel")).status_code == 200
        response = client.post(self.url(activity, "cancel"), {"reason": ""})
        assert 'aria-invalid="true"' in response.content.decode()
        response = client.post(self.url(activity, "cancel"), {"reason": "klant is ziek"})
        assert response.status_code == 302
        activity.refresh_from_db()
        assert activity.status == "cancelled"

    @pytest.mark.parametrize("step", ["move", "stop", "honour"])
    def test_not_of_another_kind(self, client: Client, step: str) -> None:
        client.force_login(make_staff())
        activity = make_activity(make_customer(), "order")
        assert client.get(self.url(activity, step)).status_code == 404

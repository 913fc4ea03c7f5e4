"""What came in: registering, who waits for it, and telling them once."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import Delivery, Message
from contacts.services.held import hold
from customers import hooks
from customers.activities import tasks
from customers.activities.models import Arrival, ArrivalNotice
from customers.activities.services import arrivals as service
from customers.models import Customer, Interest
from klantbeheer.history_guard import find_gaps
from klantbeheer.staff.models import StaffUser
from tests.factories import make_customer, make_staff
from tests.nasty import FORM, NASTY, encode, with_value

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas() -> Interest:
    found: Interest = Interest.objects.create(name="Bakfietsen")
    return found


@pytest.fixture
def office() -> StaffUser:
    return make_staff("kantoor")


@pytest.fixture
def arrival(atlas: Interest, office: StaffUser) -> Arrival:
    return service.add_arrival(
        values={"title": "Urban Arrow", "description": "Vijf stuks", "interests": (atlas.pk,)},
        actor=office,
    )


def fan(interest: Interest, permission: int = 2, **fields: Any) -> Customer:
    """A customer who waits for it."""
    number = Customer.objects.count()
    customer = make_customer(
        **{"emails": f"fan{number}@example.nl", "email_permission": permission} | fields
    )
    customer.interests.add(interest)
    return customer


def ticks(page: str) -> int:
    """How many are ticked."""
    return len(re.findall(r'name="who" value="\d+" checked', page))


def work(arrival: Arrival, actor: StaffUser) -> None:
    """All jobs of the telling, one after the other."""
    for _ in range(20):
        if not service.progress(arrival).waiting:
            return
        tasks.tell_arrival(arrival.pk, actor.pk)
    raise AssertionError("it never ends")


class TestWaiting:
    def test_only_who_has_the_interest_and_is_there(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        here = [fan(atlas), fan(atlas, status="prospect")]
        fan(atlas, status="inactive")
        fan(Interest.objects.create(name="Helmen"))
        assert list(service.matching(arrival, office)) == here

    def test_two_interests_are_one_customer(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        other = Interest.objects.create(name="Helmen")
        arrival.interests.add(other)
        customer = fan(atlas)
        customer.interests.add(other)
        assert list(service.matching(arrival, office)) == [customer]

    def test_the_plan_of_many_is_that_of_each(self, atlas: Interest) -> None:
        customers = [
            fan(atlas),
            fan(atlas, permission=1),
            fan(atlas, permission=0),
            fan(atlas, emails=""),
            fan(atlas, emails="een@example.nl; twee@example.nl"),
            fan(atlas, emails="terug@example.nl"),
            fan(atlas, status="inactive"),
        ]
        hold(address="terug@example.nl", customer=customers[5], reason="vol", actor="test")
        sender = hooks.sender()
        assert sender is not None
        together = sender.plan_news(customers)
        for customer in customers:
            alone = sender.plan(customer=customer, document="newsletter", about="", values={})
            assert together[customer.pk] == alone
        assert [bool(together[one.pk].recipients) for one in customers] == [
            *(True, False, False, False, True, False, False)
        ]


class TestTell:
    def test_through_the_queue_once(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        told, not_told = fan(atlas), fan(atlas, permission=1)
        assert service.tell(arrival=arrival, actor=office) == 2
        (job,) = ProcrastinateJob.objects.filter(task_name=service.TASK)
        assert job.args == {"arrival_id": arrival.pk, "staff_id": office.pk}
        assert not Message.objects.exists()
        work(arrival, office)
        (message,) = Message.objects.all()
        assert (message.customer, message.document, message.author) == (told, "newsletter", office)
        assert "Urban Arrow" in message.text
        assert "Vijf stuks" in message.text
        notices = {notice.customer: notice for notice in ArrivalNotice.objects.all()}
        assert notices[told].sent
        assert not notices[not_told].sent
        assert notices[not_told].reason
        assert service.tell(arrival=arrival, actor=office) == 0
        work(arrival, office)
        tasks.tell_arrival(arrival.pk, office.pk)
        assert Delivery.objects.count() == 1
        assert not find_gaps()

    def test_without_some_who_can_be_told_later(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        customers = [fan(atlas) for _ in range(3)]
        without = {customers[1].pk}
        assert service.tell(arrival=arrival, actor=office, without=without) == 2
        work(arrival, office)
        assert list(service.untold(arrival, office)) == [customers[1]]
        assert service.tell(arrival=arrival, actor=office) == 1

    def test_in_batches(
        self,
        arrival: Arrival,
        atlas: Interest,
        office: StaffUser,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(service, "AT_ONCE", 2)
        for _ in range(5):
            fan(atlas)
        service.tell(arrival=arrival, actor=office)
        seen = []
        while service.progress(arrival).waiting:
            seen.append(service.progress(arrival).sent)
            tasks.tell_arrival(arrival.pk, office.pk)
        assert seen == [0, 2, 4]
        assert Message.objects.count() == 5

    def test_who_became_inactive_meanwhile(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        customer = fan(atlas)
        service.tell(arrival=arrival, actor=office)
        customer.status = "inactive"
        customer.save()
        work(arrival, office)
        assert not ArrivalNotice.objects.get().sent
        assert not Message.objects.exists()

    def test_a_job_that_was_lost(
        self, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        fan(atlas)
        service.tell(arrival=arrival, actor=office)
        ProcrastinateJob.objects.filter(task_name=service.TASK).delete()
        tasks.look_after()
        assert ProcrastinateJob.objects.filter(task_name=service.TASK).count() == 1

    def test_too_many(
        self,
        arrival: Arrival,
        atlas: Interest,
        office: StaffUser,
        client: Client,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(service, "MOST_TOLD", 1)
        fan(atlas)
        fan(atlas)
        client.force_login(office)
        client.post(f"/arrivals/{arrival.pk}/tell/", {"action": "tell"})
        assert not ArrivalNotice.objects.exists()


class TestPages:
    def test_registering_lists_who_waits(self, client: Client, atlas: Interest) -> None:
        client.force_login(make_staff())
        customer, shy = fan(atlas), fan(atlas, permission=1)
        posted = {"title": "Urban Arrow", "interests": [atlas.pk], "arrived_on": "22-11-2026"}
        response = client.post("/arrivals/add/", posted, follow=True)
        found = Arrival.objects.get()
        assert response.redirect_chain == [(f"/arrivals/{found.pk}/", 302)]
        page = response.content.decode()
        assert customer.number in page
        assert customer.emails in page
        assert f"{shy.emails} " in page  # why not
        assert found.arrived_on == datetime.date(2026, 11, 22)
        assert "Urban Arrow" in client.get("/arrivals/").content.decode()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", " "),
            ("interests", ""),
            ("interests", "999999"),
            ("interests", "\0"),
            ("arrived_on", "gisteren"),
            ("arrived_on", ""),
        ],
    )
    def test_errors_stand_at_the_field(
        self, client: Client, atlas: Interest, field: str, value: str
    ) -> None:
        client.force_login(make_staff())
        posted = {"title": "Urban", "interests": atlas.pk, "arrived_on": "22-11-2026", field: value}
        response = client.post("/arrivals/add/", posted)
        assert response.status_code == 200
        assert f'id="note-{field}" data-note="error"' in response.content.decode()
        assert not Arrival.objects.exists()

    def test_two_clerks(self, client: Client, arrival: Arrival, atlas: Interest) -> None:
        client.force_login(make_staff())
        url = f"/arrivals/{arrival.pk}/edit/"
        page = client.get(url).content.decode()
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        posted = {
            "title": "Urban Arrow Family",
            "description": "Vijf stuks",
            "interests": [atlas.pk],
            "arrived_on": f"{arrival.arrived_on:%d-%m-%Y}",
            "version": version[1],
        }
        other = make_staff(first_name="Bram")
        service.change_arrival(
            arrival=arrival,
            version=int(version[1]),
            values={"title": "Urban Arrow XL", "description": "Zes stuks"},
            actor=other,
        )
        page = client.post(url, posted).content.decode()
        assert "Bram" in page
        assert "Urban Arrow XL" in page
        assert 'value="Urban Arrow Family"' in page
        assert "Zes stuks" in page
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        again = posted | {"version": version[1], "description": "Zes stuks"}
        assert client.post(url, again).status_code == 302
        arrival.refresh_from_db()
        assert (arrival.title, arrival.description) == ("Urban Arrow Family", "Zes stuks")

    def test_archived_ones(self, client: Client, arrival: Arrival, atlas: Interest) -> None:
        client.force_login(make_staff("kantoor"))
        fan(atlas)
        service.change_arrival(
            arrival=arrival,
            version=arrival.version,
            values={"archived": True},
            actor=make_staff(),
        )
        assert "Urban Arrow" not in client.get("/arrivals/").content.decode()
        assert "Urban Arrow" in client.get("/arrivals/?archived=1").content.decode()
        client.post(f"/arrivals/{arrival.pk}/tell/", {"action": "tell"})
        assert not ArrivalNotice.objects.exists()

    def test_taking_ticks_away_over_pages(
        self, client: Client, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        client.force_login(office)
        customers = [fan(atlas) for _ in range(27)]
        url = f"/arrivals/{arrival.pk}/tell/"
        page = client.get(url).content.decode()
        assert ticks(page) == 25
        shown = " ".join(str(one.pk) for one in customers[:25])
        ticked = [one.pk for one in customers[1:25]]
        page = client.post(
            url, {"page": "2", "skip": "", "shown": shown, "who": ticked}
        ).content.decode()
        assert f'name="skip" value="{customers[0].pk}"' in page
        assert ticks(page) == 2
        assert not ArrivalNotice.objects.exists()
        rest = " ".join(str(one.pk) for one in customers[25:])
        posted = {
            "action": "tell",
            "skip": str(customers[0].pk),
            "shown": rest,
            "who": [customers[25].pk],
        }
        assert client.post(url, posted).status_code == 302
        told = set(ArrivalNotice.objects.values_list("customer", flat=True))
        assert told == {one.pk for one in customers[1:26]}

    def test_progress(
        self, client: Client, arrival: Arrival, atlas: Interest, office: StaffUser
    ) -> None:
        client.force_login(office)
        fan(atlas)
        fan(atlas, permission=0)
        client.post(f"/arrivals/{arrival.pk}/tell/", {"action": "tell"})
        headers = {"HX-Target": "arrival-progress"}
        page = client.get(f"/arrivals/{arrival.pk}/", headers=headers).content.decode()
        assert "data-hx-get" in page
        work(arrival, office)
        page = client.get(f"/arrivals/{arrival.pk}/", headers=headers).content.decode()
        assert "data-hx-get" not in page
        assert "1 van 2" in page or "1 of 2" in page

    @pytest.mark.parametrize("page", ["", "tell/"])
    def test_a_fixed_number_of_queries(
        self, client: Client, arrival: Arrival, atlas: Interest, office: StaffUser, page: str
    ) -> None:
        client.force_login(office)
        client.get(f"/arrivals/{arrival.pk}/{page}")
        counts = []
        for count in (2, 18):
            for _ in range(count):
                fan(atlas)
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/arrivals/{arrival.pk}/{page}")
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[0] < 30

    def test_the_list_too(self, client: Client, arrival: Arrival, office: StaffUser) -> None:
        client.force_login(office)
        client.get("/arrivals/")
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get("/arrivals/")
            counts.append(len(queries))
            for title in "abc":
                service.add_arrival(
                    values={
                        "title": title,
                        "interests": tuple(arrival.interests.values_list("pk", flat=True)),
                    },
                    actor=office,
                )
        assert counts[0] == counts[1]

    @pytest.mark.parametrize("field", ["page", "skip", "who"])
    def test_any_input(
        self, client: Client, arrival: Arrival, atlas: Interest, office: StaffUser, field: str
    ) -> None:
        client.force_login(office)
        fan(atlas)
        for values in NASTY.values():
            body = encode(with_value([], field, values))
            url = f"/arrivals/{arrival.pk}/tell/"
            assert client.post(url, body, content_type=FORM).status_code in {200, 302}
            if field == "page":
                assert client.get(f"/arrivals/{arrival.pk}/?{body.decode()}").status_code == 200

    def test_unknown(self, client: Client, office: StaffUser) -> None:
        client.force_login(office)
        for key in (404, 2**70):
            for page in ("", "edit/", "tell/"):
                assert client.get(f"/arrivals/{key}/{page}").status_code == 404

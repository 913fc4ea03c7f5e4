"""Changing an activity: two clerks, what clashes, medical data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.activities.models import (
    Activity,
    Appointment,
    Kind,
    Repair,
    Stage,
    SubscriptionKind,
    TreatmentRead,
)
from customers.activities.services.activities import create_activity, set_stage
from customers.activities.services.stages import stage_of
from customers.models import Customer
from tests.activities.views.filling import (
    LEAST,
    NUMBER,
    edit_url,
    post,
    said,
    shown,
    url_of,
)
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff("behandelaar")
    client.force_login(user)
    return user


@pytest.fixture
def customer(clerk: StaffUser) -> Customer:
    return make_customer(number=NUMBER)


class TestEdit:
    @pytest.mark.parametrize("kind", Kind.values)
    def test_nothing_typed_changes_nothing(
        self, client: Client, customer: Customer, kind: str
    ) -> None:
        post(client, url_of(kind), **LEAST[kind])
        activity = Activity.objects.get()
        response = post(client, edit_url(activity))
        activity.refresh_from_db()
        assert (said(response), activity.version) == (
            f"{activity.label} is toegevoegd. Er is niets gewijzigd.",
            1,
        )

    def test_a_repair(self, client: Client, customer: Customer) -> None:
        post(client, url_of("repair"), device="Gazelle", billed="on")
        activity = Activity.objects.get()
        assert activity.billing == ""
        post(client, edit_url(activity), device="Batavus", diagnosis="Lager", amount="40")
        activity.refresh_from_db()
        assert (activity.title, activity.repair.diagnosis) == ("Batavus", "Lager")
        assert (activity.billing, activity.version) == ("due", 2)

    def test_another_stage_closes_it(self, client: Client, customer: Customer) -> None:
        post(client, url_of("order"), title="Band")
        activity = Activity.objects.get()
        post(client, edit_url(activity), stage=stage_of("order", "done").pk)
        activity.refresh_from_db()
        assert (activity.status, activity.closed_on) == ("done", timezone.localdate())

    def test_what_is_invoiced_stays_so(self, client: Client, customer: Customer) -> None:
        activity = make_activity(customer, code="done", billing="invoiced", amount=40)
        assert "billed" not in client.get(edit_url(activity)).context["form"].fields
        post(client, edit_url(activity), title="Band", billed="on")
        activity.refresh_from_db()
        assert (activity.title, activity.billing) == ("Band", "invoiced")

    def test_two_clerks(self, client: Client, customer: Customer) -> None:
        activity = create_activity(
            customer=customer,
            kind="repair",
            values={"title": "Fiets", "device": "Fiets"},
            actor="t",
        )
        url = edit_url(activity)
        opened = shown(client, url)
        client.post(url, opened | {"complaint": "Piept", "shelf": "A3"})
        combined = client.post(url, opened | {"diagnosis": "Lager"})
        assert combined.status_code == 302
        repair = Repair.objects.get()
        assert (repair.complaint, repair.diagnosis, repair.shelf) == ("Piept", "Lager", "A3")

        asked = client.post(url, opened | {"complaint": "Kraakt", "shelf": "B1"})
        assert asked.status_code == 200
        assert "wijzigde deze activiteit ook" in asked.content.decode()
        assert [(row.mine, row.theirs) for row in asked.context["choices"]] == [
            ("Kraakt", "Piept"),
            ("B1", "A3"),
        ]
        carried = dict(asked.context["typed"]) | {"seen_version": "3"}
        chosen = {"choice_complaint": "mine", "choice_shelf": "theirs"}
        assert client.post(url, carried | chosen).status_code == 302
        repair.refresh_from_db()
        assert (repair.complaint, repair.shelf, repair.diagnosis) == ("Kraakt", "A3", "Lager")

    def test_every_value_has_words_when_two_clerks_changed_it(
        self, client: Client, customer: Customer
    ) -> None:
        typed = {
            "title": "Proefrit",
            "day": "25-11-2026",
            "starts": "10.30",
            "amount": "10",
            "billed": "on",
        }
        post(client, url_of("appointment"), **typed)
        activity = Activity.objects.get()
        opened = shown(client, edit_url(activity))
        colleague, other = make_staff(first_name="Bram"), make_staff(first_name="Carla")
        sides = (
            {"starts": "11.00", "ends": "11.45", "amount": "20", "assigned_to": colleague.pk},
            {"starts": "12.00", "ends": "12.45", "amount": "30", "assigned_to": other.pk},
        )
        answers = [client.post(edit_url(activity), opened | side) for side in sides]
        rows = {row.label: (row.mine, row.theirs) for row in answers[1].context["choices"]}
        assert rows["Begin"] == ("25 november 2026, 12.00", "25 november 2026, 11.00")
        assert rows["Medewerker"] == ("Carla Visser", "Bram Visser")
        assert rows["Bedrag"] == ("€\u00a030,00", "€\u00a020,00")

    def test_on_editing_again_after_the_conflict(self, client: Client, customer: Customer) -> None:
        post(client, url_of("order"), title="Band")
        activity = Activity.objects.get()
        opened = shown(client, edit_url(activity))
        client.post(edit_url(activity), opened | {"title": "Band voor"})
        going_on = opened | {"title": "Band achter", "seen_version": "2", "action": "continue"}
        page = client.post(edit_url(activity), going_on)
        form = page.context["form"]
        assert (form["title"].value(), form["version"].value()) == ("Band achter", 2)

    def test_of_another_customer(self, client: Client, customer: Customer) -> None:
        assert client.get(edit_url(make_activity())).status_code == 404

    def test_one_without_its_detail(self, client: Client, customer: Customer) -> None:
        for kind in ("repair", "appointment", "subscription", "trip"):
            activity = make_activity(customer, kind)
            assert client.get(edit_url(activity)).status_code == 200


class TestClash:
    """Appointments of a colleague at the same time: a decision, never a wall."""

    def test_asked_once(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        typed = {**LEAST["appointment"], "assigned_to": clerk.pk}
        post(client, url_of("appointment"), **typed)
        later = typed | {"starts": "10.45"}
        asked = post(client, url_of("appointment"), **later)
        first = Appointment.objects.get()
        assert asked.context["clashes"] == [first]
        assert "Toch opslaan" in asked.content.decode()
        saved = post(client, url_of("appointment"), **later, anyway="1", clash=first.pk)
        assert saved.status_code == 302
        third = post(client, url_of("appointment"), **later, anyway="1", clash=first.pk)
        assert len(third.context["clashes"]) == 2

    def test_not_of_somebody_else_or_after_it(
        self, client: Client, customer: Customer, clerk: StaffUser
    ) -> None:
        typed = {**LEAST["appointment"], "assigned_to": clerk.pk}
        post(client, url_of("appointment"), **typed)
        other = typed | {"assigned_to": make_staff().pk}
        assert post(client, url_of("appointment"), **other).status_code == 302
        after = typed | {"starts": "11.00"}
        assert post(client, url_of("appointment"), **after).status_code == 302

    def test_it_does_not_clash_with_itself(
        self, client: Client, customer: Customer, clerk: StaffUser
    ) -> None:
        post(client, url_of("appointment"), **LEAST["appointment"], assigned_to=clerk.pk)
        activity = Activity.objects.get()
        assert post(client, edit_url(activity), place="Werkplaats").status_code == 302


class TestTreatment:
    """Medical data: own permissions, and every look is written down."""

    def test_who_looks_is_written_down_first(
        self, client: Client, customer: Customer, clerk: StaffUser
    ) -> None:
        post(client, url_of("treatment"), complaint="Knie")
        activity = Activity.objects.get()
        before = TreatmentRead.objects.count()
        assert "Knie" in client.get(edit_url(activity)).content.decode()
        read = TreatmentRead.objects.latest("pk")
        assert TreatmentRead.objects.count() == before + 1
        assert (read.activity, read.reader) == (activity, clerk)

    def test_for_others_there_is_none(self, client: Client, customer: Customer) -> None:
        activity = make_activity(customer, "treatment")
        client.force_login(make_staff("balie"))
        assert client.get(edit_url(activity)).status_code == 404
        assert client.get(url_of("treatment")).status_code == 403
        assert client.post(url_of("treatment"), {}).status_code == 403
        assert not TreatmentRead.objects.exists()

    def test_the_page_of_others_has_no_medical_fields(
        self, client: Client, customer: Customer
    ) -> None:
        assert "title" not in client.get(url_of("treatment")).context["form"].fields


@pytest.mark.parametrize("kind", ["order", "repair", "subscription", "appointment"])
def test_queries_do_not_grow(client: Client, customer: Customer, kind: str) -> None:
    """Whatever the customer and the shop have."""

    def count(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    post(client, url_of(kind), **LEAST[kind])
    activity = Activity.objects.get()
    make_activity(customer, "project")
    before = count(url_of(kind)), count(edit_url(activity))
    for _more in range(5):
        make_activity(customer, "project")
        make_activity(customer, kind)
        make_staff()
        SubscriptionKind.objects.create(name=f"Soort {_more}")
        Stage.objects.create(kind=kind, name=f"eigen {_more}", status="open")
    assert (count(url_of(kind)), count(edit_url(activity))) == before


def test_a_stage_out_of_use_stays_where_it_is(client: Client, customer: Customer) -> None:
    own = Stage.objects.create(kind="order", name="zoek", status="open")
    activity = create_activity(
        customer=customer, kind="order", values={"title": "Band"}, actor="test"
    )
    set_stage(activity=activity, stage=own, actor="test")
    Stage.objects.filter(pk=own.pk).update(active=False)
    assert own in client.get(edit_url(activity)).context["form"].fields["stage"].queryset
    assert own not in client.get(url_of("order")).context["form"].fields["stage"].queryset

"""Adding an activity: the form of every kind, what is wrong in it, drafts."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from customers.activities.forms.kinds import FIRST_PERIOD, form_for
from customers.activities.models import (
    Activity,
    Appointment,
    Kind,
    Repair,
    Stage,
    Subscription,
    SubscriptionKind,
    Treatment,
    Trip,
)
from customers.activities.services.activities import create_activity
from customers.models import Customer, Draft
from tests.activities.views.filling import (
    LEAST,
    NUMBER,
    errors,
    post,
    said,
    shown,
    url_of,
)
from tests.factories import make_activity, make_customer, make_staff
from tests.nasty import NASTY

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


class TestAdd:
    @pytest.mark.parametrize("kind", Kind.values)
    def test_every_kind_with_the_least(self, client: Client, customer: Customer, kind: str) -> None:
        response = post(client, url_of(kind), **LEAST[kind])
        activity = Activity.objects.get()
        assert response["Location"].endswith(f"/activities/{activity.pk}/") or kind == "project"
        assert (activity.kind, activity.customer) == (kind, customer)
        assert activity.opened_on == timezone.localdate()
        assert said(response) == f"{activity.label} is toegevoegd."

    def test_it_stays_in_the_search(self, client: Client, customer: Customer) -> None:
        url = f"{url_of('order')}?last_name=jans"
        assert post(client, url, title="Band")["Location"].endswith("?last_name=jans")
        page = client.get(url)
        assert page.context["back_url"] == f"/customers/{NUMBER}/?last_name=jans"

    def test_all_of_a_repair(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        post(
            client,
            url_of("repair"),
            device="Gazelle Orange",
            serial_number="GZ-1",
            complaint="Loopt aan.\nPiept.",
            shelf="A3",
            rma_number="77",
            amount="1.284,60",
            planned_on="1-12-2026",
            assigned_to=clerk.pk,
        )
        repair = Repair.objects.get()
        assert (repair.device, repair.shelf, repair.rma_number) == ("Gazelle Orange", "A3", "77")
        assert repair.complaint == "Loopt aan.\nPiept."
        activity = repair.activity
        assert (activity.title, activity.amount) == ("Gazelle Orange", Decimal("1284.60"))
        assert (activity.billing, activity.assigned_to) == ("due", clerk)
        assert activity.planned_on == datetime.date(2026, 12, 1)

    def test_a_subscription_is_called_after_its_kind(
        self, client: Client, customer: Customer
    ) -> None:
        kind = SubscriptionKind.objects.create(name="Onderhoud")
        post(
            client,
            url_of("subscription"),
            subscription_kind=kind.pk,
            opened_on="31-10-2026",
            period_months="4",
        )
        subscription = Subscription.objects.get()
        assert subscription.activity.title == "Onderhoud"
        assert subscription.next_on == datetime.date(2027, 2, 28)

    @pytest.mark.parametrize(
        ("amount", "renewal", "told"),
        [("49,50", "", True), ("", "", False), ("49,50", "31-10-2026", False)],
    )
    def test_that_the_first_period_is_not_invoiced_is_said(
        self, client: Client, customer: Customer, amount: str, renewal: str, told: bool
    ) -> None:
        answer = post(
            client,
            url_of("subscription"),
            title="Onderhoud",
            opened_on="31-10-2026",
            amount=amount,
            next_on=renewal,
        )
        assert Subscription.objects.exists()
        assert (str(FIRST_PERIOD) in said(answer)) is told

    def test_an_appointment_lasts_half_an_hour(self, client: Client, customer: Customer) -> None:
        post(client, url_of("appointment"), title="Proefrit", day="25-11-2026", starts="10.30")
        one = Appointment.objects.get()
        assert one.starts_at == datetime.datetime(2026, 11, 25, 9, 30, tzinfo=datetime.UTC)
        assert one.ends_at - one.starts_at == datetime.timedelta(minutes=30)
        assert one.activity.planned_on == datetime.date(2026, 11, 25)

    def test_a_treatment_keeps_its_words_to_itself(
        self, client: Client, customer: Customer, clerk: StaffUser
    ) -> None:
        post(client, url_of("treatment"), complaint="Knie", advice="Rust", title="Knie")
        activity = Activity.objects.get()
        assert (activity.title, activity.description) == ("Behandeling", "")
        assert activity.assigned_to == clerk
        assert Treatment.objects.get().advice == "Rust"

    def test_a_trip_begins_on_its_day(self, client: Client, customer: Customer) -> None:
        post(client, url_of("trip"), **LEAST["trip"], planned_on="20-11-2025")
        activity = Activity.objects.get()
        assert activity.title == "Utrecht – Zeist"
        assert activity.opened_on == activity.planned_on == datetime.date(2025, 11, 20)
        assert Trip.objects.get().km == Decimal("12.4")

    def test_in_a_project_of_this_customer(self, client: Client, customer: Customer) -> None:
        project = make_activity(customer, "project")
        make_activity(customer, "project", code="done")
        make_activity(kind="project")
        url = f"{url_of('order')}?parent={project.pk}"
        form = client.get(url).context["form"]
        assert list(form.fields["parent"].queryset) == [project]
        post(client, url, title="Band")
        assert Activity.objects.get(kind="order").parent == project

    def test_without_running_projects_none_is_asked(
        self, client: Client, customer: Customer
    ) -> None:
        assert "parent" not in client.get(url_of("order")).context["form"].fields

    def test_defaults(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        colleague = make_staff(first_name="Bram")
        customer.assigned_to = colleague
        customer.save()
        first = Stage.objects.get(kind="order", code="ordered")
        values = shown(client, url_of("order"))
        today = f"{timezone.localdate():%d-%m-%Y}"
        assert (values["stage"], values["opened_on"]) == (first.pk, today)
        assert (values["assigned_to"], values["billed"]) == (colleague.pk, "on")

    def test_a_colleague_who_left_is_no_choice(self, client: Client, customer: Customer) -> None:
        gone = make_staff(is_active=False)
        found = errors(post(client, url_of("order"), title="Band", assigned_to=gone.pk))
        assert found == {"assigned_to": ["Kies een van de collega's in de lijst."]}

    @pytest.mark.parametrize(
        ("kind", "typed", "field"),
        [
            ("order", {"title": " "}, "title"),
            ("order", {"title": "Band", "amount": "NaN"}, "amount"),
            ("order", {"title": "Band", "amount": "1e999"}, "amount"),
            ("order", {"title": "Band", "opened_on": "31-2-2026"}, "opened_on"),
            ("order", {"title": "Band", "opened_on": "1-1-0001"}, "opened_on"),
            ("order", {"title": "Band", "due_on": "1-1-9999"}, "due_on"),
            ("order", {"title": "Band", "stage": "999999"}, "stage"),
            ("repair", {"device": ""}, "device"),
            ("subscription", {}, "title"),
            ("subscription", {"title": "Bladen", "period_months": "0"}, "period_months"),
            ("subscription", {"title": "Bladen", "period_months": "9" * 5000}, "period_months"),
            ("subscription", {"title": "Bladen", "stops_on": "1-1-2020"}, "stops_on"),
            ("appointment", {"title": "x", "day": "25-11-2026", "starts": "25.00"}, "starts"),
            (
                "appointment",
                {"title": "x", "day": "25-11-2026", "starts": "10", "ends": "9"},
                "ends",
            ),
            ("trip", LEAST["trip"] | {"km": "0"}, "km"),
            ("trip", LEAST["trip"] | {"km": "12,44"}, "km"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, customer: Customer, kind: str, typed: dict[str, str], field: str
    ) -> None:
        assert list(errors(post(client, url_of(kind), **typed))) == [field]
        assert not Activity.objects.exists()

    @pytest.mark.parametrize("kind", Kind.values)
    def test_no_input_breaks_it(self, customer: Customer, clerk: StaffUser, kind: str) -> None:
        names = form_for(kind).base_fields
        for raw in NASTY.values():
            text = raw[0].decode(errors="surrogateescape") if raw else ""
            form = form_for(kind)(dict.fromkeys(names, text), customer=customer, actor=clerk)
            if form.is_valid():
                create_activity(customer=customer, kind=kind, values=form.values(), actor=clerk)

    @pytest.mark.parametrize("text", ["\x00", "9" * 5_000, "²", "-1", "99999999999999999999"])
    def test_no_address_breaks_it(self, client: Client, customer: Customer, text: str) -> None:
        page = client.get(url_of("appointment"), {"parent": text, "day": text})
        assert page.status_code == 200

    def test_a_second_post_adds_nothing(self, client: Client, customer: Customer) -> None:
        values = shown(client, url_of("order")) | {"title": "Band", "token": str(uuid4())}
        first, second = (client.post(url_of("order"), values) for _post in range(2))
        assert first["Location"] == second["Location"]
        assert Activity.objects.count() == 1

    def test_a_day_before_it_began_is_doubted(self, client: Client, customer: Customer) -> None:
        response = post(client, url_of("order"), title="Band", planned_on="1-1-2020")
        assert response.status_code == 302
        assert "ligt voor de dag waarop het begon" in said(response)

    def test_a_draft_comes_back(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        post(client, url_of("repair"), device="", complaint="Loopt aan", billed="on")
        values = shown(client, url_of("repair"))
        assert values["complaint"] == "Loopt aan"
        post(client, url_of("repair"), device="Gazelle")
        assert not Draft.objects.filter(owner=clerk).exists()

    def test_thrown_away_and_undone(self, client: Client, customer: Customer) -> None:
        post(client, url_of("repair"), device="", complaint="Loopt aan")
        dropped = client.post(url_of("repair"), {"drop_draft": "1"})
        assert dropped["Location"] == url_of("repair")
        assert not Draft.objects.exists()


class TestInactive:
    @pytest.mark.parametrize("kind", ["order", "lead"])
    def test_nothing_new(self, client: Client, customer: Customer, kind: str) -> None:
        values = shown(client, url_of(kind)) | {"title": "Band"}
        Customer.objects.filter(pk=customer.pk).update(status="inactive")
        page = client.get(url_of(kind))
        assert page["Location"] == f"/customers/{NUMBER}/"
        assert "inactieve klant" in said(page)
        late = client.post(url_of(kind), values)
        assert "inactieve klant" in str(errors(late)["__all__"])
        assert late.context["form"]["title"].value() == "Band"

    def test_no_entries_in_the_menu(self, client: Client, customer: Customer) -> None:
        def menu() -> set[str]:
            page = client.get(f"/customers/{NUMBER}/").content.decode()
            return set(re.findall(r"/activities/add/(\w+)/", page))

        assert menu() == set(Kind.values)
        Customer.objects.filter(pk=customer.pk).update(status="inactive")
        assert menu() == set()

"""What activities say on the tab Historie; of treatments nothing that is medical."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from customers.activities.models import (
    Activity,
    Appointment,
    Repair,
    Stage,
    Subscription,
    SubscriptionKind,
    SubscriptionQuality,
    Treatment,
    Trip,
)
from customers.activities.presentation import history
from customers.activities.presentation.history_sentences import MEDICAL, OF_KIND, SHARED
from customers.activities.services import details
from klantbeheer.history import acting
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
#: What has sentences of its own, or says nothing to anybody.
OTHERWISE = {
    "id", "version", "customer_id", "kind", "number", "status", "stage_id", "closed_on", "currency",
    "assigned_to_id", "parent_id", "archived", "source", "external_id", "changed_at", "activity_id",
    "subscription_kind_id", "quality_id",
}  # fmt: skip


@pytest.fixture
def bram(client: Client) -> StaffUser:
    """A clerk who is signed in."""
    user = make_staff("balie", first_name="Bram", last_name="de Wit")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    with acting(actor="till"):
        return make_customer(number="100234")


def read(client: Client, customer: Customer, **params: str) -> list[str]:
    """The sentences on the page, as read, without the one about the customer itself."""
    page = client.get(f"/customers/{customer.number}/history/", params).content.decode()
    found = [
        " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
        for heading in re.findall(r"<div><h3>(.*?)</h3>", page, re.DOTALL)
    ]
    return [sentence for sentence in found if "voegde de klant toe" not in sentence]


def change(row: Any, actor: StaffUser, **values: Any) -> None:
    """Save these values as `actor`."""
    with acting(actor=actor):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def made(actor: StaffUser, customer: Customer, kind: str = "order", **fields: Any) -> Activity:
    """An activity by `actor`."""
    with acting(actor=actor):
        return make_activity(customer, kind, number=20418, **fields)


class TestShared:
    def test_added(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        made(bram, customer, title="Zes bakfietsen")
        assert read(client, customer) == [
            "Bram de Wit voegde bestelling B-20418 toe: Zes bakfietsen"
        ]

    def test_stage(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        order = made(bram, customer)
        done = Stage.objects.get(kind="order", code="done")
        change(order, bram, stage=done, status="done", closed_on=date(2026, 11, 20))
        assert read(client, customer)[0] == (
            "Bram de Wit zette bestelling B-20418 op opgehaald, was besteld"
        )

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"title": "Helm"}, "wijzigde de titel van bestelling B-20418 van Fietszitje Yepp naar Helm"),
            ({"due_on": date(2026, 11, 27)}, "vulde de verwachte datum van bestelling B-20418 in: 27 nov. 2026, was leeg"),
            ({"amount": "84.50"}, "vulde het bedrag van bestelling B-20418 in: € 84,50, was leeg"),
            ({"description": "Blauw"}, "vulde de omschrijving van bestelling B-20418 in: Blauw, was leeg"),
            ({"billing": "due"}, "vulde het factureren van bestelling B-20418 in: nog te factureren, was leeg"),
        ],
    )  # fmt: skip
    def test_fields(
        self,
        client: Client,
        bram: StaffUser,
        customer: Customer,
        values: dict[str, Any],
        sentence: str,
    ) -> None:
        change(made(bram, customer), bram, **values)
        assert read(client, customer)[0] == f"Bram de Wit {sentence}"

    def test_colleague_project_and_archive(
        self, client: Client, bram: StaffUser, customer: Customer
    ) -> None:
        order = made(bram, customer, code="done")
        with acting(actor="till"):
            project = make_activity(customer, "project", number=7)
        change(order, bram, assigned_to=bram, parent=project)
        change(order, bram, archived=True)
        change(order, bram, archived=False)
        assert read(client, customer, person="Bram de Wit")[:4] == [
            "Bram de Wit haalde bestelling B-20418 uit het archief",
            "Bram de Wit archiveerde bestelling B-20418",
            "Bram de Wit vulde de medewerker van bestelling B-20418 in: Bram de Wit, was leeg",
            "Bram de Wit vulde het project van bestelling B-20418 in: P-7, was leeg",
        ]


class TestDetails:
    def test_repair(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        repair = made(bram, customer, "repair")
        with acting(actor=bram):
            detail = Repair.objects.create(activity=repair, device="Gazelle")
        change(detail, bram, diagnosis="Kabel gerafeld")
        assert read(client, customer)[0] == (
            "Bram de Wit vulde de diagnose van reparatie R-20418 in: Kabel gerafeld, was leeg"
        )

    def test_subscription(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        detail = Subscription.objects.create(activity=made(bram, customer, "subscription"))
        kind = SubscriptionKind.objects.create(name="Onderhoud")
        plus = SubscriptionQuality.objects.create(name="Plus")
        change(detail, bram, subscription_kind=kind, quality=plus, period_months=6)
        assert read(client, customer)[:3] == [
            "Bram de Wit vulde de soort van abonnement A-20418 in: Onderhoud, was leeg",
            "Bram de Wit vulde de kwaliteit van abonnement A-20418 in: Plus, was leeg",
            "Bram de Wit wijzigde de periode van abonnement A-20418 van 12 maanden naar 6 maanden",
        ]

    def test_appointment_and_trip(
        self, client: Client, bram: StaffUser, customer: Customer
    ) -> None:
        start = datetime(2026, 12, 3, 8, tzinfo=UTC)
        appointment = Appointment.objects.create(
            activity=made(bram, customer, "appointment"),
            starts_at=start,
            ends_at=start + timedelta(hours=2),
        )
        change(appointment, bram, starts_at=start + timedelta(hours=1))
        assert read(client, customer)[0] == (
            "Bram de Wit wijzigde het begin van afspraak AF-20418"
            " van 3 dec. 2026 09.00 uur naar 3 dec. 2026 10.00 uur"
        )
        trip = Trip.objects.create(
            activity=made(bram, customer, "trip"), origin="Utrecht", destination="Zeist", km="12.5"
        )
        change(trip, bram, km="14.0")
        trip.refresh_from_db()
        assert read(client, customer)[0] == (
            "Bram de Wit wijzigde de kilometers van rit T-20418 van 12,5 naar 14,0"
        )

    def test_every_column_has_a_sentence(self) -> None:
        """A new column must be told, or stand among those that are told otherwise."""
        told = {one.column for one in (*SHARED, *MEDICAL)}
        told |= {one.column for kind in OF_KIND.values() for one in kind}
        models: tuple[Any, ...] = (Activity, *details.MODELS.values())
        for model in models:
            columns = {field.attname for field in model._meta.concrete_fields}
            assert columns - OTHERWISE <= told, model


class TestTreatments:
    @pytest.fixture
    def treatment(self, customer: Customer) -> Treatment:
        by = make_staff("behandelaar", first_name="Iris", last_name="Bakker")
        detail = Treatment.objects.create(
            activity=made(by, customer, "treatment", title="Bikefitting"), complaint="Rugpijn"
        )
        change(detail, by, complaint="Rugpijn links", advice="Rust")
        return detail

    @pytest.mark.usefixtures("treatment")
    def test_who_may_not_see_them_sees_nothing(self, client: Client, customer: Customer) -> None:
        for role in ("balie", "kantoor", "beheerder", "inkijk"):
            client.force_login(make_staff(role))
            assert read(client, customer) == []

    @pytest.mark.usefixtures("treatment")
    def test_who_may_sees_that_it_changed_and_not_what(
        self, client: Client, customer: Customer
    ) -> None:
        client.force_login(make_staff("behandelaar"))
        assert read(client, customer) == [
            "Iris Bakker wijzigde de klacht van behandeling BH-20418",
            "Iris Bakker wijzigde het advies van behandeling BH-20418",
            "Iris Bakker voegde behandeling BH-20418 toe",
        ]
        page = client.get(f"/customers/{customer.number}/history/").content.decode()
        assert "Rugpijn" not in page
        assert "Bikefitting" not in page


class TestThePage:
    def test_filter_and_places(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        made(bram, customer)
        assert read(client, customer, field="activities")
        assert read(client, customer, field="phone") == []
        with acting(actor=bram, origin=f"/customers/{customer.number}/activities/1/ready/"):
            make_activity(customer)
        page = client.get(f"/customers/{customer.number}/history/").content.decode()
        assert "afhaal" in page

    def test_every_address_has_words(self) -> None:
        _prefix, resolver = get_resolver().namespace_dict["activities"]
        names = {
            f"activities:{url.name}" for url in resolver.url_patterns if isinstance(url, URLPattern)
        }
        exports = {"activities:export", "activities:trips_export", "activities:customer_reads"}
        assert names - exports <= set(history.PLACES)  # the others change nothing

    def test_queries_do_not_grow(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        client.get(f"/customers/{customer.number}/history/")
        counts = []
        for many in (1, 5):
            for _nth in range(many):
                for kind in ("order", "repair", "project"):
                    with acting(actor=bram):
                        activity = make_activity(customer, kind, assigned_to=make_staff())
                    if kind == "repair":
                        detail = Repair.objects.create(activity=activity, device="Gazelle")
                        change(detail, bram, shelf="3")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/customers/{customer.number}/history/")
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_only_the_newest_are_read(self, bram: StaffUser, customer: Customer) -> None:
        order = made(bram, customer)
        for nth in range(5):
            change(order, bram, title=f"Titel {nth}")
        user = make_staff("beheerder")
        told = [e for e in history.entries_of(user, customer, 2) if e.sentences]
        assert [entry.sentences[0].now for entry in told] == ["Titel 4", "Titel 3"]

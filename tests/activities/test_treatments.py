"""Medical data: who reads it is written down first, and no other door leads to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.activities.models import Activity, Treatment, TreatmentRead
from customers.activities.services.activities import change_activity
from customers.activities.services.treatments import read_treatment
from customers.models import Draft
from customers.search.query import parse_one_box
from customers.search.service import search
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import ROLES
from tests.activities.views.filling import post
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db

NUMBER = "100234"
#: Whatever is said of a treatment, and nowhere else.
SECRETS = {
    "complaint": "meniscusklacht",
    "findings": "kraakbeenletsel",
    "treatment": "dryneedling",
    "advice": "zwachtelen",
}
MEDICAL = tuple(SECRETS.values())
OTHERS = sorted(set(ROLES) - {"behandelaar"})
#: Every page of a customer or of the shop where something of an activity might stand.
PAGES = (
    f"/customers/{NUMBER}/",
    f"/customers/{NUMBER}/extra/",
    f"/customers/{NUMBER}/activities/",
    f"/customers/{NUMBER}/activities/?all=1",
    f"/customers/{NUMBER}/activities/?text=meniscus",
    f"/customers/{NUMBER}/activities/export/",
    f"/customers/{NUMBER}/timeline/",
    f"/customers/{NUMBER}/timeline/?text=meniscus",
    f"/customers/{NUMBER}/correspondence/",
    f"/customers/{NUMBER}/history/",
    f"/customers/{NUMBER}/history/export/",
    f"/customers/{NUMBER}/invoices/",
    f"/customers/{NUMBER}/account/",
    f"/customers/{NUMBER}/deactivate/",
    f"/customers/{NUMBER}/timeline/add/",
    "/appointments/",
    "/trips/",
)


@pytest.fixture
def customer() -> Customer:
    return make_customer(number=NUMBER)


@pytest.fixture
def treatment(customer: Customer) -> Activity:
    """A treatment, changed once."""
    activity = make_activity(
        customer,
        "treatment",
        number=4711,
        title="Behandeling",
        planned_on="2026-11-25",
    )
    Treatment.objects.create(activity=activity, **SECRETS)
    change_activity(
        activity=activity,
        version=activity.version,
        values={"advice": f"{SECRETS['advice']} en rust"},
        actor="test",
    )
    return activity


def answer(client: Client, address: str) -> str:
    """What stands on a page, streamed ones too; '' for what may not be seen."""
    response = client.get(address)
    assert response.status_code in {200, 302, 403, 404}, address
    if getattr(response, "streaming", False):
        content: Any = response.streaming_content  # type: ignore[attr-defined]
        return b"".join(content).decode()
    return response.content.decode("utf-8", "replace")


class TestRead:
    def test_writes_the_row_first(self, treatment: Activity) -> None:
        reader = make_staff("behandelaar")
        with CaptureQueriesContext(connection) as queries:
            found = read_treatment(activity=treatment, reader=reader, place="test")
        assert found.complaint == SECRETS["complaint"]
        row = TreatmentRead.objects.get()
        assert (row.activity, row.reader, row.place) == (treatment, reader, "test")
        asked = [query["sql"] for query in queries if "activities_treatment" in query["sql"]]
        assert asked[0].startswith('INSERT INTO "activities_treatmentread"')

    def test_no_row_no_data(self, treatment: Activity, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(**_values: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(TreatmentRead.objects, "create", refuse)
        with pytest.raises(DatabaseError), CaptureQueriesContext(connection) as queries:
            read_treatment(activity=treatment, reader=make_staff("behandelaar"), place="test")
        assert not [q for q in queries if 'FROM "activities_treatment"' in q["sql"]]

    @pytest.mark.parametrize("role", OTHERS)
    def test_not_by_others(self, treatment: Activity, role: str) -> None:
        with pytest.raises(PermissionDenied):
            read_treatment(activity=treatment, reader=make_staff(role), place="test")
        assert not TreatmentRead.objects.exists()

    def test_what_was_written_stays(self, treatment: Activity) -> None:
        read_treatment(activity=treatment, reader=make_staff("behandelaar"), place="test")
        for statement in (
            "UPDATE activities_treatmentread SET place = ''",
            "DELETE FROM activities_treatmentread",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_every_look_at_the_page_is_one(self, client: Client, treatment: Activity) -> None:
        client.force_login(make_staff("behandelaar"))
        address = reverse("activities:activity", args=[NUMBER, treatment.pk])
        for _ in range(2):
            assert SECRETS["findings"] in answer(client, address)
        assert SECRETS["findings"] in answer(client, f"{address}edit/")
        places = list(TreatmentRead.objects.order_by("pk").values_list("place", flat=True))
        assert places == ["activities:activity", "activities:activity", "activities:edit"]


class TestDoors:
    @pytest.mark.parametrize("role", OTHERS)
    def test_the_pages_of_it_do_not_exist(
        self, client: Client, treatment: Activity, role: str
    ) -> None:
        client.force_login(make_staff(role))
        for step in ("", "edit/", "cancel/", "project/"):
            address = f"/customers/{NUMBER}/activities/{treatment.pk}/{step}"
            assert client.get(address).status_code in {403, 404}
        address = f"/customers/{NUMBER}/activities/{treatment.pk}/"
        assert client.get(address).status_code == 404
        assert not TreatmentRead.objects.exists()

    @pytest.mark.parametrize("role", OTHERS)
    def test_others_learn_nothing(self, client: Client, treatment: Activity, role: str) -> None:
        client.force_login(make_staff(role))
        for address in PAGES:
            page = answer(client, address)
            assert treatment.label not in page, address
            found = [word for word in MEDICAL if word in page]
            assert not found, f"{address}: {found}"

    def test_who_may_see_it_finds_it_on_its_own_pages_alone(
        self, client: Client, treatment: Activity
    ) -> None:
        client.force_login(make_staff("behandelaar"))
        assert treatment.label in answer(client, f"/customers/{NUMBER}/activities/")
        for address in PAGES:
            page = answer(client, address)
            found = [word for word in MEDICAL if word in page]
            assert not found, f"{address}: {found}"
        assert treatment.label not in answer(client, f"/customers/{NUMBER}/timeline/")
        assert not TreatmentRead.objects.exists()

    def test_who_may_only_read_changes_nothing(self, client: Client, treatment: Activity) -> None:
        reader = make_staff()
        reader.user_permissions.add(Permission.objects.get(codename="view_treatments"))
        client.force_login(reader)
        address = reverse("activities:activity", args=[NUMBER, treatment.pk])
        page = answer(client, address)
        assert SECRETS["findings"] in page
        assert f"{address}edit/" not in page
        assert f"{address}reads/" not in page
        assert client.get(f"{address}edit/").status_code == 403
        assert client.get(f"{address}reads/").status_code == 403
        assert client.post(f"{address}stage/").status_code == 403

    @pytest.mark.parametrize("may", ["view_treatments", "write_treatments"])
    def test_a_new_one_takes_both_permissions(
        self, client: Client, customer: Customer, may: str
    ) -> None:
        clerk = make_staff()
        clerk.user_permissions.add(Permission.objects.get(codename=may))
        client.force_login(clerk)
        address = f"/customers/{customer.number}/activities/add/treatment/"
        assert client.get(address).status_code == 403
        assert client.post(address, {"title": "x"}).status_code == 403

    @pytest.mark.parametrize("role", ["beheerder", "behandelaar"])
    @pytest.mark.parametrize("word", [*MEDICAL, "BH-4711"])
    def test_search_does_not_find_it(self, treatment: Activity, role: str, word: str) -> None:
        user = make_staff(role)
        assert not search(parse_one_box(word), user=user, include_inactive=True, limit=10).hits

    def test_the_administration(self, client: Client, treatment: Activity) -> None:
        reader = make_staff("behandelaar")
        read_treatment(activity=treatment, reader=reader, place="activities:activity")
        client.force_login(make_staff("beheerder"))
        key = TreatmentRead.objects.get().pk
        for address in (
            "/admin/activities/treatmentread/",
            f"/admin/activities/treatmentread/?reader__id__exact={reader.pk}",
            f"/admin/activities/treatmentread/{key}/change/",
            f"/customers/{NUMBER}/activities/{treatment.pk}/reads/",
        ):
            page = answer(client, address)
            assert treatment.label in page, address
            assert reader.display_name in page, address
            assert not [word for word in MEDICAL if word in page], address
        assert client.get("/admin/activities/treatment/").status_code == 404
        for other in (make_activity(treatment.customer), make_activity(kind="treatment")):
            address = f"/customers/{NUMBER}/activities/{other.pk}/reads/"
            assert client.get(address).status_code == 404

    def test_what_was_typed_is_its_writers_alone_and_goes_with_saving(
        self, client: Client, customer: Customer
    ) -> None:
        writer, address = (
            make_staff("behandelaar"),
            f"/customers/{NUMBER}/activities/add/treatment/",
        )
        client.force_login(writer)
        post(client, address, complaint=SECRETS["complaint"], opened_on="31-2-2026")
        assert Draft.objects.get().owner == writer
        for role in ROLES:
            client.force_login(make_staff(role))
            found = client.get(address)
            assert SECRETS["complaint"] not in found.content.decode(), role
        client.force_login(writer)
        assert SECRETS["complaint"] in client.get(address).content.decode()
        post(client, address, opened_on="21-11-2026")
        assert Treatment.objects.get().complaint == SECRETS["complaint"]
        assert not Draft.objects.exists()

    def test_nothing_of_it_in_the_logs(
        self, client: Client, treatment: Activity, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.force_login(make_staff("behandelaar"))
        with caplog.at_level(logging.DEBUG):
            answer(client, f"/customers/{NUMBER}/activities/{treatment.pk}/")
            answer(client, f"/customers/{NUMBER}/activities/{treatment.pk}/edit/")
        said = "\n".join(
            record.getMessage() for record in caplog.records if record.name != "django.db.backends"
        )
        assert not [word for word in MEDICAL if word in said]

    def test_with_both_roles_the_export_has_no_medical_words(
        self, client: Client, treatment: Activity
    ) -> None:
        user: StaffUser = make_staff("behandelaar")
        user.groups.add(make_staff("kantoor").groups.get())
        client.force_login(user)
        page = answer(client, f"/customers/{NUMBER}/activities/export/")
        assert not [word for word in MEDICAL if word in page]


def test_only_treatments_are_read_as_such() -> None:
    practitioner = make_staff("behandelaar")
    with pytest.raises(PermissionDenied):
        read_treatment(activity=make_activity(), reader=practitioner, place="test")
    assert not TreatmentRead.objects.exists()


def test_a_project_does_not_tell_of_it(client: Client, customer: Customer) -> None:
    project = make_activity(customer, "project")
    hidden = make_activity(customer, "treatment", number=4711, parent=project, amount="81.35")
    address = reverse("activities:project", args=[NUMBER, project.pk])
    for role, words in (("balie", []), ("behandelaar", [hidden.label, "81,35"])):
        client.force_login(make_staff(role))
        page = answer(client, address)
        assert [word for word in (hidden.label, "81,35") if word in page] == words

"""The page of one activity, and that of a project."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.activities import hooks
from customers.activities.hooks import ActivityAction
from customers.activities.models import TreatmentRead
from tests.activities.samples import (
    at,
    make_appointment,
    make_repair,
    make_subscription,
    make_treatment,
    make_trip,
    one_of_each,
)
from tests.factories import make_activity, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from customers.activities.models import Activity
    from customers.models import Customer

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 24)


@pytest.fixture
def jansen(client: Client) -> Customer:
    client.force_login(make_staff())
    return make_customer(number="100871")


def url(activity: Activity, name: str = "activity") -> str:
    return reverse(f"activities:{name}", args=["100871", activity.pk])


def get(client: Client, activity: Activity, name: str = "activity") -> Any:
    response = client.get(url(activity, name))
    assert response.status_code == 200
    return response


def actions(client: Client, activity: Activity) -> list[str]:
    return [action.label for action in get(client, activity).context["page"].actions]


class TestFacts:
    def test_of_a_repair(self, client: Client, jansen: Customer) -> None:
        project = make_activity(jansen, "project", number=3, title="Vloot")
        repair = make_repair(
            jansen,
            number=9,
            title="Versnelling",
            amount=Decimal("38.5"),
            parent=project,
            source="kassa",
            external_id="K-1",
            description="Graag bellen.",
        )
        text = text_of(get(client, repair))
        for said in (
            "Reparatie R-9 Versnelling",
            "Apparaat Gazelle Chamonix",
            "Bedrag €\u00a038,50".replace("\u00a0", " "),
            "P-3 Vloot",
            "Bron kassa K-1",
            "Graag bellen.",
        ):
            assert said in text

    def test_of_every_kind(self, client: Client, jansen: Customer) -> None:
        client.force_login(make_staff("behandelaar"))
        for activity in one_of_each(jansen):
            name = "project" if activity.kind == "project" else "activity"
            assert activity.label in text_of(get(client, activity, name))

    def test_made_from_another_activity(self, client: Client, jansen: Customer) -> None:
        lead = make_activity(jansen, "lead")
        request = make_activity(jansen, "request", source="lead", external_id=str(lead.pk))
        assert f'href="{url(lead)}"' in get(client, request).content.decode()

    def test_a_project_has_its_own_page(self, client: Client, jansen: Customer) -> None:
        project = make_activity(jansen, "project")
        answer = client.get(f"{url(project)}?last_name=jans")
        assert answer["Location"] == f"{url(project, 'project')}?last_name=jans"
        assert client.get(url(make_activity(jansen), "project")).status_code == 404


class TestActions:
    @pytest.mark.parametrize(
        ("kind", "code", "expected"),
        [
            ("order", "ordered", ["Bestelling wijzigen", "Klaar …"]),
            ("order", "ready", ["Bestelling wijzigen", "Afhaalbericht …"]),
            ("order", "done", ["Bestelling wijzigen", "Archiveren"]),
            ("repair", "diagnosis", ["Reparatie wijzigen", "Klaar …"]),
            ("quote", "sent", ["Offerte wijzigen"]),
            ("appointment", "planned", ["Afspraak wijzigen", "Verplaatsen …", "Afzeggen …"]),
            ("appointment", "done", ["Afspraak wijzigen", "Archiveren"]),
            ("subscription", "running", ["Abonnement wijzigen", "Verlengen", "Opzeggen …"]),
            ("lead", "new", ["Lead wijzigen", "Aanvraag ervan maken …"]),
            ("request", "handling", ["Aanvraag wijzigen", "Honoreren …"]),
        ],
    )
    def test_where_they_make_sense(
        self,
        client: Client,
        jansen: Customer,
        monkeypatch: pytest.MonkeyPatch,
        kind: str,
        code: str,
        expected: list[str],
    ) -> None:
        monkeypatch.setattr(hooks, "_actions", {})
        assert actions(client, make_activity(jansen, kind, code=code)) == expected

    def test_an_archived_one_comes_back(self, client: Client, jansen: Customer) -> None:
        activity = make_activity(jansen, code="done", archived=True)
        assert "Terughalen" in actions(client, activity)
        assert not get(client, activity).context["page"].stages

    def test_a_reader_only_looks(self, client: Client, jansen: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        activity = make_activity(jansen)
        assert actions(client, activity) == []
        assert not get(client, activity).context["page"].stages

    def test_stages(self, client: Client, jansen: Customer) -> None:
        activity = make_activity(jansen, "order", code="expected")
        stages = get(client, activity).context["page"].stages
        assert [(stage.name, stage.is_current, stage.url) for stage in stages] == [
            ("besteld", False, ""),
            ("onderweg", True, ""),
            ("ligt klaar", False, url(activity, "ready")),
            ("opgehaald", False, ""),
            ("geannuleerd", False, ""),
        ]

    @pytest.fixture
    def of_another_app(self) -> Iterator[None]:
        action = ActivityAction("Factureren …", "/factuur/", post=True, fields={"activity": "1"})
        hooks.register_activity_action("test", lambda _user, _activity: action)
        hooks.register_project_section(
            "test",
            "customers/_facts.html",
            lambda _user, _activity: {"facts": []},
            kinds=frozenset({"order"}),
        )
        yield
        hooks.unregister_activity_action("test")
        hooks.unregister_project_section("test")

    def test_other_apps_add_theirs(
        self, client: Client, jansen: Customer, of_another_app: None
    ) -> None:
        page = get(client, make_activity(jansen))
        assert "Factureren …" in text_of(page)
        assert 'name="activity" value="1"' in page.content.decode()
        templates = [part.template for part in page.context["parts"]]
        assert "customers/_facts.html" in templates
        quote = get(client, make_activity(jansen, "quote"))
        assert "customers/_facts.html" not in [part.template for part in quote.context["parts"]]


class TestTreatment:
    def test_who_reads_it_is_written_down(self, client: Client, jansen: Customer) -> None:
        activity = make_treatment(jansen)
        assert client.get(url(activity)).status_code == 404
        assert not TreatmentRead.objects.exists()
        practitioner = make_staff("behandelaar")
        client.force_login(practitioner)
        assert "Pijn onderrug" in text_of(get(client, activity))
        assert TreatmentRead.objects.get().reader == practitioner

    def test_the_activity_of_another_customer(self, client: Client, jansen: Customer) -> None:
        other = make_activity(make_customer())
        assert client.get(url(other)).status_code == 404
        assert client.get(f"/customers/100871/activities/{10**30}/").status_code == 404


class TestProject:
    @pytest.fixture
    def project(self, jansen: Customer) -> Activity:
        return make_activity(jansen, "project", number=3, title="Vloot")

    def test_gathers_what_belongs_to_it(
        self, client: Client, jansen: Customer, project: Activity
    ) -> None:
        make_activity(jansen, title="Los")
        make_activity(jansen, title="Fietsen", parent=project, amount=Decimal(100))
        make_activity(
            jansen, "quote", code="done", title="Offerte", parent=project, amount=Decimal(40)
        )
        make_activity(
            jansen, code="done", title="Slot", parent=project, amount=Decimal(2), billing="due"
        )
        make_treatment(jansen, parent=project)
        gathered = get(client, project, "project").context["gathered"]
        assert sorted(row.title for row in gathered.rows) == ["Fietsen", "Offerte", "Slot"]
        assert gathered.rows[0].title == "Fietsen"
        figures = [(label, amount.replace("\u00a0", " ")) for label, amount, _n in gathered.figures]
        assert figures == [
            ("Nog open", "€ 100,00"),
            ("Afgerond", "€ 2,00"),
            ("Nog te factureren", "€ 2,00"),
        ]
        page = client.get(f"{url(project, 'project')}?sort=-title")
        titles = [row.title for row in page.context["gathered"].rows]
        assert titles == ["Slot", "Offerte", "Fietsen"]

    def test_adding_presets_the_project(
        self, client: Client, jansen: Customer, project: Activity
    ) -> None:
        page = get(client, project, "project").content.decode()
        assert f"/customers/100871/activities/add/order/?parent={project.pk}" in page
        assert "add/treatment/?parent" not in page
        assert "add/project/?parent" not in page

    def test_nothing_is_added_to_a_finished_one(self, client: Client, jansen: Customer) -> None:
        finished = make_activity(jansen, "project", code="done")
        page = get(client, finished, "project")
        assert "?parent=" not in page.content.decode()
        assert "Bij dit project hoort nog niets." in text_of(page)

    def test_the_number_of_queries(
        self, client: Client, jansen: Customer, project: Activity
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                get(client, project, "project")
            return len(asked)

        make_trip(jansen, "3", parent=project)
        queries()
        few = queries()
        for hour in range(9, 14):
            make_appointment(jansen, at(DAY, hour), parent=project)
            make_subscription(jansen, parent=project)
            make_activity(jansen, parent=project, assigned_to=make_staff())
        assert queries() == few

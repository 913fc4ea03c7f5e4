"""Lead, request, project: honouring makes the prospect a customer, in one go."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from customers.activities.models import Activity
from customers.activities.services import requests
from customers.activities.services.requests import honour_request, lead_to_request
from customers.models import Customer
from klantbeheer.history_guard import find_gaps
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def prospect() -> Customer:
    return make_customer(number="100234", status="prospect")


class TestHonour:
    def test_a_project_and_a_customer(self, prospect: Customer) -> None:
        colleague = make_staff()
        request = make_activity(
            prospect,
            "request",
            title="Vijf bakfietsen",
            description="Voor 1 maart",
            amount=Decimal(9000),
        )
        values = {"title": "Bakfietsen 2027", "assigned_to": colleague.pk}
        project = honour_request(activity=request, actor=colleague, values=values)
        assert (project.kind, project.title, project.status) == (
            "project",
            "Bakfietsen 2027",
            "open",
        )
        assert (project.amount, project.description) == (Decimal(9000), "Voor 1 maart")
        assert project.assigned_to == colleague
        request.refresh_from_db()
        assert (request.stage.code, request.parent) == ("done", project)
        prospect.refresh_from_db()
        assert prospect.status == "active"
        assert prospect.customer_since is not None
        assert not find_gaps()

    def test_twice_is_once(self, prospect: Customer) -> None:
        request = make_activity(prospect, "request")
        made = [honour_request(activity=request, actor=make_staff(), values={}) for _ in range(2)]
        assert made[0] == made[1]
        assert Activity.objects.filter(kind="project").count() == 1

    def test_all_or_nothing(self, prospect: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(**_options: object) -> None:
            raise ValidationError("nee")

        monkeypatch.setattr(requests, "set_stage", refuse)
        request = make_activity(prospect, "request")
        with pytest.raises(ValidationError):
            honour_request(activity=request, actor=make_staff(), values={})
        prospect.refresh_from_db()
        request.refresh_from_db()
        assert (prospect.status, request.parent) == ("prospect", None)
        assert not Activity.objects.filter(kind="project").exists()

    def test_a_lead_goes_along(self, prospect: Customer) -> None:
        actor = make_staff()
        lead = make_activity(prospect, "lead", title="Belde over bakfietsen")
        request = lead_to_request(activity=lead, actor=actor, values={})
        assert (request.kind, request.title, request.status) == ("request", lead.title, "open")
        lead.refresh_from_db()
        assert lead.stage.code == "done"
        prospect.refresh_from_db()
        assert prospect.status == "prospect"
        project = honour_request(activity=request, actor=actor, values={})
        lead.refresh_from_db()
        assert lead.parent == project

    @pytest.mark.parametrize(
        ("kind", "code", "status"),
        [
            ("request", "declined", "active"),
            ("request", "done", "inactive"),
            ("order", "", "active"),
        ],
    )
    def test_refuses(self, kind: str, code: str, status: str) -> None:
        activity = make_activity(make_customer(status=status), kind, code=code)
        with pytest.raises(ValidationError):
            honour_request(activity=activity, actor=make_staff(), values={})


class TestPage:
    def url(self, activity: Activity, step: str = "honour") -> str:
        return f"/customers/100234/activities/{activity.pk}/{step}/"

    def test_takes_over_and_leads_to_the_project(self, client: Client, prospect: Customer) -> None:
        clerk = make_staff()
        client.force_login(clerk)
        request = make_activity(prospect, "request", title="Vijf bakfietsen", assigned_to=clerk)
        page = client.get(self.url(request)).content.decode()
        assert 'value="Vijf bakfietsen"' in page
        assert f'value="{clerk.pk}" selected' in page
        posted = {"title": "Bakfietsen", "amount": "1.284,60", "assigned_to": clerk.pk}
        response = client.post(self.url(request), posted)
        project = Activity.objects.get(kind="project")
        assert response["Location"] == self.url(project, "project")
        assert project.amount == Decimal("1284.60")
        assert client.get(self.url(request))["Location"] == self.url(project, "project")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("title", ""), ("amount", "NaN"), ("amount", "-1"), ("assigned_to", "0")],
    )
    def test_errors_stand_at_the_field(
        self, client: Client, prospect: Customer, field: str, value: str
    ) -> None:
        client.force_login(make_staff())
        request = make_activity(prospect, "request")
        response = client.post(self.url(request), {"title": "Bakfietsen", field: value})
        assert response.status_code == 200
        assert 'aria-invalid="true"' in response.content.decode()
        prospect.refresh_from_db()
        assert prospect.status == "prospect"

    def test_a_lead(self, client: Client, prospect: Customer) -> None:
        client.force_login(make_staff())
        lead = make_activity(prospect, "lead")
        client.post(self.url(lead), {"title": "Bakfietsen"})
        request = Activity.objects.get(kind="request")
        assert request.title == "Bakfietsen"

"""The activity of a contact moment: chosen, shown, filtered by, and in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.forms.moment import MomentForm
from contacts.models import ContactMoment
from contacts.presentation.project_notes import SHOWN_AT_ONCE, project_notes
from contacts.services.moment_activity import MOST
from contacts.services.moments import add_moment, change_moment
from customers.services.combining import OverlapError
from tests.factories import make_activity, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


def url(customer: Customer, rest: str = "timeline/") -> str:
    return f"/customers/{customer.number}/{rest}"


def make_form(customer: Customer, data: Any = None, **options: Any) -> MomentForm:
    user = options.pop("user", None) or make_staff()
    return MomentForm(data, customer=customer, user=user, **options)


def offered(form: MomentForm) -> list[str]:
    field: Any = form.fields["activity"]
    return [value for value, _label in field.choices if value]


class TestService:
    def test_with_an_activity(self) -> None:
        activity = make_activity()
        moment = add_moment(
            customer=activity.customer, kind="note", text="x", activity=activity, actor="test"
        )
        assert ContactMoment.objects.get(pk=moment.pk).activity == activity
        change_moment(
            moment=moment,
            version=moment.version,
            values={"activity_id": None},
            actor=make_staff(),
        )
        assert ContactMoment.objects.get(pk=moment.pk).activity is None

    @pytest.mark.parametrize("which", ["another's", "treatment"])
    def test_refused(self, which: str) -> None:
        customer = make_customer()
        activity = make_activity() if which == "another's" else make_activity(customer, "treatment")
        with pytest.raises(ValidationError) as caught:
            add_moment(customer=customer, kind="note", text="x", activity=activity, actor="test")
        assert list(caught.value.message_dict) == ["activity"]
        moment = make_moment(customer)
        with pytest.raises(ValidationError):
            change_moment(
                moment=moment,
                version=moment.version,
                values={"activity_id": activity.pk},
                actor=make_staff(),
            )

    def test_two_clerks_who_choose_another_one(self) -> None:
        first = make_activity()
        second = make_activity(first.customer)
        moment = make_moment(first.customer)
        opened = moment.version
        anna, bram = make_staff(), make_staff()
        change_moment(moment=moment, version=opened, values={"text": "Anders"}, actor=anna)
        saved = change_moment(
            moment=moment, version=opened, values={"activity_id": first.pk}, actor=bram
        )
        assert saved.changed == ("activity_id",)
        assert saved.row.text == "Anders"
        with pytest.raises(OverlapError):
            change_moment(
                moment=moment, version=opened, values={"activity_id": second.pk}, actor=anna
            )


class TestForm:
    def test_offers_the_open_ones_of_this_customer(self) -> None:
        customer = make_customer()
        older = make_activity(customer, opened_on="2026-11-01")
        newer = make_activity(customer, "repair", opened_on="2026-11-20")
        make_activity(customer, code="done")
        make_activity(customer, "treatment")
        make_activity()
        assert offered(make_form(customer)) == [str(newer.pk), str(older.pk)]

    def test_never_a_treatment_even_to_who_may_see_those(self) -> None:
        customer = make_customer()
        treatment = make_activity(customer, "treatment")
        order = make_activity(customer)
        user = make_staff("behandelaar")
        from django.contrib.auth.models import Group

        user.groups.add(Group.objects.get(name="balie"))
        form = make_form(customer, user=user, initial={"activity": str(treatment.pk)})
        assert offered(form) == [str(order.pk)]

    def test_a_bounded_number_and_the_one_that_stands_there(self) -> None:
        customer = make_customer()
        closed = make_activity(customer, code="done", opened_on="2020-01-01")
        for _more in range(MOST + 2):
            make_activity(customer)
        moment = make_moment(customer, activity=closed)
        form = make_form(customer, moment=moment)
        assert len(offered(form)) == MOST + 1
        assert form["activity"].value() == str(closed.pk)

    def test_nothing_to_choose(self) -> None:
        form = make_form(make_customer())
        assert "activity" not in form.fields

    def test_who_may_not_see_it_leaves_it_as_it_is(self) -> None:
        activity = make_activity()
        moment = make_moment(activity.customer, activity=activity)
        user = make_staff()
        user.groups.clear()
        data = {"kind": "note", "text": "Anders", "activity": ""}
        form = make_form(activity.customer, data, user=user, moment=moment)
        assert form.is_valid(), form.errors
        assert "activity_id" not in form.values()

    @pytest.mark.parametrize("value", ["x", "-1", "0", "9" * 30, "\x00", "1 OR 1", "²"])
    def test_what_is_no_activity(self, value: str) -> None:
        activity = make_activity()
        form = make_form(activity.customer, {"kind": "note", "text": "x", "activity": value})
        assert list(form.errors) == ["activity"]

    def test_closed_while_it_was_being_written(self) -> None:
        activity = make_activity(code="done")
        data = {"kind": "note", "text": "x", "activity": str(activity.pk)}
        form = make_form(activity.customer, data)
        assert form.is_valid(), form.errors
        assert form.chosen_activity() == activity


class TestPages:
    def test_a_new_moment_with_an_activity(self, client: Client) -> None:
        activity = make_activity()
        customer = activity.customer
        client.force_login(make_staff())
        page = client.get(url(customer, f"timeline/add/?new=note&activity={activity.pk}"))
        assert f'<option value="{activity.pk}" selected>' in page.content.decode()
        data = {"kind": "note", "text": "Komt vrijdag", "activity": str(activity.pk)}
        response = client.post(page.request["PATH_INFO"] + f"?activity={activity.pk}", data)
        moment = ContactMoment.objects.get()
        assert response.status_code == 302
        assert moment.activity == activity
        shown = client.get(response["Location"]).content.decode()
        assert f'/activities/{activity.pk}/">{activity.label}</a>' in shown

    def test_the_timeline_of_one_activity(self, client: Client) -> None:
        activity = make_activity()
        customer = activity.customer
        make_moment(customer, activity=activity, text="Hierover")
        make_moment(customer, text="Iets anders")
        client.force_login(make_staff())
        page = client.get(url(customer, f"timeline/?activity={activity.pk}")).content.decode()
        assert "Hierover" in page
        assert "Iets anders" not in page
        assert f'name="activity" value="{activity.pk}"' in page

    @pytest.mark.parametrize("value", ["x", "-1", "9" * 18, "9" * 40, "%00", "²"])
    def test_an_activity_that_is_none_filters_nothing(self, value: str, client: Client) -> None:
        moment = make_moment(text="Iets anders")
        client.force_login(make_staff())
        response = client.get(url(moment.customer, f"timeline/?activity={value}"))
        assert "Iets anders" in response.content.decode()

    @pytest.mark.parametrize("which", ["another's", "treatment"])
    def test_nor_one_that_is_not_to_be_known(self, which: str, client: Client) -> None:
        customer = make_customer()
        activity = make_activity() if which == "another's" else make_activity(customer, "treatment")
        make_moment(customer, text="Iets anders")
        client.force_login(make_staff())
        page = client.get(url(customer, f"timeline/?activity={activity.pk}")).content.decode()
        assert "Iets anders" in page
        assert activity.label not in page

    def test_as_many_queries_for_many_as_for_one(self, client: Client) -> None:
        customer = make_customer()
        client.force_login(make_staff())
        counts = []
        for more in (1, 12):
            for _each in range(more):
                make_moment(customer, activity=make_activity(customer))
            client.get(url(customer))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(url(customer, "timeline/add/"))
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_one_moment_names_it(self, client: Client) -> None:
        activity = make_activity()
        moment = make_moment(activity.customer, activity=activity)
        client.force_login(make_staff("inkijk"))
        page = client.get(url(activity.customer, f"timeline/{moment.pk}/")).content.decode()
        assert str(activity) in page

    def test_the_history_says_it(self, client: Client) -> None:
        activity = make_activity()
        other = make_activity(activity.customer, "repair")
        clerk = make_staff("kantoor")
        moment = add_moment(
            customer=activity.customer, kind="call", text="x", activity=activity, actor=clerk
        )
        values = {"activity_id": other.pk}
        change_moment(moment=moment, version=moment.version, values=values, actor=clerk)
        client.force_login(clerk)
        page = client.get(url(activity.customer, "history/")).content.decode()
        assert page.count(activity.label) >= 2
        assert other.label in page


class TestProject:
    def make(self) -> tuple[Any, Any, Any]:
        project = make_activity(None, "project")
        part = make_activity(project.customer, parent=project)
        return project, part, make_activity(project.customer)

    def test_its_own_and_those_of_its_parts(self, client: Client) -> None:
        project, part, other = self.make()
        for text, activity in (("Eigen", project), ("Deel", part), ("Ander", other)):
            make_moment(project.customer, activity=activity, text=text)
        client.force_login(make_staff())
        page = client.get(url(project.customer, f"activities/{project.pk}/project/"))
        text = page.content.decode()
        assert [word in text for word in ("Eigen", "Deel", "Ander")] == [True, True, False]
        assert f"/timeline/add/?new=note&amp;activity={project.pk}" in text

    def test_newest_first_and_not_all(self) -> None:
        project, _part, _other = self.make()
        for more in range(SHOWN_AT_ONCE + 1):
            make_moment(project.customer, activity=project, text=f"Nr {more}")
        found = project_notes(make_staff(), project)
        assert found is not None
        events = [event for day in found["days"] for event in day.events]
        assert (len(events), found["more"]) == (SHOWN_AT_ONCE, True)
        assert events[0].head == f"Nr {SHOWN_AT_ONCE}"

    def test_nothing_with_a_treatment(self) -> None:
        treatment = make_activity(None, "treatment")
        assert project_notes(make_staff("behandelaar"), treatment) is None

    def test_nothing_of_what_was_taken_away(self) -> None:
        project, _part, _other = self.make()
        make_moment(project.customer, activity=project, removed_at="2026-11-20T10:00Z")
        found = project_notes(make_staff(), project)
        assert found is not None
        assert found["days"] == []

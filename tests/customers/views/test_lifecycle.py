"""The pages that change a customer's status."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from customers.models import Customer
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


def url_of(customer: Customer, page: str) -> str:
    return f"/customers/{customer.number}/{page}/"


class TestDeactivate:
    def test_a_get_asks_and_changes_nothing(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        answer = client.get(url_of(customer, "deactivate"))
        assert answer.context["plan"].allowed
        assert b'name="reason"' in answer.content
        customer.refresh_from_db()
        assert customer.status == "active"

    def test_with_a_reason(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        answer = client.post(
            f"{url_of(customer, 'deactivate')}?last_name=jans", {"reason": "Overleden"}
        )
        assert answer["Location"] == f"/customers/{customer.number}/?last_name=jans"
        row = Customer.history.filter(id=customer.pk).latest("history_id")
        assert (row.status, row.history_change_reason) == ("inactive", "Overleden")

    @pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 1001])
    def test_without_a_good_reason(self, client: Client, clerk: Any, reason: str) -> None:
        customer = make_customer()
        answer = client.post(url_of(customer, "deactivate"), {"reason": reason})
        assert "reason" in answer.context["form"].errors
        customer.refresh_from_db()
        assert customer.status == "active"

    def test_blocked_by_the_staff_list(self, client: Client, clerk: Any) -> None:
        customer = make_customer(employee=make_staff(first_name="Jan", last_name="Monteur"))
        page = client.get(url_of(customer, "deactivate")).content.decode()
        assert "Jan Monteur" in page
        assert 'aria-disabled="true"' in page
        assert 'name="reason"' not in page
        answer = client.post(url_of(customer, "deactivate"), {"reason": "Verhuisd"})
        assert answer.status_code == 200
        customer.refresh_from_db()
        assert customer.status == "active"

    def test_the_list_keeps_itself_up_to_date(self, client: Client, clerk: Any) -> None:
        employee = make_staff()
        customer = make_customer(employee=employee)
        live = {"HX-Request": "true", "HX-Target": "deactivate"}
        page = client.get(url_of(customer, "deactivate"), headers=live).content.decode()
        assert "<html" not in page
        assert "data-hx-get" in page
        # A screen that asks by itself does not keep the session of somebody who left alive.
        assert """data-hx-headers='{"X-Background": "1"}'""" in page
        employee.is_active = False
        employee.save()
        page = client.get(url_of(customer, "deactivate"), headers=live).content.decode()
        assert 'name="reason"' in page

    def test_posted_twice(self, client: Client, clerk: Any) -> None:
        customer = make_customer()
        data = {"reason": "Verhuisd", "token": "5b5a7f6e-0000-4000-8000-000000000001"}
        for _n in range(2):
            assert client.post(url_of(customer, "deactivate"), data).status_code == 302
        assert Customer.history.filter(id=customer.pk).count() == 2

    def test_a_late_second_post_does_not_undo_what_came_between(
        self, client: Client, clerk: Any
    ) -> None:
        customer = make_customer()
        data = {"reason": "Verhuisd", "token": "5b5a7f6e-0000-4000-8000-000000000001"}
        client.post(url_of(customer, "deactivate"), data)
        Customer.objects.filter(pk=customer.pk).update(status="active")
        assert client.post(url_of(customer, "deactivate"), data).status_code == 302
        assert Customer.objects.get(pk=customer.pk).status == "active"

    def test_inactive_already(self, client: Client, clerk: Any) -> None:
        customer = make_customer(status="inactive")
        assert client.get(url_of(customer, "deactivate")).status_code == 302


class TestSteps:
    def test_an_inactive_customer_is_first_of_all_made_active_again(
        self, client: Client, clerk: Any
    ) -> None:
        page = client.get(f"/customers/{make_customer(status='inactive').number}/")
        assert page.context["card"].actions[0].icon == "user-check"

    @pytest.mark.parametrize(
        ("page", "before", "after"),
        [
            ("reactivate", "inactive", "active"),
            ("make-active", "prospect", "active"),
            ("make-prospect", "active", "prospect"),
        ],
    )
    def test_ask_first_then_do(
        self, client: Client, clerk: Any, page: str, before: str, after: str
    ) -> None:
        customer = make_customer(status=before)
        assert client.get(url_of(customer, page)).status_code == 200
        customer.refresh_from_db()
        assert customer.status == before
        assert client.post(url_of(customer, page), {"reason": "terug"}).status_code == 302
        customer.refresh_from_db()
        assert customer.status == after

    @pytest.mark.parametrize(
        ("page", "status"), [("make-active", "inactive"), ("make-prospect", "inactive")]
    )
    def test_impossible_steps_say_so(
        self, client: Client, clerk: Any, page: str, status: str
    ) -> None:
        customer = make_customer(status=status)
        answer = client.post(url_of(customer, page), follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
        customer.refresh_from_db()
        assert customer.status == status


class TestWho:
    @pytest.mark.parametrize("page", ["deactivate", "reactivate", "make-active", "make-prospect"])
    def test_reader_and_strangers(self, client: Client, page: str) -> None:
        customer = make_customer()
        client.force_login(make_staff("inkijk"))
        assert client.post(url_of(customer, page)).status_code == 403
        client.force_login(make_staff())
        assert client.get(f"/customers/999999/{page}/").status_code == 404
        erased = make_customer(status="erased")
        assert client.post(url_of(erased, page), {"reason": "x"}).status_code == 404

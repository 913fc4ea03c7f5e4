"""A customer is found by its number, by whoever may see it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from customers.access import get_customer
from customers.models import Customer, FormerNumber
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


def test_by_number_and_former_number() -> None:
    customer, reader = make_customer(), make_staff("inkijk")
    FormerNumber.objects.create(number="777777", customer=customer)
    assert get_customer(reader, customer.number) == customer
    assert get_customer(reader, "777777") == customer


@pytest.mark.parametrize("number", ["999999", "", "x", "-1", "٣٣٣", "1" * 13, "\x00", "1 or 1=1"])
def test_unknown(number: str) -> None:
    make_customer()
    with pytest.raises(Http404):
        get_customer(make_staff(), number)


def test_not_for_strangers() -> None:
    customer = make_customer()
    without_role = make_staff()
    without_role.groups.clear()
    away = make_staff(is_active=False)
    for user in (AnonymousUser(), type(without_role).objects.get(pk=without_role.pk), away):
        assert not Customer.objects.visible_to(user).exists()
        with pytest.raises(Http404):
            get_customer(user, customer.number)


def test_choosable() -> None:
    for status in ("prospect", "active", "inactive", "erased"):
        make_customer(status=status)
    found = Customer.objects.choosable().values_list("status", flat=True)
    assert sorted(found) == ["active", "prospect"]

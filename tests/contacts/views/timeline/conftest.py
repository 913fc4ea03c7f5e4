"""A clerk, and a customer whose timeline is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff(first_name="Anna", last_name="Visser")
    client.force_login(user)
    return user


@pytest.fixture
def customer(clerk: StaffUser) -> Customer:
    return make_customer(number="100234")

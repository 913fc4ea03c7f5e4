"""Who answers requests, and a customer who makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from customers.models import Customer
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser


@pytest.fixture
def office(client: Client) -> StaffUser:
    """A signed-in colleague who answers requests."""
    user = make_staff("kantoor")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    return make_customer()

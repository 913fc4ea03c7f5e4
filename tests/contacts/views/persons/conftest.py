"""A clerk, and a company whose contact persons are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from customers.models import Customer
from tests.contacts.views.persons.screens import NUMBER
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    return make_customer(
        number=NUMBER,
        kind="company",
        company_name="Fietskoeriers Domstad B.V.",
        last_name="",
        phone="+31305550210",
        language="de",
    )

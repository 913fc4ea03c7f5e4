"""A clerk, and a customer who gets messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def jan() -> Customer:
    return make_customer(
        emails="jan@example.nl", mobile="+31655010244", email_permission=1, number="100234"
    )

"""What the administration refuses of terms and of the rules by category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.models import CategoryDefaults, PaymentTerm
from customers.models import Category
from tests.factories import make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestAdmin:
    def test_one_row_for_all_others(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        url = "/admin/accounts/categorydefaults/add/"
        values = {"invoicing_method": "weekly", "delivery_method": "post", "category": ""}
        text = text_of(client.post(url, values))
        assert "Er is al een regel voor alle andere. Kies een categorie." in text
        category = Category.objects.create(name="Zakelijk")
        client.post(url, values | {"category": category.pk, "reason": "afspraak"})
        assert CategoryDefaults.objects.get(category=category).invoicing_method == "weekly"

    def test_a_term_is_in_the_list_once(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        name = PaymentTerm.objects.get(days=30).name.upper()
        url = "/admin/accounts/paymentterm/add/"
        text = text_of(client.post(url, {"name": name, "days": "30", "active": "on"}))
        assert "Deze naam staat al in de lijst" in text
        text = text_of(client.post(url, {"name": "Een jaar", "days": "366", "active": "on"}))
        assert PaymentTerm.objects.filter(days=366).count() == 0

"""The administrator adds types of contact persons; the predefined ones stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contacts.models import ContactType
from tests.factories import make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/contacts/contacttype/"


@pytest.fixture(autouse=True)
def _chief(client: Client) -> None:
    client.force_login(make_staff("beheerder"))


def own() -> list[str]:
    return list(ContactType.objects.filter(predefined=False).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Fietsenmaker", "fietsenmaker"),
        ("Atelier & École", "atelier_ecole"),
        ("24 uur", "type_24_uur"),
        ("店", "type"),
        ("Sales", "sales_2"),
        ("x" * 60, "x" * 24),
    ],
)
def test_the_code_is_made_from_the_name(client: Client, name: str, code: str) -> None:
    client.post(f"{LIST}add/", {"name": name, "position": "90", "reason": "voor de werkplaats"})
    assert own() == [code]
    row = ContactType.history.get(code=code)
    assert row.history_change_reason == "voor de werkplaats"


@pytest.mark.parametrize("name", ["verkoop", " FIETSENMAKER ", "", "a\0b"])
def test_a_name_that_does_not_fit_is_refused(client: Client, name: str) -> None:
    ContactType.objects.create(code="x", name="Fietsenmaker")
    response = client.post(f"{LIST}add/", {"name": name, "position": "90"})
    assert "name" in response.context["adminform"].form.errors
    assert own() == ["x"]


def test_a_type_of_the_shop_is_renamed_and_taken_out(client: Client) -> None:
    ContactType.objects.create(code="bike_smith", name="Fietsenmaker")
    url = f"{LIST}bike_5Fsmith/change/"
    assert client.get(url).status_code == 200
    client.post(url, {"name": "Smid", "position": "5"})
    type_ = ContactType.objects.get(code="bike_smith")
    assert (type_.name, type_.active, type_.position) == ("Smid", False, 5)
    assert "Smid" in client.get(f"{LIST}bike_5Fsmith/history/").content.decode()


def test_a_predefined_one_can_only_be_looked_at(client: Client) -> None:
    url = f"{LIST}sms_5Falert/change/"
    page = client.get(url).content.decode()
    assert "SMS Alert" in page
    assert 'name="name"' not in page
    assert client.post(url, {"name": "X", "position": "1", "active": "on"}).status_code == 403
    assert client.post(f"{LIST}sms_5Falert/delete/").status_code == 403


@pytest.mark.parametrize("key", ["1", "%00", "_00", "x" * 300, "%ED%A0%80", "..", "Sales"])
@pytest.mark.parametrize("page", ["change/", "history/", "history/1/"])
def test_what_is_no_type_does_not_exist(client: Client, key: str, page: str) -> None:
    assert client.get(f"{LIST}{key}/{page}").status_code in {302, 400, 404}

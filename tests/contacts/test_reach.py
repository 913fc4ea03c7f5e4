"""What belongs to one customer is not reached through another, and an erased one has nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.urls import reverse

from contacts.models import Attachment, ContactMoment, ContactPerson, Delivery
from klantbeheer.staff.roles import ROLES
from tests.browser.pages import make_shop
from tests.factories import make_staff, mark_erased
from tests.nasty import FormReader
from tests.shared_rows import made_once
from tests.test_access import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db

OF_CONTACTS = [row for row in ROWS if row.name.startswith("contacts:")]
JAN, PAULA = "100000", "100001"
#: What nobody may see of an erased customer any more.
TEXTS = ("bakfiets", "Domstad", "domstad", "jan.vdjansen", "Offerte", "2014", "Hoofd inkoop")


@pytest.fixture(scope="class")
def _shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with made_once(lambda: make_shop(make_staff("beheerder")), django_db_blocker):
        yield


def keys() -> dict[str, Any]:
    """Of each kind the key of something of Jan's."""
    return {
        "person_id": ContactPerson.objects.get(pk=901).pk,
        "moment_id": ContactMoment.objects.filter(message=None).earliest("pk").pk,
        "delivery_id": Delivery.objects.get(status="unsure").pk,
    }


def addresses(number: str) -> list[tuple[Any, str]]:
    """Every address of contacts, with Jan's keys, at this customer."""
    found = []
    for row in OF_CONTACTS:
        known = {name: key for name, key in keys().items() if name in row.kwargs}
        known |= {"number": number} if "number" in row.kwargs else {}
        found.append((row, reverse(row.name, kwargs=row.kwargs | known)))
    return found


@pytest.mark.usefixtures("_shop")
class TestReach:
    @pytest.mark.parametrize("role", ROLES)
    def test_through_another_customer(self, client: Client, role: str) -> None:
        client.force_login(make_staff(role))
        tried = 0
        for row, url in addresses(PAULA):
            if not keys().keys() & row.kwargs.keys():
                continue
            for method, allowed in (("GET", row.get), ("POST", row.post)):
                if role in allowed:
                    data = "restore=1&reason=x&choice=again&type=sales&last_name=X&text=X&kind=note"
                    kind = "application/x-www-form-urlencoded"
                    assert client.generic(method, url, data, kind).status_code == 404, url
                    tried += 1
        assert tried >= (1 if role == "inkijk" else 9)

    @pytest.mark.parametrize("role", ROLES)
    def test_an_erased_customer_has_nothing(self, client: Client, role: str) -> None:
        urls = [(row, url) for row, url in addresses(JAN) if "address" not in row.name]
        mark_erased(JAN)
        client.force_login(make_staff(role))
        before = Attachment.history.count()
        for row, url in urls:
            if role in row.get:
                response = client.get(url)
                assert response.status_code in {200, 302, 404}
                body = b"".join(response).decode(errors="replace")
                assert [text for text in TEXTS if text in body] == [], url
            if role in row.post:
                assert client.post(url, {"reason": "x"}).status_code in {403, 404}, url
        assert Attachment.history.count() == before

    def test_a_file_of_a_moment_that_was_taken_away(self, client: Client) -> None:
        client.force_login(make_staff("beheerder"))
        file = Attachment.objects.get(pk=UUID(int=1))
        ContactMoment.objects.filter(pk=file.moment_id).update(removed_at=file.uploaded_at)
        for row, url in addresses(JAN):
            if "attachment_id" in row.kwargs:
                assert client.get(url).status_code == 404, url

    @pytest.mark.parametrize("role", ROLES)
    def test_no_button_that_may_not_be_pressed(self, client: Client, role: str) -> None:
        """Every form of every page posts to where this role may post."""
        client.force_login(make_staff(role))
        may = {url.rstrip("/"): role in row.post for row, url in addresses(JAN)}
        pages = [url for row, url in addresses(JAN) if role in row.get and "export" not in url]
        pressed = 0
        for page in pages:
            response = client.get(page)
            if response.status_code != 200 or "text/html" not in response["Content-Type"]:
                continue
            for form in FormReader(response.content.decode()).forms:
                action = (form.action.partition("?")[0] or page).rstrip("/")
                if form.method == "post" and action in may:
                    assert may[action], f"{page}: {action}"
                    pressed += 1
        assert pressed or role == "inkijk"

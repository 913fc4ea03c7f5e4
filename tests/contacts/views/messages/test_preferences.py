"""The tab Klantberichten: when it is there, and what the customer wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contacts.services.preferences import save_preference
from customers.models import Draft, MessagePreference, ShopSettings
from tests.contacts.views.messages.screens import SMS, url
from tests.factories import make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


class TestTab:
    def test_is_on_the_card_while_the_service_is_on(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        card = client.get(f"/customers/{jan.number}/").content.decode()
        assert url(jan) in card
        assert url(jan, "send/") in card
        ShopSettings.objects.update_or_create(pk=1, defaults={"message_service": False})
        card = client.get(f"/customers/{jan.number}/").content.decode()
        assert url(jan) not in card
        assert client.get(url(jan)).status_code == 404
        assert client.post(url(jan), SMS).status_code == 404
        assert client.get(url(jan, "send/")).status_code == 404
        assert client.post(url(jan, "send/"), {}).status_code == 404

    def test_says_what_follows(self, client: Client, clerk: Any, jan: Customer) -> None:
        assert "Gaat nu naar jan@example.nl, in het Nederlands" in text_of(client.get(url(jan)))
        MessagePreference.objects.create(customer=jan, ready_for_pickup="sms", language="fr")
        assert "Gaat nu naar 06 55 01 02 44, in het Frans" in text_of(client.get(url(jan)))
        jan.mobile, jan.emails = "", ""
        jan.save()
        page = text_of(client.get(url(jan)))
        assert "Gaat nu naar" not in page
        (ready, _delayed) = client.get(url(jan)).context["ways"]
        assert ready[1][0] in page

    def test_a_reader_sees_it_and_has_no_form(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        answer = client.get(url(jan))
        assert "Gaat nu naar jan@example.nl" in text_of(answer)
        assert 'id="preference"' not in answer.content.decode()
        assert client.post(url(jan), SMS).status_code == 403

    def test_a_fragment_for_the_card(self, client: Client, clerk: Any, jan: Customer) -> None:
        answer = client.get(url(jan), headers={"HX-Target": "card"}).content.decode()
        assert "<html" not in answer
        assert "Klantberichten" in answer


class TestPreference:
    def test_saved_with_history(self, client: Client, clerk: Any, jan: Customer) -> None:
        answer = client.post(url(jan), SMS | {"version": "0", "language": "en"})
        assert answer["Location"] == url(jan)
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.delayed, row.language) == ("sms", "email", "en")
        assert row.history.get().history_user == clerk

    def test_nothing_changed_writes_nothing(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        same = {"language": "", "ready_for_pickup": "email", "delayed": "email", "version": "0"}
        assert client.post(url(jan), same).status_code == 302
        assert not MessagePreference.objects.exists()

    def test_what_does_not_overlap_is_combined(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        values = {"language": "", "ready_for_pickup": "email", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=make_staff())
        assert client.post(url(jan), SMS | {"version": "0"}).status_code == 302
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.delayed) == ("sms", "none")

    def test_what_both_chose_is_no_conflict(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        save_preference(customer=jan, version=0, values=SMS, actor=make_staff())
        assert client.post(url(jan), SMS | {"version": "0"}).status_code == 302
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.history.count()) == ("sms", 1)

    def test_a_conflict_shows_both_and_saving_again_replaces(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        bram = make_staff(first_name="Bram", last_name="de Wit")
        values = {"language": "", "ready_for_pickup": "none", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=bram)
        answer = client.post(url(jan), SMS | {"version": "0"})
        assert answer.status_code == 200
        form = answer.context["form"]
        (error,) = form.errors["ready_for_pickup"]
        assert "Bram de Wit" in error
        assert "geen" in error
        assert set(form.errors) == {"ready_for_pickup"}
        assert (form["ready_for_pickup"].value(), form["delayed"].value()) == ("sms", "none")
        row = MessagePreference.objects.get(customer=jan)
        assert row.ready_for_pickup == "none"
        again = {name: form[name].value() for name in ("language", *values, "version")}
        assert client.post(url(jan), again).status_code == 302
        row.refresh_from_db()
        assert (row.ready_for_pickup, row.delayed) == ("sms", "none")

    def test_an_unknown_version_is_the_beginning(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        values = {"language": "", "ready_for_pickup": "none", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=make_staff())
        answer = client.post(url(jan), SMS | {"version": "99"})
        assert "ready_for_pickup" in answer.context["form"].errors

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("ready_for_pickup", ""),
            ("ready_for_pickup", "fax"),
            ("delayed", "\x00"),
            ("language", "xx"),
            ("version", "9" * 50),
        ],
    )
    def test_mistakes(
        self, client: Client, clerk: Any, jan: Customer, field: str, value: str
    ) -> None:
        answer = client.post(url(jan), SMS | {"version": "0", field: value})
        assert field in answer.context["form"].errors
        assert not MessagePreference.objects.exists()

    def test_what_was_posted_without_a_session_is_here_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        Draft.objects.create(owner=clerk, path=url(jan), data={"delayed": ["sms"]})
        answer = client.get(url(jan))
        assert answer.context["form"]["delayed"].value() == "sms"
        assert answer.context["draft_from"]
        client.post(url(jan), {"drop_draft": "1"})
        assert client.get(url(jan)).context["form"]["delayed"].value() == "email"

    def test_not_of_an_erased_customer(self, client: Client, clerk: Any) -> None:
        erased = make_customer(status="erased")
        assert client.get(url(erased)).status_code == 404
        assert client.post(url(erased), SMS).status_code == 404

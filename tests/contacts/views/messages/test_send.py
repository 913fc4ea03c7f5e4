"""Sending a message by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contacts.models import Message
from customers.models import Draft
from tests.contacts.views.messages.screens import TOKEN, send, url
from tests.factories import make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


class TestSend:
    def data(self, **changes: str) -> dict[str, str]:
        data = {"document": "ready_for_pickup", "about": "B-20377", "token": TOKEN}
        return data | {"action": "send"} | changes

    def test_sends_once(self, client: Client, clerk: Any, jan: Customer) -> None:
        for _number in range(2):
            answer = client.post(url(jan, "send/"), self.data(remark="Tot zo."))
            assert answer["Location"] == url(jan)
        message = Message.objects.get()
        assert (message.author, message.about) == (clerk, "B-20377")
        assert "Tot zo." in message.text
        page = text_of(client.get(url(jan)))
        assert "Afhaalbericht B-20377 is onderweg naar jan@example.nl." in page

    def test_without_a_token_too(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(token=""))
        assert Message.objects.count() == 1

    def test_a_preview_sends_nothing(self, client: Client, clerk: Any, jan: Customer) -> None:
        for headers in ({}, {"HX-Target": "message-preview"}):
            data = self.data(document="delayed", expected_on="5-12-2026", action="preview")
            answer = client.post(url(jan, "send/"), data, headers=headers)
            page = text_of(answer)
            assert ("<html" in answer.content.decode()) is not bool(headers)
            assert "jan@example.nl" in page
            assert "5 december 2026" in page
        assert not Message.objects.exists()

    def test_the_preview_says_when_it_was_told_before(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        send(jan)
        page = text_of(client.post(url(jan, "send/"), self.data(action="preview", about="b-20377")))
        assert "Dit is al eens gemeld" in page
        page = text_of(client.post(url(jan, "send/"), self.data(action="preview", about="B-9")))
        assert "Dit is al eens gemeld" not in page

    @pytest.mark.parametrize(
        "fields", [{"status": "inactive"}, {"email_permission": 0}, {"emails": ""}]
    )
    def test_nobody_gets_it_and_the_form_says_why(
        self, client: Client, clerk: Any, fields: dict[str, Any]
    ) -> None:
        customer = make_customer(**{"emails": "jan@example.nl", "email_permission": 1} | fields)
        answer = client.post(url(customer, "send/"), self.data())
        assert "Niemand krijgt dit bericht." in text_of(answer)
        assert answer.context["withheld"]
        assert answer.context["form"]["about"].value() == "B-20377"
        assert not Message.objects.exists()
        # Nothing was done, so the same form can be sent once it can go somewhere.
        customer.status, customer.emails = "active", "nieuw@example.nl"
        customer.email_permission = 1
        customer.save()
        client.post(url(customer, "send/"), self.data())
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("about", ""),
            ("about", "x" * 81),
            ("about", "a\x00b"),
            ("document", ""),
            ("document", "invoice"),
            ("document", "\x00"),
            ("expected_on", "morgen"),
            ("remark", "x" * 301),
            ("remark", "a\x01"),
        ],
    )
    def test_mistakes(
        self, client: Client, clerk: Any, jan: Customer, field: str, value: str
    ) -> None:
        answer = client.post(url(jan, "send/"), self.data(**{field: value}))
        assert field in answer.context["form"].errors
        part = client.post(
            url(jan, "send/"), self.data(**{field: value}), headers={"HX-Target": "message-preview"}
        )
        assert part.status_code == 200
        assert not Message.objects.exists()

    def test_what_is_typed_is_kept(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(about="", remark="Halve zin"))
        assert client.get(url(jan, "send/")).context["form"]["remark"].value() == "Halve zin"
        client.post(url(jan, "send/"), {"drop_draft": "1"})
        assert not client.get(url(jan, "send/")).context["form"]["remark"].value()

    def test_a_sent_one_leaves_no_draft(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(about=""))
        client.post(url(jan, "send/"), self.data())
        assert not Draft.objects.exists()

    def test_not_for_a_reader_or_an_erased_customer(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        assert client.post(url(jan, "send/"), self.data()).status_code == 403
        client.force_login(make_staff())
        erased = make_customer(status="erased")
        assert client.get(url(erased, "send/")).status_code == 404

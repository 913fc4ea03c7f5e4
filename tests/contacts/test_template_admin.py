"""Texts of messages in the administration, with their preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contacts.defaults.texts import default_texts
from contacts.models import MessageTemplate
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PREVIEW = "/admin/contacts/messagetemplate/preview/"
OF_SMS = {"document": "delayed", "channel": "sms", "language": "nl"}


@pytest.fixture
def boss(client: Client) -> Any:
    user = make_staff("beheerder")
    client.force_login(user)
    return user


def template(channel: str = "email") -> MessageTemplate:
    row: MessageTemplate = MessageTemplate.objects.get(
        document="delayed", channel=channel, language="nl"
    )
    return row


def url(row: MessageTemplate) -> str:
    return f"/admin/contacts/messagetemplate/{row.pk}/change/"


def errors_of(answer: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return found


class TestForm:
    def test_the_list(self, client: Client, boss: Any) -> None:
        answer = client.get("/admin/contacts/messagetemplate/")
        page = " ".join(answer.content.decode().split())
        assert "Berichtteksten" in page
        assert f"{len(default_texts())} berichtteksten" in page
        assert "{betreft} komt later" in page

    def test_a_change_has_who_and_why(self, client: Client, boss: Any) -> None:
        row = template()
        data = {"subject": "Nog even {betreft}", "text": "Dag {naam}", "reason": "korter"}
        assert client.post(url(row), data).status_code == 302
        row.refresh_from_db()
        assert (row.subject, row.text) == ("Nog even {betreft}", "Dag {naam}")
        newest = row.history.latest()
        assert (newest.history_user, newest.history_change_reason) == (boss, "korter")

    def test_a_number_for_the_preview_is_no_change(self, client: Client, boss: Any) -> None:
        row = template()
        data = {"subject": row.subject, "text": row.text, "preview_number": "100234"}
        assert client.post(url(row), data).status_code == 302
        assert row.history.count() == 1

    def test_what_a_text_is_for_stays(self, client: Client, boss: Any) -> None:
        row = template()
        data = {"subject": "x", "text": "y", "document": "invoice", "language": "fr"}
        client.post(url(row), data)
        row.refresh_from_db()
        assert (row.document, row.channel, row.language) == ("delayed", "email", "nl")

    @pytest.mark.parametrize(
        ("channel", "data", "field", "said"),
        [
            ("email", {"text": "Dag {voornaam}"}, "text", "{aanhef}"),
            ("email", {"subject": "{naam.__class__}"}, "subject", "{betreft}"),
            ("email", {"text": "Dag {naam"}, "text", "accolade"),
            ("email", {"subject": ""}, "subject", "onderwerp"),
            ("email", {"text": ""}, "text", ""),
            ("sms", {"text": "x" * 460}, "text", "4 SMS"),
            ("sms", {"text": "ê" * 202}, "text", "Door ê"),
        ],
    )
    def test_mistakes_are_said_at_the_field(
        self, client: Client, boss: Any, channel: str, data: dict[str, str], field: str, said: str
    ) -> None:
        row = template(channel)
        answer = client.post(url(row), {"subject": "x", "text": "y"} | data)
        assert said in " ".join(errors_of(answer)[field])
        assert row.history.count() == 1

    def test_an_sms_has_no_subject(self, client: Client, boss: Any) -> None:
        row = template("sms")
        assert 'name="subject"' not in client.get(url(row)).content.decode()
        client.post(url(row), {"subject": "x", "text": "{betreft} later"})
        row.refresh_from_db()
        assert (row.subject, row.text) == ("", "{betreft} later")

    def test_what_is_there_is_not_added_again(self, client: Client, boss: Any) -> None:
        answer = client.post("/admin/contacts/messagetemplate/add/", OF_SMS | {"text": "Hoi"})
        assert "Deze tekst is er al." in str(errors_of(answer))
        assert MessageTemplate.objects.count() == len(default_texts())

    def test_what_is_missing_can_be_added(self, client: Client, boss: Any) -> None:
        data = {
            "document": "quote",
            "channel": "sms",
            "language": "nl",
            "text": "Offerte {betreft}",
        }
        assert client.post("/admin/contacts/messagetemplate/add/", data).status_code == 302
        assert MessageTemplate.objects.filter(document="quote", channel="sms").count() == 1

    def test_nothing_is_deleted(self, client: Client, boss: Any) -> None:
        row = template()
        answer = client.post(f"/admin/contacts/messagetemplate/{row.pk}/delete/", {"post": "yes"})
        assert answer.status_code == 403


class TestPreview:
    def preview(self, client: Client, **data: str) -> str:
        answer = client.post(PREVIEW, {"document": "delayed", "language": "nl"} | data)
        assert answer.status_code == 200
        page: str = answer.content.decode()
        return page

    def test_stands_on_the_page_as_saved(self, client: Client, boss: Any) -> None:
        page = client.get(url(template())).content.decode()
        assert "Zoals De heer J.A. van der Jansen (100234) het krijgt:" in page
        assert "B-20377 komt later" in page
        assert "Geachte heer Van der Jansen," in page
        assert "5 december 2026" in page

    def test_of_what_is_typed_and_saves_nothing(self, client: Client, boss: Any) -> None:
        row = template()
        page = self.preview(client, channel="email", subject="Over {betreft}", text="Dag {naam}!")
        assert "Over B-20377" in page
        assert "Dag J.A. van der Jansen!" in page
        assert row.history.count() == 1

    def test_for_a_customer(self, client: Client, boss: Any) -> None:
        customer = make_customer(last_name="Bakker", infix="", salutation="mrs")
        page = self.preview(
            client, channel="email", text="{aanhef} ({nummer})", preview_number=customer.number
        )
        assert f"Geachte mevrouw Bakker ({customer.number})" in page

    @pytest.mark.parametrize("number", ["999999", "x", "\x00", "9" * 90])
    def test_for_nobody(self, client: Client, boss: Any, number: str) -> None:
        page = self.preview(client, channel="email", text="x", preview_number=number)
        assert "Er is geen klant met dit nummer." in page

    def test_the_parts_of_an_sms(self, client: Client, boss: Any) -> None:
        assert "161 tekens, 2 SMS" in self.preview(client, channel="sms", text="x" * 161)
        page = self.preview(client, channel="sms", text="ê" * 71)
        assert "71 tekens, 2 SMS" in page
        assert "Door ê" in page
        page = self.preview(client, channel="sms", text="x" * 460)
        assert "Meer dan 3 delen kan niet." in page

    def test_what_is_wrong(self, client: Client, boss: Any) -> None:
        assert "{aanhef}" in self.preview(client, channel="email", text="Dag {voornaam}")

    def test_text_is_text(self, client: Client, boss: Any) -> None:
        page = self.preview(client, channel="email", subject="<i>", text="<script>{betreft}")
        assert "<script>" not in page
        assert "<i>" not in page

    @pytest.mark.parametrize("field", ["document", "channel", "language"])
    @pytest.mark.parametrize("value", ["", "x", "\x00"])
    def test_not_before_it_is_clear_what_for(
        self, client: Client, boss: Any, field: str, value: str
    ) -> None:
        page = self.preview(client, **{"channel": "email", "text": "x", field: value})
        assert "Kies eerst" in page

    def test_only_by_post_and_only_for_an_administrator(self, client: Client, boss: Any) -> None:
        assert client.get(PREVIEW).status_code == 405
        for role in ("balie", "kantoor", "inkijk"):
            client.force_login(make_staff(role))
            assert client.post(PREVIEW, OF_SMS | {"text": "x"}).status_code == 403

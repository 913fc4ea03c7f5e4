"""Writing down a contact, changing it, taking it away."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.models import Attachment, ContactMoment
from contacts.services.moments import change_moment, remove_moment
from contacts.timeline import PAGE
from customers.models import Draft
from tests.contacts.views.timeline.screens import ADD, MEMO, TAB, page, titles, typed
from tests.factories import make_contact, make_customer, make_moment, make_staff
from tests.nasty import NASTY, encode

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestAdd:
    def test_the_form_opens(self, client: Client, customer: Customer) -> None:
        make_contact(customer, last_name="Boer", archived=True)
        make_contact(customer, last_name="Wit")
        html = page(client, ADD)
        assert '<input type="radio" name="kind" value="call" checked>' in html
        [choices] = re.findall(r'<select name="contact_person".*?</select>', html, re.DOTALL)
        assert "S. Wit (Inkoop)" in choices
        assert "Boer" not in choices
        assert 'spellcheck="true"' in html
        assert "data-focus" in html

    def test_for_a_kind(self, client: Client, customer: Customer) -> None:
        for url in (f"{TAB}?new=note", f"{ADD}note/", f"{ADD}?new=note"):
            response = client.get(url, follow=True)
            assert response.request["PATH_INFO"] == ADD
            assert b'name="kind" value="note" checked' in response.content

    def test_saves_and_marks_it(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        person = make_contact(customer)
        data = typed(contact_person=person.pk, text="Regel een\r\n  regel twee")
        response = client.post(f"{ADD}?last_name=jans", data, follow=True)
        moment = ContactMoment.objects.get()
        assert response.request["PATH_INFO"] == TAB
        assert response.request["QUERY_STRING"] == f"last_name=jans&saved={moment.pk}"
        assert f'class="event is-new" id="moment-{moment.pk}"' in response.content.decode()
        assert (moment.author, moment.kind, moment.direction) == (clerk, "call", "in")
        assert moment.text == "Regel een\nregel twee"
        assert moment.contact_person == person

    def test_twice_is_once(self, client: Client, customer: Customer) -> None:
        data = typed()
        urls = {client.post(ADD, data)["Location"] for _n in range(2)}
        assert len(urls) == 1
        assert ContactMoment.objects.count() == 1

    def test_long_ago_shows_too(self, client: Client, customer: Customer) -> None:
        for _n in range(PAGE):
            make_moment(customer)
        response = client.post(ADD, typed(day="3-2-2019", time="9.05"), follow=True)
        moment = ContactMoment.objects.get(text="Belt terug.")
        assert timezone.localtime(moment.moment).strftime("%Y-%m-%d %H:%M") == "2019-02-03 09:05"
        assert f'id="moment-{moment.pk}"' in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"text": " "}, "Schrijf op waar het over ging."),
            ({"kind": "telex"}, "Kies wat voor contact het was."),
            ({"direction": "op"}, "Kies van wie het kwam."),
            ({"contact_person": "999999"}, "Kies een contactpersoon van deze klant."),
            ({"time": "25.00"}, "Dit is geen tijd. Typ het als 10.46."),
            ({"day": "morgen"}, "Dit is geen datum."),
            ({"day": "31-12-1066"}, "Deze dag is te lang geleden."),
            ({"text": "x\x00"}, "teken"),
            ({"text": "x" * 20_001}, "20001"),
        ],
        ids=lambda value: str(value)[:30],
    )
    def test_refused_with_everything_typed_kept(
        self, client: Client, customer: Customer, wrong: dict[str, str], said: str
    ) -> None:
        response = client.post(ADD, typed(text="Onthoud dit") | wrong)
        assert response.status_code == 200
        assert said in response.content.decode()
        assert ContactMoment.objects.count() == 0
        if "text" not in wrong:
            assert "Onthoud dit" in response.content.decode()
        assert Draft.objects.get().path == ADD

    def test_not_in_the_future(self, client: Client, customer: Customer) -> None:
        now = timezone.localtime()
        ahead = timezone.localtime(timezone.now() + datetime.timedelta(minutes=30))
        # In the night when the clock goes back, a time that comes twice is read as the first.
        if ahead.date() == now.date() and not ahead.fold:
            response = client.post(ADD, typed(time=f"{ahead:%H.%M}"))
            assert "Dit moment moet nog komen." in response.content.decode()
        assert ContactMoment.objects.count() == 0

    def test_files(self, client: Client, customer: Customer) -> None:
        image = SimpleUploadedFile("bon.txt", b"Een bon.\n", content_type="text/plain")
        client.post(ADD, typed(uploads=image))
        assert Attachment.objects.get().moment == ContactMoment.objects.get()
        assert "bon.txt" in page(client, TAB)

    def test_a_refused_file_saves_nothing(self, client: Client, customer: Customer) -> None:
        bad = SimpleUploadedFile("x.exe", b"MZ\x90\x00" + b"\x00" * 200)
        response = client.post(ADD, typed(uploads=bad))
        assert response.status_code == 200
        assert ContactMoment.objects.count() == 0
        assert "Belt terug." in response.content.decode()

    def test_the_draft_is_there_again(self, client: Client, customer: Customer) -> None:
        data = typed(kind="sms", text="Half af") | {"draft_path": ADD}
        client.post("/customers/draft/", data)
        assert "Je hebt hier een contactmoment dat nog niet af is" in page(client, TAB)
        html = page(client, ADD)
        assert "Half af</textarea>" in html
        assert 'name="kind" value="sms" checked' in html
        client.post(ADD, typed(text="Half af"))
        assert Draft.objects.count() == 0

    def test_a_draft_without_a_text_is_none(self, client: Client, customer: Customer) -> None:
        client.post("/customers/draft/", typed(kind="sms", text="") | {"draft_path": ADD})
        assert "nog niet af" not in page(client, TAB)
        assert 'name="kind" value="note" checked' in page(client, f"{ADD}?new=note")

    def test_throwing_away(self, client: Client, customer: Customer) -> None:
        client.post("/customers/draft/", typed() | {"draft_path": ADD})
        response = client.post(ADD, typed(drop_draft="1"))
        assert response["Location"] == TAB
        assert Draft.objects.count() == ContactMoment.objects.count() == 0

    def test_of_an_inactive_customer_yes_of_an_erased_one_no(
        self, client: Client, customer: Customer
    ) -> None:
        customer.status = "inactive"
        customer.save()
        assert f'href="{ADD}"' in page(client, "/customers/100234/")
        customer.status = "erased"
        customer.save()
        assert client.get(ADD).status_code == 404

    @pytest.mark.parametrize(
        ("place", "name"),
        list(
            enumerate(
                [
                    "kind",
                    "direction",
                    "day",
                    "time",
                    "contact_person",
                    "subject",
                    "text",
                    "uploads",
                    "version",
                    "token",
                ]
            )
        ),
    )
    def test_any_input(self, client: Client, customer: Customer, place: int, name: str) -> None:
        """Beside the scan of every form: each field with every fourth bad value."""
        moment = make_moment(customer)
        for values in list(NASTY.values())[place % 4 :: 4]:
            data = {key: value for key, value in typed(version="1").items() if key != name}
            pairs = [(key, str(value).encode()) for key, value in data.items()]
            body = encode([*pairs, *((name, value) for value in values)])
            for url in (ADD, f"{TAB}{moment.pk}/", MEMO):
                answer = client.generic("POST", url, body, "application/x-www-form-urlencoded")
                assert answer.status_code in {200, 302}, values


class TestEdit:
    @pytest.fixture
    def moment(self, customer: Customer, clerk: StaffUser) -> ContactMoment:
        return make_moment(customer, kind="call", direction="in", author=clerk, system="")

    def test_saves(self, client: Client, moment: ContactMoment) -> None:
        html = page(client, f"{TAB}{moment.pk}/")
        [day] = re.findall(r'name="day" value="([^"]+)"', html)
        [time] = re.findall(r'name="time" value="([^"]+)"', html)
        before = moment.moment
        data = typed(version="1", text="Beter", day=day, time=time)
        assert client.post(f"{TAB}{moment.pk}/", data)["Location"] == f"{TAB}?saved={moment.pk}"
        moment.refresh_from_db()
        assert (moment.text, moment.moment) == ("Beter", before)

    def test_twice_is_once(self, client: Client, moment: ContactMoment) -> None:
        posted = typed(version="1", text="Beter")
        for _time in range(2):
            file = SimpleUploadedFile("bon.txt", b"Een bon.\n", content_type="text/plain")
            response = client.post(f"{TAB}{moment.pk}/", posted | {"uploads": file})
            assert response["Location"] == f"{TAB}?saved={moment.pk}"
        assert Attachment.objects.count() == 1

    def test_a_conflict_shows_both_and_loses_nothing(
        self, client: Client, moment: ContactMoment
    ) -> None:
        bram = make_staff(first_name="Bram", last_name="de Wit")
        values = {"text": "Van Bram", "direction": "out"}
        change_moment(moment=moment, version=1, values=values, actor=bram)
        url = f"{TAB}{moment.pk}/"
        response = client.post(url, typed(version="1", text="Van Anna"))
        html = response.content.decode()
        assert "Bram de Wit heeft dit ook gewijzigd" in html
        assert "Van Bram" in html
        assert "Van Anna</textarea>" in html
        assert 'name="direction" value="out" checked' in html
        assert 'name="version" value="2"' in html
        assert "Van Anna</textarea>" in page(client, url)
        client.post(url, typed(version="2", direction="out", text="Van Anna"))
        moment.refresh_from_db()
        assert (moment.text, moment.direction) == ("Van Anna", "out")
        assert Draft.objects.count() == 0

    def test_a_reader_reads_all_of_it(self, client: Client, moment: ContactMoment) -> None:
        client.force_login(make_staff("inkijk"))
        html = page(client, f"{TAB}{moment.pk}/")
        assert moment.text in html
        assert "<textarea" not in html

    def test_a_reader_changes_nothing(self, client: Client, moment: ContactMoment) -> None:
        client.force_login(make_staff("inkijk"))
        assert client.post(f"{TAB}{moment.pk}/", typed(version="1")).status_code == 403

    def test_what_was_taken_off_can_be_read_and_put_back(
        self, client: Client, moment: ContactMoment, clerk: StaffUser
    ) -> None:
        remove_moment(moment=moment, actor=clerk, reason="")
        html = page(client, f"{TAB}{moment.pk}/")
        assert "Terugzetten" in html
        assert client.post(f"{TAB}{moment.pk}/", typed(text="Toch")).status_code == 200
        moment.refresh_from_db()
        assert moment.text != "Toch"

    def test_of_another_customer_there_is_none(self, client: Client, moment: ContactMoment) -> None:
        other = make_customer(number="100777")
        for page_ in ("", "remove/"):
            url = f"/customers/{other.number}/timeline/{moment.pk}/{page_}"
            assert client.get(url).status_code == 404
            assert client.post(url, typed()).status_code == 404

    def test_of_an_erased_customer_there_is_none(
        self, client: Client, customer: Customer, moment: ContactMoment
    ) -> None:
        customer.status = "erased"
        customer.save()
        assert client.get(f"{TAB}{moment.pk}/").status_code == 404
        assert client.post(f"{TAB}{moment.pk}/", typed()).status_code == 404


class TestRemove:
    def test_and_put_back(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        moment = make_moment(customer, author=clerk, system="")
        url = f"{TAB}{moment.pk}/remove/"
        assert "Dit contactmoment weghalen?" in page(client, url)
        response = client.post(url, {"reason": "Dubbel"}, follow=True)
        html = response.content.decode()
        assert "Van de tijdlijn gehaald." in html
        assert titles(html) == []
        assert moment.history.latest().history_change_reason == "Dubbel"
        assert titles(page(client, f"{TAB}?saved={moment.pk}")) == []
        client.force_login(make_staff())
        assert "Van de tijdlijn gehaald." not in page(client, f"{TAB}?removed={moment.pk}")
        client.force_login(clerk)
        response = client.post(url, {"restore": "1"}, follow=True)
        assert titles(response.content.decode()) != []

    def test_not_a_colleagues(self, client: Client, customer: Customer) -> None:
        moment = make_moment(customer, author=make_staff(), system="")
        url = f"{TAB}{moment.pk}/remove/"
        for response in (client.get(url, follow=True), client.post(url, follow=True)):
            assert "Alleen wie dit schreef, of het kantoor" in response.content.decode()
        moment.refresh_from_db()
        assert moment.removed_at is None
        assert "Weghalen" not in page(client, f"{TAB}{moment.pk}/")

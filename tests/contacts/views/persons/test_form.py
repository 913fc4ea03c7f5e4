"""The form of a contact person: adding, changing, and two clerks at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from contacts.models import ContactPerson, ContactType
from customers.models import Customer, Draft, PostalAddress
from tests.contacts.views.persons.screens import ADD, NUMBER, TAB, edit_url, post
from tests.factories import make_contact
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestAdding:
    def test_starts_with_the_companys_address_and_phone(
        self, client: Client, domstad: Customer
    ) -> None:
        form = client.get(ADD).context["form"]
        shown = {name: form[name].value() for name in ("street", "city", "phone", "house_number")}
        assert shown == {
            "street": "Voorstraat",
            "city": "Utrecht",
            "phone": "030 555 02 10",
            "house_number": 47,
        }
        assert "als de klant (Duits)" in text_of(client.get(ADD))

    def test_the_type_of_the_filter_is_filled_in(self, client: Client, domstad: Customer) -> None:
        assert client.get(ADD, {"type": "sales"}).context["form"]["type"].value() == "sales"
        assert client.get(ADD, {"type": "x"}).context["form"]["type"].value() == "other"

    def test_saves_and_says_so(self, client: Client, domstad: Customer, clerk: StaffUser) -> None:
        response = post(
            client,
            last_name="jansen, s.j. van der",
            mobile="0655010244",
            emails="S.Jansen@domstad.example;inkoop@domstad.example",
            postcode="3512je",
            house_number="47 A",
            note="Na\ntienen",
        )
        assert response["Location"] == TAB
        person = domstad.contacts.get()
        assert (person.initials, person.infix, person.last_name) == ("S.J.", "van der", "Jansen")
        assert (person.mobile, person.postcode) == ("+31655010244", "3512 JE")
        assert (person.house_number, person.house_number_addition) == (47, "A")
        assert person.emails.count("; ") == 1
        assert person.note == "Na\ntienen"
        assert person.preferred
        assert "S.J. van der Jansen is toegevoegd." in text_of(client.get(TAB))
        assert ContactPerson.history.get().history_user == clerk

    def test_postcode_and_number_fill_street_and_town(
        self, client: Client, domstad: Customer
    ) -> None:
        PostalAddress.objects.create(
            country="NL", postcode="1011AB", house_number=5, street="Zeedijk", city="Amsterdam"
        )
        post(client, last_name="Boer", postcode="1011 AB", house_number="5")
        person = domstad.contacts.get()
        assert (person.street, person.city) == ("Zeedijk", "Amsterdam")

    def test_a_form_sent_twice_acts_once(self, client: Client, domstad: Customer) -> None:
        token = str(uuid4())
        for _turn in range(2):
            assert post(client, last_name="Boer", token=token)["Location"] == TAB
        assert domstad.contacts.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("last_name", " ", "Vul een achternaam in, of de naam van de mailbox."),
            ("emails", "jan@", "Er staat niets achter de @."),
            ("emails", "jan@example.nl; x@y", "ontbreekt"),
            ("type", "unknown", "geldige"),
            ("house_number", "12", "Vul de postcode"),
            ("invoice_customer", NUMBER, "Alleen een Factuuradres"),
            ("language", "xx", "geldige"),
            ("email_permission", "7", "geldige"),
            ("note", "x" * 5001, "5000"),
        ],
    )
    def test_errors_stand_at_the_field(
        self, client: Client, domstad: Customer, field: str, value: str, sentence: str
    ) -> None:
        response = post(client, **{"last_name": "Boer", "mobile": "0655010244", field: value})
        errors = response.context["form"].errors
        assert list(errors) == ["postcode" if field == "house_number" else field]
        assert sentence in " ".join(" ".join(found) for found in errors.values())
        assert "0655010244" in response.content.decode()
        assert not domstad.contacts.exists()

    def test_a_mistyped_address_is_mended_with_one_click(
        self, client: Client, domstad: Customer
    ) -> None:
        response = post(client, last_name="Boer", emails="jan@example,nl")
        (mend,) = re.findall(r'name="mend" value="([^"]*)"', response.content.decode())
        mended = post(client, last_name="Boer", emails="jan@example,nl", mend=mend)
        assert mended.context["form"]["emails"].value() == mend
        assert not mended.context["form"].errors

    def test_an_sms_alert_without_mobile_is_doubtful(
        self, client: Client, domstad: Customer
    ) -> None:
        post(client, last_name="Boer", type="sms_alert", mobile="")
        assert "Een SMS Alert heeft een mobiel nummer nodig" in text_of(client.get(TAB))

    def test_what_was_typed_is_kept_as_a_draft(
        self, client: Client, domstad: Customer, clerk: StaffUser
    ) -> None:
        post(client, last_name="", job_title="Inkoper", preferred="on")
        assert Draft.objects.get().owner == clerk
        response = client.get(ADD)
        form = response.context["form"]
        assert (form["job_title"].value(), form["preferred"].value()) == ("Inkoper", "on")
        assert "Je concept van" in text_of(response)
        post(client, drop_draft="1")
        assert not Draft.objects.exists()

    def test_an_inactive_customer_gets_none(self, client: Client, domstad: Customer) -> None:
        make_contact(domstad)
        domstad.status = "inactive"
        domstad.save()
        why = "Een inactieve klant krijgt geen nieuwe contactpersoon."
        assert why in text_of(client.get(ADD, follow=True))
        refused = post(client, last_name="Boer")
        assert why in text_of(refused)
        assert "Boer" in refused.content.decode()
        tab = text_of(client.get(TAB))
        assert "S. Jansen" in tab
        assert why in tab
        assert domstad.contacts.count() == 1

    def test_only_active_types_are_offered(self, client: Client, domstad: Customer) -> None:
        ContactType.objects.create(code="workshop", name="Fietsenmaker")
        ContactType.objects.create(code="old", name="Vroeger", active=False)
        offered = dict(client.get(ADD).context["form"].fields["type"].choices)
        assert offered["workshop"] == "Fietsenmaker"
        assert "old" not in offered
        assert len(offered) == 8


class TestEditing:
    def test_saves_what_was_changed(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad)
        url = edit_url(person)
        response = post(client, url, last_name="Jansen", initials="S.", version="1", preferred="on")
        assert response["Location"] == TAB
        person.refresh_from_db()
        assert (person.preferred, person.emails, person.version) == (True, "", 2)

    def test_nothing_changed_is_nothing_written(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, mobile="+31655010244", type_id="sales")
        form = client.get(edit_url(person)).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        typed = {name: value for name, value in shown.items() if value not in (None, False)}
        client.post(edit_url(person), typed)
        assert "Er is niets gewijzigd." in text_of(client.get(TAB))
        person.refresh_from_db()
        assert person.version == 1

    def test_a_stored_name_is_not_taken_apart_again(
        self, client: Client, domstad: Customer
    ) -> None:
        person = make_contact(domstad, last_name="J.A. van Dam", initials="")
        post(client, edit_url(person), last_name="J.A. van Dam", version="1", note="x")
        person.refresh_from_db()
        assert (person.last_name, person.note) == ("J.A. van Dam", "x")

    def test_two_clerks_at_once(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, initials="", job_title="Inkoper")
        url = edit_url(person)
        mine = {"last_name": "Jansen", "version": "1", "emails": person.emails}
        person.job_title, person.note = "Directeur", "Na tienen"
        person.save()
        conflict = post(client, url, **mine, job_title="Hoofd inkoop")
        text = text_of(conflict)
        for words in ("Hoofd inkoop", "Directeur", "was Inkoper", "Na tienen", "contactpersoon om"):
            assert words in text
        person.refresh_from_db()
        assert person.job_title == "Directeur"
        seen = {"seen_version": "2", "choice_job_title": "mine"}
        post(client, url, **mine, **seen, job_title="Hoofd inkoop")
        person.refresh_from_db()
        assert (person.job_title, person.note) == ("Hoofd inkoop", "Na tienen")
        assert "Opgeslagen." in text_of(client.get(TAB))

    def test_going_on_with_the_form_keeps_everything(
        self, client: Client, domstad: Customer
    ) -> None:
        person = make_contact(domstad, initials="", mobile="+31655010147")
        person.mobile = "+31655010290"
        person.save()
        response = post(
            client,
            edit_url(person),
            last_name="Boer",
            mobile="0655010174",
            version="1",
            seen_version="2",
            choice_mobile="theirs",
            action="continue",
        )
        form = response.context["form"]
        shown = [form[name].value() for name in ("last_name", "mobile", "version")]
        assert shown == ["Boer", "06 55 01 02 90", 2]

    def test_what_others_did_is_combined(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, initials="")
        person.note = "Na tienen"
        person.save()
        values = {"last_name": "Jansen", "version": "1", "emails": person.emails}
        post(client, edit_url(person), **values, job_title="Inkoper")
        person.refresh_from_db()
        assert (person.job_title, person.note) == ("Inkoper", "Na tienen")
        assert "Opgeslagen, samen met wat" in text_of(client.get(TAB))

    def test_undo_gives_up(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad)
        post(client, edit_url(person), last_name="Boer", version="1", action="undo")
        person.refresh_from_db()
        assert person.last_name == "Jansen"

    @pytest.mark.parametrize("path", ["", "archive/", "restore/", "prefer/"])
    def test_of_another_customer_does_not_exist(
        self, client: Client, domstad: Customer, path: str
    ) -> None:
        other = make_contact()
        assert client.post(f"{TAB}{other.pk}/{path}").status_code == 404
        assert client.post(f"{TAB}{10**30}/{path}").status_code == 404

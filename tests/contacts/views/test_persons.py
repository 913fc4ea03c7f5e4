"""The tab Contactpersonen, its form, and what the card says of contact persons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import ContactPerson, ContactType
from contacts.services.consent import withdraw
from customers.models import Customer, Draft, PostalAddress
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
NUMBER = "100871"
TAB = f"/customers/{NUMBER}/people/"
ADD = f"{TAB}add/"
CHOOSE = f"{TAB}choose/"


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


def text_of(response: Any) -> str:
    """What a reader sees, in one line."""
    html = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.replace("&#x27;", "'").split())


def names(response: Any) -> list[str]:
    """The names in the table, from top to bottom."""
    return [row.name for row in response.context["list"].rows]


def post(client: Client, url: str = ADD, **fields: Any) -> Any:
    """Send the form with what every browser sends, and these fields."""
    values = {"type": "purchasing", "country": "NL", "email_permission": "1", "language": ""}
    return client.post(url, values | fields, follow=False)


def edit_url(person: ContactPerson) -> str:
    return f"/customers/{person.customer.number}/people/{person.pk}/"


class TestTab:
    def test_says_how_many_there_are_and_who(self, client: Client, domstad: Customer) -> None:
        make_contact(
            domstad,
            preferred=True,
            emails="s.jansen@domstad.example; inkoop@domstad.example",
            email_permission=2,
            mobile="+31655010244",
            job_title="Hoofd inkoop",
        )
        make_contact(domstad, last_name="Houten", infix="van", initials="D.", archived=True)
        make_contact(last_name="Van een ander")
        text = text_of(client.get(TAB))
        for words in (
            "2 contactpersonen ",
            "S. Jansen voorkeur Hoofd inkoop s.jansen@domstad.example; inkoop@domstad.example",
            "2 alles 06 55 01 02 44",
            "ook gearchiveerde (1)",
        ):
            assert words in text
        assert "Van een ander" not in text
        assert "D. van Houten gearchiveerd" in text
        without = text_of(client.get(TAB, {"archived": "0"}))
        assert "1 contactpersoon " in without
        assert "van Houten" not in without

    @pytest.mark.parametrize("sort", ["name", "-name", "type", "changed", "-changed"])
    def test_the_archived_stand_below(self, client: Client, domstad: Customer, sort: str) -> None:
        for name in ("Aalders", "Mulder", "Zwart"):
            make_contact(domstad, last_name=name, initials="", archived=name == "Mulder")
        assert names(client.get(TAB, {"sort": sort}))[2] == "Mulder"
        both: list[Any] = [
            {"archived": ["0", "1"]},
            {"archived": "0"},
        ]  # as a ticked box and one that is not
        assert [len(names(client.get(TAB, asked))) for asked in both] == [3, 2]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", ["Öztürk", "Boer", "Werkplaats"]),
            ("-type", ["Werkplaats", "Boer", "Öztürk"]),
            ("name", ["Boer", "Öztürk", "Werkplaats"]),
            ("-name", ["Werkplaats", "Öztürk", "Boer"]),
            ("email", ["Boer", "Öztürk", "Werkplaats"]),
            ("permission", ["Werkplaats", "Öztürk", "Boer"]),
            ("phone", ["Werkplaats", "Boer", "Öztürk"]),
            ("changed", ["Öztürk", "Boer", "Werkplaats"]),
            ("-changed", ["Werkplaats", "Boer", "Öztürk"]),
            ("'; DROP", ["Öztürk", "Boer", "Werkplaats"]),
        ],
    )
    def test_every_heading_sorts(
        self, client: Client, domstad: Customer, sort: str, expected: list[str]
    ) -> None:
        for position, (name, type_, email, level, phone) in enumerate(
            (
                ("Öztürk", "purchasing", "b@b.example", 1, "+31655010249"),
                ("Boer", "administration", "a@b.example", 2, "+31655010248"),
                ("Werkplaats", "technical", "", 0, "+31305550212"),
            )
        ):
            make_contact(
                domstad,
                last_name=name,
                initials="",
                type_id=type_,
                emails=email,
                email_permission=level,
                **{"phone" if position == 2 else "mobile": phone},
            )
        response = client.get(TAB, {"sort": sort, "last_name": "domst"})
        assert names(response) == expected
        for heading in response.context["list"].headings:
            assert "last_name=domst" in heading.url

    def test_the_permission_is_that_of_the_addresses(
        self, client: Client, domstad: Customer, clerk: StaffUser
    ) -> None:
        person = make_contact(domstad, emails="a@b.example; c@b.example")
        withdraw(customer=domstad, contact_person=person, address="a@b.example", actor=clerk)
        (row,) = client.get(TAB).context["list"].rows
        assert row.permission == "verschilt per adres"

    def test_is_filtered_by_type(self, client: Client, domstad: Customer) -> None:
        make_contact(domstad)
        make_contact(domstad, last_name="Boer", type_id="sales", initials="")
        response = client.get(TAB, {"type": "sales"})
        assert names(response) == ["Boer"]
        assert response.context["list"].types == [("sales", "Verkoop"), ("purchasing", "Inkoop")]
        assert f'{ADD}?type=sales"' in response.content.decode()
        assert "Niemand past bij dit filter" in text_of(client.get(TAB, {"type": "\0x"}))

    def test_shows_five_and_then_all(self, client: Client, domstad: Customer) -> None:
        for number in range(7):
            make_contact(domstad, last_name=f"Nummer {number}", initials="")
        few = client.get(TAB)
        assert len(names(few)) == 5
        assert "Toon alle 7" in text_of(few)
        assert len(names(client.get(TAB + few.context["list"].more_url))) == 7
        ContactPerson.objects.filter(last_name="Nummer 0").update(archived=True)
        assert len(names(client.get(TAB))) == 5
        assert len(names(client.get(f"{TAB}?archived=0"))) == 6

    def test_says_what_to_do_when_there_is_nobody(self, client: Client, domstad: Customer) -> None:
        assert "Nog niemand. Voeg toe" in text_of(client.get(TAB))
        client.force_login(make_staff("inkijk"))
        text = text_of(client.get(TAB))
        assert "Deze klant heeft geen contactpersonen." in text
        assert ADD not in client.get(TAB).content.decode()

    def test_a_reader_sees_no_way_to_change(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad)
        assert edit_url(person) in client.get(TAB).content.decode()
        client.force_login(make_staff("inkijk"))
        assert edit_url(person) not in client.get(TAB).content.decode()

    def test_a_factuuradres_is_called_by_where_it_goes(
        self, client: Client, domstad: Customer
    ) -> None:
        holding = make_customer(kind="company", company_name="Holding N.V.", last_name="")
        make_contact(
            domstad, type_id="invoice_address", invoice_customer=holding, last_name="", emails=""
        )
        text = text_of(client.get(TAB))
        assert f"{holding.number} {holding.company_name}" in text
        assert f"volgt {holding.number}" in text
        assert "geen adres" not in text

    def test_asks_the_database_as_often_for_many(self, client: Client, domstad: Customer) -> None:
        def asked(url: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            return len(queries)

        make_contact(domstad)
        leads_on = make_contact(
            domstad, type_id="invoice_address", invoice_customer=make_customer(), last_name=""
        )
        make_contact(
            make_customer(), type_id="invoice_address", invoice_customer=domstad, last_name=""
        )
        pages = [f"{TAB}?all=1", f"/customers/{NUMBER}/"]
        assert [asked(url) for url in pages]  # what a process remembers is known from here on
        few = [asked(url) for url in pages]
        for number in range(8):
            make_contact(domstad, last_name=f"Nummer {number}", type_id="sales")
            make_contact(
                make_customer(), type_id="invoice_address", invoice_customer=domstad, last_name=""
            )
        leads_on.save()  # among the five that the card shows
        assert [asked(url) for url in pages] == few

    def test_an_invoice_address_shows_where_the_invoices_go(
        self, client: Client, domstad: Customer
    ) -> None:
        holding = make_customer(kind="company", company_name="Holding N.V.", last_name="")
        make_contact(
            holding, type_id="administration", preferred=True, emails="crediteuren@holding.example"
        )
        redirect = {"type_id": "invoice_address", "invoice_customer": holding, "last_name": ""}
        make_contact(domstad, **redirect, emails="oud@domstad.example")
        make_contact(domstad, **redirect, archived=True)
        live, archived = client.get(TAB).context["list"].rows
        assert live.emails == ["crediteuren@holding.example"]
        assert live.permission == archived.permission == f"volgt {holding.number}"
        assert archived.emails == []
        card = text_of(client.get(f"/customers/{NUMBER}/"))
        assert "Factuuradres · crediteuren@holding.example" in card
        assert "oud@domstad.example" not in card
        ContactPerson.objects.filter(customer=holding).update(archived=True, preferred=False)
        assert f"niemand volgt {holding.number}" in text_of(client.get(TAB))


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


class TestDeeds:
    def undo(self, client: Client) -> Any:
        """Press 'Ongedaan maken' in the message."""
        html = client.get(TAB).content.decode()
        (url,) = re.findall(r'<form class="banner__end" method="post" action="([^"]*)"', html)
        return client.post(url)

    def test_archive_and_back(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, preferred=True)
        make_contact(domstad, last_name="Twee")
        assert client.post(f"{edit_url(person)}archive/")["Location"] == TAB
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (True, False)
        self.undo(client)
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (False, True)

    def test_archiving_who_is_preferred_says_that_nobody_is(
        self, client: Client, domstad: Customer
    ) -> None:
        client.post(f"{edit_url(make_contact(domstad, preferred=True))}archive/")
        assert "Niemand is nu voorkeur voor Inkoop." in text_of(client.get(TAB))

    def test_restore_and_back(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, archived=True)
        assert "Terugzetten" in text_of(client.get(edit_url(person)))
        client.post(f"{edit_url(person)}restore/")
        person.refresh_from_db()
        assert not person.archived
        self.undo(client)
        person.refresh_from_db()
        assert person.archived

    def test_prefer_and_back(self, client: Client, domstad: Customer) -> None:
        one = make_contact(domstad, preferred=True)
        two = make_contact(domstad, last_name="Twee")
        client.post(f"{edit_url(two)}prefer/")
        assert domstad.contacts.get(preferred=True) == two
        self.undo(client)
        assert domstad.contacts.get(preferred=True) == one

    @pytest.mark.parametrize("deed", ["restore", "prefer"])
    def test_what_cannot_be_done_is_said(
        self, client: Client, domstad: Customer, deed: str
    ) -> None:
        gone = make_customer()
        person = make_contact(
            domstad, type_id="invoice_address", invoice_customer=gone, archived=True
        )
        Customer.objects.filter(pk=gone.pk).update(status="inactive")
        client.post(f"{edit_url(person)}{deed}/")
        assert "banner--danger" in client.get(TAB).content.decode()
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (True, False)


class TestRedirect:
    @pytest.fixture
    def holding(self) -> Customer:
        return make_customer(kind="company", company_name="Holding Domstad N.V.", last_name="")

    def test_by_number_and_without_a_name(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        post(client, type="invoice_address", invoice_customer=f" {holding.number} ")
        assert domstad.contacts.get().invoice_customer == holding

    def test_a_name_offers_who_it_may_be(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        """As without JavaScript: the list stands under the field, each customer is a button."""
        typed = {"type": "invoice_address", "invoice_customer": "holding", "note": "Belt"}
        response = post(client, **typed)
        assert "Kies een klant uit de lijst, of typ het klantnummer." in text_of(response)
        assert f'name="choose" value="{holding.number}"' in response.content.decode()
        chosen = post(client, **typed, choose=holding.number)
        form = chosen.context["form"]
        assert [form[name].value() for name in typed] == ["invoice_address", holding.number, "Belt"]
        assert not form.errors
        assert f"{holding.number} Holding Domstad N.V." in text_of(chosen)
        assert not domstad.contacts.exists()

    def test_who_it_cannot_be_is_refused_with_the_reason(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_contact(
            holding, type_id="invoice_address", invoice_customer=domstad, last_name="", emails=""
        )
        old = make_customer(status="inactive", last_name="Oud")
        gone = make_customer(status="erased", last_name="Weg")
        for number, reason in (
            (NUMBER, "Dit is de klant zelf."),
            (holding.number, "rond blijven gaan"),
            (old.number, "is inactief"),
            (gone.number, "is gewist"),
            ("999999999999", "Kies een klant uit de lijst"),
        ):
            response = post(client, type="invoice_address", invoice_customer=number)
            assert list(response.context["form"].errors) == ["invoice_customer"]
            assert reason in " ".join(response.context["form"].errors["invoice_customer"])

    def test_a_second_one_is_refused_at_the_field(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_contact(
            domstad, type_id="invoice_address", invoice_customer=holding, last_name="", emails=""
        )
        other = make_customer()
        response = post(client, type="invoice_address", invoice_customer=other.number)
        assert list(response.context["form"].errors) == ["invoice_customer"]

    def test_choosing_while_typing(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_customer(kind="company", company_name="Holding Oud B.V.", status="inactive")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(CHOOSE, {"invoice_customer": "holding"})
        text = text_of(response)
        assert f"{holding.number} Holding Domstad N.V. 3512 JE 47 Utrecht" in text
        assert "is inactief" in text
        assert response.content.count(b"<button") == 1
        assert len(queries) < 15
        assert "Geen klant past hierbij" in text_of(
            client.get(CHOOSE, {"invoice_customer": "qqqqq"})
        )
        assert text_of(client.get(CHOOSE)) == ""

    @pytest.mark.parametrize("typed", ["\0", "\ud800", "9" * 4000, "' OR 1=1", "%", "?" * 300])
    def test_any_text_is_answered(self, client: Client, domstad: Customer, typed: str) -> None:
        query = {"invoice_customer": typed.encode("utf-8", "surrogatepass")}
        assert client.get(CHOOSE, query).status_code == 200
        fields = {
            "type": "invoice_address",
            "invoice_customer": typed.encode("utf-8", "replace").decode(),
        }
        assert post(client, **fields).status_code == 200


class TestCard:
    def test_the_five_changed_last(self, client: Client, domstad: Customer) -> None:
        for number in range(7):
            make_contact(domstad, last_name=f"Nummer{number}", initials="", archived=number == 6)
        text = text_of(client.get(f"/customers/{NUMBER}/"))
        assert [number for number in range(7) if f"Nummer{number}" in text] == [1, 2, 3, 4, 5]
        assert "Contactpersonen 6" in text

    def test_a_company_without_any_is_told_what_to_do(
        self, client: Client, domstad: Customer
    ) -> None:
        assert f'href="{ADD}"' in client.get(f"/customers/{NUMBER}/").content.decode()
        private = make_customer()
        page = text_of(client.get(f"/customers/{private.number}/"))
        assert "Nog niemand" not in page

    def test_whose_invoices_come_here(self, client: Client, domstad: Customer) -> None:
        redirect = {"type_id": "invoice_address", "invoice_customer": domstad, "last_name": ""}
        shop = make_customer(kind="company", company_name="Winkel Zuid B.V.", last_name="")
        make_contact(shop, **redirect)
        make_contact(make_customer(last_name="Vroeger"), archived=True, **redirect)
        response = client.get(f"/customers/{NUMBER}/")
        assert "Facturen van anderen komen hier" in text_of(response)
        assert f"{shop.number} Winkel Zuid B.V." in text_of(response)
        assert f'href="/customers/{shop.number}/"' in response.content.decode()
        assert "Vroeger" not in text_of(response)
        elsewhere = text_of(client.get(f"/customers/{shop.number}/"))
        assert "Facturen van anderen komen hier" not in elsewhere

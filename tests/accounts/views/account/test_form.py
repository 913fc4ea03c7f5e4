"""The form of an account: making one, changing it, and two clerks at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from accounts.models import BillingAccount, CategoryDefaults, PaymentTerm
from accounts.services import accounts as service
from customers.models import Category, Customer, Draft
from tests.accounts.views.account.screens import (
    ADD,
    CLOSE,
    EDIT,
    IBAN,
    LINK,
    NUMBER,
    REOPEN,
    TAB,
    UNLINK,
    notes_of,
    post,
)
from tests.factories import make_account, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestAdd:
    def test_starts_with_what_is_known(self, client: Client, domstad: Customer) -> None:
        domstad.category = Category.objects.create(name="Zakelijk")
        domstad.save()
        CategoryDefaults.objects.create(category=domstad.category, invoicing_method="weekly")
        form = client.get(ADD).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        assert shown["number"] == NUMBER
        assert shown["name"] == "Fietskoeriers Domstad B.V."
        assert (shown["street"], shown["house_number"], shown["city"]) == (
            "Voorstraat",
            47,
            "Utrecht",
        )
        assert (shown["registration_number"], shown["invoicing_method"]) == ("90004728", "weekly")
        assert (shown["country"], shown["delivery_method"]) == ("NL", "email")

    def test_makes_and_links(self, client: Client, domstad: Customer) -> None:
        term = PaymentTerm.objects.get(days=30)
        response = post(
            client,
            iban="nl91 abna 0417 1643 00",
            bic="abnanl2a",
            payment_term=term.pk,
            mandate_reference="SPAAK-12",
            mandate_signed_on="3-2-2026",
            vat_number="NL004495445B01",
        )
        assert response["Location"] == TAB
        domstad.refresh_from_db()
        account = domstad.billing_account
        assert account is not None
        assert (account.number, account.iban, account.bic) == (NUMBER, IBAN, "ABNANL2A")
        assert (account.payment_term, account.mandate_reference) == (term, "SPAAK-12")
        assert "Rekening 100871 is aangemaakt." in text_of(client.get(TAB))

    def test_a_second_post_acts_once(self, client: Client, domstad: Customer) -> None:
        token = str(uuid4())
        first, second = (post(client, token=token) for _n in range(2))
        assert first["Location"] == second["Location"] == TAB
        assert BillingAccount.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "notes"),
        [
            ({"number": ""}, {"number": "Vul een nummer voor deze rekening in."}),
            (
                {"number": "12a"},
                {"number": "Een rekeningnummer bestaat uit cijfers, hoogstens 12."},
            ),
            ({"number": "²"}, {"number": "Een rekeningnummer bestaat uit cijfers, hoogstens 12."}),
            (
                {"number": "900001"},
                {"number": "Rekening 900001 bestaat al. Kies een ander nummer,"},
            ),
            ({"name": " "}, {"name": "Vul de naam in die op de facturen staat."}),
            ({"iban": "NL91ABNA0417164301"}, {"iban": "Dit IBAN klopt niet."}),
            ({"bic": "ABNA"}, {"bic": "Een BIC heeft 8 of 11 tekens"}),
            ({"registration_number": "123"}, {"registration_number": "Een KvK-nummer heeft 8"}),
            ({"vat_number": "NL123"}, {"vat_number": ""}),
            ({"mandate_reference": "M1", "iban": IBAN}, {"mandate_signed_on": "Vul in wanneer"}),
            (
                {"mandate_reference": "M1", "mandate_signed_on": "1-1-2026"},
                {"iban": "Bij een machtiging hoort een IBAN."},
            ),
            ({"mandate_signed_on": "1-1-2026"}, {"mandate_reference": "Vul het kenmerk"}),
            ({"mandate_reference": "mé"}, {"mandate_reference": "Een bank neemt hier alleen"}),
            ({"house_number": "47", "postcode": ""}, {"postcode": "Vul de postcode"}),
            ({"payment_term": "999999"}, {"payment_term": ""}),
            ({"delivery_method": "pigeon"}, {"delivery_method": ""}),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, domstad: Customer, fields: dict[str, str], notes: dict[str, str]
    ) -> None:
        make_account(number="900001")
        response = post(client, attention_of="S. Jansen", **fields)
        assert response.status_code == 200
        found = notes_of(response)
        assert set(found) == set(notes)
        for name, text in notes.items():
            assert found[name].startswith(text)
        form = response.context["form"]
        assert form["attention_of"].value() == "S. Jansen"
        assert Draft.objects.get().data["attention_of"] == ["S. Jansen"]
        assert BillingAccount.objects.count() == 1

    def test_doubt_does_not_block(self, client: Client, domstad: Customer) -> None:
        make_account(number="900001", name="Holding Domstad", iban=IBAN)
        response = post(
            client,
            iban=IBAN,
            bic="RABONL2U",
            delivery_method="peppol",
            registration_number="",
            follow=True,
        )
        assert response["Location"] == TAB
        text = text_of(client.get(TAB))
        for words in (
            "Dit IBAN staat ook op rekening 900001 Holding Domstad.",
            "Deze BIC is van RABO, in het IBAN staat ABNA.",
            "Zonder KvK-nummer of ondernemingsnummer is er geen Peppol-nummer.",
        ):
            assert words in text

    def test_who_has_one_gets_no_other(self, client: Client, domstad: Customer) -> None:
        account = make_account(domstad)
        assert client.get(ADD)["Location"] == TAB
        response = post(client)
        assert f"intussen rekening {account.number} gekoppeld" in text_of(response)
        assert BillingAccount.objects.count() == 1

    def test_one_with_this_number_is_offered(self, client: Client, domstad: Customer) -> None:
        account = make_account(number=NUMBER)
        response = client.get(ADD)
        assert response.context["form"]["number"].value() == "10087102"
        assert "Rekening 100871 bestaat al, op naam van" in text_of(response)
        client.post(LINK, {"account": account.pk, "seen": ""})
        domstad.refresh_from_db()
        assert domstad.billing_account == account

    def test_a_draft_comes_back(self, client: Client, domstad: Customer) -> None:
        post(client, name="", note="Half af", iban="NL91")
        form = client.get(ADD).context["form"]
        assert (form["note"].value(), form["iban"].value()) == ("Half af", "NL91")
        assert client.post(ADD, {"drop_draft": "1"})["Location"] == ADD
        assert client.get(ADD).context["form"]["name"].value() == "Fietskoeriers Domstad B.V."


class TestEdit:
    def test_changes(self, client: Client, domstad: Customer) -> None:
        account = make_account(domstad)
        response = post(client, EDIT, name="Domstad B.V.", iban=IBAN, version="1", number="7")
        assert response["Location"] == TAB
        found = BillingAccount.objects.get()
        assert (found.name, found.iban, found.number) == ("Domstad B.V.", IBAN, account.number)
        version = {"version": str(found.version)}
        post(client, EDIT, name="Domstad B.V.", iban="NL91 ABNA 0417 1643 00", **version)
        assert "Er is niets gewijzigd." in text_of(client.get(TAB))
        assert BillingAccount.objects.get().version == 2

    def test_what_came_along_long_ago_does_not_stop(
        self, client: Client, domstad: Customer
    ) -> None:
        make_account(domstad, iban="NL00OUD1234", vat_number="oud", registration_number="1")
        fields = {"iban": "NL00 OUD1 234", "vat_number": "oud", "registration_number": "1"}
        post(client, EDIT, name="Domstad B.V.", version="1", **fields)
        assert BillingAccount.objects.get().name == "Domstad B.V."

    def test_says_that_others_have_it_too(self, client: Client, domstad: Customer) -> None:
        other = make_customer()
        make_account(domstad, other)
        text = text_of(client.get(EDIT))
        assert f"{other.number} Jansen, J.A. van der heeft deze rekening ook" in text

    def test_two_clerks(self, client: Client, domstad: Customer) -> None:
        account = make_account(domstad, iban=IBAN)
        bram = make_staff(first_name="Bram", last_name="de Wit")
        now = service.values_of(account)
        theirs = now | {"iban": "DE89370400440532013000", "note": "Let op"}
        service.change_account(account=account, version=1, values=theirs, actor=bram)
        iban = "BE68539007547034"
        response = post(client, EDIT, iban=iban, version="1", attention_of="S. Jansen")
        text = text_of(response)
        for words in (
            "Bram de Wit heeft deze rekening ook gewijzigd",
            "BE68 5390 0754 7034",
            "DE89 3704 0044 0532 0130 00",
            "Let op",
        ):
            assert words in text
        conflict = {"seen_version": "2", "version": "1", "attention_of": "S. Jansen"}
        back = post(client, EDIT, iban=iban, action="continue", choice_iban="theirs", **conflict)
        assert back.context["form"]["iban"].value() == "DE89 3704 0044 0532 0130 00"
        post(client, EDIT, iban=iban, choice_iban="mine", **conflict)
        found = BillingAccount.objects.get()
        assert (found.iban, found.note, found.attention_of) == (iban, "Let op", "S. Jansen")

    def test_without_one(self, client: Client, domstad: Customer) -> None:
        for url in (EDIT, UNLINK, CLOSE, REOPEN):
            for response in (client.get(url), client.post(url)):
                assert response["Location"] == TAB

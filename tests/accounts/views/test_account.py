"""The tab Rekening: the account, its form, finding and linking one, closing it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import BillingAccount, CategoryDefaults, PaymentTerm
from accounts.services import accounts as service
from customers.models import Category, Customer, CustomerRelation, Draft
from tests.factories import make_account, make_customer, make_invoice, make_staff, mark_erased

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
NUMBER = "100871"
TAB = f"/customers/{NUMBER}/account/"
ADD, FIND, LINK, EDIT, UNLINK, CLOSE, REOPEN = (
    f"{TAB}{name}/" for name in ("add", "find", "link", "edit", "unlink", "close", "reopen")
)
IBAN = "NL91ABNA0417164300"


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
        registration_number="90004728",
    )


def text_of(response: Any) -> str:
    """What a reader sees, in one line."""
    html = re.sub(r"<[^>]*>", " ", response.content.decode())
    return " ".join(html.replace("&#x27;", "'").split())


def notes_of(response: Any) -> dict[str, str]:
    """The sentences under the fields, by field."""
    found = re.findall(r'id="note-(\w+)"[^>]*>(.*?)</div>', response.content.decode(), re.S)
    texts = {name: " ".join(re.sub(r"<[^>]*>", " ", html).split()) for name, html in found}
    return {name: text for name, text in texts.items() if text}


def post(client: Client, url: str = ADD, **fields: Any) -> Any:
    """Send the form as a browser does, with these fields."""
    values = {
        "number": NUMBER,
        "name": "Fietskoeriers Domstad B.V.",
        "postcode": "3512 JE",
        "house_number": "47",
        "street": "Voorstraat",
        "city": "Utrecht",
        "country": "NL",
        "registration_number": "90004728",
        "invoicing_method": "per_order",
        "delivery_method": "email",
        "payment_term": "",
    }
    return client.post(url, values | fields)


class TestTab:
    def test_says_whose_it_is_and_how_is_invoiced(self, client: Client, domstad: Customer) -> None:
        cargo = make_customer(
            number="100872", kind="company", company_name="Domstad Cargo", last_name=""
        )
        make_account(
            domstad,
            cargo,
            number=NUMBER,
            attention_of="S. Jansen",
            registration_number="90004728",
            vat_number="NL004495445B01",
            iban=IBAN,
            bic="ABNANL2A",
            payment_term=PaymentTerm.objects.get(days=30),
            invoicing_method="monthly",
            delivery_method="peppol",
            mandate_reference="SPAAK-12",
            mandate_signed_on="2026-02-03",
            note="Nummer van de order vermelden.",
        )
        response = client.get(TAB, {"last_name": "domst"})
        text = text_of(response)
        for words in (
            "Rekening 100871 gedeeld met 100872 Domstad Cargo",
            "Rekening wijzigen Andere rekening opzoeken",
            "Ter attentie van S. Jansen",
            "Voorstraat 47 3512 JE Utrecht",
            "KvK-nummer 90004728",
            "NL91 ABNA 0417 1643 00",
            "Facturering verzameld, per maand",
            "Peppol 0106:90004728",
            "Verzending via Peppol",
            "Betaaltermijn 30 dagen",
            "SPAAK-12 getekend op 3 feb. 2026",
            "Nummer van de order vermelden.",
        ):
            assert words in text
        html = response.content.decode()
        assert 'href="/customers/100872/account/"' in html
        assert f'href="{EDIT}?last_name=domst"' in html

    def test_without_one_says_what_to_do(self, client: Client, domstad: Customer) -> None:
        text = text_of(client.get(TAB))
        assert "Nog geen rekening" in text
        made = text.index("Rekening aanmaken met klantgegevens", text.index("Nog geen"))
        assert made < text.index("Rekening opzoeken", text.index("Nog geen"))
        make_account(number=NUMBER)
        text = text_of(client.get(TAB))
        assert "Misschien is het rekening 100871 Fietskoeriers" in text
        found = text.index("Rekening opzoeken", text.index("Nog geen"))
        assert found < text.index("Rekening aanmaken met klantgegevens", text.index("Nog geen"))

    def test_many_share_it(self, client: Client, domstad: Customer) -> None:
        others = [make_customer(status="inactive" if n == 0 else "active") for n in range(7)]
        erased = make_customer()
        make_account(domstad, *others, erased)
        mark_erased(erased.number)
        text = text_of(client.get(TAB))
        assert f"{others[0].number} Jansen, J.A. van der (inactief)," in text
        assert f"{others[4].number} Jansen, J.A. van der en nog 2" in text
        everybody = text[text.index("Alle 7 anderen met deze rekening") :]
        assert all(other.number in everybody for other in others)

    def test_a_closed_one(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, active=False)
        text = text_of(client.get(TAB))
        assert "gesloten" in text
        assert "Rekening heropenen" in text
        assert "Rekening sluiten" not in text

    @pytest.mark.parametrize("has_account", [True, False])
    def test_of_an_inactive_customer_is_read_only(
        self, client: Client, domstad: Customer, has_account: bool
    ) -> None:
        if has_account:
            make_account(domstad)
        domstad.status = "inactive"
        domstad.save()
        text = text_of(client.get(TAB))
        assert "Een inactieve klant krijgt geen nieuwe rekening." in text
        for words in ("Rekening opzoeken", "Andere rekening opzoeken", "Rekening aanmaken met"):
            assert words not in text
        for url in (ADD, FIND):
            response = client.get(url, follow=True)
            assert response.redirect_chain[-1][0] == TAB
            assert "Maak de klant eerst actief." in text_of(response)

    def test_of_an_erased_customer_is_not_found(self, client: Client, clerk: StaffUser) -> None:
        make_account(make_customer(number=NUMBER))
        mark_erased(NUMBER)
        for url in (TAB, ADD, FIND, EDIT, UNLINK, CLOSE, REOPEN):
            assert client.get(url).status_code == 404

    def test_a_reader_reads(self, client: Client, domstad: Customer) -> None:
        make_account(domstad)
        client.force_login(make_staff("inkijk"))
        text = text_of(client.get(TAB))
        assert "Voorkeuren voor nieuwe zaken" in text
        for words in ("Rekening wijzigen", "Andere rekening opzoeken", "Rekening sluiten"):
            assert words not in text

    def test_alone_for_htmx(self, client: Client, domstad: Customer) -> None:
        response = client.get(TAB, headers={"HX-Request": "true", "HX-Target": "card"})
        assert "<html" not in response.content.decode()
        assert "Nog geen rekening" in text_of(response)

    def test_the_number_of_queries_is_constant(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, make_customer())
        client.get(TAB)
        with CaptureQueriesContext(connection) as few:
            client.get(TAB)
        account = domstad.billing_account
        for _n in range(8):
            other = make_customer(billing_account=account)
            make_invoice(domstad)
            make_invoice(other)
        with CaptureQueriesContext(connection) as many:
            client.get(TAB)
        assert len(many) <= len(few) + 2  # names of payers and first lines, once there are any
        assert len(many) <= 34

    def test_of_many_kin_as_many_queries(self, client: Client, domstad: Customer) -> None:
        counts = []
        client.get(TAB)
        for n in (1, 6):
            for _n in range(n):
                kin = make_customer()
                make_account(kin)
                CustomerRelation.objects.create(customer=kin, other=domstad, kind="sister")
            with CaptureQueriesContext(connection) as queries:
                assert "Misschien is het rekening" in text_of(client.get(TAB))
            counts.append(len(queries))
        assert counts[0] == counts[1]


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


class TestFind:
    def test_by_what_is_typed(self, client: Client, domstad: Customer) -> None:
        cargo = make_customer(company_name="Domstad Cargo", kind="company", last_name="")
        account = make_account(cargo, number="900001", name="Domstad Cargo", iban=IBAN)
        make_account(number="900002", name="Domstad Oud", active=False)
        response = client.get(FIND, {"wanted": "domst", "last_name": "x"})
        text = text_of(response)
        assert f"900001 Domstad Cargo van {cargo.number} Domstad Cargo · 3512 JE 47" in text
        assert "NL91 ABNA 0417 1643 00" in text
        assert "Rekening 900002 is gesloten." in text
        html = response.content.decode()
        assert html.count('name="account"') == 1
        assert f'value="{account.pk}"' in html
        assert f'action="{LINK}?last_name=x"' in html
        live = client.get(FIND, {"wanted": "domst"}, headers={"HX-Target": "offers"})
        assert "<html" not in live.content.decode()
        assert 'data-for="domst"' in live.content.decode()

    def test_nothing_found_says_so(self, client: Client, domstad: Customer) -> None:
        assert "Geen rekening past." in text_of(client.get(FIND, {"wanted": "zzz\0"}))
        assert "Typ het begin van een nummer" in text_of(client.get(FIND))

    def test_the_number_of_queries_is_constant(self, client: Client, domstad: Customer) -> None:
        counts = []
        client.get(FIND)
        for n in range(2):
            make_account(*(make_customer() for _n in range(4)), name="Domstad Cargo")
            for _n in range(n * 8):
                make_account(make_customer(), name="Domstad Cargo")
            with CaptureQueriesContext(connection) as queries:
                response = client.get(FIND, {"wanted": "domstad"}, headers={"HX-Target": "offers"})
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert "en nog 2" in text_of(response)


class TestLink:
    def test_links_and_back(self, client: Client, domstad: Customer) -> None:
        before, chosen = make_account(domstad), make_account(number="900001")
        response = client.post(LINK, {"account": chosen.pk, "seen": before.number}, follow=True)
        assert "Rekening 900001 is gekoppeld." in text_of(response)
        undo = f"{LINK}?account={before.pk}"
        assert f'action="{undo}"' in response.content.decode()
        client.post(undo)
        domstad.refresh_from_db()
        assert domstad.billing_account == before

    def test_the_first_one_is_undone_by_unlinking(self, client: Client, domstad: Customer) -> None:
        response = client.post(LINK, {"account": make_account().pk}, follow=True)
        assert f'action="{UNLINK}"' in response.content.decode()
        client.post(UNLINK)
        domstad.refresh_from_db()
        assert domstad.billing_account is None

    @pytest.mark.parametrize("key", ["", "x", "0", "²", "9" * 30, "-1", "1e3"])
    def test_what_is_no_account(self, client: Client, domstad: Customer, key: str) -> None:
        assert client.post(LINK, {"account": key})["Location"] == FIND
        assert "Kies een rekening uit de lijst." in text_of(client.get(FIND))

    def test_one_that_a_colleague_linked_stays(self, client: Client, domstad: Customer) -> None:
        theirs = make_account(domstad, number="900001")
        response = client.post(LINK, {"account": make_account().pk, "seen": ""}, follow=True)
        assert "Een collega heeft intussen rekening 900001 gekoppeld." in text_of(response)
        domstad.refresh_from_db()
        assert domstad.billing_account == theirs

    def test_open_invoices_hold_the_one_before(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, number="900001")
        invoice = make_invoice(domstad)
        assert "Op rekening 900001 staat nog 1 factuur open" in text_of(client.get(FIND))
        response = client.post(LINK, {"account": make_account().pk})
        assert "Rekening 900001 kan nog niet worden ontkoppeld" in text_of(response)
        assert f'href="/invoices/{invoice.pk}/"' in response.content.decode()


class TestUnlink:
    def test_asks_and_does(self, client: Client, domstad: Customer) -> None:
        account = make_account(domstad, number="900001")
        assert "Rekening 900001 ontkoppelen van deze klant?" in text_of(client.get(UNLINK))
        assert Customer.objects.get(pk=domstad.pk).billing_account == account
        response = client.post(UNLINK, {"reason": "dubbel", "seen": "900001"}, follow=True)
        assert "Rekening 900001 is ontkoppeld." in text_of(response)
        assert f'action="{LINK}?account={account.pk}"' in response.content.decode()
        domstad.refresh_from_db()
        assert domstad.billing_account is None
        newest = Customer.history.filter(id=domstad.pk).order_by("-history_id").first()
        assert newest.history_change_reason == "dubbel"

    def test_open_invoices_hold_it(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, number="900001")
        for _n in range(6):
            make_invoice(domstad)
        for response in (client.get(UNLINK), client.post(UNLINK)):
            text = text_of(response)
            assert "Rekening 900001 kan nog niet worden ontkoppeld" in text
            assert "Er staan nog 6 facturen open." in text
            assert "Banden en kettingen concept" in text
            assert "Toon alle 6" in text
        domstad.refresh_from_db()
        assert domstad.billing_account is not None


class TestClose:
    def test_needs_a_reason(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, make_customer(), number="900001")
        text = text_of(client.get(CLOSE))
        assert "Rekening 900001 sluiten?" in text
        assert "Nog 1 andere klant heeft deze rekening." in text
        response = client.post(CLOSE, {"reason": " "})
        assert notes_of(response) == {"reason": "Vul een reden in. Die komt in de historie."}
        response = client.post(CLOSE, {"reason": "dubbel"}, follow=True)
        assert "Rekening 900001 is gesloten." in text_of(response)
        assert not BillingAccount.objects.get().active
        assert "Deze rekening is al gesloten." in text_of(client.get(CLOSE, follow=True))
        client.post(REOPEN, {"reason": ""})
        assert BillingAccount.objects.get().active

    def test_open_invoices_of_all_who_share_it_hold_it(
        self, client: Client, domstad: Customer
    ) -> None:
        other = make_customer()
        make_account(domstad, other, number="900001")
        make_invoice(other)
        for response in (client.get(CLOSE), client.post(CLOSE, {"reason": "dubbel"})):
            text = text_of(response)
            assert "Rekening 900001 kan nog niet worden gesloten" in text
            assert f"Banden en kettingen concept, {other.number} Jansen" in text
        assert BillingAccount.objects.get().active


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

"""What is in the file of an access request, and what is not."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Attachment, ConsentEvent, Memo
from customers import hooks
from customers.activities.models import Treatment, TreatmentRead
from customers.models import CustomerRelation, Interest, PrivacySettings
from customers.privacy.access import pdf as pdf_module
from customers.privacy.access import tables
from customers.privacy.access.redaction import People, Redactor, linked_customers
from tests.customers.privacy.access.made import (
    PDF,
    everything,
    gathered,
    made,
    opened,
    pdf_text,
)
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from customers.models import Customer

pytestmark = pytest.mark.django_db
OZTURK = {
    "last_name": "Öztürk",
    "mobile": "+31612345678",
    "emails": "rene@ozturk.example",
    "street": "Groeststraat",
    "house_number": 9,
    "postcode": "1011 AB",
}

DOMSTAD = "Domstad Fietskoeriers B.V."
ABROAD = {"street": "Kerkplein", "house_number": 3, "postcode": "1050", "city": "Elsene"}


@pytest.fixture
def customer() -> Customer:
    return make_customer(
        number="100234",
        initials="J.A.",
        first_name="Johanna",
        last_name="Jansen",
        mobile="+31655010147",
        emails="johanna@jansen.example",
        internal_note="Betaalt graag contant.",
    )


class TestMembers:
    def test_names_are_safe(self, customer: Customer) -> None:
        moment = make_moment(customer, text="Belde over de bakfiets.")
        for name in ("../../etc/passwd", "bon.pdf", "BON.pdf", "con.txt", r"C:\x\.verborgen"):
            Attachment.objects.create(
                customer=customer,
                moment=moment,
                file=ContentFile(PDF, name="x.pdf"),
                size=len(PDF),
                name=name,
                content_type="application/pdf",
            )
        make_invoice(customer, issued=True)
        export = made(make_request(customer, "access"))
        zipped = opened(export)
        names = zipped.namelist()
        assert names[:4] == ["LEESMIJ.txt", "inzage.html", "inzage.pdf", "gegevens.json"]
        files = [name.rpartition("/")[2] for name in names[4:]]
        assert sorted(name.casefold() for name in files) == [
            "_con.txt",
            "bon (2).pdf",
            "bon.pdf",
            "factuur 2026-0001.pdf",
            "passwd",
            "verborgen",
        ]
        assert not any(part in name for name in names for part in ("..", "\\", "//", ":"))
        assert zipped.testzip() is None
        assert export.size == export.file.size
        rows = gathered(zipped)["contacts_attachment"]["rows"]
        assert {row["file"] for row in rows} < set(names)

    def test_a_file_that_is_gone_is_named(self, customer: Customer) -> None:
        Attachment.objects.create(
            customer=customer,
            moment=make_moment(customer),
            file="attachments/00/nergens",
            size=1,
            name="weg.pdf",
            content_type="application/pdf",
        )
        zipped = opened(made(make_request(customer, "access")))
        assert "weg.pdf" in zipped.read("bestanden/ONTBREEKT.txt").decode()

    def test_the_pdf_can_be_read(self, customer: Customer) -> None:
        PrivacySettings.objects.create(pk=1, controller="De Spaak B.V.\nVoorstraat 1, Utrecht")
        make_moment(customer, text="Belde over de Bakfiets™ met huif.")
        zipped = opened(made(make_request(customer, "access")))
        text = pdf_text(zipped)
        places = [
            text.index(words)
            for words in ("De Spaak B.V.", "Johanna", "Belde over de Bakfiets", _("Your rights"))
        ]
        assert places == sorted(places)
        assert "Betaalt graag contant." in text
        assert _("Page %(number)d") % {"number": 2} in text

    def test_a_long_pdf_comes_in_parts(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf_module, "PAGES_OF_PART", 2)
        for number in range(30):
            make_moment(customer, text=f"Notitie {number}. " + "Lange tekst over de fiets. " * 30)
        zipped = opened(made(make_request(customer, "access")))
        parts = [name for name in zipped.namelist() if name.endswith(".pdf")]
        assert parts[:2] == ["inzage.pdf", "inzage-deel-2.pdf"]
        text = "\n".join(pdf_text(zipped, name) for name in parts)
        assert all(f"Notitie {number}. " in text for number in range(30))
        assert _("Page %(number)d") % {"number": 3} in pdf_text(zipped, parts[1])

    def test_the_page_needs_nothing_from_outside(self, customer: Customer) -> None:
        make_moment(customer, text="<script>alert(1)</script><img src=x>")
        html = opened(made(make_request(customer, "access"))).read("inzage.html").decode()
        assert "<script" not in html
        assert "<img" not in html
        assert "http" not in html.replace("http://www.w3.org", "")
        assert 'src="' not in html
        assert 'href="' not in html

    def test_pages_follow_each_other(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tables, "PAGE", 3)
        moments = [make_moment(customer, text=f"Notitie {number}") for number in range(10)]
        for moment in moments:
            moment.text += "!"
            moment.save()
        found = gathered(opened(made(make_request(customer, "access"))))["contacts_contactmoment"]
        assert [row["text"] for row in found["rows"]] == [f"Notitie {n}!" for n in range(10)]
        texts = [row["text"] for row in found["history"]]
        assert texts == [f"Notitie {n}{end}" for n in range(10) for end in ("", "!")]

    def test_to_read_in_the_order_of_the_days(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tables, "PAGE", 2)
        for day in (5, 2, 2, 9, 1):
            moment = timezone.make_aware(datetime.datetime(2026, 3, day, 10))
            make_moment(customer, text=f"Op dag {day}.", moment=moment)
        html = opened(made(make_request(customer, "access"))).read("inzage.html").decode()
        assert re.findall(r"Op dag (\d)\.", html)[:5] == ["1", "2", "2", "5", "9"]

    def test_nothing_empty_and_no_codes(self, customer: Customer) -> None:
        make_account(customer)
        make_invoice(customer, issued=True)
        zipped = opened(made(make_request(customer, "access")))
        html = zipped.read("inzage.html").decode()
        assert "<h2>Contactpersonen</h2>" not in html
        assert "<li>Contactpersonen</li>" in html
        assert "Niets." not in html
        assert "<dd>NL</dd>" not in html
        assert "<dd>Nederland</dd>" in html
        assert not re.search(r"<dd>[\d.]+,\d*0{3}</dd>", html)

    def test_the_same_each_time(self, customer: Customer) -> None:
        make_moment(customer)
        make_contact(customer)
        request = make_request(customer, "access")
        files = [opened(made(request)) for _time in range(2)]
        assert files[0].namelist() == files[1].namelist()  # not the file of before
        one, other = map(gathered, files)
        for found in (one, other):
            del found["customers_accessexport"]
        assert one == other


class TestOtherPeople:
    def test_nothing_of_a_linked_customer(self, customer: Customer) -> None:
        other = make_customer(
            number="100777",
            first_name="Fatima",
            initials="F.",
            last_name="Yilmaz",
            infix="",
            mobile="+31612345678",
            emails="fatima@yilmaz.example",
            street="Kerkstraat",
            house_number=9,
            postcode="1011 AB",
        )
        make_moment(other, text="Geheim van een ander.")
        CustomerRelation.objects.create(customer=other, other=customer, kind="household")
        make_account(customer, other, name="Huishouden")
        moment = make_moment(
            customer,
            subject="Fatima komt ophalen",
            text="Mevrouw Yilmaz belde met 06 12 34 56 78, mail fatima@yilmaz.example,"
            " woont Kerkstraat 9, 1011AB. Klant 100777. Johanna Jansen betaalt, zei Anna Visser.",
        )
        Attachment.objects.create(
            customer=customer,
            moment=moment,
            file=ContentFile(PDF, name="x.pdf"),
            size=len(PDF),
            name="Brief Yilmaz.pdf",
            content_type="application/pdf",
        )
        found = opened(made(make_request(customer, "access")))
        text = "\n".join([everything(found), *found.namelist()])
        for secret in ("Fatima", "Yilmaz", "06 12 34", "fatima@", "Kerkstraat", "100777", "Geheim"):
            assert secret not in text
        row = gathered(found)["contacts_contactmoment"]["rows"][0]
        assert row["subject"] == "[andere persoon] komt ophalen"
        assert "Johanna Jansen betaalt, zei Anna." in row["text"]
        (relation,) = gathered(found)["customers_customerrelation"]["rows"]
        assert relation["kind"] == "household"
        assert relation["customer_id"] == "[andere klant]"
        assert relation["other_id"] == "100234"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Ozturk haalt op", "[andere persoon] haalt op"),
            ("ÖZTÜRK haalt op", "[andere persoon] haalt op"),
            ("Zei Rene tegen RENÉ", "Zei [andere persoon] tegen [andere persoon]"),
            ("mw. v.d. Ozturk", "mw. [andere persoon]"),
            ("Öztürk, René; R.Öztürk", "[andere persoon]; [andere persoon]"),
            ("bel 0031 (0)6-12345678", "bel [andere persoon]"),
            ("mail RENE@OZTURK.example.", "mail [andere persoon]."),
            ("Groest. 9, Groeststraat 9", "Groest. 9, [andere persoon]"),
            ("naar 1011 ab", "naar [andere persoon]"),
            ("klant 100777", "klant [andere persoon]"),
            ("Domstad Fietskoeriers B.V. haalt op", "[andere persoon] haalt op"),
            ("Kerkplein 3, 1050", "[andere persoon], 1050"),
            # What may be anything is nobody's: a word, two letters, a colleague, four digits.
            ("een rene weg", "een rene weg"),
            ("Jo zei", "Jo zei"),
            ("Bertil zei", "Bertil zei"),
            ("1050 stuks", "1050 stuks"),
            # What is of the customer itself stays, also what both have.
            ("Johanna Jansen, mevrouw Jansen", "Johanna Jansen, mevrouw Jansen"),
            ("Kees Jansen", "[andere persoon]"),
            ("Korte Smeestraat 21", "Korte Smeestraat 21"),
            ("tot 9 uur", "tot 9 uur"),
        ],
    )
    def test_however_it_is_written(self, text: str, expected: str) -> None:
        own, others = People(), People()
        home = {"street": "Korte Smeestraat", "house_number": 21, "postcode": "3512 NA"}
        own.add({"first_name": "Johanna", "initials": "J.", "last_name": "Jansen", **home})
        others.add({"first_name": "René", "initials": "R.", "infix": "van der", **OZTURK})
        others.add({"first_name": "Kees", "initials": "K.", "last_name": "Jansen", **home})
        others.add({"first_name": "Bertil", "last_name": "Claes", "company_name": DOMSTAD})
        others.add({"first_name": "Jo", "last_name": "Peeters", **ABROAD})
        others.numbers.add("100777")
        assert Redactor(own, others, [("Bertil", "Visser")]).text(text) == expected

    @pytest.mark.parametrize("how", ["relation", "relation back", "invoices", "account", ""])
    def test_who_is_linked(self, customer: Customer, how: str) -> None:
        other = make_customer()
        if how == "relation":
            CustomerRelation.objects.create(customer=customer, other=other, kind="household")
        elif how == "relation back":
            CustomerRelation.objects.create(customer=other, other=customer, kind="household")
        elif how == "invoices":
            empty = dict.fromkeys(("initials", "last_name", "emails"), "")
            make_contact(customer, type_id="invoice_address", invoice_customer=other, **empty)
        elif how == "account":
            make_account(customer, other)
        assert linked_customers(customer) == ([other.pk] if how else [])

    @pytest.mark.parametrize(
        ("person", "is_same"),
        [
            ({"last_name": "Bakker", "phone": "06-55010147"}, True),
            ({"last_name": "Bakker", "phone": "06-55010148"}, False),
            ({"last_name": "Bakker", "emails": "b@thuis.example; J@thuis.example"}, True),
            ({"last_name": "JANSEN", "initials": "J."}, True),
            ({"last_name": "Jansen", "first_name": "Jopie"}, True),
            ({"last_name": "Jansen", "initials": "K."}, False),
            ({"first_name": "Johanna"}, False),
        ],
    )
    def test_a_contact_person_who_is_the_customer(
        self, person: dict[str, str], is_same: bool
    ) -> None:
        own = People()
        own.add({"last_name": "Jansen", "initials": "J.", "emails": "j@thuis.example"})
        own.add({"last_name": "Jansen", "initials": "J.", "mobile": "+31655010147"})
        assert own.is_same(person) is is_same

    def test_in_a_structure(self) -> None:
        others = People()
        others.add({"first_name": "René", **OZTURK})
        said = {"bike": ["van René", 5, True], "of": {"whom": "Öztürk"}, "none": None}
        assert Redactor(People(), others).value(said) == {
            "bike": ["van [andere persoon]", 5, True],
            "of": {"whom": "[andere persoon]"},
            "none": None,
        }

    def test_contact_persons(self, customer: Customer) -> None:
        company = make_customer(kind="company", company_name="Domstad B.V.", last_name="")
        for one in (customer, company):
            make_contact(
                one,
                initials="P.",
                last_name="Bakker",
                emails="p.bakker@domstad.example",
                mobile="+31611111111",
                note="Kind is ziek.",
            )
        make_contact(customer, initials="J.", last_name="Jansen", emails="j@thuis.example")
        rows = gathered(opened(made(make_request(company, "access"))))["contacts_contactperson"]
        (row,) = rows["rows"]
        assert (row["last_name"], row["emails"]) == ("Bakker", "p.bakker@domstad.example")
        assert (row["mobile"], row["note"]) == ("[andere persoon]", "[andere persoon]")
        zipped = opened(made(make_request(customer, "access")))
        other, own = gathered(zipped)["contacts_contactperson"]["rows"]
        assert (other["last_name"], other["emails"]) == ("[andere persoon]", "[andere persoon]")
        assert own["emails"] == "j@thuis.example"
        text = everything(zipped)
        assert "Bakker" not in text
        assert "p.bakker" not in text

    def test_what_was_moved_away_stays_away(self, customer: Customer) -> None:
        moment = make_moment(customer, text="Hoort bij een ander.")
        moment.customer = make_customer()
        moment.save()
        assert "Hoort bij een ander." not in everything(
            opened(made(make_request(customer, "access")))
        )

    def test_staff_by_first_name(self, customer: Customer) -> None:
        author = make_staff(first_name="Bertil", last_name="Wagenmakers")
        make_moment(customer, author=author, system="", text="Gebeld door Bertil Wagenmakers")
        text = everything(opened(made(make_request(customer, "access"))))
        assert "Bertil" in text
        assert "Wagenmakers" not in text

    def test_an_invoice_of_another_is_told_without_what_for(self, customer: Customer) -> None:
        other = make_customer(last_name="Yilmaz")
        make_invoice(other, payer=customer, subject="Cadeau voor Johanna", issued=True)
        zipped = opened(made(make_request(customer, "access")))
        text = everything(zipped)
        assert "2026-0001" in text
        assert "Cadeau" not in text
        assert not any("2026-0001" in name for name in zipped.namelist())


class TestHistory:
    def test_who_changed_what(self, customer: Customer) -> None:
        customer.mobile = "+31655010148"
        customer.save()
        customer.interests.add(Interest.objects.create(name="Bakfietsen"))
        memo = Memo.objects.create(customer=customer, text="Oud.")
        memo.text = "Nieuw."
        memo.save()
        text = pdf_text(opened(made(make_request(customer, "access"))))
        assert "06 55 01 01 47 → 06 55 01 01 48" in text
        assert "→ Bakfietsen" in text
        assert "Oud. → Nieuw." in text

    def test_a_permission_with_its_proof(self, customer: Customer) -> None:
        ConsentEvent.objects.create(
            customer=customer,
            channel="email",
            address="johanna@jansen.example",
            purpose="news",
            granted=True,
            wording="Ja, mail mij nieuws.",
            source="counter",
            system="test",
        )
        assert "Ja, mail mij nieuws." in everything(opened(made(make_request(customer, "access"))))


class TestTreatments:
    @pytest.fixture
    def treated(self, customer: Customer) -> Customer:
        activity = make_activity(customer, "treatment", title="Geheime titel")
        Treatment.objects.create(activity=activity, complaint="Pijn in de knie")
        return customer

    def test_without_the_permission(self, treated: Customer) -> None:
        zipped = opened(made(make_request(treated, "access")))
        text = everything(zipped)
        assert "Pijn in de knie" not in text
        assert "Geheime titel" not in text
        found = gathered(zipped)
        for table in ("activities_activity", "activities_treatment", "activities_treatmentread"):
            assert found[table]["rows"] == found[table].get("history", []) == []
        assert TreatmentRead.objects.count() == 0

    def test_nothing_tells_whether_there_are_any(self, customer: Customer) -> None:
        PrivacySettings.objects.create(pk=1, medical_years=7)
        told = []
        for _time in range(2):
            html = opened(made(make_request(customer, "access"))).read("inzage.html").decode()
            told.append(re.findall(r"[^<>]*[Bb]ehandeling[^<>]*", html))
            activity = make_activity(customer, "treatment", code="done")
            Treatment.objects.create(activity=activity, complaint="Pijn in de knie")
        assert told[0] == told[1] != []

    def test_no_file_of_a_row_that_stays_out(
        self, customer: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        attachments = [
            Attachment.objects.create(
                customer=customer,
                moment=make_moment(customer),
                file=ContentFile(PDF, name="x.pdf"),
                size=len(PDF),
                name=name,
                content_type="application/pdf",
            )
            for name in ("in.pdf", "uit.pdf")
        ]
        (guard,) = hooks.access_guards()
        out = {"contacts_attachment": {attachments[1].pk}}
        guarded = replace(guard, hidden=lambda _customer: out)
        monkeypatch.setattr(hooks, "access_guards", lambda: [guarded])
        names = " ".join(opened(made(make_request(customer, "access"))).namelist())
        assert ("in.pdf" in names, "uit.pdf" in names) == (True, False)

    def test_reading_is_written_down_first(self, treated: Customer) -> None:
        actor = make_staff("kantoor", first_name="Mies")
        actor.groups.add(make_staff("behandelaar").groups.get())
        zipped = opened(made(make_request(treated, "access"), actor))
        text = everything(zipped)
        assert "Pijn in de knie" in text
        read = TreatmentRead.objects.get()
        assert (read.reader, read.place) == (actor, "access request")
        (row,) = gathered(zipped)["activities_treatmentread"]["rows"]
        assert row["reader_id"] == "Mies"


def test_structure_of_the_json(customer: Customer) -> None:
    found: dict[str, Any] = json.loads(
        opened(made(make_request(customer, "access"))).read("gegevens.json")
    )
    assert found["format"] == "klantbeheer-inzage"
    assert found["customer_number"] == "100234"
    assert found["left_out"]["tables"] == tables.derived_tables()
    (table,) = (one for one in found["tables"] if one["table"] == "customers_customer")
    assert table["fields"]["last_name"]["class"] == "constant"
    assert table["rows"][0]["last_name"] == "Jansen"
    assert table["rows"][0]["emails"] == "johanna@jansen.example"

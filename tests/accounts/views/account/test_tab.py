"""The tab Rekening: whose account it is, and how is invoiced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PaymentTerm
from customers.models import Customer, CustomerRelation
from tests.accounts.views.account.screens import (
    ADD,
    CLOSE,
    EDIT,
    FIND,
    IBAN,
    NUMBER,
    REOPEN,
    TAB,
    UNLINK,
)
from tests.factories import make_account, make_customer, make_invoice, make_staff, mark_erased
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


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

"""The administration of privacy: settings, rules, journal, and the register of processing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from customers import hooks
from customers.models import Category, ErasureEntry, PrivacySettings, RetentionRule
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.processing.register import is_personal, make_register, unexplained
from klantbeheer.history import acting
from klantbeheer.personal_data import Handling, PersonalTable, registered_tables
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SETTINGS = "admin:customers_privacysettings"
RULE = "admin:customers_retentionrule"
VALUES = {"waiting_days": "0", "medical_years": "20", "export_days": "7", "second_person": "on"}


@pytest.fixture
def _boss(client: Client) -> None:
    client.force_login(make_staff("beheerder"))


@pytest.mark.usefixtures("_boss")
class TestSettings:
    def test_there_is_one_row_with_a_history(self, client: Client) -> None:
        add, change = reverse(f"{SETTINGS}_add"), reverse(f"{SETTINGS}_change", args=[1])
        assert client.get(reverse(f"{SETTINGS}_changelist"))["Location"] == add
        client.post(add, VALUES | {"reason": "begin"})
        assert client.get(reverse(f"{SETTINGS}_changelist"))["Location"] == change
        assert client.get(add).status_code == 403
        values = {name: value for name, value in VALUES.items() if name != "second_person"}
        client.post(change, values | {"reason": "een beheerder"})
        row = PrivacySettings.history.first()
        assert (row.second_person, row.history_change_reason) == (False, "een beheerder")
        assert PrivacySettings.load().medical_years == 20
        content = client.get(change).content.decode()
        for name in (f"{SETTINGS}_register", "admin:activities_treatmentread_changelist"):
            assert reverse(name) in content

    def test_the_history_says_in_words_who_is_no_colleague(self, client: Client) -> None:
        with acting(actor="seed"):
            PrivacySettings.objects.create(pk=1)
        page = client.get(reverse(f"{SETTINGS}_history", args=[1])).content.decode()
        assert "<td>De demowinkel</td>" in page

    def test_an_empty_list_of_reads_says_what_comes_there(self, client: Client) -> None:
        page = client.get(reverse("admin:activities_treatmentread_changelist")).content.decode()
        assert "Er is nog geen behandeling gelezen." in page
        assert "<h1>Wie behandelingen las</h1>" in page

    @pytest.mark.parametrize(
        ("name", "value"),
        [("waiting_days", "61"), ("export_days", "0"), ("medical_years", "101")],
    )
    def test_out_of_bounds(self, client: Client, name: str, value: str) -> None:
        assert client.post(reverse(f"{SETTINGS}_add"), VALUES | {name: value}).status_code == 200
        assert not PrivacySettings.objects.exists()


@pytest.mark.usefixtures("_boss")
class TestRules:
    values = {"kind": "customer", "months": "84", "ground": "Fiscaal", "active": "on"}

    def test_added_and_changed_with_a_reason(self, client: Client) -> None:
        client.post(reverse(f"{RULE}_add"), self.values | {"reason": "besluit"})
        rule = RetentionRule.objects.get()
        assert rule.history.first().history_change_reason == "besluit"
        change = reverse(f"{RULE}_change", args=[rule.pk])
        client.post(change, {"months": "96", "ground": "Fiscaal", "kind": "moment"})
        rule.refresh_from_db()
        assert (rule.kind, rule.months, rule.active) == ("customer", 96, False)
        assert client.get(change).status_code == 200
        assert client.get(reverse(f"{RULE}_changelist")).status_code == 200
        assert client.post(reverse(f"{RULE}_delete", args=[rule.pk])).status_code == 403

    def test_the_kinds_are_those_that_apps_register(self, client: Client) -> None:
        form = client.get(reverse(f"{RULE}_add")).context["adminform"].form
        offered = {value for value, _label in form.fields["kind"].choices}
        assert offered == {"attachment", "customer", "message", "moment", "prospect", "treatment"}
        wrong = self.values | {"kind": "nothing"}
        assert client.post(reverse(f"{RULE}_add"), wrong).status_code == 200
        assert not RetentionRule.objects.exists()

    @pytest.mark.parametrize("own", [False, True])
    def test_one_in_force_for_the_same(self, client: Client, own: bool) -> None:
        category = Category.objects.create(name="Zakelijk") if own else None
        RetentionRule.objects.create(kind="customer", months=12, ground="x", category=category)
        values = self.values | ({"category": category.pk} if category else {})
        response = client.post(reverse(f"{RULE}_add"), values)
        assert response.status_code == 200
        assert "kind" in response.context["adminform"].form.errors
        client.post(reverse(f"{RULE}_add"), {n: v for n, v in values.items() if n != "active"})
        assert RetentionRule.objects.count() == 2

    @pytest.mark.parametrize("months", ["0", "1201", "x", ""])
    def test_months(self, client: Client, months: str) -> None:
        data = self.values | {"months": months}
        assert client.post(reverse(f"{RULE}_add"), data).status_code == 200
        assert not RetentionRule.objects.exists()


@pytest.mark.usefixtures("_boss")
class TestJournal:
    def test_what_was_erased(self, client: Client) -> None:
        customer = make_customer()
        make_activity(customer, "order", code="done")
        other = make_customer()
        for one in (customer, other):
            erase_customer(customer=one, actor="test", ground="consent")
        changelist = reverse("admin:customers_erasureentry_changelist")
        assert client.get(changelist).status_code == 200
        found = client.get(changelist, {"q": customer.number}).context["cl"].result_list
        assert [entry.customer_number for entry in found] == [customer.number]
        entry = ErasureEntry.objects.get(customer_number=customer.number)
        page = client.get(reverse("admin:customers_erasureentry_change", args=[entry.pk]))
        assert "customers_customer" in page.content.decode()
        assert str(entry) == f"{customer.number} klant {timezone.localdate():%d-%m-%Y}"
        assert str(entry) in page.content.decode()
        assert client.post(page.request["PATH_INFO"], {"actor": "x"}).status_code == 403
        assert client.get(
            reverse("admin:customers_erasureentry_change", args=["x"])
        ).status_code in {
            302,
            404,
        }

    def test_empty_it_says_what_comes_here(self, client: Client) -> None:
        changelist = reverse("admin:customers_erasureentry_changelist")
        page = client.get(changelist).content.decode()
        assert "Er is nog niets gewist." in page
        assert "0 wissingen" not in page
        assert "0 resultaten" not in page
        erase_customer(customer=make_customer(), actor="retention", ground="retention")
        page = client.get(changelist).content.decode()
        assert "1 wissing in het journaal" in " ".join(page.split())
        assert "Bewaartermijn" in page
        assert "Er is nog niets gewist." not in page
        page = client.get(changelist, {"q": "99"}).content.decode()
        assert "Niets past bij deze zoekopdracht." in page
        assert "0 resultaten" in page
        erase_customer(customer=make_customer(), actor="test", ground="law")
        page = client.get(changelist).content.decode()
        assert "2 wissingen in het journaal" in " ".join(page.split())


class TestRegister:
    def test_every_personal_table_stands_in_a_line(self) -> None:
        assert unexplained() == []
        personal = [name for name, table in registered_tables().items() if is_personal(table)]
        assert {"customers_customer", "accounts_invoice", "customers_draft"} <= set(personal)

    def test_a_table_that_is_forgotten_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tables = {"shop_secret": PersonalTable("shop_secret", {"name": Handling.NULL})}
        monkeypatch.setattr(
            "customers.privacy.processing.register.registered_tables", lambda: tables
        )
        assert unexplained() == ["shop_secret"]

    def test_every_line_names_tables_and_kinds_that_are_there(self) -> None:
        tables, kinds = set(registered_tables()), set(hooks.retention_kinds())
        vaults = {vault.name for vault in hooks.vaults()}
        told = set()
        for line in hooks.processings():
            assert set(line.tables) <= tables, line.name
            assert set(line.kinds) <= kinds, line.name
            assert set(line.vault) <= vaults, line.name
            told |= set(line.vault)
        assert told == vaults

    def test_what_it_says(self) -> None:
        PrivacySettings.objects.create(
            pk=1,
            controller="De Spaak B.V.",
            recipients="Boekhouder Jos\n\nDrukker",
            medical_years=20,
        )
        RetentionRule.objects.create(kind="moment", months=24, ground="Niet langer nodig")
        register = make_register()
        by_purpose = {line.label: line for line in register.lines}
        assert register.controller == "De Spaak B.V."
        assert len(by_purpose) == len(hooks.processings())
        assert all(line.data and line.purpose and line.ground for line in register.lines)
        for line in register.lines:
            words = [word.strip() for part in line.data for word in part.split(",")]
            assert len(words) == len(set(words)), line.label  # nothing is said twice
        told = {line.label: "Drukker" in line.recipients for line in register.lines}
        inside = {str(line.label): not line.only_inside for line in hooks.processings()}
        assert told == inside
        assert set(inside.values()) == {True, False}
        assert any("Niet langer nodig" in text for line in register.lines for text in line.kept)

    @pytest.mark.usefixtures("_boss")
    def test_the_page_and_the_file(self, client: Client) -> None:
        url, csv = (reverse(f"{SETTINGS}_register{end}") for end in ("", "_csv"))
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        for number in range(3):
            category = Category.objects.create(name=f"K{number}")
            RetentionRule.objects.create(kind="moment", months=9, ground="x", category=category)
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        assert len(many) == len(few)
        response = client.get(csv)
        assert response["Content-Type"].startswith("text/csv")
        assert response.content.decode("utf-8-sig").count("\n") > len(hooks.processings())
        assert client.post(url).status_code == client.post(csv).status_code == 405

"""The administration: lists, staff, roles, customers; nothing is deleted, everything has a reason."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Category, Customer, CustomField, FormerNumber, ShopSettings
from klantbeheer import admin as our_admin
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import roles_of
from tests.factories import PASSWORD, make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> StaffUser:
    user = make_staff("beheerder", username="baas")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "nl"
    client.force_login(user)
    return user


def errors_of(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


class TestSite:
    def test_signs_in_at_the_products_own_page(self, client: Client) -> None:
        assert (
            client.get("/admin/login/?next=/admin/")["Location"] == "/staff/sign-in/?next=/admin/"
        )
        assert client.get("/admin/")["Location"] == "/staff/sign-in/?next=/admin/"

    @pytest.mark.parametrize("role", ["balie", "kantoor", "inkijk"])
    @pytest.mark.parametrize("page", ["/admin/", "/admin/login/", "/admin/customers/category/"])
    def test_is_for_administrators_alone(self, client: Client, role: str, page: str) -> None:
        client.force_login(make_staff(role))
        assert client.get(page).status_code == 403

    @pytest.mark.parametrize(
        "page",
        [
            "/admin/customers/customer/?kind=%00",
            "/admin/customers/customfield/?kind__exact=a%00b&kind__exact=text",
            "/admin/staff/staffuser/?q=%00",
        ],
    )
    def test_refuses_a_nul_in_a_filter(self, client: Client, boss: StaffUser, page: str) -> None:
        assert client.get(page).status_code == 400

    def test_nothing_can_be_deleted(self, client: Client, boss: StaffUser, rf: Any) -> None:
        request = rf.get("/admin/")
        request.user = StaffUser(is_superuser=True, is_active=True, is_staff=True)
        for model, model_admin in admin.site._registry.items():
            assert not model_admin.has_delete_permission(request), model
            assert "delete_selected" not in model_admin.get_actions(request), model

    def test_deleting_is_refused_by_address_too(self, client: Client, boss: StaffUser) -> None:
        row = Category.objects.create(name="Vaste klant")
        response = client.post(f"/admin/customers/category/{row.pk}/delete/", {"post": "yes"})
        assert response.status_code == 403
        assert Category.objects.filter(pk=row.pk).exists()

    def test_keeps_no_log_beside_the_history(self, client: Client, boss: StaffUser) -> None:
        client.post("/admin/customers/category/add/", {"name": "School", "active": "on"})
        assert Category.objects.count() == 1
        assert LogEntry.objects.count() == 0


class TestLists:
    def test_a_change_has_who_and_why(self, client: Client, boss: StaffUser) -> None:
        row = Category.objects.create(name="Vaste klant")
        client.post(
            f"/admin/customers/category/{row.pk}/change/",
            {"name": "Vaste klant", "reason": "niet meer gebruikt"},
        )
        row.refresh_from_db()
        assert not row.active
        newest = row.history.latest()
        assert (newest.history_user, newest.history_change_reason) == (boss, "niet meer gebruikt")

    def test_a_reason_alone_is_no_change(self, client: Client, boss: StaffUser) -> None:
        row = Category.objects.create(name="Vaste klant")
        client.post(
            f"/admin/customers/category/{row.pk}/change/",
            {"name": "Vaste klant", "active": "on", "reason": "zomaar"},
        )
        assert row.history.count() == 1

    def test_history_shows_it_and_cannot_put_it_back(self, client: Client, boss: StaffUser) -> None:
        row = Category.objects.create(name="Vaste klant")
        first = row.history.get()
        data = {"name": "Trouwe klant", "active": "on", "reason": "spelling"}
        client.post(f"/admin/customers/category/{row.pk}/change/", data)
        page = client.get(f"/admin/customers/category/{row.pk}/history/").content.decode()
        for text in ("Vaste klant", "Trouwe klant", "spelling", str(boss)):
            assert text in page
        address = f"/admin/customers/category/{row.pk}/history/{first.pk}/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"name": "Vaste klant", "active": "on"}).status_code == 405
        row.refresh_from_db()
        assert row.name == "Trouwe klant"

    def test_key_and_kind_of_an_extra_field_stay(self, client: Client, boss: StaffUser) -> None:
        data = {
            "label": "Maat",
            "key": "maat",
            "kind": "choice",
            "choices": " S \n\n M ",
            "position": 0,
        }
        client.post("/admin/customers/customfield/add/", data | {"active": "on"})
        field = CustomField.objects.get()
        assert field.choices == "S\nM"
        address = f"/admin/customers/customfield/{field.pk}/change/"
        client.post(address, data | {"key": "anders", "kind": "text", "label": "Kledingmaat"})
        field.refresh_from_db()
        assert (field.key, field.kind, field.label) == ("maat", "choice", "Kledingmaat")

    @pytest.mark.parametrize(
        ("model", "data", "field"),
        [
            ("category", {"name": "VASTE klant"}, "name"),
            (
                "customfield",
                {"label": "Maat", "key": "m", "kind": "choice", "position": 0},
                "choices",
            ),
            (
                "shopsettings",
                {"shop_name": "x", "country": "NL", "number_min_length": 8, "number_max_length": 6},
                "number_max_length",
            ),
            ("interest", {"name": ""}, "name"),
        ],
    )
    def test_mistakes_are_said_at_the_field(
        self, client: Client, boss: StaffUser, model: str, data: dict[str, Any], field: str
    ) -> None:
        ShopSettings.objects.all().delete()
        Category.objects.create(name="Vaste klant")
        response = client.post(f"/admin/customers/{model}/add/", data)
        assert list(errors_of(response)) == [field]
        assert "constraint" not in str(errors_of(response)).lower()

    def test_there_is_one_row_of_settings(self, client: Client, boss: StaffUser) -> None:
        ShopSettings.objects.all().delete()
        base = "/admin/customers/shopsettings"
        assert client.get(f"{base}/")["Location"] == f"{base}/add/"
        data = {
            "shop_name": "De Spaak",
            "country": "NL",
            "number_min_length": 6,
            "number_max_length": 8,
        }
        client.post(f"{base}/add/", data)
        assert ShopSettings.load().shop_name == "De Spaak"
        assert client.get(f"{base}/")["Location"] == f"{base}/1/change/"
        assert client.get(f"{base}/add/").status_code == 403
        response = client.post(f"{base}/1/change/", data | {"number_max_length": 5})
        assert response.status_code == 200
        assert ShopSettings.load().number_max_length == 8


class TestStaff:
    ADD = "/admin/staff/staffuser/add/"

    def add(self, client: Client, **fields: Any) -> Any:
        data = {
            "username": "anna",
            "first_name": "Anna",
            "role": "balie",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "reason": "nieuwe collega",
        }
        return client.post(self.ADD, data | fields)

    def change(self, client: Client, user: StaffUser, **fields: Any) -> Any:
        data = {"username": user.username, "first_name": "Anna", "role": "balie", "is_active": "on"}
        sent = {name: value for name, value in (data | fields).items() if value is not None}
        return client.post(f"/admin/staff/staffuser/{user.pk}/change/", sent)

    def test_adding(self, client: Client, boss: StaffUser) -> None:
        assert self.add(client).status_code == 302
        anna = StaffUser.objects.get(username="anna")
        assert roles_of(anna) == {"balie"}
        assert anna.check_password(PASSWORD)
        rows = anna.history.all()
        assert {(row.history_user, row.history_change_reason) for row in rows} == {
            (boss, "nieuwe collega")
        }

    @pytest.mark.parametrize(
        "fields",
        [{"password1": "kort", "password2": "kort"}, {"role": "baas"}, {"username": "BAAS"}],
    )
    def test_adding_wrongly(self, client: Client, boss: StaffUser, fields: dict[str, str]) -> None:
        assert self.add(client, **fields).status_code == 200
        assert StaffUser.objects.count() == 1

    def test_a_colleagues_name_in_capitals_is_refused_at_the_field(
        self, client: Client, boss: StaffUser
    ) -> None:
        user = make_staff("balie")
        assert list(errors_of(self.change(client, user, username="BAAS"))) == ["username"]
        assert list(errors_of(self.add(client, username="BAAS"))) == ["username"]

    def test_changing_the_role(self, client: Client, boss: StaffUser) -> None:
        user = make_staff("balie")
        assert self.change(client, user, role="beheerder", reason="promotie").status_code == 302
        user = StaffUser.objects.get(pk=user.pk)
        assert roles_of(user) == {"beheerder"}
        assert user.is_staff
        assert user.history.latest().history_change_reason == "promotie"

    def test_deactivating_needs_nothing_else(self, client: Client, boss: StaffUser) -> None:
        user = make_staff("balie")
        assert self.change(client, user, is_active=None).status_code == 302
        user.refresh_from_db()
        assert not user.is_active

    @pytest.mark.parametrize(
        ("fields", "field"), [({"role": "balie"}, "role"), ({"is_active": None}, "is_active")]
    )
    def test_nobody_shuts_the_door_behind_themselves(
        self, client: Client, boss: StaffUser, fields: dict[str, Any], field: str
    ) -> None:
        response = self.change(client, boss, **({"role": "beheerder"} | fields))
        assert list(errors_of(response)) == [field]
        boss.refresh_from_db()
        assert boss.is_active
        assert roles_of(boss) == {"beheerder"}

    def test_rights_cannot_be_given_one_by_one(self, client: Client, boss: StaffUser) -> None:
        user = make_staff("balie")
        self.change(client, user, is_superuser="on", is_staff="on", user_permissions=["1"])
        user.refresh_from_db()
        assert (user.is_superuser, user.is_staff) == (False, False)
        assert not user.user_permissions.exists()

    def test_a_new_password_lifts_the_lock(self, client: Client, boss: StaffUser) -> None:
        user = make_staff("balie", username="anna")
        visitor = Client()
        for _try in range(5):
            visitor.post("/staff/sign-in/", {"username": "anna", "password": "fout"})
        new = "een-heel-nieuw-woord"
        response = client.post(
            f"/admin/staff/staffuser/{user.pk}/password/", {"password1": new, "password2": new}
        )
        assert response.status_code == 302
        answer = visitor.post("/staff/sign-in/", {"username": "anna", "password": new})
        assert answer.status_code == 302
        assert user.history.latest().history_change_reason == "Nieuw wachtwoord"

    def test_roles_are_read_only(self, client: Client, boss: StaffUser) -> None:
        role = Group.objects.get(name="balie")
        page = client.get(f"/admin/auth/group/{role.pk}/change/")
        assert "set_inactive_customer" in page.content.decode()
        assert client.post(f"/admin/auth/group/{role.pk}/change/", {"name": "x"}).status_code == 403
        assert client.get("/admin/auth/group/add/").status_code == 403


class TestCustomers:
    LIST = "/admin/customers/customer/"

    def test_none_is_added_here(self, client: Client, boss: StaffUser) -> None:
        assert client.get(f"{self.LIST}add/").status_code == 403

    def test_only_the_number_is_changed_here(self, client: Client, boss: StaffUser) -> None:
        customer = make_customer()
        old = customer.number
        response = client.post(
            f"{self.LIST}{customer.pk}/change/",
            {"number": "765432", "last_name": "Anders", "reason": "zelfde nummer als de kassa"},
        )
        assert response.status_code == 302
        customer = Customer.objects.get(pk=customer.pk)
        assert (customer.number, customer.last_name) == ("765432", "Jansen")
        assert FormerNumber.objects.get(customer=customer).number == old
        newest = customer.history.latest()
        assert (newest.history_user, newest.history_change_reason) == (
            boss,
            "zelfde nummer als de kassa",
        )

    @pytest.mark.parametrize("number", ["", "12", "abc", "123456789012", "taken"])
    def test_a_wrong_number_is_refused_at_the_field(
        self, client: Client, boss: StaffUser, number: str
    ) -> None:
        customer, other = make_customer(), make_customer()
        sent = other.number if number == "taken" else number
        response = client.post(f"{self.LIST}{customer.pk}/change/", {"number": sent})
        assert list(errors_of(response)) == ["number"]
        assert Customer.objects.get(pk=customer.pk).number == customer.number

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"Jansen", "Peeters", "Kuiper"}),
            ("status__exact=inactive", {"Kuiper"}),
            ("country=BE", {"Peeters"}),
            ("country=NL", {"Jansen", "Kuiper"}),
            ("country=other", set()),
            ("kind__exact=company", set()),
        ],
    )
    def test_filters(self, client: Client, boss: StaffUser, query: str, found: set[str]) -> None:
        make_customer()
        make_customer(last_name="Peeters", country="BE", postcode="2000")
        make_customer(last_name="Kuiper", status="inactive")
        response = client.get(f"{self.LIST}?{query}")
        assert {customer.last_name for customer in response.context["cl"].result_list} == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [("peeters", {"Peeters"}), ("number", {"Jansen"}), ("bestaatniet", set())],
    )
    def test_searches_as_the_counter(
        self, client: Client, boss: StaffUser, text: str, found: set[str]
    ) -> None:
        jansen = make_customer()
        make_customer(last_name="Peeters", country="BE", postcode="2000")
        response = client.get(self.LIST, {"q": jansen.number if text == "number" else text})
        assert {customer.last_name for customer in response.context["cl"].result_list} == found

    def test_does_not_count_everything(
        self, client: Client, boss: StaffUser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(our_admin, "COUNT_AT_MOST", 2)
        for _customer in range(4):
            make_customer()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(self.LIST).content.decode()
        assert "meer dan 2" in page
        counting = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        assert counting
        assert all("LIMIT 3" in sql for sql in counting)

    def test_the_list_asks_as_much_for_many_as_for_few(
        self, client: Client, boss: StaffUser
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(self.LIST)
            return len(asked)

        make_customer(assigned_to=boss)
        queries()  # the first one also fills Django's own caches
        few = queries()
        for _customer in range(5):
            make_customer(assigned_to=make_staff("balie"))
        assert queries() == few

    def test_leads_to_the_counter(self, client: Client, boss: StaffUser) -> None:
        customer = make_customer()
        page = client.get(f"{self.LIST}{customer.pk}/change/").content.decode()
        assert f'href="/customers/{customer.number}/"' in page
        assert "Openen in de balie" in page

    def test_no_dropdown_of_customers(self) -> None:
        for model, model_admin in admin.site._registry.items():
            named = [*model_admin.autocomplete_fields, *model_admin.raw_id_fields]
            for field in (*model._meta.fields, *model._meta.many_to_many):
                if field.related_model is Customer:
                    assert field.name in named, (model, field)


class TestMessageSettings:
    DATA: ClassVar[dict[str, Any]] = {
        "shop_name": "De Spaak",
        "country": "NL",
        "number_min_length": 6,
        "number_max_length": 8,
    }

    def test_stand_together_and_are_saved(self, client: Client, boss: StaffUser) -> None:
        ShopSettings.objects.create(pk=1)
        address = "/admin/customers/shopsettings/1/change/"
        page = client.get(address).content.decode()
        for text in ("Berichten aan klanten", "Berichtendienst aan", "Namen op het tussenvoegsel"):
            assert text in page
        data = self.DATA | {"sender_email": "balie@despaak.example", "sms_sender": "De Spaak"}
        assert client.post(address, data | {"sort_with_infix": "on"}).status_code == 302
        saved = ShopSettings.load()
        assert (saved.message_service, saved.sort_with_infix) == (False, True)
        assert (saved.sender_email, saved.sms_sender) == ("balie@despaak.example", "De Spaak")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("sender_email", "balie"), ("sms_sender", "De Spaak!"), ("sms_sender", "x" * 12)],
    )
    def test_mistakes(self, client: Client, boss: StaffUser, field: str, value: str) -> None:
        ShopSettings.objects.create(pk=1)
        answer = client.post("/admin/customers/shopsettings/1/change/", self.DATA | {field: value})
        assert field in errors_of(answer)

"""Roles: fixed in code, the same in every database."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klantbeheer.staff import roles
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import ROLE_PERMISSIONS, ROLES, roles_of, sync_roles
from klantbeheer.staff.services import create_staff, set_role
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


def held(role: str) -> set[str]:
    """The permissions that the role's group has in the database."""
    found = Permission.objects.filter(group__name=role).select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in found}


class TestSync:
    @pytest.mark.parametrize("role", ROLES)
    def test_every_permission_in_the_code_exists_and_is_held(self, role: str) -> None:
        assert held(role) == set(ROLE_PERMISSIONS[role])

    def test_takes_away_what_somebody_added(self) -> None:
        reader = Group.objects.get(name="inkijk")
        reader.permissions.add(Permission.objects.get(codename="renumber_customer"))
        sync_roles()
        assert held("inkijk") == set(ROLE_PERMISSIONS["inkijk"])

    def test_gives_back_what_somebody_took(self) -> None:
        Group.objects.get(name="balie").permissions.clear()
        sync_roles()
        assert held("balie") == set(ROLE_PERMISSIONS["balie"])

    def test_writes_nothing_when_nothing_changed(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            sync_roles()
        assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []

    def test_an_app_can_add_to_a_role(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(roles, "ROLE_PERMISSIONS", dict(ROLE_PERMISSIONS))
        roles.register_role_permissions("inkijk", "customers.export_customer")
        roles.register_role_permissions("inkijk", "customers.export_customer")
        sync_roles()
        assert "customers.export_customer" in held("inkijk")
        assert roles.ROLE_PERMISSIONS["inkijk"].count("customers.export_customer") == 1
        with pytest.raises(KeyError):
            roles.register_role_permissions("baas", "customers.export_customer")


class TestWhoMayWhat:
    @pytest.mark.parametrize(
        ("permission", "allowed"),
        [
            ("customers.view_customer", {*ROLES}),
            ("customers.add_customer", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.change_customer", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.change_address", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.add_loyaltycard", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.add_customerrelation", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.set_inactive_customer", {"beheerder", "balie", "kantoor", "behandelaar"}),
            ("customers.export_customer", {"beheerder", "kantoor"}),
            ("customers.view_category", {"beheerder", "kantoor"}),
            ("customers.change_category", {"beheerder"}),
            ("customers.renumber_customer", {"beheerder"}),
            ("customers.change_shopsettings", {"beheerder"}),
            ("staff.change_staffuser", {"beheerder"}),
            ("activities.view_activity", {*ROLES}),
            ("activities.view_treatments", {"behandelaar"}),
            ("activities.write_treatments", {"behandelaar"}),
            ("activities.view_treatmentread", {"beheerder"}),
            ("accounts.credit_invoice", {"beheerder", "kantoor"}),
            ("customers.delete_customer", set()),
            ("staff.delete_staffuser", set()),
        ],
    )
    def test_permission(self, permission: str, allowed: set[str]) -> None:
        assert {role for role in ROLES if make_staff(role).has_perm(permission)} == allowed

    def test_no_role_may_delete(self) -> None:
        names = [name for held in ROLE_PERMISSIONS.values() for name in held]
        assert [name for name in names if ".delete_" in name] == []

    def test_roles_of(self) -> None:
        user = make_staff("kantoor")
        user.groups.add(Group.objects.create(name="koor"))
        assert roles_of(user) == {"kantoor"}
        assert roles_of(AnonymousUser()) == frozenset()


class TestCreateStaff:
    def test_makes_a_login_with_its_role_and_history(self) -> None:
        boss = make_staff("beheerder")
        user = create_staff(
            username="anna", role="balie", password=PASSWORD, actor=boss, reason="new colleague"
        )
        assert user.check_password(PASSWORD)
        assert roles_of(user) == {"balie"}
        assert not user.is_staff
        rows = list(user.history.all())
        assert {row.history_user for row in rows} == {boss}
        assert {row.history_change_reason for row in rows} == {"new colleague"}
        assert not any(hasattr(row, "password") for row in rows)

    def test_an_administrator_may_enter_the_administration(self) -> None:
        user = create_staff(username="b", role="beheerder", password=PASSWORD, actor="demo")
        assert user.is_staff
        assert not user.is_superuser
        assert user.history.latest().history_actor == "demo"

    @pytest.mark.parametrize(
        ("fields", "word"),
        [
            ({"role": "baas"}, "baas"),
            ({"password": "kort"}, "10"),
            ({"username": "Bezet"}, ""),
            ({"username": "spatie hier"}, ""),
        ],
    )
    def test_refuses(self, fields: dict[str, str], word: str) -> None:
        make_staff("balie", username="bezet")
        good = {"username": "anna", "role": "balie", "password": PASSWORD}
        with pytest.raises(ValidationError, match=word):
            create_staff(**(good | fields), actor="demo")
        assert StaffUser.objects.count() == 1


class TestSetRole:
    def test_changes_the_one_role_and_the_door_of_the_administration(self) -> None:
        boss, user = make_staff("beheerder"), make_staff("balie")
        set_role(user=user, role="beheerder", actor=boss)
        assert roles_of(user) == {"beheerder"}
        assert user.is_staff
        set_role(user=user, role="inkijk", actor=boss)
        assert roles_of(user) == {"inkijk"}
        assert not StaffUser.objects.get(pk=user.pk).is_staff

    def test_writes_nothing_for_the_role_that_it_has(self) -> None:
        user = make_staff("balie")
        before = user.history.count()
        set_role(user=user, role="balie", actor="demo")
        assert user.history.count() == before

    def test_administrators_keep_their_own_role(self) -> None:
        boss = make_staff("beheerder")
        with pytest.raises(ValidationError):
            set_role(user=boss, role="balie", actor=boss)
        assert roles_of(boss) == {"beheerder"}

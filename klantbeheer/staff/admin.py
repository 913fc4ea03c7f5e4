"""Staff and roles in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from klantbeheer.admin import ReadOnlyAdmin, ReasonForm, TrackedAdmin
from klantbeheer.history import acting
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import ADMINISTRATOR, ROLE_LABELS, roles_of
from klantbeheer.staff.services import set_role, unlock

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def _role_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Role"), choices=list(ROLE_LABELS.items()))


class StaffAddForm(ReasonForm, UserCreationForm):  # type: ignore[type-arg]  # of StaffUser
    """A new login, with its role."""

    role = _role_field()

    class Meta:
        model = StaffUser
        fields = ["username", "first_name", "last_name", "email"]


class StaffChangeForm(ReasonForm, UserChangeForm):  # type: ignore[type-arg]  # of StaffUser
    """A login. Nobody can shut the door behind themselves."""

    role = _role_field()
    actor: StaffUser

    class Meta:
        model = StaffUser
        fields = ["username", "first_name", "last_name", "email", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = next(iter(sorted(roles_of(self.instance))), "")

    def clean_username(self) -> str:
        """Refuse a colleague's user name, in whatever capitals."""
        username: str = self.cleaned_data["username"]
        others = StaffUser.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise forms.ValidationError(self.instance.unique_error_message(StaffUser, ["username"]))
        return username

    def clean_role(self) -> str:
        """Refuse administrators who would take the role from themselves."""
        role: str = self.cleaned_data["role"]
        if self.instance == self.actor and self.initial["role"] == ADMINISTRATOR != role:
            raise forms.ValidationError(
                _("You cannot take the administrator's role from yourself.")
            )
        return role

    def clean_is_active(self) -> bool:
        """Refuse staff who would deactivate themselves."""
        active: bool = self.cleaned_data["is_active"]
        if self.instance == self.actor and not active:
            raise forms.ValidationError(_("You cannot deactivate yourself."))
        return active


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # of StaffUser
    """A new password for somebody else. A login without a password is a deactivated login."""

    usable_password = None  # takes the field away


class RoleFilter(admin.SimpleListFilter):
    """By role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The four roles."""
        return [(role, role) for role in ROLE_LABELS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Staff with the chosen role."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(StaffUser)
class StaffAdmin(TrackedAdmin, UserAdmin):  # type: ignore[type-arg]  # of StaffUser
    """Logins: made, changed, deactivated; never deleted."""

    form = StaffChangeForm
    add_form = StaffAddForm
    add_form_template = None
    change_password_form = NewPasswordForm
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Access"), {"fields": ["role", "is_active", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Access"), {"fields": ["role"]}),
    ]
    readonly_fields = ["last_login"]
    filter_horizontal = ()
    list_display = ["username", "first_name", "last_name", "role", "is_active", "last_login"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "first_name", "last_name"]
    ordering = ["first_name", "last_name", "username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the roles, which the list shows."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("role"))
    def role(self, user: StaffUser) -> str:
        """The user's role."""
        return ", ".join(sorted(roles_of(user)))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """As Django's; the form knows who fills it in."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.actor = request.user
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Also the role, which is a group."""
        super().save_related(request, form, formsets, change)
        set_role(user=form.instance, role=form.cleaned_data["role"], actor=_actor(request))

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  # Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """As Django's; it also lifts the lock that wrong tries left behind."""
        with acting(actor=_actor(request), reason=_now("New password")):
            response: HttpResponse = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            unlock(StaffUser.objects.get(pk=id))
        return response


def _actor(request: HttpRequest) -> StaffUser:
    """Who is signed in: the admin lets nobody else in."""
    user = request.user
    assert isinstance(user, StaffUser)  # noqa: S101  # for the type; the admin view checked it
    return user


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(ReadOnlyAdmin):
    """The roles, to read: what each may do stands in the code, the same for every shop."""

    list_display = ["name", "meaning"]
    fields = ["name", "meaning", "what_it_may"]
    readonly_fields = ["name", "meaning", "what_it_may"]
    ordering = ["name"]

    @admin.display(description=_("meaning"))
    def meaning(self, role: Group) -> str:
        """What the role is for."""
        return str(ROLE_LABELS.get(role.name, ""))

    @admin.display(description=pgettext_lazy("role", "may"))
    def what_it_may(self, role: Group) -> str:
        """The role's permissions, one per line."""
        names = role.permissions.order_by("content_type__app_label", "codename")
        return "\n".join(names.values_list("codename", flat=True))

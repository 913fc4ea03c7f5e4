"""Our admin site, and what every page of it has in common.

Nothing is deleted here. The admin keeps no log of its own: the history says who changed what and why,
and an erasure has one place fewer to clean.
"""

from __future__ import annotations

from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from klantbeheer import queue
from klantbeheer.history import acting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

COUNT_AT_MOST = 10_000


class KlantbeheerAdminSite(admin.AdminSite):
    """Django's admin, for administrators, behind the product's own sign-in page."""

    site_header = _("Klantbeheer: administration")
    site_title = _("Klantbeheer")
    index_title = _("Staff, lists and settings")

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go to the one sign-in page. Raises PermissionDenied for staff without this right."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        asked = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        query = urlencode({REDIRECT_FIELD_NAME: asked}, safe="/")
        return HttpResponseRedirect(f"{reverse('staff:sign_in')}?{query}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Sign out as everywhere else."""
        from klantbeheer.staff.views import SignOut

        return SignOut.as_view()(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's; staff without this right are refused rather than asked to sign in again.

        Raises SuspiciousOperation (a 400 page) for a filter with a NUL, which no database can hold.
        """
        guarded: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if "\0" in unquote(request.META["QUERY_STRING"]):
                raise SuspiciousOperation("NUL in the query string")
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """As Django's, with a warning when messages wait and nothing sends them."""
        since = queue.idle_since()
        return super().index(request, {"idle_since": since} | (extra_context or {}))

    def get_log_entries(self, request: HttpRequest) -> Any:
        """None: there is no log beside the history."""
        from django.contrib.admin.models import LogEntry

        return LogEntry.objects.none()


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # of anything
    """A paginator that stops counting at COUNT_AT_MOST: nobody leafs further, they search."""

    @cached_property
    def found(self) -> int:
        """How many there are, or one more than the cap when there are more."""
        rows: Any = self.object_list
        return int(rows.order_by()[: COUNT_AT_MOST + 1].count())

    @property
    def is_capped(self) -> bool:
        """Whether there are more than are counted."""
        return self.found > COUNT_AT_MOST

    @cached_property
    def count(self) -> int:
        """The number of objects that can be leafed through."""
        return min(self.found, COUNT_AT_MOST)


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]  # of any model
    """A form that asks why."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=200,
        help_text=_("Stands beside the change in the history."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class KeepingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model
    """Shows, and where the role allows it changes; never deletes, never logs beside the history."""

    actions = None
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: what is no longer used is deactivated."""
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the history has it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the history has it."""


class ReadOnlyAdmin(KeepingAdmin):
    """Shows and changes nothing; there is no history to lead to.

    `list_title` is what its list is called, `nothing_yet` what stands there as long as it is empty.
    """

    change_form_template = "admin/view_form.html"
    change_list_template = "admin/read_only_list.html"
    list_title: StrOrPromise = ""
    nothing_yet: StrOrPromise = ""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """There is nothing to choose here: the page is called by what it is."""
        title = {"title": self.list_title} if self.list_title else {}
        own = title | {"nothing_yet": self.nothing_yet}
        return super().changelist_view(request, (extra_context or {}) | own)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No."""
        return False


class TrackedAdmin(KeepingAdmin, SimpleHistoryAdmin):  # type: ignore[misc]  # untyped base
    """The admin of a model with a history: asks for the reason, shows who, when and why."""

    form = ReasonForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's, with the reason in every history row that it writes."""
        reason = request.POST.get("reason", "").strip()[:200]
        with acting(reason=reason):
            response: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        return response

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """As Django's, with the reason last, for those who may save."""
        fieldsets = [
            (title, options | {"fields": [f for f in options["fields"] if f != "reason"]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        may_save = (
            self.has_add_permission(request)
            if obj is None
            else self.has_change_permission(request, obj)
        )
        return [*fieldsets, (None, {"fields": ["reason"]})] if may_save else fieldsets

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Save, unless only a reason was typed: a change of nothing has no place in the history."""
        if not change or set(form.changed_data) - {"reason"}:
            super().save_model(request, obj, form, change)

    def require_key(self, text: str) -> None:
        """Raise Http404 unless `text`, from an address, can be a key of this model."""
        _require_key(text)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django's. Raises Http404 for what is no key."""
        self.require_key(object_id)
        response: HttpResponse = super().history_view(request, object_id, extra_context)
        return response

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show an old version; putting it back is not possible, since that goes around the rules.

        Raises Http404 for what is no key.
        """
        self.require_key(object_id)
        _require_key(version_id)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        response: HttpResponse = super().history_form_view(
            request, object_id, version_id, extra_context
        )
        return response


class OneRowAdmin(TrackedAdmin):
    """The admin of settings of which there is one row, with number 1: the list leads straight to it."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while there are none."""
        return super().has_add_permission(request) and not self._is_saved()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go to the settings, or to making them. Raises PermissionDenied as the list would."""
        if not self.has_view_or_change_permission(request):
            response: HttpResponse = super().changelist_view(request, extra_context)
            return response
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return HttpResponseRedirect(
            reverse(f"{name}_change", args=[1]) if self._is_saved() else reverse(f"{name}_add")
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """There is one row, and it has number 1."""
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def _is_saved(self) -> bool:
        return bool(self.model._default_manager.filter(pk=1).exists())


def _require_key(text: str) -> None:
    """Raise Http404 unless `text`, from an address, can be a number that is a key of the database."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404

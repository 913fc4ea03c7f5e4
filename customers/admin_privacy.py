"""What an administrator decides about privacy: settings, retention rules; the journal; the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import hooks
from customers.models import ErasureEntry, PrivacyRequest, PrivacySettings, RetentionRule
from customers.presentation.dates import clock_words, full_day
from customers.presentation.history import system_words
from customers.presentation.numbers import counted
from customers.privacy.processing.register import csv_heading, csv_rows, make_register
from customers.privacy.retention.page import kind_words, period_words
from klantbeheer.admin import OneRowAdmin, ReadOnlyAdmin, ReasonForm, TrackedAdmin
from klantbeheer.export import csv_response

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern


# ---------------------------------------------------------------- settings, and the register
@admin.register(PrivacySettings)
class PrivacySettingsAdmin(OneRowAdmin):
    """The one row of what the shop decides, with the way to everything else about privacy."""

    change_form_template = "admin/customers/privacysettings/change_form.html"
    fieldsets = [
        (
            gettext_lazy("Erasing"),
            {"fields": ["second_person", "waiting_days", "medical_years", "export_days"]},
        ),
        (
            gettext_lazy("Register of processing"),
            {"fields": ["controller", "privacy_contact", "recipients", "security"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """The register of processing beside the settings."""
        own = [
            path(
                "register/",
                self.admin_site.admin_view(self.register_view),
                name="customers_privacysettings_register",
            ),
            path(
                "register/csv/",
                self.admin_site.admin_view(self.register_csv_view),
                name="customers_privacysettings_register_csv",
            ),
        ]
        return own + super().get_urls()

    def register_view(self, request: HttpRequest) -> HttpResponse:
        """The register of processing (article 30), to read and to print."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self._require_view(request)
        context = self.admin_site.each_context(request) | {
            "title": _("Register of processing"),
            "opts": self.opts,
            "register": make_register(),
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "admin/customers/privacysettings/register.html", context)

    def register_csv_view(self, request: HttpRequest) -> HttpResponse:
        """The same for a spreadsheet."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self._require_view(request)
        register = make_register()
        return csv_response(
            filename=f"verwerkingen-{timezone.localdate():%Y-%m-%d}.csv",
            heading=csv_heading(),
            rows=csv_rows(register),
        )

    def _require_view(self, request: HttpRequest) -> None:
        """Raise PermissionDenied for who may not read the settings."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied


# ---------------------------------------------------------------- rules
def _kinds() -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in hooks.retention_kinds().values()]


class RetentionRuleForm(ReasonForm):
    """A rule: there is one in force per kind and category."""

    kind = forms.ChoiceField(label=gettext_lazy("what"), choices=_kinds)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if category := self.fields.get("category"):
            category.empty_label = _("all other customers")  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any] | None:
        """Refuse a second rule in force for the same."""
        cleaned = super().clean()
        values = self.cleaned_data
        kind = values.get("kind") or self.instance.kind
        category = values.get("category", self.instance.category)
        others = RetentionRule.objects.filter(kind=kind, category=category, active=True)
        if values.get("active") and others.exclude(pk=self.instance.pk).exists():
            text = _("There is a rule for this already. Change that one, or make it not active.")
            self.add_error("kind" if "kind" in self.fields else "active", text)
        return cleaned

    def validate_constraints(self) -> None:
        """Nothing more: `clean` looked at the one constraint that a person can meet here."""


@admin.register(RetentionRule)
class RetentionRuleAdmin(TrackedAdmin):
    """How long what is kept, for whom, on which ground. What is no longer in force is not active."""

    form = RetentionRuleForm
    fields = ["kind", "category", "months", "ground", "active"]
    list_display = ["what", "category_or_all", "period", "ground", "active"]
    list_filter = ["active", "category"]
    list_select_related = ["category"]
    ordering = ["kind", "category__name", "pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What it is about stays: batches were made by it."""
        return ["what", "category"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Of a rule that is there the kind in words."""
        return ["what" if obj and name == "kind" else name for name in self.fields or ()]

    @admin.display(description=gettext_lazy("what"))
    def what(self, rule: RetentionRule) -> str:
        """The kind, in words."""
        return kind_words(rule.kind)

    @admin.display(description=gettext_lazy("category"))
    def category_or_all(self, rule: RetentionRule) -> str:
        """The category, or all others."""
        return rule.category.name if rule.category else _("all other customers")

    @admin.display(description=gettext_lazy("period"))
    def period(self, rule: RetentionRule) -> str:
        """'7 jaar'."""
        return period_words(rule.months)


# ---------------------------------------------------------------- the journal
class GroundFilter(admin.SimpleListFilter):
    """By the ground, in words."""

    title = gettext_lazy("ground")
    parameter_name = "ground"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every ground that an erasure can have."""
        return [(value, str(label)) for value, label in PrivacyRequest.Ground.choices if value]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those on the chosen ground."""
        return queryset.filter(ground=self.value()) if self.value() else queryset


@admin.register(ErasureEntry)
class ErasureEntryAdmin(ReadOnlyAdmin):
    """What was erased when, by whom, on which ground; nobody can write or change it here."""

    list_title = gettext_lazy("Journal of erasures")
    nothing_yet = gettext_lazy(
        "Nothing was erased yet. Every erasure comes to stand here: the number, when, by whom and why,"
        " without a name."
    )
    list_display = ["when", "customer_number", "scope", "ground_words", "who", "gone", "rows"]
    list_display_links = ["when"]
    list_filter = ["scope", GroundFilter, "removed"]
    list_per_page = 50
    date_hierarchy = "moment"
    sortable_by = ["when"]
    search_fields = ["customer_number"]
    search_help_text = gettext_lazy("By customer number.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the whole number, through its index."""
        wanted = search_term.strip()
        return (queryset.filter(customer_number=wanted) if wanted else queryset), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Everything that it has, the parts as one number."""
        return [
            "id",
            "moment",
            "customer_number",
            "scope",
            "removed",
            "ground_words",
            "request_pk",
            "actor",
            "approved_by",
            "rows",
            "tables",
            "replayed_at",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything."""
        return self.get_fields(request, obj)

    @admin.display(description=gettext_lazy("moment"), ordering="moment")
    def when(self, entry: ErasureEntry) -> str:
        """'22 nov. 2026 19.51 uur': a list of several years, so always with the year."""
        moment = timezone.localtime(entry.moment)
        return f"{full_day(moment.date())} {clock_words(moment)}"

    @admin.display(description=gettext_lazy("actor"))
    def who(self, entry: ErasureEntry) -> str:
        """'kantoor, goedgekeurd door beheerder', by user name."""
        approved = _("approved by %(name)s") % {"name": entry.approved_by}
        actor = system_words(entry.actor)
        return f"{actor}, {approved}" if entry.approved_by else actor

    @admin.display(description=gettext_lazy("disappeared"), boolean=True)
    def gone(self, entry: ErasureEntry) -> bool:
        """Whether the customer disappeared entirely."""
        return entry.removed

    @admin.display(description=gettext_lazy("ground"), ordering="ground")
    def ground_words(self, entry: ErasureEntry) -> str:
        """The ground as it is called everywhere else; the journal keeps its code."""
        return str(dict(PrivacyRequest.Ground.choices).get(entry.ground, entry.ground))

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, entry: ErasureEntry) -> str:
        """How many rows were changed, live and in the history."""
        return counted(sum(_counts(entry).values()))

    @admin.display(description=gettext_lazy("rows per table"))
    def tables(self, entry: ErasureEntry) -> str:
        """'accounts_invoice: 3, …'."""
        return ", ".join(f"{name}: {counted(n)}" for name, n in sorted(_counts(entry).items()))


def _counts(entry: ErasureEntry) -> dict[str, int]:
    found = entry.counts if isinstance(entry.counts, dict) else {}
    return {str(name): n for name, n in found.items() if isinstance(n, int)}

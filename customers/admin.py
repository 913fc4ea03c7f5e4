"""Customers, lists and settings in the admin.

A customer is read here and changed at the counter: only there are the rules for names, phones, doubles
and two people changing at once. The number alone is changed here too, through its own service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers import admin_privacy
from customers.models import (
    Category,
    Customer,
    CustomField,
    Interest,
    NumberCounter,
    ShopSettings,
)
from customers.search.query import parse_one_box
from customers.search.service import search
from customers.services import numbers
from klantbeheer.admin import OneRowAdmin, ReadOnlyAdmin, ReasonForm, TrackedAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from klantbeheer.staff.models import StaffUser

__all__ = ["admin_privacy"]

CUSTOMERS_FOUND = 200


class LookupForm(ReasonForm):
    """A name in a list."""

    def clean_name(self) -> str:
        """Refuse a name that is in the list already, in whatever capitals."""
        name: str = self.cleaned_data["name"]
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("This name is in the list already, perhaps not active."))
        return name


@admin.register(Category, Interest)
class LookupAdmin(TrackedAdmin):
    """A list to choose from: what is no longer used is taken out of the choices."""

    form = LookupForm
    fields = ["name", "active"]
    list_display = ["name", "active"]
    list_filter = ["active"]
    search_fields = ["name"]
    ordering = ["name"]


class CustomFieldForm(ReasonForm):
    """An extra field."""

    def clean_choices(self) -> str:
        """One choice per line, without blank lines."""
        lines = (line.strip() for line in self.cleaned_data["choices"].splitlines())
        choices = "\n".join(line for line in lines if line)
        kind = self.cleaned_data.get("kind", self.instance.kind)
        if kind == CustomField.Kind.CHOICE and not choices:
            raise ValidationError(_("Fill in the choices, one per line."))
        return choices


@admin.register(CustomField)
class CustomFieldAdmin(TrackedAdmin):
    """The shop's extra fields of a customer."""

    form = CustomFieldForm
    fields = ["label", "key", "kind", "choices", "position", "active"]
    list_display = ["label", "key", "kind", "position", "active"]
    list_filter = ["kind", "active"]
    ordering = ["position", "label"]
    prepopulated_fields: ClassVar[dict[str, Any]] = {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Key and kind stay: the values that customers already have are kept under and as these."""
        return ["key", "kind"] if obj else []


class ShopSettingsForm(ReasonForm):
    """The settings."""

    def clean_number_max_length(self) -> int:
        """Not shorter than the shortest."""
        longest: int = self.cleaned_data["number_max_length"]
        if longest < self.cleaned_data.get("number_min_length", 0):
            raise ValidationError(_("The longest number is shorter than the shortest one."))
        return longest


@admin.register(ShopSettings)
class ShopSettingsAdmin(OneRowAdmin):
    """The one row of settings: the list leads straight to it."""

    form = ShopSettingsForm
    fieldsets = [
        (None, {"fields": ["shop_name", "country"]}),
        (_("Customer numbers"), {"fields": ["number_min_length", "number_max_length"]}),
        (_("Names"), {"fields": ["sort_with_infix"]}),
        (_("Addresses"), {"fields": ["use_pdok"]}),
        (
            _("Messages to customers"),
            {"fields": ["message_service", "sender_email", "sms_sender"]},
        ),
    ]


@admin.register(NumberCounter)
class NumberCounterAdmin(ReadOnlyAdmin):
    """Where the customer numbers are; how long they are is in the shop settings."""

    list_display = ["name", "next_value"]


class NumberForm(ReasonForm):
    """The number of a customer."""

    actor: StaffUser

    class Meta:
        model = Customer
        fields = ["number"]

    def clean(self) -> dict[str, Any] | None:
        """Renumber, through the service: its refusals stand at the field like any other error.

        The request is one transaction, so that nothing stays when something later fails.
        """
        cleaned = super().clean()
        if "number" in self.changed_data and not self.errors:
            customer = Customer.objects.get(pk=self.instance.pk)
            try:
                with transaction.atomic():
                    numbers.renumber(
                        customer=customer,
                        number=self.cleaned_data["number"],
                        actor=self.actor,
                        reason=self.cleaned_data.get("reason", ""),
                    )
            except ValidationError as error:
                self.add_error("number", error)
        return cleaned


class CountryFilter(admin.SimpleListFilter):
    """By country; the choices are fixed, since collecting them would read every customer."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The shop's countries, and all others."""
        return [("NL", _("Netherlands")), ("BE", _("Belgium")), ("other", _("other"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Customers of the chosen country."""
        if self.value() == "other":
            return queryset.exclude(country__in=["NL", "BE"])
        return queryset.filter(country=self.value()) if self.value() else queryset


@admin.register(Customer)
class CustomerAdmin(TrackedAdmin):
    """Customers: found, read, filtered, renumbered; their history. Changed at the counter."""

    form = NumberForm
    change_form_template = "admin/customers/customer/change_form.html"
    list_display = [
        "number",
        "name",
        "kind",
        "status",
        "postcode",
        "city",
        "country",
        "category",
        "assigned_to",
    ]
    list_display_links = ["number", "name"]
    list_filter = ["status", "kind", CountryFilter, "category", "assigned_to"]
    list_select_related = ["category", "assigned_to"]
    list_per_page = 50
    sortable_by = ["number"]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = _("As at the counter: name, postcode, phone, e-mail, number or card.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What this user may see, as everywhere."""
        customers: QuerySet[Any] = Customer.objects.visible_to(request.user)
        return customers.order_by(*self.ordering)

    @admin.display(description=_("name"))
    def name(self, customer: Customer) -> str:
        """The name in a list."""
        given = " ".join(filter(None, [customer.initials, customer.infix]))
        person = ", ".join(filter(None, [customer.last_name, given]))
        return customer.company_name or person

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: a customer is added from a search, at the counter."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only who may renumber."""
        return request.user.has_perm("customers.renumber_customer")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The number first, then everything."""
        names = [field.name for field in Customer._meta.fields if not field.generated]
        shown = [name for name in names if name not in ("id", "number", "version")]
        return ["number", *shown, "interests"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but the number."""
        return [name for name in self.get_fields(request, obj) if name != "number"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """As Django's; the form knows who fills it in."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: the form renumbered already, and nothing else can be changed here."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing, for the same reason."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The best hits of the counter's own search, inactive customers too."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=_found(search_term, request)), False


def _found(text: str, request: HttpRequest) -> list[int]:
    """The keys of the customers that the counter's search finds for `text`; best first, not all."""
    try:
        answer = search(
            parse_one_box(text), user=request.user, include_inactive=True, limit=CUSTOMERS_FOUND
        )
    except ValidationError:
        return []
    return [hit.id for hit in answer.hits]

"""The lists and settings of accounts and invoices, in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    CategoryDefaults,
    ExportProfile,
    InvoiceSettings,
    PaymentTerm,
    VatRate,
)
from accounts.presentation.export import chosen_columns, heading
from customers.admin import LookupForm
from klantbeheer.admin import OneRowAdmin, ReasonForm, TrackedAdmin

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest

    from customers.models import Category


# ---------------------------------------------------------------- payment terms and defaults
@admin.register(PaymentTerm)
class PaymentTermAdmin(TrackedAdmin):
    """In how many days an invoice is to be paid; what is no longer used is not chosen any more."""

    form = LookupForm
    fields = ["name", "days", "active"]
    list_display = ["name", "days", "active"]
    list_filter = ["active"]
    ordering = ["days", "name"]


def _offer_terms(form: ReasonForm) -> None:
    """Let a form choose among the terms in use, and the one that its row has already."""
    if term := form.fields.get("payment_term"):
        rows = PaymentTerm.objects.filter(active=True)
        kept = PaymentTerm.objects.filter(pk=form.instance.payment_term_id)
        term.queryset = rows | kept  # type: ignore[attr-defined]  # a choice of rows


class CategoryDefaultsForm(ReasonForm):
    """What the accounts of a category start with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_terms(self)
        if category := self.fields.get("category"):
            category.empty_label = _("all others")  # type: ignore[attr-defined]  # likewise

    def clean_category(self) -> Category | None:
        """One row for all others; Django itself sees to one per category."""
        category: Category | None = self.cleaned_data["category"]
        if category is None:
            others = CategoryDefaults.objects.filter(category=None).exclude(pk=self.instance.pk)
            if others.exists():
                raise ValidationError(
                    _("There is a row for all others already. Choose a category.")
                )
        return category


@admin.register(CategoryDefaults)
class CategoryDefaultsAdmin(TrackedAdmin):
    """How the accounts of a category of customers are invoiced, until somebody changes one."""

    form = CategoryDefaultsForm
    fields = ["category", "invoicing_method", "delivery_method", "payment_term"]
    list_display = ["__str__", "invoicing_method", "delivery_method", "payment_term"]
    list_select_related = ["category", "payment_term"]
    ordering = ["category__name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """For whom the row is stays; another category has another row."""
        return ["category"] if obj else []


# ---------------------------------------------------------------- invoices
class VatRateForm(ReasonForm):
    """A rate of VAT."""

    def clean_rate(self) -> Decimal:
        """Between nothing and all of it."""
        rate: Decimal = self.cleaned_data["rate"]
        if not 0 <= rate <= 100:
            raise ValidationError(_("A VAT rate is between 0 and 100 %."))
        return rate

    def clean_country(self) -> str:
        """Two capitals."""
        country = str(self.cleaned_data["country"]).strip().upper()
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise ValidationError(_("A country is two letters: NL."))
        return country

    def clean(self) -> dict[str, Any] | None:
        """A name stands once in a country, and one rate of it is the usual one."""
        cleaned = super().clean()
        values = self.cleaned_data
        others = VatRate.objects.filter(country=values.get("country", ""))
        others = others.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=values.get("name", "")).exists():
            self.add_error("name", _("This name is in the list already, perhaps not active."))
        usual = others.filter(usual=True, active=True).first()
        if usual is not None and values.get("usual") and values.get("active"):
            text = _("%(name)s is the usual one already. Take the tick away there first.")
            self.add_error("usual", text % {"name": usual.name})
        return cleaned


@admin.register(VatRate)
class VatRateAdmin(TrackedAdmin):
    """What may stand on a line; a rate that no longer holds is made not active."""

    form = VatRateForm
    fields = ["country", "rate", "name", "usual", "active"]
    list_display = ["name", "country", "rate", "usual", "active"]
    list_filter = ["country", "active"]
    ordering = ["country", "-rate", "name"]


class InvoiceSettingsForm(ReasonForm):
    """What stands on every invoice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_terms(self)


@admin.register(InvoiceSettings)
class InvoiceSettingsAdmin(OneRowAdmin):
    """The one row of what an invoice says of the shop: the list leads straight to it."""

    form = InvoiceSettingsForm
    fieldsets = [
        (
            None,
            {"fields": ["legal_name", "street", "postcode", "city", "phone", "email"]},
        ),
        (
            _("Numbers of the shop"),
            {"fields": ["registration_number", "vat_number", "iban", "bic"]},
        ),
        (
            _("Invoices"),
            {"fields": ["payment_term", "prices_include_vat", "series_prefix", "footer"]},
        ),
    ]


class ExportProfileForm(ReasonForm):
    """The form of a file for the bookkeeping."""

    def clean_name(self) -> str:
        """Refuse a name that is in the list already, in whatever capitals."""
        name: str = self.cleaned_data["name"]
        others = ExportProfile.objects.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(_("There are columns by this name already."))
        return name


@admin.register(ExportProfile)
class ExportProfileAdmin(TrackedAdmin):
    """The files for the bookkeeping; their columns are chosen where the file is made."""

    form = ExportProfileForm
    fields = ["name", "separator", "decimal_comma", "column_words"]
    readonly_fields = ["column_words"]
    list_display = ["name", "column_words"]
    ordering = ["name"]

    @admin.display(description=_("columns"))
    def column_words(self, profile: ExportProfile) -> str:
        """The columns by their names, in their order."""
        stored = profile.columns if isinstance(profile.columns, list) else []
        return ", ".join(heading(chosen_columns(stored)))

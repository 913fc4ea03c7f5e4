"""The form that changes every field of a customer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.forms.customer import PHONES, CustomerForm, initial_of
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.models import Category, Customer, CustomField, Interest
from customers.services import state
from customers.values.phones import display_phone
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Mapping

CUSTOM_FIELD = "custom_"


class EditForm(CustomerForm):
    """All fields. `version` is the customer's version that the form was opened with."""

    language = forms.ChoiceField(label=_("Language"), choices=Customer.Language.choices)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("none")
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("Interests"),
        queryset=Interest.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attention = NoteField(label=_("Attention"), required=False, max_length=500)
    attention_until = DayField(label=_("Attention until"), required=False)
    internal_note = NoteField(label=_("Internal note"), required=False, max_length=5000)
    assigned_to = forms.ModelChoiceField(
        label=_("Assigned to"),
        queryset=StaffUser.objects.none(),
        required=False,
        empty_label=_("nobody"),
    )
    employee = forms.ModelChoiceField(
        label=_("Employee"),
        queryset=StaffUser.objects.none(),
        required=False,
        empty_label=_("no"),
        help_text=_("The login of an employee who is also a customer."),
    )
    reason = TextField(label=_("Reason (may stay empty)"), required=False, max_length=500)
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        customer: Customer,
        actor: StaffUser,
        initial: dict[str, Any] | None = None,
    ) -> None:
        shown = edit_initial(customer) | (initial or {})
        super().__init__(data, initial=shown, stored=customer)
        self.customer = customer
        # Staff who are customers themselves are the back office's business.
        if not may_link_employee(actor):
            del self.fields["employee"]
        self._offer_rows(customer)
        self._custom = list(CustomField.objects.filter(active=True))
        for definition in self._custom:
            name = f"{CUSTOM_FIELD}{definition.key}"
            self.fields[name] = custom_form_field(definition, self.initial.get(name))

    def _offer_rows(self, customer: Customer) -> None:
        """Offer what may be chosen now, and what this customer has already."""
        used = list(customer.interests.values_list("pk", flat=True))
        offers: dict[str, Any] = {
            "category": Category.objects.filter(Q(active=True) | Q(pk=customer.category_id)),
            "interests": Interest.objects.filter(Q(active=True) | Q(pk__in=used)),
            "assigned_to": _staff(customer.assigned_to_id),
            "employee": _staff(customer.employee_id).filter(
                Q(customer=None) | Q(customer=customer)
            ),
        }
        for name, queryset in offers.items():
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for mypy
                field.queryset = queryset

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of `customers.services.state`."""
        cleaned = self.cleaned_data
        values = super().values()
        for name in ("language", "attention", "attention_until", "internal_note"):
            values[name] = cleaned[name]
        for name in state.LINKS:
            if name in self.fields:
                values[name] = cleaned[name].pk if cleaned[name] else None
        values[state.INTERESTS] = tuple(sorted(interest.pk for interest in cleaned["interests"]))
        for definition in self._custom:
            value = cleaned[f"{CUSTOM_FIELD}{definition.key}"]
            values[f"{state.CUSTOM}{definition.key}"] = _as_json(definition, value)
        return values

    @property
    def custom_fields(self) -> list[forms.BoundField]:
        """The administrator's extra fields, for the template."""
        return [self[f"{CUSTOM_FIELD}{definition.key}"] for definition in self._custom]


def may_link_employee(actor: StaffUser) -> bool:
    """Whether this user may say which login a customer is: the back office and the administrator."""
    return actor.has_perm("customers.export_customer") or actor.has_perm("staff.change_staffuser")


def custom_form_field(definition: CustomField, value: Any = None) -> forms.Field:
    """The form field for an extra field of the administrator's; `value` stays a choice."""
    label, kind = definition.label, definition.kind
    if kind == CustomField.Kind.NUMBER:
        return forms.DecimalField(
            label=label, required=False, max_digits=15, decimal_places=4, localize=True
        )
    if kind == CustomField.Kind.DATE:
        return DayField(label=label, required=False)
    if kind == CustomField.Kind.YES_NO:
        return forms.TypedChoiceField(
            label=label,
            required=False,
            choices=[("", _("not filled in")), ("yes", _("yes")), ("no", _("no"))],
            coerce=lambda text: text == "yes",
            empty_value=None,
        )
    if kind == CustomField.Kind.CHOICE:
        offered = dict.fromkeys([*definition.choice_list, *([str(value)] if value else [])])
        choices = [("", _("not filled in")), *((choice, choice) for choice in offered)]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    return TextField(label=label, required=False, max_length=500)


def edit_initial(customer: Customer) -> dict[str, Any]:
    """The values of a customer as the edit form shows them."""
    names = ("language", "attention", "attention_until", "internal_note", "version")
    initial = initial_of(customer) | {name: getattr(customer, name) for name in names}
    initial |= {name: getattr(customer, f"{name}_id") for name in state.LINKS}
    initial[state.INTERESTS] = list(customer.interests.values_list("pk", flat=True))
    return initial | custom_initial(customer.custom)


def custom_initial(custom: Mapping[str, Any]) -> dict[str, Any]:
    """The extra values by the names of the form's fields."""
    return {f"{CUSTOM_FIELD}{key}": _as_typed(value) for key, value in custom.items()}


def _as_typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def initial_of_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values turned back into what the form shows, for going on with a form."""
    custom = {
        name.removeprefix(state.CUSTOM): value
        for name, value in values.items()
        if name.startswith(state.CUSTOM)
    }
    plain = {name: value for name, value in values.items() if not name.startswith(state.CUSTOM)}
    for name in PHONES:
        if name in plain:
            plain[name] = display_phone(plain[name], str(values.get("country") or "NL"))
    return plain | custom_initial(custom)


def _as_json(definition: CustomField, value: Any) -> Any:
    """A cleaned extra value as it is stored: plain JSON."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if definition.kind == CustomField.Kind.NUMBER:
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat()


def _staff(also: int | None) -> Any:
    return StaffUser.objects.filter(Q(is_active=True) | Q(pk=also))

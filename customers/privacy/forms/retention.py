"""Deciding about a batch, and holding a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import DayField, TextField
from customers.models import RetentionItem

if TYPE_CHECKING:
    from collections.abc import Sequence


class ApproveForm(forms.Form):
    """The number of customers, typed, so that nobody approves without having seen it."""

    count = forms.IntegerField(
        label=_("How many customers go?"),
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Type the number that stands above."),
            "invalid": _("Type the number that stands above."),
        },
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]  # what was posted, if any


class DeclineForm(forms.Form):
    """Why it does not go."""

    reason = TextField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]  # what was posted, if any


class UsualForm(forms.Form):
    """Which of the usual rules the shop takes over: all of them, unless it says otherwise."""

    kinds = forms.MultipleChoiceField(
        label=_("Take over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one rule."),
            "invalid_choice": _("For this there is a rule by now. Look at the table once more."),
        },
    )

    def __init__(self, data: object = None, *, kinds: Sequence[str]) -> None:
        super().__init__(data, label_suffix="", initial={"kinds": kinds})  # type: ignore[arg-type]
        field = cast("forms.MultipleChoiceField", self.fields["kinds"])
        field.choices = [(kind, kind) for kind in kinds]


class ItemFilter(forms.Form):
    """Which customers of a batch are shown."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("everybody")), *RetentionItem.Status.choices],
    )
    number = TextField(label=_("Customer number"), required=False, max_length=12)

    def __init__(self, data: object) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]  # a query string


class HoldForm(forms.Form):
    """Why the data of a customer may not go yet, and until when."""

    reason = TextField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )
    until = DayField(
        label=_("Until (may stay empty)"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
    )
    version = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


class EndHoldForm(forms.Form):
    """The reason is over."""

    reason = TextField(label=_("Reason (may stay empty)"), required=False, max_length=200)
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

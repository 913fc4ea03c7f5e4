"""The form of a draft invoice: what stands above it, and its lines."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import InvoiceSettings, VatRate
from accounts.services.drafting import MOST_LINES
from accounts.services.invoices import DraftValues, LineValues
from accounts.values.money import Line, Totals, line_amount, totals
from customers.forms.errors import take_errors
from customers.forms.fields import LARGEST_AMOUNT, AmountField, TextField, VersionField
from customers.models import ShopSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import Invoice
    from customers.activities.models import Activity

NEW_LINES = 3
LINE_FIELDS = ("activity", "description", "quantity", "unit_price", "vat_rate")
_TOP_FIELDS = ("subject", "customer_reference", "prices_include_vat", "version")
_DIGITS = re.compile(r"[0-9]{1,4}")


class LineForm(forms.Form):
    """One line. A row without a description and a price is no line."""

    activity = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
    )
    description = TextField(
        label=pgettext_lazy("invoice", "Description"), required=False, max_length=200
    )
    quantity = AmountField(
        label=_("Quantity"), required=False, decimal_places=3, largest=Decimal(999_999)
    )
    unit_price = AmountField(label=_("Price"), required=False, decimal_places=4)
    vat_rate = forms.ChoiceField(label=pgettext_lazy("invoice", "VAT"), required=False)

    def __init__(self, *args: Any, rates: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | options)
        # Every row is read, whatever the post says of how many there were: `clean` knows empty ones.
        self.empty_permitted = False
        field = self.fields["vat_rate"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for mypy
        field.choices = rates

    def clean(self) -> dict[str, Any]:
        """Hold the line together. Raises nothing; errors stand at their fields."""
        values = self.cleaned_data
        if self.is_empty:
            return values
        if not values.get("description") and "description" not in self.errors:
            self.add_error("description", _("Say what this line is for."))
        if values.get("unit_price") is None and "unit_price" not in self.errors:
            self.add_error("unit_price", _("Fill in a price; 0 is one too."))
        if values.get("quantity") == 0:
            self.add_error("quantity", _("Fill in how many, or remove the line."))
        values["quantity"] = values.get("quantity") or Decimal(1)
        if not values.get("vat_rate") and "vat_rate" not in self.errors:
            values["vat_rate"] = self.fields["vat_rate"].choices[0][0]  # type: ignore[attr-defined]
        if not self.errors and abs(line_amount(self.counted)) > LARGEST_AMOUNT:
            self.add_error("unit_price", _("This line comes to more than an invoice can hold."))
        return values

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that makes a line."""
        texts = ("description", "unit_price")
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in texts)

    @property
    def counted(self) -> Line:
        """What a valid line counts with."""
        values = self.cleaned_data
        return Line(values["quantity"], values["unit_price"], Decimal(values["vat_rate"]))

    def line(self, activities: Mapping[int, Activity]) -> LineValues | None:
        """The values of a valid row; None for an empty one."""
        if self.is_empty:
            return None
        counted = self.counted
        return LineValues(
            description=self.cleaned_data["description"],
            quantity=counted.quantity,
            unit_price=counted.unit_price,
            vat_rate=counted.vat_rate,
            activity=activities.get(self.cleaned_data.get("activity") or 0),
        )


class InvoiceForm(forms.Form):
    """A draft invoice. `rows` are its lines; `version` is the one that the form was opened with."""

    subject = TextField(
        label=pgettext_lazy("invoice", "Description"), required=False, max_length=160
    )
    customer_reference = TextField(label=_("Your reference"), required=False, max_length=80)
    prices_include_vat = forms.ChoiceField(
        label=_("Prices"),
        required=False,
        choices=[
            ("1", pgettext_lazy("prices", "including VAT")),
            ("0", pgettext_lazy("prices", "without VAT")),
        ],
    )
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        invoice: Invoice | None = None,
        initial: dict[str, Any] | None = None,
        lines: list[dict[str, Any]] | None = None,
    ) -> None:
        """`initial` and `lines` go before what is stored: they are what a clerk typed before."""
        shown = _initial_of(invoice) if invoice else _initial_of_new()
        super().__init__(data, initial=shown | (initial or {}), label_suffix="")
        self.invoice = invoice
        stored = list(invoice.lines.select_related("activity")) if invoice else []
        self.activities = {line.activity_id: line.activity for line in stored if line.activity_id}
        rates = rate_choices(line.vat_rate for line in stored)
        most = max(MOST_LINES, len(stored))
        rows = forms.formset_factory(LineForm, extra=0, max_num=most, absolute_max=most + 1)
        if lines is None:
            blank = [_blank(rates) for _n in range(1 if stored else NEW_LINES)]
            lines = [_shown_line(line) for line in stored] + blank
        self.most = most
        self.rates = rates
        self.rows: Any = rows(data, prefix="lines", initial=lines, form_kwargs={"rates": rates})

    def is_valid(self) -> bool:
        """Whether all of it can be saved."""
        whole: bool = self.rows.is_valid()
        return super().is_valid() and whole

    @property
    def error_count(self) -> int:
        """How many things are to be mended."""
        if not self.is_bound:
            return 0
        wrong = [len(row.errors) for row in self.rows.forms]
        return len(self.errors) + sum(wrong) + len(self.rows.non_form_errors())

    def values(self) -> DraftValues:
        """The values of a valid form."""
        found = (row.line(self.activities) for row in self.rows.forms)
        return DraftValues(
            subject=self.cleaned_data["subject"],
            customer_reference=self.cleaned_data["customer_reference"],
            prices_include_vat=self.cleaned_data["prices_include_vat"] != "0",
            lines=tuple(line for line in found if line is not None),
        )

    def readable_lines(self) -> tuple[list[Line], int]:
        """The lines that count already, while others are still being typed; and how many do not."""
        self.rows.is_valid()
        forms_ = [row for row in self.rows.forms if not row.is_empty]
        found = [row.counted for row in forms_ if not row.errors]
        return found, len(forms_) - len(found)

    def sums_of(self, lines: Iterable[Line]) -> Totals:
        """What these lines come to, as the prices of the form are meant."""
        chosen = self["prices_include_vat"].value()
        return totals(lines, prices_include_vat=str(chosen) != "0")

    def as_posted(self) -> dict[str, Any]:
        """What a browser would post of the form as it opens."""
        rows = self.rows.initial or []
        count = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": len(rows)}
        values = {name: self[name].value() for name in _TOP_FIELDS}
        texts = {
            f"lines-{place}-{name}": "" if value is None else str(value)
            for place, row in enumerate(rows)
            for name, value in row.items()
        }
        return values | count | texts

    def typed_again(
        self, version: int, values: DraftValues
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Values turned back into what the form shows, on another version."""
        top = {
            "subject": values.subject,
            "customer_reference": values.customer_reference,
            "prices_include_vat": "0" if values.prices_include_vat is False else "1",
            "version": version,
        }
        lines = [_shown_line(line) for line in values.lines]
        return top, [*lines, _blank(self.rates)]

    def take_errors(self, error: Any) -> None:
        """Show what the service says at the field it is about, or above the form."""
        take_errors(self, error)


# ---------------------------------------------------------------- what the form shows
def rate_choices(kept: Iterable[Decimal] = ()) -> list[tuple[str, str]]:
    """The rates of the shop's country, the usual one first, and those that lines have already."""
    country = ShopSettings.load().country
    active = VatRate.objects.filter(country=country, active=True).order_by("-usual", "-rate")
    found = {f"{rate.rate:.2f}": rate.name for rate in active}
    for rate in kept:
        found.setdefault(f"{rate:.2f}", f"{shown_number(rate, 0)} %")
    return list(found.items()) or [("0.00", "0 %")]


def shown_number(number: Decimal, least: int) -> str:
    """A number as it is typed: '1', '12,5', '12,50' with `least` decimals or more."""
    whole, _point, part = f"{number:f}".partition(".")
    part = part.rstrip("0").ljust(least, "0")
    return f"{whole},{part}" if part else whole


def _initial_of(invoice: Invoice) -> dict[str, Any]:
    return {
        "subject": invoice.subject,
        "customer_reference": invoice.customer_reference,
        "prices_include_vat": "1" if invoice.prices_include_vat else "0",
        "version": invoice.version,
    }


def _initial_of_new() -> dict[str, Any]:
    return {"prices_include_vat": "1" if InvoiceSettings.load().prices_include_vat else "0"}


def _blank(rates: list[tuple[str, str]]) -> dict[str, Any]:
    return {"quantity": "1", "vat_rate": rates[0][0]}


def _shown_line(line: Any) -> dict[str, Any]:
    """A line, stored or typed, as a row shows it."""
    return {
        "activity": line.activity.pk if line.activity else None,
        "description": line.description,
        "quantity": shown_number(line.quantity, 0),
        "unit_price": shown_number(line.unit_price, 2),
        "vat_rate": f"{line.vat_rate:.2f}",
    }


# ---------------------------------------------------------------- what was typed before
def typed_before(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields and the rows in what was posted (or kept as a draft), as they were typed.

    Args:
        data: one text per name.
    """
    top = {name: data[name] for name in _TOP_FIELDS if name in data}
    total = str(data.get("lines-TOTAL_FORMS", ""))
    count = min(int(total), 2 * MOST_LINES) if _DIGITS.fullmatch(total) else 0
    rows = [
        {name: data.get(f"lines-{place}-{name}", "") for name in LINE_FIELDS}
        for place in range(count)
    ]
    return top, rows


def with_row(rows: list[dict[str, Any]], wish: str) -> list[dict[str, Any]]:
    """The rows after 'add', or after 'remove-3'; anything else leaves them as they are."""
    rates = rate_choices()
    if wish == "add":
        return [*rows, _blank(rates)] if len(rows) < MOST_LINES else rows
    name, _dash, place = wish.partition("-")
    if name == "remove" and _DIGITS.fullmatch(place):
        rows = [row for number, row in enumerate(rows) if number != int(place)]
    return rows or [_blank(rates)]


def lines_in_words(lines: Iterable[tuple[Any, ...]]) -> str:
    """Lines as `drafting.values_of` has them: for the screen with two clerks' lines side by side."""
    return "; ".join(
        _now("%(quantity)s × %(what)s at %(price)s")
        % {
            "quantity": shown_number(quantity, 0),
            "what": description,
            "price": shown_number(price, 2),
        }
        for description, quantity, price, *_rest in lines
    )

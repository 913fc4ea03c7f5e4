"""Which columns of a customer make one change, what that change is called, and how a value reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.models import Customer
from customers.presentation.addresses import address_line
from customers.presentation.dates import long_day
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.utils.functional import _StrPromise as LazyText

GROUPS: dict[str, LazyText] = {
    "name": pgettext_lazy("history filter", "name"),
    "address": pgettext_lazy("history filter", "address"),
    "phone": pgettext_lazy("history filter", "phone"),
    "email": pgettext_lazy("history filter", "e-mail"),
    "status": pgettext_lazy("history filter", "status"),
    "number": pgettext_lazy("history filter", "customer number"),
    "attention": pgettext_lazy("history filter", "attention"),
    "assigned": pgettext_lazy("history filter", "assignment"),
    "cards": pgettext_lazy("history filter", "loyalty card"),
    "messages": pgettext_lazy("history filter", "messages"),
    "relations": pgettext_lazy("history filter", "relations"),
    "interests": pgettext_lazy("history filter", "interests"),
    "account": pgettext_lazy("history filter", "billing account"),
    "about": pgettext_lazy("history filter", "about this customer"),
    "note": pgettext_lazy("history filter", "internal note"),
    "custom": pgettext_lazy("history filter", "extra fields"),
}


@dataclass
class Names:
    """The names behind the keys that stand in history rows, fetched once for a whole page."""

    home: str = "NL"
    categories: dict[int, str] = field(default_factory=dict)
    interests: dict[int, str] = field(default_factory=dict)
    staff: dict[int, str] = field(default_factory=dict)
    customers: dict[int, str] = field(default_factory=dict)
    custom: dict[str, str] = field(default_factory=dict)
    accounts: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """Columns that change together, under one name."""

    group: str
    phrase: LazyText
    columns: tuple[str, ...]
    show: Callable[[Any, Names], str]
    icon: str = "pencil"

    def differs(self, old: Any, new: Any) -> bool:
        """Whether this changed between two history rows."""
        return any(getattr(old, name) != getattr(new, name) for name in self.columns)


def _text(column: str) -> Callable[[Any, Names], str]:
    return lambda row, _names: str(getattr(row, column) or "")


def _phone(column: str) -> Callable[[Any, Names], str]:
    return lambda row, names: display_phone(getattr(row, column), names.home)


def _choice(column: str, choices: Any) -> Callable[[Any, Names], str]:
    labels = dict(choices)
    return lambda row, _names: str(labels.get(getattr(row, column), getattr(row, column)))


def _day(column: str) -> Callable[[Any, Names], str]:
    def show(row: Any, _names: Names) -> str:
        day: date | None = getattr(row, column)
        return long_day(day) if day else ""

    return show


def _named(column: str, names_of: str) -> Callable[[Any, Names], str]:
    def show(row: Any, names: Names) -> str:
        key = getattr(row, column)
        return getattr(names, names_of).get(key, f"#{key}") if key else ""

    return show


def _salutation(row: Any, _names: Names) -> str:
    return {"mr": _("Mr"), "mrs": _("Ms")}.get(row.salutation, "")


FIELDS: tuple[Field, ...] = (
    Field("number", gettext_lazy("the customer number"), ("number",), _text("number"), "id-card"),
    Field(
        "about", gettext_lazy("the kind"), ("kind",), _choice("kind", Customer.Kind.choices), "user"
    ),
    Field("name", gettext_lazy("the salutation"), ("salutation",), _salutation, "user"),
    Field("name", gettext_lazy("the initials"), ("initials",), _text("initials"), "user"),
    Field("name", gettext_lazy("the first name"), ("first_name",), _text("first_name"), "user"),
    Field("name", gettext_lazy("the infix"), ("infix",), _text("infix"), "user"),
    Field("name", gettext_lazy("the last name"), ("last_name",), _text("last_name"), "user"),
    Field(
        "name",
        gettext_lazy("the company name"),
        ("company_name",),
        _text("company_name"),
        "building-2",
    ),
    Field(
        "address",
        gettext_lazy("the address"),
        ("street", "house_number", "house_number_addition", "postcode", "city", "country"),
        lambda row, names: address_line(row, home=names.home),
        "map-pin",
    ),
    Field("phone", gettext_lazy("the mobile number"), ("mobile",), _phone("mobile"), "phone"),
    Field("phone", gettext_lazy("the phone number"), ("phone",), _phone("phone"), "phone"),
    Field(
        "phone",
        gettext_lazy("the extra phone number"),
        ("phone_extra",),
        _phone("phone_extra"),
        "phone",
    ),
    Field("email", gettext_lazy("the e-mail address"), ("emails",), _text("emails"), "at-sign"),
    Field(
        "email",
        gettext_lazy("the permission to e-mail"),
        ("email_permission",),
        _choice("email_permission", Customer.EmailPermission.choices),
        "at-sign",
    ),
    Field("about", gettext_lazy("the date of birth"), ("birth_date",), _day("birth_date")),
    Field(
        "about",
        gettext_lazy("the language"),
        ("language",),
        _choice("language", Customer.Language.choices),
    ),
    Field(
        "about", gettext_lazy("the category"), ("category_id",), _named("category_id", "categories")
    ),
    Field(
        "about",
        gettext_lazy("the chamber of commerce number"),
        ("registration_number",),
        _text("registration_number"),
        "building-2",
    ),
    Field(
        "about", gettext_lazy("the VAT number"), ("vat_number",), _text("vat_number"), "building-2"
    ),
    Field("about", gettext_lazy("‘customer since’"), ("customer_since",), _day("customer_since")),
    Field(
        "about",
        gettext_lazy("the employee"),
        ("employee_id",),
        _named("employee_id", "staff"),
        "id-card",
    ),
    Field(
        "attention",
        gettext_lazy("the last day of the attention"),
        ("attention_until",),
        _day("attention_until"),
        "triangle-alert",
    ),
    Field(
        "attention",
        gettext_lazy("who set the attention"),
        ("attention_by_id",),
        _named("attention_by_id", "staff"),
        "triangle-alert",
    ),
    Field(
        "attention",
        gettext_lazy("the day of the attention"),
        ("attention_on",),
        _day("attention_on"),
        "triangle-alert",
    ),
    Field(
        "note",
        gettext_lazy("the internal note"),
        ("internal_note",),
        _text("internal_note"),
        "sticky-note",
    ),
)

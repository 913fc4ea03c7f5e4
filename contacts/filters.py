"""The filters of the address book, over addresses already limited to what the user may see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import AddressPermission, Channel, ContactType
from contacts.services.address_book import (
    ALL_TYPES,
    MAIN,
    OWN_ADDRESS,
    effective,
    located,
    of_customers,
    postcode_key,
)
from customers.models import Category, Customer
from customers.presentation.addresses import COUNTRIES, country_name
from customers.querysets import CHOOSABLE
from customers.values.text import clean_text, fold_width
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from django.db.models import QuerySet

OTHER_COUNTRY = "other"
YES_NO = [("yes", _("yes")), ("no", _("no"))]
_HIGHEST = "\U0010ffff"
_RANGE = re.compile(r"([0-9A-Z ]+?)\s*(?:-|–|\.\.|T/M|TOT)\s*([0-9A-Z ]+)")  # a dash

# By names, e-mail addresses and numbers that begin with the text: each from an index.
_CUSTOMERS = """
SELECT s.customer_id FROM public.customers_searchname s
  WHERE s.key >= public.customers_key(%(text)s) AND s.key < public.customers_key(%(text)s) || %(high)s
    AND s.kind IN (1, 2, 3, 4) AND public.customers_key(%(text)s) <> ''
UNION SELECT e.customer_id FROM public.customers_searchemail e
  WHERE e.value >= lower(%(text)s) AND e.value < lower(%(text)s) || %(high)s AND e.source_id = 0
UNION SELECT c.id FROM public.customers_customer c WHERE c.number = %(text)s"""
_PERSONS = f"""
SELECT s.source_id FROM public.customers_searchname s
  WHERE s.key >= public.customers_key(%(text)s) AND s.key < public.customers_key(%(text)s) || %(high)s
    AND s.kind = 10 AND public.customers_key(%(text)s) <> ''
UNION SELECT e.source_id FROM public.customers_searchemail e
  WHERE e.value >= lower(%(text)s) AND e.value < lower(%(text)s) || %(high)s AND e.source_id <> 0
UNION SELECT p.id FROM public.contacts_contactperson p WHERE p.customer_id IN ({_CUSTOMERS})"""


class CleanTextField(forms.CharField):
    """A text without control characters, at most 80 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 80, **options})

    def to_python(self, value: Any) -> str:
        """The text in NFC, trimmed. Raises ValidationError for what no text holds."""
        return clean_text(super().to_python(value) or "")


class PostcodeField(CleanTextField):
    """A postcode, the begin of one, or two of them with a dash: a range, both ends included."""

    def clean(self, value: Any) -> tuple[str, str] | None:
        """The lowest postcode and what comes after the highest; None for nothing.

        Raises ValidationError for what is no postcode.
        """
        text = fold_width(super().clean(value)).upper().strip()
        if not text:
            return None
        ends = _RANGE.fullmatch(text)
        low, high = sorted(_as_written(end) for end in ends.groups()) if ends else (text, text)
        low, high = _as_written(low), _as_written(high)
        if not re.fullmatch(r"[0-9A-Z][0-9A-Z ]*", low):
            raise ValidationError(
                _("Type a postcode or the begin of one (35), or a range (3500-3599).")
            )
        return low, high + _HIGHEST


def _as_written(postcode: str) -> str:
    """'3512JE' as it is stored: '3512 JE'."""
    return re.sub(r"^([0-9]{4})\s*([A-Z]{1,2})$", r"\1 \2", postcode.strip())


class CleanTextFilter(django_filters.Filter):  # type: ignore[misc]  # untyped
    """Filters by a clean text."""

    field_class = CleanTextField


class PostcodeFilter(django_filters.Filter):  # type: ignore[misc]  # untyped
    """Filters by a range of postcodes."""

    field_class = PostcodeField


def type_choices() -> list[tuple[str, Any]]:
    """The main addresses, every contact person, and each type that is in use."""
    types = [(kind.code, kind.label) for kind in ContactType.objects.all()]
    return [(MAIN, _("Main address")), (ALL_TYPES, _("all contact persons")), *types]


def country_choices() -> list[tuple[str, Any]]:
    """The countries that we have a name for, and the others together."""
    named = [(code, country_name(code)) for code in COUNTRIES]
    return [*named, (OTHER_COUNTRY, _("other countries"))]


def _choice(label: Any, choices: Any, method: str, empty: Any) -> Any:
    return django_filters.ChoiceFilter(
        label=label, choices=choices, method=method, empty_label=empty
    )


class AddressFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    """Narrows customers or contact persons, whichever the queryset holds.

    With something unreadable in it nothing is found: an address list must never be wider than was
    asked for.
    """

    text = CleanTextFilter(label=_("Name, e-mail or number"), method="by_text")
    type = _choice(pgettext_lazy("address", "Kind of address"), type_choices, "by_type", None)
    kind = _choice(_("Customer kind"), Customer.Kind.choices, "by_column", _("all"))
    status = _choice(
        _("Status"),
        [
            ("active", _("active")),
            ("prospect", _("prospect")),
            ("inactive", _("inactive")),
            ("all", pgettext_lazy("status", "all")),
        ],
        "by_status",
        _("active and prospective"),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=Category.objects.all(),
        method="by_column",
        empty_label=_("all"),
    )
    may_email = _choice(
        _("May e-mail"),
        [
            ("0", _("0 none")),
            ("1", _("1 notifications, or more")),
            ("2", _("2 everything")),
        ],
        "by_permission",
        _("all"),
    )
    has_email = _choice(_("Has e-mail"), YES_NO, "by_email", _("all"))
    has_address = _choice(_("Has address"), YES_NO, "by_address", _("all"))
    country = _choice(_("Country"), country_choices, "by_country", _("all"))
    postcode = PostcodeFilter(label=_("Postcode"), method="by_postcode")
    city = CleanTextFilter(label=_("City"), method="by_city")
    assigned_to = django_filters.ModelChoiceFilter(
        label=_("Assigned to"),
        queryset=StaffUser.objects.filter(is_active=True),
        method="by_column",
        empty_label=_("everyone"),
    )

    def __init__(
        self, *args: Any, types: list[tuple[str, Any]] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if types is not None:  # read already: not again for the check and for the list
            self.filters["type"].extra["choices"] = types

    @property
    def qs(self) -> QuerySet[Any]:
        """The addresses that fit; none when a filter cannot be read."""
        if not self.form.is_valid():
            nobody: QuerySet[Any] = self.queryset.none()
            return nobody
        found: QuerySet[Any] = super().qs
        if not self.form.cleaned_data["status"]:
            found = found.filter(**{self._of("status__in"): CHOOSABLE})
        return found

    @property
    def used(self) -> list[str]:
        """The names of the filters that were filled in."""
        return sorted(name for name in self.filters if self.data.get(name))

    def _of(self, lookup: str) -> str:
        """A lookup on the customer."""
        return lookup if of_customers(self.queryset) else f"customer__{lookup}"

    # ------------------------------------------------------------ each filter
    def by_type(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """The type has chosen the queryset already."""
        return queryset

    def by_column(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """A column of the customer."""
        return queryset.filter(**{self._of(name): value})

    def by_status(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """One status, or all of them."""
        return queryset if value == "all" else queryset.filter(**{self._of("status"): value})

    def by_text(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Names, addresses and numbers that begin with the text."""
        sql = _CUSTOMERS if of_customers(queryset) else _PERSONS
        texts = {"text": value, "high": _HIGHEST}
        names = re.findall(r"%\((\w+)\)s", sql)
        plain = re.sub(r"%\(\w+\)s", "%s::text", sql)
        return queryset.filter(pk__in=RawSQL(plain, [texts[name] for name in names]))  # noqa: S611

    def by_permission(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """An address of the box has at least this level; for 0 none has more."""
        held = AddressPermission.objects.filter(channel=Channel.EMAIL, level__gte=int(value) or 1)
        if of_customers(queryset):
            held = held.filter(customer_id=OuterRef("pk"), contact_person=None)
        else:
            held = held.filter(customer_id=OuterRef("customer_id"), contact_person=OuterRef("pk"))
        return queryset.filter(~Exists(held) if value == "0" else Exists(held))

    def by_email(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """With or without an e-mail address of its own."""
        return queryset.exclude(emails="") if value == "yes" else queryset.filter(emails="")

    def by_address(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """With or without an address to write to."""
        if of_customers(queryset):
            has = OWN_ADDRESS
        else:
            names = ("street", "postcode", "city")
            queryset = queryset.alias(**{f"at_{name}": effective(name) for name in names})
            has = ~Q(at_street="", at_postcode="", at_city="")
        return queryset.filter(has if value == "yes" else ~has)

    def by_country(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """The country of the address."""
        column = "country"
        if not of_customers(queryset):
            column = "at_country"
            queryset = queryset.alias(at_country=effective("country"))
        if value == OTHER_COUNTRY:
            return queryset.exclude(**{f"{column}__in": list(COUNTRIES)})
        return queryset.filter(**{column: value})

    def by_postcode(
        self, queryset: QuerySet[Any], _name: str, value: tuple[str, str]
    ) -> QuerySet[Any]:
        """From the lowest postcode through the highest."""
        low, high = value
        wanted = Q(GreaterThanOrEqual(postcode_key("postcode"), low))
        wanted &= Q(LessThan(postcode_key("postcode"), high))
        return queryset.filter(located(queryset, wanted))

    def by_city(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Cities that begin with the text."""
        return queryset.filter(located(queryset, Q(city__istartswith=value)))

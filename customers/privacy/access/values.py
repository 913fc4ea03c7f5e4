"""What a column says: cleaned of other people, as JSON, and in words."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import Customer, ShopSettings
from customers.presentation.addresses import country_name
from customers.presentation.dates import clock, full_day
from customers.presentation.history import system_words
from customers.privacy.access.redaction import OTHER_CUSTOMER, Redactor
from customers.values.phones import display_phone
from klantbeheer.personal_data import Handling, registered_tables
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from customers.hooks.access import Mask
    from customers.privacy.access.tables import Source

#: Columns that say nothing to a reader; they stand in the JSON alone.
QUIET = frozenset({"version"})
PHONES = frozenset({"phone", "mobile", "phone_extra"})
_MOST_REMEMBERED = 5000
_CENTS = 2  # decimals of an amount


@dataclass
class Values:
    """The values of one customer's rows.

    `files` says under which name in the ZIP a kept file goes. `hidden` are the keys per live table of
    what may not go in; rows that hang on those stay out too.
    """

    customer: Customer
    redactor: Redactor
    files: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, set[Any]] = field(default_factory=dict)
    masks: dict[str, Mask] = field(default_factory=dict)
    staff: dict[int, str] = field(default_factory=dict)
    home: str = "NL"
    _names: dict[tuple[type[models.Model], Any], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = ShopSettings.load().country
        self.masks = {t: make(self.customer) for t, make in hooks.access_masks().items()}
        self.staff = {user.pk: user.short_name for user in StaffUser.objects.all()}

    # ------------------------------------------------------------ cleaning
    def clean(self, source: Source, row: dict[str, Any]) -> dict[str, Any] | None:
        """The row without other people; None when it may not go in at all."""
        if self.is_hidden(source, row):
            return None
        mask = self.masks.get(source.live)
        found = {column: self._read(source, column, value) for column, value in row.items()}
        if mask is not None:
            mask(found)
        return {column: self._cleaned(source, column, value) for column, value in found.items()}

    def is_hidden(self, source: Source, row: Mapping[str, Any]) -> bool:
        """Whether the (raw) row is one that may not go in, or hangs on one."""
        key = source.key[0] if source.key else ""
        if row.get(key) in self.hidden.get(source.live, ()):
            return True
        return bool(source.through) and row[source.owner] in self.hidden.get(source.through, ())

    @staticmethod
    def _read(source: Source, column: str, value: Any) -> Any:
        its = source.fields.get(column)
        if isinstance(its, models.JSONField) and isinstance(value, str):
            return json.loads(value)
        return value

    def _cleaned(self, source: Source, column: str, value: Any) -> Any:
        its = source.fields.get(column)
        if value is None or value == "":
            return value
        target = its.related_model if its is not None else None
        if target is StaffUser:
            return self.staff.get(value, "")
        if target is Customer:
            return self.customer.number if value == self.customer.pk else OTHER_CUSTOMER
        if target is not None and value in self.hidden.get(target._meta.db_table, ()):
            return None
        handling = source.table.columns[column]
        if handling is Handling.FILE:
            return self.files.get(value, "")
        if handling is Handling.KEEP and not isinstance(its, models.TextField):
            return value
        return self.redactor.value(value)

    # ------------------------------------------------------------ as JSON
    @staticmethod
    def plain(value: Any) -> Any:
        """The value as JSON has it."""
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).isoformat()
        if isinstance(value, datetime.date | datetime.time):
            return value.isoformat()
        if value is None or isinstance(value, str | bool | int | float | list | dict):
            return value
        return str(value)

    # ------------------------------------------------------------ in words
    def prepare(self, source: Source, rows: Sequence[Mapping[str, Any]]) -> None:
        """Look up what the keys in these (cleaned) rows are called, each kind in one query."""
        if len(self._names) > _MOST_REMEMBERED:
            self._names.clear()
        for column, its in source.fields.items():
            target: Any = its.related_model
            if target is None or target in (StaffUser, Customer) or column == source.owner:
                continue
            keys = {row[column] for row in rows if row.get(column) is not None}
            wanted = [key for key in keys if (target, key) not in self._names]
            for key, found in target._base_manager.in_bulk(wanted).items():
                self._names[target, key] = self._name_of(found)

    def _name_of(self, found: Any) -> str:
        """What a row is called, other people taken out; of one that is masked what the mask leaves."""
        mask = self.masks.get(found._meta.db_table)
        if mask is not None:
            columns = [its for its in found._meta.concrete_fields if not its.generated]
            values = {str(its.column): getattr(found, its.attname) for its in columns}
            mask(values)
            # What points to another customer would be named in its stead.
            kept = (its for its in columns if its.related_model is not Customer)
            found = type(found)(**{its.attname: values[str(its.column)] for its in kept})
        return self.redactor.text(str(found))

    def words(self, source: Source, column: str, value: Any) -> str:
        """The (cleaned) value as a reader reads it; '' for nothing."""
        its = source.fields.get(column)
        if value is None or value in ("", [], {}):
            return ""
        if its is not None and its.related_model is not None:
            target: Any = its.related_model
            return self._names.get((target, value), str(value))
        choices = dict(its.flatchoices) if its is not None else {}
        if value in choices if isinstance(value, str | int) else False:
            return str(choices[value])
        if column.endswith("country") and isinstance(value, str):
            return country_name(value)
        if column == "system" and isinstance(value, str):
            return system_words(value)
        if column in PHONES and isinstance(value, str):
            return display_phone(value, self.home)
        return value_words(value)

    def facts(
        self, source: Source, row: Mapping[str, Any], quiet: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """The columns of a (cleaned) row that say something, with their labels."""
        skip = {source.owner, *source.key, *QUIET, *quiet}
        said = []
        for column in source.columns:
            if column in skip or is_of_history(source, column):
                continue
            if text := self.words(source, column, row[column]):
                said.append((label_of(source, column), text))
        return said

    def who(self, row: Mapping[str, Any]) -> str:
        """Who made a history row: a colleague's first name, or the name of the system actor."""
        return str(row.get("history_user_id") or system_words(row.get("history_actor") or ""))


def is_of_history(source: Source, column: str) -> bool:
    """Whether the column says something of the change, not of the row."""
    return source.is_history and column.startswith("history_")


def label_of(source: Source, column: str) -> str:
    """What the column is called on the screen; its own name where no field says more."""
    its = source.fields.get(column)
    if its is None:
        return column
    name = its.verbose_name
    if its.related_model is not None and name == its.name.replace("_", " "):
        # Nobody gave it a name of its own: it is called after what it names.
        target: Any = its.related_model
        name = target._meta.verbose_name
    return capfirst(str(name))


def table_label(source: Source) -> str:
    """What the rows are called: 'Contactmomenten'."""
    if source.model is None or source.live in _TABLES:
        return _TABLES.get(source.live, lambda: source.live)()
    live = registered_tables()[source.live]
    return capfirst(str(apps.get_model(live.model)._meta.verbose_name_plural))


#: Tables without a model of their own.
_TABLES = {
    "customers_formername": lambda: _("Former names"),
    "customers_customer_interests": lambda: _("Interests"),
    "contacts_consentevent": lambda: _("When you gave or withdrew a permission"),
}


def _shortest(value: Decimal) -> Decimal:
    """Without more than two decimals that say nothing: '516.4000' is 516.40, '1.000' is 1."""
    if not value.is_finite() or -int(value.as_tuple().exponent) <= _CENTS:
        return value
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    short = value.normalize()
    return short if -int(short.as_tuple().exponent) > _CENTS else value.quantize(Decimal("0.01"))


def value_words(value: Any) -> str:
    """A value without a field, as a reader reads it."""
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return f"{full_day(timezone.localtime(value).date())}, {clock(value)}"
    if isinstance(value, datetime.date):
        return full_day(value)
    if isinstance(value, Decimal):
        return str(formats.localize(_shortest(value)))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(value_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(one)}" for key, one in value.items())
    return str(value)

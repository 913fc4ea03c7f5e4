"""The main address in a form: postcode and house number fill street and town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms.errors import take_errors
from customers.forms.fields import COUNTRIES, TextField
from customers.forms.notes import Note
from customers.models import ShopSettings
from customers.postal.lookup import find_address
from customers.values.postcodes import normalise_postcode, split_house_number
from customers.values.text import require_length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.postal.lookup import AddressMatch

LONGEST_ADDITION = 20


class Stored(Protocol):
    """The row that a form changes, with the form's fields as its attributes."""

    @property
    def country(self) -> str: ...


def read_house(number: str, addition: str) -> tuple[int | None, str]:
    """House number and addition from their two fields; '47 A' may stand in the first alone.

    Raises ValidationError for what is no house number, or an addition that does not fit.
    """
    read, behind = split_house_number(number)
    if behind and behind.lower() != addition.lower():
        addition = require_length(f"{behind} {addition}".strip(), LONGEST_ADDITION)
    return read, addition


def complain(form: forms.Form, name: str, text: Any) -> None:
    """An error at a field that has none yet: the first one says enough."""
    if name not in form.errors:
        form.add_error(name, text)


def clean_house(form: forms.Form, values: dict[str, Any]) -> int | None:
    """Read the fields of the house number in `values`; an error goes to a field that has none yet.

    Returns the number; None without one, or when it cannot be read.
    """
    addition = str(values.get("house_number_addition") or "")
    try:
        number, addition = read_house(str(values.get("house_number") or ""), addition)
    except ValidationError as error:
        form.add_error("house_number", error)
        return None
    values["house_number"], values["house_number_addition"] = number, addition
    if number is None and addition:
        complain(form, "house_number", _("An addition needs a house number."))
    if number is not None and "postcode" in values and not values["postcode"]:
        complain(form, "postcode", _("Fill in the postcode of this house number."))
    return number


class AddressForm(forms.Form):
    """An address. Doubt warns (`doubts`) and never blocks; `filled` names what we filled in.

    Args:
        data: what was posted, or None.
        initial: what to show in an unbound form.
        stored: the customer or contact person that is being changed.
    """

    postcode = TextField(label=_("Postcode"), required=False, max_length=20)
    house_number = TextField(
        label=pgettext_lazy("house number", "No."), required=False, max_length=30
    )
    house_number_addition = TextField(
        label=_("Addition"), required=False, max_length=LONGEST_ADDITION
    )
    street = TextField(label=_("Street"), required=False, max_length=120)
    city = TextField(label=_("Town"), required=False, max_length=80)
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: dict[str, Any] | None = None,
        stored: Stored | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="", **options)
        self.stored = stored
        self.doubts: dict[str, list[Note]] = {}
        self.mends: dict[str, list[Note]] = {}
        self.filled: set[str] = set()
        self.match: AddressMatch | None = None
        self._shop = ShopSettings.load()
        country = self.fields["country"]
        country.initial = self._shop.country
        if (
            stored
            and stored.country not in dict(COUNTRIES)
            and isinstance(country, forms.ChoiceField)
        ):
            country.choices = [*COUNTRIES, (stored.country, stored.country)]

    def clean(self) -> dict[str, Any]:
        """Read postcode and house number by the rules of the country."""
        self.read_address(self.cleaned_data)
        return self.cleaned_data

    def read_address(self, values: dict[str, Any]) -> None:
        """Clean the fields of the address in `values`; errors and doubts go to their fields."""
        country = values.get("country") or self._shop.country
        self.clean_with("postcode", normalise_postcode, country)
        number = clean_house(self, values)
        if number is not None and values.get("postcode"):
            self._look_up(values, country)

    def _look_up(self, values: dict[str, Any], country: str) -> None:
        """Fill street and town where they are empty; doubt a number that the street lacks."""
        self.match = find_address(
            values["postcode"],
            values["house_number"],
            values["house_number_addition"],
            country,
            use_pdok=self._shop.use_pdok,
        )
        if self.match is None:
            return
        for name in ("street", "city"):
            if name in values and not values[name] and getattr(self.match, name):
                values[name] = getattr(self.match, name)
                self.filled.add(name)
        if not self.match.number_known:
            text = _now("No house number %(number)s belongs to this postcode. Is the number right?")
            text %= {"number": values["house_number"]}
            self.doubts.setdefault("house_number", []).append(Note(text=text))

    def clean_with(self, name: str, normalise: Any, country: str) -> None:
        """Have `normalise` read a field that has something in it; its error stands at the field."""
        if self.cleaned_data.get(name) and not self.is_as_stored(name):
            try:
                self.cleaned_data[name] = normalise(self.cleaned_data[name], country)
            except ValidationError as error:
                self.add_error(name, error)

    def is_as_stored(self, name: str) -> bool:
        """Whether a field still has what the customer has: then it is neither judged nor rewritten.

        What an import brought in long ago must not stop a clerk who mends a phone number.
        """
        return self.stored is not None and self.cleaned_data.get(name) == getattr(self.stored, name)

    def complain(self, name: str, text: Any) -> None:
        """An error at a field that has none yet: the first one says enough."""
        complain(self, name, text)

    def take_errors(self, error: ValidationError) -> None:
        """Show what the model refused: at its field, or above the form when it has none here."""
        take_errors(self, error)

    def doubt_texts(self) -> list[str]:
        """The doubts that go along with a save, each with the name of its field."""
        return [
            f"{self.fields[name].label}: {note.whole}"
            for name, notes in self.doubts.items()
            for note in notes
        ]

    def shown(self, name: str) -> Any:
        """What stands in a field after binding: what was typed, or what was filled in by us."""
        if self.is_bound and name in self.filled:
            return self.cleaned_data.get(name, "")
        return self[name].value()

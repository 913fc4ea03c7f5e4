"""The conflict screen: what both clerks made of a field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Address, Category, CustomField, Interest
from customers.presentation.addresses import address_line
from customers.presentation.dates import clock_words, long_day
from customers.services import state
from customers.values.phones import display_phone
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BaseForm

    from customers.models import Customer
    from customers.services.threeway import Author, Combined, Overlap

PHONES = ("mobile", "phone", "phone_extra")
STREET = ("street", "house_number", "house_number_addition")


@dataclass(frozen=True)
class Choice:
    """A field that both changed: a choice between two values."""

    key: str
    label: str
    was: str
    mine: str
    theirs: str
    author: str
    saved: str
    reason: str


@dataclass(frozen=True)
class Merged:
    """A field that one of them changed."""

    label: str
    was: str
    becomes: str
    by: str


class Conflict(Protocol):
    """What overlaps and what was combined, at a customer or one of its contact persons."""

    customer: Customer

    @property
    def overlaps(self) -> Sequence[Overlap]: ...
    @property
    def combined(self) -> Sequence[Combined]: ...


def conflict_context(
    conflict: Conflict, form: BaseForm, words_of: type[Words] | None = None
) -> dict[str, object]:
    """What the conflict screen shows.

    Args:
        conflict: what overlaps and what was combined.
        form: the bound edit form; it knows the labels of the fields.
        words_of: how values are said, when not as for a customer.
    """
    words = (words_of or Words)(form, conflict.customer.country)
    choices = [words.choice(overlap) for overlap in conflict.overlaps]
    merged = [
        Merged(
            label=words.label(item.name),
            was=words.value(item.name, item.was),
            becomes=words.value(item.name, item.becomes),
            by=item.author.name if item.author else _("you"),
        )
        for item in conflict.combined
    ]
    authors = list(dict.fromkeys(overlap.author.name for overlap in conflict.overlaps))
    last = max((overlap.author for overlap in conflict.overlaps), key=lambda author: author.moment)
    return {
        "choices": choices,
        "merged": merged,
        "others": ", ".join(authors),
        "saved_at": clock_words(last.moment),
        "summary": _summary(len(choices), len(merged)),
    }


def _summary(choices: int, merged: int) -> str:
    text = ngettext("%(count)d field overlaps", "%(count)d fields overlap", choices)
    text %= {"count": choices}
    if not merged:
        return text
    more = ngettext("%(count)d was combined", "%(count)d were combined", merged)
    return f"{text}, {more % {'count': merged}}"


class Words:
    """Labels and values as the form says them."""

    def __init__(self, form: BaseForm, country: str) -> None:
        self.form = form
        self.country = country

    def choice(self, overlap: Overlap) -> Choice:
        """One row of the screen."""
        if overlap.key.startswith("address"):
            label, was, mine, theirs = self._addresses(overlap)
        else:
            label = self.label(overlap.key)
            was, mine, theirs = (
                self.value(overlap.key, side[overlap.key])
                for side in (overlap.was, overlap.mine, overlap.theirs)
            )
        author: Author = overlap.author
        return Choice(
            key=overlap.key,
            label=label,
            was=was or _("empty"),
            mine=mine or _("empty"),
            theirs=theirs or _("empty"),
            author=author.name,
            saved=clock_words(author.moment),
            reason=author.reason,
        )

    def _addresses(self, overlap: Overlap) -> tuple[str, str, str, str]:
        """The main address, or a row of the more addresses; only the street when that says it."""
        sides = (overlap.was, overlap.mine, overlap.theirs)
        rest = [
            tuple(side.get(name) for name in state.ADDRESS if name not in STREET) for side in sides
        ]
        names = STREET if len(set(rest)) == 1 else state.ADDRESS
        texts = [self._address(side, names) for side in sides]
        if overlap.key != "address":
            kind = Address.Kind(overlap.was["kind"]).label
            return str(kind).capitalize(), *map(_with_rest(sides), range(3), texts)
        label = _("Street and number") if names == STREET else _("Address")
        return label, texts[0], texts[1], texts[2]

    def _address(self, values: dict[str, Any], names: tuple[str, ...]) -> str:
        blank = dict.fromkeys(state.ADDRESS, "") | {"house_number": None, "country": self.country}
        shown = blank | {name: values[name] for name in names if name in values}
        return address_line(SimpleNamespace(**shown), home=self.country)

    def label(self, name: str) -> str:
        """The field's label."""
        if name.startswith(state.CUSTOM):
            name = f"custom_{name.removeprefix(state.CUSTOM)}"
            if name not in self.form.fields:
                key = name.removeprefix("custom_")
                found = CustomField.objects.filter(key=key).values_list("label", flat=True).first()
                return found or key
        field = self.form.fields.get(name)
        return str(field.label) if field else _("Employee")

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        if value is None or value in ("", ()):
            return ""
        if name == state.INTERESTS:
            return ", ".join(self._name(Interest, key) for key in value)
        if name in state.LINKS:
            return self._name(Category if name == "category" else StaffUser, value)
        choices = dict(getattr(self.form.fields.get(name), "choices", []))
        if value in choices:
            return str(choices[value])
        return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:
        if name in PHONES:
            return display_phone(value, self.country)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return long_day(value) if isinstance(value, date) else str(value)

    def _name(self, model: Any, key: int) -> str:
        return str(model.objects.filter(pk=key).first() or key)


def _with_rest(sides: tuple[dict[str, Any], ...]) -> Any:
    """The addressee and the days behind an address line, for telling two rows apart."""

    def add(place: int, text: str) -> str:
        side = sides[place]
        days = [side.get("valid_from"), side.get("valid_to")]
        more = [side.get("addressee"), *(long_day(day) for day in days if day)]
        return ", ".join(filter(None, [text, *more])) if side else _("removed")

    return add

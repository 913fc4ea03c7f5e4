"""A new customer's form, filled in with what was searched."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from customers.forms.customer import CustomerForm
from customers.models import ShopSettings
from customers.search.query import TEXT_FIELDS, parse_one_box
from customers.values.phones import phone_digits
from customers.values.postcodes import guess_country, normalise_postcode, split_house_number
from customers.values.surnames import split_last_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.presentation.terms import SearchTerms


def prefill(terms: SearchTerms) -> dict[str, Any]:
    """What the search says about the new customer, as initial values.

    A search from the one box is taken apart as the search itself does.
    """
    shop_country = ShopSettings.load().country
    searched = dict(terms.texts)
    if searched.get("q"):
        searched = _read_box(searched.pop("q")) | searched
    initial: dict[str, Any] = {"country": _country(searched.get("postcode", ""), shop_country)}
    initial |= _names(searched, initial["country"])
    initial |= _address(searched, initial["country"])
    if searched.get("phone"):
        initial[_phone_field(searched["phone"])] = searched["phone"]
    if searched.get("email"):
        initial["emails"] = searched["email"]
    if searched.get("birth_date"):
        initial["birth_date"] = searched["birth_date"]
    return initial


def prefilled_words(terms: SearchTerms) -> list[str]:
    """What the form took over from the search, for the sentence that says so."""
    initial = prefill(terms)
    name = " ".join(filter(None, [initial.get("infix"), initial.get("last_name")]))
    names = ("postcode", "house_number", "mobile", "phone", "emails", "birth_date")
    others = [str(initial.get(field) or "") for field in names]
    return [word for word in [initial.get("company_name", ""), name, *others] if word]


def _read_box(text: str) -> dict[str, str]:
    try:
        query = parse_one_box(text)
    except ValidationError:
        return {}
    found = {name: str(getattr(query, name)) for name in TEXT_FIELDS if getattr(query, name)}
    if "loose" in found:
        found["house_number"] = found.pop("loose")
    return found


def _names(searched: Mapping[str, str], country: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if searched.get("company"):
        found = {"kind": "company", "company_name": searched["company"]}
    if searched.get("last_name"):
        try:
            name = split_last_name(searched["last_name"], country)
        except ValidationError:
            return found
        found |= {
            "infix": name.infix,
            "last_name": name.last_name,
            "initials": name.initials,
            "first_name": name.first_name,
        }
    return found


def _address(searched: Mapping[str, str], country: str) -> dict[str, Any]:
    postcode = searched.get("postcode", "")
    with suppress(ValidationError):  # half a postcode: the clerk finishes it
        postcode = normalise_postcode(postcode, country)
    found: dict[str, Any] = {"postcode": postcode, "house_number": searched.get("house_number", "")}
    try:
        number, addition = split_house_number(found["house_number"])
    except ValidationError:
        return found
    if number:
        found |= {"house_number": str(number), "house_number_addition": addition}
    return found


def _country(postcode: str, shop_country: str) -> str:
    """The shop's country, unless the postcode is whole and another one's."""
    try:
        normalise_postcode(postcode, shop_country)
    except ValidationError as error:
        half = getattr(error, "code", "") == "letters"
        return shop_country if half else guess_country(postcode) or shop_country
    return shop_country


def _phone_field(phone: str) -> str:
    return "mobile" if phone_digits(phone).startswith(("6", "4")) else "phone"


def opened_form(initial: dict[str, Any]) -> tuple[CustomerForm, dict[str, Any]]:
    """A form that shows `initial` with street and town found, and what in it is valid already.

    Nothing is said yet about fields that are still empty.
    """
    typed = {name: value for name, value in initial.items() if value not in (None, "")}
    probe = CustomerForm({"kind": "person", "email_permission": "1", **typed})
    probe.is_valid()
    found = {name: probe.cleaned_data[name] for name in probe.filled}
    form = CustomerForm(initial=initial | found)
    form.filled, form.match, form.doubts = probe.filled, probe.match, probe.doubts
    return form, probe.cleaned_data

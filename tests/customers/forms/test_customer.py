"""Whatever is typed into the form of a customer: an error at its field, or a customer that says the same."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.forms.customer import CustomerForm, initial_of
from customers.models import Customer
from customers.services.add import SureDoubleError, add_customer
from customers.services.doubles import Candidate, find_doubles
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db
FIELDS = sorted(CustomerForm.base_fields)

# Names, numbers and pastes as they come, and every character there is.
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet=st.characters(codec="utf-8", categories=("L", "Nd", "Pd", "Zs")), max_size=150
    ),
    st.from_regex(r"\A[0-9 +()./-]{0,45}\Z"),
    st.sampled_from(
        [
            "de Vries",
            "Jong, de",
            "Müller",
            "Mu\u0308ller",
            "3512 je",
            "47 A-bis",
            "06-55010147",
            "0031 6 55010147",
            "a@b,nl; c@d.nl",
            "17-3-68",
            "NL",
            "BE",
            "company",
            "1",
            "\x00",
            "\ud800",
            "\u200b",
            "Ａ",
            "x" * 500,
        ]
    ),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=len(FIELDS)))
def test_an_error_or_a_customer(typed: dict[str, str]) -> None:
    likely = {"kind": "person", "last_name": "Jansen", "country": "NL", "email_permission": "1"}
    form = CustomerForm(likely | typed)
    valid = form.is_valid()
    find_doubles(Candidate.of(form.cleaned_data))
    if not valid:
        assert form.errors
        return
    values, actor = form.values(), make_staff()
    try:
        with transaction.atomic():
            customer = add_customer(values=values, actor=actor)
    except SureDoubleError:
        return
    customer = Customer.objects.get(pk=customer.pk)
    assert {name: getattr(customer, name) for name in values} == values


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.from_regex(r"\A[0-9][0-9 -]{3,20}\Z"))
def test_a_phone_keeps_its_digits(typed: str) -> None:
    form = CustomerForm(
        {
            "kind": "person",
            "last_name": "X",
            "country": "NL",
            "email_permission": "1",
            "phone": typed,
        }
    )
    assert form.is_valid()
    stored = form.values()["phone"]
    if form.doubts.get("phone"):
        assert stored == " ".join(typed.split(" ")).strip()
    else:
        digits = "".join(filter(str.isdigit, typed))
        assert stored.endswith(digits.lstrip("0").removeprefix("31").lstrip("0"))


def test_composed_and_decomposed_names_are_one() -> None:
    decomposed = unicodedata.normalize("NFD", "Müller")
    form = CustomerForm(
        {"kind": "person", "last_name": decomposed, "country": "NL", "email_permission": "1"}
    )
    assert form.is_valid()
    assert form.values()["last_name"] == "Müller"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"house_number": "47 A"}, (47, "A")),
        ({"house_number": "47A", "house_number_addition": "A"}, (47, "A")),
        ({"house_number": "47A", "house_number_addition": "bis"}, (47, "A bis")),
        ({"house_number": "47", "house_number_addition": "A-bis"}, (47, "A-bis")),
    ],
)
def test_house_number_and_addition(typed: dict[str, str], expected: tuple[int, str]) -> None:
    base = {"kind": "person", "last_name": "X", "country": "NL", "email_permission": "1"}
    form = CustomerForm(base | {"postcode": "3512 JE"} | typed)
    assert form.is_valid()
    values = form.values()
    assert (values["house_number"], values["house_number_addition"]) == expected


def test_an_addition_that_does_not_fit_is_said_not_cut() -> None:
    form = CustomerForm({"house_number": "47 abcdefghij", "house_number_addition": "klmnopqrstuv"})
    assert not form.is_valid()
    assert "house_number" in form.errors


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("0478 12 34 56", "BE", "+32478123456"),
        ("06 55 01 01 47", "NL", "+31655010147"),
        ("+32 478 12 34 56", "NL", "+32478123456"),
    ],
)
def test_the_country_of_the_address_gives_the_prefix(
    typed: str, country: str, expected: str
) -> None:
    base = {"kind": "person", "last_name": "X", "email_permission": "1"}
    form = CustomerForm(base | {"country": country, "mobile": typed})
    assert form.is_valid()
    assert form.values()["mobile"] == expected


class TestStored:
    """A form that opens on a customer and is posted as it stands."""

    @pytest.mark.parametrize(
        "odd",
        [
            {"last_name": "de Vries", "infix": ""},
            {"initials": "Chr. J"},
            {"postcode": "x"},
            {"emails": "geen"},
            {"phone": "weet ik niet"},
            {"phone": "+32478123456", "country": "NL"},
            {"vat_number": "?"},
            {"country": "XK"},
            {"birth_date": "1855-01-01"},
        ],
    )
    def test_is_left_as_it_is(self, odd: dict[str, Any]) -> None:
        customer = make_customer(**odd)
        customer.refresh_from_db()
        shown = {name: value for name, value in initial_of(customer).items() if value is not None}
        form = CustomerForm(shown, stored=customer)
        assert form.is_valid(), form.errors
        values = form.values()
        assert values == {name: getattr(customer, name) for name in values}

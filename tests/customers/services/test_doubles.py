"""'Lijkt op …': who is found, how sure it is, and why."""

import datetime
from typing import Any

import pytest

from customers.services.doubles import MAYBE, SURE, Candidate, find_doubles
from tests.factories import make_customer

BORN = datetime.date(1968, 3, 17)
JANSEN: dict[str, Any] = {
    "first_name": "Jan",
    "initials": "J.A.",
    "mobile": "+31655010147",
    "emails": "jan@example.nl; j.jansen@example.com",
    "birth_date": BORN,
}
AT_HOME: dict[str, Any] = {"postcode": "3512 JE", "house_number": 47}
ELSEWHERE: dict[str, Any] = {"postcode": "9712 AB", "house_number": 3}

# what is typed, and how sure it is the Jan Jansen above (None: not shown)
CASES: list[tuple[str, dict[str, Any], str | None]] = [
    ("address and name by sound", AT_HOME | {"last_name": "Janssen"}, SURE),
    (
        "another spelling of the postcode",
        AT_HOME | {"postcode": "3512je", "last_name": "Jansen"},
        SURE,
    ),
    (
        "phone, address, other first name with the same letter",
        AT_HOME | {"last_name": "Janssen", "first_name": "Johan", "phones": ("+31655010147",)},
        SURE,
    ),
    (
        "name and phone, elsewhere",
        ELSEWHERE | {"last_name": "Jansen", "phones": ("+31655010147",)},
        SURE,
    ),
    ("name and second e-mail", {"last_name": "Jansen", "emails": ("j.jansen@example.com",)}, SURE),
    ("name and date of birth", ELSEWHERE | {"last_name": "Janssen", "birth_date": BORN}, SURE),
    ("father and son", AT_HOME | {"last_name": "Jansen", "initials": "P."}, MAYBE),
    ("brothers by first name", AT_HOME | {"last_name": "Jansen", "first_name": "Piet"}, MAYBE),
    (
        "same address and phone, other initials",
        AT_HOME | {"last_name": "Jansen", "initials": "P.", "phones": ("+31655010147",)},
        MAYBE,
    ),
    ("other addition", AT_HOME | {"house_number_addition": "A", "last_name": "Jansen"}, MAYBE),
    ("a look-alike at the address", AT_HOME | {"last_name": "Janssens"}, MAYBE),
    (
        "shared phone, other name",
        ELSEWHERE | {"last_name": "de Vries", "phones": ("+31655010147",)},
        MAYBE,
    ),
    (
        "born on another day",
        AT_HOME | {"last_name": "Jansen", "birth_date": datetime.date(1999, 1, 1)},
        None,
    ),
    ("a neighbour", AT_HOME | {"last_name": "Bakker"}, None),
    ("a namesake elsewhere", ELSEWHERE | {"last_name": "Jansen"}, None),
    ("a namesake nowhere", {"last_name": "Jansen"}, None),
    ("nothing typed", {}, None),
    ("an address alone", AT_HOME, None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_certainty(typed: dict[str, Any], expected: str | None) -> None:
    customer = make_customer(infix="", **JANSEN)
    found = find_doubles(Candidate(**typed))
    assert [(double.customer, double.certainty) for double in found] == (
        [(customer, expected)] if expected else []
    )


@pytest.mark.django_db
class TestReasons:
    def test_say_what_is_the_same_before_what_differs(self) -> None:
        make_customer(**JANSEN)
        typed: dict[str, Any] = AT_HOME | {
            "last_name": "Janssen",
            "first_name": "Johan",
            "phones": ("+31655010147",),
        }
        (double,) = find_doubles(Candidate(**typed))
        assert [reason.same for reason in double.reasons] == [True, True, True, False]
        assert [reason.mark for reason in double.reasons[:2]] == ["06 55 01 01 47", "3512 JE 47"]
        assert "Janssen" in double.reasons[2].text
        assert "Johan" in double.reasons[3].text

    def test_inactive_ones_are_shown_after_active_ones(self) -> None:
        inactive = make_customer(status="inactive")
        active = make_customer()
        found = find_doubles(Candidate(**AT_HOME, last_name="Jansen"))
        assert [double.customer for double in found] == [active, inactive]

    def test_a_bare_namesake_of_a_bare_customer_is_sure(self) -> None:
        make_customer(postcode="", house_number=None, street="", city="")
        (double,) = find_doubles(Candidate(last_name="Janssen"))
        assert double.is_sure

    def test_the_customer_being_changed_is_not_its_own_double(self) -> None:
        customer = make_customer()
        assert find_doubles(Candidate(**AT_HOME, last_name="Jansen"), exclude=customer) == []


@pytest.mark.django_db
class TestCompanies:
    def test_the_number_settles_it(self) -> None:
        make_customer(kind="company", company_name="De Werf", registration_number="12345678")
        typed = Candidate(
            kind="company", company_name="Iets anders", registration_number="12345678"
        )
        assert find_doubles(typed)[0].is_sure

    def test_name_and_address(self) -> None:
        make_customer(kind="company", company_name="Atelier De Werf B.V.", last_name="")
        (double,) = find_doubles(
            Candidate(kind="company", company_name="Atelier de Werf bv", **AT_HOME)
        )
        assert double.is_sure

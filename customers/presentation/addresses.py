"""An address as it stands on an envelope, for anything that has the columns of one."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from customers.values.postcodes import join_house_number

COUNTRIES = {
    "NL": lambda: _("Netherlands"),
    "BE": lambda: _("Belgium"),
    "DE": lambda: _("Germany"),
    "FR": lambda: _("France"),
    "LU": lambda: _("Luxembourg"),
    "GB": lambda: _("United Kingdom"),
}


class Addressed(Protocol):
    """Whatever has the columns of an address."""

    @property
    def street(self) -> str: ...
    @property
    def house_number(self) -> int | None: ...
    @property
    def house_number_addition(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...


def country_name(code: str) -> str:
    """The country's name, or its code when we have no name for it."""
    return COUNTRIES[code]() if code in COUNTRIES else code


def house(address: Addressed) -> str:
    """House number and addition: '12-bis'."""
    return join_house_number(address.house_number, address.house_number_addition)


def address_lines(address: Addressed, *, home: str = "NL") -> list[str]:
    """Street, town and, abroad, the country; lines without anything are left out.

    A Belgian street that is missing leaves its house number: 'Meir 14' or '14'.
    """
    street = " ".join(part for part in (address.street, house(address)) if part)
    town = " ".join(part for part in (address.postcode, address.city) if part)
    country = country_name(address.country) if address.country != home and (street or town) else ""
    return [line for line in (street, town, country) if line]


def address_line(address: Addressed, *, home: str = "NL") -> str:
    """The whole address in one line: 'Voorstraat 47, 3512 JE Utrecht'."""
    return ", ".join(address_lines(address, home=home))


def short_place(address: Addressed) -> str:
    """How lists say where: '3512 JE 47 Utrecht'."""
    return " ".join(part for part in (address.postcode, house(address), address.city) if part)

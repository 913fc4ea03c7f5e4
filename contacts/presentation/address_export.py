"""The columns of the exported address book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.presentation.addresses import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contacts.presentation.address_book import Entry


def heading() -> list[str]:
    """The names of the columns."""
    return [
        _("Customer number"),
        _("Type"),
        _("Status"),
        _("Company"),
        _("Salutation"),
        _("Initials"),
        _("First name"),
        _("Infix"),
        _("Last name"),
        _("Head of a letter"),
        _("Job title"),
        _("Street"),
        _("House number"),
        _("Addition"),
        _("Postcode"),
        _("City"),
        _("Country"),
        _("Phone"),
        _("Mobile"),
        _("E-mail"),
        _("May e-mail"),
        _("Language"),
        _("Changed"),
    ]


def rows_of(entries: Iterable[Entry]) -> Iterator[list[object]]:
    """A row for each entry, each value of its own type."""
    for entry in entries:
        source = entry.person or entry.customer
        place = entry.place
        language = source.language or entry.customer.language
        yield [
            entry.customer.number,
            entry.type_label,
            str(entry.customer.get_status_display()),
            entry.receiver.company_name,
            str(source.get_salutation_display()) if source.salutation else "",
            source.initials,
            source.first_name,
            source.infix,
            source.last_name,
            entry.salutation_line(),
            entry.person.job_title if entry.person else "",
            place.street,
            place.house_number,
            place.house_number_addition,
            place.postcode,
            place.city,
            country_name(place.country),
            *entry.phones_by_kind,
            "; ".join(entry.emails),
            (entry.level or 0) if entry.emails else None,
            language,
            entry.changed,
        ]

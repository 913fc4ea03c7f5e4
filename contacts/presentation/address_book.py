"""The address book as the screen, a file and a label show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.presentation.persons import follows
from contacts.services.address_book import (
    SORTS,
    email_level,
    last_change,
    of_customers,
    sorted_by,
)
from customers.models import Customer
from customers.presentation.addresses import address_lines, country_name, house
from customers.presentation.dates import short_day
from customers.presentation.lists import Heading, Sorting
from customers.presentation.paging import MOST_SHOWN, PagedList, Paging
from customers.values.names import PersonName, envelope_line, list_name, salutation_line
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import QueryDict

    from contacts.models import ContactPerson
    from customers.presentation.addresses import Addressed

PER_PAGE = 50
_HEADINGS = {
    "number": gettext_lazy("Number"),
    "name": gettext_lazy("Name"),
    "type": gettext_lazy("Type"),
    "street": gettext_lazy("Street"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("City"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "changed": gettext_lazy("Changed"),
}
#: The words before the person's name on an envelope to a company.
_FOR_THE_ATTENTION_OF = {"nl": "t.a.v.", "fr": "à l’att. de", "de": "z. Hd.", "en": "Attn"}


def with_details(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows with all that an `Entry` shows: no row costs a query of its own."""
    found: QuerySet[Any] = queryset.annotate(level=email_level(queryset))
    if of_customers(queryset):
        found = found.annotate(last_change=last_change()).defer("internal_note", "custom")
    else:
        found = found.select_related("customer", "type", "invoice_customer").defer(
            "note", "customer__internal_note", "customer__custom"
        )
    return found


@dataclass(frozen=True)
class Entry:
    """One address: a customer's own, or that of a contact person."""

    customer: Customer
    person: ContactPerson | None
    level: int | None
    changed: datetime | None

    @classmethod
    def of(cls, row: Any) -> Entry:
        """The entry of a row of `with_details`."""
        if isinstance(row, Customer):
            changed = getattr(row, "last_change", None)
            return cls(row, None, getattr(row, "level", None), changed)
        return cls(row.customer, row, getattr(row, "level", None), row.changed_at)

    @property
    def leads_to(self) -> Customer | None:
        """The customer to whom a Factuuradres points; it may be erased by now."""
        return self.person.invoice_customer if self.person else None

    @property
    def receiver(self) -> Customer:
        """The customer whose name stands on an envelope: where a redirect leads, if anywhere."""
        other = self.leads_to
        return self.customer if other is None or _is_erased(other) else other

    @property
    def is_borrowed(self) -> bool:
        """Whether the address is that of the customer, for want of an own one."""
        person = self.person
        return person is not None and not (person.street or person.postcode or person.city)

    @property
    def place(self) -> Addressed:
        """Whatever has the address."""
        if self.person is None or self.is_borrowed:
            return self.leads_to or self.customer
        return self.person

    @property
    def has_address(self) -> bool:
        """Whether a letter could be sent."""
        return bool(self.place.street or self.place.postcode or self.place.city)

    @property
    def type_label(self) -> str:
        """'Administratie', or 'Hoofdadres'."""
        return self.person.type.label if self.person else _("Main address")

    @property
    def emails(self) -> list[str]:
        """The addresses of the box."""
        if self.leads_to is not None:
            return []
        text = (self.person or self.customer).emails
        return [part.strip() for part in text.split(";") if part.strip()]

    @property
    def permission(self) -> str:
        """'1 notificaties'; 'volgt 100990' of who leads there; nothing without an address."""
        if self.leads_to is not None:
            return follows(self.leads_to)
        if not self.emails:
            return ""
        return str(Customer.EmailPermission(self.level or 0).label)

    @property
    def phones_by_kind(self) -> tuple[str, str]:
        """Phone and mobile as they are written; '' for none."""
        source = self.person or self.customer
        country = self.place.country
        phone, mobile = source.phone, source.mobile
        return display_phone(phone, country), display_phone(mobile, country)

    @property
    def phones(self) -> list[str]:
        """The phones that there are, the mobile one first."""
        return [phone for phone in reversed(self.phones_by_kind) if phone]

    @property
    def changed_words(self) -> str:
        """'2 nov.'."""
        return short_day(timezone.localtime(self.changed).date()) if self.changed else ""

    # ------------------------------------------------------------ names
    def name(self, *, with_infix: bool) -> str:
        """The name by which the list is sorted: the contact's, or the customer's."""
        if self.person is None:
            return list_name(PersonName.of(self.customer), with_infix=with_infix)
        if not self.person.last_name:
            return list_name(PersonName.of(self.receiver), with_infix=with_infix)
        return list_name(name_of(self.person, self.customer), with_infix=with_infix)

    def customer_name(self, *, with_infix: bool) -> str:
        """The customer's name."""
        return list_name(PersonName.of(self.customer), with_infix=with_infix)

    def salutation_line(self) -> str:
        """The head of a letter: 'Geachte mevrouw Jansen'."""
        if self.person is not None and self.person.last_name:
            return salutation_line(name_of(self.person, self.customer))
        return salutation_line(PersonName.of(self.receiver))

    def envelope(self, *, home: str) -> list[str]:
        """The lines on an envelope sent from `home`: who, for whom, street, town, country."""
        name = PersonName.of(self.receiver)
        lines = [envelope_line(name)]
        named = self._for_attention(name)
        if named:
            words = _FOR_THE_ATTENTION_OF.get(named.language, _FOR_THE_ATTENTION_OF["nl"])
            lines.append(f"{words} {envelope_line(named)}")
        place = self.place
        lines.append(" ".join(part for part in (place.street, house(place)) if part))
        lines.append(_town(place))
        if place.country != home:
            lines.append(country_name(place.country).upper())
        return [line for line in lines if line]

    def _for_attention(self, receiver: PersonName) -> PersonName | None:
        """The person for whom it is: the contact, or the one a company is known by."""
        if self.person is not None and self.person.last_name:
            return name_of(self.person, self.customer)
        if receiver.is_company and receiver.last_name:
            return replace(receiver, kind="person", company_name="")
        return None


def _is_erased(customer: Customer) -> bool:
    return customer.status == Customer.Status.ERASED


def name_of(person: ContactPerson, customer: Customer) -> PersonName:
    """The contact person's name, in its own language or else the customer's."""
    return PersonName(
        salutation=person.salutation,
        initials=person.initials,
        first_name=person.first_name,
        infix=person.infix,
        last_name=person.last_name,
        language=person.language or customer.language,
    )


def _town(place: Addressed) -> str:
    """'3512 JE  UTRECHT': the Dutch post wants two spaces, capitals help every sorting machine."""
    gap = "  " if place.country == "NL" else " "
    return gap.join(part for part in (place.postcode, place.city.upper()) if part)


# ---------------------------------------------------------------- the list
@dataclass(frozen=True)
class AddressRow:
    """An address in the table."""

    customer: Customer
    number: str
    name: str
    customer_name: str
    detail: str
    type: str
    street: str
    postcode: str
    city: str
    country: str
    note: str
    emails: list[str]
    permission: str
    phones: list[str]
    changed: str
    changed_at: datetime | None
    is_inactive: bool


def row_of(entry: Entry, *, home: str, with_infix: bool) -> AddressRow:
    """The row of an entry; `home` is the country that needs no name."""
    place = entry.place
    person = entry.person
    return AddressRow(
        customer=entry.customer,
        number=entry.customer.number,
        name=entry.name(with_infix=with_infix),
        customer_name=entry.customer_name(with_infix=with_infix) if person else "",
        detail=person.job_title if person else "",
        type=entry.type_label,
        street=" ".join(part for part in (place.street, house(place)) if part),
        postcode=place.postcode,
        city=place.city,
        country="" if place.country == home else country_name(place.country),
        note=_borrowed_words(entry),
        emails=entry.emails,
        permission=entry.permission,
        phones=entry.phones,
        changed=entry.changed_words,
        changed_at=entry.changed,
        is_inactive=entry.customer.status == Customer.Status.INACTIVE,
    )


def _borrowed_words(entry: Entry) -> str:
    """Whose address it is when it is not the contact's own, or why there is none."""
    if entry.leads_to is not None and _is_erased(entry.leads_to):
        words = _("points to %(number)s, which was erased: choose another customer")
        return words % {"number": entry.leads_to.number}
    if not entry.is_borrowed or not address_lines(entry.place):
        return ""
    if entry.receiver is not entry.customer:
        return _("address of %(number)s") % {"number": entry.receiver.number}
    return _("address of the customer")


class AddressPage(PagedList):
    """One page of the sorted addresses, with its headings and neighbours."""

    def __init__(
        self, found: QuerySet[Any], asked: QueryDict, *, home: str, with_infix: bool
    ) -> None:
        self.asked = asked
        self.home, self.with_infix = home, with_infix
        self.sort = sort_of(asked)
        self.is_main = of_customers(found)
        wanted = asked.get("page", "")
        self.paging = Paging.of(found, wanted, most=MOST_SHOWN, per_page=PER_PAGE)
        # The keys first: what a row shows is looked up for this page alone.
        listed = sorted_by(found, self.sort, with_infix=with_infix)
        self._keys = listed.values_list("pk", flat=True)
        self._found = found

    @cached_property
    def rows(self) -> list[AddressRow]:
        """The addresses of this page."""
        keys = self.paging.rows(self._keys) if self.paging.total else []
        rows = with_details(self._found.model.objects.filter(pk__in=keys)).in_bulk() if keys else {}
        return [
            row_of(Entry.of(rows[key]), home=self.home, with_infix=self.with_infix)
            for key in keys
            if key in rows
        ]

    @property
    def count_words(self) -> str:
        """'14 adressen', '10.000+ adressen'."""
        if not self.paging.total:
            return _("No addresses")
        words = ngettext("%(count)s address", "%(count)s addresses", self.paging.total)
        return words % {"count": self.paging.total_words}

    @property
    def columns(self) -> list[Heading]:
        """The headings; most of them sort."""
        labels = {n: each for n, each in _HEADINGS.items() if n != "type" or not self.is_main}
        sorts = set(SORTS) - ({"changed"} if self.is_main else set())
        sorting = Sorting.of(self.sort, sorts)
        return [
            heading if heading.name in sorts else replace(heading, url="")
            for heading in sorting.headings(labels, lambda order: self._url(sort=order))
        ]

    def url_of(self, page: int) -> str:
        """The address of a page of the same list."""
        return self._url(page=page)

    def _url(self, **other: object) -> str:
        kept = {name: self.asked[name] for name in self.asked if name != "page"}
        named = {name: value for name, value in {**kept, **other}.items() if value}
        return f"?{urlencode(named, errors='replace')}"


def sort_of(asked: QueryDict) -> str:
    """The heading that is sorted by, with a '-' when downwards; the name when none is known."""
    sort = asked.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS and sort.count("-") < 2 else "name"

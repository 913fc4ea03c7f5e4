"""The address book as the screen, a file and a label show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
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
from customers.presentation.lists import Heading
from customers.presentation.numbers import counted
from customers.values.names import PersonName, envelope_line, list_name, salutation_line
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import QueryDict

    from contacts.models import ContactPerson
    from customers.presentation.addresses import Addressed

PER_PAGE = 50
#: Nobody pages further; counting stops here too.
MOST_SHOWN = 10_000
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
    def receiver(self) -> Customer:
        """The customer whose name stands on an envelope: where a redirect leads."""
        if self.person is not None and self.person.invoice_customer is not None:
            return self.person.invoice_customer
        return self.customer

    @property
    def is_borrowed(self) -> bool:
        """Whether the address is that of the customer, for want of an own one."""
        person = self.person
        return person is not None and not (person.street or person.postcode or person.city)

    @property
    def place(self) -> Addressed:
        """Whatever has the address."""
        if self.person is None or self.is_borrowed:
            return self.receiver
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
        if self.receiver is not self.customer:
            return []
        text = (self.person or self.customer).emails
        return [part.strip() for part in text.split(";") if part.strip()]

    @property
    def permission(self) -> str:
        """'1 notificaties'; 'volgt 100990' of who leads there; nothing without an address."""
        if self.receiver is not self.customer:
            return follows(self.receiver)
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
    """Whose address it is when it is not the contact's own."""
    if not entry.is_borrowed or not address_lines(entry.place):
        return ""
    if entry.receiver is not entry.customer:
        return _("address of %(number)s") % {"number": entry.receiver.number}
    return _("address of the customer")


@dataclass(frozen=True)
class Column(Heading):
    """A heading of the table; without a `url` it does not sort."""

    name: str = ""


class AddressPage:
    """One page of the sorted addresses, with its headings and neighbours."""

    def __init__(
        self, found: QuerySet[Any], asked: QueryDict, *, home: str, with_infix: bool
    ) -> None:
        self.asked = asked
        self.home, self.with_infix = home, with_infix
        self.sort = sort_of(asked)
        self.is_main = of_customers(found)
        self.total = found[: MOST_SHOWN + 1].count()
        paginator = Paginator(range(min(self.total, MOST_SHOWN)), PER_PAGE)
        self.page = paginator.get_page(asked.get("page"))
        first = max(self.page.start_index() - 1, 0)
        # The keys first: what a row shows is looked up for this page alone.
        listed = sorted_by(found, self.sort, with_infix=with_infix)
        self._keys = listed.values_list("pk", flat=True)[first : first + PER_PAGE]
        self._found = found

    @cached_property
    def rows(self) -> list[AddressRow]:
        """The addresses of this page."""
        keys = list(self._keys) if self.total else []
        rows = with_details(self._found.model.objects.filter(pk__in=keys)).in_bulk() if keys else {}
        return [
            row_of(Entry.of(rows[key]), home=self.home, with_infix=self.with_infix)
            for key in keys
            if key in rows
        ]

    @property
    def capped(self) -> bool:
        """Whether nobody counted to the end."""
        return self.total > MOST_SHOWN

    @property
    def count_words(self) -> str:
        """'14 adressen', '10.000+ adressen'."""
        if not self.total:
            return _("No addresses")
        count = counted(MOST_SHOWN if self.capped else self.total, capped=self.capped)
        return ngettext("%(count)s address", "%(count)s addresses", self.total) % {"count": count}

    @property
    def place_words(self) -> str:
        """'51–100 van 314'."""
        first, last = self.page.start_index(), self.page.end_index()
        total = counted(MOST_SHOWN if self.capped else self.total, capped=self.capped)
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": counted(first),
            "last": counted(last),
            "total": total,
        }

    @property
    def previous_url(self) -> str:
        """The page before; '' on the first."""
        return self._url(page=self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The page after; '' on the last."""
        return self._url(page=self.page.number + 1) if self.page.has_next() else ""

    @property
    def columns(self) -> list[Column]:
        """The headings; most of them sort."""
        made = []
        for name, label in _HEADINGS.items():
            if name == "type" and self.is_main:
                continue
            if name not in SORTS or (name == "changed" and self.is_main):
                made.append(Column(str(label), "", name=name))
                continue
            is_current = self.sort.removeprefix("-") == name
            is_down = self.sort.startswith("-")
            target = f"-{name}" if is_current and not is_down else name
            order = ("descending" if is_down else "ascending") if is_current else ""
            made.append(Column(str(label), self._url(sort=target), order, name))
        return made

    def _url(self, **other: object) -> str:
        kept = {name: self.asked[name] for name in self.asked if name != "page"}
        named = {name: value for name, value in {**kept, **other}.items() if value}
        return f"?{urlencode(named, errors='replace')}"


def sort_of(asked: QueryDict) -> str:
    """The heading that is sorted by, with a '-' when downwards; the name when none is known."""
    sort = asked.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS and sort.count("-") < 2 else "name"

"""What the card says about a customer, as labels and values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from customers import hooks
from customers.models import Customer, CustomerRelation, CustomField, ShopSettings
from customers.presentation.addresses import address_lines, short_place
from customers.presentation.attention import current_attention
from customers.presentation.dates import age, full_day, long_day
from customers.presentation.sentences import custom_value, relation_word
from customers.values.business_numbers import display_registration_number, display_vat_number
from customers.values.names import PersonName, envelope_line, full_name, salutation_line
from customers.values.phones import display_phone, tel_href

if TYPE_CHECKING:
    from customers.models import Address


@dataclass(frozen=True)
class Value:
    """One line of a fact: a text, perhaps a link, a note behind it, a tag (that may be a link)."""

    text: str
    href: str = ""
    note: str = ""
    tag: str = ""
    tag_href: str = ""


@dataclass(frozen=True)
class Fact:
    """A label with its lines."""

    label: str
    values: list[Value]


@dataclass(frozen=True)
class Related:
    """Another customer, and what it is to this one."""

    number: str
    name: str
    word: str
    place: str
    icon: str
    customer: Customer


def _facts(*pairs: tuple[str, list[Value]]) -> list[Fact]:
    """The facts that have a value."""
    kept = ((label, [value for value in values if value.text]) for label, values in pairs)
    return [Fact(label, values) for label, values in kept if values]


def _one(text: str, note: str = "") -> list[Value]:
    return [Value(text, note=note)]


def contact_facts(customer: Customer) -> list[Fact]:
    """'Adres en bereikbaarheid': addresses, phones, e-mail."""
    home = ShopSettings.load().country
    lines = [Value(line) for line in address_lines(customer, home=home)]
    facts = _facts(
        (_("Address"), lines),
        (_("Mobile"), [_phone(customer.mobile, home)]),
        (_("Phone"), [_phone(customer.phone, home)]),
        (_("Extra phone"), [_phone(customer.phone_extra, home)]),
        (_("E-mail"), _emails(customer)),
    )
    for address in customer.addresses.exclude(kind="former"):
        facts.append(Fact(_address_label(address), _address_values(address, home)))
    return facts


def former_addresses(customer: Customer) -> list[Fact]:
    """The addresses that the customer had before, with their period."""
    home = ShopSettings.load().country
    return [
        Fact(_("Former address"), _address_values(address, home))
        for address in customer.addresses.filter(kind="former")
    ]


def _address_label(address: Address) -> str:
    return _("Delivery address") if address.kind == "delivery" else _("Postal address")


def _address_values(address: Address, home: str) -> list[Value]:
    lines = [line for line in (address.addressee, *address_lines(address, home=home)) if line]
    note = ""
    if address.valid_to:
        note = _("until %(day)s") % {"day": full_day(address.valid_to)}
    elif address.valid_from:
        note = _("from %(day)s") % {"day": full_day(address.valid_from)}
    return [*(Value(line) for line in lines[:-1]), Value(lines[-1] if lines else "", note=note)]


def _phone(stored: str, home: str) -> Value:
    return Value(display_phone(stored, home), href=tel_href(stored))


def _emails(customer: Customer) -> list[Value]:
    addresses = [part.strip() for part in customer.emails.split(";") if part.strip()]
    page = hooks.permission_page()
    tag = page.words(customer) if page else str(customer.get_email_permission_display())
    tag_href = reverse(page.url_name, args=[customer.number]) if page else ""
    values = [Value(address, href=f"mailto:{address}") for address in addresses]
    return [*values[:-1], *(replace(last, tag=tag, tag_href=tag_href) for last in values[-1:])]


def about_facts(customer: Customer) -> list[Fact]:
    """'Over deze klant': what a clerk wants to know at a glance."""
    person = PersonName.of(customer)
    interests = ", ".join(interest.name for interest in customer.interests.all())
    contact = full_name(person) if customer.kind == "person" else _person_of_company(customer)
    is_company = customer.kind == "company"
    return _facts(
        (_("Contact name"), _one(contact if is_company else "")),
        (_("Born"), _born(customer)),
        (_("Salutation"), _one(salutation_line(person))),
        (_("Language"), _one(str(customer.get_language_display()))),
        (_("Category"), _one(str(customer.category or ""))),
        (_("Interests"), _one(interests[:1].upper() + interests[1:])),
        (_("Loyalty card"), _cards(customer)),
    )


def _person_of_company(customer: Customer) -> str:
    parts = (customer.initials or customer.first_name, customer.infix, customer.last_name)
    return " ".join(part for part in parts if part)


def _born(customer: Customer) -> list[Value]:
    if not customer.birth_date:
        return []
    years = age(customer.birth_date)
    note = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return [Value(long_day(customer.birth_date), note=note)]


def _cards(customer: Customer) -> list[Value]:
    return [
        Value(
            card_number(card.number),
            note=_("since %(year)d") % {"year": card.issued_on.year} if card.issued_on else "",
        )
        for card in customer.cards.filter(active=True)[:3]
    ]


def card_number(number: str) -> str:
    """A card's digits in groups, as printed on it: '29 0012 3345'."""
    if not number.isdigit() or len(number) < 6:
        return number
    head = len(number) % 4
    groups = [number[:head]] if head else []
    return " ".join(groups + [number[i : i + 4] for i in range(head, len(number), 4)])


def extra_facts(customer: Customer) -> list[Fact]:
    """The tab Extra: what is asked for less often."""
    person = PersonName.of(customer)
    employee = customer.employee.display_name if customer.employee else ""
    assigned = customer.assigned_to.display_name if customer.assigned_to else ""
    until = full_day(customer.attention_until) if customer.attention_until else ""
    since = long_day(customer.customer_since) if customer.customer_since else ""
    former = ", ".join(former.number for former in customer.former_numbers.all())
    return _facts(
        (_("Envelope"), _one(envelope_line(person))),
        (_("First name"), _one(customer.first_name)),
        (
            _("Chamber of commerce"),
            _one(display_registration_number(customer.registration_number, customer.country)),
        ),
        (_("VAT number"), _one(display_vat_number(customer.vat_number))),
        (_("May e-mail"), _one(str(customer.get_email_permission_display()))),
        (_("Assigned to"), _one(assigned)),
        (_("Employee"), _one(employee)),
        (
            pgettext("card", "Attention"),
            _one(
                current_attention(customer),
                note=_("until %(day)s") % {"day": until} if until else "",
            ),
        ),
        (_("Customer since"), _one(since)),
        (_("Former numbers"), _one(former)),
    )


def custom_facts(customer: Customer) -> list[Fact]:
    """The shop's own extra fields that have a value."""
    if not customer.custom:
        return []
    fields = CustomField.objects.filter(key__in=list(customer.custom))
    return _facts(*((item.label, _one(custom_value(customer.custom[item.key]))) for item in fields))


def related_customers(customer: Customer) -> list[Related]:
    """The customers that belong with this one, from both sides of the relation."""
    both_sides = Q(customer=customer) | Q(other=customer)
    relations = list(CustomerRelation.objects.filter(both_sides, active=True))
    if not relations:
        return []
    keys = {key for row in relations for key in (row.customer_id, row.other_id)}
    others = Customer.objects.in_bulk(keys - {customer.pk})
    found = []
    for relation in relations:
        is_first = relation.customer_id == customer.pk
        other: Customer = others[relation.other_id if is_first else relation.customer_id]
        found.append(
            Related(
                number=other.number,
                name=full_name(PersonName.of(other), capital=False),
                word=relation_word(relation.kind, is_first=is_first),
                place=short_place(other),
                icon=kind_icon(other.kind),
                customer=other,
            )
        )
    return found


def kind_icon(kind: str) -> str:
    """The icon of a person or a company."""
    return "building-2" if kind == "company" else "user"

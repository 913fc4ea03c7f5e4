"""Contact persons as the card shows them: the tab, the sections, the customers to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, F, Func, TextField, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, Collate, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.models import ContactPerson, ContactType, Document
from contacts.presentation.consent import permission_words
from contacts.routing import recipients_for
from contacts.services import redirects
from contacts.services.consent import levels
from contacts.values.addresses import addresses_of
from customers.models import Customer
from customers.presentation.addresses import short_place
from customers.presentation.conflict import Words
from customers.presentation.dates import short_day
from customers.presentation.lists import Sorting, query_string
from customers.presentation.queries import to_query
from customers.presentation.terms import SearchTerms
from customers.search.service import search
from customers.values.names import PersonName, list_name
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contacts.routing import Routing
    from contacts.services.consent import Key
    from customers.presentation.lists import Heading

SHOWN, ALL = 5, 6  # six fit as they are; of more the first five
RECENT = 5
OFFERED = 8
LISTED = 50

# Accents and capitals do not count: Öztürk stands among the O's.
_NAME = Collate(
    Func(
        Coalesce(NullIf("last_name", Value("")), "invoice_customer__number"),
        function="public.customers_fold",
        output_field=TextField(),
    ),
    "C",
)
_TYPE = ("type__position", "type__name", F("preferred").desc(), _NAME, "pk")
SORTS: dict[str, tuple[Any, ...]] = {
    "type": _TYPE,
    "name": (_NAME, "initials", "pk"),
    "email": (NullIf("emails", Value("")), *_TYPE),
    "permission": ("email_permission", *_TYPE),
    "phone": (NullIf(Coalesce(NullIf("mobile", Value("")), "phone"), Value("")), *_TYPE),
    "changed": ("changed_at", "pk"),
}
HEADINGS = {
    "type": gettext_lazy("Type"),
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "permission": gettext_lazy("May e-mail"),
    "phone": gettext_lazy("Phone"),
    "changed": gettext_lazy("Changed"),
}


@dataclass(frozen=True)
class PersonRow:
    """A contact person in a table or a list."""

    pk: int
    type: str
    name: str
    detail: str
    emails: list[str]
    follows: bool  # invoices go on to another customer: no address of its own is needed
    permission: str
    phones: list[str]
    changed: str
    changed_at: Any
    preferred: bool
    archived: bool


@dataclass(frozen=True)
class Asked:
    """What the address of the tab asks for."""

    sort: str = "type"
    descending: bool = False
    type: str = ""
    archived: bool = True
    everything: bool = False

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Asked:
        """Read the query string; what it cannot mean is left out."""
        sorting = Sorting.of(data.get("sort", ""), SORTS, "type")
        return cls(
            sort=sorting.name,
            descending=sorting.descending,
            type=data.get("type", "")[:30].replace("\0", ""),
            archived=data.get("archived") != "0",
            everything=data.get("all") == "1",
        )

    def query(self, terms: SearchTerms, **other: str) -> str:
        """The query string for this list with something `other`, in the search it stands in."""
        pairs = {
            "type": self.type,
            "archived": "" if self.archived else "0",
            "all": "1" if self.everything else "",
            "sort": str(Sorting(self.sort, self.descending)),
        } | other
        if pairs["sort"] == "type":
            pairs.pop("sort")
        return query_string(pairs, terms)


@dataclass(frozen=True)
class PersonList:
    """The contact persons of a customer, as asked for."""

    rows: list[PersonRow]
    total: int
    archived_count: int
    types: list[tuple[str, str]]
    headings: list[Heading]
    more_url: str
    asked: Asked

    @property
    def is_empty(self) -> bool:
        """Whether this customer has no contact person at all."""
        return not self.total and not self.archived_count and not self.asked.type

    @property
    def words(self) -> str:
        """'6 contactpersonen'."""
        return ngettext("%(n)d contact person", "%(n)d contact persons", self.total) % {
            "n": self.total
        }


def person_list(
    customer: Customer, asked: Asked, terms: SearchTerms, invoice: Routing
) -> PersonList:
    """The tab's table, with three queries however many there are.

    `invoice` is where the customer's invoices go, which a Factuuradres that leads elsewhere shows.
    """
    everyone = ContactPerson.objects.filter(customer=customer)
    groups = list(
        everyone.order_by("type__position", "type__name")
        .values_list("type", "type__name", "type__predefined", "archived")
        .annotate(n=Count("pk"))
    )
    wanted = [g for g in groups if not asked.type or g[0] == asked.type]
    archived = sum(group[4] for group in wanted if group[3])
    total = sum(group[4] for group in wanted if asked.archived or not group[3])
    found = everyone if asked.archived else everyone.choosable()
    found = found.filter(type=asked.type) if asked.type else found
    # Whoever is archived stays in sight, below those that count.
    last = F("archived").desc() if asked.descending else F("archived").asc()
    found = found.select_related("type", "invoice_customer").order_by(last, *SORTS[asked.sort])
    found = found.reverse() if asked.descending else found
    is_long = total > ALL and not asked.everything
    shown = found[:SHOWN] if is_long else found
    labels = {
        code: ContactType(code=code, name=name, predefined=predefined).label
        for code, name, predefined, _archived, _n in groups
    }
    known = levels(customer)
    return PersonList(
        rows=[row_of(person, known, invoice) for person in shown],
        total=total,
        archived_count=archived,
        types=list(labels.items()),
        headings=Sorting(asked.sort, asked.descending).headings(
            HEADINGS, lambda order: asked.query(terms, sort=order), down_first={"changed"}
        ),
        more_url=asked.query(terms, all="1") if is_long else "",
        asked=asked,
    )


def row_of(
    person: ContactPerson,
    known: Mapping[Key, int] | None = None,
    invoice: Routing | None = None,
) -> PersonRow:
    """A contact person, loaded with its type and the customer that it points to, as a row.

    `known` are the permissions of the customer's addresses, from `services.consent.levels()`;
    `invoice` is where the invoices go, needed for who leads them to another customer.
    """
    country = person.country
    phones = [display_phone(value, country) for value in (person.mobile, person.phone) if value]
    return PersonRow(
        pk=person.pk,
        type=person.type.label,
        name=name_of(person),
        detail=person.job_title,
        emails=_addresses(person, invoice),
        follows=person.invoice_customer is not None,
        permission="" if known is None else _permission(person, known),
        phones=phones,
        changed=short_day(timezone.localdate(person.changed_at)),
        changed_at=person.changed_at,
        preferred=person.preferred,
        archived=person.archived,
    )


def name_of(person: ContactPerson) -> str:
    """The name in running text; of a mere Factuuradres the customer that it points to."""
    if person.last_name or person.invoice_customer is None:
        return person.display_name
    return called(person.invoice_customer)


def called(customer: Customer) -> str:
    """'100990 Holding Domstad N.V.'."""
    return f"{customer.number} {list_name(PersonName.of(customer))}".strip()


def _addresses(person: ContactPerson, invoice: Routing | None) -> list[str]:
    """Where mail goes: to its own box, or with the invoices to another customer's."""
    if person.invoice_customer is None:
        return addresses_of(person.emails)
    if person.archived or invoice is None:
        return []
    return [to.address for to in invoice.recipients]


def follows(other: Customer) -> str:
    """'volgt 100990': what may be mailed is for that customer to say, as long as it is there."""
    if other.status == Customer.Status.ERASED:
        return _("%(number)s was erased") % {"number": other.number}
    return _("follows %(number)s") % {"number": other.number}


def _permission(person: ContactPerson, known: Mapping[Key, int]) -> str:
    """What may be mailed to this person's addresses; where invoices go on, that one decides."""
    if person.invoice_customer:
        return follows(person.invoice_customer)
    return permission_words(person.emails, known, person.pk)


# ---------------------------------------------------------------- the card
def person_count(customer: Customer) -> int:
    """How many contact persons are not archived. In plain SQL: every tab of every card asks it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM contacts_contactperson WHERE customer_id = %s AND NOT archived",
            [customer.pk],
        )
        count: int = cursor.fetchone()[0]
    return count


def recent_persons(user: Any, customer: Customer) -> dict[str, Any] | None:
    """The five that were changed last; a company without any is told what to do."""
    if not user.has_perm("contacts.view_contactperson"):
        return None
    found = ContactPerson.objects.filter(customer=customer).choosable()
    latest = found.select_related("type").order_by("-changed_at", "-pk")
    persons = list(latest[:RECENT])
    leads_on = any(person.invoice_customer_id for person in persons)
    if leads_on:
        prefetch_related_objects(persons, "invoice_customer")
    invoice = recipients_for(customer, Document.INVOICE) if leads_on else None
    rows = [row_of(person, None, invoice) for person in persons]  # says nothing of permissions
    if not rows and customer.kind != Customer.Kind.COMPANY:
        return None
    may_change = user.has_perm("contacts.change_contactperson")
    return {"rows": rows, "may_change": may_change, "may_add": may_add(user, customer)}


def may_add(user: Any, customer: Customer) -> bool:
    """Whether this user may add a contact person to this customer now."""
    return customer.is_active and user.has_perm("contacts.add_contactperson")


def invoices_from(user: Any, customer: Customer) -> dict[str, Any] | None:
    """The customers whose invoices come to this one; nothing when there are none."""
    if not user.has_perm("contacts.view_contactperson"):
        return None
    persons = ContactPerson.objects.visible_to(user).choosable().filter(invoice_customer=customer)
    if not persons.exists():
        return None
    found = persons.select_related("customer").order_by("customer__number")[: LISTED + 1]
    others = [row.customer for row in found]
    rows = [
        {
            "number": other.number,
            "name": called(other),
            "place": short_place(other),
            "customer": other,
        }
        for other in others[:LISTED]
    ]
    return {"rows": rows, "first": LISTED if len(others) > LISTED else 0}


# ---------------------------------------------------------------- choosing another customer
@dataclass(frozen=True)
class Offer:
    """A customer that invoices may go to, or why they cannot."""

    number: str
    name: str
    place: str
    refusal: str = ""
    attention: bool = False


def offers(user: Any, customer: Customer, typed: str) -> list[Offer]:
    """The customers that `typed` may mean, best first; those that it cannot be say why.

    Args:
        user: who chooses.
        customer: whose invoices they are.
        typed: a number or a name, as for the search.
    """
    terms = SearchTerms.of({"q": typed})
    if terms.is_empty or terms.is_unreadable:
        return []
    try:
        found = search(to_query(terms), user=user, include_inactive=True, limit=OFFERED)
    except ValidationError:
        return []
    sources = redirects.sources_of(customer) if found.hits else set()
    return [
        Offer(
            number=hit.number,
            name=hit.name,
            place=short_place(hit),
            refusal=redirects.refusal(
                customer,
                key=hit.id,
                number=hit.number,
                name=hit.name,
                status=hit.status,
                sources=sources,
            ),
            attention=hit.attention,
        )
        for hit in found.hits
    ]


class PersonWords(Words):
    """The conflict screen's words; a customer is called by its number and name."""

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        if name == "invoice_customer" and value:
            other = Customer.objects.filter(pk=value).first()
            return called(other) if other else ""
        return super().value(name, value)

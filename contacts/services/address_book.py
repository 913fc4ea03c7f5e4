"""Which addresses there are: the customers' own, and those of their contact persons by type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Collate, Length, Lower, NullIf

from contacts.models import AddressPermission, Channel, ContactPerson
from customers.models import Customer
from customers.querysets import sort_name

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from klantbeheer.staff.models import StaffUser

#: The two choices beside the types of contact persons.
MAIN, ALL_TYPES = "main", "contacts"

#: A contact person has an address of its own when one of these is filled in.
OWN_ADDRESS = ~Q(street="", postcode="", city="")
SORTS = ("number", "name", "type", "postcode", "city", "changed")


def addresses_of(kind: str, *, user: StaffUser) -> QuerySet[Any]:
    """The customers (for MAIN) or contact persons whose addresses `user` may see.

    `kind` is MAIN, ALL_TYPES or the code of a type. Archived contacts and erased customers are none.
    """
    if kind == MAIN:
        return Customer.objects.visible_to(user).exclude(status=Customer.Status.ERASED)
    persons = ContactPerson.objects.visible_to(user).choosable()
    return persons if kind == ALL_TYPES else persons.filter(type_id=kind)


def of_customers(queryset: QuerySet[Any]) -> bool:
    """Whether these are main addresses; else they are contact persons."""
    return queryset.model is Customer


def effective(name: str) -> Combinable:
    """A column of a contact's address: its own, else where its invoices go, else its customer's."""
    return Case(
        When(OWN_ADDRESS, then=F(name)),
        When(invoice_customer__isnull=False, then=F(f"invoice_customer__{name}")),
        default=F(f"customer__{name}"),
    )


def located(queryset: QuerySet[Any], wanted: Q) -> Q:
    """The addresses in a place; `wanted` is about the columns that customers and contacts share.

    Of contacts each way to an address is asked by itself, with the index that it has: for places
    that leave few of them.
    """
    if of_customers(queryset):
        return wanted
    customers = Customer.objects.filter(wanted).values("pk")
    own = ContactPerson.objects.filter(OWN_ADDRESS, wanted)
    borrowed = ContactPerson.objects.filter(~OWN_ADDRESS)
    ways = (
        borrowed.filter(invoice_customer=None, customer__in=customers),
        borrowed.filter(invoice_customer__in=customers),
    )
    return Q(pk__in=own.values("pk").union(*(way.values("pk") for way in ways), all=True))


def postcode_key(column: str | Combinable) -> Collate:
    """The postcode to compare and sort by; none is NULL and comes last."""
    return Collate(NullIf(column, Value("")), "C")


def email_level(queryset: QuerySet[Any]) -> Subquery:
    """What may be sent to the box at most: 0, 1 or 2; NULL without an address."""
    held = AddressPermission.objects.filter(channel=Channel.EMAIL)
    if of_customers(queryset):
        held = held.filter(customer_id=OuterRef("pk"), contact_person=None)
    else:
        held = held.filter(customer_id=OuterRef("customer_id"), contact_person_id=OuterRef("pk"))
    return Subquery(held.order_by().values("customer_id").values(most=Max("level")))


def last_change() -> Subquery:
    """When a customer's row last changed, from its history."""
    changes = Customer.history.model.objects.filter(id=OuterRef("pk"))
    return Subquery(changes.order_by("-history_id").values("history_date")[:1])


def sorted_by(queryset: QuerySet[Any], sort: str, *, with_infix: bool) -> QuerySet[Any]:
    """The same rows in the order of one heading; a '-' before it turns the order around."""
    name = sort.removeprefix("-")
    down = sort.startswith("-")
    first = _keys(queryset, name, with_infix=with_infix)
    last = True if name in ("postcode", "city") else None  # whoever has none
    keys = [key.desc(nulls_last=last) if down else key.asc() for key in first]
    return queryset.order_by(*keys, "-pk" if down else "pk")


def _keys(queryset: QuerySet[Any], name: str, *, with_infix: bool) -> list[Any]:
    """The expressions to sort by. Those of names, and of postcodes up, have an index."""
    prefix = "" if of_customers(queryset) else "customer__"
    match name:
        case "name" if not prefix:
            columns = ("kind", "infix", "last_name", "company_name")
            return [sort_name(*columns, with_infix=with_infix), F("initials")]
        case "name":
            person = (Value("person"), "infix", "last_name", Value(""))
            return [sort_name(*person, with_infix=with_infix), F("initials")]
        case "postcode":
            return [postcode_key(effective("postcode") if prefix else "postcode")]
        case "city":
            city = F("city") if not prefix else effective("city")
            return [Collate(NullIf(Lower(city), Value("")), "C")]
        case "type" if prefix:
            return [F("type__position"), F("type__name")]
        case "changed" if prefix:
            return [F("changed_at")]
        case _:
            return [Length(f"{prefix}number"), F(f"{prefix}number")]

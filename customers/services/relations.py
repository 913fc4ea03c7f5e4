"""How customers belong together: made and ended from either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from customers.models import CustomerRelation

if TYPE_CHECKING:
    from customers.models import Customer

# The parent company is stored as `customer`; seen from the parent, the other is its daughter.
DAUGHTER = "daughter"


@dataclass(frozen=True)
class RelationChange:
    """A relation to end (`pk`), or one to make: to `other`, which is this customer's `kind`."""

    pk: int | None = None
    other: Customer | None = None
    kind: str = ""


def relations_of(customer: Customer) -> list[CustomerRelation]:
    """The active relations of a customer, from either side."""
    relations = CustomerRelation.objects.select_related("customer", "other")
    return list(relations.filter(Q(customer=customer) | Q(other=customer), active=True))


def write_relations(customer: Customer, changes: tuple[RelationChange, ...]) -> list[str]:
    """End and make relations; one that is there already is left as it is. Returns their names."""
    written = []
    for change in changes:
        if change.pk is not None:
            written += _end(customer, change.pk)
        elif change.other is not None and change.other.pk != customer.pk:
            written += _make(customer, change.other, change.kind)
    return written


def _end(customer: Customer, pk: int) -> list[str]:
    for relation in relations_of(customer):
        if relation.pk == pk:
            relation.active = False
            relation.save()
            return ["relation"]
    return []


def _make(customer: Customer, other: Customer, kind: str) -> list[str]:
    # 'The other is my parent' is stored with the parent first; so is 'the other is my daughter'.
    first, second = (customer, other) if kind == DAUGHTER else (other, customer)
    stored = CustomerRelation.Kind.PARENT if kind == DAUGHTER else CustomerRelation.Kind(kind)
    there = Q(customer=first, other=second)
    if stored != CustomerRelation.Kind.PARENT:
        there |= Q(customer=second, other=first)
    if CustomerRelation.objects.filter(there, kind=stored, active=True).exists():
        return []
    CustomerRelation.objects.create(customer=first, other=second, kind=stored)
    return ["relation"]

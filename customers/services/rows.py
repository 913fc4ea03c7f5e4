"""More addresses of a customer, as rows in the form that changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from customers.models import Address
from customers.services.threeway import Overlap, author_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.models import Customer

FIELDS = (
    "kind",
    "addressee",
    "street",
    "house_number",
    "house_number_addition",
    "postcode",
    "city",
    "country",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True)
class AddressChange:
    """A row of the form. `pk` None is a new address, `values` None takes the address away.

    `base` is the history row that the form was opened with.
    """

    pk: int | None
    base: int
    values: dict[str, Any] | None


def key_of(pk: int) -> str:
    """The name under which an address row stands in a conflict."""
    return f"address-{pk}"


def values_of(row: Any) -> dict[str, Any]:
    """The values of an address or of a history row of one."""
    return {name: getattr(row, name) for name in FIELDS}


def latest_history(customer: Customer) -> dict[int, int]:
    """The newest history row of each of the customer's addresses, by the address's key."""
    rows = Address.history.filter(customer_id=customer.pk).order_by("id", "history_id")
    return dict(rows.values_list("id", "history_id"))


def address_overlaps(
    customer: Customer, changes: tuple[AddressChange, ...]
) -> tuple[list[Overlap], dict[int, int]]:
    """The address rows that somebody else changed otherwise, and the history rows now standing."""
    found: list[Overlap] = []
    latest = latest_history(customer)
    present = {address.pk: address for address in customer.addresses.all()}
    for change in changes:
        address = present.get(change.pk or 0)
        if address is None or latest[address.pk] == change.base:
            continue
        was = _base_values(address, change.base)
        theirs = values_of(address)
        if change.values in (was, theirs) or was == theirs:
            continue
        row = Address.history.select_related("history_user").get(history_id=latest[address.pk])
        found.append(
            Overlap(
                key=key_of(address.pk),
                was=was,
                mine=change.values or {},
                theirs=theirs,
                author=author_of(row),
            )
        )
    return found, latest


def resolve_addresses(
    changes: tuple[AddressChange, ...], seen: Mapping[int, int], choices: Mapping[str, str]
) -> tuple[AddressChange, ...]:
    """The rows after the clerk has chosen, based on the history rows that were shown."""
    resolved = []
    for change in changes:
        if change.pk is None or change.pk not in seen:
            resolved.append(change)
        elif choices.get(key_of(change.pk)) != "theirs":
            resolved.append(replace(change, base=seen[change.pk]))
    return tuple(resolved)


def write_addresses(customer: Customer, changes: tuple[AddressChange, ...]) -> list[str]:
    """Write the rows that differ. Returns a name for each that did."""
    written = []
    present = {address.pk: address for address in customer.addresses.all()}
    for change in changes:
        address = present.get(change.pk or 0)
        if change.values is None:
            if address is not None:
                address.delete()
                written.append(key_of(address.pk or 0))
            continue
        if address is None:
            if change.pk is not None and change.values == _gone_values(change.base):
                continue  # somebody took it away, and this clerk left it as it was
            address = Address(customer=customer)
        elif change.values in (values_of(address), _base_values(address, change.base)):
            continue
        for name, value in change.values.items():
            setattr(address, name, value)
        address.full_clean(exclude=["customer"])
        address.save()
        written.append(key_of(address.pk))
    return written


def _base_values(address: Address, base: int) -> dict[str, Any]:
    row = Address.history.filter(id=address.pk, history_id=base).first()
    row = row or Address.history.filter(id=address.pk).order_by("history_id").first()
    return values_of(row)


def _gone_values(base: int) -> dict[str, Any] | None:
    row = Address.history.filter(history_id=base).first()
    return values_of(row) if row else None

"""A customer's editable values as plain data: to compare, to combine, to write back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Mapping

CUSTOM = "custom."
ADDRESS = ("street", "house_number", "house_number_addition", "postcode", "city", "country")
PLAIN = (
    "kind",
    "salutation",
    "initials",
    "first_name",
    "infix",
    "last_name",
    "company_name",
    "birth_date",
    "language",
    *ADDRESS,
    "phone",
    "mobile",
    "phone_extra",
    "emails",
    "email_permission",
    "registration_number",
    "vat_number",
    "attention",
    "attention_until",
    "internal_note",
)
LINKS = ("category", "employee", "assigned_to")
INTERESTS = "interests"

Values = dict[str, Any]


def group_of(name: str) -> str:
    """The field, or the group that is decided on as one: half an address is no address."""
    return "address" if name in ADDRESS else name


def state_of(customer: Customer) -> Values:
    """The values of a live customer; links as keys, interests as a sorted tuple of keys."""
    interests = customer.interests.values_list("pk", flat=True)
    return _plain_state(customer) | {INTERESTS: tuple(sorted(interests))}


def state_at(customer: Customer, version: int) -> tuple[int, Values]:
    """The values as they were at `version`, from the history, with the version they belong to.

    A version that never was counts as the oldest one: then every difference is a change by both,
    and is asked about rather than overwritten.
    """
    rows = Customer.history.filter(id=customer.pk)
    row = rows.filter(version=version).order_by("-history_id").first()
    row = row or rows.order_by("history_id").first()
    interests = row.interests.values_list("interest_id", flat=True)
    return row.version, _plain_state(row) | {INTERESTS: tuple(sorted(interests))}


def apply(customer: Customer, values: Mapping[str, Any]) -> None:
    """Put `values` on the instance, all but the interests; unsaved."""
    custom = dict(customer.custom)
    for name, value in values.items():
        if name.startswith(CUSTOM):
            key = name.removeprefix(CUSTOM)
            if value in (None, ""):
                custom.pop(key, None)
            else:
                custom[key] = value
        elif name in LINKS:
            setattr(customer, f"{name}_id", value)
        elif name in PLAIN:
            setattr(customer, name, value)
        elif name != INTERESTS:
            raise ValueError(f"Not a value of a customer: {name}")
    customer.custom = custom


def write_interests(customer: Customer, interests: tuple[int, ...]) -> None:
    """Make `interests` the customer's set, to be followed by `customer.save()`.

    Straight through the table between, so that the history gets one row for the whole change
    instead of one for each step of it.
    """
    through = Customer.interests.through
    rows = through._base_manager.filter(customer_id=customer.pk)
    rows.exclude(interest_id__in=interests).delete()
    present = set(rows.values_list("interest_id", flat=True))
    through._base_manager.bulk_create(
        through(customer_id=customer.pk, interest_id=pk) for pk in interests if pk not in present
    )


def differences(one: Values, other: Mapping[str, Any]) -> Values:
    """What `other` says otherwise than `one`, for the names that `other` has."""
    return {name: value for name, value in other.items() if _same(one.get(name), value) is False}


def _same(one: Any, other: Any) -> bool:
    # An extra field that nobody filled in is not there, or empty: the same to a clerk.
    return one == other or (one in (None, "") and other in (None, ""))


def _plain_state(row: Any) -> Values:
    values = {name: getattr(row, name) for name in PLAIN}
    values |= {name: getattr(row, f"{name}_id") for name in LINKS}
    custom = row.custom if isinstance(row.custom, dict) else {}
    return values | {f"{CUSTOM}{key}": value for key, value in custom.items()}

"""'Lijkt op …': who in the register is likely the one that is being added.

Candidates come from the indexes of the search (phone, e-mail, address, name); what they share with the
typed values is weighed here, in plain sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from customers.models import Customer
from customers.presentation.addresses import address_line
from customers.services import double_sources as sources
from customers.services.double_reasons import Evidence, Weight, evidence_between
from customers.values.names import PersonName, list_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from customers.services.double_reasons import Reason

SURE, MAYBE = "sure", "maybe"
SURE_FROM, MAYBE_FROM = 6, 4
MOST_SHOWN = 5


@dataclass(frozen=True)
class Candidate:
    """What is typed of a new customer, as far as it is valid."""

    kind: str = Customer.Kind.PERSON
    initials: str = ""
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    birth_date: date | None = None
    postcode: str = ""
    house_number: int | None = None
    house_number_addition: str = ""
    country: str = "NL"
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    registration_number: str = ""
    vat_number: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Candidate:
        """The candidate in a form's cleaned values; what is missing or invalid is left out."""

        def text(name: str) -> str:
            return str(values.get(name) or "")

        house_number = values.get("house_number")
        birth_date = values.get("birth_date")
        return cls(
            kind=text("kind") or Customer.Kind.PERSON,
            initials=text("initials"),
            first_name=text("first_name"),
            last_name=text("last_name"),
            company_name=text("company_name"),
            birth_date=birth_date or None,  # type: ignore[arg-type]
            postcode=text("postcode"),
            house_number=house_number or None,  # type: ignore[arg-type]
            house_number_addition=text("house_number_addition"),
            country=text("country") or "NL",
            phones=tuple(filter(None, map(text, ("mobile", "phone", "phone_extra")))),
            emails=sources.email_set(text("emails")),
            registration_number=text("registration_number"),
            vat_number=text("vat_number"),
        )

    @property
    def name(self) -> str:
        """The name by which this one would be found."""
        return self.company_name if self.kind == Customer.Kind.COMPANY else self.last_name

    @property
    def tells_nothing(self) -> bool:
        """Whether there is not enough typed to look for anybody."""
        return not (self.name or self.phones or self.emails or self.registration_number)


@dataclass(frozen=True)
class Double:
    """An existing customer, how sure it is the same one, and why."""

    customer: Customer
    certainty: str
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_sure(self) -> bool:
        """Whether adding asks for a reason."""
        return self.certainty == SURE

    @property
    def name(self) -> str:
        """The name as lists have it: 'Jansen, J.A. van der'."""
        return list_name(PersonName.of(self.customer))

    @property
    def address(self) -> str:
        """The main address in one line."""
        return address_line(self.customer, home=self.customer.country)


def find_doubles(candidate: Candidate, *, exclude: Customer | None = None) -> list[Double]:
    """The likely doubles of `candidate`, the likeliest first; at most five.

    Args:
        candidate: what was typed.
        exclude: a customer that is itself being changed.
    """
    if candidate.tells_nothing:
        return []
    customers = sources.candidates(candidate)
    names = sources.NameKeys.of([candidate.name, *(sources.name_of(c) for c in customers)])
    found = [
        double
        for customer in customers
        if (exclude is None or customer.pk != exclude.pk)
        and (double := weigh(candidate, customer, names)) is not None
    ]
    found.sort(
        key=lambda double: (-double.score, not double.customer.is_active, double.customer.pk)
    )
    return found[:MOST_SHOWN]


def weigh(candidate: Candidate, customer: Customer, names: sources.NameKeys) -> Double | None:
    """What `customer` and `candidate` share, as a verdict; None when it is not worth showing."""
    evidence = evidence_between(candidate, customer, names)
    score = sum(item.points for item in evidence)
    if score < MAYBE_FROM or not _worth_showing(evidence):
        return None
    sure = score >= SURE_FROM and _is_one_person(evidence)
    reasons = tuple(item.reason for item in evidence if item.reason is not None)
    return Double(
        customer=customer,
        certainty=SURE if sure else MAYBE,
        score=score,
        reasons=tuple(sorted(reasons, key=lambda reason: not reason.same)),
    )


def _is_one_person(evidence: list[Evidence]) -> bool:
    """The name fits and nothing sets the two apart; a number that only one can have settles it."""
    if any(item.weight is Weight.PROOF for item in evidence):
        return True
    named = any(item.weight is Weight.NAME and item.points > 0 for item in evidence)
    return named and not any(item.sets_apart for item in evidence)


def _worth_showing(evidence: list[Evidence]) -> bool:
    """One address or one name alone is a neighbour or a namesake; a shared phone is not."""
    weights = {item.weight for item in evidence if item.points > 0}
    return len(weights) > 1 or bool(weights & {Weight.CONTACT, Weight.PROOF})

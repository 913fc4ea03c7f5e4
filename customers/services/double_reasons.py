"""What two customers share, what differs, how much it says, and the words for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.services import double_sources as sources

if TYPE_CHECKING:
    from customers.models import Customer
    from customers.services.doubles import Candidate


class Weight(enum.Enum):
    """What kind of evidence it is."""

    PROOF = "proof"  # a chamber of commerce number is one company's
    NAME = "name"
    GIVEN = "given"  # first name, initials
    ADDRESS = "address"
    CONTACT = "contact"  # phone, e-mail
    BIRTH = "birth"


@dataclass(frozen=True)
class Reason:
    """A line beside a likely double. `mark` is the part to highlight, after the text."""

    text: str
    same: bool
    mark: str = ""


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (points > 0) or against two being the same."""

    weight: Weight
    points: int
    reason: Reason | None = None

    @property
    def sets_apart(self) -> bool:
        """Whether it says that these are two people, whatever they share."""
        return self.points <= -2


def evidence_between(
    candidate: Candidate, customer: Customer, names: sources.NameKeys
) -> list[Evidence]:
    """Everything that can be compared between what was typed and an existing customer."""
    found = [
        *_contact(candidate, customer),
        *_address(candidate, customer),
        *_names(candidate, customer, names),
        *_birth(candidate, customer),
        *_numbers(candidate, customer),
    ]
    return found + _nothing_to_tell_apart(candidate, customer, found)


def _contact(candidate: Candidate, customer: Customer) -> list[Evidence]:
    theirs = {
        "mobile": customer.mobile,
        "phone": customer.phone,
        "phone_extra": customer.phone_extra,
    }
    shared = [(name, value) for name, value in theirs.items() if value in candidate.phones]
    found = []
    if shared:
        name, value = shared[0]
        text = _("same mobile number") if name == "mobile" else _("same phone number")
        reason = Reason(text, same=True, mark=sources.shown_phone(value, customer.country))
        found.append(Evidence(Weight.CONTACT, 4, reason))
    emails = set(candidate.emails) & set(sources.email_set(customer.emails))
    if emails:
        reason = Reason(_("same e-mail"), same=True, mark=sorted(emails)[0])
        found.append(Evidence(Weight.CONTACT, 4, reason))
    if not found and _both_have_contact(candidate, customer):
        found.append(
            Evidence(Weight.CONTACT, 0, Reason(_contact_differs(candidate, customer), False))
        )
    return found


def _both_have_contact(candidate: Candidate, customer: Customer) -> bool:
    phones = candidate.phones and (customer.mobile or customer.phone or customer.phone_extra)
    return bool(phones or (candidate.emails and customer.emails))


def _contact_differs(candidate: Candidate, customer: Customer) -> str:
    phones = bool(candidate.phones and (customer.mobile or customer.phone))
    emails = bool(candidate.emails and customer.emails)
    if phones and emails:
        return _("other phone and e-mail")
    return _("other phone") if phones else _("other e-mail")


def _address(candidate: Candidate, customer: Customer) -> list[Evidence]:
    if not candidate.postcode or not customer.postcode:
        return []
    same_postcode = sources.plain(candidate.postcode) == sources.plain(customer.postcode)
    if not same_postcode or candidate.house_number != customer.house_number:
        return []
    if candidate.house_number is None:
        return [Evidence(Weight.ADDRESS, 1, Reason(_("same postcode"), True, customer.postcode))]
    one, other = candidate.house_number_addition, customer.house_number_addition
    if sources.plain(one) == sources.plain(other):
        mark = f"{customer.postcode} {customer.house_number} {other}".strip()
        return [Evidence(Weight.ADDRESS, 3, Reason(_("same address"), same=True, mark=mark))]
    return [
        Evidence(Weight.ADDRESS, 2, Reason(_("same street and house number, other addition"), True))
    ]


def _names(candidate: Candidate, customer: Customer, names: sources.NameKeys) -> list[Evidence]:
    found = _name(candidate, customer, names)
    # The first name says something about two people of one family, nothing about strangers.
    return found + (_given(candidate, customer) if found and found[0].points else [])


def _name(candidate: Candidate, customer: Customer, names: sources.NameKeys) -> list[Evidence]:
    mine, theirs = candidate.name, sources.name_of(customer)
    if not mine or not theirs:
        return []
    company = candidate.kind == customer.kind == "company"
    likeness = names.likeness(mine, theirs)
    if likeness is sources.Likeness.SAME:
        text = _("same company name") if company else _("same last name")
        return [Evidence(Weight.NAME, 3, Reason(text, same=True, mark=theirs))]
    if likeness is sources.Likeness.SOUND:
        if company:
            text = _("company name sounds the same: %(theirs)s, %(mine)s")
        else:
            text = _("last name sounds the same: %(theirs)s, %(mine)s")
        text %= {"theirs": theirs, "mine": mine}
        return [Evidence(Weight.NAME, 3, Reason(text, same=True))]
    if likeness is sources.Likeness.ALIKE:
        text = _("company name looks alike") if company else _("last name looks alike")
        return [Evidence(Weight.NAME, 2, Reason(text, same=True))]
    return [Evidence(Weight.NAME, 0, Reason(_("other name"), same=False))]


def _given(candidate: Candidate, customer: Customer) -> list[Evidence]:
    mine, theirs = candidate.first_name, customer.first_name
    if mine and theirs:
        if sources.plain(mine) == sources.plain(theirs):
            return [Evidence(Weight.GIVEN, 1, Reason(_("same first name"), same=True, mark=theirs))]
        points = -1 if sources.plain(mine)[:1] == sources.plain(theirs)[:1] else -2
        text = _("first name differs: %(theirs)s, %(mine)s") % {"theirs": theirs, "mine": mine}
        return [Evidence(Weight.GIVEN, points, Reason(text, same=False))]
    mine, theirs = candidate.initials or mine, customer.initials or theirs
    if not mine or not theirs:
        return []
    if sources.plain(mine)[:1] == sources.plain(theirs)[:1]:
        if sources.plain(mine) == sources.plain(theirs):
            return [Evidence(Weight.GIVEN, 1, Reason(_("same initials"), same=True, mark=theirs))]
        return []
    text = _("initials differ: %(theirs)s, %(mine)s") % {"theirs": theirs, "mine": mine}
    return [Evidence(Weight.GIVEN, -2, Reason(text, same=False))]


def _birth(candidate: Candidate, customer: Customer) -> list[Evidence]:
    if candidate.birth_date is None or customer.birth_date is None:
        return []
    if candidate.birth_date == customer.birth_date:
        return [Evidence(Weight.BIRTH, 3, Reason(_("same date of birth"), same=True))]
    return [Evidence(Weight.BIRTH, -3, Reason(_("date of birth differs"), same=False))]


def _numbers(candidate: Candidate, customer: Customer) -> list[Evidence]:
    found = []
    if candidate.registration_number and candidate.registration_number == (
        customer.registration_number
    ):
        reason = Reason(
            _("same chamber of commerce number"), same=True, mark=customer.registration_number
        )
        found.append(Evidence(Weight.PROOF, 6, reason))
    if candidate.vat_number and candidate.vat_number == customer.vat_number:
        reason = Reason(_("same VAT number"), same=True, mark=customer.vat_number)
        found.append(Evidence(Weight.PROOF, 6, reason))
    return found


def _nothing_to_tell_apart(
    candidate: Candidate, customer: Customer, found: list[Evidence]
) -> list[Evidence]:
    """A namesake of whom neither address, phone nor e-mail is known, as of this one: the same."""
    bare = not (candidate.postcode or candidate.phones or candidate.emails)
    theirs = customer.postcode or customer.phone or customer.mobile or customer.emails
    named = any(item.weight is Weight.NAME and item.points == 3 for item in found)
    if not (bare and named) or theirs:
        return []
    return [Evidence(Weight.ADDRESS, 3, Reason(_("also without address and phone"), same=True))]

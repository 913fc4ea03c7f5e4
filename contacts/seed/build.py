"""What hangs on a batch of made-up customers, as rows by table; made where Django is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.seed import people
from contacts.seed.memorable import HOLDING, known
from contacts.seed.moments import HOW_MANY, memo_text, moment_row
from customers.seed.weighted import Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from contacts.seed.memorable import Known
    from customers.seed.parts import Keyed, Rows
    from customers.seed.register import Seeded

NAMES = ("person", "preference", "memo", "moment")
MEMO_SHARE, PREFERENCE_SHARE, WITH_PERSON = 0.02, 0.06, 0.5
WAYS = Weighted([("email", 4), ("none", 3), ("sms", 3)])


@dataclass(frozen=True)
class Prepared:
    """Keys for contact persons, and those of the staff that write the moments."""

    person_ids: Sequence[int]
    authors: Sequence[int]


def rows_of(
    random: Random, prepared: Prepared, customers: Keyed, _so_far: Rows | None = None
) -> Rows:
    """Everything that this app hangs on these customers."""
    rows: Rows = {name: [] for name in NAMES}
    ids = iter(prepared.person_ids)
    holding = next((pk for pk, s in customers if s.values.get("company_name") == HOLDING), None)
    last_company: int | None = None
    for pk, seeded in customers:
        by_hand = known(seeded.values, holding, prepared.authors)
        if by_hand:
            _add_known(rows, pk, by_hand, ids)
            continue
        is_company = seeded.values["kind"] == "company"
        persons = (people.persons_of if is_company else people.housemate_of)(random, pk, seeded)
        redirects = is_company and last_company and random.random() < people.REDIRECT_SHARE
        if redirects and last_company:
            persons.append(people.redirect_to(random, pk, last_company, seeded))
        elif is_company and seeded.values["status"] == "active":
            last_company = pk  # invoices may go here, since this one's go nowhere else
        for person, key in zip(persons, ids, strict=False):
            rows["person"].append(person | {"id": key})
        _add_rest(random, rows, pk, seeded, authors=prepared.authors, persons=len(persons))
    return rows


def _add_known(rows: Rows, pk: int, by_hand: Known, ids: Iterator[int]) -> None:
    keys = []
    for person, key in zip(by_hand.persons, ids, strict=False):
        rows["person"].append(person | {"customer_id": pk, "id": key})
        keys.append(key)
    for moment in by_hand.moments:
        place = moment.pop("person")
        person_id = None if place is None else keys[place]
        rows["moment"].append(moment | {"customer_id": pk, "contact_person_id": person_id})
    if by_hand.preference:
        rows["preference"].append(by_hand.preference | {"customer_id": pk, "version": 1})
    if by_hand.memo:
        rows["memo"].append({"customer_id": pk, "text": by_hand.memo, "version": 1})


def _add_rest(
    random: Random,
    rows: Rows,
    pk: int,
    seeded: Seeded,
    *,
    authors: Sequence[int],
    persons: int,
) -> None:
    """Moments, a memo here and there, and how the customer wants to be told."""
    since = seeded.values["customer_since"]
    there = rows["person"][-persons:] if persons else []
    for _number in range(HOW_MANY.pick(random)):
        moment = moment_row(random, pk, authors, since)
        if there and random.random() < WITH_PERSON:
            moment["contact_person_id"] = there[int(random.random() * len(there))]["id"]
        rows["moment"].append(moment)
    if random.random() < MEMO_SHARE:
        rows["memo"].append({"customer_id": pk, "text": memo_text(random), "version": 1})
    if random.random() < PREFERENCE_SHARE:
        ready, delayed = WAYS.pick(random), WAYS.pick(random)
        if "sms" in (ready, delayed) and not seeded.values.get("mobile"):
            ready = delayed = "none"
        rows["preference"].append(
            {"customer_id": pk, "ready_for_pickup": ready, "delayed": delayed, "version": 1}
        )

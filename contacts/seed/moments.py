"""Made-up contact moments: what is said at a counter, over the phone and by e-mail."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from contacts.seed.words import FALLING, LISTS, lines
from customers.seed.people import TODAY
from customers.seed.weighted import Weighted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

HOW_MANY = Weighted(
    [(0, 46), (1, 20), (2, 12), (3, 8), (4, 5), (5, 3), (6, 2), (7, 1), (8, 1), (9, 1), (12, 1)]
)
OPENS, OPEN_MINUTES = time(8), 590  # in UTC: from nine on, at the counter
SYSTEM = "seed"


class Said(NamedTuple):
    """A kind of contact, and what is said in it; what stands in braces is filled in."""

    kind: str
    direction: str
    subject: str
    text: str


SAID = [Said(*line.split("|")) for line in lines("moments.txt")]
_WEIGHTS = {"call": 5, "visit": 5, "email": 4, "note": 3, "sms": 3, "letter": 1, "document": 1}
PICK = Weighted([(said, _WEIGHTS[said.kind]) for said in SAID])


def moment_row(
    random: Random, customer_id: int, authors: Sequence[int], since: date
) -> dict[str, Any]:
    """One contact moment, mostly of the last months, by one of the `authors` if there are any.

    Args:
        random: what to draw from.
        customer_id: whose it is.
        authors: keys of the staff.
        since: the first day of the customer.
    """
    chance = random.random
    said = PICK.pick(random)
    filled = {
        "bike": FALLING["bike"].pick(random),
        "brand": FALLING["brand"].pick(random),
        "part": FALLING["part"].pick(random),
        "day": FALLING["day"].pick(random),
        "time": f"{9 + int(chance() * 8)}.{('00', '15', '30', '45')[int(chance() * 4)]}",
        "price": f"€ {5 * (1 + int(chance() ** 3 * 700))}",
        "repair": f"R-{1000 + int(chance() * 60_000)}",
        "order": f"B-{10_000 + int(chance() * 60_000)}",
        "invoice": f"{TODAY.year}-{1000 + int(chance() * 9000)}",
        "colleague": LISTS["colleague"][int(chance() * 4)],
    }
    days = max((TODAY - since).days, 1)
    day = TODAY - timedelta(days=1 + int(chance() ** 4 * (days - 1)))
    moment = datetime.combine(day, OPENS, UTC) + timedelta(minutes=int(chance() * OPEN_MINUTES))
    author = authors[int(chance() * len(authors))] if authors else None
    return {
        "customer_id": customer_id,
        "kind": said.kind,
        "direction": said.direction,
        "moment": moment,
        "author_id": author,
        "system": "" if author else SYSTEM,
        "subject": said.subject.format_map(filled),
        "text": said.text.format_map(filled),
        "version": 1,
    }


def memo_text(random: Random) -> str:
    """A memo."""
    return LISTS["memo"][int(random.random() * len(LISTS["memo"]))]

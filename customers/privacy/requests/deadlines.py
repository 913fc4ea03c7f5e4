"""When a request must be answered: within a month, or two months later (article 12, paragraph 3)."""

from __future__ import annotations

import datetime

from customers.values.periods import months_from

#: Since this day the law holds: nobody asked anything under it before.
LAW_SINCE = datetime.date(2018, 5, 25)
#: From so many days before it on, a deadline is near.
NEAR_DAYS = 7


def deadline_of(received_on: datetime.date) -> datetime.date:
    """The last day for an answer. Sunday or holiday: a person need not wait longer for those."""
    return months_from(received_on, 1)


def latest_extension(received_on: datetime.date) -> datetime.date:
    """The last day to which the deadline may be extended."""
    return months_from(received_on, 3)

"""Dates as people type them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januari jan january janvier",
            "februari feb february",
            "maart mrt mar march mars",
            "april apr avril",
            "mei may mai",
            "juni jun june juin",
            "juli jul july juillet",
            "augustus aug august",
            "september sep sept septembre",
            "oktober okt oct october octobre",
            "november nov novembre",
            "december dec decembre",
        ],
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = r"[0-3]?[0-9]\s?[-/.]\s?[01]?[0-9]\s?[-/.]\s?(?:[0-9]{4}|[0-9]{2})"
_YEAR_FIRST = r"(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]"
_IN_WORDS = rf"[0-3]?[0-9][-\s]+(?:{'|'.join(_MONTHS)})\.?[-\s]+(?:[0-9]{{4}}|[0-9]{{2}})"

#: A date within a longer text.
DATE = re.compile(
    rf"(?<![\w+-])(?:{_YEAR_FIRST}|{_DAY_FIRST}|{_IN_WORDS})(?![\w-])", re.IGNORECASE | re.ASCII
)


def read_date(text: str, *, today: date | None = None) -> date | None:
    """Return the date in `text`, or None when it is none.

    '17-3-1968', '17/03/68', '17.3.1968', '1968-03-17', '17031968', '17 maart 1968'. Two digits of a
    year mean the last hundred years: nobody is born in the future.
    """
    parts = re.findall(r"[0-9]+|[a-z]+", text.lower(), re.ASCII)
    if len(parts) == 1 and re.fullmatch(r"[0-9]{8}", parts[0]):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if month.isalpha():
        month = str(_MONTHS.get(month, 0))
    if not (day.isdigit() and month.isdigit() and year.isdigit() and len(year) in (2, 4)):
        return None
    number = int(year)
    if len(year) == 2:
        this_year = (today or date.today()).year
        number += this_year // 100 * 100
        number -= 100 if number > this_year else 0
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None

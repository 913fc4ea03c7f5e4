"""The invoices of the hand-written customers that everybody knows. Knows no Django."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.seed.making import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPANY, HOLDING, PERSON = "Fietskoeriers Domstad B.V.", "Holding Domstad N.V.", "jan.vdjansen"
MAINTENANCE = "516.40"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
#: What the company was invoiced each month, from December 2025 to July 2026.
TURNOVER = (1530, 1180, 1610, 1940, 2210, 2480, 1870, 1240)
EXTRAS = ("Banden en kettingen", "Onderdelen op rekening", "Leenfietsen", "Helmen en sloten")


def known(values: Mapping[str, Any]) -> list[Wanted] | None:
    """The invoices that are hand-written for this customer; None when none are."""
    if values.get("company_name") == COMPANY:
        return _company()
    if values.get("company_name") == HOLDING:
        return []
    if str(values.get("emails", "")).startswith(PERSON):
        return _person()
    return None


def _person() -> list[Wanted]:
    return [
        Wanted(date(2025, 3, 3), "Onderhoud Plus, 12 maanden", "84.00", paid="84.00"),
        Wanted(date(2026, 3, 2), "Onderhoud Plus, 12 maanden", "89.00", paid="89.00"),
        Wanted(date(2026, 10, 30), "Fietstassen", "149.95", 1183, paid="0", tag="2026-1183"),
    ]


def _company() -> list[Wanted]:
    lately = [
        Wanted(date(2026, 8, 28), "Helmen, 6 stuks", "251.70", 1071, paid="0"),
        Wanted(date(2026, 8, 14), "Onderhoud juli, 8 fietsen", MAINTENANCE, paid=MAINTENANCE),
        Wanted(date(2026, 8, 20), "Onderdelen op rekening", "921.90", paid="921.90"),
        Wanted(date(2026, 9, 11), "Creditfactuur bij 2026-1071", "251.70", 1098, credits=1071),
        Wanted(date(2026, 9, 15), "Onderhoud augustus, 8 fietsen", MAINTENANCE, 1102,
               paid=MAINTENANCE),
        Wanted(date(2026, 9, 24), "Leenfietsen", "1065.30", paid="1065.30"),
        Wanted(date(2026, 10, 12), "Onderhoud september, 8 fietsen", MAINTENANCE,
               paid=MAINTENANCE),
        Wanted(date(2026, 10, 14), "Reparatie accu", "612.00", 1166, paid="0", tag="2026-1166"),
        Wanted(date(2026, 10, 22), "Onderdelen op rekening", "521.60", paid="521.60"),
        Wanted(date(2026, 11, 4), "Fietspompen en lampen", "205.40", paid="205.40"),
        Wanted(date(2026, 11, 9), "Banden en kettingen", "406.20", 1191, paid="250.00"),
        Wanted(date(2026, 11, 18), "Onderhoud oktober, 8 fietsen", MAINTENANCE, 1204, paid="0"),
    ]  # fmt: skip
    return [*_earlier(), *lately]


def _earlier() -> list[Wanted]:
    """From February 2024 on, paid long ago; of the last year what the chart shows."""
    found = []
    for nth, whole in enumerate(TURNOVER):
        year, month = (2025, 12) if nth == 0 else (2026, nth)
        rest = Decimal(whole) - Decimal(MAINTENANCE)
        some = (rest * Decimal("0.4")).quantize(Decimal("0.05"))
        found += [
            _monthly(year, month),
            _extra(date(year, month, 18), str(some)),
            _extra(date(year, month, 26), str(rest - some)),
        ]
    for month in range(1, 12):
        found += [_monthly(2025, month), _extra(date(2025, month, 22), f"{180 + month * 37}.50")]
    for month in range(2, 13):
        found.append(_monthly(2024, month))
    found += [_extra(date(2024, month, 20), f"{240 + month * 21}.75") for month in (3, 5, 7, 9, 11)]
    return found


def _monthly(year: int, month: int) -> Wanted:
    subject = f"Onderhoud {MONTHS[month - 2]}, 8 fietsen"
    return Wanted(date(year, month, 12), subject, MAINTENANCE, paid=MAINTENANCE)


def _extra(day: date, amount: str) -> Wanted:
    return Wanted(day, EXTRAS[(day.month + day.day) % len(EXTRAS)], amount, paid=amount)

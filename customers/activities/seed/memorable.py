"""The activities of the hand-written customers that everybody knows. Knows no Django."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.activities.seed.making import Prepared

    Row = dict[str, Any]
    Both = tuple[Row, Row | None]

COMPANY, HOLDING, PERSON = "Fietskoeriers Domstad B.V.", "Holding Domstad N.V.", "jan.vdjansen"
#: How an order whose number everybody knows is found again by whoever invoices it.
SAID = "wanted"


def known(values: Mapping[str, Any], prepared: Prepared) -> list[Both] | None:
    """What is hand-written for this customer, each with its detail; None when nothing is."""
    if values.get("company_name") == COMPANY:
        return _company(prepared)
    if values.get("company_name") == HOLDING:
        return []
    if str(values.get("emails", "")).startswith(PERSON):
        return _person(prepared)
    return None


def _day(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def _at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class _Maker:
    """Rows with the stage's key, and the two colleagues in turn."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared

    def __call__(
        self, kind: str, code: str, title: str, opened: date, amount: str = "", **more: Any
    ) -> Row:
        """An activity; `closed_on` says when it ended."""
        stage, status = self.prepared.stages[kind, code]
        authors = self.prepared.authors
        closed = more.pop("closed_on", None) or (None if status == "open" else opened)
        return {
            "kind": kind,
            "title": title,
            "stage_id": stage,
            "status": status,
            "opened_on": opened,
            "closed_on": closed,
            "amount": Decimal(amount) if amount else None,
            "assigned_to_id": authors[-1] if authors else None,
            "billing": "",
            "version": 1,
            "changed_at": datetime.combine(closed or opened, datetime.min.time(), UTC),
        } | more


def _subscription(prepared: Prepared, kind: str, quality: str, months: int, next_on: date) -> Row:
    return {
        "subscription_kind_id": prepared.subscription_kinds.get(kind),
        "quality_id": prepared.qualities.get(quality),
        "period_months": months,
        "next_on": next_on,
    }


def _person(prepared: Prepared) -> list[Both]:
    make = _Maker(prepared)
    repair = {
        "device": "Gazelle Chamonix", "serial_number": "GZ5512087", "shelf": "rek 14",
        "complaint": "Versnelling slaat over in de derde versnelling.",
        "diagnosis": "Kabel gerafeld, vervangen.", "ready_at": _at(11, 20, 15),
    }  # fmt: skip
    tuning = {
        "starts_at": _at(9, 15, 8, 30), "ends_at": _at(9, 15, 9, 15), "place": "winkel",
    }  # fmt: skip
    maintenance = _subscription(prepared, "Onderhoud", "Plus", 12, _day(3, 1, 2027))
    return [
        (make("order", "expected", "Achterlicht en 2 banden", _day(11, 16), "84.50",
              due_on=_day(11, 27), wanted=20418), None),
        (make("order", "ready", "Fietszitje Yepp", _day(11, 9), "129.95", due_on=_day(11, 18),
              wanted=20377), None),
        (make("repair", "ready", "Versnelling afstellen", _day(11, 14), "38.00",
              due_on=_day(11, 21), wanted=5521), repair),
        (make("subscription", "running", "Onderhoud Plus", _day(3, 1, 2024), "89.00"), maintenance),
        (make("request", "handling", "Offerte voor een tweede bakfiets", _day(11, 3)), None),
        (make("quote", "draft", "Tweede bakfiets", _day(11, 3), "3450.00",
              due_on=_day(12, 3)), None),
        (make("appointment", "done", "Fiets op maat stellen", _day(9, 8), planned_on=_day(9, 15),
              closed_on=_day(9, 15)), tuning),
        (make("order", "done", "Fietstassen Basil", _day(10, 26), "149.95",
              closed_on=_day(10, 30), tag="2026-1183"), None),
        (make("purchase", "done", "Gazelle Chamonix", _day(6, 2, 2021), "1249.00"), None),
        (make("purchase", "done", "Helm", _day(6, 2, 2021), "59.95"), None),
    ]  # fmt: skip


def _company(prepared: Prepared) -> list[Both]:
    make = _Maker(prepared)
    battery = {
        "device": "Urban Arrow Cargo", "serial_number": "UA0044127",
        "complaint": "Accu gaat maar tien kilometer mee.", "diagnosis": "Cel van de accu stuk.",
        "rma_number": "RMA20481", "ready_at": _at(10, 12, 15),
    }  # fmt: skip
    brakes = {
        "device": "Urban Arrow Cargo", "serial_number": "UA0044131", "shelf": "achter, haak 2",
        "complaint": "Rem sleept aan.",
    }  # fmt: skip
    delivery = {
        "starts_at": _at(12, 3, 8), "ends_at": _at(12, 3, 9, 30), "place": "Korte Smeestraat 21",
    }  # fmt: skip
    fetched = {
        "origin": "Voorstraat, Utrecht", "destination": "Korte Smeestraat, Utrecht",
        "km": Decimal("4.2"), "purpose": "Drie bakfietsen opgehaald",
    }  # fmt: skip
    fleet = _subscription(prepared, "Onderhoud", "Zakelijk", 1, _day(12, 1))
    return [
        (make("project", "running", "Zes bakfietsen vervangen", _day(11, 18), "21450.00",
              due_on=_day(1, 29, 2027)), None),
        (make("quote", "sent", "Zes bakfietsen met onderhoudscontract", _day(11, 19), "21450.00",
              due_on=_day(12, 19), part=True), None),
        (make("appointment", "planned", "Proefplaatsing eerste bakfiets", _day(11, 19),
              planned_on=_day(12, 3), part=True), delivery),
        (make("subscription", "running", "Onderhoud wagenpark, 8 fietsen", _day(2, 1, 2024),
              "516.40"), fleet),
        (make("repair", "repairing", "Remmen afstellen", _day(11, 18), "64.00",
              due_on=_day(11, 24)), brakes),
        (make("repair", "done", "Reparatie accu", _day(10, 6), "612.00", closed_on=_day(10, 13),
              wanted=5480, tag="2026-1166"), battery),
        (make("order", "expected", "Binnenbanden, 40 stuks", _day(11, 17), "214.00",
              due_on=_day(11, 26)), None),
        (make("order", "done", "Fietskratten, 6 stuks", _day(11, 10), "197.25",
              closed_on=_day(11, 17), billing="due"), None),
        (make("fault_report", "done", "Slot klemt", _day(11, 11), "150.00",
              closed_on=_day(11, 12), billing="due"), None),
        (make("trip", "done", "Fiets opgehaald", _day(10, 6), planned_on=_day(10, 6)), fetched),
        (make("purchase", "done", "Helmen, 12 stuks", _day(4, 14), "503.40"), None),
    ]  # fmt: skip

"""What hangs on the hand-written customers: the contacts and the timeline that everybody knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPANY, HOLDING, PERSON = "Fietskoeriers Domstad B.V.", "Holding Domstad N.V.", "jan.vdjansen"


@dataclass
class Known:
    """The rows of one hand-written customer; a moment names its person by the place in `persons`."""

    persons: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    preference: dict[str, Any] | None = None
    memo: str = ""


def known(values: dict[str, Any], holding: int | None, authors: Sequence[int]) -> Known | None:
    """What is hand-written for this customer; None when nothing is.

    Args:
        values: those of the customer.
        holding: the key of the customer that gets the invoices, if it is there.
        authors: keys of the staff, in a fixed order.
    """
    if values.get("company_name") == COMPANY:
        return _company(holding, authors)
    if values.get("company_name") == HOLDING:
        return _holding()
    if str(values.get("emails", "")).startswith(PERSON):
        return _person(authors)
    return None


def _at(month: int, day: int, hour: int, minute: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _contact(
    kind: str, changed: datetime, permission: int, name: tuple[str, str, str], **values: Any
) -> dict[str, Any]:
    initials, infix, last_name = name
    row = {"type_id": kind, "changed_at": changed, "email_permission": permission, "version": 1}
    return row | {"initials": initials, "infix": infix, "last_name": last_name, **values}


def _company(holding: int | None, authors: Sequence[int]) -> Known:
    persons = [
        _contact(
            "administration", _at(11, 2, 9, 0), 1, ("R.", "", "Öztürk"), preferred=True,
            salutation="mr", emails="facturen@domstad.example", phone="+31305550210",
        ),
        _contact(
            "purchasing", _at(11, 18, 8, 20), 2, ("S.", "", "Jansen"), preferred=True,
            salutation="mrs", first_name="Sanne", mobile="+31655010244",
            emails="s.jansen@domstad.example; inkoop@domstad.example",
        ),
        _contact(
            "purchasing", _at(9, 9, 11, 40), 0, ("J.", "", "Terpstra"), salutation="mr",
            emails="j.terpstra@domstad.example", mobile="+31655010261",
        ),
        _contact(
            "technical", _at(5, 30, 13, 5), 1, ("", "", "Werkplaats"), preferred=True,
            phone="+31305550212",
        ),
        _contact(
            "sales", _at(3, 12, 10, 0, 2024), 0, ("D.", "van", "Houten"), archived=True,
            salutation="mr", emails="d.vanhouten@domstad.example",
        ),
    ]  # fmt: skip
    if holding is not None:
        name = ("", "", "")
        persons.append(
            _contact("invoice_address", _at(1, 14, 9, 30), 1, name, preferred=True)
            | {"invoice_customer_id": holding}
        )
    one, other = _two(authors)
    moments = [
        _moment(one, "call in", _at(11, 18, 8, 15), "Belde over zes bakfietsen",
                "Wil in januari zes bakfietsen vervangen. Offerte naar inkoop.", person=1),
        _moment(other, "email out", _at(11, 19, 10, 2), "Offerte gestuurd",
                "Offerte voor zes bakfietsen met onderhoudscontract, € 21.450.", person=1),
        _moment(one, "visit in", _at(10, 6, 13, 30), "Drie fietsen gebracht",
                "Grote beurt voor drie bakfietsen. Werkplaats belt zelf wanneer ze terug moeten.",
                person=3),
        _moment(other, "letter out", _at(9, 9, 9, 0), "Onderhoudscontract",
                "Getekend contract per post gestuurd."),
    ]  # fmt: skip
    preference = {"ready_for_pickup": "sms", "delayed": "email", "language": "nl"}
    return Known(persons, moments, preference, "Zes bakfietsen met onderhoudscontract tot 2028.")


def _holding() -> Known:
    creditors = _contact(
        "administration", _at(1, 14, 9, 20), 1, ("", "", "Crediteuren"), preferred=True,
        emails="crediteuren@holding.example", phone="+31305550299",
    )  # fmt: skip
    return Known([creditors])


def _person(authors: Sequence[int]) -> Known:
    partner = _contact(
        "other", _at(8, 3, 14, 0), 1, ("P.", "de", "Boer"), salutation="mrs",
        first_name="Petra", mobile="+31655010148", emails="petra.deboer@example.nl",
    )  # fmt: skip
    one, other = _two(authors)
    moments = [
        _moment(one, "call out", _at(11, 20, 15, 5), "Gebeld: fiets is klaar",
                "Voicemail ingesproken op 06 55 01 01 47. Belt zelf terug als hij niet voor"
                " zaterdag kan komen. Reparatie R-5521."),
        _moment(None, "email out", _at(11, 18, 8, 12), "Afhaalbericht verstuurd",
                "‘Uw bestelling B-20377 ligt klaar.’ Naar jan.vdjansen@example.nl"),
        _moment(other, "visit in", _at(11, 3, 10, 40), "Aan de balie",
                "Wil een offerte voor een tweede bakfiets, liefst dezelfde kleur. Budget tot"
                " € 3.500."),
        _moment(one, "call in", _at(11, 3, 9, 2), "Belde over factuur 2026-1183",
                "Had hem niet ontvangen. Opnieuw gestuurd."),
        _moment(other, "note", _at(10, 24, 14, 30), "",
                "Vraagt of de oude Gazelle ingeruild kan worden; Bram belt maandag terug met een"
                " bod.", person=0),
        _moment(one, "sms out", _at(9, 15, 9, 0), "Afspraak",
                "Herinnering aan uw afspraak dinsdag om 10.30 uur."),
        _moment(other, "document in", _at(6, 2, 12, 45), "Aankoopbewijs",
                "Kopie van het aankoopbewijs van de Gazelle bewaard."),
    ]  # fmt: skip
    preference = {"ready_for_pickup": "email", "delayed": "sms", "language": ""}
    memo = "Vaste klant sinds 2014. Heeft een atelier aan de Zeedijk, daar ook leveren."
    return Known([partner], moments, preference, memo)


def _two(authors: Sequence[int]) -> tuple[int | None, int | None]:
    return (authors[0], authors[-1]) if authors else (None, None)


def _moment(
    who: int | None,
    how: str,
    moment: datetime,
    subject: str,
    text: str,
    *,
    person: int | None = None,
) -> dict[str, Any]:
    kind, _space, direction = how.partition(" ")
    return {
        "kind": kind,
        "direction": direction,
        "moment": moment,
        "author_id": who,
        "system": "" if who else "seed",
        "subject": subject,
        "text": text,
        "version": 1,
        "person": person,
    }

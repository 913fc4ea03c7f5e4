"""Hand-written customers with which an empty register begins: names that sound alike, in one street."""

from __future__ import annotations

from datetime import date
from typing import Any

from customers.seed.people import TODAY
from customers.seed.register import Seeded, card_number

_UTRECHT = {"city": "Utrecht", "country": "NL", "language": "nl"}


def _at(postcode: str, street: str, house_number: int, addition: str = "") -> dict[str, Any]:
    return _UTRECHT | {
        "postcode": postcode,
        "street": street,
        "house_number": house_number,
        "house_number_addition": addition,
    }


def _person(salutation: str, initials: str, last_name: str, **values: Any) -> dict[str, Any]:
    return {
        "kind": "person",
        "status": "active",
        "salutation": salutation,
        "initials": initials,
        "last_name": last_name,
        "email_permission": 1,
        "customer_since": date(2019, 4, 6),
        **values,
    }


def _former(postcode: str, street: str, house_number: int) -> dict[str, Any]:
    address = _at(postcode, street, house_number)
    del address["language"]
    return {"kind": "former", "valid_to": date(2024, 8, 31), **address}


def memorable(first_number: int) -> list[Seeded]:
    """The hand-written customers, numbered from `first_number` on."""
    found = _seeded()
    for number, seeded in enumerate(found, first_number):
        seeded.values["number"] = str(number)
        for card in seeded.cards:
            card["number"] = card_number(number)
    return found


def _seeded() -> list[Seeded]:
    return [
        Seeded(
            _person(
                "mr", "J.A.", "Jansen", infix="van der", first_name="Jan",
                birth_date=date(1968, 3, 17), mobile="+31655010147", phone="+31305550147",
                emails="jan.vdjansen@example.nl", customer_since=date(2014, 5, 12),
                attention="Betaalt alleen contant. Geen machtiging voorstellen.",
                attention_until=date(TODAY.year, 12, 31), **_at("3512 JE", "Voorstraat", 47),
            ),
            category=0, interests=(0, 4, 5),
            cards=[{"active": True, "issued_on": date(2019, 5, 2)}],
            addresses=[{
                "kind": "delivery", "addressee": "Atelier De Werf", "street": "Zeedijk",
                "house_number": 9, "house_number_addition": "", "postcode": "3513 BR",
                "city": "Utrecht", "country": "NL",
            }],
        ),
        Seeded(
            _person(
                "mrs", "P.", "Boer", infix="de", first_name="Petra", birth_date=date(1970, 9, 2),
                mobile="+31655010148", phone="+31305550147", emails="petra.deboer@example.nl",
                **_at("3512 JE", "Voorstraat", 47),
            ),
            interests=(6,), housemate=-1,
        ),
        Seeded({
            "kind": "company", "status": "active", "company_name": "Fietskoeriers Domstad B.V.",
            "phone": "+31305550210", "mobile": "+31655010244",
            "emails": "inkoop@example.nl; werkplaats@example.nl",
            "registration_number": "61234567", "vat_number": "NL123456782B01",
            "customer_since": date(2016, 2, 1), "email_permission": 2,
            "internal_note": "Bestelt per jaar zes bakfietsen.",
            **_at("3512 NA", "Korte Smeestraat", 21),
        }, category=2, interests=(0, 7)),
        Seeded(_person("mr", "A.", "Yıldız", first_name="Ahmet", mobile="+31655010231",
                       birth_date=date(1985, 1, 30), emails="ahmet.yildiz@example.com",
                       **_at("3531 GT", "Kanaalstraat", 88)), interests=(1,)),
        Seeded(_person("mrs", "W.", "Dijkstra-Hoekema", first_name="Wietske",
                       birth_date=date(1959, 6, 11), phone="+31585551108",
                       **_at("8911 KM", "Nieuwestad", 6) | {"city": "Leeuwarden"})),
        Seeded(_person("mr", "M.", "Wójcik", first_name="Marek", mobile="+32460010147",
                       emails="marek.wojcik@example.be", birth_date=date(1991, 12, 5),
                       street="Meir", house_number=14, postcode="2000", city="Antwerpen",
                       country="BE", language="nl")),
        Seeded(_person("mr", "K.", "Janßen", first_name="Klaus", mobile="+31655010363",
                       **_at("3512 EM", "Nobelstraat", 30))),
        Seeded(_person("mrs", "D.", "Yansen", mobile="+31655010374",
                       **_at("3512 HC", "Hamburgerstraat", 2))),
        Seeded(_person("mr", "R.P.", "Jasen", **_at("3512 PD", "Lange Nieuwstraat", 114),
                       phone="+31305550385")),
        Seeded(_person("mr", "B.", "Hansen", infix="van", **_at("3512 AV", "Neude", 9),
                       emails="b.vanhansen@example.org")),
        Seeded(_person("mrs", "M.C.", "Jansen-Bakker", first_name="Marie-Claire",
                       birth_date=date(1977, 7, 7), **_at("3512 VK", "Nieuwegracht", 8)),
               cards=[{"active": True, "issued_on": date(2021, 3, 9)}]),
        Seeded(_person("mrs", "L.", "Bakker-Jansen", first_name="Lieke",
                       **_at("3512 BT", "Wittevrouwenstraat", 5, "A"), mobile="+31655010417")),
        Seeded(_person("mr", "W.", "Janssens", **_at("3995 BK", "Lupinegaarde", 19)
                       | {"city": "Houten"}, mobile="+31655010428"),
               addresses=[_former("3512 XB", "Nieuwegracht", 61)]),
        Seeded(_person("mr", "J.", "Janssens", status="inactive", phone="+31305550439",
                       **_at("3512 JE", "Voorstraat", 47, "A"))),
        Seeded({
            "kind": "company", "status": "active", "company_name": "Holding Domstad N.V.",
            "phone": "+31305550299", "registration_number": "61234599",
            "customer_since": date(2016, 2, 1), "email_permission": 1,
            **_at("3512 NA", "Korte Smeestraat", 23),
        }, category=2),
    ]  # fmt: skip

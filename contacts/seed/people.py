"""Made-up contact persons: colleagues and mailboxes of a company, or somebody's housemate."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from contacts.seed.words import LISTS
from customers.seed import surnames
from customers.seed.people import DOMAINS, FIRST_NAMES, MORE_INITIALS, PERMISSIONS, TODAY, plain
from customers.seed.places import mobile
from customers.seed.weighted import Weighted

if TYPE_CHECKING:
    from random import Random

    from customers.seed.register import Seeded

ADDRESS = ("street", "house_number", "house_number_addition", "postcode", "city", "country")
HOW_MANY = Weighted([(0, 28), (1, 30), (2, 20), (3, 12), (4, 6), (6, 4)])
TYPES = Weighted(
    [
        ("purchasing", 30),
        ("administration", 30),
        ("technical", 14),
        ("sales", 8),
        ("sms_alert", 8),
        ("other", 10),
    ]
)
ORIGINS = {"NL": "nl", "BE": "be"}
MAILBOX_SHARE = 0.18
ARCHIVED_SHARE = 0.07
HOUSEMATE_SHARE = 0.3
REDIRECT_SHARE = 0.04


def persons_of(random: Random, customer_id: int, seeded: Seeded) -> list[dict[str, Any]]:
    """The contact persons of a company; the first one of a type is often the preferred one."""
    rows: list[dict[str, Any]] = []
    preferred: set[str] = set()
    used: set[str] = set()
    values = seeded.values
    for number in range(HOW_MANY.pick(random)):
        row = (
            _mailbox(random, values) if random.random() < MAILBOX_SHARE else _person(random, values)
        )
        row |= {"customer_id": customer_id, "changed_at": _moment(random, seeded)}
        row |= {name: values[name] for name in ADDRESS if values.get(name) is not None}
        addresses = [one for one in row.get("emails", "").split("; ") if one and one not in used]
        used.update(addresses)  # one box each: two could say otherwise what may be sent there
        row["emails"] = "; ".join(addresses)
        if random.random() < ARCHIVED_SHARE:
            row["archived"] = True
        elif row["type_id"] not in preferred and random.random() < 0.8:
            row["preferred"] = True
            preferred.add(row["type_id"])
        if row["type_id"] == "sms_alert" or random.random() < 0.4:
            row["mobile"] = mobile(values["country"], int(values["number"]) * 7 + number)
        rows.append(row)
    return rows


def housemate_of(random: Random, customer_id: int, seeded: Seeded) -> list[dict[str, Any]]:
    """The housemate, sometimes, who may be asked about the bicycle too."""
    if seeded.housemate is None or random.random() > HOUSEMATE_SHARE:
        return []
    row = _person(random, seeded.values) | {
        "customer_id": customer_id,
        "type_id": "other",
        "job_title": "",
        "changed_at": _moment(random, seeded),
    }
    row["mobile"] = mobile(seeded.values["country"], int(seeded.values["number"]) * 7)
    return [row]


def redirect_to(random: Random, customer_id: int, other: int, seeded: Seeded) -> dict[str, Any]:
    """A Factuuradres: the invoices of this company go to another one."""
    return {
        "customer_id": customer_id,
        "type_id": "invoice_address",
        "invoice_customer_id": other,
        "preferred": True,
        "changed_at": _moment(random, seeded),
        "version": 1,
    }


def _person(random: Random, company: dict[str, Any]) -> dict[str, Any]:
    origin = ORIGINS.get(company["country"], "nl")
    sex = "m" if random.random() < 0.55 else "v"
    given = FIRST_NAMES["nl", sex][-1][1].pick(random)
    surname = surnames.draw(random, origin)
    kind = TYPES.pick(random)
    more = f"{MORE_INITIALS.pick(random)}." if random.random() < 0.3 else ""
    row: dict[str, Any] = {
        "type_id": kind,
        "salutation": "mr" if sex == "m" else "mrs",
        "initials": given.initial + more,
        "first_name": given.name if random.random() < 0.6 else "",
        "infix": surname.infix,
        "last_name": surname.name,
        "job_title": _one(random, LISTS[f"title.{kind}"]) if random.random() < 0.5 else "",
        "email_permission": PERMISSIONS.pick(random),
        "version": 1,
    }
    if random.random() < 0.85:
        local = f"{plain(given.name)[:1]}.{plain(surname.whole)}"
        row["emails"] = _address(random, local, company)
        if random.random() < 0.12:
            row["emails"] += (
                f"; {_address(random, plain(_one(random, LISTS[f'mailbox.{kind}'])), company)}"
            )
    if random.random() < 0.06:
        row["note"] = _one(random, LISTS["person_note"])
    return row


def _mailbox(random: Random, company: dict[str, Any]) -> dict[str, Any]:
    kind = TYPES.pick(random)
    name = _one(random, LISTS[f"mailbox.{kind}"])
    row = {
        "type_id": kind,
        "last_name": name,
        "email_permission": PERMISSIONS.pick(random),
        "version": 1,
    }
    if random.random() < 0.8:
        row["emails"] = _address(random, plain(name), company)
    else:
        row["phone"] = company.get("phone", "")
    return row


def _address(random: Random, local: str, company: dict[str, Any]) -> str:
    name = plain(company.get("company_name", ""))[:24]
    domain = f"{name}.example" if name else DOMAINS[company["country"]].pick(random)
    return f"{local}@{domain}"


def _moment(random: Random, seeded: Seeded) -> datetime:
    """When the row was last changed: since the company became a customer, mostly lately."""
    days = max((TODAY - seeded.values["customer_since"]).days, 1)
    back = timedelta(days=1 + int(random.random() ** 2 * days), minutes=int(random.random() * 500))
    return datetime.combine(TODAY, time(17), UTC) - back


def _one(random: Random, items: list[str]) -> str:
    return items[int(random.random() * len(items))]

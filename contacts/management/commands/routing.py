"""Who gets which document of a customer, and why: `manage.py routing NUMBER [--json]`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from contacts.routing import routing_matrix
from contacts.routing_reasons import customer_words
from customers.models import Customer

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from contacts.routing import Routing


class Command(BaseCommand):
    """Prints what sending would do; it sends nothing."""

    help = "Show who gets which document of a customer, with the reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The customer, and the form of the answer."""
        parser.add_argument("number", help="a customer number, present or former")
        parser.add_argument("--json", action="store_true", help="for a program instead of a person")

    def handle(self, *args: Any, number: str, **options: Any) -> None:
        """Print the matrix. Raises CommandError for a number that nobody has."""
        customer = _find(number)
        matrix = routing_matrix(customer)
        if options["json"]:
            answer = {"customer": customer.number, "documents": [_as_data(each) for each in matrix]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        self.stdout.write(customer_words(customer))
        for routing in matrix:
            self.stdout.write(f"\n{routing.document.label}")
            for line in _lines(routing):
                self.stdout.write(f"  {line}")


def _find(number: str) -> Customer:
    customers = Customer.objects.all()
    found: Customer | None = None
    if number.isascii() and number.isdigit():
        found = customers.filter(number=number).first()
        found = found or customers.filter(former_numbers__number=number).first()
    if found is None:
        raise CommandError(f"There is no customer with number {number!r}.")
    return found


def _lines(routing: Routing) -> list[str]:
    sent = [f"{to.channel.label}  {to.address}  ({to.reason})" for to in routing.recipients]
    return sent + [f"-  {no.address}  ({no.reason})" for no in routing.withheld]


def _as_data(routing: Routing) -> dict[str, Any]:
    return {
        "document": routing.document.value,
        "name_on_document": routing.name_on_document.number,
        "recipients": [
            {
                "address": to.address,
                "channel": to.channel.value,
                "language": to.language,
                "customer": to.customer.number,
                "contact": to.contact.display_name if to.contact else None,
                "reason": to.reason,
            }
            for to in routing.recipients
        ],
        "withheld": [
            {"address": no.address, "channel": no.channel.value, "reason": no.reason}
            for no in routing.withheld
        ],
    }

"""Erase a customer from the command line, or only show the plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Customer, PrivacyRequest
from customers.privacy.erasure.engine import AlreadyErasedError, ErasureBlockedError, erase_customer
from customers.privacy.erasure.plan import plan_erasure
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from customers.privacy.erasure.plan import ErasurePlan, PlanRow


class Command(BaseCommand):
    """`manage.py erase_customer NUMBER [--plan] [--json] [--ground G] [--yes] [--actor USERNAME]`."""

    help = "Erases a customer: everything that tells who it is, live and in the history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the number of the customer")
        parser.add_argument("--plan", action="store_true", help="only show what would be done")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument(
            "--ground",
            choices=[value for value in PrivacyRequest.Ground.values if value],
            help="why: needed to erase",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask whether it is right")
        parser.add_argument("--actor", help="the user name of who does it; else the command itself")

    def handle(self, *_args: Any, **options: Any) -> None:
        customer = Customer.objects.filter(number=options["number"]).first()
        if customer is None:
            raise CommandError(_("There is no customer with this number."))
        plan = plan_erasure(customer)
        if options["plan"]:
            self._show(plan, as_json=options["json"])
            return
        if not options["ground"]:
            raise CommandError(_("Say why with --ground."))
        actor = self._actor(options["actor"])
        if not options["yes"]:
            self._show(plan, as_json=False)
            self._ask(customer)
        try:
            entry = erase_customer(customer=customer, actor=actor, ground=options["ground"])
        except ErasureBlockedError:
            self._show(plan_erasure(customer), as_json=options["json"])
            raise CommandError(_("This customer cannot be erased yet.")) from None
        except AlreadyErasedError:
            raise CommandError(_("This customer was erased before.")) from None
        told = {"number": entry.customer_number, "removed": entry.removed, "counts": entry.counts}
        if options["json"]:
            self.stdout.write(json.dumps({"entry": str(entry.pk)} | told))
        else:
            rows = sum(entry.counts.values())
            self.stdout.write(
                _("Customer %(number)s is erased: %(rows)d rows.")
                % {"number": entry.customer_number, "rows": rows}
            )

    def _actor(self, username: str | None) -> StaffUser | str:
        if username is None:
            return "erase_customer"
        found: StaffUser | None = StaffUser.objects.filter(
            username=username, is_active=True
        ).first()
        if found is None:
            raise CommandError(_("There is no active colleague with this user name."))
        return found

    def _ask(self, customer: Customer) -> None:
        question = _("Type the number of the customer to erase it for good: ")
        try:
            answer = input(question)
        except EOFError:
            answer = ""
        if answer.strip() != customer.number:
            raise CommandError(_("Nothing was erased."))

    def _show(self, plan: ErasurePlan, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_as_data(plan)))
            return
        self.stdout.write(_("Plan to erase customer %(number)s") % {"number": plan.customer.number})
        for heading, rows in (
            (_("Erase"), plan.erase),
            (_("Keep"), plan.keep),
            (_("Look at"), plan.reports),
        ):
            for row in rows:
                until = _("until %(day)s") % {"day": date_format(row.until)} if row.until else ""
                words = (
                    heading,
                    row.label,
                    row.amount or f"{row.count} {row.unit}",
                    until,
                    row.note,
                )
                self.stdout.write("  " + " · ".join(str(word) for word in words if word))
        for blocker in plan.blockers:
            self.stdout.write(f"  ! {blocker.label} ({blocker.count})")
        if plan.hold:
            self.stdout.write("  ! " + _("on hold"))
        if plan.undecided:
            self.stdout.write(
                "  ! " + _("%(n)d texts elsewhere to decide on") % {"n": plan.undecided}
            )
        if plan.disappears:
            self.stdout.write(_("The customer disappears entirely."))


def _as_data(plan: ErasurePlan) -> dict[str, Any]:
    def rows(of: list[PlanRow]) -> list[dict[str, Any]]:
        return [
            {
                "label": str(row.label),
                "count": row.count,
                "until": row.until.isoformat() if row.until else None,
            }
            for row in of
        ]

    return {
        "number": plan.customer.number,
        "erase": rows(plan.erase),
        "keep": rows(plan.keep),
        "blockers": [{"name": str(b.label), "count": b.count} for b in plan.blockers],
        "hold": plan.hold is not None,
        "undecided": plan.undecided,
        "disappears": plan.disappears,
    }

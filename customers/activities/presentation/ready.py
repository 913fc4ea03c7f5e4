"""Who is told that something is ready, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from customers.activities.models import Kind
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from customers.activities.services.repairs import ReadyPlan, ReadyResult
    from customers.hooks import SendingLine
    from customers.models import Customer


def ready_context(plan: ReadyPlan) -> dict[str, Any]:
    """What the page 'Klaar' shows."""
    activity, outcome = plan.activity, plan.outcome
    label = activity.label
    return {
        "plan": plan,
        "title": (_("%(label)s is ready already") if plan.already else _("%(label)s ready?"))
        % {"label": label},
        "what": _what(plan),
        "recipients": [_line(one, activity.customer) for one in outcome.recipients]
        if outcome
        else [],
        "reasons": [one.reason for one in outcome.withheld] if outcome else [no_service()],
        "phones": phones_of(activity.customer),
    }


def _what(plan: ReadyPlan) -> str:
    if plan.already:
        return _("The pickup message goes out once. Who was told already is not told again.")
    told = plan.outcome is not None and plan.outcome.recipients
    if plan.activity.kind == Kind.REPAIR:
        if told:
            return _("The repair gets the stage 'ready', and the customer is told.")
        return _("The repair gets the stage 'ready'.")
    if told:
        return _("The order gets the stage 'ready for pickup', and the customer is told.")
    return _("The order gets the stage 'ready for pickup'.")


def no_service() -> str:
    """Why nobody is told when nothing sends messages."""
    return _("Nothing here sends messages.")


def _line(one: SendingLine, customer: Customer) -> tuple[str, str]:
    return shown_address(one, customer), one.reason


def shown_address(one: SendingLine, customer: Customer) -> str:
    """An address as people write it."""
    return display_phone(one.address, customer.country) if one.channel == "sms" else one.address


def phones_of(customer: Customer) -> list[str]:
    """Where the customer can be called, the mobile first."""
    numbers = (customer.mobile, customer.phone, customer.phone_extra)
    return [display_phone(number, customer.country) for number in numbers if number]


def told_words(result: ReadyResult, *, silent: bool) -> tuple[str, list[str]]:
    """The message after 'Klaar': what was done and who is told; and what is still to be done."""
    activity, outcome = result.activity, result.outcome
    words = {"label": activity.label}
    done = _("%(label)s is ready.") % words
    if silent:
        return done, []
    if outcome is not None and outcome.recipients:
        addresses = ", ".join(shown_address(one, activity.customer) for one in outcome.recipients)
        text = _("%(label)s is ready. The pickup message goes to %(addresses)s.")
        return text % (words | {"addresses": addresses}), []
    reasons = [one.reason for one in outcome.withheld] if outcome else [no_service()]
    nobody = _("Nobody gets the pickup message: %(reasons)s. %(call)s")
    why = "; ".join(reason.rstrip(".") for reason in reasons)
    return done, [nobody % {"reasons": why, "call": call_words(activity.customer)}]


def call_words(customer: Customer) -> str:
    """What is left: to call."""
    phones = phones_of(customer)
    if phones:
        return _("Call the customer: %(phone)s.") % {"phone": phones[0]}
    return _("There is no phone number either.")

"""A text of a message as a customer would get it, while it is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Channel
from contacts.services import templates
from contacts.values.sms_text import plain_sms, sms_size
from customers.access import get_customer
from customers.models import Customer, ShopSettings
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from contacts.values.sms_text import SmsSize
    from klantbeheer.staff.models import StaffUser

# Nobody's: the customer of the example has the name that the house uses everywhere.
EXAMPLE = {
    "number": "100234",
    "salutation": "mr",
    "initials": "J.A.",
    "infix": "van der",
    "last_name": "Jansen",
}
ABOUT = "B-20377"
MORE = {
    "toelichting": "Neem je legitimatie mee.",
    "datum": "2026-12-05",
    "bedrag": "€\u00a084,50",
    "vervaldatum": "2026-12-05",
}


@dataclass(frozen=True)
class Preview:
    """The text filled in, or what is wrong with it; for an SMS how many parts it takes."""

    customer: str
    subject: str = ""
    text: str = ""
    size: str = ""
    errors: tuple[str, ...] = ()
    is_sms: bool = False


def preview_of(
    *, document: str, channel: str, language: str, subject: str, text: str, customer: Customer
) -> Preview:
    """The preview of a text for one customer, saved or not."""
    errors: list[str] = []
    for part in (subject, text):
        try:
            templates.check_text(document, part)
        except ValidationError as error:
            errors += error.messages
    named = f"{full_name(PersonName.of(customer))} ({customer.number})"
    values = templates.values_for(
        customer, language=language, about=ABOUT, shop=ShopSettings.load(), more=MORE
    )
    filled = templates.fill(text, values)
    is_sms = channel == Channel.SMS
    filled = plain_sms(filled) if is_sms else filled
    size = sms_size(filled)
    if is_sms and not size.fits:
        errors.append(_("At most 3 parts can be sent. Make the text shorter."))
    return Preview(
        customer=named,
        subject="" if is_sms else templates.fill_subject(subject, values),
        text=filled,
        size=size_words(size) if is_sms else "",
        errors=tuple(dict.fromkeys(errors)),
        is_sms=is_sms,
    )


def size_words(size: SmsSize) -> str:
    """'84 tekens, 1 SMS'; with the characters that leave room for so few."""
    count = ngettext("%(places)d character", "%(places)d characters", size.places)
    parts = ngettext("%(parts)d SMS", "%(parts)d SMSes", size.parts)
    words = f"{count}, {parts}" % {"places": size.places, "parts": size.parts}
    if size.wide:
        shown = " ".join(sorted(size.wide)[:5])
        words += ". " + _("Because of %(signs)s fewer characters fit in each.") % {"signs": shown}
    return words


def customer_for(user: StaffUser, number: str) -> Customer | None:
    """The customer with this number, or the one of the example for ''; None when there is none."""
    if not number:
        return Customer(**EXAMPLE)
    try:
        return get_customer(user, number)
    except Http404:
        return None

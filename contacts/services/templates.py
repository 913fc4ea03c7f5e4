"""The texts of messages: which fields a text may have, and filling them in.

A field is a word between braces, of a fixed list per document. Nothing in a text is ever executed.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.defaults.texts import default_texts
from contacts.models import Channel, Document, MessageTemplate
from contacts.values.sms_text import plain_sms, sms_size
from customers.models import ShopSettings
from customers.values.names import PersonName, envelope_line, salutation_line
from klantbeheer.history import acting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.models import Customer

COMMON = ("naam", "aanhef", "nummer", "winkel", "betreft", "toelichting")
_OF_INVOICES = ("bedrag", "vervaldatum")
EXTRA: dict[str, tuple[str, ...]] = {
    Document.DELAYED: ("datum",),
    Document.INVOICE: _OF_INVOICES,
    Document.RMA_INVOICE: _OF_INVOICES,
}
#: A line with one of these goes when there is nothing to fill in.
OPTIONAL = frozenset({"toelichting", "datum", "bedrag", "vervaldatum"})
#: A day in one of these is written out in the language of the message.
DAYS = ("datum", "vervaldatum")
LONGEST_SUBJECT = 200

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")
_BLANK_LINES = re.compile(r"\n{3,}")


def fields_of(document: str) -> tuple[str, ...]:
    """The fields that the text of a document may have, without their braces."""
    return COMMON + EXTRA.get(document, ())


def field_list(document: str) -> str:
    """The fields as a sentence names them: '{naam}, {aanhef} en {nummer}'."""
    return get_text_list([f"{{{name}}}" for name in fields_of(document)], _("and"))


def optional_list(document: str) -> str:
    """The fields whose line goes when they are empty: '{toelichting} of {datum}'."""
    names = [f"{{{name}}}" for name in fields_of(document) if name in OPTIONAL]
    return get_text_list(names, _("or"))


def check_text(document: str, text: str) -> None:
    """Raise ValidationError when `text` has a field that this document does not know."""
    known = fields_of(document)
    unknown = [found for found in _FIELD.findall(text) if found not in known]
    if unknown:
        wrong = get_text_list([f"{{{name}}}" for name in dict.fromkeys(unknown)], _("and"))
        sentence = ngettext(
            "%(wrong)s is not known here. You can use %(fields)s.",
            "%(wrong)s are not known here. You can use %(fields)s.",
            len(set(unknown)),
        )
        raise ValidationError(sentence % {"wrong": wrong, "fields": field_list(document)})
    if _BRACE.search(_FIELD.sub("", text)):
        raise ValidationError(
            _("There is a brace that belongs to no field. You can use %(fields)s.")
            % {"fields": field_list(document)}
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; a field without a value is empty, an unknown one stays.

    A line with an optional field that has no value is left out.
    """
    lines = [line for line in text.splitlines() if not _is_empty(line, values)]
    known = {*COMMON, *(name for names in EXTRA.values() for name in names)}

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return values.get(name, "") if name in known else match[0]

    return _BLANK_LINES.sub("\n\n", "\n".join(_FIELD.sub(value, line) for line in lines)).strip()


def _is_empty(line: str, values: Mapping[str, str]) -> bool:
    return any(name in OPTIONAL and not values.get(name) for name in _FIELD.findall(line))


def fill_subject(subject: str, values: Mapping[str, str]) -> str:
    """The subject with its fields filled in: one line, cut to what fits."""
    return " ".join(fill(subject, values).split())[:LONGEST_SUBJECT]


def render(
    document: str, channel: str, language: str, values: Mapping[str, str]
) -> tuple[str, str] | None:
    """Subject and text of a document as it goes out, from the shop's own text or the standard one.

    Returns:
        None when there is no text for this channel (an invoice as an SMS).
    """
    template = MessageTemplate.objects.filter(
        document=document, channel=channel, language=language
    ).first()
    found = (
        (template.subject, template.text)
        if template
        else default_texts().get((document, channel, language))
    )
    if found is None:
        return None
    subject, text = found
    filled = fill(text, values)
    if channel == Channel.SMS:
        filled = plain_sms(filled)
    return fill_subject(subject, values), filled


def values_for(
    customer: Customer,
    *,
    language: str,
    about: str,
    shop: ShopSettings,
    more: Mapping[str, str],
    name_of: Customer | None = None,
) -> dict[str, str]:
    """The values of the fields for one customer, in the language of the message.

    Args:
        customer: whose message it is.
        language: of the message.
        about: what it is about ('B-20377').
        shop: the settings with the shop's name.
        more: the values that the sender adds; they never replace those of the customer. A day as
            2026-12-05 is written out in the language of the message.
        name_of: whose name the document bears, when that is somebody else's.
    """
    named = name_of or customer
    person = PersonName(
        kind=named.kind,
        salutation=named.salutation,
        initials=named.initials,
        first_name=named.first_name,
        infix=named.infix,
        last_name=named.last_name,
        company_name=named.company_name,
        language=language,
    )
    days = {name: _day_in_words(more.get(name, ""), language) for name in DAYS}
    return dict(more) | {
        **days,
        "naam": envelope_line(person),
        "aanhef": salutation_line(person),
        "nummer": customer.number,
        "winkel": shop.shop_name,
        "betreft": about,
    }


def _day_in_words(text: str, language: str) -> str:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    with translation.override(language):
        return date_format(day, "j. F Y" if language == "de" else "j F Y")


def check_sms(text: str) -> None:
    """Raise ValidationError for an SMS that takes too many parts."""
    size = sms_size(text)
    if not size.fits:
        raise ValidationError(
            _("This SMS takes %(parts)d parts; at most 3 can be sent. Make the text shorter.")
            % {"parts": size.parts}
        )


# ---------------------------------------------------------------- the standard texts
def ensure_default_templates() -> None:
    """Add the standard texts that are missing; what a shop has made of them stays as it is."""
    present = set(MessageTemplate.objects.values_list("document", "channel", "language"))
    missing = [
        MessageTemplate(
            document=document, channel=channel, language=language, subject=subject, text=text
        )
        for (document, channel, language), (subject, text) in default_texts().items()
        if (document, channel, language) not in present
    ]
    if missing:
        with transaction.atomic(), acting(actor="setup"):
            MessageTemplate.objects.bulk_create(missing)


def after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`: only when the table is there, for an app may be migrated back."""
    tables = {MessageTemplate._meta.db_table, MessageTemplate.history.model._meta.db_table}
    if tables <= set(connection.introspection.table_names()):
        ensure_default_templates()

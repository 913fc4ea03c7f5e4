"""How long contacts, messages and files are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from contacts.models import Attachment, ConsentEvent, ContactMoment, Delivery, Message, MessageFile
from customers import hooks
from customers.hooks import LifeSign, RetentionCandidate, RetentionKind, UsualPeriod
from customers.presentation.dates import midnight
from customers.values.periods import FISCAL_YEARS
from klantbeheer.personal_data import ERASED_TEXT

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from customers.models import Customer

MOMENTS, ATTACHMENTS, MESSAGES = (
    model._meta.db_table for model in (ContactMoment, Attachment, Message)
)
_SAID = ("", ERASED_TEXT)


def register() -> None:
    """Register what contacts have to say of it."""
    hooks.register_life_sign("contacts", newest_contact)
    for kind in _kinds():
        hooks.register_retention_kind(kind)


def _kinds() -> Sequence[RetentionKind]:
    books = {country: years * 12 for country, years in FISCAL_YEARS.items()}
    return (
        RetentionKind(
            name="moment",
            label=_("texts of contacts and notes"),
            counts_from=_("the contact"),
            find=old_moments,
            parts=parts_of_moments,
            usual=UsualPeriod(
                books["NL"], _("part of the books: what was agreed (tax law)"), books
            ),
        ),
        RetentionKind(
            name="message",
            label=_("messages with their files and addresses"),
            counts_from=_("the message"),
            find=old_messages,
            parts=parts_of_messages,
            usual=UsualPeriod(
                books["NL"], _("part of the books: documents as they were sent (tax law)"), books
            ),
        ),
        RetentionKind(
            name="attachment",
            label=_("attachments"),
            counts_from=_("the upload"),
            find=old_attachments,
            parts=parts_of_attachments,
            usual=UsualPeriod(
                60, _("proof, as long as a claim does not lapse (limitation)"), {"BE": 120}
            ),
        ),
    )


# ---------------------------------------------------------------- signs of life
def newest_contact(customers: Sequence[int]) -> dict[int, LifeSign]:
    """The day of the last contact, message or permission."""
    found: dict[int, LifeSign] = {}
    seen: tuple[tuple[QuerySet[Any], str], ...] = (
        (ContactMoment.objects.filter(removed_at=None), "moment"),
        (Message.objects.all(), "created_at"),
        (ConsentEvent.objects.all(), "moment"),
    )
    for rows, column in seen:
        of = rows.filter(customer__in=customers).order_by().values("customer_id")
        for row in of.annotate(last=TruncDate(Max(column)), rows=Count("pk")):
            key, day = row["customer_id"], row["last"]
            known = found.get(key, LifeSign(day, 0))
            found[key] = LifeSign(max(known.day, day), known.rows + row["rows"])
    return found


# ---------------------------------------------------------------- which rows
def _moments(before: datetime.date, customers: Sequence[int]) -> list[QuerySet[Any]]:
    """Old contacts that still say something and hang on nothing open.

    In two parts: the index on the customer has only those that stand on the timeline, the others are
    found by their history.
    """
    says = ~Q(subject__in=_SAID) | ~Q(text__in=_SAID)
    old = ContactMoment.objects.filter(
        says, customer__in=customers, moment__lt=midnight(before)
    ).exclude(activity__status="open")
    removed = ContactMoment.history.filter(customer__in=customers).exclude(removed_at=None)
    return [
        old.filter(removed_at=None).order_by(),
        old.filter(pk__in=removed.order_by().values("id")).exclude(removed_at=None).order_by(),
    ]


def _messages(before: datetime.date, customers: Sequence[int]) -> list[QuerySet[Any]]:
    """Old messages of which something is left and that are not on their way."""
    moving = Delivery.objects.filter(status__in=["queued", "sending"], customer__in=customers)
    rows = Message.objects.filter(
        ~Q(text__in=_SAID), customer__in=customers, created_at__lt=midnight(before)
    )
    return [rows.exclude(pk__in=moving.order_by().values("message")).order_by()]


def _attachments(before: datetime.date, customers: Sequence[int]) -> list[QuerySet[Any]]:
    """Old files that hang on nothing open."""
    rows = Attachment.objects.filter(
        ~Q(name__in=_SAID), customer__in=customers, uploaded_at__lt=midnight(before)
    )
    return [rows.exclude(moment__activity__status="open").order_by()]


def _counted(parts: Sequence[QuerySet[Any]], day: str) -> list[RetentionCandidate]:
    """How many there are of each customer, and the day of the last."""
    found: dict[int, RetentionCandidate] = {}
    for rows in parts:
        each = rows.values("customer_id").annotate(rows=Count("pk"), last=TruncDate(Max(day)))
        for row in each:
            key, last = row["customer_id"], row["last"]
            known = found.get(key)
            if known and known.last_sign:
                last = max(last, known.last_sign)
            count = row["rows"] + (known.rows if known else 0)
            found[key] = RetentionCandidate(key, count, last)
    return [found[key] for key in sorted(found)]


def _keys(parts: Sequence[QuerySet[Any]]) -> list[object]:
    return [key for rows in parts for key in rows.values_list("pk", flat=True)]


def old_moments(before: datetime.date, customers: Sequence[int]) -> list[RetentionCandidate]:
    """Of these customers those with old texts of contacts."""
    return _counted(_moments(before, customers), "moment")


def parts_of_moments(customer: Customer, before: datetime.date) -> Mapping[str, Sequence[object]]:
    """The old texts of a customer."""
    return {MOMENTS: _keys(_moments(before, [customer.pk]))}


def old_messages(before: datetime.date, customers: Sequence[int]) -> list[RetentionCandidate]:
    """Of these customers those with old messages."""
    return _counted(_messages(before, customers), "created_at")


def parts_of_messages(customer: Customer, before: datetime.date) -> Mapping[str, Sequence[object]]:
    """The old messages of a customer, with their files and the addresses to which they went."""
    messages = _keys(_messages(before, [customer.pk]))
    parts: dict[str, Sequence[object]] = {MESSAGES: messages}
    for model in (MessageFile, Delivery):
        rows: QuerySet[Any] = model.objects.filter(message__in=messages)
        parts[model._meta.db_table] = _keys([rows.order_by()])
    return parts


def old_attachments(before: datetime.date, customers: Sequence[int]) -> list[RetentionCandidate]:
    """Of these customers those with old files."""
    return _counted(_attachments(before, customers), "uploaded_at")


def parts_of_attachments(
    customer: Customer, before: datetime.date
) -> Mapping[str, Sequence[object]]:
    """The old files of a customer."""
    return {ATTACHMENTS: _keys(_attachments(before, [customer.pk]))}

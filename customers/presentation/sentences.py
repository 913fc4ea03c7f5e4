"""One change as one sentence: who did what, with the old and the new value marked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from customers.models import Customer, MessagePreference
from customers.presentation.addresses import address_line
from customers.presentation.dates import full_day
from customers.presentation.history_fields import FIELDS, Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from django.utils.safestring import SafeString

DELETED = "-"
LONGEST_TEXT = 120  # of a note or a letter, in a sentence
BEFORE_DIFFERENCE = 30
BESIDE_ATTENTION = {"attention_by_id", "attention_on", "attention_until"}


@dataclass(frozen=True)
class Sentence:
    """A translated sentence with {who}, {was}, {now} and {what} to fill in."""

    group: str
    text: str
    was: str = ""
    now: str = ""
    what: str = ""
    detail: str = ""
    icon: str = "pencil"

    def html(self, actor: str) -> SafeString:
        """The sentence for the screen; every value is escaped."""
        return format_html(
            self.text,
            who=format_html("<b>{}</b>", actor),
            was=format_html('<span class="was">{}</span>', self.was),
            now=format_html('<span class="now">{}</span>', self.now),
            what=self.what,
        )


def valued(group: str, what: str, was: str, now: str, icon: str) -> Sentence:
    """The plain sentence for a field (`what`) that was filled in, emptied or changed."""
    if not was:
        text = _("{who} filled in {what}: {now}, was empty")
    elif not now:
        text = _("{who} emptied {what}, was {was}")
    else:
        text = _("{who} changed {what} from {was} to {now}")
    return Sentence(group, text, was, now, what, icon=icon)


def shortened(text: str) -> str:
    """The begin of a long text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1].rstrip()}…"


def shortened_pair(was: str, now: str) -> tuple[str, str]:
    """Two long texts around the place where they begin to differ."""
    one, other = (" ".join(text.split()) for text in (was, now))
    if max(len(one), len(other)) <= LONGEST_TEXT or not (one and other):
        return shortened(one), shortened(other)
    same = sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )
    start = max(same - BEFORE_DIFFERENCE, 0)
    before = "…" if start else ""
    return before + shortened(one[start:]), before + shortened(other[start:])


# ---------------------------------------------------------------- the customer itself
def of_customer(
    row: Any,
    previous: Any | None,
    interests_before: frozenset[int],
    interests_after: frozenset[int],
    names: Names,
) -> Iterator[Sentence]:
    """What this history row of the customer says.

    Args:
        row: the history row.
        previous: the one before it; None when the customer was added with this row.
        interests_before: keys of the interests beside `previous`.
        interests_after: keys of the interests beside `row`.
        names: what the keys in the rows are called.
    """
    if previous is None:
        status = dict(Customer.Status.choices).get(row.status, row.status)
        text = _("{who} added the customer as {now}")
        yield Sentence("status", text, now=str(status), icon="plus")
        return
    if row.status != previous.status:
        yield _status(previous.status, row.status)
    if row.attention != previous.attention:
        yield _attention(previous, row)
    if row.assigned_to_id != previous.assigned_to_id:
        yield _assigned(previous, row, names)
    if row.billing_account_id != previous.billing_account_id:
        yield _account(previous, row, names)
    for spec in FIELDS:
        if spec.differs(previous, row) and not _said_with_attention(spec.columns, previous, row):
            was, now = spec.show(previous, names), spec.show(row, names)
            yield valued(spec.group, str(spec.phrase), was, now, spec.icon)
    for pk in sorted(interests_after - interests_before):
        text = _("{who} added the interest {now}")
        yield Sentence("interests", text, now=names.interests.get(pk, f"#{pk}"), icon="plus")
    for pk in sorted(interests_before - interests_after):
        text = _("{who} took away the interest {was}")
        yield Sentence("interests", text, was=names.interests.get(pk, f"#{pk}"), icon="x")
    yield from _custom(previous.custom, row.custom, names)


def _said_with_attention(columns: tuple[str, ...], previous: Any, row: Any) -> bool:
    """The columns beside the attention change with it: one sentence says it all."""
    return columns[0] in BESIDE_ATTENTION and row.attention != previous.attention


def _status(was: str, now: str) -> Sentence:
    labels = {key: str(label) for key, label in Customer.Status.choices}
    texts = {
        ("active", "inactive"): _("{who} set the customer {now}"),
        ("prospect", "inactive"): _("{who} set the customer {now}"),
        ("inactive", "active"): _("{who} made the customer {now} again"),
        ("prospect", "active"): _("{who} made the customer {now}, was {was}"),
        ("active", "prospect"): _("{who} set the customer back to {now}, was {was}"),
    }
    text = texts.get((was, now), _("{who} changed the status from {was} to {now}"))
    icon = "archive" if now == "inactive" else "user-check"
    return Sentence("status", text, labels.get(was, was), labels.get(now, now), icon=icon)


def _until(day: date | None) -> str:
    return _("Valid until %(day)s") % {"day": full_day(day)} if day else ""


def _attention(previous: Any, row: Any) -> Sentence:
    was, now = previous.attention, row.attention
    if not was:
        text = _("{who} put an attention on the card: {now}")
    elif not now:
        text = _("{who} took the attention off the card, was {was}")
    else:
        text = _("{who} changed the attention from {was} to {now}")
    detail = _until(row.attention_until)
    return Sentence("attention", text, was, now, detail=detail, icon="triangle-alert")


def _assigned(previous: Any, row: Any, names: Names) -> Sentence:
    was = names.staff.get(previous.assigned_to_id, "")
    now = names.staff.get(row.assigned_to_id, "")
    if not was:
        text = _("{who} assigned the customer to {now}")
    elif not now:
        text = _("{who} ended the assignment, was {was}")
    else:
        text = _("{who} assigned the customer to {now}, was {was}")
    return Sentence("assigned", text, was, now, icon="user-check")


def _account(previous: Any, row: Any, names: Names) -> Sentence:
    was, now = (
        names.accounts.get(one.billing_account_id, f"#{one.billing_account_id}")
        if one.billing_account_id
        else ""
        for one in (previous, row)
    )
    if not was:
        text = _("{who} linked billing account {now}")
    elif not now:
        text = _("{who} unlinked billing account {was}")
    else:
        text = _("{who} linked billing account {now}, was {was}")
    return Sentence("account", text, was, now, icon="link")


def _custom(before: dict[str, Any], after: dict[str, Any], names: Names) -> Iterator[Sentence]:
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        what = f"‘{names.custom.get(key, key)}’"
        yield valued("custom", what, custom_value(was), custom_value(now), "pencil")


def custom_value(value: Any) -> str:
    """How the value of an extra field reads."""
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    return "" if value is None else str(value)


# ---------------------------------------------------------------- what hangs on it
def of_side_row(
    row: Any, previous: Any | None, customer_id: int, names: Names
) -> Iterator[Sentence]:
    """What a history row of an address, card, relation, former number or message choice says."""
    if hasattr(row, "ready_for_pickup"):
        yield from _message_preference(row, previous)
    elif hasattr(row, "other_id"):
        yield from _relation(row, previous, customer_id, names)
    elif hasattr(row, "street"):
        yield from _address(row, previous, names)
    elif hasattr(row, "issued_on"):
        yield from _card(row, previous)
    else:
        yield from _former_number(row)


def _period(row: Any) -> str:
    if row.valid_from and row.valid_to:
        values = {"start": full_day(row.valid_from), "end": full_day(row.valid_to)}
        return _("From %(start)s to %(end)s") % values
    if row.valid_from:
        return _("From %(day)s") % {"day": full_day(row.valid_from)}
    return _("Until %(day)s") % {"day": full_day(row.valid_to)} if row.valid_to else ""


_ADDRESS_KINDS: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "delivery": (lambda: _("a delivery address"), lambda: _("the delivery address")),
    "postal": (lambda: _("a postal address"), lambda: _("the postal address")),
    "former": (lambda: _("a former address"), lambda: _("the former address")),
}


def _address(row: Any, previous: Any | None, names: Names) -> Iterator[Sentence]:
    a_kind, the_kind = (word() for word in _ADDRESS_KINDS[row.kind])
    now = ", ".join(part for part in (row.addressee, address_line(row, home=names.home)) if part)
    if row.history_type == DELETED:
        text = _("{who} removed {what}: {was}")
        yield Sentence("address", text, was=now, what=the_kind, icon="map-pin")
        return
    if previous is None:
        text, detail = _("{who} added {what}: {now}"), _period(row)
        if row.kind == "former":
            text = _("{who} kept {what}: {now}")
            detail = ". ".join(part for part in (detail, _("It still finds the customer.")) if part)
        yield Sentence("address", text, now=now, what=a_kind, detail=detail, icon="map-pin")
        return
    was = ", ".join(
        part for part in (previous.addressee, address_line(previous, home=names.home)) if part
    )
    if was != now or row.kind != previous.kind:
        yield valued("address", the_kind, was, now, "map-pin")
    elif _period(row) != _period(previous):
        what = _("the period of %(address)s") % {"address": the_kind}
        yield valued("address", what, _period(previous), _period(row), "map-pin")


def _card(row: Any, previous: Any | None) -> Iterator[Sentence]:
    if row.history_type == DELETED:
        text = _("{who} removed loyalty card {was}")
        yield Sentence("cards", text, was=row.number, icon="id-card")
    elif previous is None:
        text = _("{who} added loyalty card {now}")
        yield Sentence("cards", text, now=row.number, icon="id-card")
    elif previous.active and not row.active:
        text = _("{who} blocked loyalty card {was}")
        yield Sentence("cards", text, was=row.number, icon="lock")
    elif row.active and not previous.active:
        text = _("{who} put loyalty card {now} back into use")
        yield Sentence("cards", text, now=row.number, icon="id-card")
    elif row.number != previous.number:
        what = _("the number of a loyalty card")
        yield valued("cards", what, previous.number, row.number, "id-card")
    elif row.issued_on != previous.issued_on:
        what = _("the first day of card %(number)s") % {"number": row.number}
        was = full_day(previous.issued_on) if previous.issued_on else ""
        now = full_day(row.issued_on) if row.issued_on else ""
        yield valued("cards", what, was, now, "id-card")


def _former_number(row: Any) -> Iterator[Sentence]:
    if row.history_type == DELETED:
        text = _("{who} took back the former number {was}")
        yield Sentence("number", text, was=row.number, icon="id-card")
    else:
        text = _("{who} kept the former number {now}; it still finds the customer")
        yield Sentence("number", text, now=row.number, icon="id-card")


_MESSAGE_CHOICES: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("language", lambda: _("the language of messages"), ""),
    ("ready_for_pickup", lambda: _("the message ‘ready for pickup’"), "email"),
    ("delayed", lambda: _("the message ‘delayed delivery’"), "email"),
)


def _message_preference(row: Any, previous: Any | None) -> Iterator[Sentence]:
    """A customer without a row has the defaults: the first row is a change of those."""
    labels = {**dict(MessagePreference.Way.choices), **dict(Customer.Language.choices)}
    for column, phrase, default in _MESSAGE_CHOICES:
        was, now = getattr(previous, column, default), getattr(row, column)
        if was != now:
            before, after = (str(labels.get(value, value)) for value in (was, now))
            yield valued("messages", phrase(), before, after, "mail")


#: What the other customer is, when this customer is the first of the relation, and when the second.
RELATION_WORDS: dict[tuple[str, bool], Callable[[], str]] = {
    ("parent", True): lambda: _("subsidiary"),
    ("parent", False): lambda: _("parent company"),
    ("sister", True): lambda: _("sister company"),
    ("sister", False): lambda: _("sister company"),
    ("household", True): lambda: _("housemate"),
    ("household", False): lambda: _("housemate"),
    ("partner", True): lambda: _("partner"),
    ("partner", False): lambda: _("partner"),
}


def relation_word(kind: str, *, is_first: bool) -> str:
    """What the customer at the other end is to this one: 'huisgenoot', 'moederbedrijf'."""
    word = RELATION_WORDS.get((kind, is_first))
    return word() if word else kind


def _relation(row: Any, previous: Any | None, customer_id: int, names: Names) -> Iterator[Sentence]:
    is_first = row.customer_id == customer_id
    other = row.other_id if is_first else row.customer_id
    name = names.customers.get(other, "")
    word = relation_word(row.kind, is_first=is_first)
    ended = row.history_type == DELETED or (previous and previous.active and not row.active)
    if ended:
        text = _("{who} ended the relation with {was} ({what})")
        yield Sentence("relations", text, was=name, what=word, icon="link")
    elif previous is None or (row.active and not previous.active):
        text = _("{who} noted {now} as {what}")
        yield Sentence("relations", text, now=name, what=word, icon="link")
    elif row.kind != previous.kind:
        was = relation_word(previous.kind, is_first=is_first)
        what = _("the relation with %(name)s") % {"name": name}
        yield valued("relations", what, was, word, "link")

"""The matrix 'who gets which document', as the card shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts import routing_reasons as reasons
from contacts.models import Channel, Document
from contacts.routing import TYPE_OF, Routing, routing_matrix
from customers.models import ShopSettings
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from customers.models import Customer

#: Documents that are told in one row when the answer is the same; the second row of a type says so.
GROUPS = (
    (Document.QUOTE,),
    (Document.ORDER, Document.PACKING_SLIP),
    (Document.INVOICE,),
    (Document.RMA, Document.REPAIR),
    (Document.RMA_INVOICE,),
    (Document.READY, Document.DELAYED),
    (Document.NEWSLETTER,),
)
LIKE = {Document.ORDER: Document.QUOTE, Document.RMA_INVOICE: Document.RMA}


@dataclass(frozen=True)
class Goes:
    """How it goes, or that it does not: a word and the class of its tag."""

    text: str
    tag: str


@dataclass(frozen=True)
class RoutingRow:
    """One row of the matrix. `recipients` is empty when nobody gets it."""

    document: str
    recipients: list[str]
    reasons: list[str]
    goes: list[Goes]
    same: str = ""  # instead of the recipients, when they are those of a row above


def routing_rows(customer: Customer, matrix: list[Routing] | None = None) -> list[RoutingRow]:
    """The rows of the matrix; documents with the same answer stand in one row.

    `matrix` is that of the customer, for who has it already.
    """
    home = ShopSettings.load().country
    answers = {routing.document: routing for routing in matrix or routing_matrix(customer)}
    rows = []
    for group in GROUPS:
        for together in _alike([answers[document] for document in group]):
            rows.append(_row(together, answers, home))
    return rows


def _alike(routings: list[Routing]) -> list[list[Routing]]:
    """Routings that follow each other and say the same, together."""
    found: list[list[Routing]] = []
    for routing in routings:
        if found and _says(found[-1][0]) == _says(routing):
            found[-1].append(routing)
        else:
            found.append([routing])
    return found


def _says(routing: Routing) -> tuple[object, ...]:
    return routing.recipients, routing.withheld


def _row(together: list[Routing], answers: dict[Document, Routing], home: str) -> RoutingRow:
    first = together[0]
    like = LIKE.get(first.document)
    if like and first.recipients and not first.withheld and _says(answers[like]) == _says(first):
        same = reasons.same_addresses(len(first.recipients))
        because = [reasons.same_as(TYPE_OF[first.document], like)]
    else:
        same, because = "", _reasons(first)
    return RoutingRow(
        document=_labels(together),
        recipients=[_shown(to.address, to.channel, home) for to in first.recipients],
        reasons=because,
        goes=_goes(first),
        same=same,
    )


def _labels(together: list[Routing]) -> str:
    """'Bestelling, pakbon'; a name in capitals keeps them."""
    first, *others = (str(routing.document.label) for routing in together)
    small = [name if name.isupper() else name[:1].lower() + name[1:] for name in others]
    return ", ".join([first, *small])


def _reasons(routing: Routing) -> list[str]:
    """Each reason once."""
    every = [to.reason for to in routing.recipients] + [no.reason for no in routing.withheld]
    return list(dict.fromkeys(every))


def _goes(routing: Routing) -> list[Goes]:
    channels = dict.fromkeys(to.channel for to in routing.recipients)
    tags = [Goes(_("SMS") if c == Channel.SMS else _("e-mail"), "ok") for c in channels]
    return tags + ([Goes(_("withheld"), "warn")] if routing.withheld else [])


def _shown(address: str, channel: str, home: str) -> str:
    return display_phone(address, home) if channel == Channel.SMS else address

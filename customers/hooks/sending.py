"""Telling a customer something: the app that sends messages registers itself here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class SendingLine:
    """One address that gets it, or would have got it; `reason` is a whole sentence."""

    address: str
    channel: str
    reason: str


@dataclass(frozen=True)
class SendingOutcome:
    """Who gets (or got) a document, and who does not, with the reason."""

    recipients: tuple[SendingLine, ...] = ()
    withheld: tuple[SendingLine, ...] = ()


class Sender(Protocol):
    """What sends documents: `contacts.services.messages` in the product."""

    def plan(
        self, *, customer: Customer, document: str, about: str, values: Mapping[str, str]
    ) -> SendingOutcome:
        """What `send` would do now. Writes nothing."""

    def plan_news(self, customers: Sequence[Customer]) -> Mapping[int, SendingOutcome]:
        """Who of each customer would get news, by its key, with a fixed number of queries."""

    def send(
        self,
        *,
        customer: Customer,
        document: str,
        about: str,
        values: Mapping[str, str],
        key: str,
        actor: StaffUser | str,
    ) -> SendingOutcome:
        """Send a document ('ready_for_pickup') from the queue; the same key sends once."""


_senders: list[Sender] = []


def register_sender(sender: Sender) -> None:
    """Have documents sent by this; the last one registered counts."""
    _senders[:] = [sender]


def sender() -> Sender | None:
    """The registered sender, or None."""
    return _senders[0] if _senders else None

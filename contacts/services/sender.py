"""The sender that other apps reach through the customers' hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.models import Document
from contacts.routing import newsletter_routings
from contacts.services.messages import plan_document, send_document
from customers.hooks import SendingLine, SendingOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contacts.routing import Recipient, Withheld
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser


class MessageSender:
    """Sends documents as messages: routed, from the queue, once per key."""

    def plan(
        self, *, customer: Customer, document: str, about: str, values: Mapping[str, str]
    ) -> SendingOutcome:
        """What `send` would do now. Writes nothing. Raises ValueError for an unknown document."""
        plan = plan_document(
            customer=customer, document=Document(document), about=about, values=values
        )
        recipients = [each for message in plan.messages for each in message.recipients]
        return SendingOutcome(_lines(recipients), _lines(plan.withheld))

    def plan_news(self, customers: Sequence[Customer]) -> dict[int, SendingOutcome]:
        """Who of each customer would get news, by its key, with a fixed number of queries."""
        return {
            key: SendingOutcome(_lines(routing.recipients), _lines(routing.withheld))
            for key, routing in newsletter_routings(customers).items()
        }

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
        """Send a document from the queue; the same key sends once. Raises as `send_document`."""
        result = send_document(
            customer=customer,
            document=Document(document),
            about=about,
            values=values,
            key=key,
            actor=actor,
        )
        channels = {message.pk: str(message.channel) for message in result.messages}
        lines = tuple(
            SendingLine(each.address, channels[each.message_id], each.reason)
            for each in result.deliveries
        )
        return SendingOutcome(lines, _lines(result.withheld))


def _lines(found: Iterable[Recipient | Withheld]) -> tuple[SendingLine, ...]:
    return tuple(SendingLine(each.address, str(each.channel), each.reason) for each in found)

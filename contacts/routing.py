"""Who gets which document, and why. Sending, the card and the command all ask here.

A document goes to the preferred contact person of its type. Who has none, or one without an e-mail
address, gets it at the customer's main address: it never goes to another contact person. An address
without permission gets nothing, and says so; then it goes nowhere else, for somebody said no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contacts import routing_reasons as reasons
from contacts.models import Channel, Document, Predefined
from contacts.routing_sources import Side, load_side, main_sides
from contacts.values.addresses import addresses_of
from customers.models import MessagePreference, ShopSettings
from customers.values.phones import tel_href

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contacts.models import ContactPerson
    from customers.models import Customer

#: So many customers may stand between an invoice and where it ends up.
MOST_HOPS = 5
TYPE_OF = {
    Document.QUOTE: Predefined.PURCHASING,
    Document.ORDER: Predefined.PURCHASING,
    Document.PACKING_SLIP: Predefined.PURCHASING,
    Document.INVOICE: Predefined.ADMINISTRATION,
    Document.RMA: Predefined.TECHNICAL,
    Document.REPAIR: Predefined.TECHNICAL,
    Document.RMA_INVOICE: Predefined.TECHNICAL,
}
#: The choice of `MessagePreference` is about these.
MESSAGES = frozenset({Document.READY, Document.DELAYED})
NOTIFICATIONS, EVERYTHING = 1, 2


@dataclass(frozen=True)
class Recipient:
    """One address that gets a document, and the sentence that says why."""

    address: str
    channel: Channel
    language: str
    contact: ContactPerson | None
    customer: Customer
    reason: str


@dataclass(frozen=True)
class Withheld:
    """An address that would have got it, or nobody at all (address ''), and the sentence why not."""

    address: str
    channel: Channel
    reason: str


@dataclass(frozen=True)
class Routing:
    """The answer for one document; an invoice bears the name of `name_on_document`."""

    document: Document
    recipients: tuple[Recipient, ...]
    withheld: tuple[Withheld, ...]
    name_on_document: Customer


def recipients_for(customer: Customer, document: Document) -> Routing:
    """Who gets `document` of this customer now, and who does not, each with the reason.

    The customer is read anew: what holds is what the database says at this moment.
    """
    return _Router(customer).route(Document(document))


def routing_matrix(customer: Customer) -> list[Routing]:
    """The answer for every document. The number of queries does not depend on the contact persons."""
    router = _Router(customer)
    return [router.route(document) for document in Document]


def newsletter_routings(customers: Sequence[Customer]) -> dict[int, Routing]:
    """The answer for the newsletter of many customers at once, by key, as `recipients_for` gives it.

    A fixed number of queries, however many customers: for a page of them, as they were just read.
    """
    shop = ShopSettings.load()
    chosen = MessagePreference.objects.filter(customer__in=[one.pk for one in customers])
    preferences = {one.customer_id: one for one in chosen}
    return {
        side.customer.pk: _Router(
            side.customer, side=side, shop=shop, preference=preferences.get(side.customer.pk)
        ).route(Document.NEWSLETTER)
        for side in main_sides(customers)
    }


class _Router:
    """What is known of one customer while its documents are routed."""

    def __init__(
        self,
        customer: Customer,
        *,
        side: Side | None = None,
        shop: ShopSettings | None = None,
        preference: MessagePreference | None = None,
    ) -> None:
        self.side = side or load_side(customer.pk)
        self.customer = self.side.customer
        self.shop = shop or ShopSettings.load()
        if side is None:
            preference = MessagePreference.objects.filter(customer=self.customer).first()
        self.preference = preference or MessagePreference(customer=self.customer)
        self._chain: tuple[list[Side], str] | None = None

    def route(self, document: Document) -> Routing:
        if not self.customer.is_active:
            return self._nobody(document, reasons.customer_status(self.customer))
        if document in MESSAGES:
            return self._message(document)
        if document is Document.NEWSLETTER:
            because = reasons.newsletter()
            return self._main_box(self.side, document, because, reasons.no_address())
        if document is Document.INVOICE:
            return self._invoice()
        return self._by_type(self.side, document, TYPE_OF[document])

    # ------------------------------------------------------------ contact persons
    def _by_type(self, side: Side, document: Document, type_: Predefined) -> Routing:
        """To the preferred contact person of a type, or else the customer's main address."""
        person = side.preferred.get(type_)
        if person is None:
            present = type_ in side.types
            because, nowhere = reasons.no_preferred(type_, present=present)
            return self._main_box(side, document, because, nowhere)
        addresses = addresses_of(person.emails)
        if not addresses:
            because, nowhere = reasons.contact_without_address(person, type_)
            return self._main_box(side, document, because, nowhere)
        because = reasons.preferred(person, type_, len(addresses))
        return self._to_box(side, document, addresses, person, because)

    def _main_box(self, side: Side, document: Document, because: str, nowhere: str) -> Routing:
        addresses = addresses_of(side.customer.emails)
        if not addresses:
            return self._nobody(document, nowhere)
        return self._to_box(side, document, addresses, None, because)

    def _to_box(
        self,
        side: Side,
        document: Document,
        addresses: list[str],
        person: ContactPerson | None,
        because: str,
    ) -> Routing:
        """Every address of a box: it gets the document, or is withheld."""
        needed = EVERYTHING if document is Document.NEWSLETTER else NOTIFICATIONS
        recipients, withheld = [], []
        for address in addresses:
            held = side.held_since(Channel.EMAIL, address)
            level = side.level(person, address)
            if level < needed:
                why = reasons.no_permission(address, level, needed)
                withheld.append(Withheld(address, Channel.EMAIL, why))
            elif held is not None:
                withheld.append(Withheld(address, Channel.EMAIL, reasons.held(address, held)))
            else:
                language = self._language(side, document, person)
                recipients.append(
                    Recipient(address, Channel.EMAIL, language, person, side.customer, because)
                )
        return Routing(document, tuple(recipients), tuple(withheld), self.customer)

    # ------------------------------------------------------------ invoices
    def _invoice(self) -> Routing:
        """Along the Factuuradressen to the customer that gets it, and there to whom it belongs."""
        chain, problem = self._invoice_chain()
        end = chain[-1]
        if problem:
            return self._nobody(Document.INVOICE, problem)
        invoice_box = end.preferred.get(Predefined.INVOICE_ADDRESS)
        own_box = invoice_box is not None and addresses_of(invoice_box.emails)
        type_ = Predefined.INVOICE_ADDRESS if own_box else Predefined.ADMINISTRATION
        routing = self._by_type(end, Document.INVOICE, type_)
        if len(chain) == 1:
            return routing
        because = reasons.redirected([side.customer for side in chain[1:]])
        return _because(routing, because, name=end.customer)

    def _invoice_chain(self) -> tuple[list[Side], str]:
        """This customer and those that its invoices are sent on to; what is wrong on the way, or ''."""
        if self._chain is None:
            self._chain = self._follow()
        return self._chain

    def _follow(self) -> tuple[list[Side], str]:
        chain = [self.side]
        while (redirect := chain[-1].redirect) is not None:
            target = redirect.invoice_customer
            if target is None:
                break
            if not target.is_active:
                return chain, reasons.target_status(target)
            seen = [side.customer for side in chain]
            if target in seen or len(chain) > MOST_HOPS:
                return chain, reasons.circle([*seen, target])
            chain.append(load_side(target.pk))
        return chain, ""

    # ------------------------------------------------------------ messages
    def _message(self, document: Document) -> Routing:
        """Ready for pickup, or delayed: as the customer chose it on the tab of messages."""
        way = getattr(self.preference, document.value)
        if not self.shop.message_service:
            return self._nobody(document, reasons.service_off(), way)
        if way == MessagePreference.Way.NONE:
            return self._nobody(document, reasons.not_wanted(document))
        if way == MessagePreference.Way.SMS:
            return self._sms(document)
        language = self._language(self.side, document, None)
        because = reasons.message_by_email(language)
        return self._main_box(self.side, document, because, reasons.no_address())

    def _sms(self, document: Document) -> Routing:
        """To the mobile of who gets the SMS, or else the customer's."""
        side, person = self.side, self.side.preferred.get(Predefined.SMS_ALERT)
        number, of = (person.mobile, person) if person else ("", None)
        if not number:
            number, of = side.customer.mobile, None
        language = self._language(side, document, of or person)
        if not number:
            return self._nobody(document, reasons.no_mobile(person), Channel.SMS)
        if not tel_href(number):
            why = reasons.number_incomplete(number)
        elif side.sms_withdrawn(number):
            why = reasons.sms_withdrawn(number, self.shop.country)
        elif (held := side.held_since(Channel.SMS, number)) is not None:
            why = reasons.held(number, held)
        else:
            because = reasons.message_by_sms(language, of=of, instead_of=None if of else person)
            to = Recipient(number, Channel.SMS, language, of, side.customer, because)
            return Routing(document, (to,), (), self.customer)
        return Routing(document, (), (Withheld(number, Channel.SMS, why),), self.customer)

    # ------------------------------------------------------------ shared
    def _language(self, side: Side, document: Document, person: ContactPerson | None) -> str:
        """The language chosen for messages, else the contact person's, else the customer's."""
        chosen = self.preference.language if document not in TYPE_OF else ""
        return chosen or (person.language if person else "") or side.customer.language

    def _nobody(self, document: Document, reason: str, channel: str = Channel.EMAIL) -> Routing:
        sms = channel == Channel.SMS
        nobody = Withheld("", Channel.SMS if sms else Channel.EMAIL, reason)
        return Routing(document, (), (nobody,), self.customer)


def _because(routing: Routing, because: str, *, name: Customer) -> Routing:
    """The same routing, for another reason; what is withheld says both."""
    return replace(
        routing,
        recipients=tuple(replace(one, reason=because) for one in routing.recipients),
        withheld=tuple(replace(one, reason=f"{because}. {one.reason}") for one in routing.withheld),
        name_on_document=name,
    )

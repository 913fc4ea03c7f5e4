"""Who pays an invoice, and the name and address that stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation

from accounts.values.peppol import peppol_id
from contacts.models import Document
from contacts.routing import recipients_for
from customers.models import ShopSettings
from customers.presentation.addresses import address_lines
from customers.values.names import PersonName, envelope_line

if TYPE_CHECKING:
    from accounts.models import BillingAccount
    from customers.models import Customer


@dataclass(frozen=True)
class Recipient:
    """What stands on an invoice of who pays it. `lines` are those beneath the name."""

    name: str
    lines: tuple[str, ...]
    country: str
    vat_number: str
    peppol_id: str

    @property
    def has_address(self) -> bool:
        """Whether there is anything to write on an envelope."""
        return bool(self.lines)


def payer_of(customer: Customer) -> Customer:
    """Who pays this customer's invoices: itself, or the one that its Factuuradres names."""
    return recipients_for(customer, Document.INVOICE).name_on_document


def recipient(*, payer: Customer, customer: Customer, account: BillingAccount) -> Recipient:
    """The name and address of `payer`: of its account when it has one, else of its card.

    Args:
        payer: who pays.
        customer: whose invoice it is; its invoices are booked on `account`.
        account: the account of the invoice.
    """
    of_payer = account if payer.pk == customer.pk else payer.billing_account
    source = of_payer or payer
    with translation.override(payer.language):
        address = address_lines(source, home=ShopSettings.load().country)
    attention = of_payer.attention_of if of_payer else ""
    return Recipient(
        name=of_payer.name if of_payer else envelope_line(PersonName.of(payer)),
        lines=tuple(line for line in (attention, *address) if line) if address else (),
        country=source.country,
        vat_number=source.vat_number,
        peppol_id=peppol_id(source.country, source.registration_number),
    )

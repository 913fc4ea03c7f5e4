"""The words of an invoice, in the languages of customers.

They are texts to the customer, not of the screens, so they stand here and not with the translations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.formats import date_format

from customers.values.amounts import SIGNS, show_amount, show_number

if TYPE_CHECKING:
    import datetime
    from decimal import Decimal

_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Words:
    """Everything that an invoice says of itself, in one language. Fields in braces are filled in."""

    locale: str
    invoice: str
    credit: str
    draft: str
    number: str
    day: str
    due: str
    your_reference: str
    our_reference: str
    your_vat: str
    description: str
    quantity: str
    price: str
    vat: str
    amount: str
    including: str
    excluding: str
    net: str
    vat_of: str
    total: str
    to_pay: str
    to_receive: str
    credits: str
    pay: str
    pay_later: str
    debit: str
    debit_prefix: str
    collect: str
    within: str
    at_once: str
    settled: str
    nothing: str
    reverse: str
    registration: str
    page: str


_NL = Words(
    locale="nl-NL",
    invoice="Factuur",
    credit="Creditfactuur",
    draft="CONCEPT",
    number="Nummer",
    day="Datum",
    due="Te betalen uiterlijk",
    your_reference="Uw referentie",
    our_reference="Onze referentie",
    your_vat="Uw btw-nummer",
    description="Omschrijving",
    quantity="Aantal",
    price="Prijs",
    vat="Btw",
    amount="Bedrag",
    including="De prijzen zijn inclusief btw.",
    excluding="De prijzen zijn exclusief btw.",
    net="Totaal exclusief btw",
    vat_of="Btw {rate} over {net}",
    total="Totaal",
    to_pay="Te betalen",
    to_receive="Tegoed",
    credits="Creditfactuur bij factuur {number} van {day}.",
    pay=(
        "Maak {amount} uiterlijk {day} over op {iban} ten name van {shop},"
        " onder vermelding van {number}."
    ),
    pay_later="Betaal {amount} uiterlijk {day}, onder vermelding van {number}.",
    debit="Automatische incasso, machtiging {reference}",
    debit_prefix="Automatische incasso",
    collect="Wij schrijven {amount} op of kort na {day} van uw rekening af.",
    within="binnen {days} dagen",
    at_once="direct te betalen",
    settled="Wij verrekenen dit bedrag met uw openstaande facturen of betalen het aan u terug.",
    nothing="U hoeft niets te betalen.",
    reverse="Btw verlegd naar {vat}, of intracommunautaire levering tegen 0 %.",
    registration="KvK",
    page="Pagina {page} van {pages}",
)
_FR = Words(
    locale="fr-FR",
    invoice="Facture",
    credit="Note de crédit",
    draft="BROUILLON",
    number="Numéro",
    day="Date",
    due="À payer au plus tard le",
    your_reference="Votre référence",
    our_reference="Notre référence",
    your_vat="Votre numéro de TVA",
    description="Description",
    quantity="Quantité",
    price="Prix",
    vat="TVA",
    amount="Montant",
    including="Les prix comprennent la TVA.",
    excluding="Les prix s’entendent hors TVA.",
    net="Total hors TVA",
    vat_of="TVA {rate} sur {net}",
    total="Total",
    to_pay="À payer",
    to_receive="En votre faveur",
    credits="Note de crédit relative à la facture {number} du {day}.",
    pay=(
        "Veuillez verser {amount} au plus tard le {day} sur le compte {iban} au nom de {shop},"
        " avec la mention {number}."
    ),
    pay_later="Veuillez payer {amount} au plus tard le {day}, avec la mention {number}.",
    debit="Prélèvement automatique, mandat {reference}",
    debit_prefix="Prélèvement automatique",
    collect="Nous prélevons {amount} sur votre compte le {day} ou peu après.",
    within="sous {days} jours",
    at_once="payable au comptant",
    settled="Ce montant sera déduit de vos factures ouvertes ou vous sera remboursé.",
    nothing="Vous n’avez rien à payer.",
    reverse="Autoliquidation de la TVA par {vat}, ou livraison intracommunautaire à 0 %.",
    registration="KvK",
    page="Page {page} sur {pages}",
)
_DE = Words(
    locale="de-DE",
    invoice="Rechnung",
    credit="Gutschrift",
    draft="ENTWURF",
    number="Nummer",
    day="Datum",
    due="Zahlbar bis",
    your_reference="Ihr Zeichen",
    our_reference="Unser Zeichen",
    your_vat="Ihre USt-IdNr.",
    description="Bezeichnung",
    quantity="Menge",
    price="Preis",
    vat="USt.",
    amount="Betrag",
    including="Die Preise verstehen sich einschließlich Umsatzsteuer.",
    excluding="Die Preise verstehen sich ohne Umsatzsteuer.",
    net="Summe ohne Umsatzsteuer",
    vat_of="USt. {rate} auf {net}",
    total="Gesamtbetrag",
    to_pay="Zu zahlen",
    to_receive="Ihr Guthaben",
    credits="Gutschrift zur Rechnung {number} vom {day}.",
    pay=(
        "Bitte überweisen Sie {amount} bis zum {day} auf das Konto {iban} von {shop},"
        " mit der Angabe {number}."
    ),
    pay_later="Bitte zahlen Sie {amount} bis zum {day}, mit der Angabe {number}.",
    debit="SEPA-Lastschrift, Mandat {reference}",
    debit_prefix="SEPA-Lastschrift",
    collect="Wir buchen {amount} am {day} oder kurz danach von Ihrem Konto ab.",
    within="innerhalb von {days} Tagen",
    at_once="sofort zahlbar",
    settled=(
        "Diesen Betrag verrechnen wir mit Ihren offenen Rechnungen oder erstatten ihn an Sie zurück."
    ),
    nothing="Sie müssen nichts zahlen.",
    reverse=(
        "Steuerschuldnerschaft des Leistungsempfängers ({vat}),"
        " oder innergemeinschaftliche Lieferung zu 0 %."
    ),
    registration="KvK",
    page="Seite {page} von {pages}",
)
_EN = Words(
    locale="en-GB",
    invoice="Invoice",
    credit="Credit invoice",
    draft="DRAFT",
    number="Number",
    day="Date",
    due="To be paid by",
    your_reference="Your reference",
    our_reference="Our reference",
    your_vat="Your VAT number",
    description="Description",
    quantity="Quantity",
    price="Price",
    vat="VAT",
    amount="Amount",
    including="Prices include VAT.",
    excluding="Prices exclude VAT.",
    net="Total without VAT",
    vat_of="VAT {rate} on {net}",
    total="Total",
    to_pay="To pay",
    to_receive="In your favour",
    credits="Credit invoice for invoice {number} of {day}.",
    pay="Please transfer {amount} by {day} to {iban} in the name of {shop}, quoting {number}.",
    pay_later="Please pay {amount} by {day}, quoting {number}.",
    debit="Direct debit, mandate {reference}",
    debit_prefix="Direct debit",
    collect="We collect {amount} from your account on or shortly after {day}.",
    within="within {days} days",
    at_once="to be paid at once",
    settled="We will settle this amount with your open invoices or pay it back to you.",
    nothing="There is nothing to pay.",
    reverse="VAT reverse-charged to {vat}, or intra-Community supply at 0 %.",
    registration="KvK",
    page="Page {page} of {pages}",
)
_BY_LANGUAGE = {"nl": _NL, "fr": _FR, "de": _DE, "en": _EN}


def words_in(language: str) -> Words:
    """The words in a language of customers; Dutch for any other."""
    return _BY_LANGUAGE.get(language, _NL)


def day_in(day: datetime.date, language: str) -> str:
    """A day written out: '22 november 2026', '22. November 2026'. Its spaces do not break."""
    with translation.override(language if language in _BY_LANGUAGE else "nl"):
        text = date_format(day, "j. F Y" if language == "de" else "j F Y")
    return text.replace(" ", _NO_BREAK)


def amount_in(amount: Decimal, language: str, currency: str = "EUR") -> str:
    """An amount as that language writes it: '€ 1.284,60', '1 284,60 €', '€1,284.60'."""
    if language not in ("fr", "en"):
        return show_amount(amount, currency)
    sign, number = "−" * (amount < 0), number_in(abs(amount), language)
    mark = SIGNS.get(currency, f"{currency}{_NO_BREAK}" if language == "en" else currency)
    if language == "en":
        return f"{sign}{mark}{number}"
    return f"{sign}{number}{_NO_BREAK}{mark}"


def number_in(number: Decimal, language: str, decimals: int = 2) -> str:
    """A number as that language writes it, with its thousands apart."""
    sign = "−" if number < 0 else ""
    if language == "en":
        return f"{sign}{abs(number):,.{decimals}f}"
    text = show_number(abs(number), decimals)
    return sign + (text.replace(".", _NO_BREAK) if language == "fr" else text)


def debit_words(language: str, reference: str) -> str:
    """What an invoice says that is collected by direct debit; kept as its payment words."""
    return words_in(language).debit.format(reference=reference)


def term_words(language: str, days: int) -> str:
    """What an invoice says that is not collected ('binnen 14 dagen'); kept as its payment words."""
    words = words_in(language)
    return words.within.format(days=days) if days > 1 else words.at_once


def credit_words(language: str, number: str, day: datetime.date) -> str:
    """Which invoice a credit invoice is about."""
    return words_in(language).credits.format(number=number, day=day_in(day, language))


def is_debit(payment_words: str) -> bool:
    """Whether the payment words of an invoice say that it is collected."""
    return payment_words.startswith(tuple(words.debit_prefix for words in _BY_LANGUAGE.values()))

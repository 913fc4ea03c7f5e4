"""Text messages: what a provider has to do, and the one that only writes files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from contacts.sending.cm import CmSmsProvider
from contacts.sending.errors import AddressRefusedError, TemporaryError
from contacts.sending.files import keep
from contacts.sending.identity import reference
from customers.models import ShopSettings
from customers.values.phones import parse_phone

if TYPE_CHECKING:
    from contacts.models import Delivery

LONGEST_SENDER = 11


class SmsProvider(Protocol):
    """Whoever hands text messages to the telephone networks."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> str:
        """Hand one over and return the provider's id of it.

        Args:
            to: the number, as E.164 (+31612345678).
            text: what it says.
            sender: the name it comes from, at most 11 letters and digits.
            reference: ours, at most 32 characters, the same at every try.

        Raises:
            SendingError: one of its kinds says what to do next.
        """
        ...


@dataclass(frozen=True)
class LoopbackSmsProvider:
    """Writes each message to a file; nothing leaves the machine."""

    folder: Path

    def send(self, *, to: str, text: str, sender: str, reference: str) -> str:
        """Write it. Raises TemporaryError when the folder cannot be written."""
        content = {"to": to, "from": sender, "text": text, "reference": reference}
        try:
            keep(self.folder, f"{reference}.json", json.dumps(content, ensure_ascii=False).encode())
        except OSError as error:
            raise TemporaryError(type(error).__name__) from error
        return reference


def provider() -> SmsProvider:
    """The provider that the environment names."""
    if settings.SMS_PROVIDER == "cm":
        return CmSmsProvider(url=settings.SMS_URL, token=settings.SMS_TOKEN)
    return LoopbackSmsProvider(Path(settings.SMS_FILE_PATH))


@dataclass(frozen=True)
class Text:
    """A text message as it goes out."""

    to: str
    text: str
    sender: str
    reference: str


def compose(delivery: Delivery) -> Text:
    """The text message of a delivery. Raises AddressRefusedError for what is no number."""
    shop = ShopSettings.load()
    phone = parse_phone(delivery.address, delivery.customer.country or shop.country)
    if not phone.value or phone.doubt:
        raise AddressRefusedError(_("This is no telephone number."))
    name = shop.sms_sender or "".join(c for c in shop.shop_name if c.isascii() and c.isalnum())
    return Text(
        to=phone.value,
        text=delivery.message.text,
        sender=name[:LONGEST_SENDER] or "Klantbeheer",
        reference=reference(delivery),
    )


def hand_over(text: Text) -> str:
    """Give one text message to the provider.

    Returns:
        The provider's id of it.

    Raises:
        SendingError: one of its kinds says what to do next.
    """
    return provider().send(to=text.to, text=text.text, sender=text.sender, reference=text.reference)

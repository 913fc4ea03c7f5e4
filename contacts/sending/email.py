"""A delivery by e-mail: one mail to one address, plain text."""

from __future__ import annotations

import re
import smtplib
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from contacts.sending.errors import (
    AddressRefusedError,
    PermanentError,
    TemporaryError,
    UnknownOutcomeError,
    blames_address,
)
from contacts.sending.identity import message_id, reference
from contacts.services import message_files
from customers.models import ShopSettings

if TYPE_CHECKING:
    from contacts.models import Delivery
    from contacts.services.message_files import OutgoingFile

#: Beside the Message-ID, which some relays replace by one of their own.
REFERENCE_HEADER = "X-Klantbeheer-Delivery"
_ENHANCED = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_PERMANENT = 500


def sender_address() -> str:
    """From whom e-mail comes: the shop settings say so, or else the environment."""
    return ShopSettings.load().sender_email or settings.DEFAULT_FROM_EMAIL


def hand_over(mail: EmailMessage) -> str:
    """Give one composed e-mail to the mail server.

    Returns:
        Its Message-ID.

    Raises:
        SendingError: one of its kinds says what to do next.
    """
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        ((code, answer),) = error.recipients.values()
        raise _refused(code, answer, of_address=True) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        # The greeting, TLS, the password, the sender: once that is mended, what waits goes out.
        raise TemporaryError(_said(error.smtp_code, error.smtp_error)) from error
    except UnknownOutcomeError as error:
        raise UnknownOutcomeError(_("The mail server hung up after it had the message.")) from error
    except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as error:
        raise PermanentError(_("This address or text cannot be put in an e-mail.")) from error
    except OSError as error:  # also what else smtplib raises
        raise TemporaryError(
            _("The mail server cannot be reached (%(why)s).") % {"why": type(error).__name__}
        ) from error
    return str(mail.extra_headers["Message-ID"])


def compose(delivery: Delivery) -> EmailMessage:
    """The e-mail of a delivery, as it goes out, with its files. Raises PermanentError without them."""
    message, sender = delivery.message, sender_address()
    try:
        files = message_files.read(message)
    except FileNotFoundError as error:
        text = _("A file that goes with this message is not where it was kept.")
        raise PermanentError(text) from error
    mail = EmailMessage(
        subject=" ".join(message.subject.split()),
        body=message.text,
        from_email=formataddr((" ".join(ShopSettings.load().shop_name.split()), sender)),
        to=[delivery.address],
        reply_to=[sender],
        headers={
            "Message-ID": delivery.provider_id or message_id(delivery, sender),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            REFERENCE_HEADER: reference(delivery),
        },
    )
    for file in files:
        mail.attach(_part(file))
    return mail


def _part(file: OutgoingFile) -> MIMEBase:
    """A file as it stands in an e-mail: to the byte, whatever it holds."""
    main, _slash, sub = file.content_type.partition("/")
    # A letter in a letter may not be encoded, and is no longer the same file then.
    part = MIMEBase("application", "octet-stream") if main == "message" else MIMEBase(main, sub)
    part.set_payload(file.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def _refused(code: int, answer: bytes | str, *, of_address: bool = False) -> Exception:
    text = _said(code, answer)
    if code < _PERMANENT:
        return TemporaryError(text)
    found = _ENHANCED.match(_text(answer))
    if of_address and blames_address(found[1] if found else ""):
        return AddressRefusedError(text)
    return PermanentError(text)


def _said(code: int, answer: bytes | str) -> str:
    said = " ".join(f"{code} {_text(answer)}".replace("\0", "").split())
    return _("The mail server says: %(answer)s") % {"answer": said[:300]}


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer

"""What may come of handing a message over, apart from success."""

from __future__ import annotations

import re

#: RFC 3463: of these subjects a refusal says something about us or the message, not the address.
_NOT_THE_ADDRESS = re.compile(r"5\.[3567]\.")


class SendingError(Exception):
    """The message was not handed over, or it is not known; the text is for the delivery."""


class TemporaryError(SendingError):
    """Not now; a later try may do."""


class PermanentError(SendingError):
    """Never; trying again is of no use."""


class WithheldError(PermanentError):
    """This address may not get it any more; it was never tried."""


class AddressRefusedError(PermanentError):
    """There is no such address, or it takes nothing: it goes on hold."""


class UnknownOutcomeError(SendingError):
    """The line broke when the message had been given: it may have arrived."""


def blames_address(enhanced_status: str) -> bool:
    """Whether a permanent refusal is about the address: '5.1.1' is, '5.7.1' (a policy) is not.

    A server that gives no such code ('') is taken at its word about the address.
    """
    return not _NOT_THE_ADDRESS.match(enhanced_status)

"""CM.com's Business Messaging API: text messages over HTTPS, one at a time."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

from contacts.sending.errors import (
    AddressRefusedError,
    PermanentError,
    SendingError,
    TemporaryError,
    UnknownOutcomeError,
)

TIMEOUT = 15.0
LARGEST_ANSWER = 1 << 20
MOST_PARTS = 8
_TOO_MANY_REQUESTS, _SERVER_ERROR = 429, 500
#: A gateway in between that lost the answer: what stands behind it may have had the message.
_GATEWAY = frozenset({502, 504})
#: CM's own error codes: the number is wrong or refuses texts; the message will never do.
_ADDRESS, _MESSAGE = frozenset({302, 303, 402}), frozenset({202, 203, 301, 304, 305, 401, 403})
#: The account: wrong token, no balance. Once that is mended, what waits goes out.
_NOT_ALL_SENT = 201


class _NoRedirect(HTTPRedirectHandler):
    """A provider does not move; the token goes to nobody else."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


@dataclass(frozen=True)
class CmSmsProvider:
    """Sends through CM.com."""

    url: str
    token: str = field(repr=False)

    def send(self, *, to: str, text: str, sender: str, reference: str) -> str:
        """Hand one over and return CM's reference of it.

        Raises:
            TemporaryError: CM is away or busy, or the account is not in order.
            AddressRefusedError: CM knows no such number.
            PermanentError: CM never sends this message.
            UnknownOutcomeError: CM had the message and gave no readable answer.
        """
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise TemporaryError(_("KLANTBEHEER_SMS_URL is not an http address."))
        if not self.token:
            raise TemporaryError(_("KLANTBEHEER_SMS_TOKEN is not set."))
        message = {
            "from": sender,
            "to": [{"number": "00" + to.removeprefix("+")}],
            "body": {"type": "auto", "content": text},
            "reference": reference,
            "allowedChannels": ["SMS"],
            "minimumNumberOfMessageParts": 1,
            "maximumNumberOfMessageParts": MOST_PARTS,
        }
        body = {"messages": {"authentication": {"productToken": self.token}, "msg": [message]}}
        status, answer = self._post(json.dumps(body).encode())
        return _read(status, answer) or reference

    def _post(self, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310  # checked
        try:
            with _opener.open(request, timeout=TIMEOUT) as response:
                return response.status, _whole(response)
        except HTTPError as error:
            with error:
                return error.code, _whole(error)
        except URLError as error:
            # Raised while connecting and while the request is written: CM never had all of it.
            raise TemporaryError(
                _("The SMS provider cannot be reached (%(why)s).")
                % {"why": type(error.reason).__name__}
            ) from error
        except (HTTPException, OSError) as error:
            raise _no_answer() from error


def _whole(response: Any) -> bytes:
    """All of an answer, in time. Raises UnknownOutcomeError when it does not come."""
    deadline = time.monotonic() + TIMEOUT
    parts: list[bytes] = []
    try:
        # The timeout is that of one read; a server that drips has to end as well.
        while part := response.read1(65_536):
            parts.append(part)
            if time.monotonic() > deadline or sum(map(len, parts)) > LARGEST_ANSWER:
                raise _no_answer()
    except (HTTPException, OSError) as error:
        raise _no_answer() from error
    return b"".join(parts)


def _read(status: int, answer: bytes) -> str:
    """CM's reference from its answer. Raises SendingError."""
    if status in _GATEWAY:
        raise _no_answer()
    if status == _TOO_MANY_REQUESTS or status >= _SERVER_ERROR:
        raise TemporaryError(_("The SMS provider has trouble (%(code)d).") % {"code": status})
    try:
        document = json.loads(answer)
        code, messages = int(document["errorCode"]), document.get("messages") or []
        first = messages[0] if messages else {}
        if code == _NOT_ALL_SENT:
            code = int(first["messageErrorCode"])
        words = str(first.get("messageDetails") or document.get("details") or "")
        its_reference = str(first.get("reference") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if status // 100 == 2:
            raise _no_answer() from error
        raise TemporaryError(_said(status, "")) from error
    if code == 0 and status // 100 == 2:
        return its_reference
    raise _refusal(code, words)


def _refusal(code: int, words: str) -> SendingError:
    kind: type[SendingError] = TemporaryError
    if code in _ADDRESS:
        kind = AddressRefusedError
    elif code in _MESSAGE:
        kind = PermanentError
    return kind(_said(code, words))


def _said(code: int, words: str) -> str:
    said = " ".join(f"{code} {words}".replace("\0", "").split())[:300]
    return _("The SMS provider says: %(answer)s") % {"answer": said}


def _no_answer() -> UnknownOutcomeError:
    return UnknownOutcomeError(_("The SMS provider gave no answer after it had the message."))

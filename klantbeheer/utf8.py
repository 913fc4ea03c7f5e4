"""Text arrives as UTF-8 and nothing else.

An encoding that a request names may be none at all, or give half characters that no page and no
database can hold. Django decodes the address before any middleware runs, so this stands before Django.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def utf8_only(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The WSGI application that answers 400 to another encoding, and else what `application` does."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_other_encoding(environ.get("CONTENT_TYPE", "")):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Only UTF-8.\n"]
        return application(environ, start_response)

    return guarded


def is_other_encoding(content_type: str) -> bool:
    """Whether this header names an encoding that is not UTF-8, or a name that cannot be one."""
    _type, parameters = parse_header_parameters(content_type)
    try:
        return codecs.lookup(parameters.get("charset", "utf-8")).name != "utf-8"
    except LookupError:
        return False  # Django passes over what does not exist
    except ValueError:
        return True  # over this it stumbles

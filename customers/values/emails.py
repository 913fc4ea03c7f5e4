"""E-mail addresses: one field holds several, each checked; nothing is mended in silence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from customers.values.text import clean_text

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SEPARATOR = "; "

_validate = EmailValidator()
_NAMED = re.compile(r"[^<>]*<\s*(?:mailto:)?([^<>]+?)\s*>[\s,.]*")
# What people mean by a domain that they mistype.
_TYPOS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmil.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.co": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmial.nl": "hotmail.nl",
    "hotmai.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmil.com": "hotmail.com",
    "hotnail.com": "hotmail.com",
    "hotmaill.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloo.com": "outlook.com",
    "outlook.con": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "iclod.com": "icloud.com",
    "icoud.com": "icloud.com",
    "icloud.con": "icloud.com",
    "live.con": "live.com",
    "zigo.nl": "ziggo.nl",
    "ziggo.com": "ziggo.nl",
    "kpnmial.nl": "kpnmail.nl",
    "kpmail.nl": "kpnmail.nl",
    "hetnet.com": "hetnet.nl",
    "telent.be": "telenet.be",
    "telenet.com": "telenet.be",
    "skynt.be": "skynet.be",
}
_WHOLE_DOMAINS = {
    "gmail": "gmail.com",
    "hotmail": "hotmail.com",
    "outlook": "outlook.com",
    "icloud": "icloud.com",
    "yahoo": "yahoo.com",
    "ziggo": "ziggo.nl",
    "kpnmail": "kpnmail.nl",
    "telenet": "telenet.be",
    "skynet": "skynet.be",
}


@dataclass(frozen=True, slots=True)
class EmailProblem:
    """What is wrong with one address. A problem that is not `blocking` is a doubt.

    `cause` is the sentence without the question 'Did you mean …?', for a form that puts a button in
    that question.
    """

    address: str
    cause: _StrOrPromise
    suggestion: str | None = None
    blocking: bool = True

    @property
    def message(self) -> _StrOrPromise:
        """The whole sentence, with the suggestion when there is one."""
        parts: list[_StrOrPromise] = [self.cause]
        if self.suggestion:
            parts.append(format_lazy(_("Did you mean {address}?"), address=self.suggestion))
        if not self.blocking:
            parts.append(_("We keep it as you typed it."))
        return format_lazy(" ".join("{}" for _part in parts), *parts)


@dataclass(frozen=True, slots=True)
class Emails:
    """The addresses of one field, what is wrong with others, and what was mended in reading."""

    addresses: tuple[str, ...] = ()
    problems: tuple[EmailProblem, ...] = ()
    mended: tuple[_StrOrPromise, ...] = ()

    @property
    def value(self) -> str:
        """The addresses as they are stored."""
        return SEPARATOR.join(self.addresses)

    @property
    def errors(self) -> tuple[EmailProblem, ...]:
        """The problems that stand in the way of saving."""
        return tuple(problem for problem in self.problems if problem.blocking)

    @property
    def doubts(self) -> tuple[EmailProblem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if not problem.blocking)


@dataclass(slots=True)
class _Reading:
    addresses: dict[str, str] = field(default_factory=dict)
    problems: list[EmailProblem] = field(default_factory=list)
    mended: list[_StrOrPromise] = field(default_factory=list)

    def add(self, address: str) -> None:
        local, _at, domain = address.rpartition("@")
        key = f"{local}@{domain.lower()}"
        if key in self.addresses:
            self.mended.append(
                format_lazy(_("{address} was there twice and is kept once."), address=address)
            )
            return
        self.addresses[key] = address
        meant = _TYPOS.get(domain.lower())
        if meant:
            self.problems.append(
                EmailProblem(
                    address,
                    _("This looks like a typing error."),
                    suggestion=f"{local}@{meant}",
                    blocking=False,
                )
            )


def parse_emails(text: str) -> Emails:
    """Read the e-mail addresses in one field, with ';' between them.

    A comma or a space between two complete addresses is read as ';' and said so in `mended`. What is
    no address is a problem, with a suggestion where only one thing can be meant; only the addresses
    that are right are in `addresses`. Raises ValidationError for characters that cannot be stored.
    """
    reading = _Reading()
    for chunk in clean_text(text).split(";"):
        if chunk.strip():
            _read(chunk.strip(), reading)
    return Emails(tuple(reading.addresses.values()), tuple(reading.problems), tuple(reading.mended))


def _is_address(text: str) -> bool:
    try:
        _validate(text)
    except ValidationError:
        return False
    return True


def _read(chunk: str, reading: _Reading) -> None:
    if _is_address(chunk):
        reading.add(chunk)
        return
    pieces = [piece for piece in re.split(r"[,\s]+", chunk) if piece]
    if len(pieces) > 1 and "<" not in chunk and all(_is_address(piece) for piece in pieces):
        reading.mended.append(_("A ; belongs between two addresses. We put it there."))
        for piece in pieces:
            reading.add(piece)
        return
    words = [word.strip(",") for word in chunk.split(" ")]
    if len(words) > 1 and "<" not in chunk and all(word.count("@") == 1 for word in words):
        reading.mended.append(_("A ; belongs between two addresses. We put it there."))
        for word in words:
            _read(word, reading)
        return
    reading.problems.append(_problem(chunk))


def _problem(chunk: str) -> EmailProblem:
    """Say what is wrong with a text that is no address, and what it should have been."""
    named = _NAMED.fullmatch(chunk)
    if named and _is_address(named.group(1)):
        return EmailProblem(chunk, _("There is a name with the address."), named.group(1))
    for cause, candidate in _candidates(chunk):
        if candidate != chunk and _is_address(candidate):
            return EmailProblem(chunk, cause, candidate)
    return EmailProblem(chunk, _cause(chunk))


def _candidates(chunk: str) -> list[tuple[_StrOrPromise, str]]:
    """The ways in which one address is mistyped, each with what it should have been."""
    local, _at, domain = chunk.rpartition("@")
    whole = _WHOLE_DOMAINS.get(domain.lower(), domain)
    return [
        (_("The address begins with 'mailto:'."), re.sub(r"(?i)^mailto:\s*", "", chunk)),
        (_("There is a punctuation mark at the end."), chunk.strip(".,:/\\'\"()[]<> ")),
        (_("There is a comma in the address."), re.sub(r"\s*,\s*", ".", chunk)),
        (_("There is a space in the address."), chunk.replace(" ", "")),
        (_("There are two @ in the address."), re.sub(r"@[\s@]*@", "@", chunk)),
        (_("There are two dots in a row."), re.sub(r"\.{2,}", ".", chunk)),
        (_("The end of the address is missing."), f"{local}@{whole}"),
        (_("There is an unusual character in the address."), unicodedata.normalize("NFKC", chunk)),
        (
            _("There are a comma and a space in the address."),
            re.sub(r"[\s.]*[,.][\s.]*", ".", chunk).replace(" ", ""),
        ),
    ]


def _cause(chunk: str) -> _StrOrPromise:
    local, at, domain = chunk.rpartition("@")
    causes: list[tuple[bool, _StrOrPromise]] = [
        (not at, _("There is no @ in the address.")),
        ("@" in local, _("There is more than one @ in the address.")),
        (not local, _("There is nothing before the @.")),
        (not domain, _("There is nothing behind the @.")),
        (" " in chunk, _("There is a space in the address.")),
        ("," in chunk, _("There is a comma in the address.")),
        (not local.isascii(), _strange_character(local)),
        ("." not in domain, _("The end of the address is missing, such as .nl.")),
    ]
    found = (sentence for applies, sentence in causes if applies)
    return next(found, _("This is not an e-mail address. Check it."))


def _strange_character(local: str) -> _StrOrPromise:
    return format_lazy(
        _("Before the @ stands a character that an address cannot have: {character}"),
        character="".join(character for character in local if not character.isascii())[:1],
    )

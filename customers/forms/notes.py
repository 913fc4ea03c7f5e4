"""The sentences under a field: an error that blocks, or a doubt that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from customers.values.emails import EmailProblem, Emails
    from customers.values.phones import Phone


@dataclass(frozen=True)
class Note:
    """A sentence, and where one click can mend it: what to show (`mend`) and the field's new text."""

    text: _StrOrPromise
    mend: str = ""
    mended_text: str = ""

    @property
    def whole(self) -> str:
        """The sentence with its question, for where there is nothing to click."""
        question = _("Did you mean {address}?").format(address=self.mend)
        return f"{self.text} {question}" if self.mend else str(self.text)


def phone_note(phone: Phone) -> Note:
    """The doubt about a phone that is kept as typed."""
    return Note(text=phone.doubt or "")


def email_notes(typed: str, emails: Emails) -> tuple[list[Note], list[Note]]:
    """The errors and the doubts about an e-mail field in which `typed` stands."""
    errors = [_email_note(typed, problem) for problem in emails.errors]
    doubts = [_email_note(typed, problem) for problem in emails.doubts]
    doubts += [Note(text=sentence) for sentence in emails.mended]
    return errors, doubts


def _email_note(typed: str, problem: EmailProblem) -> Note:
    if not problem.suggestion:
        return Note(text=problem.cause)
    return Note(
        text=problem.cause,
        mend=problem.suggestion,
        mended_text=typed.replace(problem.address, problem.suggestion),
    )

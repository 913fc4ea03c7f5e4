"""What every typed text goes through first."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Marks that steer the reading direction, zero-width spaces, soft hyphens, byte order marks: they come
# along with a paste, nobody sees them, and they make a name or a number unfindable.
INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SEPARATOR_CONTROLS = frozenset("\x1c\x1d\x1e\x1f")


def clean_text(text: str, *, keep_spaces: bool = False) -> str:
    """Return `text` in NFC, trimmed, without invisible marks, runs of white space as one space.

    With `keep_spaces` each white space becomes one plain space and runs stay as they are.
    Raises ValidationError for NUL, lone surrogates and other control characters.
    """
    cleaned: list[str] = []
    for character in unicodedata.normalize("NFC", INVISIBLE.sub("", text)):
        if character.isspace() and character not in SEPARATOR_CONTROLS:
            cleaned.append(" ")
        elif unicodedata.category(character) in ("Cc", "Cs"):
            raise ValidationError(
                _("There is a character in here that cannot be stored. Type it again."),
                code="character",
            )
        else:
            cleaned.append(character)
    result = "".join(cleaned).strip(" ")
    return result if keep_spaces else re.sub(" {2,}", " ", result)


def require_length(text: str, limit: int) -> str:
    """Return `text`. Raises ValidationError when it is longer than `limit` characters."""
    if len(text) > limit:
        raise ValidationError(
            _("This is too long: %(limit)d characters fit in here."),
            code="max_length",
            params={"limit": limit},
        )
    return text


def fold_width(text: str) -> str:
    """Return `text` with full-width forms and any script's digits as the plain ones.

    For reading numbers and codes, never for storing what a person is called.
    """
    folded: list[str] = []
    for character in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(character, None)
        folded.append(character if digit is None else str(digit))
    return "".join(folded)

"""Why a hit is one, in a few words, and which part of a name to mark."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.values.folding import SIGNS, fold_letter
from customers.values.infixes import INFIX_WORDS
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from customers.search.service import Hit


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its code, the words before it ('vroeger'), and what it is about ('Jansen')."""

    code: str
    label: str
    detail: str = ""

    @property
    def text(self) -> str:
        """The reason in one piece: 'vroeger Jansen'."""
        return f"{self.label} {self.detail}".strip()


_LABELS = {
    "company": gettext_noop("company"),
    "in_name": gettext_noop("in the name"),
    "phone": gettext_noop("phone"),
    "email": gettext_noop("e-mail"),
    "birth_date": gettext_noop("born"),
    "second_name": gettext_noop("second name"),
    "former_name": gettext_noop("formerly"),
    "former_address": gettext_noop("formerly"),
    "former_number": gettext_noop("formerly number"),
    "delivery_address": gettext_noop("delivery address"),
    "postal_address": gettext_noop("postal address"),
    "contact": gettext_noop("contact:"),
    "contact_email": gettext_noop("contact:"),
    "contact_phone": gettext_noop("contact:"),
    "sounds_like": gettext_noop("sounds like"),
    "looks_like": gettext_noop("looks like"),
    "card": gettext_noop("card"),
    "blocked_card": gettext_noop("blocked card"),
}


#: The reasons of look-alikes; with a detail it is a contact person who looks like it.
_LOOK_ALIKES = frozenset(["sounds_like", "looks_like", "in_name"])


def why_of(hit: Hit, code: str, detail: str) -> Why | None:
    """The reason for a hit that the database gave `code` and `detail`; None when it is plain."""
    if code in ("name", "company", "company_word"):
        code, detail = _of_a_name(hit, code)
    elif code in _LOOK_ALIKES and detail:
        code = "contact"
    elif code == "contact_phone":
        return _contact_phone(hit, detail)
    elif code == "phone":
        detail = _matching_phone(hit, detail)
    elif code == "email":
        detail = _matching_email(hit, detail)
    elif code == "birth_date":
        detail = formats.date_format(date.fromisoformat(detail), "j F Y")
    return Why(code, _(_LABELS[code]), detail or "") if code in _LABELS else None


def _of_a_name(hit: Hit, code: str) -> tuple[str, str]:
    """Plain when the name that is shown matched; else the person of a company, or the reverse."""
    if code == "name":
        return ("contact", hit.last_name) if hit.is_company else ("", "")
    if not hit.is_company:
        return "company", hit.company_name
    return ("in_name", "") if code == "company_word" else ("", "")


def _contact_phone(hit: Hit, detail: str) -> Why:
    """'contact S. Jansen: 06 55010147'; the database gives the name, a tab and the phone."""
    name, _tab, phone = detail.rpartition("\t")
    label = _("contact %(name)s:") % {"name": name} if name else _("contact:")
    return Why("contact_phone", label, display_phone(phone, hit.country))


def _matching_phone(hit: Hit, digits: str) -> str:
    for phone in (hit.mobile, hit.phone, hit.phone_extra):
        plain = re.sub(r"\D", "", phone)
        if digits in plain:
            return display_phone(phone, hit.country)
    return ""


def _matching_email(hit: Hit, piece: str) -> str:
    emails = [email for email in re.split(r"[;,\s]+", hit.emails) if email]
    folded = piece.casefold()
    return next((email for email in emails if folded in email.casefold()), "")


# ---------------------------------------------------------------- marking
_SIGN = re.compile(f"[{SIGNS}]")


def _fold_character(character: str) -> str:
    """One character as the search compares it; a space for what is no letter."""
    return _SIGN.sub(" ", fold_letter(character))


def fold(text: str) -> str:
    """`text` as the search compares it ('Müller-de Vries' -> 'muller de vries')."""
    return " ".join(word for word in "".join(map(_fold_character, text)).split(" ") if word)


def mark_slices(name: str, typed: str) -> list[tuple[int, int]]:
    """Return the (start, end) slices of `name` to mark for what was `typed`: 'Mü' of 'Müller' for 'mu'.

    A match begins at the begin of a word. The whole is tried first, then its words one by one,
    infixes left out.
    """
    folded: list[str] = []
    places: list[int] = []
    for at, character in enumerate(name):
        for c in _fold_character(character):
            folded.append(c)
            places.append(at)
    text = "".join(folded)
    words = fold(typed).split()
    whole = _find(text, words)
    slices = [whole] if whole else []
    if not slices:
        named = [word for word in words if word not in INFIX_WORDS] or words
        slices = sorted({found for word in named if (found := _find(text, [word]))})
    return [_widened(name, places[start], places[end - 1] + 1) for start, end in slices]


def _find(text: str, words: list[str]) -> tuple[int, int] | None:
    if not words:
        return None
    pattern = r"(?<![^ ])" + r" +".join(map(re.escape, words))
    match = re.search(pattern, text)
    return match.span() if match else None


def _widened(name: str, start: int, end: int) -> tuple[int, int]:
    """Combining marks stay with their letter."""
    while end < len(name) and unicodedata.combining(name[end]):
        end += 1
    return start, end

"""How a customer is named: in a list, on the card, on an envelope, at the head of a letter.

The Dutch forms follow the base registry (BRP): 'aanhef' for the salutation, 'aanschrijfwijze' for the
envelope. The other languages have their own ordinary forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from customers.values.initials import initials_of, normalise_initials
from customers.values.surnames import LastName, capitalise_name, split_last_name, upper_first

__all__ = [
    "LastName",
    "PersonName",
    "capitalise_name",
    "envelope_line",
    "full_name",
    "initials_of",
    "list_name",
    "normalise_initials",
    "salutation_line",
    "split_last_name",
]

_TITLES = {
    "nl": {"mr": "de heer", "mrs": "mevrouw"},
    "fr": {"mr": "Monsieur", "mrs": "Madame"},
    "de": {"mr": "Herr", "mrs": "Frau"},
    "en": {"mr": "Mr", "mrs": "Ms"},
}
# The registry has no title on the envelope; in German it stands in the accusative.
_ENVELOPE_TITLES = _TITLES | {"nl": {}, "de": {"mr": "Herrn", "mrs": "Frau"}}
_SALUTATIONS = {
    "nl": {"mr": "Geachte heer", "mrs": "Geachte mevrouw", "": "Geachte"},
    "de": {"mr": "Sehr geehrter Herr", "mrs": "Sehr geehrte Frau", "": "Guten Tag"},
    "en": {"mr": "Dear Mr", "mrs": "Dear Ms", "": "Dear"},
}
# French addresses by title alone.
_FRENCH = {"mr": "Monsieur", "mrs": "Madame", "": "Madame, Monsieur"}
_TO_NOBODY = {
    "nl": "Geachte heer/mevrouw",
    "fr": "Madame, Monsieur",
    "de": "Sehr geehrte Damen und Herren",
    "en": "Dear Sir or Madam",
}


class Named(Protocol):
    """Whatever has the name fields of a customer."""

    @property
    def kind(self) -> str: ...
    @property
    def salutation(self) -> str: ...
    @property
    def initials(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def infix(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def company_name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PersonName:
    """The fields that a name is written from; `salutation` is '', 'mr' or 'mrs'."""

    kind: str = "person"
    salutation: str = ""
    initials: str = ""
    first_name: str = ""
    infix: str = ""
    last_name: str = ""
    company_name: str = ""
    language: str = "nl"

    @classmethod
    def of(cls, customer: Named) -> PersonName:
        """The name of a customer, or of anything with the same fields."""
        return cls(
            kind=customer.kind,
            salutation=customer.salutation,
            initials=customer.initials,
            first_name=customer.first_name,
            infix=customer.infix,
            last_name=customer.last_name,
            company_name=customer.company_name,
            language=customer.language,
        )

    @property
    def is_company(self) -> bool:
        """Whether the company's name stands for this customer."""
        return bool(self.company_name) and (self.kind == "company" or not self.last_name)

    @property
    def surname(self) -> str:
        """Infix and last name: 'van der Jansen'."""
        return _join(self.infix, self.last_name)

    @property
    def letters(self) -> str:
        """The initials, or those of the first name."""
        return self.initials or initials_of(self.first_name)


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def list_name(person: PersonName, *, with_infix: bool = False) -> str:
    """Return the name for a list: 'Jansen, J.A. van der'.

    With `with_infix` (Belgian sorting): 'van der Jansen, J.A.'. A company is its name.
    """
    if person.is_company:
        return person.company_name
    given = person.initials or person.first_name
    if with_infix:
        head, tail = person.surname, given
    else:
        head, tail = person.last_name, _join(given, person.infix)
    return ", ".join(part for part in (head, tail) if part)


def full_name(person: PersonName, *, capital: bool = True, language: str = "nl") -> str:
    """Return the name as the screens write it: 'De heer J.A. van der Jansen'.

    Without `capital` it is for within a sentence: 'mevrouw P. de Boer'. `language` is the reader's.
    """
    if person.is_company:
        return person.company_name
    title = _TITLES.get(language, _TITLES["nl"]).get(person.salutation, "")
    given = person.initials or person.first_name
    surname = person.surname if given else upper_first(person.surname)
    name = _join(title, given, surname)
    return upper_first(name) if capital else name


def envelope_line(person: PersonName) -> str:
    """Return the first line of the address in the customer's language: 'J.A. van der Jansen'.

    BRP, aanschrijfwijze: initials and surname, the first of them with a capital, without a title.
    """
    if person.is_company:
        return person.company_name
    titles = _ENVELOPE_TITLES.get(person.language, {})
    letters = person.letters
    name = _join(letters, person.surname if letters else upper_first(person.surname))
    return _join(titles.get(person.salutation, ""), name)


def salutation_line(person: PersonName) -> str:
    """Return the head of a letter in the customer's language: 'Geachte heer Van der Jansen'.

    BRP, aanhef: the surname gets a capital right behind 'heer' or 'mevrouw'; without a salutation it
    is 'Geachte J.A. van der Jansen'. A company has no person to address: 'Geachte heer/mevrouw'.
    """
    language = person.language if person.language in _TO_NOBODY else "nl"
    if person.is_company or not person.surname:
        return _TO_NOBODY[language]
    if language == "fr":
        return _FRENCH.get(person.salutation, _FRENCH[""])
    opening = _SALUTATIONS[language]
    if person.salutation in ("mr", "mrs"):
        surname = upper_first(person.surname) if language == "nl" else person.surname
        return _join(opening[person.salutation], surname)
    letters = person.letters
    name = _join(letters, person.surname if letters else upper_first(person.surname))
    return _join(opening[""], name)

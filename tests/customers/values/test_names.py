"""The forms of a name; the Dutch ones against cases of the base registry (BRP)."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.values.names import (
    PersonName,
    envelope_line,
    full_name,
    list_name,
    salutation_line,
)
from tests.customers.values.strategies import relaxed

JANSEN = PersonName(salutation="mr", initials="J.A.", infix="van der", last_name="Jansen")
COMPANY = PersonName(kind="company", company_name="Fietskoeriers Domstad B.V.")

# salutation, initials, first name, infix, last name, aanhef, aanschrijfwijze. The cases are the
# registry's, as far as our fields go: a partner's name is part of the last name.
REGISTRY = [
    ("mrs", "", "Jo Rene", "in het", "Zonnetje",
     "Geachte mevrouw In het Zonnetje", "J.R. in het Zonnetje"),
    ("mr", "", "Jo Rene", "in het", "Zonnetje",
     "Geachte heer In het Zonnetje", "J.R. in het Zonnetje"),
    ("", "", "Jo Rene", "in het", "Zonnetje",
     "Geachte J.R. in het Zonnetje", "J.R. in het Zonnetje"),
    ("", "", "", "in het", "Zonnetje",
     "Geachte In het Zonnetje", "In het Zonnetje"),
    ("mrs", "", "Jo Rene", "Op Den", "Berghe",
     "Geachte mevrouw Op Den Berghe", "J.R. Op Den Berghe"),
    ("", "", "Jo Rene", "Op Den", "Berghe",
     "Geachte J.R. Op Den Berghe", "J.R. Op Den Berghe"),
    ("mrs", "", "Jo Rene", "'t", "Wolkje",
     "Geachte mevrouw 't Wolkje", "J.R. 't Wolkje"),
    ("mrs", "", "Jo Rene", "'t", "Wolkje-in het Zonnetje",
     "Geachte mevrouw 't Wolkje-in het Zonnetje", "J.R. 't Wolkje-in het Zonnetje"),
    ("mrs", "", "Jo Rene", "in het", "Zonnetje-'t Wolkje",
     "Geachte mevrouw In het Zonnetje-'t Wolkje", "J.R. in het Zonnetje-'t Wolkje"),
    ("", "", "Jo Rene", "Van Der", "Broeck-Op Den Berghe",
     "Geachte J.R. Van Der Broeck-Op Den Berghe", "J.R. Van Der Broeck-Op Den Berghe"),
    ("mrs", "", "", "de", "Boer", "Geachte mevrouw De Boer", "De Boer"),
    ("mr", "", "Anna Özil", "", "Groenen", "Geachte heer Groenen", "A.Ö. Groenen"),
    ("mr", "", "Bert Philip", "van", "Groenen", "Geachte heer Van Groenen", "B.P. van Groenen"),
    ("mr", "", "Elise Q", "In Den", "Groenen", "Geachte heer In Den Groenen",
     "E.Q In Den Groenen"),
    ("mrs", "", "Odette", "van den", "Berg-van Velzen",
     "Geachte mevrouw Van den Berg-van Velzen", "O. van den Berg-van Velzen"),
    ("", "", "", "", "Ali bin Mohammed", "Geachte Ali bin Mohammed", "Ali bin Mohammed"),
    ("", "", "", "van", "Velzen", "Geachte Van Velzen", "Van Velzen"),
    # Initials that were typed come before those of the first name.
    ("mr", "J.A.", "Jan", "van der", "Jansen",
     "Geachte heer Van der Jansen", "J.A. van der Jansen"),
    ("mrs", "M.", "", "", "Jansen-de Vries", "Geachte mevrouw Jansen-de Vries",
     "M. Jansen-de Vries"),
    ("mr", "", "", "", "ijsbrand", "Geachte heer IJsbrand", "IJsbrand"),
    ("mr", "", "", "", "", "Geachte heer/mevrouw", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("salutation", "initials", "first_name", "infix", "last_name", "aanhef", "aanschrijfwijze"),
    REGISTRY,
)
def test_dutch_letters_follow_the_registry(
    salutation: str,
    initials: str,
    first_name: str,
    infix: str,
    last_name: str,
    aanhef: str,
    aanschrijfwijze: str,
) -> None:
    person = PersonName(
        salutation=salutation,
        initials=initials,
        first_name=first_name,
        infix=infix,
        last_name=last_name,
    )
    assert salutation_line(person) == aanhef
    assert envelope_line(person) == aanschrijfwijze


@pytest.mark.parametrize(
    ("language", "salutation", "letter", "envelope"),
    [
        ("fr", "mr", "Monsieur", "Monsieur J.A. van der Jansen"),
        ("fr", "mrs", "Madame", "Madame J.A. van der Jansen"),
        ("fr", "", "Madame, Monsieur", "J.A. van der Jansen"),
        ("de", "mr", "Sehr geehrter Herr van der Jansen", "Herrn J.A. van der Jansen"),
        ("de", "mrs", "Sehr geehrte Frau van der Jansen", "Frau J.A. van der Jansen"),
        ("de", "", "Guten Tag J.A. van der Jansen", "J.A. van der Jansen"),
        ("en", "mr", "Dear Mr van der Jansen", "Mr J.A. van der Jansen"),
        ("en", "mrs", "Dear Ms van der Jansen", "Ms J.A. van der Jansen"),
        ("en", "", "Dear J.A. van der Jansen", "J.A. van der Jansen"),
        ("xx", "mr", "Geachte heer Van der Jansen", "J.A. van der Jansen"),
    ],
)
def test_letters_in_other_languages(
    language: str, salutation: str, letter: str, envelope: str
) -> None:
    person = replace(JANSEN, language=language, salutation=salutation)
    assert salutation_line(person) == letter
    assert envelope_line(person) == envelope


@pytest.mark.parametrize(
    ("language", "letter"),
    [
        ("nl", "Geachte heer/mevrouw"),
        ("fr", "Madame, Monsieur"),
        ("de", "Sehr geehrte Damen und Herren"),
        ("en", "Dear Sir or Madam"),
    ],
)
def test_a_company_has_nobody_to_address(language: str, letter: str) -> None:
    company = replace(COMPANY, language=language, last_name="Jansen", salutation="mr")
    assert salutation_line(company) == letter
    assert envelope_line(company) == "Fietskoeriers Domstad B.V."
    assert full_name(company) == "Fietskoeriers Domstad B.V."
    assert list_name(company, with_infix=True) == "Fietskoeriers Domstad B.V."


@pytest.mark.parametrize(
    ("person", "plain", "with_infix"),
    [
        (JANSEN, "Jansen, J.A. van der", "van der Jansen, J.A."),
        (replace(JANSEN, initials="", first_name="Jan"), "Jansen, Jan van der",
         "van der Jansen, Jan"),
        (replace(JANSEN, initials=""), "Jansen, van der", "van der Jansen"),
        (PersonName(last_name="De Smet", initials="J."), "De Smet, J.", "De Smet, J."),
        (PersonName(last_name="Jansen"), "Jansen", "Jansen"),
        (PersonName(), "", ""),
        (PersonName(kind="company", last_name="Jansen"), "Jansen", "Jansen"),
    ],
)  # fmt: skip
def test_list_name(person: PersonName, plain: str, with_infix: str) -> None:
    assert list_name(person) == plain
    assert list_name(person, with_infix=True) == with_infix


@pytest.mark.parametrize(
    ("person", "title", "within"),
    [
        (JANSEN, "De heer J.A. van der Jansen", "de heer J.A. van der Jansen"),
        (PersonName(salutation="mrs", initials="P.", infix="de", last_name="Boer"),
         "Mevrouw P. de Boer", "mevrouw P. de Boer"),
        (replace(JANSEN, initials="", first_name="Jan"),
         "De heer Jan van der Jansen", "de heer Jan van der Jansen"),
        (replace(JANSEN, initials=""), "De heer Van der Jansen", "de heer Van der Jansen"),
        (replace(JANSEN, salutation=""), "J.A. van der Jansen", "J.A. van der Jansen"),
        (replace(JANSEN, salutation="", initials=""), "Van der Jansen", "Van der Jansen"),
        (PersonName(), "", ""),
    ],
)  # fmt: skip
def test_full_name(person: PersonName, title: str, within: str) -> None:
    assert full_name(person) == title
    assert full_name(person, capital=False) == within


def test_full_name_is_written_for_the_reader() -> None:
    assert full_name(replace(JANSEN, language="fr")) == "De heer J.A. van der Jansen"
    assert full_name(JANSEN, language="en") == "Mr J.A. van der Jansen"


def test_of_takes_anything_with_the_fields() -> None:
    customer = SimpleNamespace(
        kind="person",
        salutation="mr",
        initials="J.A.",
        first_name="",
        infix="van der",
        last_name="Jansen",
        company_name="",
        language="nl",
        number="100234",
    )
    assert PersonName.of(customer) == JANSEN


words = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), max_size=8
)


@relaxed
@given(
    st.builds(
        PersonName,
        kind=st.sampled_from(["person", "company"]),
        salutation=st.sampled_from(["", "mr", "mrs"]),
        initials=words,
        first_name=words,
        infix=words,
        last_name=words,
        company_name=words,
        language=st.sampled_from(["nl", "fr", "de", "en"]),
    )
)
def test_forms_hold_the_name_and_no_loose_spaces(person: PersonName) -> None:
    forms = [form(person) for form in (list_name, full_name, envelope_line, salutation_line)]
    for form in forms:
        assert form == form.strip()
        assert "  " not in form
    held = person.company_name if person.is_company else person.last_name[1:]
    assert all(held in form for form in forms[:3])

"""Several e-mail addresses in one field."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from customers.values.emails import Emails, parse_emails
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, nfc, nfd, relaxed


@pytest.fixture(autouse=True)
def _source_language() -> object:
    with translation.override(None):
        yield


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("", ()),
        (" ; ;", ()),
        ("jan@example.nl", ("jan@example.nl",)),
        ("jan@example.nl;piet@example.be", ("jan@example.nl", "piet@example.be")),
        ("jan@example.nl ;\n piet@example.be; ", ("jan@example.nl", "piet@example.be")),
        ("Jan.Van+x@Example.NL", ("Jan.Van+x@Example.NL",)),
        ("jan@müller.de", ("jan@müller.de",)),
        ("jan@mu\u0308ller.de", ("jan@müller.de",)),
    ],
)
def test_reads_addresses(typed: str, addresses: tuple[str, ...]) -> None:
    emails = parse_emails(typed)
    assert emails == Emails(addresses)
    assert emails.value == "; ".join(addresses)


@pytest.mark.parametrize(
    "typed",
    [
        "jan@example.nl, piet@example.be",
        "jan@example.nl,piet@example.be",
        "jan@example.nl piet@example.be",
        "jan@example.nl\npiet@example.be",
    ],
)
def test_a_mended_separator_is_said(typed: str) -> None:
    emails = parse_emails(typed)
    assert emails.value == "jan@example.nl; piet@example.be"
    assert not emails.problems
    assert [str(note) for note in emails.mended] == [
        "A ; belongs between two addresses. We put it there."
    ]


@pytest.mark.parametrize(
    ("typed", "cause", "suggestion"),
    [
        ("naam@example,nl", "There is a comma in the address.", "naam@example.nl"),
        ("naam@example, nl", "There is a comma in the address.", "naam@example.nl"),
        ("na am@example.nl", "There is a space in the address.", "naam@example.nl"),
        ("naam @ example.nl", "There is a space in the address.", "naam@example.nl"),
        ("naam@@example.nl", "There are two @ in the address.", "naam@example.nl"),
        ("naam@example..nl", "There are two dots in a row.", "naam@example.nl"),
        ("naam@example.nl.", "There is a punctuation mark at the end.", "naam@example.nl"),
        ("naam@example.nl,", "There is a punctuation mark at the end.", "naam@example.nl"),
        ("mailto:naam@example.nl", "The address begins with 'mailto:'.", "naam@example.nl"),
        ("Jan <naam@example.nl>", "There is a name with the address.", "naam@example.nl"),
        ("naam@gmail", "The end of the address is missing.", "naam@gmail.com"),
        ("naam＠example.nl", "There is an unusual character in the address.", "naam@example.nl"),
        ("naam.example.nl", "There is no @ in the address.", None),
        ("naam@b@example.nl", "There is more than one @ in the address.", None),
        ("@example.nl", "There is nothing before the @.", None),
        ("naam@", "There is nothing behind the @.", None),
        ("naam@example", "The end of the address is missing, such as .nl.", None),
        ("naam@-example.nl", "This is not an e-mail address. Check it.", None),
        ("jörg@example.nl", "Before the @ stands a character that an address cannot have: ö", None),
    ],
)
def test_says_what_is_wrong(typed: str, cause: str, suggestion: str | None) -> None:
    emails = parse_emails(typed)
    (problem,) = emails.problems
    assert emails.addresses == ()
    assert emails.errors == (problem,)
    assert (problem.address, str(problem.cause), problem.suggestion) == (typed, cause, suggestion)
    question = f" Did you mean {suggestion}?" if suggestion else ""
    assert str(problem.message) == cause + question


def test_a_wrong_address_leaves_the_others() -> None:
    emails = parse_emails("a@example.nl, b@example,nl; c@example.nl")
    assert emails.addresses == ("a@example.nl", "c@example.nl")
    assert [problem.suggestion for problem in emails.errors] == ["b@example.nl"]


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("jan@gmial.com", "jan@gmail.com"),
        ("jan@Hotmial.com", "jan@hotmail.com"),
        ("jan@telent.be", "jan@telenet.be"),
    ],
)
def test_a_likely_typing_error_is_a_doubt(typed: str, suggestion: str) -> None:
    emails = parse_emails(typed)
    assert emails.addresses == (typed,)
    assert emails.errors == ()
    (doubt,) = emails.doubts
    assert doubt.suggestion == suggestion
    assert str(doubt.message).endswith("? We keep it as you typed it.")


def test_double_addresses_are_kept_once_and_said() -> None:
    emails = parse_emails("jan@Example.nl; jan@example.NL; Jan@example.nl")
    assert emails.addresses == ("jan@Example.nl", "Jan@example.nl")
    assert [str(note) for note in emails.mended] == [
        "jan@example.NL was there twice and is kept once."
    ]


@pytest.mark.parametrize("typed", ["jan\x00@example.nl", "jan@exa\ud800mple.nl"])
def test_refuses_what_cannot_be_stored(typed: str) -> None:
    with pytest.raises(ValidationError):
        parse_emails(typed)


emaillike = st.lists(
    st.sampled_from(
        ["jan@example.nl", "piet@müller.de", ";", ",", " ", "@", ".", "<", ">", "é", "gmail", "a"]
    ),
    max_size=12,
).map("".join)


@relaxed
@given(hostile_text | emaillike | st.emails())
def test_nothing_is_lost_and_reading_again_changes_nothing(typed: str) -> None:
    try:
        emails = parse_emails(typed)
    except ValidationError:
        return
    again = parse_emails(emails.value)
    assert again.addresses == emails.addresses
    assert again.errors == ()
    for problem in emails.problems:
        assert str(problem.message)
        assert problem.address in clean_text(typed)
        if problem.suggestion:
            assert parse_emails(problem.suggestion).addresses == (problem.suggestion,)
    held = "".join([*emails.addresses, *(problem.address for problem in emails.problems)])
    assert set(clean_text(typed).lower()) - set(held.lower()) <= set("; ,")


@relaxed
@given(emaillike)
def test_composed_and_decomposed_are_the_same(typed: str) -> None:
    assert parse_emails(nfd(typed)).value == parse_emails(nfc(typed)).value

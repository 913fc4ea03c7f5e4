"""What counts as naming somebody, and where exactly in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customers.privacy.mentions.fold import fold, words_of
from customers.privacy.mentions.values import Address, Name, Values
from customers.privacy.mentions.words import Finder, excerpt, joined

JANSEN = Name({"Jansen"}, {"Jan"}, {"J.A."}, {"van der"})
EVERYTHING = Values(
    names=[JANSEN],
    companies={"Fietskoeriers Domstad B.V."},
    phones={"+31655010147", "+3231234567"},
    emails={"jan@x.nl"},
    addresses={Address("Dorpsstraat", "12", "A", "3512 JK", "Utrecht")},
    codes={"NL91ABNA0417164300", "12345678", "NL123456789B01", "0428759497", "1234"},
)
FINDER = Finder.of(EVERYTHING)
#: Texts that are found whole.
WHOLE = [
    "Jan Jansen",
    "JAN JANSEN",
    "Jan van der Jansen",
    "Jan van den Jansen",
    "Jan v.d. Jansen",
    "Jan v/d Jansen",
    "Jan vd Jansen",
    "Jan vander Jansen",
    "Jan P. van der Jansen",
    "J. v.d. Jansen",
    "J.Jansen",
    "J Jansen",
    "JA Jansen",
    "J.A. Jansen",
    "J. A. van der Jansen",
    "J.A.B. Jansen",
    "J. (Jan) Jansen",
    "Ján Jánsen",
    "Ja\u0301n Ja\u0301nsen",
    "Jansen, J.A. van der",
    "Jansen, Jan",
    "Jan_Jansen",
    "Jan\nJansen",
    "Jan\u00a0Jansen",
    "Fietskoeriers Domstad B.V.",
    "fietskoeriers domstad bv",
    "Fietskoeriers Domstad",
    "FIETSKOERIERS-DOMSTAD",
    "0655010147",
    "06-55010147",
    "06 55 01 01 47",
    "(06) 55010147",
    "+31655010147",
    "+31 6-55010147",
    "+31 (0)6 55010147",
    "0031655010147",
    "06.55.01.01.47",
    "6 55010147",
    "03 123 45 67",
    "03/123.45.67",
    "+32 3 123 45 67",
    "jan@x.nl",
    "JAN@X.NL",
    "3512 JK 12",
    "3512JK12",
    "3512 jk nr. 12-A",
    "Dorpsstraat 12A, 3512 JK",
    "12, 3512 JK",
    "NL91 ABNA 0417 1643 00",
    "NL91ABNA0417164300",
    "1234 5678",
    "NL123456789B01",
    "NL 1234.56.789.B01",
    "123456789B01",
    "0428.759.497",
]


def named(finder: Finder, text: str) -> list[str]:
    """The pieces of `text` that name."""
    return [text[start:end] for start, end in finder.spans(text)]


def of_name(
    last_name: str, *, first: str = "", initials: str = "", infix: str = "", rare: bool = False
) -> Finder:
    """The finder of one person who has nothing but a name."""
    name = Name(
        {last_name},
        {first} if first else set(),
        {initials} if initials else set(),
        {infix} if infix else set(),
    )
    return Finder.of(Values(names=[name], rare={last_name} if rare else set()))


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("around", ["{}", "Bel {} terug.", "({}),", "fiets: {}\n2 x"])
def test_named(text: str, around: str) -> None:
    found = named(FINDER, around.format(text))
    assert len(found) == 1
    assert found[0].rstrip(".") == text.rstrip(".")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jan Jansen’s fiets", ["Jan Jansen"]),
        ("Jan van der Jansen en J. Jansen", ["Jan van der Jansen", "J. Jansen"]),
        ("Brief_Jan_Jansen.pdf", ["Jan_Jansen"]),
        ("06 55010147 22-11-2026", ["06 55010147"]),
        ("22-11-2026 06 55010147 2 x", ["06 55010147"]),
        ("Dorpsstraat 12 in Utrecht", ["Dorpsstraat 12"]),
        ("Klantenkaart 1234 is kwijt", ["1234"]),
        ("kaartnr. 1234", ["1234"]),
        ("Jan Jansen <JAN@x.nl>", ["Jan Jansen", "JAN@x.nl"]),
    ],
)
def test_where(text: str, found: list[str]) -> None:
    assert named(FINDER, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jansen",
        "mevrouw Jansen",
        "Piet Jansen",
        "A.J. Jansen",
        "J.B. Jansen",
        "Jan van Bergen-Jansen",
        "Jan Janssen",
        "Jan Jansens",
        "Arjan Jansen",
        "Sprak met Jan. Jansen belde niet.",
        "Jan, Jansen en Bakker",
        "Domstad",
        "Fietskoeriers",
        "Fietskoeriers Domstadt",
        "0655010148",
        "90655010147",
        "06550101470",
        "jan@x.nl.example.org",
        "arjan@x.nl",
        "jan@x.nlx",
        "3512 JK 123",
        "3512 JK 12B",
        "3512 JL 12",
        "112, 3512 JK",
        "Dorpsstraat 12 in Zeist",
        "Dorpsstraat 112 in Utrecht",
        "NL91ABNA0417164301",
        "912345678",
        "1234",
        "maat 1234 van de fiets",
    ],
)
def test_not_named(text: str) -> None:
    assert named(FINDER, text) == []


@pytest.mark.parametrize(
    ("finder", "text", "found"),
    [
        (of_name("Jansen-de Vries", initials="P."), "P. Jansen-de Vries", "P. Jansen-de Vries"),
        (of_name("Jansen-de Vries", initials="P."), "P. Jansen de Vries", "P. Jansen de Vries"),
        (of_name("Jansen-de Vries", initials="P."), "P. Jansen", "P. Jansen"),
        (of_name("Jansen-de Vries", initials="P."), "P. de Vries", "P. de Vries"),
        (of_name("Ben Ali", first="Sara"), "Sara Benali", "Sara Benali"),
        (of_name("O'Neill", first="Anna"), "Anna O’Neill", "Anna O’Neill"),
        (of_name("Çelik", first="Ömer"), "omer celik", "omer celik"),
        (of_name("Hout", first="Ria", infix="van 't"), "Ria van het Hout", "Ria van het Hout"),
        (of_name("Berg", first="Piet", infix="van den"), "Piet Vandenberg", "Piet Vandenberg"),
        (of_name("Smit", initials="Th."), "Th. Smit", "Th. Smit"),
        (of_name("Smit", first="Jan Piet"), "Jan-Piet Smit", "Jan-Piet Smit"),
        (of_name("Achterberg", rare=True), "Achterberg belde", "Achterberg"),
        (of_name("Achterberg", rare=True), "achterberg belde", "achterberg"),
        (of_name("Achterberg", rare=True), "Achterbergen", ""),
        (of_name("Bakker", rare=True), "ging naar de bakker", ""),
        (of_name("Bakker", rare=True), "Bakker belde", "Bakker"),
        (of_name("Boer", infix="de", rare=True), "bij de boer", ""),
        (of_name("Boer", infix="de", rare=True), "bij De Boer", "De Boer"),
        (of_name("Bos", rare=True), "in het bos", ""),
        (of_name("Bos", rare=True), "bos belde", ""),
        (of_name("Bos", rare=True), "Bos belde", "Bos"),
        (of_name("Li", rare=True), "Li belde", ""),
        (of_name("[gewist]"), "[gewist]", ""),
        (Finder.of(Values(companies={"Jansen B.V."})), "Jansen BV belde", "Jansen BV"),
        (Finder.of(Values(companies={"Jansen B.V."})), "Jansen belde", ""),
        (Finder.of(Values(companies={"Bakker & Zn."})), "Bakker en Zn. belde", "Bakker en Zn"),
        (
            Finder.of(Values(companies={"De Fiets"}, rare={"De Fiets"})),
            "bij de fiets en De Fiets",
            "De Fiets",
        ),
        (Finder.of(Values(phones={"12345"})), "12345", ""),
        (Finder.of(Values(phones={"0655010147"})), "+31 6 55010147", "+31 6 55010147"),
        (Finder.of(Values(phones={"+4930123456"})), "030-123456", "030-123456"),
        (
            Finder.of(Values(addresses={Address("Veldstraat", "5", "", "9000", "Gent")})),
            "Veldstraat 5, 9000",
            "Veldstraat 5",
        ),
        (
            Finder.of(Values(addresses={Address("Veldstraat", "5", "", "9000", "Gent")})),
            "5, 9000",
            "",
        ),
    ],
)
def test_others(finder: Finder, text: str, found: str) -> None:
    assert named(finder, text) == ([found] if found else [])


class TestPositions:
    @given(
        st.lists(
            st.one_of(
                st.sampled_from(
                    ["Jan Jansen", "J.A. v.d. Jánsen", "06 55 01 01 47", "jan@x.nl", "3512 JK 12"]
                ),
                st.text("abcxyz ÅéIİßÆ'’\u0301.,-_(\n@ﬁ０7", max_size=12),
            ),
            max_size=8,
        ).map(" | ".join)
    )
    @settings(max_examples=100, deadline=None)
    @example("İ Jan Jansen ﬁets")
    @example("ß’s J. Jansen\u0301\u0301!")
    def test_cleaning_takes_the_words_and_nothing_else(self, text: str) -> None:
        spans = FINDER.spans(text)
        assert spans == joined(spans)
        rest, at = [], 0
        for start, end in spans:
            assert at <= start < end <= len(text)
            rest.append(text[at:start])
            at = end
        rest.append(text[at:])
        # What is no part of a span is as it was, and what was cleaned names nobody.
        cleaned = "[gewist]".join(rest)
        assert FINDER.spans(cleaned) == []
        assert len(cleaned) == len(text) + sum(8 - (end - start) for start, end in spans)

    @given(st.text(max_size=60))
    @settings(max_examples=100, deadline=None)
    def test_every_folded_sign_comes_from_its_own_place(self, text: str) -> None:
        folded = fold(text)
        assert len(folded.text) == len(folded.starts)
        assert list(folded.starts) == sorted(folded.starts)
        for word in re.finditer(r"[^\W_]+", folded.text):
            start, end = folded.span(word.start(), word.end())
            assert word.group() in fold(text[start:end]).text

    def test_what_overlaps_is_one(self) -> None:
        assert joined([(4, 9), (0, 5), (10, 12)]) == [(0, 9), (10, 12)]


class TestExcerpt:
    def test_the_words_are_marked_and_the_rest_is_escaped(self) -> None:
        text = "<b> Jan Jansen & 06 55010147"
        shown = excerpt(text, FINDER.spans(text))
        assert shown == "&lt;b&gt; <mark>Jan Jansen</mark> &amp; <mark>06 55010147</mark>"

    def test_a_long_text_is_cut_at_words(self) -> None:
        text = "woord " * 100 + "Jan Jansen" + " woord" * 100
        shown = excerpt(text, FINDER.spans(text))
        assert "<mark>Jan Jansen</mark>" in shown
        assert shown.startswith("… woord ")
        assert shown.endswith("woord …")
        assert len(shown) < 300


def test_words_are_cut_as_they_are_compared() -> None:
    assert words_of("J. v.d. Jansen-O’Neill's") == ["j", "v", "d", "jansen", "oneill"]


class TestHowLongItTakes:
    """What a clerk can type keeps nobody waiting: each of these took minutes once, or for ever."""

    def test_a_surname_of_infixes_alone(self) -> None:
        surname = f"{'de ' * 39}x"
        finder = Finder.of(Values(names=[Name({surname}, {"Jan"}, set(), set())], rare={surname}))
        assert finder.spans(f"Jan {'d' * 120}") == []
        assert finder.spans(f"Jan {surname}") == [(0, len(surname) + 4)]

    def test_a_thousand_names_as_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        names = [Name({f"Jansen{n}"}, {f"Jan{n}"}, {"J."}, {"van der"}) for n in range(1000)]
        finder = Finder.of(Values(names=names, rare={f"Jansen{n}" for n in range(1000)}))
        compiled = re.compile
        tried: list[str] = []
        monkeypatch.setattr(re, "compile", lambda regex: tried.append(regex) or compiled(regex))  # type: ignore[func-returns-value]
        for _text in range(2):
            assert finder.spans("Jan7 van der Jansen7 belde") == [(0, 20)]
        assert 0 < len(tried) < 10  # those of Jansen7, once

"""Citations: what is printed is read back, no mark without a partner makes a phrase, and nothing that is typed can break the readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.citations import grammar
from builder.citations.brackets import PATTERN, cites, find_brackets
from builder.citations.grammar import parse_citations
from builder.citations.quotations import PARTNERS
from builder.citations.signs import HIDDEN, INVISIBLES
from builder.citations.stance import CONTRA, stance_of
from builder.model.document import Citation, Stance
from builder.model.findings import Where
from builder.model.ids import is_key, written_key

if TYPE_CHECKING:
    from collections.abc import Callable

SIMPLE = st.from_regex(r"[a-zA-Z0-9_äر见]{1,4}([:.#$%&+?<>~/-][a-z0-9]{1,3}){0,2}", fullmatch=True)
BRACED = st.text("ab1:/.()[]'é", min_size=1, max_size=8).map(lambda key: f"{{{key}}}")
KEYS = SIMPLE | BRACED
WORDS = st.text("abdä رx0 .()’–:/*", max_size=12).map(lambda text: " ".join(text.split()))
PREFIXES = WORDS.filter(lambda text: not stance_of(text)[2])
LOCATORS = WORDS.map(lambda text: text.strip(",.: "))
PAIRS = st.sampled_from([(opening, closing) for opening, closings in PARTNERS.items() for closing in closings])
PHRASES = st.tuples(
    PAIRS,
    st.text("abc; (@x)،ر.,-{}'’", max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text[:1].isalpha() and text[-1:].isalpha()),
)
NOISE = st.text('@;,[]"“”„«» \\a1-.#{}=contra\n\t', max_size=60) | st.text(max_size=60)


def place(offset: int) -> Where:
    return Where("", 1, offset + 1)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Citation]:
    """Return a citation as an author types it, and what it says."""
    key, prefix, locator = draw(KEYS), draw(PREFIXES), draw(LOCATORS)
    stance = draw(st.sampled_from(Stance))
    phrases = draw(st.lists(PHRASES, max_size=2))
    before = " ".join(filter(None, ("contra" if stance is Stance.CONTRADICTS else "", prefix, f"@{key}")))
    place_text = f", {locator}" if locator else ""
    quoted = "".join(f"{draw(st.sampled_from([' ', ', ']))}{opening}{words}{closing}" for (opening, closing), words in phrases)
    text = before + (place_text + quoted if draw(st.booleans()) else quoted + place_text)
    quotes = tuple(words for _, words in phrases)
    return text, Citation(key.strip("{}") if key.startswith("{") else key, Where(""), locator, prefix, quotes, stance)


@given(st.lists(written(), min_size=1, max_size=4), st.sampled_from([";", "; ", "；", "؛ "]))
def test_citations_round_trip(citations: list[tuple[str, Citation]], separator: str) -> None:
    text = separator.join(text for text, _ in citations)
    read, problems = parse_citations(text, text, lambda _: Where(""))
    assert problems == []
    assert list(read) == [citation for _, citation in citations]
    assert cites(text)


@given(st.text(max_size=12).filter(is_key) | st.text('ab[]"“„@;:/(1é-', min_size=1, max_size=8))
def test_every_key_that_a_source_may_have_can_be_cited(key: str) -> None:
    text = f"see {written_key(key)}, p. 3 “a”"
    if HIDDEN.search(key):
        return
    read, problems = parse_citations(text, text, place)
    assert problems == []
    assert [(one.source, one.prefix, one.locator, one.quotes) for one in read] == [(key, "see", "p. 3", ("a",))]
    assert find_brackets(f"[{text}]")[0] == [(1, len(text) + 1)]


@given(
    st.lists(st.from_regex(r"\s?@?[a-z0-9-]{1,3}[ ,]{0,2}([\w(/§.:,–contrap 3]{0,9})", fullmatch=True), min_size=1, max_size=3).map(
        ";".join
    )
)
def test_frequent_citations_are_read_as_the_grammar_reads_them(text: str) -> None:
    quickly = parse_citations(text, text, place, 7)
    with patch.object(grammar, "_plain", return_value=[]):
        assert parse_citations(text, text, place, 7) == quickly


@given(NOISE)
def test_any_text_between_brackets_gives_places_within_it(text: str) -> None:
    read, problems = parse_citations(text, text, place)
    assert all(0 <= problem.offset <= len(text) for problem in problems)
    assert problems or read
    for citation in read:
        assert text[citation.where.column - 1] in "@＠"
        assert 1 <= len(citation.source) <= len(text)


@given(st.sampled_from([*sorted(PARTNERS), "」", "』", "〞"]), st.text("ab 3.,x", max_size=8), st.text("ab 3.,x", max_size=8))
def test_a_mark_without_a_partner_never_makes_a_phrase(mark: str, before: str, after: str) -> None:
    text = f"@a, {before}{mark}{after}"
    read, problems = parse_citations(text, text, place)
    assert not any(citation.quotes for citation in read)
    assert problems or mark in read[0].locator
    if problems:
        assert f"`{mark}`" in problems[0].message
        assert text[problems[0].offset] == mark


@given(SIMPLE, st.sampled_from(INVISIBLES), st.booleans())
def test_what_nobody_sees_is_no_part_of_a_key(key: str, mark: str, at_end: bool) -> None:
    text = f"{mark}@{mark}{key}{mark}{', p. 1' if at_end else ''}"
    read, problems = parse_citations(text, text, place)
    assert problems == []
    assert [(one.source, one.prefix, one.locator) for one in read] == [(key, "", "p. 1" if at_end else "")]
    assert find_brackets(f"[{text}]")[0] == [(1, len(text) + 1)]


LOOK_ALIKES = {"c": "с", "o": "0", "n": "п", "t": "τ", "r": "г", "a": "α"}


MARKED = ["{}:", "{},", "{}.", "({})", "{}-", "“{}”", "*{}*", "but {}", "voir {}", "انظر {}", "contra see {}"]
SLIPS: dict[str, Callable[[int, str], str]] = {
    "case": lambda n, _: CONTRA[:n] + CONTRA[n].upper() + CONTRA[n + 1 :],
    "drop": lambda n, _: CONTRA[:n] + CONTRA[n + 1 :],
    "double": lambda n, _: CONTRA[: n + 1] + CONTRA[n:],
    "change": lambda n, letter: CONTRA[:n] + letter + CONTRA[n + 1 :],
    "look-alike": lambda n, _: CONTRA[:n] + LOOK_ALIKES[CONTRA[n]] + CONTRA[n + 1 :],
    "accent": lambda n, _: CONTRA[: n + 1] + "\u0300" + CONTRA[n + 1 :],
    "swap": lambda n, _: CONTRA[: min(n, 4)] + CONTRA[min(n, 4) + 1] + CONTRA[min(n, 4)] + CONTRA[min(n, 4) + 2 :],
    "mark": lambda n, _: MARKED[n].format(CONTRA),
    "mark or word": lambda n, _: MARKED[-n - 1].format(CONTRA),
    "width": lambda n, _: CONTRA[:n] + chr(ord(CONTRA[n]) + 0xFEE0) + CONTRA[n + 1 :],
    "hidden": lambda n, _: CONTRA[:n] + "\u200b" + CONTRA[n:],
    "apart": lambda n, _: CONTRA[: n + 1] + "-" + CONTRA[n + 1 :],
}


@pytest.mark.parametrize("slip", SLIPS)
@given(st.integers(0, 5), st.sampled_from("bekz"), st.sampled_from(["", "see", "the report", "(2020)"]))
def test_nearly_contra_is_never_support(slip: str, n: int, letter: str, behind: str) -> None:
    word = SLIPS[slip](n, letter)
    text = f"{word} {behind + ' ' if behind else ''}@gazette, p. 3"
    read, problems = parse_citations(text, text, place)
    assert all(citation.stance is Stance.CONTRADICTS for citation in read)
    if problems:
        proposed = re.findall(r"\[(.*)\]", problems[0].hint)[0]
        assert proposed.startswith("contra ")
        assert proposed.endswith(f"{behind} @gazette, p. 3".lstrip())
        assert parse_citations(proposed, proposed, place)[1] == []
    assert problems or HIDDEN.sub("", word) == "contra"


@given(
    st.lists(KEYS, min_size=2, max_size=4),
    st.sampled_from([" ", ", ", " and ", " & ", " , ", ", and "]),
    st.sampled_from(["", "; @gazette"]),
)
def test_sources_without_a_semicolon_are_offered_with_one(keys: list[str], joint: str, more: str) -> None:
    text = joint.join(f"@{key}" for key in keys) + more
    _, problems = parse_citations(text, text, place)
    proposed = re.findall(r"write \[(.*)\], or", problems[0].hint)[0]
    read, left = parse_citations(proposed, proposed, place)
    assert left == []
    assert [one.source for one in read] == [key.strip("{}") if key.startswith("{") else key for key in keys] + ["gazette"][: len(more)]


@pytest.mark.parametrize(
    "word", ["see", "e.g.", "cf.", "contrast", "contract", "the contracts of", "country", "control", "central", "concerning", "über", "见"]
)
def test_other_words_are_a_prefix(word: str) -> None:
    assert stance_of(word) == (word, Stance.SUPPORTS, "")


@given(
    st.lists(
        st.sampled_from(["[", "]", "@a", "@", "; ", " ", '"', "“", "”", "contra ", ", p. 1", "\\", "\n", "x", "{}", "[@b]", "@{]}"])
    ).map("".join)
)
def test_brackets_match_as_they_nest(text: str) -> None:
    pairs, loose = find_brackets(text)
    position = 0
    for start, end in pairs:
        assert start > position or start == 1
        assert (text[start - 1], text[end]) == ("[", "]")
        assert cites(text[start:end])
        position = end
    for one in loose:
        assert text[one.start] == "@"
        assert not any(start <= one.start < end for start, end in pairs)


@given(st.lists(st.sampled_from(["[", "]", "@a", "; ", " ", "x", ", p. 1"])).map("".join))
def test_the_pattern_finds_every_citation_of_little_depth(text: str) -> None:
    within = [match.span(1) for match in re.finditer(PATTERN, text)]
    for start, end in find_brackets(text)[0]:
        if text[start:end].count("[") <= 2:
            assert any(first <= start and end <= last for first, last in within) or text[:start].count("[") - text[:start].count("]") > 1


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        ("@a,", " ", '"x'),
        ("@a;", " ", "x"),
        ("", " ", "@a"),
        ("", '["', ""),
        ("", '["a" ', ""),
        ("", "[“", ""),
        ("@{", "{", ""),
        ("@{", "{a}", ""),
        ("@a, ", "„“", "“"),
        ("@", "\u200b", ""),
    ],
)
def test_a_long_text_that_is_nearly_a_citation_is_read_as_a_short_one(before: str, repeated: str, after: str) -> None:
    def read(times: int) -> tuple[int, int, int]:
        text = before + repeated * times + after
        citations, problems = parse_citations(text, text, place)
        return len(citations), min(len(problems), 1), len(find_brackets(text)[0])

    assert read(5_000) == read(4)

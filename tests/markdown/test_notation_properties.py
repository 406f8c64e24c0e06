"""The two notations inside a text: what is printed is read back, and nothing that is typed can break the readers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.markdown.attribute_lists import ATTRIBUTES, parse_attributes
from builder.markdown.citations import CITATIONS, brackets, cites, parse_citations
from builder.model.document import Citation, Stance
from builder.model.findings import Where

IDS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
WORDS = st.text("abcä رx0 .,()'’–:/*", max_size=12).map(lambda text: " ".join(text.split()))
PREFIXES = WORDS.filter(lambda text: text.split(" ")[0] != "contra")
LOCATORS = WORDS.map(lambda text: text.strip(", "))
QUOTES = st.text("abc; [@x]،ر.,-{}", max_size=12)
CITATION = st.builds(Citation, IDS, st.just(Where("")), LOCATORS, PREFIXES, QUOTES, st.sampled_from(Stance))
NOISE = st.text('@;,[]"“” \\a1-.#{}=contra\n\t', max_size=60) | st.text(max_size=60)


def show(citation: Citation) -> str:
    """Write a citation as an author does."""
    before = " ".join(filter(None, ("contra" if citation.stance is Stance.CONTRADICTS else "", citation.prefix, f"@{citation.source}")))
    return before + (f", {citation.locator}" if citation.locator else "") + (f' "{citation.quote}"' if citation.quote else "")


def place(offset: int) -> Where:
    return Where("", 1, offset + 1)


@given(st.lists(CITATION, min_size=1, max_size=4))
def test_citations_round_trip(citations: list[Citation]) -> None:
    text = "; ".join(map(show, citations))
    read, problem, _ = parse_citations(text, lambda _: Where(""))
    assert problem == ""
    assert list(read) == citations
    assert cites(text)
    match = CITATIONS.search(f"Words. [{text}] More.")
    assert match is not None
    assert match[1] == text


@given(NOISE)
def test_any_text_between_brackets_gives_places_within_it(text: str) -> None:
    read, problem, offset = parse_citations(text, place)
    assert 0 <= offset <= len(text)
    assert problem or read
    for citation in read:
        assert text[citation.where.column - 1 :].startswith(f"@{citation.source}")


@given(
    st.lists(st.sampled_from(["[", "]", "@a", "@", "; ", " ", '"', "“", "”", "contra ", ", p. 1", "\\", "\n", "x", "{}", "[@b]"])).map(
        "".join
    )
)
def test_any_text_can_be_searched_for_citations(text: str) -> None:
    found = [match.span(1) for match in CITATIONS.finditer(text)]
    assert list(brackets(text)) == found, "it finds what the pattern finds, without reading anything twice"
    position = 0
    for start, end in found:
        assert start > position or start == 1
        assert (text[start - 1], text[end]) == ("[", "]")
        position = end


KEYS = st.sampled_from(["date", "as_of", "x-y"])
VALUES = st.text("ab ;=#.@[]‘’ر", max_size=8)


@given(IDS | st.none(), st.lists(st.sampled_from(["editorial", "later"]), max_size=2), st.lists(st.tuples(KEYS, VALUES), max_size=3))
def test_attributes_round_trip(claim: str | None, classes: list[str], pairs: list[tuple[str, str]]) -> None:
    entries = [("#", claim)] if claim else []
    entries += [(".", name) for name in classes] + pairs
    words = [f"{key}{value}" if key in "#." else f'{key}="{value}"' for key, value in entries]
    if not words:
        return
    match = ATTRIBUTES.search(f"Words {{{'  '.join(words)}}}\n")
    assert match is not None
    read, wrong = parse_attributes(match[1])
    assert wrong is None
    assert [(one.key, one.value) for one in read] == entries
    assert [match[1][one.offset :].startswith(word) for one, word in zip(read, words, strict=True)] == [True] * len(words)


@given(NOISE)
def test_any_text_can_hold_attributes(text: str) -> None:
    if match := ATTRIBUTES.search(text):
        assert not text[match.end() :].strip()
    read, wrong = parse_attributes(text)
    assert wrong is None or 0 <= wrong < len(text)
    for one in read:
        assert one.value in text[one.offset :]


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        ("@a,", " ", '"x'),
        ("@a;", " ", "x"),
        ("", " ", "@a"),
        ("", '["', ""),
        ("", '["a" ', ""),
        ("", "[“", ""),
        ("", '{a="', "}"),
        ("", "{#a ", "}"),
        ("{#a ", 'b="" ', ""),
    ],
)
def test_a_long_text_that_is_nearly_a_notation_is_read_as_a_short_one(before: str, repeated: str, after: str) -> None:
    def read(times: int) -> tuple[int, bool, int, bool, str]:
        text = before + repeated * times + after
        citations, problem, _ = parse_citations(text, place)
        attributes, wrong = parse_attributes(text)
        match = ATTRIBUTES.search(text)
        assert list(brackets(text)) == []
        return len(citations), bool(problem), len(attributes), wrong is None, match[0] if match else ""

    assert read(5_000) == read(4)

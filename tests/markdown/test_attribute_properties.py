"""Attribute lists: what is printed is read back, and nothing that is typed can break their reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.markdown.attribute_lists import ATTRIBUTES, parse_attributes

IDS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
NOISE = st.text('@;,[]"“” \\a1-.#{}=contra\n\t', max_size=60) | st.text(max_size=60)
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


@pytest.mark.parametrize(("before", "repeated", "after"), [("", '{a="', "}"), ("", "{#a ", "}"), ("{#a ", 'b="" ', "")])
def test_a_long_text_that_is_nearly_a_list_is_read_as_a_short_one(before: str, repeated: str, after: str) -> None:
    def read(times: int) -> tuple[int, bool, str]:
        text = before + repeated * times + after
        attributes, wrong = parse_attributes(text)
        match = ATTRIBUTES.search(text)
        return len(attributes), wrong is None, match[0] if match else ""

    assert read(5_000) == read(4)

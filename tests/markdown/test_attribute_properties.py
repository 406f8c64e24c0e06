"""Attribute lists: what is printed is read back, and nothing that is typed can break their reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.markdown.attribute_lists import ATTRIBUTES, NAMES, read_list
from builder.markdown.loose_entries import read_entries

IDS = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)
NOISE = st.text('@;,[]"“” \\a1-.#{}=contra\n\t', max_size=60) | st.text(max_size=60)
SOME_KEYS = st.sampled_from(["date", "as_of", "x-y"])
VALUES = st.text("ab ;=#.@[]‘’ر", min_size=1, max_size=8)


@given(IDS | st.none(), st.lists(st.sampled_from(["editorial", "later"]), max_size=2), st.lists(st.tuples(SOME_KEYS, VALUES), max_size=3))
def test_attributes_round_trip(claim: str | None, classes: list[str], pairs: list[tuple[str, str]]) -> None:
    entries = [("#", claim)] if claim else []
    entries += [(".", name) for name in classes] + pairs
    words = [f"{key}{value}" if key in "#." else f'{key}="{value}"' for key, value in entries]
    if not words:
        return
    match = ATTRIBUTES.search(f"Words {{{'  '.join(words)}}}\n")
    assert match is not None
    read, slip = read_entries(match[1], 0, len(match[1]), NAMES)
    assert slip is None
    assert [(one.key, one.value) for one in read] == entries
    assert [match[1][one.offset :].startswith(word) for one, word in zip(read, words, strict=True)] == [True] * len(words)


@given(NOISE)
def test_any_text_can_hold_attributes(text: str) -> None:
    if match := ATTRIBUTES.search(text):
        assert not text[match.end() :].strip()
    read, slip = read_entries(text, 0, len(text), NAMES)
    assert slip is None or (0 <= slip.offset < len(text) and slip.message)
    for one in read:
        assert one.value.split("-")[0] in text[one.offset :]
    written = read_list(text)
    assert written is None or 0 <= written.start < len(text)


SLIPS = {
    "no brace at the end": lambda text: text[:-1],
    "no brace at the beginning": lambda text: text[1:],
    "no braces": lambda text: text[1:-1],
    "no sign": lambda text: text.replace("#", "", 1),
    "neither brace nor sign": lambda text: text.replace("{#", "", 1),
    "colons": lambda text: text.replace("=", ": "),
    "spaces": lambda text: text.replace("=", " = "),
    "commas": lambda text: text.replace(" date", ", date").replace(" attr", "; attr"),
    "curly quotation marks": lambda text: text.replace('="', "=“").replace('"', "”"),
    "no quotation marks": lambda text: text.replace('"', ""),
    "no closing quotation mark": lambda text: text[::-1].replace('"', "", 1)[::-1],
    "another kind of brackets": lambda text: f"({text[1:-1]})",
    "two braces": lambda text: f"{{{text}}}",
    "full-width braces": lambda text: f"｛{text[1:-1]}｝",
    "a colon of Kramdown": lambda text: text.replace("{", "{: "),
}
"""What people write for `{#an-id date=2025 attributed="Two Words"}`."""


@pytest.mark.parametrize("name", SLIPS)
@given(IDS, st.sampled_from(["", "A text. [@a] ", "Two\nlines. [@a]\n"]), st.sampled_from(["Ann Bo", "the Ministry of Oil", "وزارة النفط"]))
def test_a_list_with_a_slip_is_one_slip_and_all_of_it_is_known(name: str, claim: str, before: str, who: str) -> None:
    claim = f"c{claim}"  # a number alone is none
    right = f'{{#{claim} date=2025 attributed="{who}"}}'
    written = read_list(before + SLIPS[name](right))
    assert written is not None
    assert written.slip is not None
    assert written.start == len(before)
    assert {entry.key: entry.value for entry in written.attributes} == {"#": claim, "date": "2025", "attributed": who}
    assert right in written.slip.hints[0], "the hint is the list as it should be"


@pytest.mark.parametrize("text", ["Case #7", "a {", "1 } 2", "x = y", "(#1)", "page=3", "#tag", "A {b c} d", "f(x) = {1, 2}", "see [#4]"])
def test_signs_in_prose_are_no_list(text: str) -> None:
    assert read_list(text) is None


@pytest.mark.parametrize(("before", "repeated", "after"), [("", '{a="', "}"), ("", "{#a ", "}"), ("{#a ", 'b="" ', "")])
def test_a_long_text_that_is_nearly_a_list_is_read_as_a_short_one(before: str, repeated: str, after: str) -> None:
    def read(times: int) -> tuple[int, bool, str]:
        text = before + repeated * times + after
        attributes, slip = read_entries(text, 0, len(text), NAMES)
        match = ATTRIBUTES.search(text)
        return len(attributes), slip is None, match[0] if match else ""

    assert read(5_000) == read(4)

"""Which characters a text may hold: every one of Unicode is decided."""

from __future__ import annotations

import sys
from html.entities import html5
from unicodedata import category

import pytest

from builder.model.findings import Where
from builder.sanitising.characters import character_findings, unusual_characters, without_forbidden

REFUSED = "\0\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f\ud800\udfff\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff\u202d\u202e\U000e0001\U000e0041\U000e007f"
REPORTED = "\u2028\u2029\ue000\uf8ff\ufeff\ufffc\ufff9\u206a\U000f0000\U0010fffd"
FINE = "\t\n\r\xa0\xad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufffd\U0001f600\U00020000\U000e0100قא"
LRE, RLE, PDF, LRI, RLI, FSI, PDI = "\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
ENGLAND = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"


def codes(text: str, *, references: bool = False, paragraphs: bool = False) -> list[tuple[int, str]]:
    found = unusual_characters(text, references=references)
    return [(f.where.column, f.code) for f in character_findings(text, found, lambda index: Where("x", 1, index), paragraphs=paragraphs)]


@pytest.mark.parametrize("character", REFUSED, ids=lambda c: f"{ord(c):04X}")
def test_what_breaks_files_or_hides_text_is_refused(character: str) -> None:
    assert codes(f"ab{character}c") == [(2, "forbidden-character")]
    assert "\ufffd" in without_forbidden(f"ab{character}c")


@pytest.mark.parametrize("character", REPORTED, ids=lambda c: f"{ord(c):04X}")
def test_what_most_programs_cannot_show_is_reported(character: str) -> None:
    assert codes(f"ab{character}c") == [(2, "doubtful-character")]
    assert without_forbidden(character) == character


@pytest.mark.parametrize("character", FINE, ids=lambda c: f"{ord(c):04X}")
def test_what_texts_need_is_fine(character: str) -> None:
    assert unusual_characters(f"ab{character}c") == ()


def test_every_character_is_decided() -> None:
    """Controls, surrogates, noncharacters and private use are unusual, whatever Unicode adds to them; letters and signs never are."""
    unusual = {one.character for one in unusual_characters("".join(map(chr, range(sys.maxunicode + 1))))}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if category(character) in ("Cc", "Cs", "Co") and character not in "\t\n\r":
            assert character in unusual, hex(code)
        elif category(character) not in ("Cf", "Cn", "Zl", "Zp", "So"):
            assert character not in unusual, hex(code)
    assert len([c for c in unusual if category(c) == "Cn"]) == 66 + 31  # noncharacters, and tags that are not assigned
    assert all(codes(c) for c in sorted(unusual))


@pytest.mark.parametrize(
    "text", [f"a {RLI}ب{PDI} c", f"{LRE}a{RLE}b{PDF}{PDF}", f"{FSI}{LRI}a{PDI}{PDI}", f"a flag {ENGLAND}", "line\r\nline"]
)
def test_pairs_of_directions_and_flags_are_fine(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "index"),
    [(f"a{RLI}b", 1), (f"a{LRE}b{PDI}", 1), (f"a{PDI}b", 1), (f"a{PDF}", 1), (f"{RLI}a{LRE}b{PDI}", 0), (f"{LRI}a{PDI}{PDI}", 4 - 1)],
)
def test_a_direction_that_does_not_end_or_begin_is_refused(text: str, index: int) -> None:
    assert codes(text)[0] == (index, "forbidden-character")


@pytest.mark.parametrize("end", ["\n\n", "\n- ", "\n> ", "\n## ", "\n1. ", " | "])
def test_a_direction_ends_within_its_paragraph(end: str) -> None:
    assert codes(f"a {RLI}b{end}c{PDI}", paragraphs=True)
    assert not codes(f"a {RLI}b{end}c{PDI}")
    assert not codes(f"a {RLI}b\nc{PDI}", paragraphs=True)


@pytest.mark.parametrize(
    "reference", ["&#8238;", "&#x202E;", "&#X202e", "&#0008238;", "&#x00202e;", "&#27;", "&#x1b;", "&#xE0041;", "&#8295;", "&#8238abc"]
)
def test_a_reference_counts_like_its_character(reference: str) -> None:
    assert codes(f"ab{reference} c", references=True) == [(2, "forbidden-character")]
    assert codes(f"ab{reference} c") == []


def test_a_reference_of_what_is_fine_is_fine() -> None:
    assert codes("&#8207; &#x2067;a&#x2069; &#99999999; &#x110000; &#65; &#38;", references=True) == []


def test_no_name_of_html_stands_for_an_unusual_character() -> None:
    assert [name for name, text in html5.items() if unusual_characters(text)] == []


def test_each_character_is_reported_once_and_not_too_many() -> None:
    assert codes("\x01\x01\x02") == [(0, "forbidden-character"), (2, "forbidden-character")]
    assert len(codes("".join(map(chr, range(0xE000, 0xE100))))) == 20

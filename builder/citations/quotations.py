"""Quoted phrases in a citation, in the quotation marks of every language that has its own.

Apostrophes are no quotation marks, and neither are marks within a Hebrew abbreviation or behind a number of inches. Any other mark
without a partner is a problem: it never makes a phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from builder.citations.signs import SEPARATORS, bare, is_unspaced

PARTNERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "”": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    '"': '"',
    "＂": "＂",
}
"""What may close a phrase, by the mark that opens it. German „…“, Polish „…”, Swedish ”…”, French «…», Danish »…«, Finnish »…»."""
_BOTH_WAYS = frozenset('"＂”»›')
"""Marks that may open and close."""
_MARK = re.compile("[{}]".format("".join(dict.fromkeys("".join(PARTNERS) + "".join(PARTNERS.values())))))
_MAY_BE_TEXT = frozenset('"＂”')
_SEPARATOR = re.compile(f"[{SEPARATORS}]")
_HEBREW = re.compile("[\u05d0-\u05ea\u05f0-\u05f2\ufb1d-\ufb4f]")
_INCHES = re.compile(r"(?:(?<![^\s(,/×–])|(?<=\d-))\d{1,3}[.,]?\d{0,2}\Z")
"""A number that begins a word, or ends a range; not that of a name such as NSM-2."""
_NUMBER_BEHIND = re.compile(r"\s?[\d\u05d0-\u05ea]")
_SHOWN = 20
"""How much of a text around a mark is shown, in characters."""


class Phrase(NamedTuple):
    """Where a phrase stands in a text, with its marks."""

    start: int
    end: int


class Unpaired(NamedTuple):
    """A quotation mark without a partner."""

    at: int
    message: str
    hint: str


def find_phrases(text: str, shape: str) -> tuple[list[Phrase], Unpaired | None]:
    """Return the quoted phrases of a text from left to right, and the first mark without a partner."""
    marks = [match.start() for match in _MARK.finditer(shape)]
    separators = [match.start() for match in _SEPARATOR.finditer(shape)]
    phrases: list[Phrase] = []
    number = 0
    while number < len(marks):
        at = marks[number]
        if not _opens(shape, at):
            if not _is_text(shape, at, quoted=_is_same_item(separators, phrases, at)):
                return phrases, _closes_nothing(text, at)
            number += 1
            continue
        last = _partner(shape, marks, number)
        if last is None:
            return phrases, _never_closed(text, at)
        phrases.append(Phrase(at, marks[last] + 1))
        number = last + 1
    return phrases, None


def _partner(shape: str, marks: list[int], number: int) -> int | None:
    """Return which mark closes the phrase that another opens, or None; phrases in the same marks may stand within it."""
    opening = shape[marks[number]]
    closing = PARTNERS[opening]
    depth = 1
    for other in range(number + 1, len(marks)):
        at = marks[other]
        if shape[at] in closing and _closes(shape, at, opening):
            depth -= 1
            if not depth:
                return other
        elif shape[at] == opening and _opens(shape, at):
            depth += 1
    return None


def _opens(shape: str, at: int) -> bool:
    """Return whether a mark may open a phrase, by what stands beside it."""
    mark = shape[at]
    if mark not in PARTNERS:
        return False
    if mark not in _BOTH_WAYS or mark in "»›":
        return True
    before, after = shape[at - 1 : at], shape[at + 1 : at + 2]
    return bool(after) and (not before or not before.isalnum() or is_unspaced(before))


def _closes(shape: str, at: int, opening: str) -> bool:
    """Return whether a mark may close a phrase, by what stands beside it."""
    if shape[at] != opening:
        return True
    before, after = shape[at - 1], shape[at + 1 : at + 2]
    if after.isalnum() and not is_unspaced(after):
        return False
    return opening in "»›" or not before.isspace() or not after.strip() or not after.isalnum()


def _within_word(shape: str, at: int) -> bool:
    """Return whether a mark stands between two letters of Hebrew, where it marks an abbreviation."""
    return bool(_HEBREW.match(shape, at + 1) and at and _HEBREW.match(shape, at - 1))


def _is_same_item(separators: list[int], phrases: list[Phrase], at: int) -> bool:
    """Return whether a phrase stands before a mark in the same citation."""
    return bool(phrases) and bisect_left(separators, phrases[-1].end) == bisect_left(separators, at)


def _is_text(shape: str, at: int, *, quoted: bool) -> bool:
    """Return whether a mark that opens nothing is plainly a part of a word or a measure; `quoted` if a phrase stands before it."""
    if shape[at] not in _MAY_BE_TEXT:
        return False
    if _within_word(shape, at):
        return True
    if at and _HEBREW.match(shape, at - 1):
        return not quoted or _NUMBER_BEHIND.match(shape, at + 1) is not None
    return not quoted and _INCHES.search(shape, max(at - 8, 0), at) is not None


def _closes_nothing(text: str, at: int) -> Unpaired:
    mark = text[at]
    opening = next((one for one, closing in PARTNERS.items() if mark in closing), mark)
    words = text[max(at - _SHOWN, 0) : at + 1].split()[-1:] or [mark]
    hint = f'type `{opening}` before the phrase; if no phrase is meant, leave the mark out or write `\\"`'
    return Unpaired(at, f"the quotation mark `{mark}` in `{words[0]}` has no partner before it", hint)


def _never_closed(text: str, at: int) -> Unpaired:
    mark = text[at]
    shown = " ".join(text[at : at + _SHOWN].split())
    hint = f"type `{PARTNERS[mark][0]}` after the phrase, and `\\]` for a bracket in it"
    hint += '; if no phrase is meant, leave the mark out or write `\\"`'
    return Unpaired(at, f"the quotation mark `{mark}` of `{shown}` has no partner after it", hint)


def inner(text: str, phrase: Phrase) -> str:
    """Return the words of a phrase, without its marks and the spaces within these, in one line."""
    return bare(text[phrase.start + 1 : phrase.end - 1])

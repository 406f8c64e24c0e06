"""Citations as they should be written, in the author's own words: what a hint offers to copy must lose nothing that was there."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from builder.citations.signs import COMMAS, HIDDEN, KEY, LITERAL, SIGNIFICANT, bare
from builder.citations.stance import CONTRA, nearly_contra, says_contra

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = "\2"
"""Stands in a hint for the whole citation as it should be."""
LONGEST = 200
"""Of a citation that is shown in full, in characters: each of its slips shows all of it."""
_JOINING = " \t\r\n&+" + COMMAS
_JOINING_WORDS = frozenset({"and", "or", "und", "et", "y", "و"})
"""What people write between two sources."""
_PARTNERS = {"(": ")", "（": "）", "{": "}", "｛": "｝", "<": ">", "［": "］", "【": "】", "〔": "〕"}
_PARTNERS |= {"〈": "〉", "《": "》", "「": "」", "『": "』"}
_NAMES = {"(": "round brackets", "（": "round brackets", "{": "braces", "｛": "braces", "<": "angle brackets", "［": "full-width brackets"}
_ENDS = re.compile(r"[\n\[\]]|[.!?]\s+(?=[^\W\d_a-z])|\s\{(?=[#.\w])")
"""Where a citation that is never closed probably ends: with its line, before another one, a sentence or an attribute list."""
_MOST_WORDS = 2
"""Words before a key in other brackets that are taken for a part of the citation, as `see` is."""
_MOST_AFTER = 3
"""Words that are taken for a part of it although neither comma nor quotation mark stands between them and the key."""


class Mended(NamedTuple):
    """One of several citations, as it should be, and where it stands in the text inside the brackets."""

    start: int
    end: int
    text: str


def in_full(text: str, shape: str, mended: Sequence[Mended]) -> str:
    """Return the text inside brackets with some of its citations mended, in brackets; empty if it is too long to be shown."""
    if len(text) > LONGEST:
        return ""
    pieces, at = [], 0
    for one in mended:
        pieces += [as_written(text, shape, at, one.start), one.text]
        at = one.end
    return f"[{bare(''.join(pieces) + as_written(text, shape, at, len(text)))}]"


def as_written(text: str, shape: str, start: int, end: int) -> str:
    """Return a part of a text with a backslash before each sign that is only text in it."""
    pairs = zip(text[start:end], shape[start:end], strict=True)
    return "".join(f"\\{sign}" if sign in SIGNIFICANT and kind == LITERAL else sign for sign, kind in pairs)


def with_contra(prefix: str, word: str) -> str:
    """Return the words before a key with `contra` at their beginning instead of the word that is nearly it."""
    rest = "" if says_contra(word) else " ".join(one for one in prefix.split() if not nearly_contra(one))
    rest = "" if nearly_contra(rest) else rest
    return f"{CONTRA} {rest} " if rest else f"{CONTRA} "


def separated(text: str, keys: Sequence[int]) -> str:
    """Return a text with a semicolon before each key but the first, for what people write between two sources."""
    edges = [0, *keys[1:], len(text)]
    parts = [text[at:to] for at, to in pairwise(edges)]
    return "; ".join([*map(_without_joint, parts[:-1]), parts[-1].rstrip()])


def _without_joint(text: str) -> str:
    text = text.rstrip(_JOINING)
    before, _, last = text.rpartition(" ")
    return before.rstrip(_JOINING) if last.casefold() in _JOINING_WORDS else text


def in_brackets(kind: str) -> str:
    """Return what people call a pair of brackets, by the one that opens."""
    return _NAMES.get(kind) or f"`{kind}` and `{_PARTNERS.get(kind, kind)}`"


def in_other_brackets(text: str, start: int, key: int) -> str:
    """Return what stands in brackets of another kind, with them, from the one that opens; empty if it is hardly a citation."""
    opening, closing = text[start], _PARTNERS.get(text[start], "")
    end = depth = 0
    for at in range(start, min(start + LONGEST, len(text))):
        depth += (text[at] == opening) - (text[at] == closing)
        if not depth:
            end = at + 1
            break
    if not end or len(text[start + 1 : key].split()) > _MOST_WORDS or any(sign in text[start:end] for sign in "[]\n"):
        return ""
    return text[start:end]


def closed(text: str, shape: str, start: int, key: int) -> str:
    """Return the citation whose bracket at `start` is never closed as it probably was to be, as far as it goes on its line.

    It is empty if it is too long to be one. `key` is where its key begins.
    """
    line = shape[start + 1 : start + LONGEST]
    found = KEY.match(shape, key)
    after = line[found.end() - start - 1 :].partition("\n")[0].split() if found else []
    if found and len(after) > _MOST_AFTER and line[found.end() - start - 1].isspace() and after[0][0].isalpha():  # the sentence goes on
        return f"[{bare(text[start + 1 : found.end()])}]"
    end = start + 1 + next((match.start() for match in _ENDS.finditer(line, key - start - 1) if not _in_quotes(line, match)), len(line))
    inside = as_written(text, shape, start + 1, end).rstrip(" ,;:.")
    if len(text) > start + LONGEST <= end or inside.count('"') % 2 or inside.count("“") > inside.count("”"):
        return ""
    for opening, closing in _PARTNERS.items():  # it was closed by the wrong bracket
        if inside.endswith(closing) and inside.count(opening) < inside.count(closing):
            inside = inside.removesuffix(closing).rstrip()
    return f"[{HIDDEN.sub('', inside).strip()}]"


def _in_quotes(line: str, match: re.Match[str]) -> bool:
    """Return whether a place is within a quoted phrase that ends on the line."""
    if match[0][0] in "\n[]":
        return False
    before, after = line[: match.start()], line[match.end() :].partition("\n")[0]
    return (before.count('"') % 2 == 1 and '"' in after) or (before.count("“") > before.count("”") and "”" in after)

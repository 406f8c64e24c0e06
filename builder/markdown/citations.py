"""Citations: `[@id, p. 3]`, `[see @a; contra @b "a phrase"]`.

The grammar is pandoc's (several with `;`, prefix, locator) with two additions: the prefix `contra`, and a quoted
phrase.
"""

from __future__ import annotations

import re
from sys import intern
from typing import TYPE_CHECKING

from builder.model.document import Citation, Stance
from builder.model.ids import ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from builder.model.findings import Where

_QUOTED = r'"[^"]*"|“[^”]*”'
CITATIONS = re.compile(rf'\[((?:[^\[\]"“]++|{_QUOTED})*+)\]')
"""A pair of brackets, for a parser that asks for one pattern; `brackets` finds the same pairs, in linear time for any text."""
_PAIR = re.compile(r"\[[^\[\]]*+\]")
_MARK = re.compile(r'[\[\]"“”]')
_CITES = re.compile(r"(?:^|[\s;(])@")
BARE = re.compile(r"(?<![\w@/.:-])@([a-z0-9]+(?:-[a-z0-9]+)*)")
"""An `@id` without brackets, perhaps meant as a citation."""
_SEPARATOR = re.compile(rf"{_QUOTED}|(;)")
_KEY = re.compile(r"@([A-Za-z0-9][\w:.+-]*)")
_PLAIN = re.compile(r'\s*+@([a-z0-9-]++)\s*+(?:,([^"“”@]*+))?\Z')
"""The most frequent citation: an id, perhaps with a locator."""
_QUOTE_MARKS = {'"': '"', "”": "“"}


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of the text inside each pair of brackets, from left to right; brackets within quotation marks do not count.

    A pair is a citation only if `cites` returns True.
    """
    if '"' not in text and "“" not in text:
        yield from ((match.start() + 1, match.end() - 1) for match in _PAIR.finditer(text))
        return
    closing = _closing_brackets(text)
    position = 0
    while (start := text.find("[", position)) >= 0:
        end = closing[start]
        if end >= 0:
            yield start + 1, end
        position = max(start, end) + 1


def _closing_brackets(text: str) -> dict[int, int]:
    """Return the position of the closing bracket for each opening one, or -1.

    Read from the end, so that each mark is looked at once: what follows a mark decides where a bracket before it closes.
    """
    closing: dict[int, int] = {}
    following = -1  # where a bracket closes whose text goes on here, outside of quotation marks
    after_quote = {'"': -1, "”": -1}  # the same after the next closing quotation mark
    for match in reversed(list(_MARK.finditer(text))):
        mark, at = match[0], match.start()
        if mark == "]":
            following = at
        elif mark == "[":
            closing[at], following = following, -1
        elif mark == "“":
            following = after_quote["”"]
        elif mark == "”":
            after_quote["”"] = following
        else:
            following, after_quote['"'] = after_quote['"'], following
    return closing


def cites(inside: str) -> bool:
    """Return whether the text inside brackets is meant as a citation."""
    return _CITES.search(inside) is not None


def parse_citations(text: str, place: Callable[[int], Where], shift: int = 0) -> tuple[tuple[Citation, ...], str, int]:
    """Return the citations in the text inside brackets, an error message (empty if none), and the offset of the error.

    `place` maps an offset in `text`, plus `shift`, to a place in the file.
    """
    citations: list[Citation] = []
    for start, item in _split(text):
        if (plain := _PLAIN.match(item)) and ID.match(plain[1]):
            citations.append(Citation(intern(plain[1]), place(shift + start + plain.start(1) - 1), (plain[2] or "").strip()))
            continue
        key = _KEY.search(item)
        parts = _parts(item, key.end()) if key else None
        if key is None or parts is None:
            return tuple(citations), _problem(item), start + len(item) - len(item.lstrip())
        if not ID.match(key[1]):
            return tuple(citations), f"`{key[1]}` is not a valid id: use lower-case letters, digits and hyphens", start + key.start(1)
        before = item[: key.start()].strip()
        prefix, stance = _stance(before) if before else ("", Stance.SUPPORTS)
        locator, quote = parts
        citations.append(Citation(key[1], place(shift + start + key.start()), locator, prefix, quote, stance))
    return tuple(citations), "", 0


def _parts(item: str, start: int) -> tuple[str, str] | None:
    """Return the locator and quoted phrase after an id; None if the text is neither."""
    rest, quote = item[start:].strip(), ""
    if not rest:
        return "", ""
    if opening := _QUOTE_MARKS.get(rest[-1]):
        begin = rest.find(opening)
        if begin == len(rest) - 1:
            return None
        rest, quote = rest[:begin].rstrip(), rest[begin + 1 : -1]
    if rest and rest[0] != ",":
        return None
    locator = rest[1:].strip()
    return None if any(mark in locator for mark in '"“”@') else (locator, quote)


def _split(text: str) -> list[tuple[int, str]]:
    if ";" not in text:
        return [(0, text)]
    items: list[tuple[int, str]] = []
    start = 0
    if '"' not in text and "“" not in text:
        for item in text.split(";"):
            items.append((start, item))
            start += len(item) + 1
        return items
    for match in _SEPARATOR.finditer(_without_open_quotes(text)):
        if match[1]:
            items.append((start, text[start : match.start()]))
            start = match.end()
    items.append((start, text[start:]))
    return items


def _without_open_quotes(text: str) -> str:
    """Return a text of equal length in which each `“` has its `”` behind it, so that nothing is searched to the end in vain."""
    last = text.rfind("”")
    return text[: last + 1] + text[last + 1 :].replace("“", " ")


def _problem(item: str) -> str:
    if not item.strip():
        return "a citation is missing between two separators"
    if "@" not in item:
        return f"`{item.strip()}` names no source: write `@id`, or put it in quotes if it is a quoted phrase"
    if item.count("@") > 1:
        return f"`{item.strip()}` names two sources: separate them with a semicolon"
    return f"`{item.strip()}` is not a valid citation: write `@id`, then a comma and the locator, then the quoted phrase"


def _stance(prefix: str) -> tuple[str, Stance]:
    word, _, rest = prefix.partition(" ")
    return (rest.strip(), Stance.CONTRADICTS) if word == "contra" else (prefix, Stance.SUPPORTS)

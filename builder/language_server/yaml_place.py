"""Where a cursor stands in YAML that is being written, and which key of which format that is. Unfinished lines are the rule here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.keys import ValueKind
from builder.formats.pages import GROUP, PART, TERM, THEME, TRANSLATION
from builder.formats.settings import EXPLAINER
from builder.formats.sources import SOURCE
from builder.reading.files import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.formats.keys import Format, Key

_FORMATS: dict[Kind, Format] = {
    Kind.SETTINGS: EXPLAINER,
    Kind.PART: PART,
    Kind.THEME: THEME,
    Kind.TRANSLATION: TRANSLATION,
    Kind.GROUP: GROUP,
    Kind.SOURCES: SOURCE,
    Kind.TERMS: TERM,
}
_KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s\[\]{},"'#:-][^:{}\[\]"']*?)\s*:(?=\s|\Z)""")
_DASH = re.compile(r"-(?:\s+|\Z)")
_FOLDED = re.compile(r"[|>][+-]?\d?\s*\Z")
_UNDER = "references"
"""The key of CSL-YAML under which a list of sources may stand."""
_OPENING, _CLOSING = "{[", "}]"


class YamlPlace(NamedTuple):
    """A cursor in YAML."""

    path: tuple[str, ...]
    """The keys above it and, in a value, its own; records of lists are not counted."""
    is_key: bool
    """Whether a key is to be written here, or is being written."""
    start: int
    """The index at which the word begins that is being written."""


class _Level(NamedTuple):
    indent: int
    key: str


def yaml_place(lines: Sequence[str], row: int, index: int, first: int = 0) -> YamlPlace:
    """Return where a cursor stands, by its line and the index in it, counted from 0; the YAML begins in line `first`."""
    levels: list[_Level] = []
    folded = -1
    for line in lines[first:row]:
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        if not text or text.startswith("#") or (folded >= 0 and indent > folded):
            continue
        folded = -1
        at = _enter(line, levels)
        if match := _KEY.match(line, at):
            _push(levels, at, match[1])
            folded = at if _FOLDED.match(line[match.end() :].strip()) else -1
    line = lines[row][:index]
    at = _enter(line, levels)
    if match := _KEY.match(line, at):
        _push(levels, at, match[1])
        return _in_flow(line, match.end(), levels)
    while levels and levels[-1].indent >= at:
        levels.pop()
    if line[at : at + 1] and line[at] in _OPENING:
        return _in_flow(line, at, levels)
    return YamlPlace(tuple(level.key for level in levels), is_key=True, start=at)


def _enter(line: str, levels: list[_Level]) -> int:
    """Return where the first word of a line begins, behind hyphens of lists; leave what has ended before it."""
    at = len(line) - len(line.lstrip(" "))
    while match := _DASH.match(line, at):
        while levels and levels[-1].indent > at:
            levels.pop()
        at = match.end()
    return at


def _push(levels: list[_Level], at: int, key: str) -> None:
    while levels and levels[-1].indent >= at:
        levels.pop()
    levels.append(_Level(at, key.strip("\"'")))


def _in_flow(line: str, start: int, levels: list[_Level]) -> YamlPlace:
    """Return where the end of a line stands, which is a value from an index on."""
    outer = [level.key for level in levels]
    opened: list[tuple[str, str]] = []  # each bracket, with the key in it that has no value yet
    word, quote = start, ""
    for at in range(start, len(line)):
        char = line[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and not line[word:at].strip():
            quote, word = char, at + 1
        elif char in _OPENING:
            opened.append((char, ""))
            word = at + 1
        elif char in _CLOSING:
            opened, word = opened[:-1], at + 1
        elif char == "," and opened:
            opened[-1] = (opened[-1][0], "")
            word = at + 1
        elif char == ":" and opened and opened[-1][0] == "{" and line[at + 1 : at + 2] in ("", " "):
            opened[-1] = ("{", line[word:at].strip().strip("\"'"))
            word = at + 1
    while line[word : word + 1] == " ":
        word += 1
    inner = [key for _, key in opened if key]
    is_key = bool(opened) and opened[-1] == ("{", "")
    return YamlPlace((*outer, *inner), is_key=is_key, start=word)


class Slot(NamedTuple):
    """What may be written at a place, by the tables of keys."""

    format: Format | None
    """Of the mapping whose keys are written here; None if it has words of the project, or is none."""
    key: Key | None
    """Whose value stands here; None at the top of a file."""
    owner: Format | None
    """The format that has the key."""


def slot_of(kind: Kind, path: Sequence[str]) -> Slot:
    """Return what may be written below some keys in a kind of file."""
    format_: Format | None = _FORMATS.get(kind)
    owner, key = None, None
    rest = list(path[1:] if kind is Kind.SOURCES and path[:1] == (_UNDER,) else path)
    while rest and format_:
        owner, key = format_, format_.by_name.get(rest.pop(0))
        if key is None:
            return Slot(None, None, None)
        format_ = key.of
        if key.kind in (ValueKind.NAMED, ValueKind.STATEMENTS):
            if not rest:
                return Slot(None, key, owner)
            rest.pop(0)  # a word of the project
    return Slot(format_, key, owner)

"""Comments by which people say that a warning is known: `explainer: ignore CODE reason`, in Markdown and in YAML.

A comment is about what it touches. In Markdown that is the block of lines with it, or the next one if it stands alone; in YAML the field
or entry below it. What stands first in a file is also about the file as a whole, of which findings are told at its first line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_WORDS = re.compile(r"explainer:[ \t]*ignore\b")
_IN_MARKDOWN = re.compile(r"[ ]{0,3}<!--[ \t]*explainer:[ \t]*ignore\b(.*?)-->[ \t]*\Z")
_IN_FIELDS = re.compile(r"[ \t]*#[ \t]*explainer:[ \t]*ignore\b(.*)\Z")
_BEGINS = re.compile(r"(?:<!--|#)[ \t]*explainer:[ \t]*ignore\b")
_FENCE = re.compile(r"---[ \t]*\Z")


class IgnoreComment(NamedTuple):
    """One comment, and the lines that it is about, counted from 1."""

    line: int
    column: int
    code: str
    """As it is written; empty if there is none, or if the comment is not on a line of its own."""
    reason: str
    first: int
    last: int


def ignore_comments(text: str, code_ranges: Callable[[str], list[tuple[int, int]]] | None) -> Iterator[IgnoreComment]:
    """Yield the comments of a text; one without any costs one search.

    `code_ranges` finds code in Markdown, where no comment is one; None is for YAML. The front matter of Markdown is YAML.
    """
    if not _WORDS.search(text):
        return
    lines = text.split("\n")
    fields = len(lines)
    if code_ranges:
        fields = next((at for at, line in enumerate(lines) if at and _FENCE.match(line)), 0) if _FENCE.match(lines[0]) else 0
    code = code_ranges(text) if code_ranges else ()
    start = 0
    for at, line in enumerate(lines):
        begin = _BEGINS.search(line)
        if begin and (at < fields or (line[begin.start()] == "<" and not any(one <= start + begin.start() < end for one, end in code))):
            match = (_IN_FIELDS if at < fields else _IN_MARKDOWN).match(line)
            name, _, reason = (match[1] if match else "").strip().partition(" ")
            first, last = _field(lines, at, fields) if at < fields else _block(lines, at)
            yield IgnoreComment(at + 1, begin.start() + 1, name, reason.strip(), first, last)
        start += len(line) + 1


def _field(lines: Sequence[str], at: int, end: int) -> tuple[int, int]:
    """Return the first and last line of the field or entry below a comment."""
    target = next((n for n in range(at + 1, end) if lines[n].strip() and not lines[n].lstrip().startswith("#")), end)
    inside = (n for n in range(target + 1, end) if lines[n].strip() and _indent(lines[n]) <= _indent(lines[target]))
    return 1 if at == 0 or (at == 1 and _FENCE.match(lines[0])) else target + 1, next(inside, end)


def _block(lines: Sequence[str], at: int) -> tuple[int, int]:
    """Return the first and last line of the block that a comment is in, or of the next one if it is alone."""
    first = at
    while lines[first - 1].strip() and first > 0 and not _FENCE.match(lines[first - 1]):
        first -= 1
    last = at + 1
    while first == at and last < len(lines) and not lines[last].strip():
        last += 1
    while last < len(lines) and lines[last].strip():
        last += 1
    return first + 1, last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

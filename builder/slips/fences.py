"""Front matter between two lines of `---`, and the lines that were meant to be such."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.slips.lines import Slip, as_text

_FENCE = re.compile(r"---[ \t]*\n")
_FENCE_END = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)
_NEARLY = re.compile(r"^[ \t]*(?:-{2,}|[‐‑‒–—―−]+|\+\+\+|\.\.\.|={2,}|\*{3,}|_{3,}|~{3,})[ \t]*(?:\n|\Z)", re.MULTILINE)
_FIELD = re.compile(r"[\w.-]+[ \t]*:(?:\s|\Z)")
_BODY = re.compile(r"^(?!#[^#\n]|[ \t\n]|-(?:[ \t]|$)|[\w.-]+[ \t]*:(?:\s|\Z))", re.MULTILINE)
"""A line that begins neither a field nor an entry of a list, and is neither indented nor a comment."""
_GLUED = re.compile(r"[^\s-](?P<fence>---)[ \t]*$", re.MULTILINE)
_RULE = "write `---`, exactly three hyphens at the beginning of the line"


class Split(NamedTuple):
    """A text cut into its front matter and what is below it."""

    fields: str | None
    """None if there is no front matter."""
    first_line: int
    """The line on which the fields start."""
    below: str
    line: int
    """The line on which the text below starts."""
    slip: Slip | None = None
    """What is wrong with the lines around the fields."""


def split_front_matter(text: str) -> Split:
    """Return the front matter of a text and the text below it; without both lines of `---` there is none."""
    start = _FENCE.match(text)
    end = _FENCE_END.search(text, start.end()) if start else None
    if start is None or end is None:
        return Split(None, 2, "" if start else text, 1)
    return Split(text[start.end() : end.start()], 2, text[end.end() :], text.count("\n", 0, end.end()) + 1)


def split_as_meant(text: str) -> Split:
    """Return the front matter of a text that lacks it, as far as one can tell what was meant, and what is wrong with it."""
    begin = len(text) - len(text.lstrip(" \t\n"))
    begin = text.rfind("\n", 0, begin) + 1
    opening = _NEARLY.match(text, begin)
    if opening is None:
        return _without_opening(text, begin)
    slip = _opening_slip(begin, opening[0])
    exact, near = _FENCE_END.search(text, opening.end()), _NEARLY.search(text, opening.end())
    closing = near if exact is None or (near and near.start() < exact.start() and slip is None) else exact
    body = _BODY.search(text, opening.end())
    if closing is None or (body and body.start() < closing.start() and text.endswith("\n\n", 0, body.start())):
        return _without_closing(text, opening.end(), slip)
    slip = slip or _inexact(closing.start(), closing[0], "below")
    return _cut(text, opening.end(), closing.start(), closing.end(), slip)


def _opening_slip(begin: int, line: str) -> Slip | None:
    if line.rstrip() != "---":
        return _inexact(begin, line, "above")
    if not begin:
        return None
    return Slip(0, "`---` is not on the first line of the file", ("remove the empty lines above it",), ((0, begin + 3, "---"),))


def _inexact(at: int, line: str, side: str) -> Slip:
    line = line.rstrip()
    return Slip(at, f"the line {side} the fields is `{line}`, and must be `---`", (_RULE,), ((at, at + len(line), "---"),))


def _without_opening(text: str, begin: int) -> Split:
    line = text[begin:].partition("\n")[0]
    if not _FIELD.match(line):
        return Split(None, 2, text, 1, Slip(0, "it does not start with front matter", ("put `---` above and below its fields",)))
    closing = _NEARLY.search(text, begin)
    slip = Slip(
        begin, f"`---` is missing above `{as_text(line)}`", ("put `---` on a line of its own above the fields, and another below them",)
    )
    return _cut(text, begin, closing.start(), closing.end(), slip) if closing else _without_closing(text, begin, slip)


def _without_closing(text: str, begin: int, slip: Slip | None) -> Split:
    body = _BODY.search(text, begin)
    end = body.start() if body else len(text)
    last = text.count("\n", 0, begin + len(text[begin:end].rstrip())) + 1
    if glued := _GLUED.search(text, begin, end):
        slip = slip or Slip(glued.start("fence"), "this `---` does not stand on a line of its own", (_RULE,))
    missing = Slip(0, "the second `---`, below the fields, is missing", (f"put `---` on a line of its own below line {last}",))
    return _cut(text, begin, end, end, slip or missing)


def _cut(text: str, begin: int, end: int, below: int, slip: Slip) -> Split:
    return Split(text[begin:end], text.count("\n", 0, begin) + 1, text[below:], text.count("\n", 0, below) + 1, slip)

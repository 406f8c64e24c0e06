"""Findings as an editor marks them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from builder.language_server.spans import Span, line_at, lines_of
from builder.reporting.excerpt import named_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from builder.model.findings import Finding, Severity

_QUOTED = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[@#.]?[^\s\[\](){}\"'`,;:]+")


class Mark(NamedTuple):
    """A finding at its place, with what is to be done about it."""

    span: Span
    severity: Severity
    code: str
    message: str


def marks_by_file(findings: Iterable[Finding], text_of: Callable[[str], str]) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of each file that has some; `text_of` gives the text of a file by its path."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        found[one.where.path].append(one)
    marks: dict[str, tuple[Mark, ...]] = {}
    for path, ones in found.items():
        lines = lines_of(text_of(path))
        marks[path] = tuple(_mark(one, line_at(lines, one.where.line - 1)) for one in ones)
    return marks


def _mark(found: Finding, line: str) -> Mark:
    """Return a finding with what it is about: words that its message quotes, the word at its place, or all before the quoted ones."""
    start = found.where.column - 1
    word = _WORD.match(line, start)
    ends = (line.find(words, start) + len(words) for words in _QUOTED.findall(found.message) if words in line[start:])
    length = len(named_at(line, found)) or (len(word[0]) if word else next(ends, start) - start)
    where = found.where if start <= len(line) else found.where._replace(column=len(line) + 1)
    return Mark(
        Span(where, length or min(1, max(len(line) - start, 0))), found.severity, found.code, "\n".join((found.message, *found.hints))
    )

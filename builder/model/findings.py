"""A finding: what is wrong with the content, where, and what to do about it.

Content problems are values, never exceptions. Every stage returns its findings; the command prints them once.
`docs/findings.md` is generated from the texts in `codes`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from builder.model.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


_MAX_SUGGESTIONS = 3
_MAX_COMPARED = 300
"""Known words that are compared with one that is unknown. Of more, its neighbours in alphabetical order are, by beginning and by end."""
_MAX_LENGTH = 200
"""Of a word with a suggestion; comparing takes time in proportion to the product of the lengths."""
_MIN_SIMILARITY = 60  # of 100


class Severity(StrEnum):
    """The severity of a finding: an `error` stops the build, a `warning` does not, `off` hides it."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Where(NamedTuple):
    """A place in a file of the project."""

    path: str
    """Relative to the project folder, with forward slashes."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """In characters, counted from 1."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place."""

    where: Where
    code: str
    """A key of `builder.model.codes.CODES`."""
    message: str
    hints: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


def finding(where: Where, code: str, message: str, *hints: str) -> Finding:
    """Return a finding with the default severity of its code.

    Empty hints are dropped, so that the result of `did_you_mean` can be passed as it is.
    """
    return Finding(where, code, message, tuple(h for h in hints if h), Severity(CODES[code].severity))


class Vocabulary:
    """Known words. Made once for many that are unknown, it suggests what was meant in a time that hardly depends on its size."""

    def __init__(self, known: Iterable[str]) -> None:
        self._words = dict.fromkeys(known)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def did_you_mean(self, word: str, least: int = _MIN_SIMILARITY) -> str:
        """Return a hint that names the closest known words, or an empty string if none is close: of 100, at least `least` alike."""
        # Imported late: only needed when there are findings.
        from rapidfuzz import fuzz, process

        if len(word) > _MAX_LENGTH:
            return ""
        candidates = list(self._words) if len(self._words) <= _MAX_COMPARED else self._neighbours(word)
        close = process.extract(word, candidates, scorer=fuzz.ratio, limit=_MAX_SUGGESTIONS, score_cutoff=least)
        return f"did you mean {' or '.join(f'`{match}`' for match, _, _ in close)}?" if close else ""

    def _neighbours(self, word: str) -> list[str]:
        by_beginning, by_end = map(_around, self._orders, (word, word[::-1]))
        return list(dict.fromkeys([*by_beginning, *(backwards[::-1] for backwards in by_end)]))

    @cached_property
    def _orders(self) -> tuple[list[str], list[str]]:
        """The words, and the words read backwards, each in alphabetical order."""
        return sorted(self._words), sorted(word[::-1] for word in self._words)


def _around(order: Sequence[str], word: str) -> Sequence[str]:
    """Return the words of an alphabetical list that are next to the place of a word."""
    at, reach = bisect_left(order, word), _MAX_COMPARED // 4
    return order[max(at - reach, 0) : at + reach]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest of a few known words, or an empty string if none is close."""
    return Vocabulary(known).did_you_mean(word)


def a(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def settle(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> list[Finding]:
    """Return findings with the severities of a project, without those that are off, each once, sorted by place."""
    settled = {replace(f, severity=severities.get(f.code, f.severity)) for f in findings}
    return sorted((f for f in settled if f.severity is not Severity.OFF), key=by_place)


def by_place(found: Finding) -> tuple[Where, str, str]:
    """Return the key by which findings are sorted."""
    return found.where, found.code, found.message


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding stops the build."""
    return any(f.severity is Severity.ERROR for f in findings)

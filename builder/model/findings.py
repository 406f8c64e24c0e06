"""A finding: what is wrong with the content, where, and what to do about it.

Content problems are values, never exceptions. Every stage returns its findings; the command prints them once.
`docs/findings.md` is generated from the texts in `codes`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.model.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_MAX_SUGGESTIONS = 3
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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known words, or an empty string if none is close."""
    # Imported late: only needed when there are findings.
    from rapidfuzz import fuzz, process

    close = process.extract(word, list(known), scorer=fuzz.ratio, limit=_MAX_SUGGESTIONS, score_cutoff=_MIN_SIMILARITY)
    return f"did you mean {' or '.join(f'`{match}`' for match, _, _ in close)}?" if close else ""


def a(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def settle(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> list[Finding]:
    """Return findings with the severities of a project, without those that are off, sorted by place."""
    settled = (replace(f, severity=severities.get(f.code, f.severity)) for f in findings)
    return sorted((f for f in settled if f.severity is not Severity.OFF), key=by_place)


def by_place(found: Finding) -> tuple[Where, str, str]:
    """Return the key by which findings are sorted."""
    return found.where, found.code, found.message


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding stops the build."""
    return any(f.severity is Severity.ERROR for f in findings)

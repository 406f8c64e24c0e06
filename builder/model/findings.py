"""A finding: what is wrong with the content, where, and what to do about it.

Content problems are values, never exceptions. Every stage returns its findings; `cli` and `plugin` print them once.
The text under each code is the reference that `docs/findings.md` is generated from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.model.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_HINTS = 3
_ALIKE = 60  # of 100


class Severity(StrEnum):
    """How much a finding weighs: an `error` stops the build, a `warning` does not, `off` hides it."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


class Where(NamedTuple):
    """A place in a contributor's own file."""

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
    """Make a finding with the severity that its code has unless the project says otherwise.

    Empty hints are dropped, so that a caller may pass the result of `did_you_mean` as it is.
    """
    return Finding(where, code, message, tuple(h for h in hints if h), Severity(CODES[code].severity))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known words, or an empty string when none is close."""
    # Imported late: a project without mistakes needs no likeness.
    from rapidfuzz import fuzz, process

    close = process.extract(word, list(known), scorer=fuzz.ratio, limit=_HINTS, score_cutoff=_ALIKE)
    return f"did you mean {' or '.join(f'`{match}`' for match, _, _ in close)}?" if close else ""


def a(noun: str) -> str:
    """Put the article before a noun."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def settle(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> list[Finding]:
    """Apply a project's own severities, drop what is off, and sort by place."""
    settled = (replace(f, severity=severities.get(f.code, f.severity)) for f in findings)
    return sorted((f for f in settled if f.severity is not Severity.OFF), key=lambda f: (f.where, f.code, f.message))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether a site may not be built."""
    return any(f.severity is Severity.ERROR for f in findings)

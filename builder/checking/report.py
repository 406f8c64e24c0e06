"""Findings for people and programs: text for a terminal, JSON for everything else."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from builder.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from builder.model.findings import Finding


_BIDI = (0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
VISIBLE = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {code: f"\\u{code:04x}" for code in _BIDI}
"""Control and bidirectional characters as escapes: a message may quote a file, which must not control the terminal."""


def as_text(findings: Iterable[Finding], excerpt: Callable[[Finding], Iterable[str]] = lambda _: ()) -> str:
    """Return findings as text, one below the other, each with its hints; `excerpt` gives the lines that show its place."""
    return "\n".join(_entry(finding, excerpt(finding)) for finding in findings)


def _entry(finding: Finding, excerpt: Iterable[str]) -> str:
    lines = [f"{finding.where}: {finding.severity}[{finding.code}] {finding.message}", *excerpt]
    lines += [f"    help: {hint}" for hint in finding.hints]
    return "\n".join(line.translate(VISIBLE) for line in lines)


def as_json(findings: Iterable[Finding]) -> str:
    """Return findings as a JSON array of objects; lines and columns are counted from 1."""
    return json.dumps(records(findings), ensure_ascii=False, indent=1)


def records(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """Return findings as JSON-serializable records."""
    return [
        {
            "code": f.code,
            "severity": f.severity.value,
            "path": f.where.path,
            "line": f.where.line,
            "column": f.where.column,
            "message": f.message,
            "hints": list(f.hints),
        }
        for f in findings
    ]


def summary(findings: Sequence[Finding]) -> str:
    """Return the number of errors and warnings in one line."""
    counts = Counter(f.severity for f in findings)
    if not counts:
        return "No findings."
    words = [_plural(counts[severity], severity.value) for severity in (Severity.ERROR, Severity.WARNING) if counts[severity]]
    return f"{' and '.join(words)}."


def counted(counts: Mapping[str, int]) -> str:
    """Return the counts of an explainer in one line."""
    return ", ".join(
        _plural(number, name.removesuffix("s")) if name != "silenced" else f"{number:,} silenced" for name, number in counts.items()
    )


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"

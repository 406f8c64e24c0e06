"""A baseline: a file with the warnings that an old project is known to have, so that a check tells only of new ones.

One line for each: its fingerprint, its file and its code; the latter two are for people. It stays true when lines move.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.model.findings import Severity
from builder.reporting.fingerprints import fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.model.findings import Where
    from builder.publishing.build_receipt import Receipt

    LineAt = Callable[[Where], str | None]


def as_baseline(receipt: Receipt, line_at: LineAt) -> str:
    """Return the baseline of the warnings of a check."""
    known = zip(fingerprints(receipt.findings, line_at), receipt.findings, strict=True)
    return "".join(sorted(f"{key} {f.code} {f.where.path}\n" for key, f in known if f.severity is Severity.WARNING))


def without_known(receipt: Receipt, baseline: str, line_at: LineAt) -> tuple[Receipt, list[str]]:
    """Return a receipt without the warnings in a baseline, which are counted as silenced; and the lines of it that are stale."""
    lines = {line.partition(" ")[0]: line for line in baseline.split("\n") if line.strip()}
    shown = []
    for key, found in zip(fingerprints(receipt.findings, line_at), receipt.findings, strict=True):
        if found.severity is not Severity.WARNING or not lines.pop(key, ""):
            shown.append(found)
    number = len(receipt.findings) - len(shown)
    counts = receipt.counts | {"warnings": receipt.counts["warnings"] - number}
    counts |= {"silenced": receipt.counts.get("silenced", 0) + number} if number else {}
    return replace(receipt, counts=counts, findings=tuple(shown)), [*lines.values()]

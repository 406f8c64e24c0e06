"""By what a finding is known again when lines have moved."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from builder.model.findings import Finding, Where


def fingerprints(findings: Iterable[Finding], line_at: Callable[[Where], str | None]) -> list[str]:
    """Return the fingerprint of each finding: a digest of code, path and the words of its line, and which it is of those that are alike.

    The message does not count, since it may hold numbers and what stands elsewhere; neither do the number of the line and white space.
    """
    seen: Counter[str] = Counter()
    made = []
    for found in findings:
        words = " ".join((line_at(found.where) or "").split())
        key = blake2b(f"{found.code}\0{found.where.path}\0{words}".encode(errors="surrogatepass"), digest_size=8).hexdigest()
        seen[key] += 1
        made.append(f"{key}:{seen[key]}")
    return made

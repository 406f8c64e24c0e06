"""Findings as Markdown, for the summary that GitHub shows below the run of a workflow."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from builder.checking.report import VISIBLE, summary
from builder.reporting.excerpt import marked_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from builder.model.findings import Finding, Where

MOST_BYTES = 900 * 1024
"""Of a summary: GitHub drops one of more than 1 MiB."""
_WIDTH = 100
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~&@:]")
_RUNS = re.compile(r"`+")


def as_markdown(
    findings: Sequence[Finding],
    line_at: Callable[[Where], str | None],
    place: str = "",
    changed: Collection[str] = (),
    most: int = MOST_BYTES,
) -> str:
    """Return findings as Markdown, file by file, those of the change first, of at most `most` bytes: it ends after a whole finding."""
    parts = [f"## What the check says: {summary(findings)}\n\n"]
    left, count = most - len(parts[0].encode()) - 200, 0  # 200 bytes for the last line
    for part, finished in _parts(findings, line_at, place, changed):
        if (left := left - len(part.encode())) < 0:
            parts.append(f"\n**And {len(findings) - count:,} more, which the log of this step lists.**\n")
            break
        parts.append(part)
        count += finished
    return "".join(parts)


def _parts(
    findings: Sequence[Finding], line_at: Callable[[Where], str | None], place: str, changed: Collection[str]
) -> Iterator[tuple[str, int]]:
    """Yield pieces of Markdown, each with the number of findings that it holds: the name of a file goes with its first."""
    first = {path: at for at, path in reversed([(at, f.where.path) for at, f in enumerate(findings)])}
    by_file = sorted(findings, key=lambda f: (f.where.path not in changed, first[f.where.path]))
    for path, of_file in groupby(by_file, key=lambda f: f.where.path):
        head = f"### {_code(place + path)}\n\n"
        for found in of_file:
            yield head + _entry(found, line_at), 1
            head = ""


def _entry(found: Finding, line_at: Callable[[Where], str | None]) -> str:
    where = f"**Line {found.where.line}, column {found.where.column}** ({found.severity}, {_code(found.code)}): "
    lines = [where + _prose(found.message), ""]
    if (line := line_at(found.where)) is not None and (shown := marked_line(line, found, _WIDTH)):
        lines += [_block("\n".join(shown)), ""]
    lines += [f"- {_prose(hint)}" for hint in found.hints]
    return "\n".join(lines).rstrip("\n") + "\n\n"


def _prose(text: str) -> str:
    """Return a message as Markdown: what stands in backticks is code, and everything else is only text."""
    pieces = text.translate(VISIBLE).split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner
        return _MARKUP.sub(r"\\\g<0>", "`".join(pieces))
    return "".join(_code(piece) if at % 2 else _MARKUP.sub(r"\\\g<0>", piece) for at, piece in enumerate(pieces))


def _code(text: str) -> str:
    """Return a text as inline code (CommonMark 0.31.2, section 6.1)."""
    text = text.translate(VISIBLE)
    fence = "`" * (max((len(run) for run in _RUNS.findall(text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text or not text.strip() else f"{fence}{text}{fence}"


def _block(text: str, kind: str = "text") -> str:
    """Return lines as a fenced block (CommonMark 0.31.2, section 4.5)."""
    fence = "`" * max(max((len(run) for run in _RUNS.findall(text)), default=0) + 1, 3)
    return f"{fence}{kind}\n{text}\n{fence}"

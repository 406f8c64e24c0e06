"""Output that several commands share: lines, findings, and the progress of long work."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from builder.checking import report

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project
    from builder.checking.two_processes import Progress
    from builder.publishing.build_receipt import Receipt

_DELAY = 0.5
"""Seconds before progress is shown."""


def say(text: str) -> None:
    """Print a line to the standard output. Raises OSError, which names it, if it takes nothing more."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, "the standard output") from error


def print_findings(result: Project | Receipt) -> None:
    """Print findings, if any, to the standard error."""
    if result.findings:
        print(report.as_text(result.findings), file=sys.stderr)
        print(report.summary(result.findings), file=sys.stderr)


def print_built(result: Project | Receipt, page: Path) -> None:
    """Print the counts of a site and the page to open."""
    say(f"{report.counted(result.counts)}.")
    say(f"Open {page}")


class ProgressLine:
    """A progress line, removed at the end; nothing in a pipe. As a context manager, it returns the progress callback."""

    def __init__(self, words: str) -> None:
        """`words` name the work."""
        self._words = words
        self._begun = time.monotonic()
        self._is_seen = sys.stderr.isatty()
        self._line = ""

    def __enter__(self) -> Progress:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._line:
            print(f"\r{' ' * len(self._line)}\r", end="", file=sys.stderr, flush=True)

    def _show(self, done: int, total: int) -> None:
        line = f"{self._words}: {done * 100 // total} %"
        if self._is_seen and line != self._line and time.monotonic() - self._begun > _DELAY:
            print(f"\r{line}", end="", file=sys.stderr, flush=True)  # it never gets shorter
            self._line = line

"""The progress of long work, in a line on the terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.checking.two_processes import Progress

_DELAY = 0.5
"""Seconds before progress is shown."""


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

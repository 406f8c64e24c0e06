"""How commands speak and end: lines, findings, the progress of long work, what the machine refuses, and the exit status."""

from __future__ import annotations

import errno
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project
    from builder.checking.two_processes import Progress
    from builder.publishing.build_receipt import Receipt

OK = 0
FINDINGS = 1
"""There are findings of severity error, or a received bundle is not as it was written."""
USAGE = 2
"""Invalid usage."""
REFUSED = 3
"""The machine refuses: no permission, no space, a file that is none."""
SITE_BUILT = "the site was built"
"""What an interruption says that came when the new site was in its place."""
INTERRUPTED = 130
"""As in shells for a program ended by SIGINT."""

_ADVICE = {
    errno.EACCES: "check its owner and permissions",
    errno.EPERM: "check its owner and permissions",
    errno.EROFS: "use a folder on a disk that can be written",
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room within your quota",
    errno.EFBIG: "allow larger files (`ulimit -f`)",
    errno.EMFILE: "allow more open files (`ulimit -n`)",
}
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


def print_findings(result: Project | Receipt, folder: Path) -> None:
    """Print the findings of a project, if any, to the standard error, each with its line."""
    if result.findings:
        # Imported late: a site without findings needs nothing of it.
        from builder.checking import report
        from builder.reporting.excerpt import excerpt_of
        from builder.reporting.source_lines import source_lines
        from builder.reporting.surroundings import terminal_width

        print(report.as_text(result.findings, excerpt_of(source_lines(folder), terminal_width())), file=sys.stderr)
        print(report.summary(result.findings), file=sys.stderr)


def print_built(result: Project | Receipt, page: Path) -> None:
    """Print the counts of a site and the page to open."""
    from builder.checking import report

    say(f"{report.counted(result.counts)}.")
    say(f"Open {page}")


def refusal(error: OSError, place: str) -> str:
    """Return one sentence about what the system refuses; `place` is where, if the error does not say."""
    advice = f"; {_ADVICE[error.errno]}" if error.errno in _ADVICE else ""
    return f"the system refuses {error.filename2 or error.filename or place}: {error.strerror or error}{advice}"


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

"""Output that several commands share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from builder.checking import report

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project
    from builder.publishing.build_receipt import Receipt


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

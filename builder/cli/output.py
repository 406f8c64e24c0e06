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


def print_findings(result: Project | Receipt, folder: Path) -> None:
    """Print the findings of a project, if any, to the standard error, each with its line."""
    if result.findings:
        # Imported late: a site without findings needs nothing of it.
        from builder.reporting.excerpt import excerpt_of
        from builder.reporting.source_lines import source_lines
        from builder.reporting.surroundings import terminal_width

        print(report.as_text(result.findings, excerpt_of(source_lines(folder), terminal_width())), file=sys.stderr)
        print(report.summary(result.findings), file=sys.stderr)


def print_built(result: Project | Receipt, page: Path) -> None:
    """Print the counts of a site and the page to open."""
    say(f"{report.counted(result.counts)}.")
    say(f"Open {page}")

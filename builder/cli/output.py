"""What several commands print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from builder.checking import report

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project
    from builder.site.build_receipt import Receipt


def print_findings(made: Project | Receipt) -> None:
    """Print what was found in the content, if anything."""
    if made.findings:
        print(report.as_text(made.findings), file=sys.stderr)
        print(report.summary(made.findings), file=sys.stderr)


def print_built(made: Project | Receipt, page: Path) -> None:
    """Print what a site holds and the page to open."""
    print(f"{report.counted(made.counts)}.")
    print(f"Open {page}")

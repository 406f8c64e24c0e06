"""`explainer check`: report every finding about the content and the hand-written pages.

Of the version history it asks only which addresses were lost. What of it cannot be read is reported when a site is built.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.engine import find_pages_of
from builder.cli.output import FINDINGS, OK, ProgressLine, print_findings, say
from builder.publishing.build_receipt import Receipt, engine_inputs, inputs_state, read_receipt, write_receipt

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(options: argparse.Namespace, folder: Path) -> int:
    """Print the findings of a project, cached if its inputs have not changed, and return the exit status."""
    inputs = inputs_state(folder)
    receipt, trouble = read_receipt(folder, inputs), ""
    if receipt is None:
        receipt, trouble = _check(folder, inputs)
    if options.format == "json":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # RFC 8259, section 8.1: whatever encoding the terminal has
        say(report.as_json(receipt.findings))
    else:
        print_findings(receipt)
        say(f"{report.counted(receipt.counts)}.")
    if trouble:
        print(f"explainer: {trouble}", file=sys.stderr)
    return FINDINGS if receipt.broken or trouble else OK


def _check(folder: Path, inputs: str) -> tuple[Receipt, str]:
    """Return the findings, and why those of hand-written pages are missing; that is empty if they are not."""
    # Imported late: a valid receipt needs no parsers.
    from builder.checking.project import read_project
    from builder.publishing.old_versions import with_lost_addresses

    with ProgressLine("Reading the content") as progress:
        if not engine_inputs(folder):
            project = with_lost_addresses(folder, read_project(folder, progress=progress))
            receipt = Receipt(inputs, project.counts, project.findings)
            write_receipt(folder, receipt)
            return receipt, ""
        project = with_lost_addresses(folder, read_project(folder, find_pages_of(folder), progress))
    from builder.engine.mkdocs_build import EngineError, check_pages

    try:
        built = check_pages(project)
    except EngineError as error:
        return Receipt("", project.counts, project.findings), str(error)
    receipt = Receipt(inputs if built.is_plain else "", built.project.counts, built.project.findings)
    write_receipt(folder, receipt)
    return receipt, ""

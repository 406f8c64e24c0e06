"""`explainer check`: report every finding about the content and the hand-written pages.

It reads no version history, which is not what is checked: only the page of changes is made from it, when a site is built.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.exit_status import FINDINGS, OK
from builder.cli.output import print_findings, say
from builder.cli.progress import ProgressLine
from builder.site.build_receipt import Receipt, inputs_state, read_receipt, write_receipt

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(options: argparse.Namespace, folder: Path) -> int:
    """Print the findings of a project, cached if its inputs have not changed, and return the exit status."""
    inputs = inputs_state(folder)
    receipt = read_receipt(folder, inputs) or _check(folder, inputs)
    if options.format == "json":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # RFC 8259, section 8.1: whatever encoding the terminal has
        say(report.as_json(receipt.findings))
    else:
        print_findings(receipt)
        say(f"{report.counted(receipt.counts)}.")
    return FINDINGS if receipt.broken else OK


def _check(folder: Path, inputs: str) -> Receipt:
    # Imported late: a valid receipt needs no parsers.
    from builder.checking.project import read_project

    with ProgressLine("Reading the content") as progress:
        project = read_project(folder, progress=progress)
    receipt = Receipt(inputs, project.counts, project.findings)
    write_receipt(folder, receipt)
    return receipt

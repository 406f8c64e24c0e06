"""`explainer check`: report every finding about the content and the hand-written pages.

Of the version history it asks only which addresses were lost. What of it cannot be read is reported when a site is built.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.build import find_pages_of
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
    if options.format == "text":
        print_findings(receipt, folder)
        say(f"{report.counted(receipt.counts)}.")
    else:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # RFC 8259, section 8.1: whatever encoding the terminal has
        say(_for_programs(options.format, receipt, folder))
    if trouble:
        print(f"explainer: {trouble}", file=sys.stderr)
    return FINDINGS if receipt.broken or trouble else OK


def _for_programs(form: str, receipt: Receipt, folder: Path) -> str:
    """Return the findings in a form of `--format`; for GitHub also append them to the summary of the step, if there is one."""
    if form == "json":
        return report.as_json(receipt.findings)
    # Imported late: people who write see neither.
    from builder.reporting.excerpt import excerpt_of
    from builder.reporting.source_lines import source_lines
    from builder.reporting.surroundings import append_summary, changed_files, place_in_repository, step, terminal_width

    line_at, place = source_lines(folder), place_in_repository(folder)
    if form == "sarif":
        from builder.reporting.sarif import as_sarif

        return as_sarif(receipt.findings, line_at, place)
    from builder.reporting.github import as_log, commands
    from builder.reporting.summary import MOST_BYTES, as_markdown

    here = step()
    changed = changed_files(folder, here.base)
    if here.summary and receipt.findings:
        most = MOST_BYTES - here.summary_bytes
        append_summary(here.summary, as_markdown(receipt.findings, line_at, place, changed, most))
    told = [report.as_text(receipt.findings, excerpt_of(line_at, terminal_width())), report.summary(receipt.findings)]
    counts = f"{report.counted(receipt.counts)}."
    return "\n".join([as_log("\n".join(filter(None, told))), *commands(receipt.findings, line_at, place, changed), counts])


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

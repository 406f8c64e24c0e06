"""`explainer check`: report every finding about the content and the hand-written pages.

Of the version history it asks only which addresses were lost. What of it cannot be read is reported when a site is built.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.build import find_pages_of
from builder.cli.output import FINDINGS, OK, USAGE, ProgressLine, print_findings, say
from builder.publishing.build_receipt import Receipt, engine_inputs, inputs_state, read_receipt, write_receipt

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from builder.checking.project import Project

_MOST_ROUNDS = 20
"""Of fixing, each of which reads the project; most need one, and a second that finds nothing more."""


def run(options: argparse.Namespace, folder: Path) -> int:
    """Print the findings of a project, cached if its inputs have not changed, and return the exit status."""
    if options.dry_run and not options.fix:
        print("explainer: --dry-run needs --fix", file=sys.stderr)
        return USAGE
    if options.dry_run:
        return _would_fix(folder)
    if options.fix:
        _fix(folder, print_line=say if options.format == "text" else _say_aside)
    inputs = inputs_state(folder)
    receipt, trouble = read_receipt(folder, inputs), ""
    if receipt is None:
        receipt, trouble = _check(folder, inputs)
    if options.write_baseline:
        _write_baseline(options.write_baseline, receipt, folder)
    if options.baseline:
        receipt = _without_known(options.baseline, receipt, folder)
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


def _write_baseline(name: str, receipt: Receipt, folder: Path) -> None:
    # Imported late: few projects have a baseline.
    from builder.publishing.checksummed import write_derived
    from builder.reporting.baseline import as_baseline
    from builder.reporting.source_lines import source_lines

    write_derived(Path(name), (as_baseline(receipt, source_lines(folder)).encode(errors="surrogateescape"),))


def _without_known(name: str, receipt: Receipt, folder: Path) -> Receipt:
    """Return a receipt without the warnings that a baseline says to be known, and tell what in it is stale. Raises OSError."""
    from builder.publishing.checksummed import read_derived
    from builder.reporting.baseline import without_known
    from builder.reporting.source_lines import source_lines

    path = Path(name)
    path.stat()  # a baseline that is missing is not an empty one
    baseline = read_derived(path).decode(errors="surrogateescape")
    receipt, stale = without_known(receipt, baseline, source_lines(folder))
    for line in stale:
        print(f"explainer: {name} is stale: there is no warning {line}".translate(report.VISIBLE), file=sys.stderr)
    return receipt


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
    texts = [report.as_text(receipt.findings, excerpt_of(line_at, terminal_width())), report.summary(receipt.findings)]
    counts = f"{report.counted(receipt.counts)}."
    return "\n".join([as_log("\n".join(filter(None, texts))), *commands(receipt.findings, line_at, place, changed), counts])


def _fix(folder: Path, print_line: Callable[[str], None]) -> None:
    """Write what is certain into the files, until nothing more is: one edit may be in the way of another, or of another finding."""
    # Imported late: without `--fix` nothing of it is needed.
    from builder.reporting.fixing import mended_files, shown, write_mended

    for _ in range(_MOST_ROUNDS):
        files = list(mended_files(folder, _read(folder).findings))
        for path, _, data, made in files:
            write_mended(folder, path, data)
            for edit in made:
                print_line(shown(edit).translate(report.VISIBLE))
        if not files:
            return


def _would_fix(folder: Path) -> int:
    """Print what the first round of `--fix` would change, and return the exit status."""
    from builder.reporting.fixing import as_diff, mended_files

    project = _read(folder)
    if diff := "".join(as_diff(path, old, new) for path, old, new, _ in mended_files(folder, project.findings)):
        say(diff.rstrip("\n"))
    return FINDINGS if project.broken else OK


def _say_aside(line: str) -> None:
    print(line, file=sys.stderr)


def _read(folder: Path) -> Project:
    """Return the project without what only the engine knows of its hand-written pages."""
    # Imported late: a valid receipt needs no parsers.
    from builder.checking.project import read_project
    from builder.publishing.old_versions import with_lost_addresses

    find_pages = find_pages_of(folder) if engine_inputs(folder) else None
    with ProgressLine("Reading the content") as progress:
        return with_lost_addresses(folder, read_project(folder, find_pages, progress))


def _check(folder: Path, inputs: str) -> tuple[Receipt, str]:
    """Return the findings, and why those of hand-written pages are missing; that is empty if they are not."""
    project = _read(folder)
    if not engine_inputs(folder):
        receipt = Receipt(inputs, project.counts, project.findings)
        write_receipt(folder, receipt)
        return receipt, ""
    from builder.engine.mkdocs_build import EngineError, check_pages

    try:
        built = check_pages(project)
    except EngineError as error:
        return Receipt("", project.counts, project.findings), str(error)
    receipt = Receipt(inputs if built.is_plain else "", built.project.counts, built.project.findings)
    write_receipt(folder, receipt)
    return receipt, ""

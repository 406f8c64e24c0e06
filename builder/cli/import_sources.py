"""`explainer import`: bring bibliographies of other programs into a project, as files of `content/sources/` that people read and change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.output import FINDINGS, OK, USAGE, ProgressLine, say
from builder.model.findings import by_rank, has_errors

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from builder.importing.importing import Imported
    from builder.model.findings import Finding


_TO_DO = "New records say `consulted: no` and count for nothing: change it to `full` or `excerpt` where you have read the text."


def run(options: argparse.Namespace, folder: Path) -> int:
    """Import files into a project, print what could not be carried over, and return the exit status."""
    # Imported late, as every command imports what only it needs.
    from builder.bibliographies.pandoc import MissingError
    from builder.importing.project_files import UsageError
    from builder.importing.update import NoListError

    try:
        return _import(options.files, folder)
    except (MissingError, NoListError, UsageError) as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE


def _import(names: list[str], folder: Path) -> int:
    from builder.bibliographies.pandoc import convert
    from builder.importing import project_files as files
    from builder.importing.importing import import_file

    targets = files.checked_files(names, folder)
    taken = files.other_sources(folder, [*map(files.real_path, names), *(folder / target for target in targets.values())])
    there = {name: files.read_target(folder, target) for name, target in targets.items()}
    done: dict[str, Imported] = {}
    with ProgressLine("Importing"):
        for name in targets:
            done[name] = import_file(files.content_of(name), name, there[name], taken, convert)
            taken |= done[name].keys
    findings: list[Finding] = []
    for name, target in targets.items():
        imported = done[name]
        if imported.text != there[name].text:
            files.write_target(folder, target, imported.text)
        findings += imported.findings
        say(f"{name}: {_counted(imported)}{f', in {target}' if imported.text else ''}.")
    if any(imported.added for imported in done.values()):
        say(_TO_DO)
    if findings:
        print(report.as_text(sorted(findings, key=by_rank)), file=sys.stderr)
        print(report.summary(findings), file=sys.stderr)
    return FINDINGS if has_errors(findings) else OK


def _counted(imported: Imported) -> str:
    """Return how many records there are, and how many of them are new or changed."""
    return f"{imported.read:,} record{'' if imported.read == 1 else 's'}, {imported.added:,} new, {imported.changed:,} changed"

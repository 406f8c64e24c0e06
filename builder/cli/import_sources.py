"""`explainer import`: bring what people keep elsewhere into a project, as files that they read and change: bibliographies, and trackers."""

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
    from builder.moving_in.tracker_files import MovedFile


_TO_DO = "New records say `consulted: no` and count for nothing: change it to `full` or `excerpt` where you have read the text."

_ASK = "write `question:` below `title:`, or move the claims to a theme that has one."


def run(options: argparse.Namespace, folder: Path) -> int:
    """Import files into a project, print what could not be carried over, and return the exit status."""
    # Imported late, as every command imports what only it needs.
    from builder.bibliographies.pandoc import MissingError
    from builder.importing.project_files import UsageError
    from builder.importing.update import NoListError
    from builder.moving_in.tracker_files import bibliographies, files_moved_in

    try:
        others = files_moved_in(options.files)
        names = [name for name in options.files if name not in {one.name for one in others}] + bibliographies(options.files)
        findings, is_new = _import(names, folder)
        for one in others:
            found, has_sources = _move_in(one, folder)
            findings, is_new = [*findings, *found], is_new or has_sources
    except (MissingError, NoListError, UsageError) as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    if is_new:
        say(_TO_DO)
    if findings:
        print(report.as_text(sorted(findings, key=by_rank)), file=sys.stderr)
        print(report.summary(findings), file=sys.stderr)
    return FINDINGS if has_errors(findings) else OK


def _import(names: list[str], folder: Path) -> tuple[list[Finding], bool]:
    """Import bibliographies; return the findings, and whether there are new records."""
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
    return findings, any(imported.added for imported in done.values())


def _counted(imported: Imported) -> str:
    """Return how many records there are, and how many of them are new or changed."""
    return f"{imported.read:,} record{'' if imported.read == 1 else 's'}, {imported.added:,} new, {imported.changed:,} changed"


def _move_in(file: MovedFile, folder: Path) -> tuple[list[Finding], bool]:
    """Write what a tracker or a register becomes; return the findings, and whether there are new sources."""
    from builder.importing.project_files import read_target
    from builder.moving_in.content_files import moved
    from builder.moving_in.tracker_files import known_of
    from builder.starting.new_files import write_entry

    done = moved(file, known_of(folder), lambda path: read_target(folder, path).text)
    for path, text in done.files.items():
        write_entry(folder, path, text, is_added=bool(read_target(folder, path).text))
    say(f"{file.name}: {done.counts}{f', in {_places(list(done.files))}' if done.files else ''}.")
    if done.without_question:
        has = "has" if len(done.without_question) == 1 else "have"
        say(f"{_places(list(done.without_question))} {has} no question, as other themes do: {_ASK}")
    return list(done.findings), done.has_sources


def _places(paths: list[str]) -> str:
    """Return where something was written: a few files by name, or how many there are besides."""
    few = [path for path in paths if not path.endswith("/part.yml")]
    return ", ".join(few[:3]) + (f" and {len(few) - 3:,} more" if len(few) > 3 else "")  # noqa: PLR2004

"""`explainer build`: check the content and write the site."""

from __future__ import annotations

import logging
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.cli.output import FINDINGS, OK, REFUSED, SITE_BUILT, ProgressLine, print_built, print_findings
from builder.publishing.build_receipt import Receipt, read_receipt, settled_inputs, write_receipt

if TYPE_CHECKING:
    import argparse

    from builder.checking.project import FindPages, Project
    from builder.engine.mkdocs_build import Built


def run(_options: argparse.Namespace, folder: Path) -> int:
    """Build a project unless its site is up to date, and return the exit status."""
    inputs = settled_inputs(folder)
    receipt = read_receipt(folder, inputs)
    if receipt and receipt.site_stands:
        print_findings(receipt, folder)
        print_built(receipt, Path(receipt.site, "index.html"))
        return OK
    built = build(folder, inputs)
    if built.folder is None:
        return status_without_site(built.project)
    print_built(built.project, built.folder / "index.html")
    return OK


def status_without_site(project: Project) -> int:
    """Return the exit status of a build without a site."""
    return REFUSED if any(finding.where.path.startswith("mkdocs.") for finding in project.findings) else FINDINGS


def build(folder: Path, inputs: str) -> Built:
    """Return the checked project and its site, which has no folder if the content or the configuration has errors."""
    # Imported late: an up-to-date site needs no parsers.
    from builder.checking.project import read_project
    from builder.history.versions import read_history
    from builder.publishing.old_versions import with_lost_addresses

    with ProgressLine("Reading the content") as progress:
        project = with_lost_addresses(folder, read_project(folder, find_pages_of(folder), progress))
    history = read_history(folder)
    checked = project.with_findings(history.findings)
    from builder.engine.mkdocs_build import Built, EngineError, build_site, check_pages, recover_site

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        with ProgressLine("Writing the site") as progress:
            built = check_pages(project) if checked.broken else build_site(project, progress, history)
    except EngineError as error:
        print_findings(checked, folder)
        print(f"explainer: {error}", file=sys.stderr)
        return Built(None, "", checked, is_plain=False)
    complete = built.project.with_findings(history.findings)
    print_findings(complete, folder)
    if built.folder is None:
        recover_site(project)
        print("explainer: site not built; the previous site is unchanged", file=sys.stderr)
        return built._replace(project=complete)
    # A history of which something is missing may be whole the next time with the same inputs, and `check` does not speak of it.
    outputs = "" if history.findings else built.outputs
    receipt = Receipt(inputs if built.is_plain else "", built.project.counts, built.project.findings, str(built.folder), outputs)
    try:
        write_receipt(folder, receipt)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(SITE_BUILT) from None
    return built._replace(project=complete)


def find_pages_of(folder: Path) -> FindPages:
    """Return the function that lists the hand-written pages of a project, which imports the engine only then."""
    return partial(_find_pages, folder)


def _find_pages(folder: Path) -> tuple[list[Any], list[Any]]:
    found: tuple[list[Any], list[Any]] = import_module("builder.engine.mkdocs_build").page_finder_of(folder)()
    return found

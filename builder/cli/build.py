"""`explainer build`: check the content and write the site."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cli.engine import find_pages_of
from builder.cli.exit_status import FINDINGS, OK, SITE_BUILT
from builder.cli.output import print_built, print_findings
from builder.cli.progress import ProgressLine
from builder.site.build_receipt import Receipt, read_receipt, settled_inputs, write_receipt

if TYPE_CHECKING:
    import argparse

    from builder.checking.project import Project


def run(_options: argparse.Namespace, folder: Path) -> int:
    """Build a project unless its site is up to date, and return the exit status."""
    inputs = settled_inputs(folder)
    receipt = read_receipt(folder, inputs)
    if receipt and receipt.site_stands:
        print_findings(receipt)
        print_built(receipt, Path(receipt.site, "index.html"))
        return OK
    project, site = build(folder, inputs)
    if site is None:
        return FINDINGS
    print_built(project, site / "index.html")
    return OK


def build(folder: Path, inputs: str) -> tuple[Project, Path | None]:
    """Return the checked project and the folder of its site; None if the content or the configuration has errors."""
    # Imported late: an up-to-date site needs no parsers.
    from builder.checking.project import read_project

    with ProgressLine("Reading the content") as progress:
        project = read_project(folder, find_pages_of(folder), progress)
    from builder.engine.mkdocs_build import EngineError, build_site, check_pages

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        with ProgressLine("Writing the site") as progress:
            built = check_pages(project) if project.broken else build_site(project, progress)
    except EngineError as error:
        print_findings(project)
        print(f"explainer: {error}", file=sys.stderr)
        return project, None
    print_findings(built.project)
    if built.folder is None:
        print("explainer: site not built; the previous site is unchanged", file=sys.stderr)
        return built.project, None
    try:
        receipt = Receipt(inputs if built.is_plain else "", built.project.counts, built.project.findings, str(built.folder), built.outputs)
        write_receipt(folder, receipt)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(SITE_BUILT) from None
    return built.project, built.folder

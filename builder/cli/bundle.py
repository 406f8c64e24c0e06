"""`explainer bundle`: build, audit, and write an offline zip."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from builder.bundles.zip_bundle import bundle
from builder.checking import report
from builder.cli.build import build, status_without_site
from builder.cli.exit_status import FINDINGS, OK, SITE_BUILT
from builder.cli.output import print_built, say
from builder.publishing.build_receipt import settled_inputs
from builder.publishing.output_folders import OutputError, bundle_folder
from builder.publishing.publish import project_lock
from builder.reading.files import named_scripts
from builder.site.audit import audit

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(_options: argparse.Namespace, folder: Path) -> int:
    """Build a project, read the site back, and bundle it if nothing in it is dead or asks another host."""
    site = None
    try:
        target = bundle_folder(folder)
        project, site = build(folder, settled_inputs(folder))
        if site is None:
            return status_without_site(project)
        with project_lock(folder):
            findings = audit(site, named_scripts(folder))
            path = None if findings else bundle(project, site, target)
    except OutputError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return FINDINGS
    except KeyboardInterrupt as error:
        if site is None and str(error) != SITE_BUILT:
            raise
        raise KeyboardInterrupt(f"{SITE_BUILT}, the bundle was not") from None
    if path is None:
        print(report.as_text(findings), file=sys.stderr)
        print("explainer: the bundle was not written", file=sys.stderr)
        return FINDINGS
    say(f"Bundle {path} ({path.stat().st_size / 1e6:.1f} MB)")
    print_built(project, site / "index.html")
    return OK

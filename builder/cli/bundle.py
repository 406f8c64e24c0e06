"""`explainer bundle`: build, audit, and write an offline zip."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from builder.bundles.zip_bundle import bundle
from builder.checking import report
from builder.cli.build import build, status_without_site
from builder.cli.exit_status import FINDINGS, OK, SITE_BUILT
from builder.cli.output import print_built, say
from builder.site.audit import audit
from builder.site.build_receipt import settled_inputs

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(_options: argparse.Namespace, folder: Path) -> int:
    """Build a project, read the site back, and bundle it if nothing in it is dead or asks another host."""
    site = None
    try:
        project, site = build(folder, settled_inputs(folder))
        if site is None:
            return status_without_site(project)
        if findings := audit(site):
            print(report.as_text(findings), file=sys.stderr)
            print("explainer: the bundle was not written", file=sys.stderr)
            return FINDINGS
        path = bundle(project, site, folder / "dist")
    except KeyboardInterrupt as error:
        if site is None and str(error) != SITE_BUILT:
            raise
        raise KeyboardInterrupt(f"{SITE_BUILT}, the bundle was not") from None
    say(f"Bundle {path} ({path.stat().st_size / 1e6:.1f} MB)")
    print_built(project, site / "index.html")
    return OK

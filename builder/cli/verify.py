"""`explainer verify`: whether bundles that were received are as they were written."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from builder.bundles.signature import SignatureRefusedError
from builder.cli.output import FINDINGS, OK, USAGE, say
from builder.verifying.reports import as_json, as_text
from builder.verifying.verify import verify

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace, _folder: Path) -> int:
    """Verify files, print what is the matter with each, and return the exit status."""
    paths = [Path(name) for name in options.files]
    if missing := [path for path in paths if not path.exists()]:
        print(f"explainer: there is no file {missing[0]}", file=sys.stderr)
        return USAGE
    try:
        reports = [verify(path, options.key) for path in paths]
    except SignatureRefusedError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if options.format == "json" else None, errors="backslashreplace")
    say(as_json(reports) if options.format == "json" else "\n".join(map(as_text, reports)))
    return FINDINGS if any(report.problems for report in reports) else OK

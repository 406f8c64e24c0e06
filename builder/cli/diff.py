"""`explainer diff`: what differs between two bundles, claim by claim."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cli.output import OK, USAGE, say
from builder.comparing.difference import difference
from builder.comparing.received import received_graph
from builder.comparing.reports import as_json, as_markdown, as_text

if TYPE_CHECKING:
    import argparse

_FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown}


def run(options: argparse.Namespace, _folder: Path) -> int:
    """Compare two bundles and print what differs."""
    paths = [Path(options.old), Path(options.new)]
    if missing := [path for path in paths if not path.exists()]:
        print(f"explainer: there is no file {missing[0]}", file=sys.stderr)
        return USAGE
    try:
        old, new = map(received_graph, paths)
    except ValueError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    say(_FORMATS[options.format](difference(old, new)))
    return OK

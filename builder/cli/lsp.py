"""`explainer lsp`: help an editor while an explainer is written, as a language server on the standard input and output."""

from __future__ import annotations

import logging
import signal
import sys
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from builder.cli.output import FINDINGS, OK, USAGE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(_options: argparse.Namespace, _folder: Path) -> int:
    """Serve an editor until it ends, and return the exit status."""
    if not find_spec("pygls"):
        install = "pip install 'explainer[lsp]'"
        print(f"explainer: lsp needs a library that is not installed; install it with: {install}", file=sys.stderr)
        return USAGE
    # Imported late: it may be missing.
    from builder.language_server.server import serve_editor

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for end in (signal.SIGINT, signal.SIGTERM):  # a thread waits for input, which no exception would end
        signal.signal(end, signal.SIG_DFL)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a plugin of MkDocs prints
    return OK if serve_editor(version("explainer"), stdin, stdout) else FINDINGS

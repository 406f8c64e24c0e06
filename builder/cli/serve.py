"""`explainer serve`: serve the site and rebuild it after every change."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.output import OK, USAGE, print_findings, say
from builder.serving.address import ServeError, read_address, read_name
from builder.serving.server import serving

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from builder.serving.site_state import Update


def run(options: argparse.Namespace, folder: Path) -> int:
    """Serve a project until Ctrl+C, and return the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for end in (signal.SIGINT, signal.SIGTERM):  # also if started by a script, which may ignore SIGINT
        signal.signal(end, signal.default_int_handler)
    try:
        with serving(folder, read_address(options.address), map(read_name, options.allow_host)) as served:
            say(f"Serving {served.url} (Ctrl+C ends it)")
            before = None
            for update in served.updates():
                _print_update(update, before)
                before = update
    except ServeError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        say("")  # below the ^C that the terminal shows
    return OK


def _print_update(update: Update, before: Update | None) -> None:
    """Print what was rebuilt, and the findings if they have changed."""
    if before is None or update.project.findings != before.project.findings:
        print_findings(update.project.with_findings(update.history), update.project.folder)
    if update.trouble:
        print(f"explainer: {update.trouble.splitlines()[-1]}", file=sys.stderr)  # its causes have been logged
    if update.project.broken or update.trouble:
        print("explainer: showing the last good version until this is fixed", file=sys.stderr)
    if update.changed:
        path, *others = update.changed
        say(f"{path}{f' and {len(others):,} more' if others else ''}: rebuilt in {update.seconds * 1000:.0f} ms")
    else:
        say(f"{report.counted(update.project.counts)}: ready in {update.seconds:.1f} s")

"""`explainer serve`: serve the site and rebuild it after every change."""

from __future__ import annotations

import logging
import signal
import sys
from typing import TYPE_CHECKING

from builder.checking import report
from builder.cli.exit_status import OK, USAGE
from builder.cli.output import print_findings
from builder.serving.server import ServeError, read_address, serving

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from builder.serving.site_state import Round


def run(options: argparse.Namespace, folder: Path) -> int:
    """Serve a project until Ctrl+C."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for end in (signal.SIGINT, signal.SIGTERM):  # also where it was begun by a script, which leaves Ctrl+C to others
        signal.signal(end, signal.default_int_handler)
    try:
        with serving(folder, read_address(options.address)) as served:
            print(f"Serving {served.url} (Ctrl+C ends it)", flush=True)
            before = None
            for done in served.rounds():
                _print_round(done, before)
                before = done
    except ServeError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print()  # below the ^C that the terminal shows
    return OK


def _print_round(done: Round, before: Round | None) -> None:
    """Print what was rebuilt, and the findings if they are not those of the time before."""
    if before is None or done.project.findings != before.project.findings:
        print_findings(done.project)
    if done.trouble:
        print(f"explainer: {done.trouble.splitlines()[-1]}", file=sys.stderr)  # what led to it has been logged
    if done.project.broken or done.trouble:
        print("explainer: showing the last good version until this is fixed", file=sys.stderr)
    if done.changed:
        first, *others = done.changed
        print(f"{first}{f' and {len(others):,} more' if others else ''}: rebuilt in {done.seconds * 1000:.0f} ms", flush=True)
    else:
        print(f"{report.counted(done.project.counts)}: ready in {done.seconds:.1f} s", flush=True)

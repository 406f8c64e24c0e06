"""The command line: arguments to stages to an exit status. The only module that prints and exits.

Exit status: 0 done, 1 findings of severity error, 2 wrong use.
"""

from __future__ import annotations

import argparse
import gc
import logging
import signal
import sys
import time
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from builder.site.build_receipt import Receipt, inputs_state, read_receipt, settled_inputs, write_receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from builder.checking.project import Project
    from builder.checking.two_processes import Progress
    from builder.serving.site_state import Round

_OK, _FINDINGS, _USAGE = 0, 1, 2
_PATIENCE = 0.5
"""Seconds after which people want to know how far a work has come."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    folder = Path(options.folder).resolve()
    if not folder.is_dir():
        print(f"explainer: there is no folder {options.folder}", file=sys.stderr)
        return _USAGE
    run: Callable[[argparse.Namespace, Path], int] = options.run
    gc.disable()  # an explainer is made once and thrown away whole: looking for cycles in it takes a quarter of the time
    try:
        return run(options, folder)
    except KeyboardInterrupt:
        print("explainer: interrupted; nothing was changed", file=sys.stderr)
        return 130


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # Imported late: looking a package up takes longer than checking a small explainer's receipt.
        from importlib.metadata import version

        print(f"explainer {version('explainer')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="explainer", description="Sites in which every statement carries its sources.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(metavar="command", required=True)
    for name, run, words in (
        ("build", _build, "check the content and write the site to site/"),
        ("check", _check, "check the content and report every finding"),
        ("serve", _serve, "serve the site and rebuild it after every change"),
        ("bundle", _bundle, "build, audit, and write an offline zip to dist/"),
    ):
        command = commands.add_parser(name, help=words, description=words.capitalize() + ".")
        command.add_argument("folder", nargs="?", default=".", help="the project's folder (default: this one)")
        command.set_defaults(run=run)
        if name == "check":
            command.add_argument("--format", choices=("text", "json"), default="text", help="how to print the findings (default: text)")
        if name == "serve":
            command.add_argument("--address", default="127.0.0.1:8000", help="where to serve, HOST:PORT (default: 127.0.0.1:8000)")
    return parser


class _Progress:
    """How far long work has come, in a line on the terminal that is gone afterwards; in a pipe, nothing."""

    def __init__(self, words: str) -> None:
        """`words` say what is being done."""
        self._words = words
        self._begun = time.monotonic()
        self._is_seen = sys.stderr.isatty()
        self._line = ""

    def __enter__(self) -> Progress:
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self._line:
            print(f"\r{' ' * len(self._line)}\r", end="", file=sys.stderr, flush=True)

    def _tell(self, done: int, parts: int) -> None:
        line = f"{self._words}: {done * 100 // parts} %"
        if self._is_seen and line != self._line and time.monotonic() - self._begun > _PATIENCE:
            print(f"\r{line}", end="", file=sys.stderr, flush=True)  # it never gets shorter
            self._line = line


def _read(folder: Path, *, to_build: bool = False) -> Project:
    # Every import of the stages is made late: `explainer --help` must not wait for parsers and engines.
    from builder.checking.project import read_project

    with _Progress("Reading the content") as progress:
        return read_project(folder, partial(import_module, "builder.engine.mkdocs_build") if to_build else lambda: None, progress)


def _check(options: argparse.Namespace, folder: Path) -> int:
    from builder.checking import report

    inputs = inputs_state(folder)
    receipt = read_receipt(folder, inputs)
    if receipt is None:
        project = _read(folder)
        receipt = Receipt(inputs, project.counts, project.findings)
        write_receipt(folder, receipt)
    if options.format == "json":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # RFC 8259, section 8.1: whatever the terminal or pipe has
        print(report.as_json(receipt.findings))
    else:
        _print_findings(receipt)
        print(f"{report.counted(receipt.counts)}.")
    return _FINDINGS if receipt.broken else _OK


def _print_findings(made: Project | Receipt) -> None:
    from builder.checking import report

    if made.findings:
        print(report.as_text(made.findings), file=sys.stderr)
        print(report.summary(made.findings), file=sys.stderr)


def _built(folder: Path, inputs: str) -> tuple[Project, Path | None]:
    """Check and build; no folder when the content has errors or the engine refuses."""
    project = _read(folder, to_build=True)
    _print_findings(project)
    if project.broken:
        print("explainer: site not built; the previous site is unchanged", file=sys.stderr)
        return project, None
    from builder.engine.mkdocs_build import EngineError, build_site

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        with _Progress("Writing the site") as progress:
            built = build_site(project, progress)
    except EngineError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return project, None
    write_receipt(folder, Receipt(inputs, project.counts, project.findings, str(built.folder), built.outputs))
    return project, built.folder


def _build(_options: argparse.Namespace, folder: Path) -> int:
    inputs = settled_inputs(folder)
    receipt = read_receipt(folder, inputs)
    if receipt and receipt.site_stands:
        _print_findings(receipt)
        _print_done(receipt, Path(receipt.site, "index.html"))
        return _OK
    project, site = _built(folder, inputs)
    if site is None:
        return _FINDINGS
    _print_done(project, site / "index.html")
    return _OK


def _print_done(made: Project | Receipt, path: Path) -> None:
    from builder.checking import report

    print(f"{report.counted(made.counts)}.")
    print(f"Open {path}")


def _bundle(_options: argparse.Namespace, folder: Path) -> int:
    from builder.bundles.zip_bundle import bundle
    from builder.checking import report
    from builder.site.audit import audit

    project, site = _built(folder, settled_inputs(folder))
    if site is None:
        return _FINDINGS
    if findings := audit(site):
        print(report.as_text(findings), file=sys.stderr)
        print("explainer: the bundle was not written", file=sys.stderr)
        return _FINDINGS
    path = bundle(project, site, folder / "dist")
    print(f"Bundle {path} ({path.stat().st_size / 1e6:.1f} MB)")
    _print_done(project, site / "index.html")
    return _OK


def _serve(options: argparse.Namespace, folder: Path) -> int:
    from builder.serving.server import ServeError, read_address, serving

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
        return _USAGE
    except KeyboardInterrupt:
        print()  # below the ^C that the terminal shows
    return _OK


def _print_round(done: Round, before: Round | None) -> None:
    """Say what was done, and what was found if it is not what was found the time before."""
    from builder.checking import report

    if before is None or done.project.findings != before.project.findings:
        _print_findings(done.project)
    if done.trouble:
        print(f"explainer: {done.trouble.splitlines()[-1]}", file=sys.stderr)  # what led to it has been logged
    if done.project.broken or done.trouble:
        print("explainer: the pages are as they were until this is mended", file=sys.stderr)
    if done.changed:
        first, *others = done.changed
        print(f"{first}{f' and {len(others):,} more' if others else ''}: rebuilt in {done.seconds * 1000:.0f} ms", flush=True)
    else:
        print(f"{report.counted(done.project.counts)}: ready in {done.seconds:.1f} s", flush=True)

"""The command line: which command is to run, and the exit status.

Exit status: 0 done, 1 findings of severity error, 2 invalid usage, 3 the machine refuses (no permission, no space), 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import gc
import sys
from contextlib import suppress
from importlib import import_module
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cli.output import INTERRUPTED, REFUSED, USAGE, refusal
from builder.starting.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STATUSES = (
    "Exit status: 0 done, 1 findings of severity error, 2 invalid usage, 3 the machine refuses (no permission, no space), 130 interrupted"
)
_COMMANDS = {
    "new": "begin an explainer, or a theme, a group or a source of one",
    "build": "check the content and write the site to site/",
    "check": "check the content and report every finding",
    "serve": "serve the site and rebuild it after every change",
    "lsp": "help an editor while you write, as a language server (editors start it)",
    "bundle": "build, audit, and write what people carry away to dist/",
    "verify": "check whether bundles that were received are as they were written",
    "diff": "tell what differs between two versions or bundles, claim by claim",
    "import": "bring what you keep elsewhere into a project: bibliographies, tables, lists, Markdown",
}
_BEGUN = {"project": "an explainer", "theme": "a theme", "group": "a group", "source": "a source"}
_MODULES = {"import": "import_sources"}
"""Modules whose commands have names that Python keeps for itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    place = "the standard output"
    try:
        options = _options(arguments)
        place = options.folder
        return _run(options)
    except KeyboardInterrupt as error:
        print(f"explainer: interrupted; {str(error) or 'the site is unchanged'}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:  # of files, disks and permissions: content never raises, and a bug raises something else
        message = refusal(error, place)
    except MemoryError:
        message = "the system refuses more memory"
    with suppress(OSError):  # the standard error may be what is refused
        print(f"explainer: {message}", file=sys.stderr)
    return REFUSED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    try:
        return _parser().parse_args(arguments)
    except SystemExit:
        if sys.stdout:
            sys.stdout.flush()  # a help text that cannot be printed
        raise


def _run(options: argparse.Namespace) -> int:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed", "the standard output")
    folder = Path(realpath(options.folder))  # unlike `Path.resolve` it survives a link to itself
    if not folder.is_dir():
        print(f"explainer: there is no folder {options.folder}", file=sys.stderr)
        return USAGE
    gc.disable()  # the process ends with the explainer, and collecting cycles would take a quarter of the time
    # Imported late: `explainer --help` must not wait for parsers and engines, nor one command for the imports of another.
    command = import_module(f"builder.cli.{_MODULES.get(options.command, options.command)}")
    status: int = command.run(options, folder)
    return status


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # Imported late: finding the package's metadata takes longer than checking a small explainer's receipt.
        from importlib.metadata import version

        print(f"explainer {version('explainer')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="explainer", description="Sites in which every statement carries its sources.", epilog=f"{_STATUSES}."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(metavar="command", dest="command", required=True)
    for name, words in _COMMANDS.items():
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        if name not in _WITHOUT_FOLDER:
            command.add_argument("folder", nargs="?", default=".", help="the project's folder (default: this one)")
        if add_options := _OPTIONS.get(name):
            add_options(command)
    return parser


def _add_new(command: argparse.ArgumentParser) -> None:
    """Add what can be begun, each with an option for every question that is asked otherwise."""
    things = command.add_subparsers(metavar="what", dest="what", required=True)
    for what, questions in QUESTIONS.items():
        words = f"Begin {_BEGUN[what]}. On a terminal, what no option says is asked for."
        thing = things.add_parser(what, help=f"begin {_BEGUN[what]}", description=words)
        thing.set_defaults(folder=".")
        if what != "project":
            thing.add_argument("--into", dest="folder", default=".", metavar="FOLDER", help="the project's folder (default: this one)")
        for question in questions:
            if question.name == "target":
                thing.add_argument("target", nargs="?", metavar="FOLDER", help="the new folder, or an empty one")
            else:
                thing.add_argument(f"--{question.name}", metavar="TEXT", help=question.words)


def _add_check(command: argparse.ArgumentParser) -> None:
    forms = "how to print the findings (default: text); github is for a step of GitHub Actions, sarif for its code scanning"
    command.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text", help=forms)
    command.add_argument("--fix", action="store_true", help="write what is certain into the files, then report what remains")
    command.add_argument("--dry-run", action="store_true", help="with --fix: write nothing, print the first round as a diff")
    command.add_argument("--baseline", metavar="FILE", help="leave out the warnings that this file says to be known")
    command.add_argument("--write-baseline", metavar="FILE", help="write the warnings that there are into a file for --baseline")


def _add_serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--address", default="127.0.0.1:8000", help="where to serve, HOST:PORT (default: 127.0.0.1:8000)")
    allowed = "answer also to this name of a host, as a proxy or another machine uses it; may be repeated"
    command.add_argument("--allow-host", action="append", default=[], metavar="NAME", help=allowed)


def _add_lsp(command: argparse.ArgumentParser) -> None:
    command.set_defaults(folder=".")


def _add_bundle(command: argparse.ArgumentParser) -> None:
    written = "what to write, with commas between (default: what the settings publish, or else zip,html)"
    command.add_argument("--format", default="", metavar="FORMATS", help=written)
    command.add_argument("--since", metavar="OLD", help="write what has changed, too, since this older bundle, a zip")
    signed = "sign what is written with this secret key of minisign, a file without a password"
    command.add_argument("--sign", metavar="KEY", help=signed)


def _add_verify(command: argparse.ArgumentParser) -> None:
    received = "a bundle: zip, EPUB, HTML, PDF, ZIM, or the folder of an unpacked zip"
    command.add_argument("files", nargs="+", metavar="FILE", help=received)
    command.add_argument("--format", choices=("text", "json"), default="text", help="how to print the result (default: text)")
    command.add_argument("--key", help="the public key of minisign, or its file, that the signatures beside the bundles must be of")
    command.set_defaults(folder=".")


def _add_diff(command: argparse.ArgumentParser) -> None:
    what = "a version as git names it (main, main...), or a bundle: a zip, the folder of an unpacked one, its explainer.json"
    command.add_argument("old", metavar="OLD", help=what)
    command.add_argument("new", metavar="NEW", nargs="?", default="", help="as OLD (default: the project's folder as it stands)")
    forms = "how to print what differs (default: text); html is one file for reviewers, with the whole explainer in it"
    command.add_argument("--format", choices=("text", "json", "markdown", "html"), default="text", help=forms)
    command.add_argument("--project", dest="folder", default=".", metavar="FOLDER", help="the project's folder (default: this one)")


def _add_import(command: argparse.ArgumentParser) -> None:
    read = "a bibliography (.bib, .ris, .xml of EndNote, .json or .yaml of CSL), or entries with their sources"
    entries = f"{read} (.csv, .tsv, .json, .jsonl, .yaml, .md, a folder of .md)"
    command.add_argument("files", nargs="+", metavar="FILE", help=entries)
    command.add_argument("--into", dest="folder", default=".", metavar="FOLDER", help="the project's folder (default: this one)")


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "new": _add_new,
    "check": _add_check,
    "serve": _add_serve,
    "lsp": _add_lsp,
    "bundle": _add_bundle,
    "verify": _add_verify,
    "diff": _add_diff,
    "import": _add_import,
}
_WITHOUT_FOLDER = {"new", "lsp", "verify", "diff", "import"}
"""Commands that are told otherwise where they work, or not at all."""

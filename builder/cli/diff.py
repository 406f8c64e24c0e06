"""`explainer diff`: what differs between two states of an explainer, claim by claim."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from builder.cli.output import FINDINGS, OK, USAGE, say
from builder.comparing.difference import Difference, difference
from builder.comparing.reports import as_json, as_markdown, as_text
from builder.comparing.states import State, checked_out, states

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

_FORMATS: dict[str, Callable[[Difference], str]] = {"text": as_text, "json": as_json, "markdown": as_markdown}


def run(options: argparse.Namespace, folder: Path) -> int:
    """Compare two states and print what differs."""
    try:
        old, new = states(folder, options.old, options.new)
        found = difference(old.graph, new.graph)
        text = _FORMATS[options.format](found) if options.format in _FORMATS else _review_page(folder, old, new, found)
    except ValueError as error:
        print(f"explainer: {error}", file=sys.stderr)
        return USAGE
    if not text:
        return FINDINGS
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if options.format == "html" else None, errors="backslashreplace")
    say(text)
    return OK


def _review_page(folder: Path, old: State, new: State, found: Difference) -> str:
    """Return the page for reviewers, with the new state in it, or the old one if the new one has errors; empty if both have.

    Raises ValueError for states that cannot be built.
    """
    if not new.explainer:
        raise ValueError("a page for reviewers is made of a project and its versions: a bundle lacks the hand-written pages")
    shown = old if new.errors and old.commit else new
    if not shown.commit:
        return _built_page(folder, found, new)
    with checked_out(folder, shown.commit) as scratch:
        return _built_page(scratch, found, new)


def _built_page(folder: Path, found: Difference, new: State) -> str:
    # Imported late: the other formats build nothing.
    from builder.bundles.bundle_files import bundle_files
    from builder.cli.build import build
    from builder.comparing.review_page import review_page
    from builder.publishing.build_receipt import settled_inputs
    from builder.publishing.publish import project_lock

    built = build(folder, settled_inputs(folder))
    if built.folder is None or built.renderer is None:
        return ""
    with project_lock(built.project.folder):
        bundle = bundle_files(built.project, built.folder, built.renderer, built.introductions)
        return review_page(bundle, built.renderer, found, new.errors)

"""Pandoc, which reads the bibliographies of other programs: the only module that runs it.

It comes with the package `pypandoc-binary`, which only an import needs. It gets texts by its standard input and runs in its sandbox
(`--sandbox`), where no text makes it open a file or an address.
"""

from __future__ import annotations

import json
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from builder.bibliographies.records import Convert, Item

_PLACE = re.compile(r"\(line ([0-9]+), column ([0-9]+)\)")
_MOST_REFUSED = 16
"""Units that are taken out one by one, each by reading all again; then the rest is read in halves."""
_INSTALL = "this needs pandoc, which is not installed; install it with: pip install 'explainer[import]'"


class MissingError(Exception):
    """Pandoc is not installed; the message says how to install it."""


class UnreadableError(Exception):
    """Pandoc refuses a text; `line` is where, counted from 1, or 0 if it does not say."""

    def __init__(self, line: int) -> None:
        self.line = line


def pandoc() -> str:
    """Return the path of pandoc. Raises `MissingError` if there is none."""
    package = find_spec("pypandoc")
    bundled = [which("pandoc", path=str(Path(folder, "files"))) for folder in (package.submodule_search_locations or () if package else ())]
    if found := next(filter(None, [*bundled, which("pandoc")]), None):
        return found
    raise MissingError(_INSTALL)


def convert(form: str, text: str) -> list[Item]:
    """Return the records that pandoc reads in a text, as CSL-JSON with every number as text.

    `form` is the name of one of its readers: `biblatex`, `bibtex`, `ris` or `endnotexml`. Raises `UnreadableError` if it refuses the
    text, and `MissingError`.
    """
    command = [pandoc(), "--sandbox", f"--from={form}", "--to=csljson"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        place = _PLACE.search(done.stderr.decode("utf-8", "replace"))
        raise UnreadableError(int(place[1]) if place else 0)
    return cast("list[Item]", json.loads(done.stdout, parse_int=str, parse_float=str))


def converted(units: dict[str, str], form: str, convert: Convert) -> tuple[dict[str, Item], set[str]]:
    """Return what pandoc reads in units of text, by their keys, which are the ids in them; and the keys of those that it refuses."""
    left: dict[str, str] = dict(units)
    refused: set[str] = set()
    for _ in range(_MOST_REFUSED):
        try:
            return _by_id(convert(form, "".join(left.values()))), refused
        except UnreadableError as error:
            key = _key_at(error.line, left)
            if not key:
                break
            refused.add(key)
            del left[key]
    return _halved(left, form, convert, refused)


def _key_at(line: int, units: dict[str, str]) -> str:
    """Return the key of the unit in which a line stands, counted from 1; empty if it is in none."""
    for key, text in units.items() if line > 0 else ():
        line -= text.count("\n")
        if line <= 0:
            return key
    return ""


def _halved(units: dict[str, str], form: str, convert: Convert, refused: set[str]) -> tuple[dict[str, Item], set[str]]:
    try:
        return _by_id(convert(form, "".join(units.values()))), refused
    except UnreadableError:
        if len(units) <= 1:
            return {}, refused | set(units)
    pairs = list(units.items())
    items: dict[str, Item] = {}
    for half in (pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :]):
        found, refused = _halved(dict(half), form, convert, refused)
        items |= found
    return items, refused


def _by_id(items: list[Item]) -> dict[str, Item]:
    return {str(item.get("id", "")): item for item in items}

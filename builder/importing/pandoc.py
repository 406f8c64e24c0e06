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
    from builder.importing.records import Item

_PLACE = re.compile(r"\(line ([0-9]+), column ([0-9]+)\)")
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

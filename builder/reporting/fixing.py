"""`explainer check --fix`: what findings know to mend, written into the files of a project until nothing more can be."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publishing.checksummed import read_derived, write_derived
from builder.reporting.edits import edited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.model.findings import Edit, Finding

_FOLDERS = ("content/", "docs/")


def mended_files(project: Path, findings: Iterable[Finding]) -> Iterator[tuple[str, bytes, bytes, list[Edit]]]:
    """Yield each file of content or docs that findings can mend: its path, its bytes as they are and as they should be, and the edits.

    Files that are reached by a link are left alone, and so is what is not UTF-8. Nothing is written.
    """
    by_path: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in (edit for found in findings for edit in found.edits if edit.where.path.startswith(_FOLDERS)):
        by_path[edit.where.path].append(edit)
    root = os.path.realpath(project)
    for path, edits in sorted(by_path.items()):
        file = os.path.normpath(os.path.join(root, path))  # noqa: PTH118  # the parent of a link is not what its path says
        if os.path.realpath(file) != file:
            continue
        data = read_derived(Path(file))
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        text, made = edited(text, edits)
        if made:
            yield path, data, text.encode(), made


def write_mended(project: Path, path: str, data: bytes) -> None:
    """Write a file in the place of one that is there, atomically and with its permissions. Raises OSError; the old one stays then."""
    file = Path(os.path.realpath(project), path)
    mode = stat.S_IMODE(file.stat().st_mode)
    write_derived(file, (data,), mode)


def shown(edit: Edit) -> str:
    """Return in one line what an edit replaces, and by what."""
    old, new = (part.replace("\n", "⏎") for part in (edit.old, edit.new))
    return f"{edit.where}: `{old}` → `{new}`"


def as_diff(path: str, old: bytes, new: bytes) -> str:
    """Return what changes in a file, as a unified diff that `patch -p1` and `git apply` read."""
    lines = unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(data: bytes) -> list[str]:
    """Return the lines of a text, each with its line feed: other signs that some take for line ends are none for programs of diff."""
    lines = data.decode().split("\n")
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]

"""The lines that findings are about, read from the disk when they are shown: a receipt holds no content."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publishing.checksummed import read_derived

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from builder.model.findings import Where

_MAX_BYTES = 16 * 1024 * 1024
"""As of content; larger files are not read."""


def source_lines(project: Path) -> Callable[[Where], str | None]:
    """Return the function that gives the line at a place of a project, without its end.

    It gives None where the file cannot be read, is none, is too large, or is reached by a link: what a link leads to may be no one's
    business. Lines and columns are those of findings: a byte order mark does not count, and only a line feed ends a line.
    """
    root = os.path.realpath(project)

    @cache
    def lines_of(path: str) -> Sequence[str]:
        file = os.path.normpath(os.path.join(root, path))  # noqa: PTH118  # the parent of a link is not what its path says
        try:
            if os.path.realpath(file) != file or os.stat(file).st_size > _MAX_BYTES:  # noqa: PTH116
                return ()
        except (OSError, ValueError):  # a path of a finding may hold anything
            return ()
        text = read_derived(Path(file)).decode(errors="replace").removeprefix("\ufeff")
        return text.replace("\r\n", "\n").split("\n") if text else ()

    def line_at(where: Where) -> str | None:
        lines = lines_of(where.path)
        line = lines[where.line - 1] if 1 <= where.line <= len(lines) else None
        return None if line is None or "\0" in line else line  # a picture has no lines

    return line_at

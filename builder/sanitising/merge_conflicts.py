"""What git leaves in a file where two people have changed the same place, and did not decide between the two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = re.compile(r"^(?:[<>|]{7}(?:[ \t][^\n]*)?|={7})[ \t]*\r?$", re.MULTILINE)
_SIGNS = ("<<<<<<<", ">>>>>>>", "=======")


def conflict_line(text: str, code_ranges: Callable[[str], list[tuple[int, int]]] | None, *, underlines: bool) -> int:
    """Return the line of the first marker of a merge conflict in a text, 0 if there is none.

    Those in code do not count, if there is a function that finds it. With `underlines`, a line of `=` alone may underline a title.
    """
    if not any(sign in text for sign in _SIGNS):
        return 0
    markers = [match for match in _MARKER.finditer(text) if len(set(match[0][:7])) == 1]
    if underlines and all(match[0][0] == "=" for match in markers):
        return 0
    ranges = code_ranges(text) if markers and code_ranges else []
    at = next((match.start() for match in markers if not any(start <= match.start() < end for start, end in ranges)), -1)
    return 0 if at < 0 else text.count("\n", 0, at) + 1


def first_version(text: str) -> str:
    """Return a text with the first version of each place in conflict, and empty lines for the rest: ids in it are known."""
    lines, kept = [], True
    for line in text.split("\n"):
        if _MARKER.match(line):
            kept = line[0] in "<>"
            lines.append("")
        else:
            lines.append(line if kept else "")
    return "\n".join(lines)

"""What git leaves in a file where two people have changed the same place, and did not decide between the two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = re.compile(r"^(?:[<>|]{7}(?:[ \t][^\n]*)?|={7})[ \t]*\r?$", re.MULTILINE)
_SIGNS = ("<<<<<<<", ">>>>>>>", "=======", "|||||||")


class Conflict(NamedTuple):
    """What git has left in a text."""

    line: int
    """Of the first marker."""
    message: str
    hint: str


def find_conflict(text: str, code_ranges: Callable[[str], list[tuple[int, int]]] | None, *, underlines: bool) -> Conflict | None:
    """Return what is left of a merge conflict in a text, None if nothing is.

    Those in code do not count, if there is a function that finds it. With `underlines`, a line of `=` alone may underline a title.
    """
    if not any(sign in text for sign in _SIGNS):
        return None
    markers = [match for match in _MARKER.finditer(text) if len(set(match[0][:7])) == 1]
    if underlines and all(match[0][0] == "=" for match in markers):
        return None
    ranges = code_ranges(text) if markers and code_ranges else []
    left = [match for match in markers if not any(start <= match.start() < end for start, end in ranges)]
    if not left:
        return None
    return Conflict(text.count("\n", 0, left[0].start()) + 1, *_said_of([match[0][:7] for match in left]))


def _said_of(markers: list[str]) -> tuple[str, str]:
    """Return a message and a hint about markers, in their order in the file."""
    signs = list(dict.fromkeys(markers))
    listed = f"{', '.join(f'`{sign}`' for sign in signs[:-1])} and `{signs[-1]}`" if signs[1:] else f"`{signs[0]}`"
    if "=======" in signs and signs[1:]:
        return (
            "two versions of this text stand here, one above and one below `=======`",
            f"keep the right one, and remove the rest with the lines that begin with {listed}",
        )
    more = f"remove it, and the others that begin with {listed}" if markers[1:] else "remove it"
    return "this line is left over from merging two versions of the file", more


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

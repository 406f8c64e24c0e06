"""The edits of findings in the text of a file: which of them are for it, and the text with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.findings import Edit


def edited(text: str, edits: Iterable[Edit]) -> tuple[str, list[Edit]]:
    r"""Return a text with the edits that are for it, and these, in their order: what they replace stands at their place.

    Of edits that overlap only the first is made. Lines end in `\n` or `\r\n`; either stays as it is, and what is new has that of its
    line. A byte order mark at the beginning belongs to no column.
    """
    starts = [int(text.startswith("\ufeff"))]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    pieces: list[str] = []
    made: list[Edit] = []
    at = 0
    for edit in sorted(set(edits)):
        line, column = edit.where.line, edit.where.column
        if not 1 <= line <= len(starts):
            continue
        line_end = "\r\n" if line < len(starts) and text.startswith("\r\n", starts[line] - 2) else "\n"
        old, new = edit.old.replace("\n", line_end), edit.new.replace("\n", line_end)
        start = starts[line - 1] + column - 1
        if start >= at and old and old != new and text.startswith(old, start):
            pieces += [text[at:start], new]
            at = start + len(old)
            made.append(edit)
    return "".join([*pieces, text[at:]]), made

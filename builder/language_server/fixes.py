"""What an editor can mend at once: the edits that findings carry, which change nothing that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.linking.queries import shortened
from builder.reporting.edits import edited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.language_server.occurrences import Texts
    from builder.model.findings import Edit, Finding

_SHOWN = 50
"""Letters of a text in the title of a fix."""


class Fix(NamedTuple):
    """Edits that mend something, by the path of each file."""

    title: str
    code: str
    """That of the finding which they mend; empty if they mend several."""
    edits: dict[str, list[Edit]]


def fixes(findings: Iterable[Finding], path: str, first: int, last: int, text_of: Texts) -> Iterator[Fix]:
    """Yield what mends each finding in some lines of a file, counted from 1, and then what mends all that can be mended in it."""
    own = [found for found in findings if found.where.path == path and found.edits]
    for found in own:
        if first <= found.where.line <= last and (edits := _made(found.edits, text_of)):
            yield Fix(_title([edit for of_file in edits.values() for edit in of_file]), found.code, edits)
    if everything := _made([edit for found in own for edit in found.edits if edit.where.path == path], text_of):
        yield Fix("Mend all that is certain in this file", "", everything)


def _made(edits: Iterable[Edit], text_of: Texts) -> dict[str, list[Edit]]:
    """Return the edits that are for the files as they are, and do not overlap."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.where.path, []).append(edit)
    made = {path: edited(text_of(path), of_file)[1] for path, of_file in by_path.items()}
    return {path: of_file for path, of_file in made.items() if of_file}


def _title(edits: list[Edit]) -> str:
    more = f", and {len(edits) - 1} more" if edits[1:] else ""
    return f"Write {_shown(edits[0].new)} in place of {_shown(edits[0].old)}{more}"


def _shown(text: str) -> str:
    return f"`{shortened(' '.join(text.split()), _SHOWN)}`" if text.strip() else "nothing" if not text else "white space"

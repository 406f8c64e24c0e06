"""Records as CSL-YAML that people read and change: one variable to a line, in an order that is always the same.

A text is in quotation marks only where YAML, in any of its versions, or our readers would take it for something else.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from builder.csl.variables import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.bibliographies.records import Item, Value

HEAD = "references:\n"
INDENT = "  "
_FIRST = "id type title title-short author editor translator".split()
_THEN = """
    container-title container-title-short collection-title collection-number volume-title volume issue number edition version page section
    chapter-number genre medium event-title event-place event-date publisher publisher-place authority archive archive-place
    archive_collection archive_location call-number issued original-date original-title submitted available-date accessed URL DOI ISBN ISSN
    PMID PMCID language status source abstract keyword note annote
""".split()
_LAST = ("custom", "categories")
_RANK = {name: rank for rank, name in enumerate([*_FIRST, *(name for name in NAMES if name not in _FIRST), *_THEN])}
_NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff:#\\]|:(?=[^\s,\[\]{}])|(?<=\S)#)*\Z")
"""A text that begins with a letter or a digit and in which YAML sees neither a key nor a comment."""
_WORD = re.compile(r"(?:true|false|yes|no|on|off|null|y|n|nan|inf)\Z", re.IGNORECASE)
_NUMBER_LIKE = re.compile(r"[0-9][0-9_]*(?:[.,:_][0-9_]*)*(?:e[-+]?[0-9]*)?\Z|0[xo][0-9a-f_]*\Z", re.IGNORECASE)
_SAFE_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
_DOUBTFUL = re.compile(r"""[\w-]++[:：∶](?!//)|.*["'\]}”’＂＇］｝]\Z|.*[ ]{2}-[ ]""", re.DOTALL)
"""A text in which a reader who looks for slips would see a key, half of a pair, or an entry of a list."""
_HARD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_OF_TYPES = frozenset({"custom"})
"""Variables in which a number is not the same as a text of digits."""


class Line(NamedTuple):
    """A line of a record, and the variable that it belongs to."""

    text: str
    variable: str


def in_order(item: Item) -> list[str]:
    """Return the variables of a record in the order in which they are written."""
    last = len(_RANK)
    return sorted(item, key=lambda name: (name in _LAST, _RANK.get(name, last), name))


def record_lines(item: Item) -> list[Line]:
    """Return the lines of a record, the first of which begins with a hyphen."""
    lines = [Line(text, name) for name in in_order(item) for text in variable_lines(name, item[name])]
    return [Line(f"{INDENT}{'- ' if not number else INDENT}{line.text}", line.variable) for number, line in enumerate(lines)]


def variable_lines(name: str, value: Value) -> Iterator[str]:
    """Yield the lines of a variable, without the indentation of its record."""
    yield from _lines(name, value, typed=name in _OF_TYPES)


def _lines(name: str, value: Value, *, typed: bool) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield f"{scalar(name)}:"
        for key in _part_order(value):
            yield from (f"{INDENT}{line}" for line in _lines(key, value[key], typed=typed))
    elif isinstance(value, list) and value:
        yield f"{scalar(name)}:"
        for one in value:
            yield from (f"{INDENT}{line}" for line in _items(one, typed=typed))
    else:
        yield f"{scalar(name)}: {_inline(value, typed=typed)}"


def _items(value: Value, *, typed: bool) -> Iterator[str]:
    """Yield the lines of an item of a list."""
    if not isinstance(value, dict) or not value:
        yield f"- {_inline(value, typed=typed)}"
        return
    lines = (line for key in _part_order(value) for line in _lines(key, value[key], typed=typed))
    for number, line in enumerate(lines):
        yield f"{'- ' if not number else INDENT}{line}"


def _part_order(parts: Iterable[str]) -> list[str]:
    return sorted(parts, key=lambda key: _NAME_PARTS.index(key) if key in _NAME_PARTS else len(_NAME_PARTS))


def _inline(value: Value, *, typed: bool) -> str:
    """Return a value in one line; lists in lists are written as JSON, which is YAML."""
    if isinstance(value, str):
        return quoted(value) if typed and _SAFE_NUMBER.match(value) else scalar(value)
    return json.dumps(value, ensure_ascii=False)


def scalar(text: str) -> str:
    """Return a text as YAML reads it back."""
    if _HARD.search(text):
        return json.dumps(text)
    if not _PLAIN.match(text) or text.endswith((" ", ":")) or _WORD.match(text) or _DOUBTFUL.match(text):
        return quoted(text)
    return quoted(text) if _is_number_like(text) else text


def _is_number_like(text: str) -> bool:
    """Return whether some YAML would read a number in another notation, or a time; dates and plain numbers stay what they are."""
    return bool(_NUMBER_LIKE.match(text)) and not _SAFE_NUMBER.match(text)


def quoted(text: str) -> str:
    """Return a text in single quotation marks, in which YAML knows no escapes but a doubled one."""
    return "'" + text.replace("'", "''") + "'"


def new_record_lines(item: Item) -> list[Line]:
    """Return the lines of a record that is not in the project yet: nobody has said that it was read, and there is a line to say so."""
    return record_lines({"consulted": "no", **item})


def file_text(items: Sequence[Item]) -> str:
    """Return the text of a new file, with an empty line between records."""
    return HEAD + "\n".join("".join(f"{line.text}\n" for line in new_record_lines(item)) for item in items)

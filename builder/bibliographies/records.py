"""What the stages of an import hand on: the records of a file as they stand in it, and what they became."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.model.findings import Finding, Where, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Value: TypeAlias = "str | bool | int | float | list[Value] | dict[str, Value] | None"
Item: TypeAlias = "dict[str, Value]"
"""A record with the names of CSL 1.0.2 (`csl-data.json`)."""
Convert: TypeAlias = "Callable[[str, str], list[Item]]"
"""Pandoc: from the name of a format and a text to records in the order of the text. Raises `pandoc.UnreadableError`."""

_MOST_SHOWN = 60
_SPACE = re.compile(r"\s+")


class Entry(NamedTuple):
    """One field of a record: its name in lower case, its text and its place."""

    name: str
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Source:
    """A record of a file, before any program has interpreted it."""

    kind: str
    """Its type, as the file calls it, in lower case."""
    key: str
    """Its id; empty if it has none."""
    where: Where
    entries: tuple[Entry, ...]

    def text(self, *names: str) -> str:
        """Return the text of the first of some fields that is there; empty if none is."""
        texts = {entry.name: entry.text for entry in reversed(self.entries)}
        return next((texts[name] for name in names if texts.get(name)), "")

    def place(self, name: str) -> Where:
        """Return the place of a field, or of the record if it has none of that name."""
        return next((entry.where for entry in self.entries if entry.name == name), self.where)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is to be written, and where it stands in the file that is imported."""

    item: Item
    source: Source

    def with_item(self, item: Item) -> Record:
        """Return the same record with other values."""
        return replace(self, item=item)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The records of a file that were understood, and the findings about the rest."""

    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    housekeeping: tuple[Entry, ...] = field(default=())
    """Fields in which a program keeps what is of use to it alone, such as the places of its files."""


def not_carried(name: str, key: str, text: str, where: Where, why: str = "") -> Finding:
    """Return the finding about a field that has no place in the record that is written."""
    words = f"`{name}` of `{key}` is not carried over: {shown(text)}" if key else f"`{name}` is not carried over: {shown(text)}"
    return finding(where, "not-carried-over", words, why)


def shown(text: str) -> str:
    """Return a text for a message: in one line, and its beginning if it is long."""
    line = _SPACE.sub(" ", text).strip()
    return f"`{line}`" if len(line) <= _MOST_SHOWN else f"`{line[:_MOST_SHOWN]}…`"


def one_line(text: str) -> str:
    """Return a text without line ends and without white space at its ends."""
    return _SPACE.sub(" ", text).strip()


def each_text(value: Value, change: Callable[[str], str]) -> Value:
    """Return a value with each text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(one, change) for key, one in value.items()}
    return [each_text(one, change) for one in value] if isinstance(value, list) else value


def texts_of(value: Value) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    else:
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts_of(one)


def without_empty(item: Mapping[str, Value]) -> Item:
    """Return the variables of a record that say something."""
    return {key: value for key, value in item.items() if _says_something(value)}


def _says_something(value: Value) -> bool:
    if isinstance(value, dict | list):
        return any(map(_says_something, value.values() if isinstance(value, dict) else value))
    return bool(value.strip()) if isinstance(value, str) else value is not None


def grouped(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield one finding for each name among fields that only the program that wrote them needs."""
    places: dict[str, list[Entry]] = {}
    for entry in entries:
        places.setdefault(entry.name, []).append(entry)
    for name, found in places.items():
        more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
        words = f"`{name}` is for the program that wrote it, and is not carried over: {shown(found[0].text)}{more}"
        yield finding(found[0].where, "not-carried-over", words)

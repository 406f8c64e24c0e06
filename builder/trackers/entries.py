"""What every tracker comes down to: entries with the links that they rest on; and which column or key is which part of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model.findings import Finding, Where

NOWHERE: Mapping[str, Where] = {}


class Link(NamedTuple):
    """A source of an entry, as the entry gives it."""

    url: str
    """Empty if the source is named without an address."""
    label: str
    where: Where
    publisher: str = ""
    date: str = ""


class Left(NamedTuple):
    """A value that has no place in a claim."""

    name: str
    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; every text is plain, as people wrote it, in one line."""

    text: str
    where: Where
    title: str = ""
    date: str = ""
    category: str = ""
    place: str = ""
    id: str = ""
    sources: tuple[Link, ...] = ()
    rest: tuple[Left, ...] = ()
    places: Mapping[str, Where] = field(default_factory=lambda: NOWHERE)
    """Where its parts stand, as far as they have a place of their own."""

    @property
    def words(self) -> str:
        """What it says: its text, with its title and its place before it unless it says them anyway."""
        said = self.text
        if self.title and not _says(said, self.title):
            ends = self.title.endswith((".", "!", "?", ":", "…", "؟", "。")) or not said
            said = f"{self.title}{'' if ends else '.'} {said}".strip()
        return f"{self.place}: {said}" if self.place and said and not _says(said, self.place) else said


def _says(text: str, part: str) -> bool:
    return part.casefold().rstrip(".:") in text.casefold()


class Tracker(NamedTuple):
    """What was read in one file or folder."""

    title: str
    """Empty if it has none of its own."""
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]


# --- which column is what ---------------------------------------------------------------------------------------------

_ROLES = {
    "date": "date when day datum fecha التاريخ",
    "text": "text description summary event what claim details statement content",
    "title": "title name headline subject",
    "sources": "source sources link links url urls reference references citation citations ref refs evidence quellen المصادر المصدر",
    "category": "category type section topic theme categories",
    "place": "location place where",
    "id": "id uid key",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_OF_DATES = frozenset("event incident start of the".split())
_WORD = re.compile(r"[^\W\d_]+")


def role_of(name: str) -> str:
    """Return which part of an entry a column or key holds, from its name: `Source URL 2` are sources; empty if it is none."""
    words = [word.casefold() for word in _WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:100]))]
    roles = {_ROLE_OF.get(word, "") for word in words}
    if len(words) == 1 or roles == {"sources"}:
        return _ROLE_OF.get(words[0], "") if words else ""
    others = [word for word in words if word not in _OF_DATES]
    return "date" if [_ROLE_OF.get(word) for word in others] == ["date"] else ""


def left_out(values: Iterable[Left], page: str) -> Iterator[Finding]:
    """Yield one finding for each column or key whose values have no place in a claim or a group, at the first of them."""
    found: dict[str, list[Left]] = {}
    for one in values:
        found.setdefault(one.name, []).append(one)
    for name, left in found.items():
        more = f", and {len(left) - 1:,} more" if len(left) > 1 else ""
        words = f"`{name}` has no place in {page}, and is not carried over: {shown(left[0].text)}{more}"
        yield finding(left[0].where, "not-carried-over", words)

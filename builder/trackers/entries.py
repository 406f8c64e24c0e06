"""What every tracker comes down to: entries with the links that they rest on."""

from __future__ import annotations

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


_TO_DO = {
    "note notes comment comments remark remarks": "write what matters into the claim, or into `note` of the source",
    "page pages locator": "write it into the citation of the claim, as in `[@key, p. 3]`",
    "publisher outlet who": "it goes with an entry that has one link: write it into `publisher` of the source that it is about",
}
_HINT_OF = {word: hint for words, hint in _TO_DO.items() for word in words.split()}


def left_out(values: Iterable[Left], page: str) -> Iterator[Finding]:
    """Yield one finding for each column or key whose values have no place in a claim or a group, at the first of them."""
    found: dict[str, list[Left]] = {}
    for one in values:
        found.setdefault(one.name, []).append(one)
    for name, left in found.items():
        more = f", and {len(left) - 1:,} more" if len(left) > 1 else ""
        words = f"`{name}` has no place in {page}, and is not carried over: {shown(left[0].text)}{more}"
        hint = _HINT_OF.get(name.rpartition(".")[2].casefold().strip(), "") if page == "a claim" else ""
        yield finding(left[0].where, "not-carried-over", words, *([hint] if hint else []))

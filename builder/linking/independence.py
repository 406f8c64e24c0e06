"""Which sources of a claim are independent of each other: those that share no voice on the way back to their ends.

The voice of a source is whoever answers for what it says: the authors of a work that is its authors', else the publisher. Its origins
are its own voice and those of everything that it derives from. `templates/pages/method.html` has the rule in words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from builder.model.explainer import NotCounted, Reason
from builder.model.sources import Consulted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from builder.model.sources import Name, Source

OF_AUTHORS = frozenset("article-journal book chapter interview personal_communication speech thesis".split())
"""The types of CSL whose works are their authors'; the others are their publishers'."""
_MAX_ANCESTORS = 200
"""Ancestors of a source that are looked at, nearest first: a longer chain would make every source of it as costly as all together."""
_MAX_ENTANGLED = 24
"""Sources of one claim, each with an origin of another, of which every choice is tried; of more, the choice may be one too small."""
_NO_LETTERS = re.compile(r"[\W_]+")


class Choice(NamedTuple):
    """Which of the sources that a claim cites are counted."""

    counted: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]


class Independence:
    """The voices of every source and of those it derives from, by `via`, `syndicated_from` and `based_on`."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._origins: dict[str, dict[str, str]] = {}
        self._seen: dict[str, bool] = {}
        self._choices: dict[tuple[str, ...], Choice] = {}

    def origins(self, source: str) -> Mapping[str, str]:
        """Return the names of the voices of a source and of all that it derives from, nearest first, by what they are compared by."""
        known = self._origins.get(source)
        if known is None:
            known = self._origins[source] = {}
            for name in _met(source, self._ancestors):
                for key, voice in self._voices(name).items():
                    known.setdefault(key, voice)
        return known

    def is_seen(self, source: str) -> bool:
        """Return whether the authors have seen a source, or one through which it is known."""
        known = self._seen.get(source)
        if known is None:
            known = self._seen[source] = not all(map(self._is_unseen, _met(source, self._via)))
        return known

    def choose(self, sources: Sequence[str]) -> Choice:
        """Return which of the sources that speak for a claim, in the order in which they are cited, are counted.

        These are the largest choice of seen sources of which no two share an origin. Of several, it is the one with those that the authors
        have seen themselves, have fewest origins, and are cited first, in this order.
        """
        key = tuple(sources)
        if key not in self._choices:
            self._choices[key] = self._choose(key)
        return self._choices[key]

    def _choose(self, sources: tuple[str, ...]) -> Choice:
        seen = [source for source in sources if self.is_seen(source)]
        if len(seen) < 2:  # noqa: PLR2004  # most claims
            counted = frozenset(seen)
        else:
            by_rank = sorted(seen, key=self._rank)  # the order of citation stays among equals
            counted = frozenset(by_rank[number] for number in _largest([frozenset(self.origins(source)) for source in by_rank]))
        origins = {key: source for source in counted for key in self.origins(source)} if len(counted) < len(sources) else {}
        return Choice(
            tuple([source for source in sources if source in counted]),
            tuple([self._reason(source, origins) for source in sources if source not in counted]),
        )

    def _reason(self, source: str, counted: Mapping[str, str]) -> NotCounted:
        """Return why a source is not counted: it was not seen, or shares an origin; `counted` has the counted source of each of these."""
        if not self.is_seen(source):
            return NotCounted(source, Reason.UNSEEN)
        key = next(key for key in self.origins(source) if key in counted)  # the nearest
        other = counted[key]
        own, others = key in self._voices(source), key in self._voices(other)
        reason = Reason.THROUGH if self._is_unseen(source) else Reason.AFTER if not own else Reason.SAME if others else Reason.BEHIND
        return NotCounted(source, reason, self.origins(other)[key], other)

    def _rank(self, source: str) -> tuple[bool, int]:
        return self._is_unseen(source), len(self.origins(source))

    def _is_unseen(self, source: str) -> bool:
        record = self._sources.get(source)
        return record is None or record.consulted is Consulted.NO

    def _ancestors(self, source: str) -> tuple[str, ...]:
        record = self._sources.get(source)
        return record.ancestors if record else ()

    def _via(self, source: str) -> tuple[str, ...]:
        record = self._sources.get(source)
        return record.via if record else ()

    def _voices(self, source: str) -> dict[str, str]:
        """Return whose statement a source is, by what they are compared by."""
        record = self._sources.get(source)
        found: dict[str, str] = {}
        for name in voices(record) if record else ():
            found.setdefault(compared(name), name)
        return found


def _met(source: str, origins: Callable[[str], tuple[str, ...]]) -> Iterable[str]:
    """Return the sources on the way back from one: itself, then the nearest first; `origins` gives those from which one comes."""
    met, ahead = {source: None}, deque([source])
    while ahead and len(met) < _MAX_ANCESTORS:
        new = [name for name in origins(ahead.popleft())[:_MAX_ANCESTORS] if name not in met]
        met |= dict.fromkeys(new)
        ahead.extend(new)
    return met


def voices(source: Source) -> tuple[str, ...]:
    """Return whose statement a source is: its `voice`, or the authors of a work that is theirs, else its publisher or container.

    Of a record that has neither of these it is the other, and of one that names nobody the title.
    """
    if source.voice:
        return (source.voice,)
    return _named(source.type in OF_AUTHORS, source.authors, source.outlet) or (source.title,)


@lru_cache(maxsize=4096)
def _named(of_authors: bool, names: tuple[Name, ...], outlet: str) -> tuple[str, ...]:
    """Return the voices among authors and an outlet; every claim that cites them asks for them several times."""
    authors = tuple(map(str, names))
    publisher = (outlet,) if outlet else ()
    return (authors or publisher) if of_authors else (publisher or authors)


@lru_cache(maxsize=4096)
def compared(name: str) -> str:
    """Return the letters and digits of a name, without case, accents and a leading article: what two spellings of it have in common."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return _NO_LETTERS.sub(" ", letters).strip().removeprefix("the ").replace(" ", "") or name


def _largest(sets: Sequence[frozenset[str]]) -> list[int]:
    """Return the numbers of the largest choice of sets that are disjoint; of several, the first in the order of the numbers."""
    chosen: list[int] = []
    for group in _entangled(sets):
        if len(group) == 1:
            chosen += group
        elif len(group) > _MAX_ENTANGLED:
            chosen += _greedy(sets, group)
        else:
            chosen += _first_largest({n: sum(1 << other for other in group if other != n and sets[n] & sets[other]) for n in group})
    return chosen


def _entangled(sets: Sequence[frozenset[str]]) -> Iterable[list[int]]:
    """Return the numbers of the sets that have an element in common, directly or through others, in order."""
    with_element: dict[str, list[int]] = {}
    for number, elements in enumerate(sets):
        for element in elements:
            with_element.setdefault(element, []).append(number)
    done: set[int] = set()
    for start in range(len(sets)):
        if start not in done:
            done.add(start)
            group = [start]
            for number in group:  # it grows
                new = [other for element in sets[number] for other in with_element.pop(element, ()) if other not in done]
                done.update(new)
                group += dict.fromkeys(new)
            yield sorted(group)


def _first_largest(masks: Mapping[int, int]) -> list[int]:
    """Return the first largest choice of numbers of which none meets another; `masks` has those that each meets, as bits."""
    sizes: dict[int, int] = {0: 0}

    def size(free: int) -> int:
        """Return the size of the largest choice of free numbers."""
        if free not in sizes:
            first = free & -free
            rest = free & ~first
            met = masks[first.bit_length() - 1] & rest
            sizes[free] = 1 + size(rest & ~met) if not met else max(size(rest), 1 + size(rest & ~met))
        return sizes[free]

    free = sum(1 << number for number in masks)
    chosen: list[int] = []
    for number, met in masks.items():
        if free >> number & 1:
            rest = free & ~(1 << number)
            if 1 + size(rest & ~met) == size(free):
                chosen.append(number)
                rest &= ~met
            free = rest
    return chosen


def _greedy(sets: Sequence[frozenset[str]], group: Iterable[int]) -> list[int]:
    chosen: list[int] = []
    taken: set[str] = set()
    for number in group:
        if taken.isdisjoint(sets[number]):
            chosen.append(number)
            taken |= sets[number]
    return chosen

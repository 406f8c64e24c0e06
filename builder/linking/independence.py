"""The number of independent sources of a claim: sources with a common origin or publisher count once."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from builder.model.document import Stance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from builder.model.content import Source
    from builder.model.document import Claim


_MAX_EXHAUSTIVE = 12
_MAX_ANCESTORS = 200
"""Ancestors of a source that are looked at, nearest first: a longer chain would make every source of it as costly as all together."""
_MAX_COMPARED = 100


class Independence:
    """The origins of every source, following `via`, `syndicated_from` and `based_on`."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._origins: dict[str, frozenset[str]] = {}
        self._sole = {name: self._publisher(name) for name, record in sources.items() if not record.ancestors}
        """The only origin of each source that derives from no other, as most do."""

    def origins(self, source: str) -> frozenset[str]:
        """Return a source and all its ancestors, each represented by its publisher if known."""
        if source not in self._origins:
            reached, pending = {source: None}, deque([source])
            while pending and len(reached) < _MAX_ANCESTORS:
                record = self._sources.get(pending.popleft())
                new = [ancestor for ancestor in (record.ancestors if record else ())[:_MAX_ANCESTORS] if ancestor not in reached]
                reached |= dict.fromkeys(new)
                pending.extend(new)
            self._origins[source] = frozenset(self._publisher(name) for name in reached)
        return self._origins[source]

    def of_claims(self, claims: Iterable[Claim]) -> dict[str, int]:
        """Return the number of independent sources that support each claim, by id."""
        counts: dict[str, int] = {}
        sole = self._sole
        for claim in claims:
            sources = {c.source for c in claim.citations if c.stance is Stance.SUPPORTS}
            if sources <= sole.keys():
                counts[claim.id] = len({sole[source] for source in sources})
            else:
                counts[claim.id] = self.count(sources)
        return counts

    def count(self, sources: Collection[str]) -> int:
        """Return the size of the largest subset of these sources in which no two share an origin.

        The search is exhaustive, since claims cite few sources; beyond a limit it is greedy, fewest origins first.
        """
        distinct = sorted({self.origins(source) for source in sources}, key=lambda origins: (len(origins), sorted(origins)))
        if len(distinct) > _MAX_COMPARED:
            return _greedy(distinct)  # which passes over those that contain another
        minimal = [origins for n, origins in enumerate(distinct) if not any(other <= origins for other in distinct[:n])]
        return _largest(minimal, frozenset()) if len(minimal) <= _MAX_EXHAUSTIVE else _greedy(minimal)

    def _publisher(self, source: str) -> str:
        record = self._sources.get(source)
        return f"publisher {record.publisher.casefold()}" if record and record.publisher else source


def _largest(sets: Sequence[frozenset[str]], chosen: frozenset[str]) -> int:
    """Return the size of the largest choice of sets that are disjoint from each other and from `chosen`."""
    if not sets:
        return 0
    head, rest = sets[0], sets[1:]
    without = _largest(rest, chosen)
    return without if head & chosen else max(without, 1 + _largest(rest, chosen | head))


def _greedy(sets: Sequence[frozenset[str]]) -> int:
    chosen: set[str] = set()
    number = 0
    for origins in sets:
        if chosen.isdisjoint(origins):
            chosen |= origins
            number += 1
    return number

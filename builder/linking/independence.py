"""Which sources are independent of each other: those that trace back to a common one, or share a publisher, count once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.model.document import Stance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from builder.model.content import Source
    from builder.model.document import Claim


_TRIED = 12


class Independence:
    """The origins of every source, by way of `via`, `syndicated_from` and `based_on`."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._origins: dict[str, frozenset[str]] = {}
        self._sole = {name: self._publisher(name) for name, record in sources.items() if not record.ancestors}
        """The one origin of each source that passes on no other: most do not."""

    def origins(self, source: str) -> frozenset[str]:
        """Return everything that a source depends on, itself included; a publisher stands for all its texts."""
        if source not in self._origins:
            reached, ahead = {source}, [source]
            while ahead:
                record = self._sources.get(ahead.pop())
                for ancestor in record.ancestors if record else ():
                    if ancestor not in reached:
                        reached.add(ancestor)
                        ahead.append(ancestor)
            self._origins[source] = frozenset(self._publisher(one) for one in reached)
        return self._origins[source]

    def of_claims(self, claims: Iterable[Claim]) -> dict[str, int]:
        """Count the independent sources that support each claim."""
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
        """Count how many of these sources can be chosen so that no two share an origin.

        Claims cite few sources, so every choice is tried; of a great many, those with the fewest origins are chosen first.
        """
        distinct = sorted({self.origins(source) for source in sources}, key=lambda one: (len(one), sorted(one)))
        minimal = [one for n, one in enumerate(distinct) if not any(other <= one for other in distinct[:n])]
        return _most(minimal, frozenset()) if len(minimal) <= _TRIED else _greedy(minimal)

    def _publisher(self, source: str) -> str:
        record = self._sources.get(source)
        return f"publisher {record.publisher.casefold()}" if record and record.publisher else source


def _most(sets: Sequence[frozenset[str]], chosen: frozenset[str]) -> int:
    """Return the size of the largest choice of sets that are disjoint from each other and from what is chosen."""
    if not sets:
        return 0
    first, rest = sets[0], sets[1:]
    without = _most(rest, chosen)
    return without if first & chosen else max(without, 1 + _most(rest, chosen | first))


def _greedy(sets: Sequence[frozenset[str]]) -> int:
    chosen: set[str] = set()
    number = 0
    for one in sets:
        if chosen.isdisjoint(one):
            chosen |= one
            number += 1
    return number

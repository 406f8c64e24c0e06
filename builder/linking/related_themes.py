"""Related themes: those that share sources and groups, or link to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.page_facts import THEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.linking.page_facts import PageFacts
    from builder.model.content import Theme

_MAX_RELATED = 3
_MAX_SHARING = 25
_OUTGOING, _INCOMING = 2.0, 1.0


class _Shared(NamedTuple):
    """What themes share, and the links between them."""

    citing: dict[str, list[str]]
    """The themes that cite each source."""
    naming: dict[str, list[str]]
    """The themes that name each group."""
    links: dict[str, dict[str, float]]
    """The weight of the links between each theme and others."""


class Related(Mapping[str, tuple[str, ...]]):
    """The most closely related themes of each theme, by cited sources, named groups and links.

    Computed lazily, and only among themes that share a feature, so that the cost does not grow with the square of the number
    of themes. Features that very many themes share are ignored.
    """

    def __init__(self, themes: Iterable[Theme], facts: Mapping[str, PageFacts]) -> None:
        """`facts` are those of each theme's page, by address."""
        self._themes = {theme.id: theme for theme in themes}
        self._facts = facts
        self._cached: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _shared(self) -> _Shared:
        """What themes share, computed on first use: `check` never needs it."""
        return _shared(self._themes, self._facts)

    def __getitem__(self, theme_id: str) -> tuple[str, ...]:
        if theme_id not in self._cached:
            self._cached[theme_id] = self._nearest(theme_id)
        return self._cached[theme_id]

    def _nearest(self, theme_id: str) -> tuple[str, ...]:
        citing, naming, links = self._shared
        theme = self._themes[theme_id]
        page = self._facts[theme.url]
        scores: dict[str, float] = defaultdict(float, links.get(theme_id, {}))
        for others in (*(citing[source] for source in page.cited), *(naming[group] for group in sorted(page.named_in))):
            if len(others) <= _MAX_SHARING:
                weight = 1 / len(others)
                for other in others:
                    scores[other] += weight
        scores.pop(theme_id, None)
        nearest = nsmallest(_MAX_RELATED, [(-score, other) for other, score in scores.items()])
        return tuple(dict.fromkeys([*theme.related, *(other for _, other in nearest)]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._themes)

    def __len__(self) -> int:
        return len(self._themes)


def _shared(themes: Mapping[str, Theme], facts: Mapping[str, PageFacts]) -> _Shared:
    shared = _Shared(defaultdict(list), defaultdict(list), defaultdict(lambda: defaultdict(float)))
    theme_of = {f"{THEME}{name}": name for name in themes}
    for theme in themes.values():
        theme_of.update(dict.fromkeys(facts[theme.url].claims, theme.id))
    for theme in themes.values():
        page = facts[theme.url]
        for source in page.cited:
            shared.citing[source].append(theme.id)
        for group in page.named_in:
            shared.naming[group].append(theme.id)
        for other, number in Counter(map(theme_of.get, page.leads_to)).items():
            if other and other != theme.id:
                shared.links[theme.id][other] += number * _OUTGOING
                shared.links[other][theme.id] += number * _INCOMING
    return shared

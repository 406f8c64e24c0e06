"""Related themes: those that share sources and groups, or link to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.linking.page_facts import PageFacts
    from builder.model.content import Theme
    from builder.model.document import Claim

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

    def __init__(self, themes: Iterable[Theme], facts: Mapping[str, PageFacts], claims: Mapping[str, Claim]) -> None:
        """`facts` are those of each theme's page, by address; `claims` are all claims, by id."""
        self._themes = {theme.id: theme for theme in themes}
        self._facts = facts
        self._claims = claims
        self._cached: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _shared(self) -> _Shared:
        """What themes share, computed on first use: `check` never needs it."""
        return _shared(self._themes, self._facts, self._claims)

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


def _shared(themes: Mapping[str, Theme], facts: Mapping[str, PageFacts], claims: Mapping[str, Claim]) -> _Shared:
    shared = _Shared(defaultdict(list), defaultdict(list), defaultdict(lambda: defaultdict(float)))
    at = {theme.url: theme.id for theme in themes.values()}
    for theme in themes.values():
        page = facts[theme.url]
        for source in page.cited:
            shared.citing[source].append(theme.id)
        for group in page.named_in:
            shared.naming[group].append(theme.id)
        for target in _targets(page):
            claim = claims.get(target)
            other = at.get(claim.page) if claim else target.removeprefix("theme:")
            if other and other != theme.id:
                shared.links[theme.id][other] += _OUTGOING
                shared.links[other][theme.id] += _INCOMING
    return shared


def _targets(page: PageFacts) -> Iterator[str]:
    """Yield what a page leads to, once for each link or tie: ids of claims, and of themes as `theme:id`."""
    for link in page.links:
        if link.scheme == "theme":
            yield f"theme:{link.target}"
        elif link.scheme == "claim":
            yield link.target
    for claim in page.tied:
        yield from (*claim.disputes, *claim.supports, *claim.supersedes)

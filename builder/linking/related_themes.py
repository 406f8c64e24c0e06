"""Related themes: those that share sources and groups, or link to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.linking.page_facts import PageFacts
    from builder.model.content import Theme

_MAX_RELATED = 3
_MAX_SHARING = 25
_OUTGOING, _INCOMING = 2.0, 1.0
_Feature: TypeAlias = tuple[str, str]
"""A kind (`source` or `group`) and an id."""


class _Shared(NamedTuple):
    """The features that themes share, and the links between themes."""

    features: dict[str, list[_Feature]]
    """The sources that each theme cites and the groups that it names."""
    sharing: dict[_Feature, list[str]]
    """The themes with each feature."""
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
        features, sharing, links = self._shared
        theme = self._themes[theme_id]
        scores: dict[str, float] = defaultdict(float, links.get(theme_id, {}))
        for feature in features[theme_id]:
            others = sharing[feature]
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
    shared = _Shared({}, defaultdict(list), defaultdict(lambda: defaultdict(float)))
    owner = {claim.id: theme.id for theme in themes.values() for claim in theme.body.claims}
    for theme in themes.values():
        page = facts[theme.url]
        features = [*(("source", source) for source in page.cited), *(("group", group) for group in sorted(page.named_in))]
        shared.features[theme.id] = features
        for feature in features:
            shared.sharing[feature].append(theme.id)
        for target in _targets(page, owner):
            if target and target != theme.id:
                shared.links[theme.id][target] += _OUTGOING
                shared.links[target][theme.id] += _INCOMING
    return shared


def _targets(page: PageFacts, owner: Mapping[str, str]) -> Iterator[str]:
    """Yield the themes that a page leads to, once for each link or tie."""
    for link in page.links:
        if link.scheme == "theme":
            yield link.target
        elif link.scheme == "claim":
            yield owner.get(link.target, "")
    for claim in page.tied:
        for other in (*claim.disputes, *claim.supports, *claim.supersedes):
            yield owner.get(other, "")

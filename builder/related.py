"""Themes that belong together: those that share sources and groups, or link to each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import nsmallest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model import Theme
    from builder.scan import Scan

_RELATED = 3
_TOO_COMMON = 25
_OUTGOING, _INCOMING = 2.0, 1.0


class Related(Mapping[str, tuple[str, ...]]):
    """The nearest themes of each theme, by what they share: sources cited, groups named, links between them.

    A theme is compared when it is asked for, and only with those that share something with it, so that the cost grows
    with the sharing and not with the square of the themes. What very many themes share says nothing and is passed over.
    """

    def __init__(self, themes: Iterable[Theme], scans: Mapping[str, Scan]) -> None:
        self._themes = {theme.id: theme for theme in themes}
        self._features: dict[str, list[tuple[str, str]]] = {}
        self._sharing: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._links: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        owner = {claim.id: theme.id for theme in self._themes.values() for claim in theme.body.claims}
        for theme in self._themes.values():
            scan = scans[theme.url]
            groups = {group for named in scan.groups.values() for group in named}
            features = [*(("source", source) for source in scan.cited), *(("group", group) for group in sorted(groups))]
            self._features[theme.id] = features
            for feature in features:
                self._sharing[feature].append(theme.id)
            for target in _targets(scan, owner):
                if target and target != theme.id:
                    self._links[theme.id][target] += _OUTGOING
                    self._links[target][theme.id] += _INCOMING

    def __getitem__(self, theme_id: str) -> tuple[str, ...]:
        theme = self._themes[theme_id]
        scores: dict[str, float] = defaultdict(float, self._links.get(theme_id, {}))
        for feature in self._features[theme_id]:
            sharing = self._sharing[feature]
            if len(sharing) <= _TOO_COMMON:
                weight = 1 / len(sharing)
                for other in sharing:
                    scores[other] += weight
        scores.pop(theme_id, None)
        nearest = nsmallest(_RELATED, [(-score, other) for other, score in scores.items()])
        return tuple(dict.fromkeys([*theme.related, *(other for _, other in nearest)]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._themes)

    def __len__(self) -> int:
        return len(self._themes)


def _targets(scan: Scan, owner: Mapping[str, str]) -> Iterator[str]:
    """Give the themes that a page leads to, once for each way."""
    for link in scan.links:
        if link.scheme == "theme":
            yield link.target
        elif link.scheme == "claim":
            yield owner.get(link.target, "")
    for claim in scan.tied:
        for other in (*claim.disputes, *claim.supports, *claim.supersedes):
            yield owner.get(other, "")

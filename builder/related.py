"""Themes that belong together: those that share sources and groups, or link to each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from builder.text import LinkStart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.model import Content, Theme
    from builder.text import Claim

_RELATED = 3
_TOO_COMMON = 25


def related(content: Content, mentions_of: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Find the nearest themes by what they share: sources cited, groups named, links between them.

    Only themes that share something are compared, by way of what they share, so that the cost grows with the sharing
    and not with the square of the themes. What very many themes share says nothing and is passed over.
    """
    features: dict[str, dict[str, None]] = defaultdict(dict)
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    owner = {claim.id: theme.id for theme in content.themes for claim in theme.body.claims}
    for theme in content.themes:
        for claim in theme.body.claims:
            for citation in claim.citations:
                features[f"source {citation.source}"][theme.id] = None
            for group in mentions_of.get(claim.id, ()):
                features[f"group {group}"][theme.id] = None
            for target in _targets(claim, owner):
                scores[theme.id][target] += 2
                scores[target][theme.id] += 1
    for sharing in features.values():
        if len(sharing) > _TOO_COMMON:
            continue
        for one in sharing:
            for other in sharing:
                scores[one][other] += 1 / len(sharing)
    return {theme.id: _nearest(theme, scores[theme.id]) for theme in content.themes}


def _targets(claim: Claim, owner: Mapping[str, str]) -> Iterator[str]:
    linked = [
        t.target if t.scheme == "theme" else owner.get(t.target, "")
        for t in claim.tokens
        if isinstance(t, LinkStart) and t.scheme in ("theme", "claim")
    ]
    linked += [owner.get(other, "") for other in (*claim.disputes, *claim.supports, *claim.supersedes)]
    own = owner[claim.id]
    return (theme for theme in linked if theme and theme != own)


def _nearest(theme: Theme, scores: Mapping[str, float]) -> tuple[str, ...]:
    ranked = sorted((item for item in scores.items() if item[0] != theme.id), key=lambda item: (-item[1], item[0]))
    return tuple(dict.fromkeys([*theme.related, *(other for other, _ in ranked[:_RELATED])]))

"""Linking again after a save: what one theme says in other words changes little of the whole.

While an explainer is written, almost every save changes the text of one theme and nothing that others rely on. Then what was
linked before is kept, and only what follows from that text is put in its place; the result is the same as that of linking
everything, which is what happens after any other change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.linking.independence import Independence
from builder.linking.link import invert, joined, link, support_of, symmetric
from builder.linking.page_facts import Scans
from builder.linking.references import Index, check_page
from builder.linking.related_themes import Related
from builder.linking.translations import localized

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from builder.linking.link import Explainer
    from builder.linking.page_facts import Scan
    from builder.model.content import Content, Theme
    from builder.model.findings import Finding

_MOST = 20
"""Themes that may have changed at once: beyond, linking everything costs no more."""


class Linker:
    """Links the states of one explainer, one after the other."""

    def __init__(self) -> None:
        self.scans = Scans()
        """What is known of pages that were linked before; it may be told of others that were scanned elsewhere."""
        self._last: tuple[Explainer, dict[str, Scan]] | None = None

    def link(self, content: Content) -> tuple[Explainer, list[Finding]]:
        """Give what `link` gives."""
        explainer, findings = self._linked_again(content) or link(content, self.scans)
        if not findings:  # what leads nowhere may lead somewhere after any change: the last state without it is what to go on from
            self._last = (explainer, self._found(content))
        return explainer, findings

    def _found(self, content: Content) -> dict[str, Scan]:
        return dict(zip((page.url for page in content.pages), self.scans.of(content.pages), strict=True))

    def _linked_again(self, content: Content) -> tuple[Explainer, list[Finding]] | None:
        if self._last is None:
            return None
        explainer, before = self._last
        changed = _changed_themes(explainer.content, content)
        if changed is None:
            return None
        after = self._found(content)
        new = _relinked(explainer, content, changed, before, after)
        index = Index(content, dict(new.themes), dict(new.groups), dict(new.terms), dict(new.sources), dict(new.claims), new.overviews)
        new, noticed = localized(new, index, self.scans.mentions)
        return new, [*(found for theme in changed for found in check_page(index, theme, after[theme.url])), *noticed]


def _changed_themes(old: Content, new: Content) -> list[Theme] | None:
    """Return the themes whose text has changed; None when more than that is different."""
    if replace(old, themes=()) != replace(new, themes=()) or len(old.themes) != len(new.themes):
        return None
    changed = [(before, after) for before, after in zip(old.themes, new.themes, strict=True) if before is not after]
    if len(changed) > _MOST or any(_interface(before) != _interface(after) for before, after in changed):
        return None
    return [after for _, after in changed]


def _interface(theme: Theme) -> object:
    """Return what other pages rely on, besides what a scan tells."""
    claims = theme.body.claims
    measured = {claim.measure.quantity for claim in claims if claim.measure}
    ids = [(claim.id, claim.was) for claim in claims], [former.id for former in theme.was]
    return theme.url, theme.where.path, ids, theme.body.anchors, any(claim.date for claim in claims), measured


def _relinked(
    old: Explainer, content: Content, changed: Sequence[Theme], before: Mapping[str, Scan], after: Mapping[str, Scan]
) -> Explainer:
    urls = [theme.url for theme in changed]
    written = {claim.id: claim for theme in changed for claim in theme.body.claims}
    claims = {**old.claims, **written}
    tied = {claim.id: claim for scan in after.values() for claim in scan.tied}
    disputed_by = symmetric(tied, claims)
    roots = {**old.roots, **Independence(old.sources).of_claims(written.values())}
    judged = written.keys() | (old.disputed_by.keys() ^ disputed_by.keys())
    mentions_of = joined(scan.groups for scan in after.values())
    sources = {source for url in urls for scan in (before[url], after[url]) for source in scan.cited}
    same_features = all(_features(theme, before[theme.url]) == _features(theme, after[theme.url]) for theme in changed)
    same_features = same_features and all(old.themes[theme.id].related == theme.related for theme in changed)
    return replace(
        old,
        content=content,
        themes={theme.id: theme for theme in content.themes},
        claims=claims,
        tokens={**old.tokens, **joined(after[url].tokens for url in urls)},
        support={**old.support, **{c: support_of(claims[c], roots[c], c in disputed_by, old.sources) for c in judged}},
        roots=roots,
        disputed_by=disputed_by,
        superseded_by=invert((cid, claim.supersedes) for cid, claim in tied.items()),
        supported_by=invert((cid, claim.supports) for cid, claim in tied.items()),
        cited_by=_cited_again(old.cited_by, sources, after.values()),
        mentioned_in=invert(mentions_of.items()),
        mentions_of=mentions_of,
        annotated=tuple(claim for scan in after.values() for claim in scan.annotated),
        references={**old.references, **{url: after[url].sources for url in urls}},
        related=old.related if same_features else Related(content.themes, after),
        titles={**old.titles, **{theme.url: theme.title for theme in changed}},
    )


def _cited_again(old: Mapping[str, tuple[str, ...]], sources: Iterable[str], scans: Collection[Scan]) -> dict[str, tuple[str, ...]]:
    citing: dict[str, list[str]] = {source: [] for source in sources}
    for scan in scans:
        for source in scan.cited.keys() & citing.keys():
            citing[source] += scan.cited[source]
    in_order = dict.fromkeys(source for scan in scans for source in scan.cited)  # some go through them in the order of first citation
    return {source: tuple(citing[source]) if source in citing else old[source] for source in in_order}


def _features(theme: Theme, scan: Scan) -> object:
    """Return what decides which themes are near to this one, and in which order."""
    links = [(link.scheme, link.target) for link in scan.links]
    ties = [(claim.disputes, claim.supports, claim.supersedes) for claim in scan.tied]
    return theme.id, list(scan.cited), list(scan.groups.values()), links, ties

"""Linking again from the outline of the last build, where some themes say the same in other words.

Only what follows from their texts takes the place of what was; the result is what linking everything gives. A change of more
than words (ids, titles, ties between claims, anything in front matter) is for linking everything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.independence import Independence
from builder.link import invert, joined, support_of
from builder.outline import is_annotated
from builder.related import Related
from builder.resolve import Index, check_page
from builder.text import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.findings import Finding
    from builder.link import Explainer
    from builder.model import Theme
    from builder.outline import Outline
    from builder.scan import Scan
    from builder.text import Claim

_EMPTY = Body((), ())


def same_but_words(before: Theme, after: Theme) -> bool:
    """Tell whether one theme says the same as another in other words: nothing differs that other pages rely on."""
    return replace(before, body=_EMPTY) == replace(after, body=_EMPTY) and _structure(before) == _structure(after)


def _structure(theme: Theme) -> object:
    claims = theme.body.claims
    measured = {claim.measure.quantity for claim in claims if claim.measure}
    ties = [(claim.id, claim.was, claim.disputes, claim.supersedes, claim.supports) for claim in claims]
    return ties, theme.body.anchors, any(claim.date for claim in claims), measured


def completed(explainer: Explainer, themes: Sequence[Theme], scans: Sequence[Scan]) -> Explainer:
    """Put whole themes in the place of their outlines, so that their pages can be written."""
    by_id = {theme.id: theme for theme in themes}
    return replace(
        explainer,
        content=replace(explainer.content, themes=tuple([by_id.get(theme.id, theme) for theme in explainer.content.themes])),
        themes={**explainer.themes, **by_id},
        claims={**explainer.claims, **{claim.id: claim for theme in themes for claim in theme.body.claims}},
        tokens={**explainer.tokens, **joined(scan.tokens for scan in scans)},
        references={**explainer.references, **{theme.url: scan.sources for theme, scan in zip(themes, scans, strict=True)}},
    )


def reworded(outline: Outline, themes: Sequence[Theme], scans: Sequence[Scan]) -> tuple[Explainer, list[Finding]]:
    """Link again with these themes in the place of those from which they differ by words alone; `scans` are theirs.

    What is found is what is wrong with the references of these themes.
    """
    old = outline.explainer
    whole = completed(old, themes, scans)
    written = [claim for theme in themes for claim in theme.body.claims]
    roots = {**old.roots, **Independence(old.sources).of_claims(written)}
    mentions_of, mentioned_in = _mentions(old, written, joined(scan.groups for scan in scans))
    new = replace(
        whole,
        support={**old.support, **{c.id: support_of(c, roots[c.id], c.id in old.disputed_by, old.sources) for c in written}},
        roots=roots,
        cited_by=_cited_by(old, whole.claims, written),
        mentions_of=mentions_of,
        mentioned_in=mentioned_in,
        annotated=tuple([claim for claim in whole.claims.values() if is_annotated(claim)]),
        related=_related(outline, whole, themes, scans),
    )
    index = Index(new.content, dict(new.themes), dict(new.groups), dict(new.terms), dict(new.sources), dict(new.claims), new.overviews)
    return new, [found for theme, scan in zip(themes, scans, strict=True) for found in check_page(index, theme, scan)]


def _mentions(
    old: Explainer, written: Iterable[Claim], named: Mapping[str, tuple[str, ...]]
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Return the groups that each claim names, and the claims that name each group."""
    if all(old.mentions_of.get(claim.id, ()) == named.get(claim.id, ()) for claim in written):
        return old.mentions_of, old.mentioned_in
    whole = {**old.mentions_of, **{claim.id: named.get(claim.id, ()) for claim in written}}
    in_order = {claim: whole[claim] for claim in old.claims if whole.get(claim)}
    return in_order, invert(in_order.items())


def _cited_by(old: Explainer, claims: Mapping[str, Claim], written: Iterable[Claim]) -> Mapping[str, tuple[str, ...]]:
    """Return the claims that cite each source."""
    if all(_cited(claim) == _cited(old.claims[claim.id]) for claim in written):
        return old.cited_by
    return invert((name, _cited(claim)) for name, claim in claims.items())


def _cited(claim: Claim) -> list[str]:
    return [citation.source for citation in claim.citations]


def _related(outline: Outline, whole: Explainer, themes: Iterable[Theme], scans: Iterable[Scan]) -> Mapping[str, tuple[str, ...]]:
    found = {theme.url: scan for theme, scan in zip(themes, scans, strict=True)}
    if all(_features(outline.sights[url]) == _features(scan) for url, scan in found.items()):
        return outline.explainer.related
    return Related(whole.content.themes, {**outline.sights, **found})


def _features(scan: Scan) -> object:
    """Return what decides which themes are near to one, apart from its ties, which are the same."""
    links = [(link.scheme, link.target) for link in scan.links if link.scheme in ("theme", "claim")]
    return list(scan.cited), list(scan.groups.values()), links

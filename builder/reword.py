"""Linking again from what was kept of the last build, where some themes say the same things in other words.

Only what follows from their texts is put in the place of what was; the result is what linking everything gives. A change of
more than texts (ids, titles, ties between claims, anything in front matter) is for linking everything.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from builder.independence import Independence
from builder.outline import is_annotated
from builder.link import invert, support_of
from builder.related import Related
from builder.resolve import Index, check_page
from builder.scan import Scan
from builder.text import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.findings import Finding
    from builder.outline import Outline
    from builder.link import Explainer
    from builder.model import Theme
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


def reworded(outline: Outline, themes: Sequence[Theme], scans: Mapping[str, Scan]) -> tuple[Explainer, list[Finding]]:
    """Link again with these themes in the place of those that they differ from by words alone; `scans` are theirs, by address.

    What is found is what is wrong with the references of these themes.
    """
    old = outline.explainer
    new_by_id = {theme.id: theme for theme in themes}
    content = replace(old.content, themes=tuple([new_by_id.get(theme.id, theme) for theme in old.content.themes]))
    written = {claim.id: claim for theme in themes for claim in theme.body.claims}
    claims = {**old.claims, **written}
    index = Index(content, {**old.themes, **new_by_id}, dict(old.groups), dict(old.terms), dict(old.sources), claims, old.overviews)
    findings = [found for theme in themes for found in check_page(index, theme, scans[theme.url])]
    roots = {**old.roots, **Independence(old.sources).of_claims(written.values())}
    mentions_of, mentioned_in = _mentions(old, claims, themes, scans)
    pages = content.pages
    explainer = replace(
        old,
        content=content,
        themes=index.themes,
        claims=claims,
        tokens={**old.tokens, **{name: tokens for scan in scans.values() for name, tokens in scan.tokens.items()}},
        support={**old.support, **{c.id: support_of(c, roots[c.id], c.id in old.disputed_by, old.sources) for c in written.values()}},
        roots=roots,
        cited_by=_cited_by(old, claims, written),
        mentions_of=mentions_of,
        mentioned_in=mentioned_in,
        annotated=tuple([claim for claim in claims.values() if is_annotated(claim)]),
        references={**old.references, **{url: scan.references for url, scan in scans.items()}},
    )
    sights = {page.url: scans.get(page.url) or _seen(page.body.claims, outline, explainer, page.url) for page in pages}
    return replace(explainer, related=Related(content.themes, sights)), findings


def related_of(outline: Outline) -> Related:
    """Return the nearest themes of each theme, as they were."""
    explainer = outline.explainer
    return Related(explainer.content.themes, {p.url: _seen(p.body.claims, outline, explainer, p.url) for p in explainer.content.pages})


def _seen(claims: Iterable[Claim], outline: Outline, explainer: Explainer, url: str) -> Scan:
    """Return what is still known of a page of what a scan finds, as far as it makes others near to it."""
    named = explainer.mentions_of
    return Scan(
        tokens={},
        groups={claim.id: named[claim.id] for claim in claims if claim.id in named},
        cited=dict.fromkeys([citation.source for claim in claims for citation in claim.citations], ()),
        links=outline.links[url],
        tied=tuple([claim for claim in claims if claim.disputes or claim.supersedes or claim.supports]),
        annotated=(),
        references=(),
    )


def _mentions(
    old: Explainer, claims: Iterable[str], themes: Iterable[Theme], scans: Mapping[str, Scan]
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Return the groups that each claim names, and the claims that name each group."""
    named = {claim.id: scans[theme.url].groups.get(claim.id, ()) for theme in themes for claim in theme.body.claims}
    if all(old.mentions_of.get(claim, ()) == groups for claim, groups in named.items()):
        return old.mentions_of, old.mentioned_in
    whole = {**old.mentions_of, **named}
    in_order = {claim: whole[claim] for claim in claims if whole.get(claim)}
    return in_order, invert(in_order.items())


def _cited_by(old: Explainer, claims: Mapping[str, Claim], written: Mapping[str, Claim]) -> Mapping[str, tuple[str, ...]]:
    """Return the claims that cite each source."""
    if all(_cited(claim) == _cited(old.claims[name]) for name, claim in written.items()):
        return old.cited_by
    return invert((name, _cited(claim)) for name, claim in claims.items())


def _cited(claim: Claim) -> list[str]:
    return [citation.source for citation in claim.citations]

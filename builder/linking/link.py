"""From content to explainer: every reference resolved, every number and backlink computed, before anything is rendered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from builder.linking.numbering import glossary_sources, record_citations
from builder.linking.old_addresses import find_moves
from builder.linking.page_facts import NO_FACTS, Facts, gather_facts
from builder.linking.references import check_references, make_index
from builder.linking.related_themes import Related
from builder.linking.support import NO_SUPPORTS, Supports, judge_pages
from builder.linking.translations import localized
from builder.model.document import Support
from builder.model.explainer import Explainer
from builder.model.findings import Finding, Lines, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.linking.mentions import Name
    from builder.model.content import Content
    from builder.model.document import Claim

_T = TypeVar("_T")
_ABOVE_DISPUTED = (Support.EDITORIAL, Support.NEEDED)
"""What a claim is whether or not another disputes it."""


class LinkedPages(NamedTuple):
    """The results of linking that depend on a single page; reused for pages that have not changed."""

    facts: Facts = NO_FACTS
    supports: Supports = NO_SUPPORTS


def link_pages(content: Content, known: LinkedPages = LinkedPages()) -> LinkedPages:  # noqa: B008  # immutable
    """Return the results for each page; those in `known` are reused if nothing they depend on has changed."""
    return LinkedPages(gather_facts(content, known.facts), judge_pages(content, known.supports))


def link(content: Content, pages: LinkedPages | None = None) -> tuple[Explainer, list[Finding]]:
    """Return the linked explainer, and a finding for every unresolved reference.

    `pages` is the result of `link_pages` for the same content.
    """
    facts, supports = pages or link_pages(content)
    by_page = [facts.of(page) for page in content.pages]
    judged = [supports.of(page) for page in content.pages]
    facts_by_url = {page.url: facts for page, facts in zip(content.pages, by_page, strict=True)}
    index, findings = make_index(content, by_page)
    moves, move_findings = find_moves(index)
    findings += move_findings
    reference_findings, file_links = check_references(index, facts_by_url)
    findings += reference_findings
    findings += [_ambiguous(clash.name, clash.other) for clash in facts.mentions.clashes]
    tied = {claim.id: claim for page in by_page for claim in page.tied}
    tallies = _joined(judged)
    disputed_by = _symmetric(tied, index.claims)
    support = {claim: tally.support for claim, tally in tallies.items()}
    support |= dict.fromkeys((claim for claim in disputed_by if support[claim] not in _ABOVE_DISPUTED), Support.DISPUTED)
    explainer = Explainer(
        content=content,
        themes=index.themes,
        groups=index.groups,
        terms=index.terms,
        sources=index.sources,
        claims=index.claims,
        tokens=_joined(page.tokens for page in by_page),
        support=support,
        tallies=tallies,
        disputed_by=disputed_by,
        differed_by=_invert((cid, claim.differs) for cid, claim in tied.items()),
        superseded_by=_invert((cid, claim.supersedes) for cid, claim in tied.items()),
        supported_by=_invert((cid, claim.supports) for cid, claim in tied.items()),
        cited_by=_concatenated(page.cited for page in by_page),
        stated_by=_invert((g.id, (c.source for c in record_citations(g))) for g in content.groups),
        passed_on_by=_invert((s.id, s.ancestors) for s in content.sources),
        mentioned_in=_concatenated(page.named_in for page in by_page),
        mentions_of=_joined(page.groups for page in by_page),
        annotated=tuple([claim for page in by_page for claim in page.annotated]),
        references={url: page.sources for url, page in facts_by_url.items()} | {"glossary/": glossary_sources(content)},
        related=Related(content.themes, facts_by_url),
        titles={theme.url: theme.title for theme in content.themes} | {group.url: group.name for group in content.groups},
        overviews=index.overviews,
        moves=moves,
        files=index.files,
        file_links=file_links,
    )
    explainer, translation_findings = localized(explainer, index, facts.mentions)
    return explainer, findings + translation_findings


def _ambiguous(name: Name, other: Name) -> Finding:
    message = f"`{name.text}` names both the {name.kind} `{name.target}` and the {other.kind} `{other.target}`"
    grounds = tuple(Lines(one.where.path, one.where.line, one.where.line) for one in (name, other))
    hints = (f"the other is at {other.where}", "give it `match: never` in one of them")
    return finding(name.where, "ambiguous-alias", message, *hints, grounds=grounds)


def _symmetric(tied: Mapping[str, Claim], claims: Mapping[str, Claim]) -> dict[str, tuple[str, ...]]:
    """Return the claims that each claim disputes or is disputed by."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for claim in tied.values():
        for other in claim.disputes:
            if other in claims and other != claim.id:
                pairs[claim.id].add(other)
                pairs[other].add(claim.id)
    return {cid: tuple(sorted(others)) for cid, others in pairs.items()}


def _invert(edges: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Return the inverse of a relation: for each end its starts, in order and without repetitions."""
    inverted: dict[str, dict[str, None]] = defaultdict(dict)
    for start, ends in edges:
        for end in ends:
            inverted[end][start] = None
    return {end: tuple(starts) for end, starts in inverted.items()}


def _joined(parts: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    """Return one mapping with the items of many."""
    joined: dict[str, _T] = {}
    for part in parts:
        joined.update(part)
    return joined


def _concatenated(parts: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for key, values in part.items():
            lists[key] += values
    return {key: tuple(values) for key, values in lists.items()}

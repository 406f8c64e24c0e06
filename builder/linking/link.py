"""From content to explainer: every reference resolved, every number and backlink known, before anything is rendered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from builder.linking.independence import Independence
from builder.linking.numbering import glossary_sources
from builder.linking.old_addresses import Moves, find_moves
from builder.linking.page_facts import Scans, all_names
from builder.linking.references import check_references, make_index, record_citations
from builder.linking.related_themes import Related
from builder.linking.translations import localized
from builder.model.document import Stance, Status, Support
from builder.model.findings import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.linking.mentions import Name
    from builder.model.content import Content, Group, Source, Term, Theme
    from builder.model.document import Claim, Token

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Explainer:
    """The whole, linked. Every id in it leads somewhere."""

    content: Content
    themes: Mapping[str, Theme]
    groups: Mapping[str, Group]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with the names in it found."""
    support: Mapping[str, Support]
    roots: Mapping[str, int]
    """How many independent sources support each claim."""
    disputed_by: Mapping[str, tuple[str, ...]]
    """Symmetric: who disputes whom makes no difference to a reader."""
    superseded_by: Mapping[str, tuple[str, ...]]
    supported_by: Mapping[str, tuple[str, ...]]
    cited_by: Mapping[str, tuple[str, ...]]
    """The claims that cite each source."""
    stated_by: Mapping[str, tuple[str, ...]]
    """The groups whose front matter cites each source."""
    passed_on_by: Mapping[str, tuple[str, ...]]
    """The sources that derive from each source."""
    mentioned_in: Mapping[str, tuple[str, ...]]
    """The claims that name each group."""
    mentions_of: Mapping[str, tuple[str, ...]]
    """The groups that each claim names; a claim that names none is not in it."""
    annotated: tuple[Claim, ...]
    """The claims with a date, a figure, or a gap."""
    references: Mapping[str, tuple[str, ...]]
    """The sources of the glossary and of each page of a theme or group, in the order of their numbers, by address."""
    related: Mapping[str, tuple[str, ...]]
    """The themes closest to each theme."""
    titles: Mapping[str, str]
    """The titles of themes and groups by the addresses of their pages."""
    overviews: tuple[str, ...]
    """The pages about the whole for which there is content: `page:timeline` links to one."""
    moves: Moves
    languages: Mapping[str, str] = field(default_factory=dict)
    """The languages of the claims (by id) and pages (by address) that are not in the site's own."""

    translations: Mapping[str, Explainer] = field(default_factory=dict)
    """The whole as it reads in another language, by language: what is translated stands in the place of the original."""
    translated: tuple[str, ...] = ()
    """Of one of these, the themes that have a page in the language."""
    worded: frozenset[str] = frozenset()
    """Of one of these, the claims that are translated, from their present wording."""

    def language_of(self, key: str) -> str:
        """Return the language of a claim (by id) or of a page (by address)."""
        return self.languages.get(key) or self.content.settings.languages[0]


def link(content: Content, scans: Scans | None = None) -> tuple[Explainer, list[Finding]]:
    """Resolve every reference; what leads nowhere is a finding.

    `scans` holds what is known of pages that were linked before, and learns what is found in others.
    """
    scans = scans or Scans()
    mentions = scans.look_for(all_names(content.groups, content.terms))
    found = dict(zip((page.url for page in content.pages), scans.of(content.pages), strict=True))
    index, findings = make_index(content)
    moves, moved = find_moves(index)
    findings += moved
    findings += check_references(index, found)
    findings += [_ambiguous(clash.first, clash.second) for clash in mentions.clashes]
    claims = index.claims
    tied = {claim.id: claim for scan in found.values() for claim in scan.tied}
    mentions_of = joined(scan.groups for scan in found.values())
    disputed_by = symmetric(tied, claims)
    roots = Independence(index.sources).of_claims(claims.values())
    explainer = Explainer(
        content=content,
        themes=index.themes,
        groups=index.groups,
        terms=index.terms,
        sources=index.sources,
        claims=claims,
        tokens=joined(scan.tokens for scan in found.values()),
        support={cid: support_of(claim, roots[cid], cid in disputed_by, index.sources) for cid, claim in claims.items()},
        roots=roots,
        disputed_by=disputed_by,
        superseded_by=invert((cid, claim.supersedes) for cid, claim in tied.items()),
        supported_by=invert((cid, claim.supports) for cid, claim in tied.items()),
        cited_by=_concatenated(scan.cited for scan in found.values()),
        stated_by=invert((g.id, (c.source for c in record_citations(g))) for g in content.groups),
        passed_on_by=invert((s.id, s.ancestors) for s in content.sources),
        mentioned_in=invert(mentions_of.items()),
        mentions_of=mentions_of,
        annotated=tuple(claim for scan in found.values() for claim in scan.annotated),
        references={url: scan.sources for url, scan in found.items()} | {"glossary/": glossary_sources(content)},
        related=Related(content.themes, found),
        titles={theme.url: theme.title for theme in content.themes} | {group.url: group.name for group in content.groups},
        overviews=index.overviews,
        moves=moves,
    )
    explainer, noticed = localized(explainer, index, mentions)
    return explainer, findings + noticed


def _ambiguous(first: Name, second: Name) -> Finding:
    message = f"`{second.text}` names both the {second.kind} `{second.target}` and the {first.kind} `{first.target}`"
    return finding(second.where, "ambiguous-alias", message, f"the other is at {first.where}", "give it `match: never` in one of them")


# --- support ----------------------------------------------------------------------------------------------------------


def support_of(claim: Claim, roots: int, disputed: bool, sources: Mapping[str, Source]) -> Support:
    """Tell how well a claim is supported, by so many independent sources."""
    if claim.editorial:
        return Support.EDITORIAL
    if claim.citation_needed or not claim.citations:
        return Support.NEEDED
    if disputed or claim.status is Status.DISPUTED or any(c.stance is Stance.CONTRADICTS for c in claim.citations):
        return Support.DISPUTED
    if all(sources[c.source].consulted == "no" for c in claim.citations if c.source in sources):
        return Support.UNSEEN
    return Support.SEVERAL if roots > 1 else Support.SINGLE


def symmetric(tied: Mapping[str, Claim], claims: Mapping[str, Claim]) -> dict[str, tuple[str, ...]]:
    """Return the claims that each claim disputes or is disputed by."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for claim in tied.values():
        for other in claim.disputes:
            if other in claims and other != claim.id:
                pairs[claim.id].add(other)
                pairs[other].add(claim.id)
    return {cid: tuple(sorted(others)) for cid, others in pairs.items()}


def invert(edges: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Turn `from -> many` around, keeping the order and dropping repetitions."""
    inverted: dict[str, dict[str, None]] = defaultdict(dict)
    for start, ends in edges:
        for end in ends:
            inverted[end][start] = None
    return {end: tuple(starts) for end, starts in inverted.items()}


def joined(parts: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    """Put mappings together."""
    whole: dict[str, _T] = {}
    for part in parts:
        whole.update(part)
    return whole


def _concatenated(parts: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for key, values in part.items():
            lists[key] += values
    return {key: tuple(values) for key, values in lists.items()}

"""From content to explainer: every reference resolved, every number and backlink known, before anything is rendered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.findings import Finding, finding
from builder.independence import Independence
from builder.mentions import Mentions, Name
from builder.model import Match
from builder.numbering import page_references
from builder.related import related
from builder.resolve import check_references, make_index, record_citations
from builder.text import ClaimBlock, Heading, LinkStart, Mention, Stance, Status, Support, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model import Content, Group, Source, Term, Theme
    from builder.numbering import Reference
    from builder.text import Claim, Token


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
    """The groups that each claim names."""
    references: Mapping[str, tuple[Reference, ...]]
    """The numbered references of each theme and group page, by address."""
    related: Mapping[str, tuple[str, ...]]
    """The themes closest to each theme."""
    titles: Mapping[str, str]
    """The titles of themes and groups by the addresses of their pages."""
    overviews: tuple[str, ...]
    """The pages about the whole for which there is content: `page:timeline` links to one."""


def link(content: Content) -> tuple[Explainer, list[Finding]]:
    """Resolve every reference; what leads nowhere is a finding."""
    index, findings = make_index(content)
    findings += check_references(index)
    mentions = Mentions(_names(content))
    findings += [_ambiguous(clash.first, clash.second) for clash in mentions.clashes]
    claims = index.claims
    tokens = _find_mentions(content, claims, mentions)
    mentions_of = {cid: _named(run) for cid, run in tokens.items()}
    independence = Independence(index.sources)
    disputed_by = _symmetric(claims)
    roots = {cid: independence.count(c.source for c in claim.citations if c.stance is Stance.SUPPORTS) for cid, claim in claims.items()}
    explainer = Explainer(
        content=content,
        themes=index.themes,
        groups=index.groups,
        terms=index.terms,
        sources=index.sources,
        claims=claims,
        tokens=tokens,
        support={cid: _support(claim, roots[cid], cid in disputed_by, index.sources) for cid, claim in claims.items()},
        roots=roots,
        disputed_by=disputed_by,
        superseded_by=_invert((cid, claim.supersedes) for cid, claim in claims.items()),
        supported_by=_invert((cid, claim.supports) for cid, claim in claims.items()),
        cited_by=_invert((cid, (c.source for c in claim.citations)) for cid, claim in claims.items()),
        stated_by=_invert((g.id, (c.source for c in record_citations(g))) for g in content.groups),
        passed_on_by=_invert((s.id, s.ancestors) for s in content.sources),
        mentioned_in=_invert(mentions_of.items()),
        mentions_of=mentions_of,
        references=page_references(content),
        related=related(content, mentions_of),
        titles={theme.url: theme.title for theme in content.themes} | {group.url: group.name for group in content.groups},
        overviews=index.overviews,
    )
    return explainer, findings


def _ambiguous(first: Name, second: Name) -> Finding:
    message = f"`{second.text}` names both the {second.kind} `{second.target}` and the {first.kind} `{first.target}`"
    return finding(second.where, "ambiguous-alias", message, f"the other is at {first.where}", "give it `match: never` in one of them")


def _named(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """Return the groups that a text names, or links to by id."""
    named = (
        t.target for t in tokens if (isinstance(t, Mention) and t.kind == "group") or (isinstance(t, LinkStart) and t.scheme == "group")
    )
    return tuple(dict.fromkeys(named))


# --- support ----------------------------------------------------------------------------------------------------------


def _support(claim: Claim, roots: int, disputed: bool, sources: Mapping[str, Source]) -> Support:
    if claim.editorial:
        return Support.EDITORIAL
    if claim.citation_needed or not claim.citations:
        return Support.NEEDED
    if disputed or claim.status is Status.DISPUTED or any(c.stance is Stance.CONTRADICTS for c in claim.citations):
        return Support.DISPUTED
    if all(sources[c.source].consulted == "no" for c in claim.citations if c.source in sources):
        return Support.UNSEEN
    return Support.SEVERAL if roots > 1 else Support.SINGLE


def _symmetric(claims: Mapping[str, Claim]) -> dict[str, tuple[str, ...]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    for claim in claims.values():
        for other in claim.disputes:
            if other in claims and other != claim.id:
                pairs[claim.id].add(other)
                pairs[other].add(claim.id)
    return {cid: tuple(sorted(others)) for cid, others in pairs.items()}


def _invert(edges: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Turn `from -> many` around, keeping the order and dropping repetitions."""
    inverted: dict[str, dict[str, None]] = defaultdict(dict)
    for start, ends in edges:
        for end in ends:
            inverted[end][start] = None
    return {end: tuple(starts) for end, starts in inverted.items()}


# --- names in texts ---------------------------------------------------------------------------------------------------


def _names(content: Content) -> Iterator[Name]:
    for group in content.groups:
        yield Name(group.name, "group", group.id, Match.FOLDED, group.where)
        for native in group.native.values():
            yield Name(native, "group", group.id, Match.FOLDED, group.where)
        for alias in group.aliases:
            yield Name(alias.text, "group", group.id, alias.match, alias.where)
    for term in content.terms:
        yield Name(term.term, "term", term.id, Match.FOLDED, term.where)
        for alias in term.aliases:
            yield Name(alias.text, "term", term.id, alias.match, alias.where)


def _find_mentions(content: Content, claims: Mapping[str, Claim], mentions: Mentions) -> dict[str, tuple[Token, ...]]:
    found: dict[str, tuple[Token, ...]] = {}
    for page in content.pages:
        linked: set[tuple[str, str]] = set()
        own = ("group", page.id) if page.url.startswith("groups/") else None
        for block in page.body.blocks:
            if isinstance(block, Heading):
                linked = set()
            elif isinstance(block, ClaimBlock) and claims[block.claim].page == page.url:
                found[block.claim] = tuple(_mark(claims[block.claim].tokens, mentions, linked, own))
    return found


def _mark(tokens: tuple[Token, ...], mentions: Mentions, linked: set[tuple[str, str]], own: tuple[str, str] | None) -> Iterator[Token]:
    for token in tokens:
        if not isinstance(token, Text) or not token.linkable:
            if isinstance(token, LinkStart):
                linked.add((token.scheme, token.target))
            yield token
            continue
        position = 0
        for hit in mentions.find(token.text):
            key = (hit.kind, hit.target)
            if hit.start > position:
                yield Text(token.text[position : hit.start])
            yield Mention(token.text[hit.start : hit.end], hit.kind, hit.target, linked=key not in linked and key != own)
            linked.add(key)
            position = hit.end
        if position == 0:
            yield token
        elif position < len(token.text):
            yield Text(token.text[position:])

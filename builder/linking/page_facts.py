"""What the text of one page refers to: names, citations, links. Found page by page, so that it can be done in parts and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.linking.mentions import Mentions, Name
from builder.linking.numbering import page_sources
from builder.model.content import Group, Match
from builder.model.document import ClaimBlock, Heading, LinkStart, Mention, Prose, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.linking.mentions import Found
    from builder.model.content import Term, Theme
    from builder.model.document import Claim, Token

    Page: TypeAlias = Theme | Group


class Scan(NamedTuple):
    """What one page refers to. It depends on the page and on the names of all groups and terms, and on nothing else."""

    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with the names in it found."""
    groups: Mapping[str, tuple[str, ...]]
    """The groups that each claim names, or links to by id."""
    cited: Mapping[str, tuple[str, ...]]
    """The claims that cite each source."""
    links: tuple[LinkStart, ...]
    """Every link by id or to a file, wherever it stands."""
    tied: tuple[Claim, ...]
    """The claims that dispute, supersede or support others."""
    annotated: tuple[Claim, ...]
    """The claims with a date, a figure, or a gap: those that more can be wrong with."""
    sources: tuple[str, ...]
    """Everything that the page cites, in the order of the numbers that it has there."""


class Scans:
    """The scans of an explainer's pages, each kept for as long as neither the page nor the names change."""

    def __init__(self) -> None:
        self._names: tuple[Name, ...] = ()
        self._mentions = Mentions(())
        self._kept: dict[int, tuple[Page, Scan]] = {}

    def look_for(self, names: tuple[Name, ...]) -> Mentions:
        """Take these names for the names of the explainer; what was found with others is forgotten."""
        if names != self._names:
            self._names, self._mentions, self._kept = names, Mentions(names), {}
        return self._mentions

    @property
    def mentions(self) -> Mentions:
        """What finds the names of the explainer."""
        return self._mentions

    def keep(self, page: Page, scan: Scan) -> None:
        """Keep what was found elsewhere, with the same names."""
        self._kept[id(page)] = (page, scan)  # the page is kept with it, so that no other can get its number

    def of(self, pages: Sequence[Page]) -> list[Scan]:
        """Give the scans of these pages, and forget all others."""
        known = self._kept
        self._kept = {id(page): known.get(id(page)) or (page, scan_page(page, self._mentions)) for page in pages}
        return [scan for _, scan in self._kept.values()]


def all_names(groups: Iterable[Group], terms: Iterable[Term]) -> tuple[Name, ...]:
    """Return every name that a text may contain."""
    return tuple(_names(groups, terms))


def _names(groups: Iterable[Group], terms: Iterable[Term]) -> Iterator[Name]:
    for group in groups:
        yield Name(group.name, "group", group.id, Match.FOLDED, group.where)
        for native in group.native.values():
            yield Name(native, "group", group.id, Match.FOLDED, group.where)
        for alias in group.aliases:
            yield Name(alias.text, "group", group.id, alias.match, alias.where)
    for term in terms:
        yield Name(term.term, "term", term.id, Match.FOLDED, term.where)
        for alias in term.aliases:
            yield Name(alias.text, "term", term.id, alias.match, alias.where)


def scan_page(page: Page, mentions: Mentions) -> Scan:
    """Find the names in the claims of a page, and gather everything that it cites and links to."""
    claims = page.body.claims
    tokens = _find_mentions(page, mentions)
    cited: dict[str, dict[str, None]] = {}
    for claim in claims:
        for citation in claim.citations:
            cited.setdefault(citation.source, {})[claim.id] = None
    return Scan(
        tokens=tokens,
        groups={claim: named for claim, run in tokens.items() if (named := _named(run))},
        cited={source: tuple(citing) for source, citing in cited.items()},
        links=tuple(_links(page)),
        tied=tuple([claim for claim in claims if claim.disputes or claim.supersedes or claim.supports]),
        annotated=tuple([c for c in claims if c.date or c.as_of or c.measure or c.citation_needed]),
        sources=page_sources(page),
    )


def _links(page: Page) -> list[LinkStart]:
    runs = [passage.tokens for passage in page.passages] + [claim.tokens for claim in page.body.claims]
    runs += [block.tokens for block in page.body.blocks if isinstance(block, (Prose, Heading))]
    return [token for run in runs for token in run if type(token) is LinkStart]


def _named(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    named = [t.target for t in tokens if (type(t) is Mention and t.kind == "group") or (type(t) is LinkStart and t.scheme == "group")]
    return tuple(dict.fromkeys(named)) if named else ()


def _find_mentions(page: Page, mentions: Mentions) -> dict[str, tuple[Token, ...]]:
    runs = {claim.id: claim.tokens for claim in page.body.claims}
    texts: list[str] = []
    first: dict[str, int] = {}
    for claim, run in runs.items():
        first[claim] = len(texts)
        texts += [token.text for token in run if type(token) is Text and token.linkable]
    hits = mentions.find_in(texts)  # of a whole page at once
    found: dict[str, tuple[Token, ...]] = {}
    own = ("group", page.id) if isinstance(page, Group) else None
    linked: set[tuple[str, str]] = set()
    for block in page.body.blocks:
        if isinstance(block, Heading):
            linked = set()
        elif isinstance(block, ClaimBlock):
            found[block.claim] = _mark(runs[block.claim], hits, first[block.claim], linked, own)
    return found


def _mark(
    tokens: tuple[Token, ...],
    hits: Mapping[int, list[Found]],
    number: int,
    linked: set[tuple[str, str]],
    own: tuple[str, str] | None,
) -> tuple[Token, ...]:
    """Put the names that were found in the texts of a claim, the first of which has this number, in their places."""
    out: list[Token] = []
    changed = False
    for token in tokens:
        if type(token) is LinkStart:
            linked.add((token.scheme, token.target))
        elif type(token) is Text and token.linkable:
            number += 1
            if named := hits.get(number - 1):
                out += _marked(token.text, named, linked, own)
                changed = True
                continue
        out.append(token)
    return tuple(out) if changed else tokens


def _marked(text: str, hits: Sequence[Found], linked: set[tuple[str, str]], own: tuple[str, str] | None) -> Iterator[Token]:
    position = 0
    for hit in hits:
        key = (hit.kind, hit.target)
        if hit.start > position:
            yield Text(text[position : hit.start])
        yield Mention(text[hit.start : hit.end], hit.kind, hit.target, linked=key not in linked and key != own)
        linked.add(key)
        position = hit.end
    if position < len(text):
        yield Text(text[position:])

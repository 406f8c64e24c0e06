"""What each page says and refers to by itself: claims, names, citations, links.

The facts of a page depend on the page and on the names of all groups and terms, and on nothing else. They are found page by page,
so that this can be done in parts and reused, and linking merges them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.linking.mentions import Mentions, Name
from builder.linking.numbering import page_sources
from builder.model.content import Group, Match
from builder.model.document import ClaimBlock, Heading, LinkStart, Mention, Prose, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.linking.mentions import Found
    from builder.model.content import Content, Term, Theme
    from builder.model.document import Claim, Token

    Page: TypeAlias = Theme | Group
    PagesWithFacts: TypeAlias = Mapping[int, tuple[Page, "PageFacts"]]
    """By the identity of a page, which is held with its facts, so that no other page can get its number."""


class PageFacts(NamedTuple):
    """What one page says and refers to."""

    claims: Mapping[str, Claim]
    """Its claims by id; of two with the same id, the first."""
    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with the names in it marked."""
    groups: Mapping[str, tuple[str, ...]]
    """The groups that each claim names, or links to by id."""
    named_in: Mapping[str, tuple[str, ...]]
    """The claims that name each group."""
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


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of an explainer's pages, with the names that they were found with."""

    mentions: Mentions
    pages: PagesWithFacts

    def of(self, page: Page) -> PageFacts:
        """Return the facts of a page. Raises KeyError for a page that is not among them."""
        return self.pages[id(page)][1]


NO_FACTS = Facts(Mentions(()), {})


def gather_facts(content: Content, known: Facts = NO_FACTS) -> Facts:
    """Return the facts of all pages; those in `known` are reused where the page and the names in it are the same."""
    names, mentions, pages = all_names(content.groups, content.terms), known.mentions, known.pages
    if names != mentions.names:
        pages = _unaffected(pages, mentions.names, names)
        mentions = Mentions(names)
    return Facts(mentions, {id(page): pages.get(id(page)) or (page, page_facts(page, mentions)) for page in content.pages})


def _unaffected(pages: PagesWithFacts, before: Sequence[Name], after: Sequence[Name]) -> PagesWithFacts:
    """Return the pages in which no name stands that has come or gone: what is found in a text depends only on the names in it.

    Where the names that stayed have another order, which decides between equals, there are no such pages.
    """
    old, new = ({name[:4]: name for name in names} for names in (before, after))  # whatever their place in the file
    if [key for key in old if key in new] != [key for key in new if key in old]:
        return {}
    changed = Mentions(tuple([name for key, name in (old | new).items() if (key in old) != (key in new)]))
    return {number: known for number, known in pages.items() if not changed.find_in(_linkable(known[0]))}


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


def page_facts(page: Page, mentions: Mentions) -> PageFacts:
    """Return what a page says and refers to, with the names in its claims marked."""
    claims: dict[str, Claim] = {}
    cited: dict[str, dict[str, None]] = {}
    for claim in page.body.claims:
        claims.setdefault(claim.id, claim)
        for citation in claim.citations:
            cited.setdefault(citation.source, {})[claim.id] = None
    tokens = _find_mentions(page, mentions)
    groups = {claim: named for claim, run in tokens.items() if (named := _named(run))}
    named_in: dict[str, list[str]] = {}
    for claim_id, named in groups.items():
        for group in named:
            named_in.setdefault(group, []).append(claim_id)
    return PageFacts(
        claims=claims,
        tokens=tokens,
        groups=groups,
        named_in={group: tuple(naming) for group, naming in named_in.items()},
        cited={source: tuple(citing) for source, citing in cited.items()},
        links=tuple(_links(page)),
        tied=tuple([claim for claim in page.body.claims if claim.disputes or claim.supersedes or claim.supports]),
        annotated=tuple([c for c in page.body.claims if c.date or c.as_of or c.measure or c.citation_needed]),
        sources=page_sources(page),
    )


def _linkable(page: Page) -> list[str]:
    """Return the texts of a page in which names are looked for."""
    return [token.text for claim in page.body.claims for token in claim.tokens if type(token) is Text and token.linkable]


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

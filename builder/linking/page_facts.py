"""The facts of each page: its claims, mentions, citations and links.

The facts of a page depend only on the page and on the names of all groups and terms. They are computed page by page, so that
they can be cached; linking merges them.
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

    from builder.linking.mentions import Occurrence
    from builder.model.content import Content, Term, Theme
    from builder.model.document import Claim, Token

    Page: TypeAlias = Theme | Group
    PagesWithFacts: TypeAlias = Mapping[int, tuple[Page, "PageFacts"]]
    """By `id()` of a page; the page is stored with its facts, so that its `id()` cannot be reused."""


THEME = "theme:"
"""What stands before the id of a theme where claims go by their ids alone."""


class PageFacts(NamedTuple):
    """The facts of one page."""

    claims: Mapping[str, Claim]
    """Its claims by id; the first, if several have the same id."""
    tokens: Mapping[str, tuple[Token, ...]]
    """The tokens of each claim, with mentions marked."""
    groups: Mapping[str, tuple[str, ...]]
    """The groups that each claim names, or links to by id."""
    named_in: Mapping[str, tuple[str, ...]]
    """The claims that name each group."""
    cited: Mapping[str, tuple[str, ...]]
    """The claims that cite each source."""
    links: tuple[LinkStart, ...]
    """Every link by id or to a file on the page."""
    leads_to: tuple[str, ...]
    """The claims, by id, and the themes, by THEME and id, to which it links or its claims are tied; once for each link or tie."""
    tied: tuple[Claim, ...]
    """The claims that dispute, supersede or support others, or differ from them."""
    annotated: tuple[Claim, ...]
    """The claims with a date, a figure, or a missing citation: those that further rules check."""
    sources: tuple[str, ...]
    """The sources that the page cites, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of an explainer's pages, with the names that were looked for."""

    mentions: Mentions
    pages: PagesWithFacts

    def of(self, page: Page) -> PageFacts:
        """Return the facts of a page. Raises KeyError for an unknown page."""
        return self.pages[id(page)][1]


NO_FACTS = Facts(Mentions(()), {})


def gather_facts(content: Content, known: Facts = NO_FACTS) -> Facts:
    """Return the facts of all pages; those in `known` are reused if neither the page nor the names in it have changed."""
    names, mentions, pages = all_names(content.groups, content.terms), known.mentions, known.pages
    if names != mentions.names:
        pages = _unaffected(pages, mentions.names, names)
        mentions = Mentions(names)
    return Facts(mentions, {id(page): pages.get(id(page)) or (page, page_facts(page, mentions)) for page in content.pages})


def _unaffected(pages: PagesWithFacts, before: Sequence[Name], after: Sequence[Name]) -> PagesWithFacts:
    """Return the pages that contain no added or removed name: the matches in a text depend only on the names in it.

    If the order of the other names has changed, which decides between equal matches, no page is returned.
    """
    old, new = ({name[:4]: name for name in names} for names in (before, after))  # without the place in the file
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
    """Return the facts of a page."""
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
    links = _links(page)
    tied = [claim for claim in page.body.claims if claim.disputes or claim.differs or claim.supersedes or claim.supports]
    return PageFacts(
        claims=claims,
        tokens=tokens,
        groups=groups,
        named_in={group: tuple(naming) for group, naming in named_in.items()},
        cited={source: tuple(citing) for source, citing in cited.items()},
        links=tuple(links),
        leads_to=tuple(_leads_to(links, tied)),
        tied=tuple(tied),
        annotated=tuple([c for c in page.body.claims if c.date or c.as_of or c.measure or c.citation_needed]),
        sources=page_sources(page),
    )


def _linkable(page: Page) -> list[str]:
    """Return the texts of a page in which names are searched."""
    return [token.text for claim in page.body.claims for token in claim.tokens if type(token) is Text and token.linkable]


def _links(page: Page) -> list[LinkStart]:
    runs = [passage.tokens for passage in page.passages] + [claim.tokens for claim in page.body.claims]
    runs += [block.tokens for block in page.body.blocks if isinstance(block, (Prose, Heading))]
    return [token for run in runs for token in run if type(token) is LinkStart]


def _leads_to(links: Iterable[LinkStart], tied: Iterable[Claim]) -> Iterator[str]:
    for link in links:
        if link.scheme == "claim":
            yield link.target
        elif link.scheme == "theme":
            yield f"{THEME}{link.target}"
    for claim in tied:
        yield from (*claim.disputes, *claim.differs, *claim.supports, *claim.supersedes)


def _named(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    named = [t.target for t in tokens if (type(t) is Mention and t.kind == "group") or (type(t) is LinkStart and t.scheme == "group")]
    return tuple(dict.fromkeys(named)) if named else ()


def _find_mentions(page: Page, mentions: Mentions) -> dict[str, tuple[Token, ...]]:
    runs = {claim.id: claim.tokens for claim in page.body.claims}
    texts: list[str] = []
    starts: dict[str, int] = {}
    for claim, run in runs.items():
        starts[claim] = len(texts)
        texts += [token.text for token in run if type(token) is Text and token.linkable]
    hits = mentions.find_in(texts)  # of all claims at once, which is faster
    marked: dict[str, tuple[Token, ...]] = {}
    own = ("group", page.id) if isinstance(page, Group) else None
    linked: set[tuple[str, str]] = set()
    for block in page.body.blocks:
        if isinstance(block, Heading):
            linked = set()
        elif isinstance(block, ClaimBlock):
            marked[block.claim] = _mark(runs[block.claim], hits, starts[block.claim], linked, own)
    return marked


def _mark(
    tokens: tuple[Token, ...],
    hits: Mapping[int, list[Occurrence]],
    number: int,
    linked: set[tuple[str, str]],
    own: tuple[str, str] | None,
) -> tuple[Token, ...]:
    """Return the tokens of a claim with mentions in place; `number` is the index in `hits` of its first text."""
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


def _marked(text: str, hits: Sequence[Occurrence], linked: set[tuple[str, str]], own: tuple[str, str] | None) -> Iterator[Token]:
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

"""How well each claim is supported: by how many independent sources, and what follows for its sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.independence import Independence
from builder.model.document import Stance, Status, Support

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.model.content import Content, Group, Source, Theme
    from builder.model.document import Claim


class PageSupport(NamedTuple):
    """How well the claims of one page are supported, by id."""

    independent: Mapping[str, int]
    """How many independent sources support each claim."""
    support: Mapping[str, Support]
    """What follows for each claim that no other disputes."""


@dataclass(frozen=True, slots=True)
class Supports:
    """How well the claims of an explainer's pages are supported, with the records by which that was judged."""

    records: tuple[tuple[object, ...], ...]
    """Of each source, what decides what it counts for."""
    pages: Mapping[int, tuple[Theme | Group, PageSupport]]
    """By the identity of a page, which is held with them, so that no other page can get its number."""

    def of(self, page: Theme | Group) -> PageSupport:
        """Return how well the claims of a page are supported. Raises KeyError for a page that is not among them."""
        return self.pages[id(page)][1]


NO_SUPPORTS = Supports((), {})


def judge_pages(content: Content, known: Supports = NO_SUPPORTS) -> Supports:
    """Return how well the claims of all pages are supported; what is in `known` is reused where page and sources are the same."""
    records = tuple([(s.id, s.publisher, s.ancestors, s.consulted) for s in content.sources])
    pages = known.pages if records == known.records else {}
    sources = {source.id: source for source in content.sources}
    independence = Independence(sources)
    judged = {id(page): pages.get(id(page)) or (page, _judge(page.body.claims, independence, sources)) for page in content.pages}
    return Supports(records, judged)


def _judge(claims: Iterable[Claim], independence: Independence, sources: Mapping[str, Source]) -> PageSupport:
    independent = independence.of_claims(claims)
    return PageSupport(independent, {claim.id: support_of(claim, independent[claim.id], sources) for claim in claims})


def support_of(claim: Claim, independent: int, sources: Mapping[str, Source], *, disputed: bool = False) -> Support:
    """Return how well a claim is supported, by so many independent sources."""
    if claim.editorial:
        return Support.EDITORIAL
    if claim.citation_needed or not claim.citations:
        return Support.NEEDED
    if disputed or claim.status is Status.DISPUTED or any(c.stance is Stance.CONTRADICTS for c in claim.citations):
        return Support.DISPUTED
    if all(sources[c.source].consulted == "no" for c in claim.citations if c.source in sources):
        return Support.UNSEEN
    return Support.SEVERAL if independent > 1 else Support.SINGLE

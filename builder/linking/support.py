"""How well each claim is supported: the number of independent sources, and the resulting level of support."""

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
    """The level of support of each claim, unless another claim disputes it."""


@dataclass(frozen=True, slots=True)
class Supports:
    """The support of the claims of all pages, with the source records that it depends on."""

    records: tuple[tuple[object, ...], ...]
    """The relevant fields of each source: id, publisher, ancestors, consulted."""
    pages: Mapping[int, tuple[Theme | Group, PageSupport]]
    """By `id()` of a page; the page is stored with them, so that its `id()` cannot be reused."""

    def of(self, page: Theme | Group) -> PageSupport:
        """Return how well the claims of a page are supported. Raises KeyError for an unknown page."""
        return self.pages[id(page)][1]


NO_SUPPORTS = Supports((), {})


def judge_pages(content: Content, known: Supports = NO_SUPPORTS) -> Supports:
    """Return how well the claims of all pages are supported; results in `known` are reused if page and sources have not changed."""
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
    """Return the level of support of a claim with this number of independent sources."""
    if claim.editorial:
        return Support.EDITORIAL
    if claim.citation_needed or not claim.citations:
        return Support.NEEDED
    if disputed or claim.status is Status.DISPUTED or any(c.stance is Stance.CONTRADICTS for c in claim.citations):
        return Support.DISPUTED
    if all(sources[c.source].consulted == "no" for c in claim.citations if c.source in sources):
        return Support.UNSEEN
    return Support.SEVERAL if independent > 1 else Support.SINGLE

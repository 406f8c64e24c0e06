"""How well each claim is supported: which of its sources are counted, and the sign that this gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.linking.independence import Independence
from builder.model.document import Citations, Html, Stance, Status, Support
from builder.model.explainer import NotCounted, Reason, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.model.content import Content, Group, Theme
    from builder.model.document import Citation, Claim, Token

DECIDING = (Support.EDITORIAL, Support.NEEDED, Support.DISPUTED, Support.UNSEEN, Support.SEVERAL, Support.SINGLE)
"""The signs of a claim, in the order in which the first that fits is given."""
LOWEST_FIRST = (Support.DISPUTED, Support.NEEDED, Support.UNSEEN, Support.SINGLE, Support.SEVERAL)
"""The signs of the rows of a table; as a whole it has the lowest of them."""


@dataclass(frozen=True, slots=True)
class Supports:
    """The support of the claims of all pages, with the source records that it depends on."""

    records: tuple[tuple[object, ...], ...]
    """The relevant fields of each source."""
    pages: Mapping[int, tuple[Theme | Group, Mapping[str, Tally]]]
    """By `id()` of a page; the page is stored with them, so that its `id()` cannot be reused."""

    def of(self, page: Theme | Group) -> Mapping[str, Tally]:
        """Return how well the claims of a page are supported, by id, but for other claims. Raises KeyError for an unknown page."""
        return self.pages[id(page)][1]


NO_SUPPORTS = Supports((), {})


def judge_pages(content: Content, known: Supports = NO_SUPPORTS) -> Supports:
    """Return how well the claims of all pages are supported; results in `known` are reused if page and sources have not changed."""
    records = tuple(
        [(s.id, s.type, s.voice, s.authors, s.publisher, s.container, s.ancestors, s.via, s.consulted) for s in content.sources]
    )
    pages = known.pages if records == known.records else {}
    independence = Independence({source.id: source for source in content.sources})
    judged = {
        id(page): pages.get(id(page)) or (page, {claim.id: tally_of(claim, independence) for claim in page.body.claims})
        for page in content.pages
    }
    return Supports(records, judged)


def tally_of(claim: Claim, independence: Independence) -> Tally:
    """Return how well a claim is supported, unless another claim disputes it."""
    rows = [_tally(citations, independence) for citations in row_citations(claim.tokens)] if claim.tag == "table" else []
    whole = (
        Tally(min((row.support for row in rows), key=LOWEST_FIRST.index), rows=tuple(rows))
        if rows
        else _tally(claim.citations, independence)
    )
    if claim.editorial:
        return whole._replace(support=Support.EDITORIAL)
    if claim.citation_needed or not claim.citations:
        return whole._replace(support=Support.NEEDED)
    return whole._replace(support=Support.DISPUTED) if claim.status is Status.DISPUTED else whole


def _tally(citations: Sequence[Citation], independence: Independence) -> Tally:
    if len(citations) == 1 and citations[0].stance is Stance.SUPPORTS:  # most claims
        counted, not_counted = independence.choose((citations[0].source,))
        return Tally(Support.SINGLE if counted else Support.UNSEEN, counted, not_counted)
    supporting = dict.fromkeys([c.source for c in citations if c.stance is Stance.SUPPORTS])
    contradicting = [c.source for c in citations if c.stance is Stance.CONTRADICTS]
    counted, not_counted = independence.choose(tuple(supporting))
    against = dict.fromkeys(source for source in contradicting if source not in supporting)
    return Tally(
        _support(citations, contradicting, counted), counted, not_counted + tuple([NotCounted(s, Reason.AGAINST) for s in against])
    )


def _support(citations: Sequence[Citation], contradicting: Sequence[str], counted: Sequence[str]) -> Support:
    if not citations:
        return Support.NEEDED
    if contradicting:
        return Support.DISPUTED
    if not counted:
        return Support.UNSEEN
    return Support.SEVERAL if len(counted) > 1 else Support.SINGLE


def row_citations(tokens: Iterable[Token]) -> list[list[Citation]]:
    """Return what each row of a table below its head cites: in the row itself, then in the head and below the table, for all rows."""
    rows: list[list[Citation]] = []
    for_all: list[Citation] = []
    at = for_all
    for token in tokens:
        if type(token) is Citations:
            at += token.citations
        elif type(token) is Html:
            if begins_row(token.html):
                at = []
                rows.append(at)
            elif "</table>" in token.html:
                at = for_all
    return [row + for_all for row in rows]


def begins_row(html: str) -> bool:
    """Return whether the HTML of a token begins a row of a table below its head."""
    return "<tr>" in html and "<thead>" not in html

"""The numbered references of a page. The numbers are known before the page is rendered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.linking.mentions import fold
from builder.model.content import Group
from builder.model.document import ClaimBlock, Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.model.content import Content, Term, Theme
    from builder.model.document import Citation

    _Run: TypeAlias = tuple[str, tuple[Citation, ...]]

_SORT_PREFIX = re.compile(r"\W*(?:(?:al|el|the)\s+(?=\w)|ال(?=\w\w))?")


class Use(NamedTuple):
    """A citation on a page: number `position` in its run (see `number`)."""

    stem: str
    position: int
    citation: Citation

    @property
    def anchor(self) -> str:
        """The anchor of the citation, for links back."""
        return f"cite-{self.stem}-{self.position}"


class Reference(NamedTuple):
    """A numbered source of a page, with all its citations there."""

    number: int
    source: str
    uses: tuple[Use, ...]


def page_citations(page: Theme | Group) -> Iterator[Citation]:
    """Yield every citation of a theme or group."""
    for passage in page.passages:
        yield from passage.citations
    for claim in page.body.claims:
        yield from claim.citations
    for block in page.body.blocks:
        if isinstance(block, Prose):
            yield from block.citations
    if isinstance(page, Group):
        yield from record_citations(page)


def record_citations(group: Group) -> Iterator[Citation]:
    """Yield the citations of a group's statements, designations and relations, in the order of its page."""
    for record in group.records:
        yield from record.citations


def page_sources(page: Theme | Group) -> tuple[str, ...]:
    """Return the sources of the page of a theme or group in the order of their numbers."""
    return tuple(dict.fromkeys([citation.source for _, citations in _page_runs(page) for citation in citations]))


def glossary_sources(content: Content) -> tuple[str, ...]:
    """Return the sources of the glossary in the order of their numbers."""
    return tuple(reference.source for reference in glossary_references(content))


def page_references(page: Theme | Group) -> tuple[Reference, ...]:
    """Return the numbered sources of the page of a theme or group, with their citations."""
    return number(_page_runs(page))


def glossary_references(content: Content) -> tuple[Reference, ...]:
    """Return the numbered sources of the glossary, with their citations."""
    groups, terms = glossary_order(content)
    runs = [(f"group-{g.id}", g.summary.citations) for g in groups if g.summary]
    runs += [(f"term-{t.id}", t.definition.citations) for t in terms]
    return number(runs)


def glossary_order(content: Content) -> tuple[list[Group], list[Term]]:
    """Return the groups, and the terms, each in alphabetical order."""
    groups = sorted(content.groups, key=lambda group: (alphabetic(group.name), group.id))
    return groups, sorted(content.terms, key=lambda term: (alphabetic(term.term), term.id))


def alphabetic(name: str) -> str:
    """Return the sort key of a name: without case, accents, leading punctuation and article."""
    return _SORT_PREFIX.sub("", fold(name)).casefold()


def _page_runs(page: Theme | Group) -> list[_Run]:
    """Return the runs of citations of a page in order, each with the stem of its anchors."""
    runs: list[_Run] = [(f"_p{i}", p.citations) for i, p in enumerate(page.passages)]
    if isinstance(page, Group):
        runs += [(f"_s{i}", item.citations) for i, item in enumerate(page.records)]
    claims = {claim.id: claim for claim in page.body.claims}
    for position, block in enumerate(page.body.blocks):
        if isinstance(block, ClaimBlock):
            runs.append((block.claim, claims[block.claim].citations))
        elif isinstance(block, Prose):
            runs.append((f"_b{position}", block.citations))
    return runs


def number(runs: Iterable[_Run]) -> tuple[Reference, ...]:
    """Return the sources of a page, numbered in order of first citation.

    A run is the stem of its anchors with its citations; the n-th citation of a run has the anchor `cite-<stem>-<n>`. The stem
    of a claim is its id; other stems start with `_`, or with the kind of an entry of the glossary.
    """
    uses: dict[str, list[Use]] = {}
    for stem, citations in runs:
        for position, citation in enumerate(citations, 1):
            uses.setdefault(citation.source, []).append(Use(stem, position, citation))
    return tuple(Reference(n, source, tuple(places)) for n, (source, places) in enumerate(uses.items(), 1))

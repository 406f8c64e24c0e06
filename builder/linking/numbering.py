"""The numbered references of a page. Which source has which number is known before the page is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from builder.linking.mentions import fold
from builder.model.content import Group
from builder.model.document import ClaimBlock, Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.content import Content, Term, Theme
    from builder.model.document import Citation

    _Run: TypeAlias = tuple[str, tuple[Citation, ...]]

_BEFORE = re.compile(r"\W*(?:(?:al|el|the)\s+(?=\w)|ال(?=\w\w))?")


class Use(NamedTuple):
    """One numeral of a page: the n-th citation of a run, as `number` has it."""

    stem: str
    position: int
    citation: Citation

    @property
    def anchor(self) -> str:
        """The anchor to return to."""
        return f"cite-{self.stem}-{self.position}"


class Reference(NamedTuple):
    """A source on a page, with every place that cites it there."""

    number: int
    source: str
    uses: tuple[Use, ...]


def page_sources(page: Theme | Group) -> tuple[str, ...]:
    """Return the sources of the page of a theme or group in the order of their numbers."""
    return tuple(dict.fromkeys([citation.source for _, citations in _page_runs(page) for citation in citations]))


def glossary_sources(content: Content) -> tuple[str, ...]:
    """Return the sources of the glossary in the order of their numbers."""
    return tuple(reference.source for reference in glossary_references(content))


def page_references(page: Theme | Group) -> tuple[Reference, ...]:
    """Return the numbered sources of the page of a theme or group, with every place that cites them."""
    return number(_page_runs(page))


def glossary_references(content: Content) -> tuple[Reference, ...]:
    """Return the numbered sources of the glossary, with every place that cites them."""
    groups, terms = glossary_order(content)
    runs = [(f"group-{g.id}", g.summary.citations) for g in groups if g.summary]
    runs += [(f"term-{t.id}", t.definition.citations) for t in terms]
    return number(runs)


def glossary_order(content: Content) -> tuple[list[Group], list[Term]]:
    """Return the groups, then the terms, as a dictionary orders them."""
    groups = sorted(content.groups, key=lambda group: (alphabetic(group.name), group.id))
    return groups, sorted(content.terms, key=lambda term: (alphabetic(term.term), term.id))


def alphabetic(name: str) -> str:
    """Return what a name is ordered by: without case, accents, marks before it, or an article."""
    return _BEFORE.sub("", fold(name)).casefold()


def _page_runs(page: Theme | Group) -> list[_Run]:
    """Give each run of citations in the order of the page, with the stem of its anchors."""
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
    """Give the sources of a page their numbers, in order of first citation.

    Each run is the stem of its anchors and its citations; the n-th citation of a run has the anchor `cite-<stem>-<n>`. The stem
    of a claim is its id; all others begin with what no id has.
    """
    uses: dict[str, list[Use]] = {}
    for stem, citations in runs:
        for position, citation in enumerate(citations, 1):
            uses.setdefault(citation.source, []).append(Use(stem, position, citation))
    return tuple(Reference(n, source, tuple(places)) for n, (source, places) in enumerate(uses.items(), 1))

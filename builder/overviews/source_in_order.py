"""What a source says, in its own order, and what became of it: only where its citations carry places."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from builder.csl.locators import LABELS, place_of
from builder.model.document import LinkStart, Stance
from builder.model.language import phrase
from builder.overviews.verdicts import Became, Verdicts
from builder.signs.verdict_words import CHECKED, CHECKED_OTHERWISE, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.csl.locators import Order, Place, Step
    from builder.model.document import Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

_FEWEST = 2
"""Places that make an order."""
_NOT_IN_ANCHORS = re.compile(r"[^a-z0-9]+")


class Said(NamedTuple):
    """A claim at a place of the source."""

    claim: Claim
    quotes: tuple[str, ...]
    """Of the source, at any of the places that the claim cites."""
    against: bool
    """The source is cited as contradicting the claim."""
    places: tuple[Place, ...]
    """Those of the source that the claim cites, in order; it stands at the first of them."""
    became: tuple[Became, ...]


class Remark(NamedTuple):
    """What the authors say about a place, or about a claim at it."""

    claim: Claim
    is_first: bool
    """No earlier place has it."""
    cites: bool
    """It cites the source, and does not only link or tie itself to one of its claims."""


class Entry(NamedTuple):
    """A place of the source, with everything that it is cited for."""

    place: Place
    written: str
    """The place as a citation has it: `par. 2, s. 3`."""
    anchor: str
    said: tuple[Said, ...]
    """The claims that stand here."""
    again: tuple[Said, ...]
    """The claims that stand at an earlier place."""
    remarks: tuple[Remark, ...]

    def has(self, verdict: Verdict) -> bool:
        """Return whether this became of a claim at this place."""
        return any(one.verdict is verdict for said in self.said + self.again for one in said.became)


@dataclass(frozen=True, slots=True)
class InOrder:
    """What a source says, in its own order."""

    entries: tuple[Entry, ...]
    rest: tuple[str, ...]
    """The claims that cite it and stand at none of these places, by id."""

    @property
    def stretches(self) -> list[tuple[tuple[Step, ...], list[Entry]]]:
        """The entries by the larger part of the source in which they lie; by none where a place is a single number."""
        return [(steps, list(entries)) for steps, entries in groupby(self.entries, key=lambda entry: entry.place.steps[:-1])]

    @property
    def verdicts(self) -> list[tuple[Verdict, list[Entry]]]:
        """The places of which each verdict is true; one with several claims may have several."""
        found = [(verdict, [entry for entry in self.entries if entry.has(verdict)]) for verdict in Verdict]
        return [(verdict, entries) for verdict, entries in found if entries]

    @property
    def remarked(self) -> int:
        """The number of places with a remark of the authors."""
        return sum(bool(entry.remarks) for entry in self.entries)

    @property
    def anchors(self) -> Mapping[Order, str]:
        """The anchor of each place, by what it is sorted by."""
        return {entry.place.order: entry.anchor for entry in self.entries}

    @property
    def claims(self) -> int:
        """The number of claims that stand on the page."""
        return sum(len(entry.said) for entry in self.entries)

    @property
    def smallest(self) -> str:
        """The label of the smallest part that has an entry of its own: `sentence`."""
        return max((entry.place.steps[-1].label for entry in self.entries), key=LABELS.index)


class SourcesInOrder:
    """What each source of an explainer says, in its own order."""

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._verdicts = Verdicts(explainer)

    def of(self, source: Source) -> InOrder | None:
        """Return what a source says in its own order; None if it has no order: fewer than two of its places are cited, or none."""
        citing = [self._explainer.claims[name] for name in self._explainer.cited_by.get(source.id, ())]
        written = {claim.id: places for claim in citing if (places := _places(claim, source.id))}
        at: defaultdict[Order, list[Said]] = defaultdict(list)
        names: dict[Order, tuple[Place, str]] = {}
        for claim in citing:
            if claim.id in written and not claim.editorial:
                said = self._said(claim, source, tuple(written[claim.id]))
                for place, locator in written[claim.id].items():
                    at[place.order].append(said)
                    names.setdefault(place.order, (place, locator))
        if len(at) < (1 if source.annotated else _FEWEST):
            return None
        remarks = [(claim, tuple(written.get(claim.id, ()))) for claim in citing if claim.editorial]
        placed: set[str] = set()
        anchors: set[str] = set()
        entries = [self._entry(*names[order], at[order], remarks, placed, anchors) for order in sorted(at)]
        return InOrder(tuple(entries), tuple([claim.id for claim in citing if claim.id not in placed]))

    def _entry(
        self,
        place: Place,
        locator: str,
        found: Sequence[Said],
        remarks: Sequence[tuple[Claim, tuple[Place, ...]]],
        placed: set[str],
        anchors: set[str],
    ) -> Entry:
        here = tuple([said for said in found if said.places[0].order == place.order])
        again = tuple([said for said in found if said.places[0].order != place.order])
        citing = {claim.id for claim, _ in remarks}
        about = [claim for claim, places in remarks if any(other.holds(place) or place.holds(other) for other in places)]
        about += [remark for said in here for remark in self._remarks.get(said.claim.id, ())]
        remarked = tuple(
            [Remark(claim, claim.id not in placed, claim.id in citing) for claim in {claim.id: claim for claim in about}.values()]
        )
        placed.update(said.claim.id for said in here)
        placed.update(remark.claim.id for remark in remarked)
        return Entry(place, locator, _anchor(place, anchors), here, again, remarked)

    @cached_property
    def _remarks(self) -> Mapping[str, Sequence[Claim]]:
        """What the authors say in their own words about each claim: where they link to it, or tie it to what they say."""
        claims = self._explainer.claims
        found: defaultdict[str, list[Claim]] = defaultdict(list)
        for remark in claims.values():
            if remark.editorial:
                links = [token.target for token in remark.tokens if isinstance(token, LinkStart) and token.scheme == "claim"]
                for name in dict.fromkeys((*links, *remark.disputes, *remark.differs, *remark.supports, *remark.supersedes)):
                    if name in claims:
                        found[claims[name].id].append(remark)
        return found

    def _said(self, claim: Claim, source: Source, places: tuple[Place, ...]) -> Said:
        own = [citation for citation in claim.citations if citation.source == source.id]
        quotes = tuple(dict.fromkeys(quote for citation in own for quote in citation.quotes))
        against = all(citation.stance is Stance.CONTRADICTS for citation in own)
        return Said(claim, quotes, against, places, self._verdicts.of(claim, source, against=against))


def source_headings(source: Source, order: InOrder | None) -> list[tuple[str, str]]:
    """Return the anchors of the sections of a source's page, with their headings."""
    if not order:
        return [("cited-by", phrase("Cited by"))]
    about = [("source-record", phrase("About the source"))] if source.annotated else []
    return [("in-order", phrase("What it says, in its own order")), *about, ("cited-by", phrase("Further claims that cite it"))]


def checked_words(order: InOrder) -> str:
    """Return the phrase that says how finely an annotated source is checked."""
    return CHECKED.get(order.smallest, CHECKED_OTHERWISE)


def _places(claim: Claim, source: str) -> dict[Place, str]:
    """Return the places of a source that a claim cites, in order, each with its locator."""
    found: dict[Order, tuple[Place, str]] = {}
    for citation in claim.citations:
        if citation.source == source and (place := place_of(citation.locator)):
            found.setdefault(place.order, (place, citation.locator))
    return dict(found[order] for order in sorted(found))


def _anchor(place: Place, taken: set[str]) -> str:
    """Return the anchor of a place, which is not one of those that are taken: `place-paragraph-2-sentence-3`."""
    words = "-".join(f"{step.label}-{step.text.lower()}" for step in place.steps)
    name = anchor = f"place-{_NOT_IN_ANCHORS.sub('-', words).strip('-')}"
    number = 1
    while anchor in taken:
        number += 1
        anchor = f"{name}-{number}"
    taken.add(anchor)
    return anchor

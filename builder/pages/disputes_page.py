"""Where sources disagree: claims that dispute each other or differ, values that cannot both hold, and attributions nobody could check."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from builder.linking.queries import Sheet, disputes, outliers_among, rivals
from builder.model.document import Stance, Support
from builder.model.language import phrase
from builder.pages.claim_list import Part, in_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.model.document import Citation, Claim
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

Report: TypeAlias = "tuple[Source, tuple[Citation, ...]]"
"""A source with the citations of it in one place."""
PART = 50
"""Disagreements on one page at most."""
_MOST = 250
"""Sources, or claims, that are listed below them at most; the lists of all sources and all claims hold them too."""


@dataclass(frozen=True, slots=True)
class Account:
    """One side of a disagreement: a claim, and what its sources are worth."""

    claim: Claim
    reports: tuple[Report, ...]
    other_value: bool
    """Another account gives another value for the same quantity."""
    other_date: bool
    """Another account of the same quantity speaks of another day."""
    differs: tuple[Claim, ...]
    """The other accounts from which it differs, as the one report that stands against a record."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that dispute each other or differ, directly or through others: all of them, once."""

    topic: str
    """The heading under which the first of them stands; empty where there is none."""
    accounts: tuple[Account, ...]
    outliers: int
    """How many of the accounts differ from a record; 0 where some are of equal standing."""
    remark: Claim | None = None
    """What the authors say right after the accounts, in the same section."""

    @property
    def anchor(self) -> str:
        """Its address on the page."""
        return f"dispute-{self.accounts[0].claim.id}"


def dispute_sheets(explainer: Explainer) -> Iterator[Sheet]:
    """Give the pages of disagreements: one, or an index and its parts."""
    title = phrase("Where sources disagree")
    pages = _by_page(explainer)
    parts = in_parts(pages.items(), PART)
    whole = len(parts) < 2  # noqa: PLR2004  # one part is the page itself
    rival = rivals(explainer)
    unseen = [c for c in explainer.claims.values() if explainer.support[c.id] is Support.UNSEEN]
    hearsay = [s for s in explainer.content.sources if s.consulted == "no" and explainer.cited_by.get(s.id)]
    toc = [("accounts", phrase("Accounts that differ"))] if pages else []
    toc += [("values", phrase("Rival values"))] if rival else []
    toc += [("unverified", phrase("Attributions not verified"))]
    yield Sheet(
        "disputes/",
        title,
        "disputes.html",
        tuple(toc),
        {
            "stretches": parts[0] if whole and parts else (),
            "index": () if whole else [(url, _first(parts, url), len(found)) for url, found in pages.items()],
            "total": sum(map(len, pages.values())),
            "rivals": rival,
            "unseen": unseen,
            "hearsay": hearsay,
            "most": _MOST,
        },
    )
    for number, stretches in enumerate(() if whole else parts, 1):
        context = {"stretches": stretches, "part": Part(number, len(parts))}
        yield Sheet(f"disputes/{number}/", title, "disputes-part.html", (), context)


def _first(parts: Sequence[Sequence[tuple[str, object]]], url: str) -> int:
    """Return the number of the part in which a page begins."""
    return next(number for number, stretches in enumerate(parts, 1) if any(url == key for key, _ in stretches))


def _by_page(explainer: Explainer) -> dict[str, list[Disagreement]]:
    """Gather the disagreements by the page on which the first claim of each stands."""
    topics = {(page.url, heading.id): heading.text for page in explainer.content.pages for heading in page.body.headings}
    remarks = _remarks(explainer)
    found: defaultdict[str, list[Disagreement]] = defaultdict(list)
    for claims in disputes(explainer):
        first = claims[0]
        topic = topics.get((first.page, first.section), "")
        remark = remarks.get((first.page, first.section, claims[-1].id)) if claims[-1].page == first.page else None
        found[first.page].append(Disagreement(topic, _accounts(explainer, claims), outliers_among(explainer, claims), remark))
    return found


def _remarks(explainer: Explainer) -> dict[tuple[str, str, str], Claim]:
    """Return the next words of the authors in a section by the claim before them: its page, section and id."""
    found: dict[tuple[str, str, str], Claim] = {}
    for page in explainer.content.pages:
        before: list[Claim] = []
        for claim in page.body.claims:
            if before and before[-1].section != claim.section:
                before = []
            if explainer.support[claim.id] is Support.EDITORIAL:
                found |= {(one.page, one.section, one.id): claim for one in before}
                before = []
            else:
                before.append(claim)
    return found


def _accounts(explainer: Explainer, claims: Sequence[Claim]) -> tuple[Account, ...]:
    values: defaultdict[str, set[object]] = defaultdict(set)
    days: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if measure := claim.measure:
            values[measure.quantity].add((measure.low, measure.high, measure.unit))
            days[measure.quantity].update(when.edtf for when in (claim.date or claim.as_of,) if when)
    return tuple(
        Account(
            claim,
            reports(explainer, claim.citations),
            other_value=claim.measure is not None and len(values[claim.measure.quantity]) > 1,
            other_date=claim.measure is not None and len(days[claim.measure.quantity]) > 1,
            differs=tuple([explainer.claims[other] for other in claim.differs]),
        )
        for claim in claims
    )


def reports(explainer: Explainer, citations: Sequence[Citation]) -> tuple[Report, ...]:
    """Gather citations by their sources."""
    found: defaultdict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        found[citation.source].append(citation)
    return tuple((explainer.sources[source], tuple(cited)) for source, cited in found.items())


def contradicts(citations: Sequence[Citation]) -> bool:
    """Tell whether a source is cited as speaking against the claim."""
    return any(citation.stance is Stance.CONTRADICTS for citation in citations)

"""The events in order, and below each what else is said about it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.timeline_chart import timeline_chart
from builder.linking.queries import Sheet, events
from builder.model.document import LinkStart
from builder.model.language import language_of, phrase
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.model.document import Claim
    from builder.model.explainer import Explainer

_FEW = 3
"""Events that make a year a period of its own."""
_REFERS = phrase("Refers to it")


class Event(NamedTuple):
    """An event, and what else is said about it."""

    claim: Claim
    said: tuple[tuple[str, Claim], ...]
    """Claims, each with how it is tied to that of the event (a phrase)."""


def timeline_sheet(explainer: Explainer) -> Sheet:
    """Return the events: those before the explainer's own period, that period with a drawing, and what was later than the explainer's date.

    The period begins with the year of the explainer's date; with an earlier one where hardly any event happened in that year
    so far, for instance since it has only begun. An explainer without a date has no periods.
    """
    found, as_of = events(explainer), explainer.content.settings.as_of
    language, referring = language_of(explainer.content.settings.languages[0]), _referring(explainer, {claim.id for claim in found})
    starts = [(claim.date.first.year, claim) for claim in found if claim.date]
    dated, later = [(year, claim) for year, claim in starts if not claim.later], [claim for _, claim in starts if claim.later]
    years = [year for year, _ in dated]
    first = _first_year(years, as_of.last.year) if as_of else min(years, default=0)
    last = max([*years, *([as_of.last.year] if as_of else ())], default=first)
    before, period = ([claim for year, claim in dated if (year < first) is is_before] for is_before in (True, False))
    titles = {
        "before": language.say("Before {year}").format(year=first),
        "period": str(first) if first == last else language.say("{start} to {end}").format(start=first, end=last),
        "later": language.say("After {date}").format(date=language.date(as_of)) if as_of else language.say("Later development"),
    }
    sections = [
        (anchor, titles[anchor], [Event(claim, tuple(_said(explainer, claim, referring.get(claim.id, ())))) for claim in claims])
        for anchor, claims in (("before", before), ("period", period), ("later", later))
        if claims
    ]
    return overview_sheet(
        "timeline",
        [(anchor, title) for anchor, title, _ in sections],
        sections=sections,
        chart=timeline_chart([*period, *later], first, last),
    )


def _first_year(years: Sequence[int], year: int) -> int:
    """Return the latest year, `year` or before it, since which there are a few events; `year` if there are not as many."""
    latest = sorted(years, reverse=True)
    return min(year, latest[_FEW - 1]) if len(latest) >= _FEW else year


def _referring(explainer: Explainer, names: set[str]) -> dict[str, list[Claim]]:
    """Return the claims that link to events, by the event's id, without those that are events themselves."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in explainer.claims.values():
        if not claim.event:
            for token in claim.tokens:
                if type(token) is LinkStart and token.scheme == "claim" and token.target in names:
                    found[token.target].append(claim)
    return found


def _said(explainer: Explainer, claim: Claim, referring: Iterable[Claim]) -> Iterable[tuple[str, Claim]]:
    """Return the claims that are tied to that of an event, each once, with how it is."""
    name = claim.id
    ties = (
        (phrase("Disputed by"), explainer.disputed_by.get(name, ())),
        (phrase("Differs from"), claim.differs),
        (phrase("Differing report"), explainer.differed_by.get(name, ())),
        (phrase("Superseded by"), explainer.superseded_by.get(name, ())),
        (phrase("Supersedes"), claim.supersedes),
        (phrase("Supported by"), explainer.supported_by.get(name, ())),
        (phrase("Supports"), claim.supports),
        (_REFERS, [other.id for other in referring]),
    )
    found: dict[str, str] = {}
    for words, others in ties:
        for other in others:
            if other != name and other in explainer.claims:
                found.setdefault(other, words)
    return [(words, explainer.claims[other]) for other, words in found.items()]

"""The events, by year."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from builder.drawings.timeline_chart import overview_chart, timeline_key, year_charts, year_of
from builder.linking.queries import Sheet, timeline
from builder.model.language import phrase
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from builder.model.document import Claim
    from builder.model.explainer import Explainer


def timeline_sheet(explainer: Explainer) -> Sheet:
    """Return the events, by year."""
    years: dict[int | None, list[Claim]] = defaultdict(list)
    events = timeline(explainer)
    for claim in events:
        years[year_of(claim)].append(claim)
    overview, charts = overview_chart(events), year_charts(events)
    sections = [
        (f"y{year}", str(year), claims, charts.get(year)) if year else ("open", phrase("Beginning not known"), claims, None)
        for year, claims in years.items()
    ]
    return overview_sheet(
        "timeline",
        [(anchor, title) for anchor, title, _, _ in sections],
        sections=sections,
        overview=overview,
        key=timeline_key(overview, charts) if overview else None,
        total=len(events),
    )

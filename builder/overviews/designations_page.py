"""The designations: groups and lists on any day, what sources count, the records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from builder.drawings.designation_dates import event_days, listing_of, recorded_dates, slider_ticks
from builder.linking.numbering import alphabetic
from builder.linking.queries import Sheet, count, effective, long_list_name, short_list_name
from builder.model.language import phrase
from builder.overviews.titles import overview_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from builder.drawings.designation_dates import Listing, State
    from builder.model.content import Group
    from builder.model.document import Claim
    from builder.model.explainer import Explainer


def designations_sheet(explainer: Explainer) -> Sheet:
    """Return the designations: groups and lists on any day, what sources count, the records."""
    content, settings = explainer.content, explainer.content.settings
    day = settings.as_of.last if settings.as_of else None
    steps = event_days(explainer)
    groups = sorted(content.groups, key=lambda group: alphabetic(group.name))
    records = [d for group in groups for d in group.designations]
    lists = [name for name in settings.lists if any(d.list == name for d in records)]
    return overview_sheet(
        "designations",
        [("matrix", phrase("Who is on which list")), ("counts", phrase("What sources count")), ("records", phrase("The records"))],
        lists=lists,
        day=day,
        steps=[step.isoformat() for step in steps],
        last_step=len(steps) - 1,
        ticks=slider_ticks(steps),
        total=len(content.groups),
        short_name=partial(short_list_name, settings),
        long_name=partial(long_list_name, settings),
        groups=[(group, _listings(group, lists, day)) for group in groups if group.designations],
        undesignated=[g for g in groups if not g.designations],
        counts=[(name, count(explainer, name, settings.as_of)) for name in lists],
        claimed=_claimed_counts(explainer),
        dates=recorded_dates,
        records=sorted(records, key=lambda d: (effective(d) is None, effective(d))),
    )


def _listings(group: Group, lists: Sequence[str], day: date | None) -> list[tuple[str, list[tuple[Listing, State]]]]:
    """Return what a group's row has for each list: its listings, with their states on a day."""
    listings = [listing_of(designation) for designation in group.designations]
    return [(name, [(one, one.state_on(day)) for one in listings if one.designation.list == name]) for name in lists]


def _claimed_counts(explainer: Explainer) -> list[tuple[Claim, int, int, str]]:
    """Return the claims that count a list, with the counts computed for their day and for the explainer's, and the list."""
    settings, found = explainer.content.settings, []
    for claim in explainer.claims.values():
        quantity = settings.quantities.get(claim.measure.quantity) if claim.measure else None
        if quantity and quantity.counts:
            then, now = (count(explainer, quantity.counts, day) for day in (claim.date or claim.as_of or settings.as_of, settings.as_of))
            found.append((claim, then, now, quantity.counts))
    return found

"""Whether a group is on a list on a given day. `asof.js` computes the same for any day; the two have to agree."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.units import percent
from builder.linking.queries import effective

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from builder.drawings.units import Percent
    from builder.model.content import Designation
    from builder.model.dates import Date
    from builder.model.explainer import Explainer

STEPS = ("signed", "announced", "published", "revoked")
"""The dates of a designation by their fields, in the usual order."""
_YEAR_WIDTH = 14.0
"""Percent of a slider on the narrowest screen, that a year and a space need."""


class State(StrEnum):
    """Whether a group is on a list on a day."""

    ON = "on"
    PERHAPS = "perhaps"
    """It came on the list in this month or year, but on which day is not known."""
    AHEAD = "ahead"
    REVOKED = "revoked"


class Listing(NamedTuple):
    """A designation and the days from which and before which it holds; of an inexact date, the first possible day counts."""

    designation: Designation
    start: date | None
    certain: date | None
    """The last possible day of the start: from then on it holds without doubt."""
    end: date | None

    def state_on(self, day: date | None) -> State:
        """Return whether it holds on a day; without a day, whether it has not been revoked."""
        if self.end and (day is None or self.end <= day):
            return State.REVOKED
        if day and self.start and day < self.start:
            return State.AHEAD
        return State.PERHAPS if day and self.certain and day < self.certain else State.ON


def listing_of(designation: Designation) -> Listing:
    """Return a designation with the days between which it holds."""
    start, revoked = effective(designation), designation.revoked
    return Listing(designation, start.first if start else None, start.last if start else None, revoked.first if revoked else None)


def recorded_dates(designation: Designation) -> list[tuple[str, Date]]:
    """Return the dates of a designation that are recorded, each with its field."""
    return [(step, value) for step in STEPS if (value := getattr(designation, step))]


def event_days(explainer: Explainer) -> list[date]:
    """Return the days on which something happened to a designation, and the date of the explainer, ascending."""
    days = {value.first for group in explainer.content.groups for d in group.designations for _, value in recorded_dates(d)}
    as_of = explainer.content.settings.as_of
    return sorted(days | ({as_of.last} if as_of else set()))


def slider_ticks(days: Sequence[date]) -> list[tuple[Percent, str]]:
    """Return a tick for each step of a slider, which are equally far apart: its place, and the year where one begins and there is room."""
    ticks, free, year = [], 0.0, 0
    for n, day in enumerate(days):
        x = percent(100 * n / max(len(days) - 1, 1))
        is_labelled = day.year != year and x >= free
        ticks.append((x, str(day.year) if is_labelled else ""))
        if is_labelled:
            free, year = x + _YEAR_WIDTH, day.year
    return ticks

"""Which designation holds on which day. A script moves through the days; what it says must be what is said here."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.queries import effective

if TYPE_CHECKING:
    from datetime import date

    from builder.model.content import Designation
    from builder.model.dates import Date
    from builder.model.explainer import Explainer

STEPS = ("signed", "announced", "published", "revoked")
"""What happens to a listing, in the usual order."""


class State(StrEnum):
    """Whether a group is on a list on a day."""

    ON = "on"
    PERHAPS = "perhaps"
    """It came on the list in this very month or year; on which day is not known."""
    AHEAD = "ahead"
    REVOKED = "revoked"


class Listing(NamedTuple):
    """A designation with the days between which it holds; where a day is not known, it counts from the first that it can mean."""

    designation: Designation
    start: date | None
    certain: date | None
    """From this day on it holds without doubt."""
    end: date | None

    def on(self, day: date | None) -> State:
        """Tell whether it holds on a day; without a day, whether it was ever revoked."""
        if self.end and (day is None or self.end <= day):
            return State.REVOKED
        if day and self.start and day < self.start:
            return State.AHEAD
        return State.PERHAPS if day and self.certain and day < self.certain else State.ON


def listing(designation: Designation) -> Listing:
    """Read the dates of a designation."""
    start, revoked = effective(designation), designation.revoked
    return Listing(designation, start.first if start else None, start.last if start else None, revoked.first if revoked else None)


def dates(designation: Designation) -> list[tuple[str, Date]]:
    """Return what happened to a listing and when, as far as it is recorded."""
    return [(step, value) for step in STEPS if (value := getattr(designation, step))]


def days(explainer: Explainer) -> list[date]:
    """Return the days on which something happened to a listing, and the last day of which the explainer speaks."""
    found = {value.first for group in explainer.content.groups for d in group.designations for _, value in dates(d)}
    as_of = explainer.content.settings.as_of
    return sorted(found | ({as_of.last} if as_of else set()))

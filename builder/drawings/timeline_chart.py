"""The events of a period as a drawing: each a mark where it stands in time, with its label beside it.

Marks lie in lanes in which neither they nor their labels touch, and a label stands on the side of its mark that has room for it.
Places along the drawing are percent of its width, heights are rem from its upper edge. How wide a label is, only the reader's browser
knows: it is reckoned for the narrowest width at which the style sheet shows the drawing, and from letters that are wider than most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from builder.drawings.axis_ticks import Axis, Tick, moment, moment_after, month_axis, month_ticks, year_axis, year_ticks
from builder.drawings.date_spans import Kind, Span, span_of
from builder.drawings.units import Percent, Rem, percent, rem
from builder.linking.queries import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.model.document import Claim

MAX_LANES = 30
_MIN_EVENTS = 2
"""A drawing compares: one mark alone says less than the sentence that it stands for."""
_LETTER: Percent = 0.95
"""The width of a letter of a label, by which few are wider."""
_DOT, _ARROW, _BESIDE, _MIN_BAR, _GAP = 1.8, 2.4, 0.9, 1.6, 1.5
"""Percent: a dot; an arrow; between a mark and its label; a bar that can be seen; between two events in one lane."""
_LANE_HEIGHT, _BAR_HEIGHT = 1.5, 0.7
"""Rem."""


class Mark(NamedTuple):
    """An event on an axis of time: a dot for a day, a bar for longer; open ends are arrows."""

    claim: Claim
    span: Span
    x: Percent
    """The middle of a dot, or the start of a bar."""
    width: Percent
    """Of a bar; 0 of a dot, and of a date of which only one end is known."""
    starts_before: bool
    """The start is not known: an arrow points to the left."""
    ends_after: bool
    """It goes on beyond the axis, or the end is not known: an arrow points to the right."""
    lane: int = 0
    """From the top, from 0."""

    @property
    def end(self) -> Percent:
        """Return where a bar ends; of a dot, its middle."""
        return percent(self.x + self.width)

    @property
    def extent(self) -> tuple[float, float]:
        """Return from where to where the mark alone reaches: a dot is wider than its day."""
        beyond = max(_DOT - self.width, 0) / 2
        return self.x - beyond - _ARROW * self.starts_before, self.end + beyond + _ARROW * self.ends_after

    @property
    def is_label_after(self) -> bool:
        """Return whether the label stands to the right: where it fits there, or has more room than to the left."""
        start, end = self.extent
        return end + _BESIDE + self._label_width <= 100 or start < 100 - end  # noqa: PLR2004  # percent

    @property
    def label_x(self) -> Percent:
        """Return where the label starts or, to the left of the mark, ends."""
        start, end = self.extent
        return percent(end + _BESIDE if self.is_label_after else start - _BESIDE)

    @property
    def room(self) -> int:
        """Return how many letters the label may have."""
        return max(int((100 - self.label_x if self.is_label_after else self.label_x) / _LETTER), 1)

    @property
    def label(self) -> str:
        """Return the label; one that has no room anywhere is shortened."""
        return shortened(self.claim.event, self.room)

    @property
    def taken(self) -> tuple[float, float]:
        """Return from where to where the mark and its label need a lane."""
        (start, end), width = self.extent, min(self._label_width, self.room * _LETTER)
        return (start, self.label_x + width) if self.is_label_after else (self.label_x - width, end)

    @property
    def y(self) -> Rem:
        """Return the middle of the lane."""
        return rem((self.lane + 0.5) * _LANE_HEIGHT)

    @property
    def label_y(self) -> Rem:
        """Return the baseline of the label."""
        return rem(self.y + 0.27)

    @property
    def bar_y(self) -> Rem:
        """Return the upper edge of a bar."""
        return rem(self.y - _BAR_HEIGHT / 2)

    @property
    def bar_height(self) -> Rem:
        """Return the height of a bar."""
        return _BAR_HEIGHT

    @property
    def _label_width(self) -> float:
        return _LETTER * sum(2 if east_asian_width(letter) in "WF" else 1 for letter in self.claim.event)


class TimelineChart(NamedTuple):
    """An axis of the months of a year, or of years, with marks above it."""

    axis: Axis
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    """In the order of the events."""
    axis_y: Rem
    """Where the line of the axis lies, down to which those of the ticks reach."""
    labels_y: Rem
    """The baseline of the labels of the ticks."""
    height: Rem

    @property
    def first_year(self) -> int:
        """Return the first year on the axis."""
        return int(self.axis.start)

    @property
    def last_year(self) -> int:
        """Return the last year on the axis."""
        return int(self.axis.end) - 1

    @property
    def kinds(self) -> frozenset[str]:
        """Return which signs the key has to explain: kinds of spans, and `rough`, `open` and `later`."""
        found: set[str] = {mark.span.kind for mark in self.marks}
        found |= {"rough" for mark in self.marks if mark.span.approximate}
        found |= {"open" for mark in self.marks if mark.starts_before or mark.ends_after}
        return frozenset(found | {"later" for mark in self.marks if mark.claim.later})


def timeline_chart(events: Sequence[Claim], first: int, last: int) -> TimelineChart | None:
    """Return the drawing of the events that fall into the years from `first` to `last`; None if they are too few or too many for one."""
    axis = month_axis(first) if first == last else year_axis(first, last)
    marks = _in_lanes(
        [_mark(axis, claim, span_of(claim.date)) for claim in events if claim.date and first <= claim.date.first.year <= last]
    )
    lanes = 1 + max((mark.lane for mark in marks), default=0)
    if len(marks) < _MIN_EVENTS or lanes > MAX_LANES:
        return None
    axis_y = lanes * _LANE_HEIGHT + 0.3
    ticks = month_ticks(axis) if first == last else year_ticks(axis)
    return TimelineChart(axis, ticks, marks, rem(axis_y), rem(axis_y + 1.1), rem(axis_y + 1.4))


def _in_lanes(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks, each in the first lane in which it and its label keep the gap to all others."""
    lanes: list[list[tuple[float, float]]] = []
    found = []
    for mark in marks:
        start, end = mark.taken
        free = (n for n, taken in enumerate(lanes) if all(end + _GAP <= a or b + _GAP <= start for a, b in taken))
        lane = next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((start, end))
        found.append(mark._replace(lane=lane))
    return tuple(found)


def _mark(axis: Axis, claim: Claim, s: Span) -> Mark:
    start, end = axis.at(moment(s.first)), axis.at(moment_after(s.last))
    if s.kind is Kind.DAY or s.open_start or s.open_end:
        start = end = end if s.open_start else start if s.open_end else percent((start + end) / 2)
    elif end - start < _MIN_BAR:
        start = percent(min(max(0, (start + end - _MIN_BAR) / 2), 100 - _MIN_BAR))
        end = start + _MIN_BAR
    return Mark(claim, s, start, percent(end - start), s.open_start, s.open_end or s.last.year >= axis.end)

"""The timeline as charts: one over all years and one for each year, with dots, bars and columns where they stand.

Events of one date share a mark, marks lie in lanes where they do not touch, and where there are too many marks for a reader, the
events are counted in columns instead. Places along a chart are percent of its width, heights are rem from its upper edge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.axis_ticks import Axis, Tick, moment, moment_after, month_axis, month_ticks, year_axis, year_bins, year_ticks
from builder.drawings.date_spans import Kind, Span, assign_lanes, span_of
from builder.drawings.units import Percent, Rem, percent, rem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.model.document import Claim

MAX_LANES = 12
MAX_MARKS = 400
"""Marks, or columns, in all charts of the years together."""
_MIN_EVENTS = 2
"""A chart compares: one mark alone says less than the sentence that it stands for."""
_DOT_WIDTH, _DIGIT_WIDTH, _MIN_BAR_WIDTH, _LANE_GAP = 3.6, 2.8, 1.2, 0.6
"""Percent: on the narrowest screen, a dot, and each digit beside it; a bar that can be seen; between two marks in one lane."""
_LANE_HEIGHT, _BAR_HEIGHT = 1.1, 0.8
"""Rem."""
_OVERVIEW_COLUMN_HEIGHT, _YEAR_COLUMN_HEIGHT, _MIN_COLUMN_HEIGHT = 5, 4.5, 0.2
"""Rem. The lowest column is a stroke, so that a single event shows."""
_ABOVE_COLUMNS = 1
"""Rem for the number that the tallest column stands for."""
_BELOW_LANES, _BELOW_AXIS = 0.6, 1.1
"""Rem between lanes and columns, and from the axis down to the baseline of its labels."""


class Mark(NamedTuple):
    """A date on an axis of time and the events of that date: a dot for a day, a bar for longer; open ends are arrows."""

    claims: tuple[Claim, ...]
    span: Span
    x: Percent
    """The middle of a dot, or the start of a bar."""
    width: Percent
    """Of a bar; 0 of a dot, and of a date of which only one end is known."""
    lane: int
    """From the top, from 0."""
    starts_before: bool
    """The start is not known: an arrow points to the left."""
    ends_after: bool
    """It goes on beyond the axis, or the end is not known: an arrow points to the right."""

    @property
    def number(self) -> int:
        """Return the number of events."""
        return len(self.claims)

    @property
    def claim(self) -> Claim:
        """Return the first of the events."""
        return self.claims[0]

    @property
    def later(self) -> bool:
        """Return whether all of the events are later than the date of the explainer."""
        return all(claim.later for claim in self.claims)

    @property
    def end(self) -> Percent:
        """Return where a bar ends; of a dot, its middle."""
        return percent(self.x + self.width)

    @property
    def middle(self) -> Percent:
        """Return the middle of a bar, where its number is centred."""
        return percent(self.x + self.width / 2)

    @property
    def y(self) -> Rem:
        """Return the middle of the lane."""
        return rem((self.lane + 0.5) * _LANE_HEIGHT)

    @property
    def bar_y(self) -> Rem:
        """Return the upper edge of a bar."""
        return rem(self.y - _BAR_HEIGHT / 2)

    @property
    def bar_height(self) -> Rem:
        """Return the height of a bar."""
        return _BAR_HEIGHT

    @property
    def number_y(self) -> Rem:
        """Return the baseline of the number of events, which is a little smaller inside a bar than beside a dot."""
        return rem(self.y + (0.27 if self.span.kind is Kind.DAY else 0.25))


class Column(NamedTuple):
    """A bin of time and the number of events in it."""

    x: Percent
    """The left edge."""
    width: Percent
    y: Rem
    """The upper edge."""
    height: Rem
    number: int
    label: str
    """The years or the month of the bin."""


class Scale(NamedTuple):
    """The line at the height of the tallest column."""

    number: int
    """Of the events in that column."""
    y: Rem
    label_y: Rem
    """The baseline of the number."""


class TimelineChart(NamedTuple):
    """An axis of time with marks, with columns, or with columns below marks that are longer than a column is wide."""

    axis: Axis
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    scale: Scale | None
    """Of the columns; None without any."""
    axis_y: Rem
    """Where the line of the axis lies, down to which those of the ticks reach."""
    labels_y: Rem
    """The baseline of the labels of the ticks."""
    height: Rem
    left_out: int = 0
    """Events that are neither marked nor counted, since all lanes are taken."""

    @property
    def first_year(self) -> int:
        """Return the first year on the axis."""
        return int(self.axis.start)

    @property
    def last_year(self) -> int:
        """Return the last year on the axis."""
        return int(self.axis.end) - 1


class TimelineKey(NamedTuple):
    """Which signs the charts of a timeline use."""

    columns: bool
    days: bool
    within: bool
    intervals: bool
    approximate: bool
    open_ended: bool
    later: bool


def timeline_key(overview: TimelineChart, years: Mapping[int, TimelineChart]) -> TimelineKey:
    """Return what the key below the overview has to explain, for all charts together."""
    marks = [mark for chart in (overview, *years.values()) for mark in chart.marks]
    kinds = {mark.span.kind for mark in marks}
    return TimelineKey(
        columns=bool(overview.columns),
        days=Kind.DAY in kinds,
        within=Kind.WITHIN in kinds,
        intervals=Kind.INTERVAL in kinds,
        approximate=any(mark.span.approximate for mark in marks),
        open_ended=any(mark.starts_before or mark.ends_after for mark in marks),
        later=any(claim.later for mark in marks for claim in mark.claims),
    )


def year_of(claim: Claim) -> int | None:
    """Return the year under which the timeline lists a claim; None where nothing says when it began."""
    return claim.date.first.year if claim.date and claim.date.first != date.min else None


def overview_chart(events: Sequence[Claim]) -> TimelineChart | None:
    """Return the chart of all years: events by bins of years, and marks for those that outlast a bin. None where one year holds all."""
    dates = _by_date(events)
    first, last = min(s.first.year for s, _ in dates), max(s.last.year for s, _ in dates)
    if first == last:
        return None
    bins = year_bins(first, last)
    axis, years_per_bin = year_axis(bins), bins[0][1] - bins[0][0] + 1
    counts: Counter[int] = Counter()
    long = []
    for s, claims in dates:
        start, end = ((day.year - bins[0][0]) // years_per_bin for day in (s.first, s.last))
        if start == end and not s.open_start and not s.open_end:
            counts[start] += len(claims)
        else:
            long.append((s, claims))
    width = percent(100 / len(bins))
    counted = [(axis.at(bins[n][0]), width, counts[n], _years(bins[n])) for n in sorted(counts)]
    marks = _marks(axis, long)
    shown = tuple(mark for mark in marks if mark.lane < MAX_LANES)
    top = _lanes_height(shown) + (_BELOW_LANES if shown else 0) + _ABOVE_COLUMNS
    scale, columns = _columns(counted, top, _OVERVIEW_COLUMN_HEIGHT)
    axis_y = top + (_OVERVIEW_COLUMN_HEIGHT if columns else 0)
    left_out = sum(mark.number for mark in marks) - sum(mark.number for mark in shown)
    return TimelineChart(axis, year_ticks(axis), shown, columns, scale, rem(axis_y), rem(axis_y + _BELOW_AXIS), rem(axis_y + 1.5), left_out)


def _by_date(events: Iterable[Claim]) -> list[tuple[Span, list[Claim]]]:
    """Return the events by their dates, of which there are far fewer."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in events:
        if claim.date:
            found[claim.date.edtf].append(claim)
    return [(span_of(claims[0].date), claims) for claims in found.values() if claims[0].date]


def _years(years: tuple[int, int]) -> str:
    first, last = years
    return str(first) if first == last else f"{first}–{last}"


def year_charts(events: Sequence[Claim]) -> dict[int, TimelineChart]:
    """Return the chart of each year that has several events; none where all of them together would be too many to look at."""
    by_year: dict[int, list[tuple[Span, list[Claim]]]] = defaultdict(list)
    for s, claims in _by_date(events):
        if (year := year_of(claims[0])) is not None:
            by_year[year].append((s, claims))
    several = {year: dates for year, dates in by_year.items() if sum(len(claims) for _, claims in dates) >= _MIN_EVENTS}
    chart = _year_of_marks if sum(map(len, several.values())) <= MAX_MARKS else _year_of_months
    charts = {year: chart(year, dates) for year, dates in several.items()}
    return charts if sum(len(chart.columns) for chart in charts.values()) <= MAX_MARKS else {}


def _year_of_marks(year: int, dates: Sequence[tuple[Span, list[Claim]]]) -> TimelineChart:
    axis = month_axis(year)
    marks = _marks(axis, dates)
    if any(mark.lane >= MAX_LANES for mark in marks):
        return _year_of_months(year, dates)
    return _year(axis, marks, (), None, _lanes_height(marks))


def _year_of_months(year: int, dates: Sequence[tuple[Span, list[Claim]]]) -> TimelineChart:
    axis = month_axis(year)
    counts: Counter[int] = Counter()
    for s, claims in dates:
        counts[s.first.month] += len(claims)
    ends = (*(axis.at(tick) for tick in axis.ticks), 100.0)
    counted = [(ends[m - 1], percent(ends[m] - ends[m - 1]), counts[m], f"{year}-{m:02}") for m in sorted(counts)]
    scale, columns = _columns(counted, _ABOVE_COLUMNS, _YEAR_COLUMN_HEIGHT)
    return _year(axis, (), columns, scale, _ABOVE_COLUMNS + _YEAR_COLUMN_HEIGHT)


def _year(axis: Axis, marks: tuple[Mark, ...], columns: tuple[Column, ...], scale: Scale | None, bottom: float) -> TimelineChart:
    axis_y = bottom + 0.2
    return TimelineChart(axis, month_ticks(axis), marks, columns, scale, rem(axis_y), rem(axis_y + _BELOW_AXIS), rem(axis_y + 1.4))


def _columns(counted: Sequence[tuple[Percent, Percent, int, str]], top: float, height: float) -> tuple[Scale | None, tuple[Column, ...]]:
    """Return columns of (x, width, number, label) that stand below `top`, the tallest of them `height` rem high, with their scale."""
    if not counted:
        return None, ()
    most = max(number for _, _, number, _ in counted)
    heights = [max(height * number / most, _MIN_COLUMN_HEIGHT) for _, _, number, _ in counted]
    columns = tuple(
        Column(x, width, rem(top + height - own), rem(own), number, label)
        for (x, width, number, label), own in zip(counted, heights, strict=True)
    )
    return Scale(most, rem(top), rem(top - 0.25)), columns


def _lanes_height(marks: Iterable[Mark]) -> float:
    return _LANE_HEIGHT * (1 + max((mark.lane for mark in marks), default=-1))


def _marks(axis: Axis, dates: Iterable[tuple[Span, list[Claim]]]) -> tuple[Mark, ...]:
    """Return the marks of dates, each in the first lane that is free; those for which none is free are in lane `MAX_LANES`."""
    marks = sorted((_mark(axis, s, tuple(claims)) for s, claims in dates), key=lambda m: (m.x, m.width, m.claim.id))
    lanes = assign_lanes(map(_extent, marks), _LANE_GAP, MAX_LANES)
    return tuple(mark._replace(lane=lane) for mark, lane in zip(marks, lanes, strict=True))


def _mark(axis: Axis, s: Span, claims: tuple[Claim, ...]) -> Mark:
    start, end = axis.at(moment(s.first)), axis.at(moment_after(s.last))
    if s.kind is Kind.DAY or s.open_start or s.open_end:
        start = end = end if s.open_start else start if s.open_end else percent((start + end) / 2)
    elif end - start < _MIN_BAR_WIDTH:
        start = percent(min(max(0, (start + end - _MIN_BAR_WIDTH) / 2), 100 - _MIN_BAR_WIDTH))
        end = start + _MIN_BAR_WIDTH
    return Mark(claims, s, start, percent(end - start), 0, s.open_start, s.open_end or s.last.year >= axis.end)


def _extent(mark: Mark) -> tuple[float, float]:
    """Return from where to where a mark needs room, in percent: a dot is wider than its day, arrows and numbers come beside it."""
    beyond = max(_DOT_WIDTH - mark.width, 0) / 2
    has_number_beside = mark.span.kind is Kind.DAY and mark.number > 1
    number_width = _DIGIT_WIDTH * len(str(mark.number)) if has_number_beside else 0.0
    return mark.x - beyond - _DOT_WIDTH * mark.starts_before, mark.end + beyond + number_width + _DOT_WIDTH * mark.ends_after

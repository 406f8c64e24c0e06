"""The geometry of the timeline and of figures: where each mark stands. Templates draw it, and say in words what it is.

Nothing here knows of pixels: places are percent of an axis and lanes are counted, so a drawing fits any width. A drawing has
at most some hundreds of marks; what is more is put together, and the drawing says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.axis_ticks import Axis, magnitude, moment, moment_after, months, value_axis, year_axis, year_bins
from builder.drawings.date_spans import Kind, Span, pack, span
from builder.linking.queries import computed_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from builder.model.content import Quantity
    from builder.model.document import Claim
    from builder.model.explainer import Explainer

MOST_LANES = 12
MOST_ROWS = 40
MOST_MARKS = 400
_FEWEST = 2
"""A drawing compares: one mark alone says less than the sentence that it stands for."""
_DOT = 3.6
"""Percent of a strip that the dot of one day covers on the narrowest screen."""
_DIGIT = 2.8
"""Percent of a strip for each digit beside a dot."""
_LEAST = 1.2
"""Percent that a bar covers at least, so that it can be seen."""
_DRAWABLE = (1e-9, 1e18)


class Mark(NamedTuple):
    """One claim on a line of time, or all that say the same of when."""

    claims: tuple[Claim, ...]
    span: Span
    x: float
    width: float
    lane: int
    before: bool
    """It reaches beyond the start of the line, or nothing says when it began."""
    after: bool


class Column(NamedTuple):
    """A number of claims in a stretch of time."""

    x: float
    width: float
    number: int
    label: str


class Strip(NamedTuple):
    """A line of time with claims on it: one by one, or counted where there are too many."""

    axis: Axis
    marks: tuple[Mark, ...]
    columns: tuple[Column, ...]
    lanes: int
    left_out: int = 0
    """Claims for which there is no room, and which are not counted in a column either."""

    @property
    def most(self) -> int:
        """The height of the tallest column."""
        return max((column.number for column in self.columns), default=0)


class Row(NamedTuple):
    """What one claim says of a quantity, or what many of one year say together."""

    low: float | None
    high: float | None
    claim: Claim | None = None
    computed: float | None = None
    who: str = ""
    number: int = 1
    year: str = ""


class Panel(NamedTuple):
    """Figures of one quantity in one unit, on one axis that starts at zero."""

    unit: str
    axis: Axis
    labels: tuple[str, ...]
    scale: str
    """`thousand`, `million` or `billion`, where the axis is written in those."""
    rows: tuple[Row, ...]


def year_of(claim: Claim) -> int | None:
    """Return the year under which the timeline lists a claim; None where nothing says when it began."""
    return claim.date.first.year if claim.date and claim.date.first != date.min else None


def overview(events: Sequence[Claim]) -> Strip | None:
    """Count events by stretches of years; what lasted beyond one stretch is a line of its own. None where one year holds all."""
    dates = _by_date(events)
    first, last = min(s.first.year for s, _ in dates), max(s.last.year for s, _ in dates)
    if first == last:
        return None
    bins = year_bins(first, last)
    axis, step = year_axis(bins), bins[0][1] - bins[0][0] + 1
    counts: Counter[int] = Counter()
    long = []
    for s, claims in dates:
        start, end = ((day.year - bins[0][0]) // step for day in (s.first, s.last))
        if start == end and not s.open_start and not s.open_end:
            counts[start] += len(claims)
        else:
            long.append((s, claims))
    width = round(100 / len(bins), 2)
    columns = (Column(axis.at(bins[n][0]), width, counts[n], _years(bins[n])) for n in sorted(counts))
    marks = _marks(axis, long)
    shown = tuple(mark for mark in marks if mark.lane < MOST_LANES)
    left_out = sum(len(mark.claims) for mark in marks) - sum(len(mark.claims) for mark in shown)
    return Strip(axis, shown, tuple(columns), 1 + max((mark.lane for mark in shown), default=-1), left_out)


def _by_date(events: Iterable[Claim]) -> list[tuple[Span, list[Claim]]]:
    """Put the claims of one date together: there are far fewer dates than claims."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in events:
        if claim.date:
            found[claim.date.edtf].append(claim)
    return [(span(claims[0].date), claims) for claims in found.values() if claims[0].date]


def _years(stretch: tuple[int, int]) -> str:
    first, last = stretch
    return str(first) if first == last else f"{first}–{last}"


def strips(events: Sequence[Claim]) -> dict[int, Strip]:
    """Draw each year that has several events, as long as all of them together stay few marks; else the overview has to do."""
    by_year: dict[int, list[tuple[Span, list[Claim]]]] = defaultdict(list)
    for s, claims in _by_date(events):
        if (year := year_of(claims[0])) is not None:
            by_year[year].append((s, claims))
    several = {year: dates for year, dates in by_year.items() if sum(len(claims) for _, claims in dates) >= _FEWEST}
    draw = _strip if sum(map(len, several.values())) <= MOST_MARKS else _by_month
    found = {year: draw(year, dates) for year, dates in several.items()}
    return found if sum(len(strip.columns) for strip in found.values()) <= MOST_MARKS else {}


def _strip(year: int, dates: Sequence[tuple[Span, list[Claim]]]) -> Strip:
    axis = months(year)
    marks = _marks(axis, dates)
    lanes = 1 + max(mark.lane for mark in marks)
    return Strip(axis, marks, (), lanes) if lanes <= MOST_LANES else _by_month(year, dates)


def _by_month(year: int, dates: Sequence[tuple[Span, list[Claim]]]) -> Strip:
    axis = months(year)
    counts: Counter[int] = Counter()
    for s, claims in dates:
        counts[s.first.month] += len(claims)
    ends = (*(axis.at(tick) for tick in axis.ticks), 100.0)
    columns = tuple(Column(ends[m - 1], round(ends[m] - ends[m - 1], 2), counts[m], f"{year}-{m:02}") for m in sorted(counts))
    return Strip(axis, (), columns, 0)


def _marks(axis: Axis, dates: Iterable[tuple[Span, list[Claim]]]) -> tuple[Mark, ...]:
    """Place dates on an axis of years, each in the first lane that is free."""
    marks = sorted((_mark(axis, s, tuple(claims)) for s, claims in dates), key=lambda m: (m.x, m.width, m.claims[0].id))
    return tuple(mark._replace(lane=lane) for mark, lane in zip(marks, pack(map(_room, marks), 0.6, MOST_LANES), strict=True))


def _mark(axis: Axis, s: Span, claims: tuple[Claim, ...]) -> Mark:
    start, end = axis.at(moment(s.first)), axis.at(moment_after(s.last))
    if s.kind is Kind.DAY or s.open_start or s.open_end:
        start = end = end if s.open_start else start if s.open_end else round((start + end) / 2, 2)
    elif end - start < _LEAST:
        start = round(min(max(0, (start + end - _LEAST) / 2), 100 - _LEAST), 2)
        end = start + _LEAST
    return Mark(claims, s, start, round(end - start, 2), 0, s.open_start, s.open_end or s.last.year >= axis.end)


def _room(mark: Mark) -> tuple[float, float]:
    """Return what a mark covers: a dot is wider than its day, an arrow leads on from an open end, and a number stands beside a dot."""
    end = mark.x + mark.width
    least = max(_DOT - mark.width, 0) / 2
    many = len(mark.claims)
    beside = _DIGIT * len(str(many)) if mark.span.kind is Kind.DAY and many > 1 else 0.0
    return mark.x - least - _DOT * mark.before, end + least + beside + _DOT * mark.after


def panels(explainer: Explainer, quantity: Quantity, claims: Sequence[Claim]) -> list[Panel]:
    """Draw the figures of a quantity, each unit on an axis of its own; a lone number is not drawn, since it has no measure."""
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        if measure := claim.measure:
            computed = computed_for(explainer, quantity, claim)
            by_unit[measure.unit].append(Row(measure.low, measure.high, claim, computed, _who(explainer, claim)))
    found = (_panel(unit, rows) for unit, rows in by_unit.items())
    return [panel for panel in found if panel]


def _who(explainer: Explainer, claim: Claim) -> str:
    """Name whoever gives a figure: the one to whom a source attributes it, or the first source's publisher."""
    return claim.attributed or next((explainer.sources[c.source].publisher for c in claim.citations), "")


def _panel(unit: str, rows: list[Row]) -> Panel | None:
    values = [v for row in rows for v in (row.low, row.high, row.computed) if v is not None]
    top = max(values)
    if not isfinite(top) or not _DRAWABLE[0] <= top <= _DRAWABLE[1] or not (unit == "percent" or _compares(rows)):
        return None
    if unit == "percent" and top <= 100:  # noqa: PLR2004 -- the whole
        axis = Axis(0, 100, (0, 25, 50, 75, 100))
    else:
        reaches_on = any(row.high is None for row in rows)
        axis = value_axis(top * 1.1 if reaches_on else top)
    size, word = magnitude(axis.end)
    labels = tuple(f"{tick / size:,.10g}" for tick in axis.ticks)
    return Panel(unit, axis, labels, word, tuple(rows if len(rows) <= MOST_ROWS else _by_year(rows)))


def _compares(rows: Sequence[Row]) -> bool:
    """Tell whether there is anything to see: several values, a range, or a count beside what is claimed."""
    row = rows[0]
    return len(rows) >= _FEWEST or row.computed is not None or (row.low != row.high and None not in (row.low, row.high))


def _by_year(rows: Iterable[Row]) -> list[Row]:
    """Put together what the figures of a year say: from the lowest to the highest."""
    by_year: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        day = (row.claim.date or row.claim.as_of) if row.claim else None
        by_year[str(day.first.year) if day else ""].append(row)
    found = []
    for year, members in by_year.items():
        bounds = [v for row in members for v in (row.low, row.high) if v is not None]
        found.append(Row(min(bounds), max(bounds), number=len(members), year=year))
    return found[-MOST_ROWS:]

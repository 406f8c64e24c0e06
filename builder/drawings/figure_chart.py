"""Figures as charts: values in one unit, row by row over one axis. They are those of one quantity, or shares that measure different things.

An axis starts at zero, and units never share one. Places along a chart are percent of its width, heights are rem from its upper edge.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from math import isfinite
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from builder.drawings.axis_ticks import Axis, Tick, magnitude, value_axis, value_ticks
from builder.drawings.units import Percent, Rem, percent, rem
from builder.linking.queries import computed_for, shortened, source_names
from builder.model.document import Status
from builder.model.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.linking.queries import SourceName
    from builder.model.content import Quantity
    from builder.model.dates import Date
    from builder.model.document import Claim, Measure
    from builder.model.explainer import Explainer

MAX_ROWS = 40
_MIN_ROWS = 2
"""A chart compares: one value alone says less than the sentence that it stands for."""
_DRAWABLE = (1e-9, 1e18)
_NAME_LENGTH = 46
"""Letters that fit into a row on the narrowest screen."""
_TITLE_LENGTH, _TITLE_LINES = 40, 3
"""What fits into a row of what it measures."""
_ROW_HEIGHT, _LINE_HEIGHT = 3.3, 1.1
"""Rem; of a row, and of each further line in it."""
_LABEL_Y, _NAME_Y, _RAIL_Y = 1, 1.9, 2.5
"""Rem from the upper edge of a row."""
_BOUND_HEIGHT, _RANGE_HEIGHT = 0.8, 0.56
"""Rem."""
_OPEN_LENGTH = 9.0
"""Percent of the width: a stroke beyond the only bound that is known, which shows that it leads on, and not how far."""
_PERCENT = "percent"
_WHOLE = Axis(0, 100, (0, 25, 50, 75, 100))
"""The axis of shares in percent."""


class Shape(StrEnum):
    """What is known of a value."""

    POINT = "point"
    RANGE = "range"
    OPEN = "open"
    """Only one bound."""


class Standing(StrEnum):
    """What has become of a claim since, where that has to be said beside its value."""

    NONE = ""
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    DISPUTED = "disputed"
    DIFFERS = "differs"
    """From the record, as the one report that does."""


class Figure(NamedTuple):
    """The value that a claim gives, or the lowest and the highest of a year where there are too many claims."""

    low: float | None
    """None where there is no lower bound."""
    high: float | None
    claim: Claim | None = None
    """None of a year."""
    standing: Standing = Standing.NONE
    computed: float | None = None
    """The count of the explainer's own records for that day, where the quantity is one."""
    name: str = ""
    """Who gives the value."""
    number: int = 1
    """Of claims."""
    year: str = ""

    @property
    def date(self) -> Date | None:
        """Return the date for which the claim gives the value."""
        return (self.claim.date or self.claim.as_of) if self.claim else None

    @property
    def shape(self) -> Shape:
        """Return what is known of the value."""
        if self.low == self.high:
            return Shape.POINT
        return Shape.OPEN if self.low is None or self.high is None else Shape.RANGE

    @property
    def years_range(self) -> str:
        """Return the lowest and the highest value of a year as they are written."""
        return f"{self.low:,.10g}–{self.high:,.10g}"


class Row(NamedTuple):
    """A figure and where it stands: two lines of text, and below them a rail with the value."""

    figure: Figure
    low_x: Percent | None
    high_x: Percent | None
    computed_x: Percent | None
    y: Rem
    """The upper edge of the row."""
    title: tuple[str, ...] = ()
    """What the row measures, in lines, where the rows of a chart measure different things."""

    @property
    def open_x(self) -> Percent:
        """Return where the stroke from a lower bound ends."""
        return percent(min((self.low_x or 0) + _OPEN_LENGTH, 100))

    @property
    def title_y(self) -> Rem:
        """Return the baseline of the first line of the title; the next ones follow at `FigureChart.line_height`."""
        return rem(self.y + _LABEL_Y)

    @property
    def _body_y(self) -> Rem:
        return self.y + len(self.title) * _LINE_HEIGHT

    @property
    def bottom(self) -> Rem:
        """Return the lower edge of the row."""
        return rem(self._body_y + _ROW_HEIGHT)

    @property
    def width(self) -> Percent:
        """Return the width of a range."""
        return percent((self.high_x or 0) - (self.low_x or 0))

    @property
    def label_y(self) -> Rem:
        """Return the baseline of the value in words."""
        return rem(self._body_y + _LABEL_Y)

    @property
    def name_y(self) -> Rem:
        """Return the baseline of the name of who gives the value."""
        return rem(self._body_y + _NAME_Y)

    @property
    def rail_y(self) -> Rem:
        """Return the height of the rail, on which the value lies."""
        return rem(self._body_y + _RAIL_Y)

    @property
    def bound_top(self) -> Rem:
        """Return the upper end of the stroke at the known bound of an open value."""
        return rem(self.rail_y - _BOUND_HEIGHT / 2)

    @property
    def bound_bottom(self) -> Rem:
        """Return the lower end of that stroke."""
        return rem(self.rail_y + _BOUND_HEIGHT / 2)

    @property
    def range_top(self) -> Rem:
        """Return the upper edge of the bar of a range."""
        return rem(self.rail_y - _RANGE_HEIGHT / 2)

    @property
    def range_height(self) -> Rem:
        """Return the height of that bar."""
        return _RANGE_HEIGHT


class FigureChart(NamedTuple):
    """Figures in one unit over one axis."""

    id: str
    """Of the element, unique on its page."""
    title: str
    """The quantity; empty where each row has a title of its own."""
    unit: str
    scale: str
    """`thousand`, `million` or `billion` where the axis is labelled in those, else empty."""
    axis: Axis
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    by_year: bool
    """Each row is a year, since there are too many figures."""
    sources: tuple[str, ...]
    """The ids of the sources of all values."""

    @property
    def line_height(self) -> Rem:
        """Return how far one line of a title is below the other."""
        return _LINE_HEIGHT

    @property
    def axis_y(self) -> Rem:
        """Return the lower end of the lines of the ticks."""
        return rem(self.rows[-1].bottom + 0.1)

    @property
    def labels_y(self) -> Rem:
        """Return the baseline of the labels of the ticks."""
        return rem(self.axis_y + 1.2)

    @property
    def height(self) -> Rem:
        """Return the height of the whole chart."""
        return rem(self.axis_y + 1.6)

    @property
    def end_label(self) -> str:
        """Return the value at the end of the axis as it is written."""
        return self.ticks[-1].label

    @property
    def ends_at_whole(self) -> bool:
        """Return whether the axis shows shares of a whole."""
        return self.axis == _WHOLE

    @property
    def shapes(self) -> frozenset[Shape]:
        """Return the shapes of all values."""
        return frozenset(row.figure.shape for row in self.rows)

    @property
    def has_computed(self) -> bool:
        """Return whether a computed count stands beside a value."""
        return any(row.figure.computed is not None for row in self.rows)


def names_in_charts(explainer: Explainer) -> dict[str, SourceName]:
    """Return the short names of all sources, by id, as drawings have them."""
    language = language_of(explainer.content.settings.languages[0])
    names = source_names(explainer.content.sources, language)
    if language.direction == "rtl":
        names = {source: name._replace(when=_isolated(name.when)) for source, name in names.items()}
    return names


def figure_charts(explainer: Explainer, quantity: Quantity, claims: Sequence[Claim], names: Mapping[str, SourceName]) -> list[FigureChart]:
    """Return the charts of a quantity, one for each unit in which there is something to compare."""
    by_unit: dict[str, list[Figure]] = defaultdict(list)
    for claim in claims:
        if claim.measure:
            by_unit[claim.measure.unit].append(_figure(explainer, quantity, claim, claim.measure, names))
    drawable = [(unit, figures) for unit, figures in by_unit.items() if _is_drawable(figures) and _compares(figures)]
    return [_chart(f"{quantity.id}-drawing{n or ''}", quantity.title, unit, figures) for n, (unit, figures) in enumerate(drawable)]


def shares_chart(
    explainer: Explainer, element_id: str, quantities: Iterable[tuple[Quantity, Sequence[Claim]]], names: Mapping[str, SourceName]
) -> FigureChart | None:
    """Return the chart of all shares in percent that are the only value of their quantity; None for fewer than two of them.

    They measure different things, so that each row says what.
    """
    lone = [(quantity, claims[0]) for quantity, claims in quantities if len(claims) == 1]
    shares = [
        (_figure(explainer, quantity, claim, m, names), quantity.title) for quantity, claim in lone if (m := claim.measure) and _is_share(m)
    ]
    if not _MIN_ROWS <= len(shares) <= MAX_ROWS:
        return None
    figures, titles = zip(*shares, strict=True)
    return _chart(element_id, "", _PERCENT, figures, titles)


def _is_share(measure: Measure) -> bool:
    return measure.unit == _PERCENT and all(0 <= v <= _WHOLE.end for v in (measure.low, measure.high) if v is not None)


def _figure(explainer: Explainer, quantity: Quantity, claim: Claim, measure: Measure, names: Mapping[str, SourceName]) -> Figure:
    computed, name = computed_for(explainer, quantity, claim), shortened(_name(claim, names), _NAME_LENGTH)
    return Figure(measure.low, measure.high, claim, _standing(explainer, claim), computed, name)


def _standing(explainer: Explainer, claim: Claim) -> Standing:
    if claim.status in (Status.SUPERSEDED, Status.RETRACTED):
        return Standing(claim.status)
    if explainer.disputed_by.get(claim.id) or claim.status == Status.DISPUTED:
        return Standing.DISPUTED
    return Standing.DIFFERS if claim.differs else Standing.NONE


def _isolated(date: str) -> str:
    """Return a date that runs from right to left between the marks of Unicode that keep it so in a text which may run the other way."""
    return date if date.isascii() else f"\u2068{date}\u2069"


def _name(claim: Claim, names: Mapping[str, SourceName]) -> str:
    """Return who gives a value: the person or body to whom a source attributes it, or the first source, with its date if that fits."""
    name = next((names[c.source] for c in claim.citations), None)
    return claim.attributed or (str(name) if len(str(name)) <= _NAME_LENGTH else name.who if name else "")


def _is_drawable(figures: Sequence[Figure]) -> bool:
    top = _top(figures)
    return isfinite(top) and _DRAWABLE[0] <= top <= _DRAWABLE[1]


def _top(figures: Iterable[Figure]) -> float:
    return max(v for figure in figures for v in (figure.low, figure.high, figure.computed) if v is not None)


def _compares(figures: Sequence[Figure]) -> bool:
    """Return whether there is anything to see: different values, or a count beside what is claimed."""
    return len({figure[:2] for figure in figures}) >= _MIN_ROWS or any(figure.computed is not None for figure in figures)


def _chart(element_id: str, title: str, unit: str, figures: Sequence[Figure], titles: Sequence[str] = ()) -> FigureChart:
    axis = _axis(unit, figures)
    size, scale = magnitude(axis.end)
    by_year = len(figures) > MAX_ROWS
    shown = _by_year(figures) if by_year else figures
    rows: list[Row] = []
    for figure, measured in zip(shown, titles or [""] * len(shown), strict=True):
        lines = wrap(measured, _TITLE_LENGTH, max_lines=_TITLE_LINES, placeholder="…")
        places = _at(axis, figure.low), _at(axis, figure.high), _at(axis, figure.computed)
        rows.append(Row(figure, *places, rows[-1].bottom if rows else 0, tuple(lines)))
    sources = tuple(citation.source for figure in figures if figure.claim for citation in figure.claim.citations)
    return FigureChart(element_id, title, unit, scale, axis, value_ticks(axis, size), tuple(rows), by_year, sources)


def _axis(unit: str, figures: Sequence[Figure]) -> Axis:
    """Return the axis of figures; values without an upper bound have room to lead on."""
    top = _top(figures)
    if unit == _PERCENT and top <= _WHOLE.end:
        return _WHOLE
    return value_axis(top * 1.1 if any(figure.high is None for figure in figures) else top)


def _at(axis: Axis, value: float | None) -> Percent | None:
    return None if value is None else axis.at(value)


def _by_year(figures: Iterable[Figure]) -> list[Figure]:
    """Return the lowest and the highest figure of each year, of the latest years."""
    by_year: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_year[str(figure.date.first.year) if figure.date else ""].append(figure)
    years = []
    for year, members in by_year.items():
        bounds = [v for figure in members for v in (figure.low, figure.high) if v is not None]
        years.append(Figure(min(bounds), max(bounds), number=len(members), year=year))
    return years[-MAX_ROWS:]

"""Axes keep order and bounds, and spans of dates are no more exact than the dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.drawings.axis_ticks import (
    magnitude,
    moment,
    moment_after,
    month_axis,
    month_ticks,
    value_axis,
    value_ticks,
    year_axis,
    year_ticks,
)
from builder.drawings.date_spans import Kind, span_of
from builder.drawings.units import percent, rem
from builder.model.dates import parse_date

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))
TOPS = st.floats(min_value=1e-9, max_value=1e18)


@given(TOPS, st.lists(st.floats(min_value=0, max_value=1), min_size=2))
def test_an_axis_of_values_starts_at_zero_holds_everything_and_keeps_the_order(top: float, shares: list[float]) -> None:
    axis = value_axis(top)
    assert axis.start == axis.ticks[0] == 0
    assert top <= axis.end * (1 + 1e-6)
    assert axis.end <= top * 6, "most of the axis is empty"
    assert 2 <= len(axis.ticks) <= 7
    assert all(a < b for a, b in pairwise(axis.ticks))
    values = sorted(share * top for share in shares)
    places = [axis.at(value) for value in values]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert abs(axis.at(top / 2) - axis.at(top) / 2) < 0.02, "the axis is not even"


@given(TOPS)
def test_labels_of_an_axis_stand_at_their_ticks_and_never_beyond_its_ends(top: float) -> None:
    axis = value_axis(top)
    size, _ = magnitude(axis.end)
    ticks = value_ticks(axis, size)
    assert [tick.x for tick in ticks] == [tick.label_x for tick in ticks] == [axis.at(value) for value in axis.ticks]
    assert [ticks[0].anchor, *{tick.anchor for tick in ticks[1:-1]}, ticks[-1].anchor] in (["start", "middle", "end"], ["start", "end"])
    assert [float(tick.label.replace(",", "")) * size for tick in ticks] == pytest.approx(axis.ticks)


def test_an_axis_without_extent_is_one_all_the_same() -> None:
    assert value_axis(0).at(0) == 0


@given(st.integers(1, 9998), st.integers(1, 9998))
def test_an_axis_of_years_holds_them_all_and_has_few_ticks(one: int, other: int) -> None:
    first, last = sorted((one, other))
    axis = year_axis(first, last)
    assert (axis.at(first), axis.at(last + 1)) == (0, 100)
    assert len(axis.ticks) <= 7
    assert all(first <= tick <= last for tick in axis.ticks)
    for tick in year_ticks(axis):
        assert tick.anchor == ("start" if tick.x < 3 else "end" if tick.x > 97 else "middle"), "the label leaves the drawing"


@given(DAYS)
def test_days_follow_each_other_on_a_line_of_time(day: date) -> None:
    assert day.year <= moment(day) < moment_after(day) <= day.year + 1
    assert moment_after(day) == pytest.approx(moment(day + timedelta(days=1)))
    axis = month_axis(day.year)
    assert 0 <= axis.at(moment(day)) <= axis.at(moment_after(day)) <= 100
    assert axis.at(axis.ticks[day.month - 1]) <= axis.at(moment(day))


@given(DAYS)
def test_the_name_of_a_month_stands_inside_the_month(day: date) -> None:
    ticks = month_ticks(month_axis(day.year))
    assert len(ticks) == 12
    assert all(a.x < a.label_x < b.x for a, b in pairwise(ticks))
    assert ticks[-1].x < ticks[-1].label_x < 100


@given(st.floats(-1e6, 1e6))
def test_numbers_are_rounded_to_what_can_be_seen_and_written_short(value: float) -> None:
    assert abs(percent(value) - value) <= 0.00501
    assert abs(rem(value) - value) <= 0.000501
    for short in (f"{percent(value)}", f"{rem(value)}"):
        assert not short.endswith(".0")
        assert len(short.partition(".")[2]) <= 3


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "open_start", "open_end", "rough"),
    [
        ("2025-09-17", Kind.DAY, "2025-09-17", "2025-09-17", False, False, False),
        ("2025-09", Kind.WITHIN, "2025-09-01", "2025-09-30", False, False, False),
        ("2025", Kind.WITHIN, "2025-01-01", "2025-12-31", False, False, False),
        ("2025-21", Kind.WITHIN, "2025-03-01", "2025-05-31", False, False, False),
        ("2018/2025-03-08", Kind.INTERVAL, "2018-01-01", "2025-03-08", False, False, False),
        ("../1911", Kind.INTERVAL, "1911-12-31", "1911-12-31", True, False, False),
        ("1911/..", Kind.INTERVAL, "1911-01-01", "1911-01-01", False, True, False),
        ("2025-09-25~", Kind.DAY, "2025-09-25", "2025-09-25", False, False, True),
        ("2025-02?", Kind.WITHIN, "2025-02-01", "2025-02-28", False, False, True),
        ("2024-11/2025-01~", Kind.INTERVAL, "2024-11-01", "2025-01-31", False, False, True),
    ],
)
def test_a_mark_says_no_more_than_its_date(text, kind, first, last, open_start, open_end, rough) -> None:
    when = parse_date(text)
    assert when
    found = span_of(when)
    assert found == (date.fromisoformat(first), date.fromisoformat(last), kind, open_start, open_end, rough)

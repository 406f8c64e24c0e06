"""The timeline is drawn as it is: every event once, in its place, and nothing over another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from helpers import explain, theme
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.drawings.timeline_chart import MAX_LANES, TimelineChart, overview_chart, timeline_key, year_charts
from builder.linking.queries import timeline

DAY = st.dates(min_value=date(1500, 1, 1), max_value=date(2100, 12, 31)).map(str)
DATE = st.one_of(
    DAY,
    DAY.map(lambda day: f"{day}~"),
    DAY.map(lambda day: day[:7]),
    DAY.map(lambda day: day[:4]),
    st.tuples(DAY, DAY).map(lambda days: "/".join(sorted(days))),
    DAY.map(lambda day: f"{day}/.."),
    DAY.map(lambda day: f"../{day}"),
)
DATES = st.lists(
    st.one_of(DATE, DATE.map(lambda text: text.replace(text[:4], "1999", 1) if text[0] != "." else text)), min_size=1, max_size=60
)


def dated(*dates: str) -> str:
    return "\n\n".join(f"Something happened. [@alpha]\n{{#c-{n} date={day}}}" for n, day in enumerate(dates))


def test_a_year_shows_each_of_its_events_once_where_it_happened() -> None:
    explainer, _ = explain(theme(dated("2024-03-05", "2024-03-05", "2024-02", "2024-11/2025-02", "2024-06/..", "../2024-01-15")))
    found = year_charts(timeline(explainer))
    assert set(found) == {2024}, "2025 has one event (of the small project), and that is no drawing"
    marks = {mark.claims[0].id: mark for mark in found[2024].marks}
    assert [len(marks[name].claims) for name in ("c-0", "c-2", "c-3", "c-4")] == [2, 1, 1, 1]
    assert "c-5" not in marks, "nothing says that it began in 2024"
    assert marks["c-0"].width == 0
    assert 17 < marks["c-0"].x < 18
    assert 8 < marks["c-2"].x < 9
    assert 7.5 < marks["c-2"].width < 8
    assert marks["c-3"].ends_after
    assert marks["c-3"].x + marks["c-3"].width == 100
    assert (marks["c-4"].width, marks["c-4"].ends_after, marks["c-4"].starts_before) == (0, True, False)


def test_the_overview_counts_every_event_or_draws_it_as_a_bar() -> None:
    explainer, _ = explain(theme(dated("1990-03-05", "1990", "1995/2022", "../1991", "2020-01", "2020-02~")))
    strip = overview_chart(timeline(explainer))
    assert strip
    assert sum(column.number for column in strip.columns) + sum(len(mark.claims) for mark in strip.marks) == 7
    assert {column.label: column.number for column in strip.columns} == {"1990": 2, "2020": 2, "2025": 1}
    assert [mark.starts_before for mark in sorted(strip.marks, key=lambda m: m.claims[0].id)] == [False, True]
    assert all(0 <= mark.x <= mark.x + mark.width <= 100 for mark in strip.marks)


def test_one_year_needs_no_overview() -> None:
    explainer, _ = explain(theme(dated("2025-03-05", "2025-04")))
    assert overview_chart(timeline(explainer)) is None


def test_too_many_events_are_counted_by_month() -> None:
    days = [f"2024-{month:02}-{day:02}" for month in (2, 5) for day in range(1, 26)]
    explainer, _ = explain(theme(dated(*days)))
    strip = year_charts(timeline(explainer))[2024]
    assert strip.marks == ()
    assert [(c.label, c.number) for c in strip.columns] == [("2024-02", 25), ("2024-05", 25)]
    assert all(0 <= c.x <= c.x + c.width <= 100.01 for c in strip.columns)


def test_a_large_timeline_has_few_marks() -> None:
    dates = [f"{1900 + n % 120}-{1 + n % 12:02}/{1940 + n % 120}" for n in range(600)]
    explainer, _ = explain(theme(dated(*dates)))
    strip = overview_chart(timeline(explainer))
    assert strip
    assert max(mark.lane for mark in strip.marks) < MAX_LANES
    assert sum(len(mark.claims) for mark in strip.marks) + strip.left_out == len(dates)
    assert strip.left_out > 0


def test_many_years_of_many_events_are_counted_and_ever_more_are_left_to_the_overview() -> None:
    by_day, _ = explain(theme(dated(*(f"{1990 + n % 20}-{1 + n % 3:02}-{1 + n % 28:02}" for n in range(420)))))
    assert all(strip.columns and not strip.marks for strip in year_charts(timeline(by_day)).values())
    ever_more, _ = explain(theme(dated(*(f"{1800 + n // 12}-{1 + n % 12:02}" for n in range(600)))))
    assert year_charts(timeline(ever_more)) == {}
    whole = overview_chart(timeline(ever_more))
    assert whole
    assert sum(column.number for column in whole.columns) == 601


def numbers(chart: TimelineChart) -> int:
    return sum(column.number for column in chart.columns) + sum(mark.number for mark in chart.marks) + chart.left_out


def assert_nothing_leaves_or_covers(chart: TimelineChart) -> None:
    """Marks stay inside of their lane and columns below their scale; nothing is below the axis but its labels."""
    for mark in chart.marks:
        assert 0 <= mark.x <= mark.middle <= mark.end <= 100
        assert mark.lane * 1.1 < mark.bar_y < mark.y < mark.number_y < mark.bar_y + mark.bar_height < (mark.lane + 1) * 1.1
        assert mark.bar_y + mark.bar_height <= chart.axis_y
    for lane in {mark.lane for mark in chart.marks}:
        inside = sorted((mark.x, mark.end) for mark in chart.marks if mark.lane == lane)
        assert all(a[1] < b[0] for a, b in pairwise(inside)), "marks lie over each other"
    for column in chart.columns:
        assert chart.scale
        assert 0 <= column.x < column.x + column.width <= 100.5
        assert chart.scale.y <= column.y < column.y + column.height <= chart.axis_y + 0.001
        assert column.height >= 0.2, "a single event would not be seen"
        assert all(mark.bar_y + mark.bar_height < chart.scale.label_y for mark in chart.marks), "a mark lies over the columns"
    assert all(a.x + a.width <= b.x + 0.02 for a, b in pairwise(chart.columns))
    assert all(0 <= tick.x <= 100 for tick in chart.ticks)
    assert chart.axis_y < chart.labels_y < chart.height


@given(DATES)
@settings(max_examples=60)
def test_charts_of_any_dates_show_every_event_once_and_nothing_over_another(dates: list[str]) -> None:
    explainer, _ = explain(theme(dated(*dates)))
    events = timeline(explainer)
    overview, years = overview_chart(events), year_charts(events)
    if overview:
        assert_nothing_leaves_or_covers(overview)
        assert numbers(overview) == len(events)
        assert all(overview.first_year <= mark.span.first.year for mark in overview.marks)
    for year, chart in years.items():
        assert_nothing_leaves_or_covers(chart)
        assert numbers(chart) == sum(claim.date.first.year == year for claim in events if claim.date)
        assert (chart.first_year, chart.last_year) == (year, year)


def test_the_tallest_column_reaches_the_line_of_its_number() -> None:
    explainer, _ = explain(theme(dated(*["1990-01-01"] * 7, *["1991-01-01"] * 3)))
    chart = overview_chart(timeline(explainer))
    assert chart
    assert chart.scale
    heights = {column.label: (column.y, column.height) for column in chart.columns}
    assert heights["1990"] == (chart.scale.y, 5)
    assert heights["1991"][1] == pytest.approx(5 * 3 / 7, abs=0.001)
    assert {round(y + height, 3) for y, height in heights.values()} == {chart.axis_y}


@pytest.mark.parametrize(
    ("date", "sign"),
    [
        ("1999-05-05", "days"),
        ("1999-05", "within"),
        ("1998/2001", "intervals"),
        ("1999-05-05?", "approximate"),
        ("1999/..", "open_ended"),
        ("1999-05-05 .later", "later"),
    ],
)
def test_the_key_explains_the_signs_that_occur_and_no_others(date: str, sign: str) -> None:
    explainer, _ = explain(theme(dated("1999-02-02/1999-02-20", "1980-01-01", "1999-02-03/1999-02-20", date)))
    events = timeline(explainer)
    overview = overview_chart(events)
    assert overview
    key = timeline_key(overview, year_charts(events))
    assert (key.columns, key.intervals, getattr(key, sign)) == (True, True, True)
    others = {"days", "within", "approximate", "open_ended", "later"} - {sign}
    also = {"approximate": {"days"}, "later": {"days"}}.get(sign, set())
    assert {name for name in others if getattr(key, name)} == also


@pytest.mark.parametrize(("later", "expected"), [(("", ""), False), ((" .later", ""), False), ((" .later", " .later"), True)])
def test_a_mark_is_later_only_where_all_of_its_events_are(later: tuple[str, str], expected: bool) -> None:
    explainer, _ = explain(theme(dated(*(f"1999-05-05{word}" for word in later))))
    (mark,) = year_charts(timeline(explainer))[1999].marks
    assert (mark.number, mark.later) == (2, expected)

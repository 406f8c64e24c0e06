"""Drawings say what the records say: scales keep order and bounds, marks are as exact as dates, nobody's tie is lost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from helpers import explain, theme
from hypothesis import given
from hypothesis import strategies as st
from selection import some

from builder.drawings.axis_ticks import moment, moment_after, months, value_axis, year_axis, year_bins
from builder.drawings.charts import MOST_LANES, MOST_ROWS, overview, panels, strips
from builder.drawings.date_spans import Kind, pack, span
from builder.drawings.layered_graph import crossings, layers
from builder.drawings.relations import MOST_NODES, around, components, graph, letters, ties
from builder.linking.queries import figures, timeline
from builder.model.dates import parse_date

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))
TOPS = st.floats(min_value=1e-9, max_value=1e18)


# --- scales -----------------------------------------------------------------------------------------------------------


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


def test_an_axis_without_extent_is_one_all_the_same() -> None:
    assert value_axis(0).at(0) == 0


@given(st.integers(1, 9998), st.integers(1, 9998))
def test_stretches_of_years_cover_every_year_once(one: int, other: int) -> None:
    first, last = sorted((one, other))
    bins = year_bins(first, last)
    assert len(bins) <= 49
    assert bins[0][0] <= first
    assert last <= bins[-1][1]
    assert all(a[1] + 1 == b[0] for a, b in pairwise(bins))
    assert len({b - a for a, b in bins}) == 1
    ticks = year_axis(bins).ticks
    assert len(ticks) <= 7
    assert all(bins[0][0] <= tick <= bins[-1][1] for tick in ticks)


@given(DAYS)
def test_days_follow_each_other_on_a_line_of_time(day: date) -> None:
    assert day.year <= moment(day) < moment_after(day) <= day.year + 1
    assert moment_after(day) == pytest.approx(moment(day + timedelta(days=1)))
    axis = months(day.year)
    assert 0 <= axis.at(moment(day)) <= axis.at(moment_after(day)) <= 100
    assert axis.at(axis.ticks[day.month - 1]) <= axis.at(moment(day))


# --- what a date says -------------------------------------------------------------------------------------------------


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
    found = span(when)
    assert found == (date.fromisoformat(first), date.fromisoformat(last), kind, open_start, open_end, rough)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 30)), max_size=40))
def test_marks_in_one_lane_never_touch(found: list[tuple[float, float]]) -> None:
    spans = sorted((start, start + length) for start, length in found)
    lanes = pack(spans, 1, 5)
    assert max(lanes, default=0) <= 5
    for lane in set(lanes) - {5}:
        inside = [one for one, n in zip(spans, lanes, strict=True) if n == lane]
        assert all(a[1] + 1 <= b[0] for a, b in pairwise(inside))


# --- the timeline -----------------------------------------------------------------------------------------------------


def dated(*dates: str) -> str:
    return "\n\n".join(f"Something happened. [@alpha]\n{{#c-{n} date={day}}}" for n, day in enumerate(dates))


def test_a_year_shows_each_of_its_events_once_where_it_happened() -> None:
    explainer, _ = explain(theme(dated("2024-03-05", "2024-03-05", "2024-02", "2024-11/2025-02", "2024-06/..", "../2024-01-15")))
    found = strips(timeline(explainer))
    assert set(found) == {2024}, "2025 has one event (of the small project), and that is no drawing"
    marks = {mark.claims[0].id: mark for mark in found[2024].marks}
    assert [len(marks[name].claims) for name in ("c-0", "c-2", "c-3", "c-4")] == [2, 1, 1, 1]
    assert "c-5" not in marks, "nothing says that it began in 2024"
    assert marks["c-0"].width == 0
    assert 17 < marks["c-0"].x < 18
    assert 8 < marks["c-2"].x < 9
    assert 7.5 < marks["c-2"].width < 8
    assert marks["c-3"].after
    assert marks["c-3"].x + marks["c-3"].width == 100
    assert (marks["c-4"].width, marks["c-4"].after, marks["c-4"].before) == (0, True, False)


def test_the_overview_counts_every_event_or_draws_it_as_a_bar() -> None:
    explainer, _ = explain(theme(dated("1990-03-05", "1990", "1995/2022", "../1991", "2020-01", "2020-02~")))
    strip = overview(timeline(explainer))
    assert strip
    assert sum(column.number for column in strip.columns) + sum(len(mark.claims) for mark in strip.marks) == 7
    assert {column.label: column.number for column in strip.columns} == {"1990": 2, "2020": 2, "2025": 1}
    assert [mark.before for mark in sorted(strip.marks, key=lambda m: m.claims[0].id)] == [False, True]
    assert all(0 <= mark.x <= mark.x + mark.width <= 100 for mark in strip.marks)


def test_one_year_needs_no_overview() -> None:
    explainer, _ = explain(theme(dated("2025-03-05", "2025-04")))
    assert overview(timeline(explainer)) is None


def test_too_many_events_are_counted_by_month() -> None:
    days = [f"2024-{month:02}-{day:02}" for month in (2, 5) for day in range(1, 26)]
    explainer, _ = explain(theme(dated(*days)))
    strip = strips(timeline(explainer))[2024]
    assert strip.marks == ()
    assert [(c.label, c.number) for c in strip.columns] == [("2024-02", 25), ("2024-05", 25)]
    assert all(0 <= c.x <= c.x + c.width <= 100.01 for c in strip.columns)


def test_a_large_timeline_has_few_marks() -> None:
    dates = [f"{1900 + n % 120}-{1 + n % 12:02}/{1940 + n % 120}" for n in range(600)]
    explainer, _ = explain(theme(dated(*dates)))
    strip = overview(timeline(explainer))
    assert strip
    assert strip.lanes <= MOST_LANES
    assert sum(len(mark.claims) for mark in strip.marks) + strip.left_out == len(dates)
    assert strip.left_out > 0


def test_many_years_of_many_events_are_counted_and_ever_more_are_left_to_the_overview() -> None:
    by_day, _ = explain(theme(dated(*(f"{1990 + n % 20}-{1 + n % 3:02}-{1 + n % 28:02}" for n in range(420)))))
    assert all(strip.columns and not strip.marks for strip in strips(timeline(by_day)).values())
    ever_more, _ = explain(theme(dated(*(f"{1800 + n // 12}-{1 + n % 12:02}" for n in range(600)))))
    assert strips(timeline(ever_more)) == {}
    whole = overview(timeline(ever_more))
    assert whole
    assert sum(column.number for column in whole.columns) == 601


# --- figures ----------------------------------------------------------------------------------------------------------


def measured(*values: str) -> str:
    return "\n\n".join(f"So many. [@alpha]\n{{#f-{n} date=20{n:02} measures=price {value}}}" for n, value in enumerate(values))


def drawn(*values: str):
    explainer, _ = explain(theme(measured(*values)))
    quantity = explainer.content.settings.quantities["price"]
    return panels(explainer, quantity, figures(explainer)["price"])


def test_units_never_share_an_axis() -> None:
    found = drawn("value=5 unit=shells", "value=7 unit=shells", "value=900 unit=pearls", "value=2..3 unit=pearls")
    assert [(panel.unit, len(panel.rows)) for panel in found] == [("shells", 2), ("pearls", 2)]
    assert [panel.axis.end for panel in found] == [8, 1000]


def test_ranges_and_open_ends_stay_what_they_are() -> None:
    (panel,) = drawn("value=10 unit=x", "value=10..20 unit=x", "value=20.. unit=x", "value=..15 unit=x")
    assert [(row.low, row.high) for row in panel.rows] == [(10, 10), (10, 20), (20, None), (None, 15)]
    assert panel.axis.end > 20, "an open end has room to lead on"


@pytest.mark.parametrize("value", ["value=5 unit=banks", "value=5.. unit=banks", "value=..5 unit=banks", "value=0 unit=banks"])
def test_a_lone_number_is_not_drawn(value: str) -> None:
    assert drawn(value) == []


def test_a_lone_range_and_a_share_of_the_whole_are_drawn() -> None:
    assert len(drawn("value=5..9 unit=banks")) == 1
    (panel,) = drawn("value=4 unit=percent")
    assert (panel.axis.end, panel.axis.at(4)) == (100, 4)


def test_large_numbers_are_written_short() -> None:
    (panel,) = drawn("value=5000000000 unit=x", "value=6000000000 unit=x")
    assert panel.scale == "billion"
    assert panel.labels == ("0", "2", "4", "6")


@pytest.mark.parametrize("digits", [30, 400])
def test_numbers_beyond_reach_are_left_to_the_table(digits: int) -> None:
    assert drawn(f"value={'9' * digits} unit=x", "value=1 unit=x") == []


def test_many_figures_are_put_together_by_year() -> None:
    texts = [f"So many. [@alpha]\n{{#f-{n} date={1950 + n // 3} measures=price value={n} unit=x}}" for n in range(3 * MOST_ROWS)]
    explainer, _ = explain(theme("\n\n".join(texts)))
    (panel,) = panels(explainer, explainer.content.settings.quantities["price"], figures(explainer)["price"])
    assert len(panel.rows) == MOST_ROWS
    assert [(row.year, row.low, row.high, row.number) for row in panel.rows[:2]] == [("1950", 0, 2, 3), ("1951", 3, 5, 3)]


# --- ties -------------------------------------------------------------------------------------------------------------

GRAPHS = st.integers(2, 12).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda tie: tie[0] != tie[1]), max_size=25, unique=True
        ),
    )
)


@given(GRAPHS)
def test_every_tie_runs_through_neighbouring_columns(found: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = found
    result = layers(count, edges)
    column = {node: n for n, nodes in enumerate(result.columns) for node in nodes}
    assert set(range(count)) <= set(column)
    assert sum(map(len, result.columns)) == len(column), "a node stands twice"
    assert len(result.routes) == len(edges)
    for n, (edge, route) in enumerate(zip(edges, result.routes, strict=True)):
        assert (route[0], route[-1]) == (edge[::-1] if n in result.turned else edge)
        assert all(column[b] == column[a] + 1 for a, b in pairwise(route))
    assert result == layers(count, edges)


def test_ties_without_circles_are_never_turned_and_a_tangle_is_undone() -> None:
    edges = [(0, 5), (1, 4), (2, 3)]
    result = layers(6, edges)
    assert result.turned == frozenset()
    assert crossings([[0, 1, 2], [3, 4, 5]], edges) == 3
    assert crossings(result.columns, edges) == 0


def tied(*relations: tuple[int, int], count: int = 4, dates: str = "") -> dict[str, str]:
    files = {}
    for n in range(count):
        lines = "".join(f'  - {{type: part-of, group: g{b}, cite: "@alpha"{dates}}}\n' for a, b in relations if a == n)
        files[f"content/groups/g{n}.md"] = f"---\nname: Group {n}\nkind: party\n{f'relations:{chr(10)}{lines}' if lines else ''}---\n"
    return files


def test_the_drawing_around_a_group_holds_its_ties_and_those_between_its_neighbours() -> None:
    explainer, found = explain(tied((0, 1), (1, 2), (2, 0), (2, 3)))
    assert found == []
    assert [(r.group, r.target) for r in around(explainer, "g0")] == [("g0", "g1"), ("g1", "g2"), ("g2", "g0")]
    assert around(explainer, "union") == []
    one = graph(explainer, ties(explainer))
    assert one
    assert [node.group.id for node in one.nodes] == ["g0", "g1", "g2", "g3"]
    boxes = [(n.x, n.y, n.x + n.width, n.y + n.height) for n in one.nodes]
    assert all(0 <= x0 < x1 <= one.width and 0 <= y0 < y1 <= one.height for x0, y0, x1, y1 in boxes)
    assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a in boxes for b in boxes if a is not b)


def test_arrows_point_at_the_group_of_which_is_spoken_also_in_a_circle() -> None:
    explainer, _ = explain(tied((0, 1), (1, 0), count=2))
    one = graph(explainer, ties(explainer))
    assert one
    box = {node.group.id: node for node in one.nodes}
    for edge in some(one.edges):
        target = box[edge.relations[0].target]
        x, y, way = edge.head
        assert x == (target.x if way == 1 else target.x + target.width)
        assert target.y < y < target.y + target.height


def test_ties_of_two_groups_are_one_line_with_all_their_letters() -> None:
    settings = (
        "relations: {part-of: {label: part of, inverse: includes}, rival: {label: rival of, inverse: rival of}}\nkinds: {party: Party}\n"
    )
    both = 'relations:\n  - {type: rival, group: union, cite: "@alpha", to: 1999}\n  - {type: part-of, group: union, cite: "@alpha", to: 2001}\n'
    explainer, _ = explain({"content/explainer.yml": settings, "content/groups/g0.md": f"---\nname: G\n{both}---\n"})
    assert letters(explainer) == {"part-of": "A", "rival": "B"}
    one = graph(explainer, ties(explainer))
    assert one
    (edge,) = one.edges
    assert (edge.letters, edge.ended, edge.mutual, len(edge.relations)) == ("B A", True, False, 2)


def test_what_nobody_could_follow_is_not_drawn() -> None:
    count = MOST_NODES + 1
    explainer, _ = explain(tied(*((n, 0) for n in range(1, count)), count=count))
    assert graph(explainer, ties(explainer)) is None
    assert graph(explainer, []) is None
    assert graph(explainer, around(explainer, "g1")) is not None


def test_components_part_the_ties() -> None:
    explainer, _ = explain(tied((0, 1), (2, 3), (3, 4), (1, 0), (4, 2), count=5))
    assert [[(r.group, r.target) for r in part] for part in components(ties(explainer))] == [
        [("g2", "g3"), ("g3", "g4"), ("g4", "g2")],
        [("g0", "g1"), ("g1", "g0")],
    ]

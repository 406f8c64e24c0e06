"""Figures are drawn as they are: units apart, ranges as ranges, open ends open, and every row on its own."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from helpers import explain, theme
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.drawings.figure_chart import MAX_ROWS, Shape, Standing, figure_charts, names_in_charts, shares_chart
from builder.linking.queries import figures

if TYPE_CHECKING:
    from builder.drawings.figure_chart import FigureChart


def measured(*values: str) -> str:
    return "\n\n".join(f"So many. [@alpha]\n{{#f-{n} date=20{n:02} measures=price {value}}}" for n, value in enumerate(values))


def drawn(*values: str):
    explainer, _ = explain(theme(measured(*values)))
    quantity = explainer.content.settings.quantities["price"]
    return figure_charts(explainer, quantity, figures(explainer)["price"], names_in_charts(explainer))


def test_units_never_share_an_axis() -> None:
    found = drawn("value=5 unit=shells", "value=7 unit=shells", "value=900 unit=pearls", "value=2..3 unit=pearls")
    assert [(chart.unit, len(chart.rows)) for chart in found] == [("shells", 2), ("pearls", 2)]
    assert [chart.axis.end for chart in found] == [8, 1000]


def test_ranges_and_open_ends_stay_what_they_are() -> None:
    (chart,) = drawn("value=10 unit=x", "value=10..20 unit=x", "value=20.. unit=x", "value=..15 unit=x")
    assert [(row.figure.low, row.figure.high) for row in chart.rows] == [(10, 10), (10, 20), (20, None), (None, 15)]
    assert chart.axis.end > 20, "an open end has room to lead on"


@pytest.mark.parametrize(
    "value",
    [
        "value=5 unit=banks",
        "value=5..9 unit=banks",
        "value=4 unit=percent",
        "value=5.. unit=banks",
        "value=..5 unit=banks",
        "value=0 unit=banks",
    ],
)
def test_a_lone_number_is_not_drawn(value: str) -> None:
    assert drawn(value) == []


def shares(*values: str) -> FigureChart | None:
    """Draw the shares of a page on which each value is the only one of its quantity; the quantities are declared in their order."""
    text = "\n\n".join(f"So many. [@alpha]\n{{#f-{n} date=2020 measures=q{n} {value}}}" for n, value in enumerate(values))
    declared = "".join(f"  q{n}: {{title: Q{n}}}\n" for n in range(len(values)))
    explainer, found = explain({"content/explainer.yml": f"title: T\nquantities:\n{declared}"} | theme(text))
    assert found == []
    quantities = explainer.content.settings.quantities
    rows = [(quantities[name], claims) for name, claims in figures(explainer).items()]
    return shares_chart(explainer, "shares", rows, names_in_charts(explainer))


def test_shares_that_measure_different_things_stand_on_one_axis_of_the_whole() -> None:
    chart = shares("value=4 unit=percent", "value=7 unit=banks", "value=30.. unit=percent", 'value=33 unit=percent said="a third"')
    assert chart
    assert (chart.axis.end, chart.unit, chart.title) == (100, "percent", "")
    assert [(row.title, row.low_x, row.high_x) for row in chart.rows] == [(("Q0",), 4, 4), (("Q2",), 30, None), (("Q3",), 33, 33)]
    assert 30 < chart.rows[1].open_x < 50, "an open end does not pretend to reach the whole"
    assert all(a.bottom == b.y for a, b in pairwise(chart.rows))
    assert chart.rows[0].title_y < chart.rows[0].label_y


@pytest.mark.parametrize(
    "values", [("value=4 unit=percent",), ("value=4 unit=percent", "value=150 unit=percent"), ("value=4 unit=x", "value=5 unit=x")]
)
def test_a_lone_share_and_what_is_no_share_are_not_drawn_as_shares(values: tuple[str, ...]) -> None:
    assert shares(*values) is None


def test_a_long_title_has_lines_of_its_own_and_pushes_its_row_down() -> None:
    explainer, _ = explain(
        {
            "content/explainer.yml": "quantities: {a: {title: One}, b: {title: The part of all the lamps of the western harbour that burn at night}}\n"
        }
        | theme("So. [@alpha]\n{#a measures=a value=1 unit=percent}\n\nSo. [@alpha]\n{#b measures=b value=2 unit=percent}")
    )
    rows = [(explainer.content.settings.quantities[name], claims) for name, claims in figures(explainer).items()]
    chart = shares_chart(explainer, "shares", rows, names_in_charts(explainer))
    assert chart
    assert [len(row.title) for row in chart.rows] == [1, 2]
    assert chart.rows[1].bottom - chart.rows[1].y == pytest.approx(chart.rows[0].bottom + chart.line_height)


def test_equal_values_have_nothing_to_compare() -> None:
    assert drawn("value=5 unit=x", "value=5 unit=x") == []
    assert len(drawn("value=5 unit=x", "value=5.. unit=x")) == 1


def test_large_numbers_are_written_short() -> None:
    (chart,) = drawn("value=5000000000 unit=x", "value=6000000000 unit=x")
    assert chart.scale == "billion"
    assert tuple(tick.label for tick in chart.ticks) == ("0", "2", "4", "6")


@pytest.mark.parametrize("digits", [30, 400])
def test_numbers_beyond_reach_are_left_to_the_table(digits: int) -> None:
    assert drawn(f"value={'9' * digits} unit=x", "value=1 unit=x") == []


def test_many_figures_are_put_together_by_year() -> None:
    texts = [f"So many. [@alpha]\n{{#f-{n} date={1950 + n // 3} measures=price value={n} unit=x}}" for n in range(3 * MAX_ROWS)]
    explainer, _ = explain(theme("\n\n".join(texts)))
    (chart,) = figure_charts(
        explainer, explainer.content.settings.quantities["price"], figures(explainer)["price"], names_in_charts(explainer)
    )
    assert len(chart.rows) == MAX_ROWS
    assert [(f.year, f.low, f.high, f.number) for f in (row.figure for row in chart.rows[:2])] == [("1950", 0, 2, 3), ("1951", 3, 5, 3)]


BOUND = st.integers(0, 10**7)
VALUE = st.one_of(
    BOUND.map(str),
    st.tuples(BOUND, BOUND).map(lambda ends: "{}..{}".format(*sorted(ends))),
    BOUND.map(lambda n: f"{n}.."),
    BOUND.map(lambda n: f"..{n}"),
)


@given(st.lists(VALUE, min_size=2, max_size=50), st.sampled_from(["shells", "percent"]))
@settings(max_examples=60)
def test_values_stay_on_the_axis_and_rows_apart(values: list[str], unit: str) -> None:
    for chart in drawn(*(f"value={value} unit={unit}" for value in values)):
        for row in chart.rows:
            places = [x for x in (row.low_x, row.high_x) if x is not None]
            assert places
            assert places == sorted(places)
            assert all(0 <= x <= 100 for x in places)
            assert (row.figure.shape is Shape.OPEN) == (len(places) == 1)
            assert row.width == (pytest.approx(places[1] - places[0], abs=0.01) if len(places) == 2 else row.width)
            assert row.y < row.label_y < row.name_y < row.bound_top < row.range_top < row.rail_y
            assert row.rail_y < row.range_top + row.range_height < row.bound_bottom < row.y + 3.3 < chart.axis_y + 0.001
            if row.figure.shape is Shape.OPEN and row.figure.high is None:
                assert row.low_x is not None
                assert row.low_x < 100, "nothing shows that it leads on"
        assert [row.y for row in chart.rows] == pytest.approx([3.3 * n for n in range(len(chart.rows))])
        assert chart.axis_y < chart.labels_y < chart.height
        assert chart.by_year == (len(values) > MAX_ROWS)
        assert chart.shapes == {row.figure.shape for row in chart.rows}


@pytest.mark.parametrize(("value", "whole"), [("45", True), ("100", True), ("150", False)])
def test_an_axis_ends_at_the_whole_only_where_no_share_is_larger(value: str, whole: bool) -> None:
    (chart,) = drawn(f"value={value} unit=percent", "value=10 unit=percent")
    assert chart.ends_at_whole == whole


def test_charts_of_one_quantity_have_ids_of_their_own() -> None:
    found = drawn("value=5 unit=a", "value=7 unit=a", "value=1 unit=lone", "value=5 unit=b", "value=7 unit=b")
    assert [chart.id for chart in found] == ["price-drawing", "price-drawing1"]


def test_a_row_says_who_gives_the_value_and_what_became_of_the_claim() -> None:
    name = "The spokesman of the long committee of the western harbour and all its piers"
    unbroken = "x" * 47
    claims = [
        f'value=1 unit=x status=retracted attributed="{unbroken}"',
        f'value=2 unit=x attributed="{name}"',
        "value=3 unit=x status=disputed",
    ]
    (chart,) = drawn(*claims, "value=4 unit=x", "value=5 unit=x differs=f-3")
    figures_of = [row.figure for row in chart.rows]
    assert [figure.standing for figure in figures_of] == [
        Standing.RETRACTED,
        Standing.NONE,
        Standing.DISPUTED,
        Standing.NONE,
        Standing.DIFFERS,
    ]
    assert [figures_of[0].name, figures_of[2].name] == [f"{unbroken[:45]}…", "A"]
    assert figures_of[1].name == "The spokesman of the long committee of the…"

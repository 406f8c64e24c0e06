"""The drawing of events shows each once, in its place, with its label, and nothing over another."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from helpers import explain, theme
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder.drawings.timeline_chart import MAX_LANES, TimelineChart, timeline_chart
from builder.linking.queries import events

DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2010, 12, 31)).map(str)
DATE = st.one_of(
    DAY,
    DAY.map(lambda day: f"{day}~"),
    DAY.map(lambda day: day[:7]),
    DAY.map(lambda day: day[:4]),
    st.tuples(DAY, DAY).map(lambda days: "/".join(sorted(days))),
    DAY.map(lambda day: f"{day}/.."),
)
LABEL = st.lists(st.sampled_from(["rain", "Verbandsgemeindeverwaltung", "大雨", "a"]), min_size=1, max_size=8).map(" ".join)


def drawn(*happened: tuple[str, str], first: int = 1990, last: int = 2010) -> TimelineChart | None:
    text = "\n\n".join(f'Something. [@alpha]\n{{#c-{n} date={day} event="{label}"}}' for n, (day, label) in enumerate(happened))
    explainer, _ = explain(theme(text))
    return timeline_chart(events(explainer), first, last)


def test_an_event_is_drawn_where_it_happened() -> None:
    chart = drawn(
        ("2024-03-05", "Day"),
        ("2024-02", "Month"),
        ("2024-11/2025-02", "Long"),
        ("2024-06/..", "Open"),
        ("2023-12-31", "Before"),
        first=2024,
        last=2024,
    )
    assert chart
    marks = {mark.claim.event: mark for mark in chart.marks}
    assert set(marks) == {"Day", "Month", "Long", "Open"}
    assert marks["Day"].width == 0
    assert 17 < marks["Day"].x < 18
    assert 8 < marks["Month"].x < 9
    assert 7.5 < marks["Month"].width < 8
    assert marks["Long"].ends_after
    assert marks["Long"].end == 100
    assert (marks["Open"].width, marks["Open"].ends_after, marks["Open"].starts_before) == (0, True, False)
    assert len(chart.ticks) == 12
    assert (chart.first_year, chart.last_year) == (2024, 2024)


def test_a_label_stands_on_the_side_that_has_room_for_it() -> None:
    chart = drawn(("2024-01-05", "Early in the year"), ("2024-12-20", "Late in the year"), first=2024, last=2024)
    assert chart
    early, late = chart.marks
    assert early.is_label_after
    assert early.label_x > early.x
    assert not late.is_label_after
    assert late.label_x < late.x
    assert (early.lane, late.lane) == (0, 0), "there is room for both in one lane"


def test_one_event_is_no_drawing_and_too_many_are_none() -> None:
    assert drawn(("2000-01-01", "Alone")) is None
    assert drawn(*[("2000-01-01", "Together")] * MAX_LANES)
    assert drawn(*[("2000-01-01", "Together")] * (MAX_LANES + 1)) is None


@given(st.lists(st.tuples(DATE, LABEL), min_size=2, max_size=20))
@example([("2000-07-02", "Verbandsgemeindeverwaltung " * 8), ("2000-07-02", "a")])
@settings(max_examples=60)
def test_nothing_lies_over_another_and_nothing_leaves(happened: list[tuple[str, str]]) -> None:
    chart = drawn(*happened)
    assert chart
    assert len(chart.marks) == len(happened)
    for mark in chart.marks:
        assert 0 <= mark.x <= mark.end <= 100
        assert mark.lane * 1.5 < mark.bar_y < mark.y < mark.label_y < mark.bar_y + mark.bar_height < (mark.lane + 1) * 1.5 <= chart.axis_y
        assert 0 < mark.label_x < 100
        assert mark.label == mark.claim.event or mark.label.endswith("…")
    for one, other in combinations(chart.marks, 2):
        if one.lane == other.lane:
            assert one.taken[1] < other.taken[0] or other.taken[1] < one.taken[0]
    assert chart.axis_y < chart.labels_y < chart.height


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("1999-05-05", {"day"}),
        ("1999-05", {"within"}),
        ("1998/2001", {"interval"}),
        ("1999-05-05?", {"day", "rough"}),
        ("1999/..", {"interval", "open"}),
        ("1999-05-05 .later", {"day", "later"}),
    ],
)
def test_the_key_explains_the_signs_that_occur_and_no_others(words: str, kinds: set[str]) -> None:
    explainer, _ = explain(theme("\n\n".join(f"Something. [@alpha]\n{{#c-{n} event=It date={words}}}" for n in range(2))))
    chart = timeline_chart(events(explainer), 1990, 2010)
    assert chart
    assert chart.kinds == kinds

"""Which designation holds on which day."""

from __future__ import annotations

from datetime import date

import pytest
from helpers import explain

from builder.drawings.designation_dates import State, event_days, listing_of, recorded_dates, slider_ticks
from builder.linking.queries import count
from builder.model.dates import parse_date

GROUP = """\
---
name: G
kind: party
designations:
  - {by: office, list: watch, signed: 2020-01-02, announced: 2020-01-03, published: 2020-01-10, revoked: 2021-05-01, cite: "@alpha"}
  - {by: office, list: watch, published: 2023-03, cite: "@alpha"}
---
"""


@pytest.fixture(scope="module")
def explainer():
    explainer, found = explain({"content/groups/g.md": GROUP})
    assert found == []
    return explainer


@pytest.mark.parametrize(
    ("day", "states", "number"),
    [
        ("2020-01-01", (State.AHEAD, State.AHEAD), 0),
        ("2020-01-02", (State.ON, State.AHEAD), 1),
        ("2021-04-30", (State.ON, State.AHEAD), 1),
        ("2021-05-01", (State.REVOKED, State.AHEAD), 0),
        ("2023-02-28", (State.REVOKED, State.AHEAD), 0),
        ("2023-03-01", (State.REVOKED, State.PERHAPS), 1),
        ("2023-03-30", (State.REVOKED, State.PERHAPS), 1),
        ("2023-03-31", (State.REVOKED, State.ON), 1),
    ],
)
def test_a_listing_holds_from_its_first_day_until_it_is_revoked(explainer, day, states, number) -> None:
    listings = [listing_of(d) for d in explainer.groups["g"].designations]
    assert tuple(one.state_on(date.fromisoformat(day)) for one in listings) == states
    assert count(explainer, "watch", parse_date(day)) == number, "the count does not say what the states say"


def test_without_a_day_only_what_was_revoked_does_not_hold(explainer) -> None:
    assert [listing_of(d).state_on(None) for d in explainer.groups["g"].designations] == [State.REVOKED, State.ON]


def test_the_days_are_those_on_which_something_happened_and_that_of_the_explainer(explainer) -> None:
    assert [d.isoformat() for d in event_days(explainer)] == [
        "2020-01-02",
        "2020-01-03",
        "2020-01-10",
        "2021-05-01",
        "2023-03-01",
        "2025-09-25",
    ]
    assert [step for step, _ in recorded_dates(explainer.groups["g"].designations[0])] == ["signed", "announced", "published", "revoked"]


def test_the_steps_of_the_slider_are_equally_far_apart_and_years_are_named_where_there_is_room() -> None:
    days = [date(2009, 7, 2), date(2009, 7, 9), date(2010, 1, 1), *(date(2020, 1, day) for day in range(1, 9))]
    ticks = slider_ticks(days)
    assert [x for x, _ in ticks] == [10 * n for n in range(11)]
    assert [(x, year) for x, year in ticks if year] == [(0, "2009"), (20, "2010"), (40, "2020")]
    assert slider_ticks([]) == []
    assert slider_ticks(days[:1]) == [(0, "2009")]

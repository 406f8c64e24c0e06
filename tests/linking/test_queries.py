"""What overviews gather from a linked explainer."""

from __future__ import annotations

import pytest
from helpers import explain

from builder.linking.queries import rival_values, rivals, show_figure
from builder.model.document import Measure

FOUNDED = "---\nname: G\nkind: party\nfounded:\n{}---\n"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["value: 1999", "value: 2001"], ["1999", "2001"]),
        (["value: 1999", "value: 1999"], []),
        (["value: 1999", "value: 2001, from: 2005"], []),
        (["value: 2001, to: 2005", "value: 1999", "value: 2000"], ["1999", "2000"]),
        (["value: 1999"], []),
    ],
)
def test_values_are_rivals_where_several_hold_at_no_particular_time(statements: list[str], expected: list[str]) -> None:
    lines = "".join(f'  - {{{statement}, cite: "@alpha"}}\n' for statement in statements)
    explainer, _ = explain({"content/groups/g.md": FOUNDED.format(lines)})
    found = rival_values(explainer.groups["g"])
    assert [statement.value for statement in found.get("founded", ())] == expected
    assert [(group.id, name) for group, name, _ in rivals(explainer)] == ([("g", "founded")] if expected else [])


@pytest.mark.parametrize(
    ("low", "high", "unit", "said", "shown"),
    [
        (6e9, 6e9, "US dollars/year", "", "6 billion US dollars a year"),
        (300_000, None, "barrels/day", "", "more than 300,000 barrels a day"),
        (None, 50e6, "cubic metres/day", "", "up to 50 million cubic metres a day"),
        (100_000, 230_000, "fighters", "", "100,000 to 230,000 fighters"),
        (1_250_000, 1_250_000, "", "", "1.25 million"),
        (1_234_567, 1_234_567, "", "", "1,234,567"),
        (999_999, 999_999, "", "", "999,999"),
        (0.5, 0.5, "shells/hour", "", "0.5 shells an hour"),
        (33, 33, "percent", "a third", "“a third”"),
    ],
)
def test_a_figure_is_written_as_people_say_it(low: float | None, high: float | None, unit: str, said: str, shown: str) -> None:
    assert show_figure(Measure("q", low, high, unit, "", said)) == shown

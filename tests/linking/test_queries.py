"""What overviews gather from a linked explainer."""

from __future__ import annotations

import pytest
from helpers import explain

from builder.linking.queries import rival_values, rivals

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

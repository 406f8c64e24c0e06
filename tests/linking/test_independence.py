"""Independent sources, against a count by brute force over every choice."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from builder.linking.independence import Independence
from builder.model.findings import Where
from builder.model.sources import Consulted, Source

NAMES = "abcdefg"
TIES = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3), max_size=len(NAMES))
"""From a source to those it passes on; circles and ties to itself included."""
PUBLISHERS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["P", "p", "Q"]), max_size=3)


def sources(ties: dict[str, list[str]], publishers: dict[str, str]) -> dict[str, Source]:
    """Make records whose ties are spread over the three fields."""
    records = {}
    for name in NAMES:
        of = ties.get(name, [])
        records[name] = Source(
            name,
            Where(""),
            "book",
            name,
            publisher=publishers.get(name, ""),
            consulted=Consulted.FULL,
            via=tuple(of[:1]),
            syndicated_from=tuple(of[1:2]),
            based_on=tuple(of[2:]),
        )
    return records


def reach(ties: dict[str, list[str]], publishers: dict[str, str], name: str) -> set[str]:
    """Return everything that a source depends on, slowly: repeat until nothing is new."""
    reached = {name}
    while more := {other for one in reached for other in ties.get(one, [])} - reached:
        reached |= more
    return {publishers.get(one, one).lower() for one in reached}


@given(TIES, PUBLISHERS, st.lists(st.sampled_from(NAMES), max_size=len(NAMES), unique=True))
@example({"a": ["d", "e"], "b": ["d", "f"], "c": ["e", "g"]}, {}, ["a", "b", "c"])
def test_the_count_is_the_largest_choice_without_a_common_origin(
    ties: dict[str, list[str]], publishers: dict[str, str], cited: list[str]
) -> None:
    origins = {name: reach(ties, publishers, name) for name in cited}
    largest = max(
        size
        for size in range(len(origins) + 1)
        for choice in combinations(origins, size)
        if all(origins[one].isdisjoint(origins[other]) for one, other in combinations(choice, 2))
    )
    independence = Independence(sources(ties, publishers))
    assert {name: set(independence.origins(name)) for name in cited} == origins
    assert len(independence.choose(cited).counted) == largest

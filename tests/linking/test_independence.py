"""Independent sources, against a count by brute force over every choice."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from builder.linking.independence import Independence
from builder.model.content import Source
from builder.model.findings import Where

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
    return {f"publisher {publishers[one].lower()}" if one in publishers else one for one in reached}


@given(TIES, PUBLISHERS, st.lists(st.sampled_from(NAMES), max_size=len(NAMES)))
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
    assert independence.count(cited) == largest


@given(TIES, PUBLISHERS, st.lists(st.sampled_from(NAMES), min_size=1), st.sampled_from(NAMES))
def test_one_more_source_never_lowers_the_count_and_adds_at_most_one(
    ties: dict[str, list[str]], publishers: dict[str, str], cited: list[str], more: str
) -> None:
    independence = Independence(sources(ties, publishers))
    before, after = independence.count(cited), independence.count([*cited, more])
    assert 1 <= before <= after <= before + 1


def test_a_digest_does_not_hide_that_its_reports_are_independent() -> None:
    independence = Independence(sources({"a": ["b", "c", "d"]}, {}))
    assert independence.count("a") == 1
    assert independence.count("ab") == 1
    assert independence.count("abcd") == 3


def test_copies_of_one_text_and_texts_of_one_publisher_count_once() -> None:
    independence = Independence(sources({"a": ["c"], "b": ["c"]}, {"d": "Gazette", "e": "GAZETTE"}))
    assert independence.count("ab") == 1
    assert independence.count("de") == 1
    assert independence.count("abde") == 2


def test_sources_that_nobody_recorded_stand_for_themselves() -> None:
    assert Independence({}).count(["x", "y", "x"]) == 2
    assert Independence({}).count([]) == 0

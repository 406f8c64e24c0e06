"""JSON read fast gives what JSON read carefully gives, or leaves it to the careful reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reading.files import Kind, Raw
from builder.reading.json_records import read_records
from builder.reading.sources import _record, _records, parse_sources
from builder.reading.yaml_tree import parse_yaml

PATH = "content/sources/s.json"
words = st.text(st.characters(codec="utf-8"), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
names = st.lists(st.fixed_dictionaries({}, optional={"family": words, "given": words, "literal": words}), max_size=2)
records = st.fixed_dictionaries(
    {"id": st.from_regex(r"[a-z]{1,4}", fullmatch=True), "title": st.from_regex(r"[A-Za-z ]{1,9}", fullmatch=True)},
    optional={
        "type": st.sampled_from(["book", "report"]),
        "author": names,
        "issued": st.just({"date-parts": [[2025, 9, 17]]}) | st.just("2025-09") | words,
        "volume": words | st.integers(),
        "note": values,
        "publisher": words,
        "consulted": st.sampled_from(["full", "no", "never"]),
        "extra": values,
    },
)


def careful(text: str) -> tuple[list[object], list[object]]:
    tree, findings = parse_yaml(text, PATH)
    return [found for node in _records(tree) if (found := _record(node, findings)) is not None], list(findings)


@given(st.lists(records, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_what_is_read_fast_is_what_is_read_carefully(items: list[object], indent: int | None, escaped: bool) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=escaped)
    sources, findings = parse_sources(Raw(PATH, Kind.SOURCES, text))
    expected, problems = careful(text)
    assert sources == expected
    assert [(f.where, f.code, f.message) for f in findings] == [(f.where, f.code, f.message) for f in problems]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"references": []}',
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "[] []",
        '[{"a": 1, "a": 2}]',
        '["\u2028"]',
        '["\\ud83d\\ude00"]',
        "[\x7f]",
        f"{'[' * 40}{']' * 40}",
        "[nul]",
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(text: str) -> None:
    assert read_records(text, PATH) is None


def test_a_record_knows_where_it_starts() -> None:
    found = read_records('[\n {"id": "a"},\n  {"id": "b"}]\n', PATH)
    assert found is not None
    assert [str(node.where) for node in found] == [f"{PATH}:2:2", f"{PATH}:3:3"]

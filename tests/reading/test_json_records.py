"""JSON read fast gives what JSON read carefully gives; what is wrong has its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.findings import Where
from builder.reading.files import Kind, Raw
from builder.reading.json_records import read_records
from builder.reading.sources import _as_csl, _record, _records, parse_sources
from builder.reading.yaml_tree import parse_yaml
from builder.sanitising.characters import without_forbidden

if TYPE_CHECKING:
    from builder.model.findings import Finding
    from builder.model.sources import Source

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


NOWHERE = Where("")
"""Of a careful reader that has joined the halves of a character, columns are those of what it has then."""


def careful(text: str) -> list[tuple[Source, list[tuple[str, str]]]]:
    """Return the sources and the codes and messages of their findings as `yaml_tree` has them."""
    tree, _ = parse_yaml(text, PATH)
    out = []
    for node in _records(tree):
        findings: list[Finding] = []
        if source := _record(_as_csl(node, ""), findings):
            out.append((source, [(f.code, f.message) for f in findings]))
    return out


@given(st.lists(records, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_what_is_read_fast_is_what_is_read_carefully(items: list[object], indent: int | None, escaped: bool) -> None:
    text = without_forbidden(json.dumps(items, indent=indent, ensure_ascii=escaped))  # as `files` gives it
    sources, findings = parse_sources(Raw(PATH, Kind.SOURCES, text))
    expected = careful(text)
    assert [replace(source, where=NOWHERE) for source in sources] == [replace(source, where=NOWHERE) for source, _ in expected]
    said = {(f.code, f.message) for f in findings if "character" not in f.code}
    assert said == {one for _, found in expected for one in found if "character" not in one[0]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("[", ["1:1 invalid-yaml this is not valid JSON: this `[` is never closed"]),
        ("[1,]", ["1:3 invalid-yaml this is not valid JSON: this comma is too much"]),
        ("[,1]", ["1:2 invalid-yaml this is not valid JSON: a value is missing here"]),
        ("[1\n 2]", ["1:2 invalid-yaml this is not valid JSON: a comma is missing after this"]),
        ('[{"a": [1}]', ["1:8 invalid-yaml this is not valid JSON: this `[` is never closed"]),
        ('[{"a": ["b": 1}]', ["1:8 invalid-yaml this is not valid JSON: this `[` is never closed"]),
        ('[{"a": 1}}]', ["1:10 invalid-yaml this is not valid JSON: this `}` closes nothing"]),
        ('[{"a": “b”}]', ["1:8 invalid-yaml this is not valid JSON: a value is missing here"]),
        ("[] []", ["1:4 invalid-yaml this is not valid JSON: the file goes on after its end"]),
        ('[{"a": "b}]', ["1:8 invalid-yaml this is not valid JSON: the quotation mark that begins here has no other"]),
        ("[nul]", ["1:2 invalid-yaml"]),
        ('[{"id": "a", "title": "A", "title": "B"}]', ["1:28 duplicate-key"]),
        ('[{"id": "a", "title": "A"}, {"id": "b", "title": "\\u0001"}]', ["1:51 forbidden-character"]),
        ('[{"id": "a", "title": "A"},\n {"id": "b", "title": "A", "note": "\\ud800"}]', ["2:37 forbidden-character"]),
        (f'[{{"id": "a", "title": "A", "custom": {"[" * 40}{"]" * 40}}}]', ["1:53 yaml-too-deep"]),
        ("[" * 200_000, ["1:1 yaml-too-deep"]),
    ],
)
def test_what_is_wrong_has_its_place(text: str, found: list[str]) -> None:
    _, findings = parse_sources(Raw(PATH, Kind.SOURCES, text))
    said = [f"{f.where.line}:{f.where.column} {f.code} {f.message}" for f in findings]
    assert len(said) == len(found), said
    assert all(line.startswith(start) for line, start in zip(said, found, strict=True)), said


A, B = '{"id": "a", "title": "A"}', '{"id": "b", "title": "B"}'


@pytest.mark.parametrize(
    "text",
    [
        f"[{A}, {B}]",
        f'{{"references": [{A}, {B}]}}',
        f'{{"items": [{A}, {B}], "total": 2}}',
        f'{{"status": "ok", "message": {{"total": 2, "items": [{A}, {B}]}}}}',
        '{"a": {"title": "A"}, "b": {"title": "B"}}',
    ],
)
def test_wrappers_are_taken_off(text: str) -> None:
    sources, findings = parse_sources(Raw(PATH, Kind.SOURCES, text))
    assert findings == []
    assert [(source.id, source.title) for source in sources] == [("a", "A"), ("b", "B")]


@pytest.mark.parametrize("text", [A, f'{{"message": {A}}}', f'{{"references": {A}}}'])
def test_a_single_record(text: str) -> None:
    sources, findings = parse_sources(Raw(PATH, Kind.SOURCES, text))
    assert [source.title for source in sources] == ["A"]
    assert findings == []


def test_a_record_knows_where_it_starts() -> None:
    found, _ = read_records('[\n {"id": "a"},\n  {"id": "b"}]\n', PATH)
    assert [str(record.node.where) for record in found] == [f"{PATH}:2:2", f"{PATH}:3:3"]

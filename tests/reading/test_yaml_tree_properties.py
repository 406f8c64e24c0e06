"""YAML as text with places: any input ends in a tree or a finding, and every place is where the value is written."""

from __future__ import annotations

import json
from typing import TypeAlias

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence, parse_yaml

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
TEXTS = st.text("ab :-#'\"{}[],&*!|>%@`?~\\éر😀\n\u2028\u0085", max_size=8)
VALUES: st.SearchStrategy[Value] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=12
)
NOISE = st.text(" \n-:{}[],'\"&*!|>%@#?ab\t\r\\\x00\u2028\ufeffر", max_size=80) | st.text(max_size=80)


ABOUT_CHARACTERS = {"forbidden-character", "doubtful-character"}


def plain(node: Node) -> Value:
    """Turn a tree back into what it was made of."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(item) for key, item in node.items.items()}


def rest_at(text: str, node: Node | None, first_line: int) -> str:
    """Return what is written from the place of a node on."""
    assert node is not None
    return text.split("\n")[node.where.line - first_line][node.where.column - 1 :]


@given(NOISE)
@example("{" * 5000)
@example("- " * 5000)
@example("a: &a\nb: [*a, *a]")
@example("a: !!binary x")
@example("%YAML 1.1\n---\na: b\n...\n---\nc")
def test_any_text_is_a_tree_or_a_finding(text: str) -> None:
    tree, findings = parse_yaml(text, "x.yml", 7)
    lines = text.split("\n")
    assert tree is None or isinstance(tree, Scalar | Sequence | Mapping)
    for one in findings:
        assert 7 <= one.where.line <= len(lines) + 7
        assert one.where.column >= 1


@given(VALUES, st.integers(1, 9))
def test_json_is_read_with_places(value: Value, first_line: int) -> None:
    text = json.dumps(value, ensure_ascii=False, indent="\t").replace("\u2028", "\\u2028").replace("\u0085", "\\u0085")
    tree, findings = parse_yaml(text, "x.json", first_line)
    assert {one.code for one in findings} <= ABOUT_CHARACTERS
    assert tree is not None
    assert plain(tree) == value
    _check_places(text, tree, first_line)


def _check_places(text: str, node: Node, first_line: int) -> None:
    rest = rest_at(text, node, first_line)
    if isinstance(node, Scalar):
        assert rest.startswith('"')
        assert json.JSONDecoder().raw_decode(rest)[0] == node.text
    elif isinstance(node, Sequence):
        assert rest.startswith("[")
        for item in node.items:
            _check_places(text, item, first_line)
    else:
        assert rest.startswith("{")
        for key, item in node.items.items():
            line = text.split("\n")[node.keys[key].line - first_line]
            assert json.JSONDecoder().raw_decode(line, node.keys[key].column - 1)[0] == key
            _check_places(text, item, first_line)


@given(VALUES)
def test_yaml_is_read_as_text(value: Value) -> None:
    text = yaml.safe_dump(value, default_style='"', width=1_000_000)
    tree, findings = parse_yaml(text, "x.yml")
    assert {one.code for one in findings} <= ABOUT_CHARACTERS
    assert tree is not None
    assert plain(tree) == value


@given(st.text(min_size=1, max_size=12))
def test_escaped_json_is_read_as_python_writes_it(value: str) -> None:
    tree, findings = parse_yaml(json.dumps([value]), "x.json")
    assert {one.code for one in findings} <= ABOUT_CHARACTERS
    assert tree is not None
    assert plain(tree) == [value]


def test_scalars_stay_what_the_author_wrote() -> None:
    tree, _ = parse_yaml("[no, 2003-10, 12e3, 0x10, ~, 1_000, 'null', <<, =]", "x.yml")
    assert isinstance(tree, Sequence)
    assert [(item.text, item.quoted) for item in tree.items if isinstance(item, Scalar)] == [
        ("no", False), ("2003-10", False), ("12e3", False), ("0x10", False), ("~", False), ("1_000", False), ("null", True), ("<<", False), ("=", False),
    ]  # fmt: skip

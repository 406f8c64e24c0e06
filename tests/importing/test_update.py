"""A newer import into a file that people have changed: their words, their comments and their layout stay."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.importing.update import OURS, NoListError, update
from builder.importing.yaml_text import file_text, scalar
from builder.reading.yaml_tree import parse_yaml

MINE = """# my sources
references:
  - id: a
    type: book
    title: "Old" # checked
    author:
      # first is chair
      - family: Berg
        given: Jan
    note: Mine
    consulted: full

  # about b
  - {id: b, type: book, title: B, consulted: no} # end of b

  - id: mine
    title: Only mine
  - id: c
    title: >-
      C
    # after c
# the end
"""
ITEMS = [
    {"id": "a", "type": "book", "title": "New: #1", "author": [{"family": "Berg", "given": "Jan"}, {"literal": "X"}], "note": "Theirs"},
    {"id": "b", "type": "book", "title": "B2", "publisher": "P"},
    {"id": "c", "type": "book", "title": "C", "volume": "007"},
    {"id": "d", "title": "D"},
]
UPDATED = """# my sources
references:
  - id: a
    type: book
    # checked
    title: 'New: #1'
    # first is chair
    author:
      - family: Berg
        given: Jan
      - literal: X
    note: Mine
    consulted: full

  # about b
  - # end of b
    id: b
    type: book
    title: B2
    consulted: no
    publisher: P

  - id: mine
    title: Only mine
  - id: c
    type: book
    title: >-
      C
    volume: '007'
    # after c

  - id: d
    title: D
    consulted: 'no'
# the end
"""


def test_only_what_differs_is_written_anew():
    found = update(MINE, "s.yml", ITEMS)
    assert (found.added, found.changed) == (1, 3)
    assert [(one.where.line, one.code) for one in found.findings] == [(10, "no-longer-exported"), (16, "no-longer-exported")]
    assert found.text == UPDATED
    assert parse_yaml(found.text, "s.yml")[1] == []
    for comment in ("# my sources", "# checked", "# first is chair", "# about b", "# end of b", "# after c", "# the end"):
        assert found.text.count(comment) == 1
    assert update(found.text, "s.yml", ITEMS).text == found.text
    assert 'title: "Old"' not in found.text


def test_line_ends_of_windows_stay():
    found = update(MINE.replace("\n", "\r\n"), "s.yml", ITEMS).text
    assert "\n" not in found.replace("\r\n", "")
    assert found.replace("\r\n", "\n") == update(MINE, "s.yml", ITEMS).text


@pytest.mark.parametrize("text", ["", "# only this\n", "references:\n", "references: []\n", "[]\n", "---\n"])
def test_an_empty_file_is_filled(text):
    found = update(text, "s.yml", ITEMS)
    assert yaml.safe_load(found.text)["references"][3] == {"id": "d", "title": "D", "consulted": "no"}
    assert ("# only this" in found.text) == ("# only this" in text)


@pytest.mark.parametrize(
    "text", ["- id: x\n  title: X", "- id: x\n  title: X\n", "-   id: x\n    title: X\n\n\n", "- {id: x}\n", "- id: x\n  title: |\n    X\n"]
)
def test_records_are_added_to_any_list(text):
    found = update(text, "s.yml", ITEMS[3:]).text
    assert found.startswith(text.rstrip("\n"))
    assert [one["id"] for one in yaml.safe_load(found)] == ["x", "d"]


@pytest.mark.parametrize("text", ["a: 1\n", "word\n", "- a\n", "{", "\t- a: b\n", "[{id: a}]\n"])
def test_what_is_no_list_of_records_is_refused(text):
    with pytest.raises(NoListError):
        update(text, "s.yml", ITEMS)


TEXTS = st.text(st.sampled_from("ab 1:#-'\"{}[]&*!|>%@`,?~.é\n\té\u200b"), min_size=1, max_size=12).map(str.strip).filter(bool)
NAMES = st.lists(
    st.one_of(
        TEXTS.map(lambda text: {"literal": text}),
        st.tuples(TEXTS, TEXTS).map(lambda pair: dict(zip(("family", "given"), pair, strict=True))),
    ),
    min_size=1,
    max_size=3,
)
RECORDS = st.fixed_dictionaries(
    {"title": TEXTS}, optional={"volume": TEXTS, "author": NAMES, "note": TEXTS, "publisher": TEXTS, "abstract": TEXTS}
)


def plain(records):
    return [{"id": f"k{number}", **record} for number, record in enumerate(records)]


@given(st.lists(RECORDS, min_size=1, max_size=4).map(plain))
def test_what_is_written_is_read_back(records):
    tree, findings = parse_yaml(file_text(records), "s.yml")
    assert findings == []
    assert unwrapped(tree.items["references"]) == [{**record, "consulted": "no"} for record in records]


def unwrapped(node):
    if hasattr(node, "text"):
        return node.text
    return (
        {key: unwrapped(value) for key, value in node.items.items()}
        if isinstance(node.items, dict)
        else [unwrapped(one) for one in node.items]
    )


@settings(max_examples=60)
@given(st.lists(RECORDS, min_size=1, max_size=4).map(plain), st.lists(RECORDS, max_size=5).map(plain))
def test_an_update_has_what_is_new_and_keeps_what_was_added(old, new):
    first = file_text(old)
    assert update(first, "s.yml", old).text == first
    added = first.replace("\n    consulted: 'no'\n", "\n    # by me\n    consulted: full\n")
    found = update(added, "s.yml", new)
    tree, findings = parse_yaml(found.text, "s.yml")
    assert findings == []
    there = {record["id"]: record for record in unwrapped(tree.items["references"])}
    for record in old:
        newer = next((one for one in new if one["id"] == record["id"]), {})
        ours = {key: value for key, value in record.items() if key in OURS}
        assert there[record["id"]] == {**record, **newer, **ours, "consulted": "full"}
    assert found.text.count("# by me") == len(old)
    assert update(found.text, "s.yml", new).text == found.text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Lamps", "Lamps"), ("2020", "2020"), ("2020-03-04", "2020-03-04"), ("2020/2021", "2020/2021"), ("A: b", "'A: b'"), ("A #1", "'A #1'"),
        ("C#", "C#"), ("https://a.example/#x", "https://a.example/#x"), ("no", "'no'"), ("Null", "'Null'"), ("~", "'~'"), ("- x", "'- x'"),
        ("don't", "don't"), ("'x'", "'''x'''"), ("007", "'007'"), ("1.10", "'1.10'"), ("1e3", "'1e3'"), ("12:30", "'12:30'"), ("x:", "'x:'"),
        ("[x]", "'[x]'"), ("a, b", "a, b"), ("a\nb", '"a\\nb"'), ("@x", "'@x'"), ("50%", "50%"), ("%50", "'%50'"), ("", "''"), ("é", "é"),
    ],
)  # fmt: skip
def test_quotation_marks_only_where_they_are_needed(text, written):
    assert scalar(text) == written
    assert str(yaml.safe_load(written)) == text

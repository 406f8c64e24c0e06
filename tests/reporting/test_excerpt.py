"""The line that a finding is about, as a terminal shows it: the mark is under the place, whatever the line holds."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from helpers import write
from hypothesis import given
from hypothesis import strategies as st

from builder.model.findings import Where, finding
from builder.reporting.excerpt import marked_line
from builder.reporting.source_lines import source_lines

if TYPE_CHECKING:
    from pathlib import Path


def shown(line: str, column: int, message: str = "", width: int = 80) -> list[str]:
    """Return the shown lines without the margin, which is that of line 7."""
    lines = marked_line(line, finding(Where("t.md", 7, column), "unknown-source", message), width)
    return [one.removeprefix("    7 | ").removeprefix("      | ") for one in lines]


@pytest.mark.parametrize(
    ("line", "column", "message", "expected"),
    [
        ("Words. [@nope]", 9, "there is no source `nope`", ["Words. [@nope]", "        ^^^^^"]),
        ("titel: T", 1, "`titel` is not a key", ["titel: T", "^^^^^"]),
        ("titel: T", 1, "no word of it", ["titel: T", "^"]),
        ("at the end", 11, "", ["at the end", "          ^"]),
        ("漢字 x", 4, "`x`", ["漢字 x", "     ^"]),
        ("漢字 x", 2, "`字`", ["漢字 x", "  ^^"]),
        ("e\u0301te\u0301 x", 7, "", ["e\u0301te\u0301 x", "    ^"]),
        ("\tx\ty", 4, "", ["    x   y", "        ^"]),
        ("a\x1b[31m b", 8, "", ["a\\x1b[31m b", "          ^"]),
        ("a \u202eb", 4, "", ["a \\u202eb", "        ^"]),
        ("يوم [@x]", 6, "`x`", ["يوم [@x]", "here: @x]"]),
        ("يوم", 4, "", ["يوم", "here: at the end"]),
        ("", 1, "", []),
        ("short", 9, "", []),
    ],
)
def test_the_mark_is_under_the_place(line: str, column: int, message: str, expected: list[str]) -> None:
    assert shown(line, column, message) == expected


def test_a_long_line_is_cut_around_the_place() -> None:
    line = f"{'a' * 300}HERE{'b' * 300}"
    text, mark = shown(line, 301, "`HERE`", 60)
    assert text[0] == text[-1] == "…"
    assert text[mark.index("^") : mark.rindex("^") + 1] == "HERE"
    assert len(text) <= 60 - len("    7 | ")
    assert shown(line, 1, "", 60)[0][0] == "a"
    assert shown(line, 604, "", 60)[0][-1] == "b"


@given(st.text(st.sampled_from("ab漢\u0301\t\x1b…🙂 "), min_size=1, max_size=120), st.integers(0, 120), st.integers(10, 90))
def test_no_line_is_wider_than_the_terminal_and_the_mark_is_in_it(line: str, at: int, width: int) -> None:
    column = at % (len(line) + 1) + 1
    lines = marked_line(line, finding(Where("t.md", 1, column), "unknown-source", ""), width)
    for one in lines:
        cells = sum(0 if unicodedata.category(c) == "Mn" else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in one.rstrip("^"))
        assert cells < max(width, 20 + len("    1 | ") + 1) + 2
    assert bool(lines) == bool(line.strip())
    assert not lines or "^" in lines[1]


def test_lines_are_those_that_findings_count(tmp_path: Path) -> None:
    write(tmp_path, {"content/a.md": "\ufeffone\r\ntwo\u2028\rstill two\n"})
    line_at = source_lines(tmp_path)
    assert [line_at(Where("content/a.md", line)) for line in (1, 2, 3, 4)] == ["one", "two\u2028\rstill two", "", None]


def test_what_cannot_or_may_not_be_read_has_no_line(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "a secret\n", "project/content/a.md": "words\n", "project/content/p.png": "\x89PNG\0\n"})
    project = tmp_path / "project"
    (project / "content/link.md").symlink_to(tmp_path / "secret")
    (project / "content/folder").symlink_to(tmp_path)
    line_at = source_lines(project)
    for path in ("content/link.md", "content/folder/secret", "content/none.md", "content", "content/p.png", "a\0b", "x" * 9999):
        assert line_at(Where(path)) is None, path
    assert line_at(Where("content/a.md")) == "words"
    assert line_at(Where("../secret")) == "a secret"  # a folder of hand-written pages may lie beside the project

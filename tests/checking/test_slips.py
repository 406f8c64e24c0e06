"""Slips of the pen anywhere in a whole explainer: nothing raises, every finding has its place, and what has no error can be shown."""

from __future__ import annotations

from pathlib import Path

from helpers import all_pages, explain
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FileSystemLoader

from builder.model.findings import has_errors
from builder.pages.renderer import Renderer

HERE = Path(__file__).parents[1]
FILES = {
    path.relative_to(HERE / "second").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((HERE / "second/content").rglob("*"))
    if path.is_file()
}
INSERTED = st.sampled_from([*" \n\t-:#'\"[]{}@;,|>`*&!%\\\0\r\u2028א0x", "", "\n\n", ": ", *"""
[@census] [@nope] @census {#new} {.editorial} --- ``` ## [^x] [^x]: <b> <!-- ](claim: disputes= .later null {} [] [[ ]] ~ && date=2025
""".split()])  # fmt: skip
SLIPS = st.lists(
    st.tuples(st.sampled_from(sorted(FILES)), st.integers(0, 10_000), st.sampled_from([0, 0, 1, 2, 5, 40, 400]), INSERTED),
    min_size=1,
    max_size=4,
)


def test_there_are_files_to_slip_in() -> None:
    assert len(FILES) > 10


@settings(max_examples=max(40, settings().max_examples // 4))  # each is a whole explainer
@given(SLIPS)
def test_slips(slips: list[tuple[str, int, int, str]]) -> None:
    look_at(slips)


def test_a_slip_that_does_harm_is_found_and_the_pages_of_one_that_does_none_are_looked_at() -> None:
    (path,) = (path for path in FILES if path.endswith("lamps.md"))
    place = FILES[path].index("[@")
    assert look_at([(path, place, 2, "[@nope-")]) == (True, False)
    assert look_at([(path, len(FILES[path]), 0, "\n")]) == (False, True)


def look_at(slips: list[tuple[str, int, int, str]]) -> tuple[bool, bool]:
    """Look at every finding, and at every page if none is an error; return whether an error was found, and whether a page was made."""
    files = dict(FILES)
    for path, place, length, inserted in slips:
        text = files[path]
        at = place % (len(text) + 1)
        files[path] = text[:at] + inserted + text[at + length :]
    explainer, findings = explain(files, {})
    for one in findings:
        lines = files[one.where.path].split("\n")
        assert 1 <= one.where.line <= len(lines), one
        assert 1 <= one.where.column <= len(lines[one.where.line - 1]) + 1, one
        assert one.message
    broken = has_errors(findings)
    pages = [] if broken else list(all_pages(Renderer(explainer, FileSystemLoader(HERE.parent / "templates"))))
    for page in pages:
        assert page.title
        assert page.html
    return broken, bool(pages)

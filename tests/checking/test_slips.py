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
    if not has_errors(findings):
        for page in all_pages(Renderer(explainer, FileSystemLoader(HERE.parent / "templates"))):
            assert page.title
            assert page.html

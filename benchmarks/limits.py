"""Content that could keep the generator busy for long, and how long it may take: hostile files, and much of the same.

    python benchmarks/limits.py

Processor time of one process, the least of three runs. Every family of hard inputs is checked at a size and at four times that size,
and its pages are made: this may take eight times as long, where linear work takes four times and quadratic work sixteen. Ends with
status 1 when a limit is passed. It uses the tests' own cases, so it needs their environment; it is no part of the tests, since
machines differ.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/checking")]

from hard_inputs import FAMILIES  # noqa: E402 (the tests' own)
from helpers import explain, theme  # noqa: E402
from jinja2 import FileSystemLoader  # noqa: E402
from test_cases import CASES, PATHS, build, read_case  # noqa: E402

from builder.checking.project import read_project  # noqa: E402
from builder.checking.report import as_text  # noqa: E402
from builder.citations.brackets import find_brackets  # noqa: E402
from builder.citations.grammar import parse_citations  # noqa: E402
from builder.linking.mentions import Mentions, Name  # noqa: E402
from builder.markdown.attribute_lists import ATTRIBUTES, parse_attributes  # noqa: E402
from builder.model.content import Match  # noqa: E402
from builder.model.findings import Where, has_errors  # noqa: E402
from builder.pages.renderer import Renderer  # noqa: E402
from builder.site.contents import contents_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hard_inputs import Family, Files

RUNS = 3
MOST_GROWTH = 8.0
"""Of the time, when an input grows to four times its size."""
SMALLEST, LARGEST = 1_000, 64_000
LONG_ENOUGH = 0.4
"""Seconds that the larger input takes at least, if its size allows, so that what does not grow is small beside it."""
_PLACE = Where("a.md", 1, 1)
_NOTATION = (
    f'@a, {" " * 20000}"x',
    f"@a; {' ' * 20000}x",
    f"{' ' * 20000}@a",
    '["' * 5000,
    '["a" ' * 5000,
    "[“" * 5000,
    '{a="' * 5000 + "}",
    "{#a " * 5000 + "}",
    "{#a " + 'b="" ' * 5000,
)


def main() -> int:
    """Print each figure beside its limit."""
    passed = far = 0
    with TemporaryDirectory() as folder:
        for name, limit, work in _limits(Path(folder)):
            took = min(_seconds(work) for _ in range(RUNS))
            passed += took > limit
            if took < limit / 100:
                far += 1
                continue
            print(f"{took:6.3f} of {limit:.1f} s  {name}{'  TOO LONG' if took > limit else ''}", flush=True)
    print(f"{far} more take less than a hundredth of their limits")
    steep = [name for name in FAMILIES if _is_steep(name)]
    print(f"{len(FAMILIES) - len(steep)} of {len(FAMILIES)} families of hard inputs take time in proportion to their size")
    return 1 if passed or steep else 0


def _is_steep(name: str) -> bool:
    """Return whether checking a family, or making its pages, takes too much longer for a larger input; print it if so."""
    for what, job in (("check", _check), ("pages", _make_pages)):
        growth = _growth(job, FAMILIES[name])
        if growth > MOST_GROWTH:
            print(f"{growth:6.1f} times as long for four times as much  {what}: {name}  TOO LONG", flush=True)
            return True
    return False


def _growth(job: Callable[[Files], None], family: Family) -> float:
    """Return how many times as long a job takes for an input of four times the size; 0 if that is hardly any time."""

    def seconds(size: int) -> float:
        files = family(size)
        return _seconds(lambda: job(files))

    size = SMALLEST
    while (took := seconds(4 * size)) < LONG_ENOUGH and 4 * size < LARGEST:
        size *= 4
    if took < LONG_ENOUGH:
        return 0
    growth = took / max(seconds(size), 1e-3)
    if growth <= MOST_GROWTH:
        return growth
    # Once more, since other work on the machine may have come between.
    return min(seconds(4 * size) for _ in range(RUNS)) / max(min(seconds(size) for _ in range(RUNS)), 1e-3)


def _check(files: Files) -> None:
    as_text(explain(files)[1])


def _make_pages(files: Files) -> None:
    explainer, findings = explain(files)
    if has_errors(findings):
        return
    contents = contents_of(Renderer(explainer, FileSystemLoader(ROOT / "templates")))
    for make in (*contents.files.values(), *(make for family in contents.families.values() for _, make in family())):
        make()


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _limits(folder: Path) -> Iterator[tuple[str, float, Callable[[], object]]]:
    for number, path in enumerate(PATHS):
        case = read_case(path)
        if case.site is None:
            project = folder / str(number)
            project.mkdir()
            build(case, project)
            yield f"check: {path.relative_to(CASES).with_suffix('')}", 1.0, lambda project=project: read_project(project).findings
    yield "link: 400 unknown sources beside 1,500 known ones", 3.0, _unknown_sources
    yield "names: 4,000 equal ones of two groups", 1.0, _equal_names
    for text in _NOTATION:
        yield f"notation: {text[:8].strip()}, repeated", 0.5, lambda text=text: _read_notation(text)


def _unknown_sources() -> None:
    known = "".join(f"- {{id: reuters-2025-{number:04}, title: T}}\n" for number in range(1500))
    body = "".join(f"Words. [@reuters-2024-{number:04}] {{#c{number}}}\n\n" for number in range(400))
    explain({"content/sources/many.yml": known, **theme(body)})


def _equal_names() -> None:
    names = Mentions(Name("Red Gate", "group", target, Match.FOLDED, _PLACE) for target in "ab" for _ in range(2000))
    list(names.clashes)


def _read_notation(text: str) -> None:
    parse_citations(text, text, lambda _offset: _PLACE)
    find_brackets(text)
    ATTRIBUTES.search(text)
    parse_attributes(text)


if __name__ == "__main__":
    sys.exit(main())

"""Content that could keep the generator busy for long, and how long it may take: hostile files, and much of the same.

    python benchmarks/limits.py

Processor time of one process, the least of three runs. Ends with status 1 when a limit is passed. It uses the tests' own cases, so it
needs their environment; it is no part of the tests, since machines differ.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/checking")]

from helpers import explain, theme  # noqa: E402 (the tests' own)
from test_cases import CASES, PATHS, build, read_case  # noqa: E402

from builder.checking.project import read_project  # noqa: E402
from builder.linking.mentions import Mentions, Name  # noqa: E402
from builder.markdown.notation import ATTRIBUTES, CITATIONS, parse_attributes, parse_citations  # noqa: E402
from builder.model.content import Match  # noqa: E402
from builder.model.findings import Where  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS = 3
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
    return 1 if passed else 0


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
    parse_citations(text, lambda _offset: _PLACE)
    list(CITATIONS.finditer(text))
    ATTRIBUTES.search(text)
    parse_attributes(text)


if __name__ == "__main__":
    sys.exit(main())

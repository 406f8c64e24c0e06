"""What is written is what is published: a slip of one character in a piece of syntax leaves the pages as they are, or is found on its line.

The content of two explainers, the one that ships and the one of the tests, is read character by character. Each character of syntax (keys, marks,
keywords, ids, separators of dates; not prose, titles, locators or digits) is dropped, doubled, changed in case, and replaced by characters that look
alike. Nothing is written to a disk; the one file is read anew and linked with the others.

- *Same pages* means that the typed content of the file is equal but for places. White space of any kind is a space.
- *On its line* means the line of the character, or the one on which the construct opens that it is a part of (for the bracket that opens a link,
  the one on which it closes): a quotation, a pair of brackets, a comment, a table, the front matter; a line end belongs to both lines that it parts. No other place counts, however good the finding is.

Some 6,000 slips are tried, drawn from each kind of syntax and each kind of slip alike, the same in each run. `MUTANTS=all` tries every one.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from mutating import Mutant, Project
from syntax_marks import marks

from builder.reading.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parents[1]
ROOTS = (HERE.parent, HERE / "second")
EACH = 34
"""Of each kind of syntax and slip; a rare one is tried wherever it stands."""
SMALL = 24
"""How many of these are tried on the explainer of the tests, which is read anew six times as fast; more where the other has too few."""
LEAST = 5000
PARTS = 6
"""Tests that processes may share."""
ALL = os.environ.get("MUTANTS") == "all"


class Valid(NamedTuple):
    """Slips after which the text is another valid one, which somebody may mean."""

    why: str
    holds: Callable[[Mutant, str], bool]
    """Called with the slip and the line that has it."""


VALID = (
    Valid("a scheme is the same in any case (RFC 3986, 3.1)", lambda m, _: m.mark.kind == "address" and m.slip == "case"),
    Valid("http instead of https may be meant", lambda m, line: m.mark.kind == "address" and "http://" in line),
    Valid("a path with a slash too many leads to the same file", lambda m, line: m.mark.kind == "link target" and "//" in line),
    Valid("a Hebrew word may end in a gershayim", lambda m, line: m.mark.kind == "citation quote" and 'נרות"' in line),
    Valid("a blank line between items sets them further apart", lambda m, _: m.mark.kind == "line end" and m.slip == "doubled"),
    Valid("former ids of sources that fold to one address are one", lambda m, _: m.mark.kind == "value of was" and "sources/" in m.path),
    Valid("two names may be one with their words", lambda m, line: m.mark.kind == "yaml comma" and not m.instead and "aliases" in line),
    Valid("a date may be exact", lambda m, line: m.mark.kind == "date" and not m.instead and ("date=" in line or "value: " in line)),
    Valid("a figure may have decimals", lambda m, line: m.mark.kind == "date" and not m.instead and "value=" in line),
    Valid("which bracket of JSON is missing is not known", lambda m, _: m.mark.kind == "yaml brace" and m.path.endswith(".json")),
    Valid("identifiers have the names that a project gives them", lambda m, line: m.mark.kind == "yaml key" and line.startswith("ids: {")),
)


@pytest.fixture(scope="module")
def projects() -> tuple[Project, ...]:
    return tuple(Project(root) for root in ROOTS)


@pytest.fixture(scope="module")
def chosen(projects: tuple[Project, ...]) -> Sequence[tuple[Project, Mutant]]:
    return drawn(projects)


def drawn(projects: Sequence[Project]) -> list[tuple[Project, Mutant]]:
    """Return the slips to try: as many of each kind of syntax and slip."""
    kinds: dict[tuple[str, str], tuple[list[Mutant], ...]] = defaultdict(lambda: tuple([] for _ in projects))
    for number, project in enumerate(projects):
        for mutant in project.mutants():
            kinds[mutant.mark.kind, mutant.slip][number].append(mutant)
    chance = random.Random(2025)  # noqa: S311  # the same in each run
    large, small = projects
    chosen = []
    for of_large, of_small in kinds.values():
        some = of_small if ALL else chance.sample(of_small, min(max(SMALL, EACH - len(of_large)), len(of_small)))
        others = of_large if ALL else chance.sample(of_large, min(EACH - len(some), len(of_large)))
        chosen += [*((small, mutant) for mutant in some), *((large, mutant) for mutant in others)]
    return chosen


def silent(chosen: Sequence[tuple[Project, Mutant]]) -> tuple[Counter[str], list[str]]:
    """Return how many slips came to which end, and a line for each that changed the pages without a finding on its line."""
    counts: Counter[str] = Counter()
    lines = []
    for project, mutant in chosen:
        verdict = project.judge(mutant)
        line = project.line(mutant)
        bad = verdict.outcome in ("silent", "elsewhere")
        if bad and any(valid.holds(mutant, line) for valid in VALID):
            counts["valid"] += 1
            continue
        counts[verdict.outcome] += 1
        if bad:
            told = ", ".join(f"{f.where} {f.code}" for f in verdict.findings[:2])
            lines.append(f"{mutant.mark.kind} {mutant.slip}: {project.place(mutant)} {line.strip()[:120]!r} {told}")
    return counts, sorted(lines)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_slip_is_published_in_silence(chosen: Sequence[tuple[Project, Mutant]], part: int) -> None:
    assert len(chosen) >= LEAST
    chosen = chosen[part::PARTS]
    counts, lines = silent(chosen)
    print(f"{len(chosen)} slips: {dict(counts)}")
    assert not lines, f"{len(lines)} of {len(chosen)} slips are published in silence:\n" + "\n".join(lines)


def test_every_kind_of_syntax_is_there_to_slip_in(projects: tuple[Project, ...]) -> None:
    kinds = {mutant.mark.kind for project in projects for mutant in project.mutants()}
    assert len(kinds) > 50
    for words in ("fence", "yaml key", "citation stance", "attribute id", "rule", "note", "escape", "tag", "value of consulted", "alert"):
        assert words in kinds


def test_a_reader_that_drops_unknown_keys_is_caught(chosen: Sequence[tuple[Project, Mutant]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fields, "close", lambda _: None)
    assert silent([pair for pair in chosen if pair[1].mark.kind == "yaml key"])[1]


SHOWN = r"""
[@a-b, p. 3; contra @c "x"] and [the rest](claim:d). {#one date=2025-01-02 .later disputes=d attributed="B C" value=3..4}
^^^^^^^    ^^^^^^^^^^^ ^ ^^     ^        ^^^^^^^^^^  ^^^^^^^^^^^    ^  ^  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^   ^^^^^^^^ ^^ ^
## A **b** {#c}
^^^  ^^ ^^ ^^^^
- One ~~two~~[^n] H<sub>2</sub>O \| `x`
^^    ^^   ^^^^^^  ^^^^^ ^^^^^^  ^  ^ ^
"""


@pytest.mark.parametrize("number", range(3))
def test_marks_are_what_is_not_words(number: int) -> None:
    text, shown = SHOWN.strip("\n").split("\n")[2 * number : 2 * number + 2]
    found = {mark.at for mark in marks("content/themes/t.md", f"---\ntitle: T\n---\n{text}\n")}
    start = len("---\ntitle: T\n---\n")
    assert "".join("^" if start + at in found else " " for at in range(len(text))).rstrip() == shown

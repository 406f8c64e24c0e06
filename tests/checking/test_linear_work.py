"""Twice as much of anything is twice as much work, at most: counted, not timed, so that it is the same on every machine.

Counted are the lines that run and the calls they make; a method that goes through all of a text or a list counts as many as that
is long. What patterns and other libraries do within one call is not seen here: `benchmarks/limits.py` measures its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from counted_work import MOST, counted
from hard_inputs import FAMILIES
from helpers import explain

from builder.checking.report import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SIZE, LONG = 32, 256
ONLY_LONG = ("brackets that look alike", "numbers beside items", "a long chain of origins", "one claim of a long chain")
"""Families whose work is bounded from some size on."""


def work(files: Mapping[str, str]) -> int:
    """Return how much work it is to check files."""
    return counted(lambda: as_text(explain(files)[1]))


@pytest.mark.parametrize("name", FAMILIES)
def test_twice_as_much_is_twice_the_work(name: str) -> None:
    family, size = FAMILIES[name], LONG if name in ONLY_LONG else SIZE
    explain(family(4 * size))  # what is imported late or cached is so by now
    small, middle, large = (work(family(times * size)) for times in (1, 2, 4))
    # For a + b·n + c·n², this is c, whatever a and b are.
    assert (large - 3 * middle + 2 * small) / (6 * size * size) < MOST


def test_work_that_goes_through_everything_for_each_thing_is_noticed() -> None:
    """A loop, a part that is copied and read, a list that is searched; and one that is linear."""

    def steps(job: Callable[[int], object]) -> float:
        small, middle, large = (counted(lambda times=times: job(times * SIZE)) for times in (1, 2, 4))
        return (large - 3 * middle + 2 * small) / (6 * SIZE * SIZE)

    assert steps(lambda size: [sum(1 for _ in range(size)) for _ in range(size)]) > MOST
    assert steps(lambda size: [("a" * size)[at:].strip() for at in range(size)]) > MOST / 2
    assert steps(lambda size: [[""] * size == [""] or ([""] * size).index("") for _ in range(size)]) > MOST
    assert abs(steps(lambda size: [str(number) for number in range(size)])) < MOST / 10

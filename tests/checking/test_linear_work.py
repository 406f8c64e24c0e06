"""Twice as much of anything is twice as much work, at most: counted, not timed, so that it is the same on every machine.

Counted are the lines that run and the calls they make; a method that goes through all of a text or a list counts as many as that
is long. What patterns and other libraries do within one call is not seen here: `benchmarks/limits.py` measures its time.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hard_inputs import FAMILIES
from helpers import explain

from builder.checking.report import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

    from hard_inputs import Family

SIZE = 24
MOST = 3.2
"""How much more the second increment may be than the first, which is half as large: 2 if the work is linear, 4 if it is quadratic."""
THROUGH_ALL = frozenset("casefold copy count encode index insert isascii isprintable lower lstrip remove reverse rstrip sort split splitlines strip translate".split())
"""Methods that take time in proportion to the length of what they belong to."""


def work(files: Mapping[str, str]) -> int:
    """Return how much work it is to check files: lines, calls, and the lengths of what whole texts and lists are gone through for."""
    steps = 0

    def on_line(_frame: FrameType, _event: str, _arg: object) -> Any:
        nonlocal steps
        steps += 1
        return on_line

    def on_call(_frame: FrameType, event: str, arg: Any) -> None:
        nonlocal steps
        if event == "c_call":
            owner = getattr(arg, "__self__", None)
            steps += len(owner) if isinstance(owner, (str, bytes, list)) and arg.__name__ in THROUGH_ALL else 1

    sys.settrace(on_line)
    sys.setprofile(on_call)
    try:
        _, findings = explain(files)
        as_text(findings)
    finally:
        sys.setprofile(None)
        sys.settrace(None)
    return steps


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_twice_as_much_is_twice_the_work(family: Family) -> None:
    explain(family(4 * SIZE))  # what is imported late or cached is so by now
    small, middle, large = (work(family(size)) for size in (SIZE, 2 * SIZE, 4 * SIZE))
    assert large - middle <= MOST * max(middle - small, SIZE)

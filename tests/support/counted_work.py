"""How much work a job is, counted and not timed, so that it is the same on every machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

MOST = 0.75
"""Steps for each pair of things that are repeated: none if the work is linear, one or more if each of them goes through all others."""
THROUGH_ALL = frozenset(
    "casefold copy count encode index insert isascii isprintable lower lstrip remove reverse rstrip sort split splitlines strip translate".split()
)
"""Methods that take time in proportion to the length of what they belong to."""


def counted(job: Callable[[], object]) -> int:
    """Return how much work a job is: lines, calls, and the lengths of the texts and lists that a method goes through."""
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
        job()
    finally:
        sys.setprofile(None)
        sys.settrace(None)
    return steps

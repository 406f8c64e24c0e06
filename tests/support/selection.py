"""A selection that is looked at: whatever is asserted of every one of none holds, and proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


def some(selection: Iterable[T]) -> list[T]:
    """Return a selection as a list; fail if it is empty."""
    found = list(selection)
    assert found, "nothing was selected, so nothing would be tested"
    return found

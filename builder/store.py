"""Values on disk between builds, of which nothing is believed but that they are values.

Whoever ships a project can ship its `.cache` as well. What is read there can therefore make plain values and the value types of
this project, and call nothing else; a file that was cut off or changed is noticed by its digest, and is as good as none.
"""

from __future__ import annotations

import pickle
from enum import Enum, EnumType
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

from builder.kept import keep, read_kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MODULES = frozenset(f"builder.{name}" for name in "dates findings model moved numbering shell standing text".split())
_OTHERS = frozenset({("datetime", "date")})
_UNREADABLE = (
    *(pickle.UnpicklingError, EOFError, ImportError, LookupError),  # no pickle, or one of something that is not here
    *(ArithmeticError, AttributeError, MemoryError, RecursionError, TypeError, ValueError),  # a value that cannot be
)
"""What reading a strange file may raise, by the documentation of `pickle` and of the values that it makes."""


def store(path: Path, value: object) -> str:
    """Put a value at a path, in one step, and return its digest. Raises OSError where nothing can be written."""
    return keep(path, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def stored(path: Path, digest: str = "") -> Any:
    """Return the value that was put at a path; None where there is none, or not the one with this digest."""
    data = read_kept(path, digest)
    if not data:
        return None
    try:
        return _Values(BytesIO(data)).load()
    except _UNREADABLE:
        return None


def _member(kind: object, name: str) -> Enum:
    """Return the member of an enumeration."""
    if isinstance(kind, EnumType) and name in kind.__members__:
        member: Enum = kind[name]
        return member
    raise pickle.UnpicklingError(f"{name} of {kind} is no value")


class _Values(pickle.Unpickler):
    """Reads values, and nothing that could do anything."""

    def find_class(self, module: str, name: str) -> Callable[..., object]:
        """Return a value type by its name; nothing else has one here."""
        if (module, name) == ("builtins", "getattr"):  # as Python 3.11.2 writes the members of enumerations
            return _member
        if module in _MODULES or (module, name) in _OTHERS:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

"""How values are written in data files: numbers, dates, lines of JSON (RFC 8259)."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model.dates import Date

_T = TypeVar("_T")
Record: TypeAlias = "dict[str, object]"
Data: TypeAlias = "bytes | Iterable[bytes | memoryview]"
"""What stands in a file: all of it, or the pieces, which may be made while they are written. Such a file is tens of megabytes."""
_EXACT = 2**53
"""Up to here every whole number has a floating-point number of its own."""


def number(value: float | None) -> float | None:
    """Write whole numbers as such; JSON has none that are not finite."""
    if value is None or not isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def edtf(value: Date | None) -> str | None:
    """Write a date as the author did."""
    return value.edtf if value else None


def by_id(items: Mapping[str, _T]) -> Iterator[_T]:
    """Give things in the order of their ids."""
    return (items[name] for name in sorted(items))


_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def encode(value: object) -> str:
    """Write JSON in one line; what some readers take for the end of a line, or YAML refuses, is escaped.

    Outside ASCII, JSON has characters only in its strings, so an escape can stand for any of them.
    """
    text = orjson.dumps(value).decode()
    if text.isascii() and "\x7f" not in text:
        return text
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def encoded(value: object) -> bytes:
    """Write JSON in one line, as `encode` does, in UTF-8."""
    data = orjson.dumps(value)
    return data if data.isascii() and b"\x7f" not in data else encode(value).encode()


def complete(data: Data) -> bytes:
    """Return all that stands in a file."""
    return data if isinstance(data, bytes) else b"".join(data)


def array(lines: Iterable[bytes]) -> bytes:
    """Write a JSON array with an element on each line."""
    return b"".join(array_pieces(lines))


def array_pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a JSON array with an element on each line."""
    before = b"[\n"
    for line in lines:
        yield before
        yield line
        before = b",\n"
    yield b"[]" if before == b"[\n" else b"\n]"

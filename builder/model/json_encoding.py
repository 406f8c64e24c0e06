"""The encoding of values in data files: numbers, dates, lines of JSON (RFC 8259)."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.model.dates import Date, SourceDate

_T = TypeVar("_T")
Record: TypeAlias = "dict[str, object]"
Data: TypeAlias = "bytes | Iterable[bytes | memoryview]"
"""The content of a file: one value, or pieces that may be generated while writing (a file can have tens of megabytes)."""
_EXACT = 2**53
"""Up to here every integer has an exact floating-point representation (IEEE 754 binary64)."""


def number(value: float | None) -> float | None:
    """Return a number for JSON: integers without a fraction, None for infinity and NaN, which JSON lacks."""
    if value is None or not isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def edtf(value: Date | SourceDate | None) -> str | None:
    """Return a date in EDTF, or what a source has instead of one."""
    return value.edtf if value else None


def by_id(items: Mapping[str, _T]) -> Iterator[_T]:
    """Yield the values in the order of their ids."""
    return (items[name] for name in sorted(items))


_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def encode(value: object) -> str:
    """Return JSON in one line; characters that some parsers take for line ends, or YAML forbids, are escaped.

    Non-ASCII characters occur only in JSON strings, where an escape is always allowed.
    """
    text = orjson.dumps(value).decode()
    if text.isascii() and "\x7f" not in text:
        return text
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def encoded(value: object) -> bytes:
    """Return the JSON of `encode` in UTF-8."""
    data = orjson.dumps(value)
    return data if data.isascii() and b"\x7f" not in data else encode(value).encode()


def complete(data: Data) -> bytes:
    """Return the content of a file as one value."""
    return data if isinstance(data, bytes) else b"".join(data)


def array(lines: Iterable[bytes]) -> bytes:
    """Return a JSON array with one element per line."""
    return b"".join(array_pieces(lines))


def array_pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a JSON array with one element per line."""
    separator = b"[\n"
    for line in lines:
        yield separator
        yield line
        separator = b",\n"
    yield b"[]" if separator == b"[\n" else b"\n]"

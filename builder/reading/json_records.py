"""JSON read fast, as long as nobody asks where in it something stands.

The parser of `tree` tells the place of every value, which takes a hundred times as long as reading the values; an export of
thousands of records has nothing wrong with it on most days. Here a record knows only where it starts. Whoever finds something
wrong reads the file once more with `tree`, which says where; what is not plain JSON is left to it from the start.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from builder.reading.yaml_tree import MAX_DEPTH, MAX_NODES, Mapping, Node, Places, Scalar, Sequence

if TYPE_CHECKING:
    from builder.model.findings import Where

_SPACE = re.compile(r"[ \t\n\r]*")
_GAP = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")
_STRANGE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]")
"""Characters that YAML refuses or takes for line ends: left to `tree`."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""Escapes that need a second one: left to it, too."""


class _Bare(str):
    """A value without quotation marks: a number, true, false, null."""

    __slots__ = ()


class _NotPlainError(Exception):  # never leaves this module
    pass


def read_records(text: str, path: str) -> tuple[Node, ...] | None:
    """Return the records of a JSON list, each with the place at which it starts; None where `tree` must be asked."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches anything
    if text[start : start + 1] != "[" or len(text) > MAX_NODES or _STRANGE.search(text) or _HALF.search(text):
        return None
    places = Places(text, path, 1)
    records: list[Node] = []
    position = _SPACE.match(text, start + 1).end()  # type: ignore[union-attr]
    try:
        while text[position] != "]":
            value, end = _DECODER.raw_decode(text, position)
            records.append(_node(value, places.at(position), 1))
            gap = _GAP.match(text, end)
            position = gap.end() if gap else end
            if ("," in text[end:position]) == (text[position] == "]"):
                return None
        return tuple(records) if not text[position + 1 :].strip() else None
    except (_NotPlainError, ValueError, IndexError, RecursionError):
        return None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise _NotPlainError
    return mapping


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_Bare, parse_float=_Bare, parse_constant=_Bare)


def _node(value: Any, where: Where, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _NotPlainError
    if type(value) is dict:
        items = {key: _text(one, where) if type(one) is str else _node(one, where, depth + 1) for key, one in value.items()}
        return Mapping(items, dict.fromkeys(items, where), where)
    if type(value) is list:
        return Sequence(tuple([_node(one, where, depth + 1) for one in value]), where)
    if type(value) is str:
        return _text(value, where)
    return Scalar(value if type(value) is _Bare else {None: "null", True: "true", False: "false"}[value], where)


def _text(value: str, where: Where) -> Scalar:
    return tuple.__new__(Scalar, (value, where, True, None))  # as `Scalar(…)`, in half the time

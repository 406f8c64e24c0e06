"""A fast path for JSON lists of records, without the place of every value.

`yaml_tree` records the place of every value, which makes it a hundred times slower; an export of thousands of records rarely
has findings. Here only the start of each record is known. If there are findings, the caller parses the file again with
`yaml_tree` for the exact places; anything that is not plain JSON is left to it from the start.
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
_NOT_PLAIN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffd]")
"""Characters that YAML forbids or treats as line ends, and others that need their place: left to `yaml_tree`."""
_ESCAPED = re.compile(r"\\(?:[bf]|r(?!\\n)|u(?:[dD][89a-fA-F]|[eEfF]|00[0189]|007[fF]|202[89a-eA-E]|206[6-9a-fA-F]))")
"""Escaped surrogates, which need to be paired, and escapes of characters that may be refused: left to `yaml_tree` as well."""


class _Unquoted(str):
    """A number as it is written, without quotation marks."""

    __slots__ = ()


class _NotPlainError(Exception):  # never leaves this module
    pass


def read_records(text: str, path: str) -> tuple[Node, ...] | None:
    """Return the records of a JSON list, each with the place where it starts; None if `yaml_tree` must parse the text."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches anything
    if text[start : start + 1] != "[" or len(text) > MAX_NODES or _NOT_PLAIN.search(text) or _ESCAPED.search(text):
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


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_Unquoted, parse_float=_Unquoted, parse_constant=_Unquoted)


def _node(value: Any, where: Where, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise _NotPlainError
    if type(value) is dict:
        items = {key: _text(item, where) if type(item) is str else _node(item, where, depth + 1) for key, item in value.items()}
        return Mapping(items, dict.fromkeys(items, where), where)
    if type(value) is list:
        return Sequence(tuple([_node(item, where, depth + 1) for item in value]), where)
    if type(value) is str:
        return _text(value, where)
    return Scalar(value if type(value) is _Unquoted else {None: "null", True: "true", False: "false"}[value], where)


def _text(value: str, where: Where) -> Scalar:
    return tuple.__new__(Scalar, (value, where, True, None))  # twice as fast as `Scalar(…)`

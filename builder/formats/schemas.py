"""JSON Schemas of the files, for editors that know them: keys are completed, and marked when they do not exist.

Draft 7, which editors read (the YAML language server among them). They say no more than the tables of keys do, and
`explainer check` says the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.formats.files import FILES
from builder.formats.keys import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.formats.files import FileFormat
    from builder.formats.keys import Format, Key

_SCALAR = {"type": ["string", "number", "boolean"]}
"""A single value: editors read `2025` as a number and `no` as false, where we read text."""
_EMPTY = {"type": "null"}
_TEXT_FOR_EACH = {"type": "object", "additionalProperties": _SCALAR}


def schemas() -> dict[str, dict[str, Any]]:
    """Return a schema for each kind of file that is YAML, or has front matter, by its name."""
    return {file.format.name: _file(file) for file in FILES if file.shape != "attribute list"}


def _file(file: FileFormat) -> dict[str, Any]:
    record = _mapping(file.format)
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": file.title, "description": f"{file.path}, {file.shape}"}
    if file.shape not in ("list", "sources"):
        return head | record
    records = {"type": "array", "items": {"$ref": "#/definitions/record"}}
    under = {"type": "object", "required": ["references"], "properties": {"references": records}, "additionalProperties": False}
    return head | {"definitions": {"record": record}, "anyOf": [records, under] if file.shape == "sources" else [records]}


def _mapping(format_: Format) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False}
    schema["properties"] = {key.name: {"description": key.meaning} | _value(key) for key in format_.keys}
    if required := [key.name for key in format_.keys if key.required]:
        schema["required"] = required
    return schema


def _value(key: Key) -> dict[str, Any]:
    if key.choices and key.kind is ValueKind.CHOICE:
        words = [choice.word for choice in key.choices]
        return {"enum": [*words, *([False] if "no" in words else []), *([True] if "true" in words else [])]}
    if key.choices and key.kind is ValueKind.WORDS:
        return _one_or_many({"enum": [choice.word for choice in key.choices]})
    if key.choices:
        return {"type": "object", "additionalProperties": {"enum": [*(choice.word for choice in key.choices), False]}}
    make = _KINDS.get(key.kind)
    return make(key) if make else _SCALAR


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _records(key: Key) -> dict[str, Any]:
    record = _mapping(key.of) if key.of else {"type": "object"}
    return _one_or_many({"anyOf": [_SCALAR, record]} if key.name == "aliases" else record)


_NAME = {"anyOf": [_SCALAR, {"type": "object"}]}
_WORDED = {"anyOf": [_SCALAR, _TEXT_FOR_EACH]}
_KINDS: dict[ValueKind, Callable[[Key], dict[str, Any]]] = {
    ValueKind.NUMBER: lambda _: {"type": "integer"},
    ValueKind.PASSAGES: lambda _: _one_or_many(_SCALAR),
    ValueKind.WORDS: lambda _: _one_or_many(_SCALAR),
    ValueKind.IDS: lambda _: _one_or_many(_SCALAR),
    ValueKind.LANGUAGES: lambda _: _one_or_many(_SCALAR),
    ValueKind.NAMES: lambda _: _one_or_many(_NAME),
    ValueKind.DATE: lambda _: {"type": ["string", "number", "object"]},
    ValueKind.ANYTHING: lambda _: {"type": "object"},
    ValueKind.BY_LANGUAGE: lambda _: _TEXT_FOR_EACH,
    ValueKind.LABELS: lambda _: _TEXT_FOR_EACH,
    ValueKind.WORDED: lambda _: _WORDED,
    ValueKind.COLOURS: lambda _: _WORDED,
    ValueKind.WORDED_LABELS: lambda _: {"type": "object", "additionalProperties": _WORDED},
    ValueKind.RECORD: lambda key: _mapping(key.of) if key.of else {"type": "object"},
    ValueKind.RECORDS: _records,
    ValueKind.NAMED: lambda key: {"type": "object", "additionalProperties": _mapping(key.of) if key.of else True},
    ValueKind.STATEMENTS: lambda key: {"type": "object", "additionalProperties": _records(key)},
}

"""Texts with a cursor in them, written as `|`."""

from __future__ import annotations

from builder.language_server.cursor import Text
from builder.language_server.spans import lines_of
from builder.reading.files import kind_of


def cursor(path: str, marked: str) -> tuple[Text, int, int]:
    """Return a text, and the line and the index in it of its cursor."""
    before, _, after = marked.partition("|")
    kind = kind_of(path)
    assert kind, path
    return Text(path, kind, lines_of(before + after)), before.count("\n"), len(before) - before.rfind("\n") - 1

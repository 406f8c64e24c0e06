"""Pandoc on a text of many units, so that one that it refuses does not take the others with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.importing.pandoc import UnreadableError

if TYPE_CHECKING:
    from builder.importing.records import Convert, Item

_MOST_REFUSED = 16
"""Units that are taken out one by one, each by reading all again; then the rest is read in halves."""


def converted(units: dict[str, str], form: str, convert: Convert) -> tuple[dict[str, Item], set[str]]:
    """Return what pandoc reads in units of text, by their keys, which are the ids in them; and the keys of those that it refuses."""
    left: dict[str, str] = dict(units)
    refused: set[str] = set()
    for _ in range(_MOST_REFUSED):
        try:
            return _by_id(convert(form, "".join(left.values()))), refused
        except UnreadableError as error:
            key = _key_at(error.line, left)
            if not key:
                break
            refused.add(key)
            del left[key]
    return _halved(left, form, convert, refused)


def _key_at(line: int, units: dict[str, str]) -> str:
    """Return the key of the unit in which a line stands, counted from 1; empty if it is in none."""
    for key, text in units.items():
        line -= text.count("\n")
        if line <= 0:
            return key
    return ""


def _halved(units: dict[str, str], form: str, convert: Convert, refused: set[str]) -> tuple[dict[str, Item], set[str]]:
    try:
        return _by_id(convert(form, "".join(units.values()))), refused
    except UnreadableError:
        if len(units) <= 1:
            return {}, refused | set(units)
    pairs = list(units.items())
    items: dict[str, Item] = {}
    for half in (pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :]):
        found, refused = _halved(dict(half), form, convert, refused)
        items |= found
    return items, refused


def _by_id(items: list[Item]) -> dict[str, Item]:
    return {str(item.get("id", "")): item for item in items}

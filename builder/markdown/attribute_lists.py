"""Attribute lists, `{#id key=value .class}`, spelled as in Python-Markdown's `attr_list`."""

from __future__ import annotations

import re
from typing import NamedTuple

ATTRIBUTES = re.compile(r"""\{\s*+((?:[#.][\w:-]++|[\w-]++=)(?:(?:[^{}"]++|"[^"]*")*+|[^{}]*+))\}\s*+\Z""")
"""An attribute list at the end of a text. What a text without one repeats is read only once: no quantifier gives back what it took."""
INNER_ATTRIBUTES = re.compile(r"\{\s*+#[\w:-]++[^{}\n]*+\}[ \t]*+\n")
"""An attribute list that ends a line within a block: the blank line below it is missing."""
_ATTRIBUTE = re.compile(
    r"""\s*(?:\#(?P<id>[^\s"]+)|\.(?P<class>[^\s"]+)|(?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+)))(?=\s|\Z)"""
)


class Attribute(NamedTuple):
    """One entry of an attribute list; `key` is `#` for the id and `.` for a class."""

    key: str
    value: str
    offset: int
    """Of the entry in the text between the braces."""


def parse_attributes(inside: str) -> tuple[tuple[Attribute, ...], int | None]:
    """Return the attributes in the text inside braces, and the offset of the first invalid part, or None."""
    attributes: list[Attribute] = []
    position = 0
    end = len(inside.rstrip())
    while position < end:
        match = _ATTRIBUTE.match(inside, position)
        if match is None:
            return tuple(attributes), position + len(inside[position:]) - len(inside[position:].lstrip())
        offset = match.start() + len(match[0]) - len(match[0].lstrip())
        if match["id"]:
            attributes.append(Attribute("#", match["id"], offset))
        elif match["class"]:
            attributes.append(Attribute(".", match["class"], offset))
        else:
            attributes.append(Attribute(match["key"], match["quoted"] if match["quoted"] is not None else match["value"], offset))
        position = match.end()
    return tuple(attributes), None

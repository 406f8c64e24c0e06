"""What stands at a cursor in the text of a file, while it is being written: names of things, attribute lists, front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.attributes import CLAIM
from builder.language_server.spans import line_at
from builder.language_server.yaml_place import slot_of, yaml_place
from builder.reading.files import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.formats.keys import Format, Key
    from builder.language_server.yaml_place import YamlPlace

TIES = ("disputes", "differs", "supersedes", "supports")
"""The attributes of claims whose values are ids of claims."""
FROM_WHICH_KEYS = {
    ("relation", "group"): "group",
    ("theme", "related"): "theme",
    ("source", "via"): "source",
    ("source", "syndicated_from"): "source",
    ("source", "based_on"): "source",
    ("source", "id"): "source",
    ("term", "id"): "term",
}
"""The kinds of things whose ids stand under some keys, by the name of the format and the key."""
_FENCE = "---"
_WITH_FRONT_MATTER = (Kind.THEME, Kind.TRANSLATION, Kind.GROUP)
_WITH_CLAIMS = _WITH_FRONT_MATTER
_IN_YAML = (Kind.SETTINGS, Kind.PART, Kind.SOURCES, Kind.TERMS)
_CITED = re.compile(r"(?<!\w)@(?:\{([^{}\s]+)\}?|(\w+(?:(?:[:.#$%&\-+?<>~/]|[:/]+/)\w+)*))")
"""A citation key, as pandoc reads it."""
_LINKED = re.compile(r"(?<![\w-])(claim|theme|group|term|source):([^\s()\[\]\"'<>#]+)")
_LIST = re.compile(r"\{\s*(?=[#.]|[\w-]+=)([^{}]*)")
_OWN_ID = re.compile(r"\{\s*#([\w-]+)")
_TIE = re.compile(rf"\b(?:{'|'.join(TIES)})=(?:\"([^\"]*)|([^\s\"}}]+))")
_WORD = re.compile(r"[\w-]+")
_ENDS = re.compile(r"[\s,\[\]{}\"'#]")


class Thing(NamedTuple):
    """The id of something, as it stands in a line."""

    kind: str
    """`source`, `claim`, `theme`, `group` or `term`."""
    id: str
    start: int
    end: int


class Text(NamedTuple):
    """A file as it is in the editor."""

    path: str
    kind: Kind
    lines: Sequence[str]

    def front_matter(self) -> int:
        """Return the number of lines up to the fence that ends the front matter, which begin with the other one; 0 if there is none."""
        if self.kind not in _WITH_FRONT_MATTER or line_at(self.lines, 0).rstrip() != _FENCE:
            return 0
        rows = range(1, len(self.lines))
        return next((row for row in rows if self.lines[row].rstrip() == _FENCE), None) or next(
            (row for row in rows if not self.lines[row].strip()), len(self.lines)
        )

    def yaml(self, row: int, index: int) -> YamlPlace | None:
        """Return where in YAML a cursor stands; None if that is elsewhere."""
        if self.kind in _IN_YAML and not self.path.endswith(".json"):
            return yaml_place(self.lines, row, index)
        return yaml_place(self.lines, row, index, 1) if 0 < row < self.front_matter() else None


def thing_at(text: Text, row: int, index: int) -> Thing | None:
    """Return what has the id at a cursor; None if there is no id of anything."""
    line = line_at(text.lines, row)
    for match in _CITED.finditer(line):
        if match.start() <= index <= match.end():
            group = 1 if match[1] else 2
            return Thing("source", match[group], match.start(group), match.end(group))
    found = [*_things(text.kind, line), *_in_yaml(text, row, index)]
    return next((one for one in found if one.start <= index <= one.end), None)


def key_at(text: Text, row: int, index: int) -> tuple[Key, int, int] | None:
    """Return the key whose name stands at a cursor, and where its name begins and ends in the line; None if there is none."""
    line = line_at(text.lines, row)
    word = next((match for match in _WORD.finditer(line) if match.start() <= index <= match.end()), None)
    if word is None:
        return None
    format_: Format | None = None
    if (place := text.yaml(row, word.start())) and place.is_key and place.start == word.start():
        format_ = slot_of(text.kind, place.path).format
    elif not place and line[word.end() : word.end() + 1] == "=" and attribute_list(line, word.start()):
        format_ = CLAIM
    key = format_.by_name.get(word[0]) if format_ else None
    return (key, word.start(), word.end()) if key else None


def _things(kind: Kind, line: str) -> Iterator[Thing]:
    for match in _LINKED.finditer(line):
        yield Thing(match[1], match[2], match.start(2), match.end())
    if kind in _WITH_CLAIMS:
        for match in _OWN_ID.finditer(line):
            yield Thing("claim", match[1], match.start(1), match.end())
        for match in _TIE.finditer(line):
            start = max(match.start(1), match.start(2))
            for word in _WORD.finditer(line, start, match.end()):
                yield Thing("claim", word[0], word.start(), word.end())


def _in_yaml(text: Text, row: int, index: int) -> Iterator[Thing]:
    place = text.yaml(row, index)
    if place is None or place.is_key:
        return
    slot = slot_of(text.kind, place.path)
    kind = FROM_WHICH_KEYS.get((slot.owner.name, slot.key.name)) if slot.owner and slot.key else None
    line = line_at(text.lines, row)
    end = _ENDS.search(line, place.start)
    word = line[place.start : end.start() if end else len(line)]
    if kind and word:
        yield Thing(kind, word, place.start, place.start + len(word))


def attribute_list(line: str, index: int) -> tuple[str, int] | None:
    """Return what stands in an attribute list before a cursor that is in it, and the index at which that begins; None outside of one."""
    opening = line.rfind("{", 0, index)
    if opening < 0 or "}" in line[opening:index] or line[max(opening - 1, 0) : opening] == "@":
        return None
    written = line[opening + 1 : index]
    return (written, opening + 1) if not written.strip() or _LIST.match(f"{{{written}") or re.match(r"\s*[\w-]*\Z", written) else None

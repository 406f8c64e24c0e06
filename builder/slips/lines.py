"""A place in a YAML text as people see it: its line, the key of the line, and the value."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_LONGEST_SHOWN, _LONGEST_COPIED = 80, 400
_LABEL = re.compile(r"\s*(?:-\s+)*(?:([^\s:#\[{\"'-][^:#\[{\"']*?):(?:\s+|\Z))?")
"""What stands before the value of a line: indentation, dashes, a key."""
_PAIR_LABEL = re.compile(r"(?:.*[\[{,])?\s*(?:([\w-]+):\s+)?\Z")
"""The same before a value in brackets, as far as the last comma or bracket."""
_COMMENT = re.compile(r"\s#")
_BEFORE_CONTENT = re.compile(r"\s*(?:-\s+)*")
_NEARBY = 4000
"""Characters before and after a place in which lines are counted."""
_CONTENT = re.compile(r"\S")
_MOST_LINES = 200
"""Lines above a place that are looked at."""


class Slip(NamedTuple):
    """What is wrong at one place of a text."""

    at: int
    """The index of the character."""
    message: str
    hints: tuple[str, ...] = ()
    edits: tuple[tuple[int, int, str], ...] = ()
    """What mends it, if that is certain: the start and end of a part that is not empty, and what to write in its place."""


class View:
    """One place of a text, and what stands around it."""

    def __init__(self, text: str, index: int) -> None:
        self.text = text
        self.index = min(index, len(text))
        self.start = text.rfind("\n", 0, self.index) + 1
        end = text.find("\n", self.index)
        self.line = text[self.start : end if end >= 0 else len(text)].rstrip("\r")
        label = _LABEL.match(self.line)
        self.key = (label[1] or "").strip() if label else ""
        self.key_column = label.start(1) if label else 0
        self.value_start = self.start + (label.end() if label else 0)

    @property
    def sign(self) -> str:
        """The character at the place; empty at the end."""
        return self.text[self.index : self.index + 1]

    @property
    def label(self) -> str:
        """The key before the place with its colon, or nothing."""
        before = _PAIR_LABEL.match(self.line[: self.index - self.start]) if self._in_brackets(self.index) else None
        key = (before[1] or "") if before else self.key
        return f"{key}: " if key else ""

    @property
    def value(self) -> str:
        """The value on the line, as it is written."""
        return self.line[self.value_start - self.start :].strip()

    def moved(self, index: int) -> View:
        """Return the view of another place of the text."""
        return View(self.text, index)

    def before(self, index: int) -> str:
        """Return what stands between the beginning of the value and an index, or of the line if that is before the value."""
        start = self.value_start if index > self.value_start else self.start
        return self.text[start:index].strip()

    def value_from(self, index: int) -> str:
        """Return the value from an index on: the rest of the line, or of the entry in brackets."""
        rest = self.line[index - self.start :].strip()
        return re.split(r"[,\]}]", rest, maxsplit=1)[0].strip() if self._in_brackets(index) else rest

    def opening(self) -> int:
        """Return the index at which the value before the place begins."""
        before = self.line[: self.index - self.start]
        if self._in_brackets(self.index) and (match := _PAIR_LABEL.match(before)):
            return self.start + match.end()
        return self.value_start

    def _in_brackets(self, index: int) -> bool:
        before = self.text[self.value_start : index] if index > self.value_start else ""
        return before[:1] in ("[", "{") and before.count("[") + before.count("{") > before.count("]") + before.count("}")

    def open_bracket(self) -> int:
        """Return the index of the innermost bracket that is open before the place, on its line; -1 if there is none."""
        opened: list[int] = []
        for at in range(self.start, self.index):
            if self.text[at] in "[{":
                opened.append(at)
            elif self.text[at] in "]}" and opened:
                opened.pop()
        return opened[-1] if opened else -1

    @property
    def content_column(self) -> int:
        """How many characters stand before what the line says: white space and dashes."""
        match = _BEFORE_CONTENT.match(self.line)
        return match.end() if match else 0

    def lines_from_column(self, column: int) -> int:
        """Return how many lines near the place begin to say something behind so many characters."""
        near = self.text[max(self.start - _NEARBY, 0) : self.start + _NEARBY].split("\n")
        return sum(View(line, 0).content_column == column for line in near if line.strip())

    def above(self) -> View | None:
        """Return the nearest line above that is not empty."""
        at = self.start - 1
        for _ in range(_MOST_LINES):
            if at < 0:
                return None
            there = self.moved(at)
            if there.line.strip():
                return there
            at = there.start - 1
        return None

    def _lines_above(self) -> list[str]:
        start = max(self.start - 1, 0)
        lines: list[str] = []
        while start > 0 and len(lines) < _MOST_LINES:
            begin = self.text.rfind("\n", 0, start) + 1
            lines.append(self.text[begin:start])
            start = begin - 1
        return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]

    def indents_above(self) -> list[int]:
        """Return the indentations that a line here may have, the smallest first: those of the lines above that it could belong with."""
        indents: list[int] = []
        for line in self._lines_above():
            content = re.match(r"\s*(?:-\s+)*", line)
            for indent in ((content.end() if content else 0), indent_of(line)):
                if not indents or indent < indents[-1]:
                    indents.append(indent)
        return indents[::-1]

    def earlier_dash(self) -> int | None:
        """Return the indentation of the nearest line above that begins with a dash."""
        return next((indent_of(line) for line in self._lines_above() if line.lstrip().startswith("- ")), None)


def indent_of(line: str) -> int:
    """Return how many characters of white space a line begins with."""
    match = _CONTENT.search(line)
    return match.start() if match else len(line)


def comment_sign(line: str, start: int = 0) -> int:
    """Return the index of the first `#` after white space in a line, or -1."""
    match = _COMMENT.search(line, start)
    return match.end() - 1 if match else -1


def quoted(value: str) -> str:
    """Return a value in quotation marks, by whichever it does not hold."""
    value = to_copy(value)
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return f"'{value}'" if "'" not in value else json.dumps(value, ensure_ascii=False)


def as_text(text: str) -> str:
    """Return a text as a message shows it: on one line, and not too long."""
    return _on_one_line(text, _LONGEST_SHOWN)


def to_copy(text: str) -> str:
    """Return a text as a hint offers it to be copied: on one line, and with all of it unless that is very long."""
    return _on_one_line(text, _LONGEST_COPIED)


def _on_one_line(text: str, most: int) -> str:
    text = " ".join(text[: most * 4].split())
    return text if len(text) <= most else f"{text[:most].rstrip()}…"

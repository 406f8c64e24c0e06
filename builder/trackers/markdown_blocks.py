"""The lines of a Markdown file as headings, items, rows and paragraphs, each with its place; and what its references stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.model.findings import Where, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.findings import Finding

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(\S.*)\Z")
_NUMBERED = re.compile(r"[ \t]*([0-9]{1,4})[.)][ \t]")
_DEFINITION = re.compile(r" {0,3}(?:[-*+][ \t]+)?\[(\^?[^\[\]]{1,100})\](:?)[ \t]+(\S.*)\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_CELLS_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_CELL = re.compile(r"(?:[^|\\]|\\.)*+", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOT_NEW_LINE = re.compile(r"[^\n]")
_TAB = "    "


class Block(NamedTuple):
    """A heading, an item of a list, a row of a table or a paragraph."""

    kind: str
    """`heading`, `item`, `row` or `paragraph`."""
    text: str
    where: Where
    depth: int = 0
    """The level of a heading, the indentation of an item."""
    cells: tuple[tuple[str, str], ...] = ()
    """Of a row: the name of each column, and what stands in it."""
    number: str = ""
    """Of an item in a list with numbers."""


class Definition(NamedTuple):
    """What a reference stands for: an address, or words and an address."""

    text: str
    where: Where


class Blocks(NamedTuple):
    """A file in its parts."""

    blocks: tuple[Block, ...]
    definitions: dict[str, Definition]
    """By their labels in lower case, those of footnotes with `^`."""
    findings: tuple[Finding, ...]


def blocks_of(text: str, path: str, first_line: int = 1) -> Blocks:
    """Return the parts of a text that begins on a line of its file."""
    reader = _Reader(path, first_line)
    reader.read(_COMMENT.sub(lambda match: _NOT_NEW_LINE.sub("", match[0]), text).split("\n"))
    return Blocks(tuple(reader.blocks), reader.definitions, tuple(reader.findings))


class _Reader:
    def __init__(self, path: str, first_line: int) -> None:
        self.blocks: list[Block] = []
        self.definitions: dict[str, Definition] = {}
        self.findings: list[Finding] = []
        self._path, self._first = path, first_line
        self._open: Block | None = None
        self._label = ""
        self._columns: list[str] = []
        self._fence = ""
        self._after_blank = False

    def read(self, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            self._line(line.expandtabs(4), Where(self._path, self._first + number, len(line) - len(line.lstrip()) + 1))
        self._close()

    def _line(self, line: str, where: Where) -> None:
        if fence := _FENCE.match(line):
            self._close()
            if not self._fence:
                self._fence = fence[1]
                words = "this block of code is no entry, and is not carried over"
                self.findings.append(finding(where, "not-carried-over", words))
            elif fence[1].startswith(self._fence):
                self._fence = ""
        elif self._fence:
            return
        elif not line.strip():
            self._after_blank, self._label, self._columns = True, "", []
            if self._open and self._open.kind != "item":
                self._close()
            return
        else:
            self._text(line, where)
        self._after_blank = False

    def _text(self, line: str, where: Where) -> None:
        if heading := _HEADING.match(line):
            self._close()
            self.blocks.append(Block("heading", heading[2] or "", where, len(heading[1])))
        elif self._open and self._open.kind == "paragraph" and not self._after_blank and (under := _UNDERLINE.match(line)):
            self.blocks.append(Block("heading", self._open.text, self._open.where, 1 if under[1][0] == "=" else 2))
            self._open = None
        elif _RULE.match(line):
            self._close()
        elif (definition := _DEFINITION.match(line)) and (definition[2] or (definition[1].isdecimal() and "http" in definition[3])):
            self._close()
            self._label = definition[1].casefold()
            self.definitions.setdefault(self._label, Definition(definition[3], where))
        elif self._label and line.startswith(_TAB):
            known = self.definitions[self._label]
            self.definitions[self._label] = known._replace(text=f"{known.text} {line.strip()}")
        elif self._columns and "|" in line:
            self._row(line, where)
        elif _CELLS_RULE.match(line) and "|" in line and self._open and self._open.kind == "paragraph":
            self._columns = [cell.strip() for cell in _cells(self._open.text)]
            self._open = None
        elif item := _ITEM.match(line):
            self._close()
            number = _NUMBERED.match(line)
            self._open = Block("item", item[2], where, len(item[1]), number=number[1] if number else "")
        else:
            self._paragraph(line, where)

    def _paragraph(self, line: str, where: Where) -> None:
        one = self._open
        if one and one.kind == "item" and self._after_blank and len(line) - len(line.lstrip()) <= one.depth:
            self._close()
            one = None
        is_row = line.lstrip().startswith("|")
        if one and not (is_row and one.kind == "paragraph"):
            self._open = one._replace(text=f"{one.text}\n{line.strip()}")
        else:
            self._close()
            self._open = Block("paragraph", line.strip(), where)

    def _row(self, line: str, where: Where) -> None:
        cells = [cell.strip().replace("\\|", "|") for cell in _cells(line)]
        names = [*self._columns, *(f"column {number + 1}" for number in range(len(self._columns), len(cells)))]
        if cells:
            self.blocks.append(Block("row", line.strip(), where, cells=tuple(zip(names, cells, strict=False))))

    def _close(self) -> None:
        if self._open:
            self.blocks.append(self._open)
        self._open = None


def _cells(line: str) -> Iterator[str]:
    """Yield the cells of a row."""
    row = line.strip().removeprefix("|")
    at = 0
    while at <= len(row):
        match = _CELL.match(row, at)
        end = match.end() if match else len(row)
        if end < len(row) or row[at:end].strip():
            yield row[at:end]
        at = end + 1

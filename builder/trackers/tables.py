"""CSV (RFC 4180) with a header row, and what programs make of it: other delimiters, cells over several lines, rows of uneven length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.model.findings import Where, finding
from builder.reading.yaml_tree import Scalar
from builder.trackers.columns import Column, roles_of, without_text
from builder.trackers.entries import Tracker
from builder.trackers.records import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.model.findings import Finding

DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_LARGEST = 2**31 - 1
"""Bytes of a cell that the parser may take, so that a large one is read and reported, as every other cell."""


class Cell(NamedTuple):
    """A cell with the name of its column."""

    name: str
    node: Scalar


def read_table(text: str, path: str) -> Tracker:
    """Return the entries of a table, and the findings about what cannot be read."""
    columns, rows, findings = table_of(text, path)
    counts = Counter({column.name: 0 for column in columns})
    for cell in (cell for row in rows for cell in row):
        counts[cell.name] += len(cell.node.text.split())
    roles = roles_of(counts)
    places = {column.name: column.node.where for column in reversed(columns)}
    header = [Column(name, where, counts[name]) for name, where in places.items()]
    if rows and (missing := without_text(header, roles, columns[0].node.where, "column")):
        return Tracker("", (), (*findings, missing))
    entries = [entry for row in rows if (entry := entry_of(row, row[0].node.where, findings, roles)) is not None]
    return Tracker("", tuple(entries), tuple(findings))


def table_of(text: str, path: str) -> tuple[list[Cell], list[list[Cell]], list[Finding]]:
    """Return the columns of a table, its rows that are not empty, and the findings about its form."""
    findings: list[Finding] = []
    rows = _rows(text, path)
    header = next(rows, None)
    if header is None:
        return [], [], [finding(Where(path), "unreadable-record", "this file is empty", "it needs a row of names of columns")]
    names = _names(header, findings)
    table = [[Cell(names[at] if at < len(names) else f"column {at + 1}", cell) for at, cell in enumerate(row)] for row in rows]
    if text.count('"') % 2:
        last = table[-1][0].node.where if table else header[0].where
        words = "a quotation mark in or above this row has no other that ends the cell, so that lines below may have been taken into it"
        findings.append(finding(last, "unreadable-record", words, "write two quotation marks for one within a cell, and import again"))
    if not table:
        findings.append(finding(Where(path), "unreadable-record", "this table has no rows below the names of its columns"))
    return [Cell(name, cell) for name, cell in zip(names, header, strict=True)], table, findings


def _rows(text: str, path: str) -> Iterator[list[Scalar]]:
    """Yield the rows that are not empty, each cell with the place where it begins."""
    first = _QUOTED.sub("", text.lstrip("\n").partition("\n")[0])
    delimiter = max(DELIMITERS, key=first.count)
    cell = re.compile(rf'[ ]*+"(?:[^"]|"")*+"[^{re.escape(delimiter)}\n]*+|[^{re.escape(delimiter)}\n]*+')
    before = csv.field_size_limit(_LARGEST)
    try:
        line, at = 1, 0
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        for row in reader:
            places: list[Where] = []
            for _ in row:
                places.append(Where(path, line, at - (text.rfind("\n", 0, at) + 1) + 1))
                end = cell.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
                line += text.count("\n", at, end)
                at = end + (text[end : end + 1] == delimiter)
            line, at = reader.line_num + 1, _line_start(text, at, reader.line_num + 1 - line)
            if any(map(str.strip, row)):
                yield [Scalar(value, where) for value, where in zip(row, places, strict=True)]
    finally:
        csv.field_size_limit(before)


def _line_start(text: str, at: int, lines: int) -> int:
    """Return the index of the line that many lines below."""
    for _ in range(max(lines, 0)):
        found = text.find("\n", at)
        at = found + 1 if found >= 0 else len(text)
    return at


def _names(header: Sequence[Scalar], findings: list[Finding]) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = " ".join(cell.text.split()) or f"column {number}"
        if name in names:
            words = f"two columns are called {shown(name)}; the second is read as well, where it can be"
            findings.append(finding(cell.where, "repaired-record", words))
        names.append(name)
    return names

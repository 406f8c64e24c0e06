"""A newer import into a file that people have changed: only the lines of variables that differ are written anew.

Everything else stays as it is, to the byte: what people have added, comments, quotation marks, the order of records. Variables that only
people know are never overwritten, and nothing is removed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from builder.importing.yaml_text import HEAD, INDENT, in_order, new_record_lines, scalar, variable_lines
from builder.model.findings import Finding, Where, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.bibliographies.records import Item, Value

OURS = frozenset("consulted via syndicated_from based_on voice perspective annotate snapshot was note".split())
"""Variables that people write into a record; a program's `note` is taken only where they have none."""
_COMMENT_LINE = re.compile(r"\r?\n([ ]*)#[^\r\n]*")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NoListError(Exception):
    """A file is none that an import may write into; the message says why."""


class Updated(NamedTuple):
    """The new text of a file, and what has been done."""

    text: str
    added: int
    changed: int
    findings: tuple[Finding, ...]


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Existing:
    """A record of the file."""

    node: yaml.MappingNode
    pairs: dict[str, tuple[yaml.Node, yaml.Node]]

    @property
    def indent(self) -> str:
        return " " * self.node.start_mark.column


def update(text: str, path: str, items: Sequence[Item]) -> Updated:
    """Return the text of a file with records brought up to date. Raises `NoListError` if it is no list of records."""
    file = _File(text, path)
    ids = {str(item["id"]) for item in items}
    edits: list[_Edit] = []
    fresh: list[Item] = []
    findings: list[Finding] = []
    changed = 0
    for item in items:
        if (there := file.records.get(str(item["id"]))) is None:
            fresh.append(item)
            continue
        different = [name for name in in_order(item) if _differs(there, name, item[name])]
        findings += [_kept_note(file, there, item)] if "note" in different and "note" in there.pairs else []
        different = [name for name in different if name not in OURS or name not in there.pairs]
        changed += bool(different)
        edits += file.edits(there, item, different) if different else []
    for key, there in file.records.items():
        if key not in ids:
            findings.append(finding(file.where(there.node), "no-longer-exported", f"`{key}` is not in what was imported, and stays"))
    edits += [file.appended(fresh)] if fresh else []
    return Updated(_edited(text, edits), len(fresh), changed, tuple(findings))


def _kept_note(file: _File, there: _Existing, item: Item) -> Finding:
    node = there.pairs["note"][1]
    words = f"the `note` of `{item['id']}` differs from what was imported, and stays as it is"
    return finding(file.where(node), "no-longer-exported", words, f"the import says: {str(item['note'])[:200]}")


def _edited(text: str, edits: list[_Edit]) -> str:
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):  # at one place, new records come behind what the last one gets
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


class _File:
    """The records of a text with their places in it."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._list = _list_of(text, path)
        self.records: dict[str, _Existing] = {}
        for node in self._list.value if self._list else ():
            if isinstance(node, yaml.MappingNode):
                pairs = {str(key.value): (key, value) for key, value in reversed(node.value)}
                key = pairs.get("id")
                self.records.setdefault(str(key[1].value) if key else "", _Existing(node, pairs))
        self.records.pop("", None)
        self._comments = list(_comments(text)) if "#" in text else []

    def where(self, node: yaml.Node) -> Where:
        """Return the place of a node."""
        return Where(self._path, node.start_mark.line + 1, node.start_mark.column + 1)

    def edits(self, there: _Existing, item: Item, names: list[str]) -> Iterator[_Edit]:
        """Yield what brings some variables of a record up to date."""
        if there.node.flow_style:
            yield self._rewritten(there, item, names)
            return
        added: dict[int, list[str]] = {}
        for name in names:
            lines = list(variable_lines(name, item[name]))
            if name in there.pairs:
                key, value = there.pairs[name]
                yield self._replaced(key.start_mark.index, _end(value), lines, there.indent)
            else:
                added.setdefault(self._end_of_line(_end(self._before(there, item, name))), []).extend(lines)
        for at, lines in added.items():
            start = "" if self._text[at - 1 : at] == "\n" else self._newline
            body = self._newline.join(there.indent + line for line in lines)
            yield _Edit(at, at, f"{body}{self._newline}" if not start else start + body)

    def _before(self, there: _Existing, item: Item, name: str) -> yaml.Node:
        """Return the value behind which a new variable stands: the last that comes before it in the order of records."""
        order = in_order(item)
        earlier = [one for one in order[: order.index(name)] if one in there.pairs]
        return there.pairs[earlier[-1] if earlier else "id"][1]

    def _replaced(self, start: int, end: int, lines: list[str], indent: str) -> _Edit:
        """Return an edit that keeps the comments within what it replaces: they go before it."""
        line_end = self._end_of_line(end)
        if self._text[end:line_end].lstrip().startswith("#"):
            end = line_end  # behind a text without quotation marks, a comment would cut it
        comments = self._within(start, end)
        ends_line = self._newline if self._text[end - 1 : end] == "\n" else ""
        return _Edit(start, end, f"{self._newline}{indent}".join([*comments, *lines]) + ends_line)

    def _rewritten(self, there: _Existing, item: Item, names: list[str]) -> _Edit:
        """Return a record in braces as one variable to a line."""
        end = there.node.end_mark.index
        lines: list[str] = []
        for name, (_, value) in reversed(there.pairs.items()):
            if name in names:
                lines += variable_lines(name, item[name])
            else:
                lines.append(f"{scalar(name)}: {' '.join(self._text[value.start_mark.index : value.end_mark.index].split())}")
        lines += [line for name in names if name not in there.pairs for line in variable_lines(name, item[name])]
        return self._replaced(there.node.start_mark.index, end, lines, there.indent)

    def _within(self, start: int, end: int) -> list[str]:
        first, last = bisect_right(self._comments, (start, "")), bisect_right(self._comments, (end, ""))
        return [text for _, text in self._comments[first:last]]

    def _end_of_line(self, at: int) -> int:
        if self._text[at - 1 : at] == "\n":
            return at
        end = self._text.find("\n", at)
        end = len(self._text) if end < 0 else end
        return end - 1 if self._text[end - 1 : end] == "\r" else end

    def appended(self, items: Sequence[Item]) -> _Edit:
        """Return the edit that adds records behind the last one."""
        nodes = self._list.value if self._list else []
        shift = " " * (self._list.start_mark.column if nodes and self._list else len(INDENT))
        rows = [self._newline.join(shift + line.text.removeprefix(INDENT) for line in new_record_lines(item)) for item in items]
        body = f"{self._newline}{self._newline}".join(rows) + self._newline
        if not nodes:
            return _Edit(0, len(self._text), f"{self._kept_comments()}{HEAD.strip()}{self._newline}{body}")
        at = self._behind_comments(self._end_of_line(_end(nodes[-1])), len(shift))
        before = self._newline if self._text[at - 1 : at] == "\n" else self._newline * 2
        after = len(self._newline) if self._text[at : at + len(self._newline)] == self._newline else 0
        return _Edit(at, at + after, before + body)

    def _behind_comments(self, at: int, column: int) -> int:
        """Return the end of the comments that follow a record and are indented as it is."""
        end = at - len(self._newline) if self._text[at - 1 : at] == "\n" else at
        while (match := _COMMENT_LINE.match(self._text, end)) and len(match[1]) > column:
            at = end = match.end()
        return at

    def _kept_comments(self) -> str:
        return "".join(f"{text}{self._newline}" for _, text in self._comments)


def _list_of(text: str, path: str) -> yaml.SequenceNode | None:
    """Return the list of records of a text, None if it is empty."""
    try:
        root = yaml.compose(text, _LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise NoListError(f"{path} cannot be read as YAML, so nothing is written into it; mend it, or move it away") from error
    if isinstance(root, yaml.MappingNode):
        root = next((value for key, value in root.value if key.value == "references"), root)
    if root is None or (isinstance(root, yaml.ScalarNode) and root.value in ("", "~", "null")):
        return None
    if not isinstance(root, yaml.SequenceNode) or not all(isinstance(node, yaml.MappingNode) for node in root.value):
        raise NoListError(f"{path} is not a list of sources, so nothing is written into it; move it away, or rename the file to import")
    if root.flow_style and root.value:
        raise NoListError(f"{path} has its records in brackets; write each as `- id: …`, or move the file away")
    return root


def _end(node: yaml.Node) -> int:
    """Return the index behind a value. PyYAML ends a list or mapping only where the next begins, behind comments."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last: Any = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield every comment with its index: what stands between two tokens and is no white space."""
    at = 0
    for token in yaml.scan(text, _LOADER):
        start, end = token.start_mark.index, token.end_mark.index
        if start > at:
            yield from _in_gap(text, at, start)
        at = max(at, end)
    yield from _in_gap(text, at, len(text))


def _in_gap(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    found = text.find("#", start, end)
    while found >= 0:
        line_end = text.find("\n", found, end)
        line_end = end if line_end < 0 else line_end
        yield found, text[found:line_end].rstrip()
        found = text.find("#", line_end, end)


def _differs(there: _Existing, name: str, value: Value) -> bool:
    """Return whether a record of the file says something else under a name."""
    return name not in there.pairs or _plain(there.pairs[name][1]) != _texts(value)


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return str(node.value)


def _texts(value: object) -> object:
    """Return a value as the nodes of YAML have it: numbers and truths are texts."""
    if isinstance(value, dict):
        return {key: _texts(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_texts(one) for one in value]
    return json.dumps(value) if isinstance(value, bool) or value is None else str(value)

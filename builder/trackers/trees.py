"""JSON, JSON Lines and YAML: a list of objects, or an object that holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.csl.variables import TEXTS, type_named
from builder.model.findings import Where, finding
from builder.reading.json_records import read_records, without_lone_surrogates
from builder.reading.yaml_tree import Mapping, Scalar, Sequence, parse_yaml
from builder.trackers.columns import Column, role_of, roles_of, without_text
from builder.trackers.entries import Tracker
from builder.trackers.records import entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.model.findings import Finding
    from builder.reading.yaml_tree import Node

_OF_CSL = frozenset("issued container-title DOI ISBN ISSN citation-key consulted".split())
"""Keys by which a record of CSL is known."""
_LOOKED_AT = 20
_MOST_LEVELS = 3
_MENDED = frozenset({"forbidden-character", "doubtful-character"})
"""What is mended, and reported, where a text becomes a claim."""
LINES = (".jsonl", ".ndjson")


def read_tree(text: str, path: str) -> Tracker:
    """Return the entries of a file, and the findings about what cannot be read."""
    tree, findings = parse_tree(text, path)
    findings = [one for one in findings if one.code not in _MENDED]
    title, nodes = _list_of(tree)
    entries = []
    columns = _keys(nodes)
    roles = roles_of(columns)
    if columns and (missing := without_text(list(columns.values()), roles, next(iter(columns.values())).where, "key")):
        return Tracker(title, (), (*findings, missing))
    for node in nodes:
        if not isinstance(node, Mapping):
            findings.append(finding(node.where, "unreadable-record", "this is not an entry: an entry has names and values"))
        elif (entry := entry_of(node.items.items(), node.where, findings, roles)) is not None:
            entries.append(entry)
    if not entries and not findings:
        findings.append(finding(Where(path), "unreadable-record", "this file has no entries", "it needs a list of objects"))
    return Tracker(title, tuple(entries), tuple(findings))


def _keys(nodes: Iterable[Node]) -> dict[str, Column]:
    """Return the keys of all objects, in the order in which they first occur."""
    columns: dict[str, Column] = {}
    for node in nodes:
        for name, value in node.items.items() if isinstance(node, Mapping) else ():
            words = len(value.text.split()) if isinstance(value, Scalar) else 0
            there = columns.get(name, Column(name, value.where, 0))
            columns[name] = there._replace(words=there.words + words)
    return columns


def parse_tree(text: str, path: str) -> tuple[Node | None, list[Finding]]:
    """Return a file as texts with their places; several lines of JSON are a list."""
    ending = path.casefold()
    if ending.endswith(LINES):
        return _lines(text, path)
    if not ending.endswith(".json"):
        return parse_yaml(text, path)
    if not text.strip():
        return None, []
    return _json(text, path, 1)


def _json(text: str, path: str, line: int) -> tuple[Node | None, list[Finding]]:
    """Return JSON as a tree. The parser of JSON says more exactly what is wrong; that of YAML has the places."""
    text, _ = without_lone_surrogates(text)
    _, findings = read_records(text, path)
    if findings:
        return None, [
            one if line == 1 else finding(Where(path, line + one.where.line - 1, one.where.column), one.code, one.message)
            for one in findings
        ]
    return parse_yaml(text, path, line)


def _lines(text: str, path: str) -> tuple[Node | None, list[Finding]]:
    nodes: list[Node] = []
    findings: list[Finding] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            node, found = _json(line, path, number)
            nodes += [node] if node else []
            findings += found
    return Sequence(tuple(nodes), Where(path)), findings


def _list_of(tree: Node | None, level: int = 0) -> tuple[str, tuple[Node, ...]]:
    """Return the title of a tree, and the list of entries in it: itself, or the longest that an object holds, or the object alone."""
    if isinstance(tree, Sequence):
        return "", tree.items
    if not isinstance(tree, Mapping):
        return "", ()
    title = next((one.text for key in ("title", "name") if isinstance(one := tree.items.get(key), Scalar)), "")
    lists = [one for one in tree.items.values() if isinstance(one, Sequence) and any(isinstance(item, Mapping) for item in one.items)]
    if lists and not any(role_of(key) == "text" and isinstance(one, Scalar) for key, one in tree.items.items()):
        return title, max(lists, key=lambda one: len(one.items)).items
    inner = [one for one in tree.items.values() if isinstance(one, Mapping)]
    if inner and len(inner) == len(tree.items):  # objects by their ids
        return "", tuple(_with_id(key, one) for key, one in tree.items.items() if isinstance(one, Mapping))
    if len(inner) == 1 and level < _MOST_LEVELS:
        return title, _list_of(inner[0], level + 1)[1]
    return "", (tree,)


def _with_id(key: str, node: Mapping) -> Mapping:
    return node if "id" in node.items else Mapping({"id": Scalar(key, node.where)} | node.items, node.keys, node.where)


def is_tracker(text: str, path: str) -> bool:
    """Return whether a file of JSON or YAML holds entries, rather than records of CSL."""
    if path.casefold().endswith(LINES):
        return True
    tree, _ = parse_tree(text, path)
    if isinstance(tree, Mapping) and "references" in tree.items:
        return False
    nodes = [node for node in _list_of(tree)[1][:_LOOKED_AT] if isinstance(node, Mapping)]
    if any(_OF_CSL & node.items.keys() for node in nodes) or all(type_named(_text(node, "type")) for node in nodes):
        return False
    return any(map(_is_entry, nodes))


def _text(node: Mapping, key: str) -> str:
    value = node.items.get(key)
    return value.text if isinstance(value, Scalar) else ""


def _is_entry(node: Mapping) -> bool:
    """Return whether an object has a key of an entry that no record of CSL has."""
    return any(role_of(key) for key in node.items.keys() - TEXTS.keys() - {"id", "title", "type", "URL"})

"""Texts in Markdown that cite, with footnotes or as pandoc does: pages that stay pages, rather than lists of entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.reading.yaml_tree import Mapping, Scalar, parse_yaml
from builder.slips.fences import Split, split_front_matter
from builder.trackers.columns import role_of
from builder.trackers.entries import Left
from builder.trackers.markdown_blocks import blocks_of

if TYPE_CHECKING:
    from builder.model.findings import Finding
    from builder.trackers.markdown_blocks import Block, Definition

CITATION = re.compile(r"(?<![\\\w])\[(?:[^\[\]\n]|\n(?!\n)){0,400}?-?@[\w{](?:[^\[\]\n]|\n(?!\n)){0,400}\](?![(\[:])")
"""A citation of pandoc, in its brackets."""
NOTE = re.compile(r"[ \t]*\[\^([^\[\]\s]{1,100})\](?!:)")
"""A reference to a footnote, with the space before it."""


class Document(NamedTuple):
    """One file, which becomes one theme."""

    path: str
    title: str
    """Empty if it has none of its own."""
    blocks: tuple[Block, ...]
    definitions: dict[str, Definition]
    rest: tuple[Left, ...]
    """What its front matter says besides."""


class Documents(NamedTuple):
    """A file, or the files of a folder."""

    files: tuple[Document, ...]
    findings: tuple[Finding, ...]


def has_sources(text: str, path: str) -> bool:
    """Return whether a file has sources in its front matter, so that it is one entry."""
    split = split_front_matter(text)
    tree, _ = parse_yaml(split.fields, path, split.first_line) if split.fields is not None else (None, [])
    return isinstance(tree, Mapping) and any(role_of(key) == "sources" for key in tree.items)


def is_document(text: str, path: str) -> bool:
    """Return whether a file is a text that cites: as pandoc does, or by footnotes, more of them in paragraphs than in items and rows."""
    if not CITATION.search(text) and not NOTE.search(text):
        return False
    found = blocks_of(text, path)
    if any(CITATION.search(block.text) for block in found.blocks):
        return True
    notes = [(block.kind, len(NOTE.findall(block.text))) for block in found.blocks]
    in_text = sum(number for kind, number in notes if kind == "paragraph")
    return in_text > sum(number for kind, number in notes if kind in ("item", "row"))


def read_document(text: str, path: str) -> Documents:
    """Return a file in its parts, and the findings about what cannot be read."""
    split = split_front_matter(text)
    split = split if split.fields is not None else Split(None, 1, text, 1)
    tree, findings = parse_yaml(split.fields, path, split.first_line) if split.fields is not None else (None, [])
    fields = tree.items if isinstance(tree, Mapping) else {}
    given = fields.get("title")
    rest = tuple(Left(name, node.text, node.where) for name, node in fields.items() if name != "title" and isinstance(node, Scalar))
    rest += tuple(Left(name, "…", node.where) for name, node in fields.items() if not isinstance(node, Scalar))
    parts = blocks_of(split.below, path, split.line)
    title = given.text if isinstance(given, Scalar) else ""
    return Documents((Document(path, title, parts.blocks, parts.definitions, rest),), (*findings, *parts.findings))

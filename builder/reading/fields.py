"""From a tree of text to typed values: one reader for every file format of `content/`.

A `Fields` is asked for the keys that a format knows and notes what was asked for; `close` then reports the keys that
nobody asked for. Nothing raises: a value that does not fit is reported where it stands and read as absent.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from builder.model.content import Former
from builder.model.dates import Date, parse_date
from builder.model.findings import Finding, Where, a, did_you_mean, finding
from builder.model.ids import ID, bad_date, bad_id
from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum

    _E = TypeVar("_E", bound=StrEnum)

_EMPTY = ("", "~", "null")
_FEW = 16  # more keys than a reader of a message would read


def is_empty(node: Node) -> bool:
    """Tell whether a value was left out: nothing, `~` or `null`."""
    return isinstance(node, Scalar) and not node.quoted and node.text in _EMPTY


class Fields:
    """The values of one mapping, asked for by key."""

    __slots__ = ("_asked", "_items", "_left", "findings", "node", "what")

    def __init__(self, node: Mapping, what: str, findings: list[Finding]) -> None:
        self.node = node
        self.what = what  # the mapping describes, in the author's words: `theme`, `source`, `designation`
        self.findings = findings
        self._items = node.items
        self._asked: list[str | Iterable[str]] = []
        self._left = set(node.keys)  # keys that nobody has asked for

    @property
    def where(self) -> Where:
        """Where the mapping starts."""
        return self.node.where

    def get(self, key: str, *, required: bool = False) -> Node | None:
        """Return the value of a key; a required one that is missing is reported."""
        self._asked.append(key)
        value = self._items.get(key)
        if value is not None:
            self._left.discard(key)
            if not is_empty(value):
                return value
        if required:
            self.findings.append(finding(self.where, "missing-field", f"this {self.what} has no `{key}`"))
        return None

    def given(self, keys: dict[str, int]) -> list[str]:
        """Return those of many keys that are given, in their own order; all of them then count as known."""
        self._asked.append(keys)
        found = [key for key in self._items if key in keys]
        self._left.difference_update(found)
        return sorted(found, key=keys.__getitem__)

    def at(self, key: str) -> Where:
        """Where the value of a key is written, or else the mapping."""
        value = self.node.items.get(key)
        return value.where if value else self.where

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Return a single value as text."""
        if key not in self._items and not required:  # most of what may be given is not
            self._asked.append(key)
            return default
        node = self.get(key, required=required)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.wrong(node, key, "a single value")
            return default
        text = node.text.strip()
        if required and not text:
            self.findings.append(finding(node.where, "missing-field", f"this {self.what} has an empty `{key}`"))
        return text

    def worded(self, key: str, languages: tuple[str, ...], *, required: bool = False) -> dict[str, str]:
        """Return a text by language: given plainly, in the first of them, or as `{en: …, ar: …}`."""
        node = self.get(key, required=required)
        if not isinstance(node, Mapping):
            return {languages[0]: self.text(key, required=required)} if node is not None else {}
        record = Fields(node, f"text of `{key}`", self.findings)
        texts = {tag: record.text(tag, required=tag == languages[0]) for tag in languages}
        record.close()
        return texts

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        """Return a single value with its place."""
        node = self.get(key, required=required)
        if node is not None and not isinstance(node, Scalar):
            self.wrong(node, key, "a single value")
            return None
        return node

    def number(self, key: str) -> int | None:
        """Return a whole number."""
        text = self.text(key)
        if text and not re.fullmatch(r"-?\d{1,9}", text):
            self.wrong(self.node.items[key], key, "a whole number")
            return None
        return int(text) if text else None

    def date(self, key: str, *, required: bool = False) -> Date | None:
        """Return an EDTF date."""
        text = self.text(key, required=required)
        if not text:
            return None
        value = parse_date(text)
        if value is None:
            self.findings.append(bad_date(self.at(key), text))
        return value

    def choice(self, key: str, options: type[_E], default: _E) -> _E:
        """Return one of a fixed set of words."""
        text = self.text(key)
        if not text:
            return default
        words = [option.value for option in options]
        if text not in words:
            self.findings.append(finding(self.at(key), "wrong-value", f"`{key}` cannot be `{text}`", f"it is one of {', '.join(words)}"))
            return default
        return options(text)

    def id(self, key: str, default: str = "") -> str:
        """Return an id, or the default when it is missing or malformed."""
        text = self.text(key, required=not default, default=default)
        if text and not ID.match(text):
            self.findings.append(bad_id(self.at(key), text))
            return ""
        return text

    def ids(self, key: str) -> tuple[str, ...]:
        """Return ids, given as one word or as a list."""
        return tuple(scalar.text.strip() for scalar in self.scalars(key))

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """Return single values, given as one or as a list."""
        node = self.get(key)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,)
        nodes = node.items if isinstance(node, Sequence) else (node,)
        for item in nodes:
            if not isinstance(item, Scalar):
                self.wrong(item, key, "a single value, or a list of single values")
        return tuple(item for item in nodes if isinstance(item, Scalar))

    def formers(self) -> tuple[Former, ...]:
        """Return the ids that something had before, under `was`."""
        return tuple(Former(scalar.text.strip(), scalar.where) for scalar in self.scalars("was"))

    def items(self, key: str) -> tuple[Node, ...]:
        """Return a list; a single value counts as a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        return node.items if isinstance(node, Sequence) else (node,)

    def records(self, key: str, what: str) -> Iterator[Fields]:
        """Return a list of mappings, each to be read in turn and closed."""
        for node in self.items(key):
            if isinstance(node, Mapping):
                record = Fields(node, what, self.findings)
                yield record
                record.close()
            else:
                self.wrong(node, key, "a list of `key: value` pairs")

    def mapping(self, key: str) -> Mapping | None:
        """Return a mapping as it is."""
        node = self.get(key)
        if node is not None and not isinstance(node, Mapping):
            self.wrong(node, key, "`key: value` pairs")
            return None
        return node

    def named(self, key: str, what: str) -> Iterator[tuple[str, Fields]]:
        """Return a mapping of mappings, each with its key."""
        mapping = self.mapping(key)
        for name, node in (mapping.items if mapping else {}).items():
            if isinstance(node, Mapping):
                record = Fields(node, what, self.findings)
                yield name, record
                record.close()
            else:
                self.wrong(node, f"{key}.{name}", "`key: value` pairs")

    def labels(self, key: str) -> dict[str, str]:
        """Return a mapping of words to labels; a label may be given as `{title: …}`."""
        mapping = self.mapping(key)
        labels: dict[str, str] = {}
        for name, node in (mapping.items if mapping else {}).items():
            if isinstance(node, Scalar):
                labels[name] = node.text.strip()
            elif isinstance(node, Mapping):
                record = Fields(node, f"entry of `{key}`", self.findings)
                labels[name] = record.text("title", required=True)
                record.close()
            else:
                self.wrong(node, f"{key}.{name}", "a single value")
        return labels

    def worded_labels(self, key: str, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Return a mapping of words to labels, each by language; a label may be given as `{title: …}`."""
        mapping = self.mapping(key)
        if mapping is None:
            return {}
        words, labels = Fields(mapping, f"list of `{key}`", self.findings), {}
        for name, node in mapping.items.items():
            if isinstance(node, Mapping) and "title" in node.items:
                record = Fields(node, f"entry of `{key}`", self.findings)
                labels[name] = record.worded("title", languages, required=True)
                record.close()
            else:
                labels[name] = words.worded(name, languages)
        return labels

    def wrong(self, node: Node, key: str, expected: str) -> None:
        """Report a value of the wrong type."""
        self.findings.append(finding(node.where, "wrong-type", f"`{key}` should be {expected}"))

    def close(self) -> None:
        """Report the keys that this format does not know."""
        for key in self.node.keys if self._left else ():
            if key in self._left:
                known = list(dict.fromkeys(chain.from_iterable([one] if isinstance(one, str) else one for one in self._asked)))
                listed = f"it may have {', '.join(f'`{k}`' for k in known)}" if len(known) <= _FEW else ""
                message = f"{a(self.what)} has no `{key}`"
                self.findings.append(finding(self.node.keys[key], "unknown-key", message, did_you_mean(key, known) or listed))

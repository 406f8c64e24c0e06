"""From a tree of text to typed values, for every file format of `content/`.

`Fields` records which keys a reader asks for; `close` then reports the others as unknown. Nothing raises: an invalid
value becomes a finding at its place and counts as missing.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from builder.model.content import Former
from builder.model.dates import Date, parse_date
from builder.model.findings import Finding, Where, a, did_you_mean, finding
from builder.model.ids import ID, bad_date, bad_id, bad_language
from builder.model.language import is_tag, tag_named
from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum

    _E = TypeVar("_E", bound=StrEnum)

_EMPTY = ("", "~", "null")
_MAX_LISTED_KEYS = 16  # longer lists would not be read


def is_empty(node: Node) -> bool:
    """Return whether a value is empty: nothing, `~` or `null`."""
    return isinstance(node, Scalar) and not node.quoted and node.text in _EMPTY


class Fields:
    """Typed access to the values of one mapping, by key."""

    __slots__ = ("_asked", "_items", "_left", "findings", "node", "what")

    def __init__(self, node: Mapping, what: str, findings: list[Finding]) -> None:
        self.node = node
        self.what = what  # what the mapping describes, for messages: `theme`, `source`, `designation`
        self.findings = findings
        self._items = node.items
        self._asked: list[str | Iterable[str]] = []
        self._left = set(node.keys)  # keys that no reader has asked for so far

    @property
    def where(self) -> Where:
        """The place where the mapping starts."""
        return self.node.where

    def get(self, key: str, *, required: bool = False) -> Node | None:
        """Return the value of a key, or None; report a missing required one."""
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
        """Return those of `keys` that the mapping has, by rank; all of `keys` then count as known."""
        self._asked.append(keys)
        present = [key for key in self._items if key in keys]
        self._left.difference_update(present)
        return sorted(present, key=keys.__getitem__)

    def at(self, key: str) -> Where:
        """Return the place of the value of a key, or of the mapping if the key is missing."""
        value = self.node.items.get(key)
        return value.where if value else self.where

    def places(self, *keys: str) -> dict[str, Where]:
        """Return the places of the values of some keys, by key."""
        return {key: self.node.items[key].where for key in keys if key in self.node.items}

    def places_of_ids(self, *keys: str) -> dict[str, Where]:
        """Return the places of the ids under some keys, by id."""
        return {one.text.strip(): one.where for key in keys if key in self.node.items for one in self.scalars(key)}

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Return a single value as text."""
        if key not in self._items and not required:  # shortcut: most optional keys are missing
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
        """Return a text by language, written as `{en: …, ar: …}`; a plain text is in the first of `languages`."""
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
        """Return one of the values of an enumeration."""
        text = self.text(key)
        if not text:
            return default
        words = [option.value for option in options]
        if text not in words:
            self.findings.append(finding(self.at(key), "wrong-value", f"`{key}` cannot be `{text}`", f"it is one of {', '.join(words)}"))
            return default
        return options(text)

    def id(self, key: str, default: str = "") -> str:
        """Return an id: the default if it is missing, empty if it is invalid."""
        text = self.text(key, required=not default, default=default)
        if text and not ID.match(text):
            self.findings.append(bad_id(self.at(key), text))
            return ""
        return text

    def ids(self, key: str) -> tuple[str, ...]:
        """Return ids, given as a single value or as a list."""
        return tuple(scalar.text.strip() for scalar in self.scalars(key))

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """Return single values, given as such or as a list."""
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
        """Return the former ids under `was`."""
        return tuple(Former(scalar.text.strip(), scalar.where) for scalar in self.scalars("was"))

    def items(self, key: str) -> tuple[Node, ...]:
        """Return a list; a single value counts as a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        return node.items if isinstance(node, Sequence) else (node,)

    def records(self, key: str, what: str) -> Iterator[Fields]:
        """Yield the mappings of a list; each is closed when the next is requested."""
        for node in self.items(key):
            if isinstance(node, Mapping):
                record = Fields(node, what, self.findings)
                yield record
                record.close()
            else:
                self.wrong(node, key, "a list of `key: value` pairs")

    def mapping(self, key: str) -> Mapping | None:
        """Return a mapping."""
        node = self.get(key)
        if node is not None and not isinstance(node, Mapping):
            self.wrong(node, key, "`key: value` pairs")
            return None
        return node

    def named(self, key: str, what: str) -> Iterator[tuple[str, Fields]]:
        """Yield the mappings of a mapping, each with its key; each is closed when the next is requested."""
        mapping = self.mapping(key)
        for name, node in (mapping.items if mapping else {}).items():
            if isinstance(node, Mapping):
                record = Fields(node, what, self.findings)
                yield name, record
                record.close()
            else:
                self.wrong(node, f"{key}.{name}", "`key: value` pairs")

    def language(self, key: str) -> str:
        """Return a language tag; empty if it is missing or invalid."""
        tag = self.text(key)
        if not tag or is_tag(tag):
            return tag
        known = tag_named(tag)
        self.findings.append(bad_language(self.at(key), tag, *([f"write {known}"] if known else [])))
        return ""

    def labels_by_language(self, key: str) -> dict[str, str]:
        """Return a mapping of language tags to labels."""
        labels, mapping = self.labels(key), self.node.items.get(key)
        if isinstance(mapping, Mapping):
            self.findings += [bad_language(where, tag) for tag, where in mapping.keys.items() if not is_tag(tag)]
        return {tag: label for tag, label in labels.items() if is_tag(tag)}

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
        self.findings.append(finding(node.where, "wrong-type", f"`{key}` must be {expected}"))

    def close(self) -> None:
        """Report unknown keys."""
        for key in self.node.keys if self._left else ():
            if key in self._left:
                known = list(dict.fromkeys(chain.from_iterable([asked] if isinstance(asked, str) else asked for asked in self._asked)))
                listed = f"it may have {', '.join(f'`{k}`' for k in known)}" if len(known) <= _MAX_LISTED_KEYS else ""
                message = f"{a(self.what)} has no `{key}`"
                self.findings.append(finding(self.node.keys[key], "unknown-key", message, did_you_mean(key, known) or listed))

"""From a tree of text to typed values, for every file format of `content/`.

A reader asks `Fields` for the keys that its format declares (`builder/formats/`); `close` reports every other key. Nothing raises: an
invalid value becomes a finding at its place and counts as missing. A key or word that is almost right is reported as what it was
meant for, and then counts as that, so that nothing else looks wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from builder.formats.keys import Format, Key, ValueKind, format_of
from builder.formats.near_misses import meant_choices, meant_key
from builder.formats.settings import LABEL, LIST
from builder.formats.wrong_values import bad_date, bad_id, bad_language, instead, no_value, parts_missing, unnamed_language, whole_number
from builder.model.dates import Date, parse_date
from builder.model.findings import Edit, Finding, Where, a, did_you_mean, finding
from builder.model.ids import ID, is_respelt
from builder.model.language import canonical_tag, is_named, is_tag
from builder.model.sources import Former
from builder.reading.yaml_tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from enum import StrEnum

    _E = TypeVar("_E", bound=StrEnum)

_EMPTY = ("", "~", "null")
_MAX_LISTED_KEYS = 16  # longer lists would not be read


def is_empty(node: Node) -> bool:
    """Return whether a value is empty: nothing, `~` or `null`."""
    return isinstance(node, Scalar) and not node.quoted and node.text in _EMPTY


def written_edit(value: Node, old: str) -> tuple[Edit, ...]:
    """Return an edit of a part of a value, without what is new; none if the value is not written as it is read."""
    if not isinstance(value, Scalar) or value.span is not None or old not in value.text:
        return ()
    return (Edit(value.at(value.text.index(old)), old, old),)


class Fields:
    """Typed access to the values of one mapping, by the keys of its format; any other key is a `KeyError`."""

    __slots__ = ("_items", "_keys", "_unknown", "findings", "format", "node")

    def __init__(self, node: Mapping, format_: Format, findings: list[Finding], *, adopts: bool = True) -> None:
        """Give access to a mapping; `adopts` is whether an unknown key counts as the one that it was meant for."""
        self.node = node
        self.format = format_
        self.findings = findings
        self._items = node.items
        self._keys = format_.by_name
        self._unknown: dict[str, str] = {}  # keys that the format does not have, with those that they were meant for
        if not node.keys.keys() <= self._keys.keys():
            self._unknown = {key: meant_key(key.partition(":")[0], format_) for key in node.keys if key not in self._keys}
            meant = {meant: _value_of(key, node) for key, meant in self._unknown.items() if meant and adopts}
            self._items = meant | node.items

    @property
    def where(self) -> Where:
        """The place where the mapping starts."""
        return self.node.where

    def get(self, key: str, *, required: bool = False) -> Node | None:
        """Return the value of a key, or None; report a missing required one."""
        declared = self._keys[key]
        value = self._items.get(key)
        if value is not None and not is_empty(value):
            return value
        if required:
            where = value.where if value is not None else self.where
            problem = f"an empty `{key}`" if value is not None else f"no `{key}`"
            self.findings.append(finding(where, "missing-field", f"this {self.format.name} has {problem}", declared.form))
        return None

    def is_empty_list(self, key: str) -> bool:
        """Return whether the value of a key is a list with nothing in it: `[]`."""
        return isinstance(value := self._items.get(key), Sequence) and not value.items

    def given(self, keys: dict[str, int]) -> list[str]:
        """Return those of `keys` that the mapping has, by rank."""
        return sorted((key for key in self._items if key in keys), key=keys.__getitem__)

    def at(self, key: str) -> Where:
        """Return the place of the value of a key, or of the mapping if the key is missing."""
        return value.where if (value := self._items.get(key)) else self.where

    def places(self, *keys: str) -> dict[str, Where]:
        """Return the places of the values of some keys, by key."""
        return {key: self.node.items[key].where for key in keys if key in self.node.items}

    def places_of_ids(self, *keys: str) -> dict[str, Where]:
        """Return the places of the ids under some keys, by id."""
        return {one.text.strip(): one.where for key in keys if key in self.node.items for one in self.scalars(key)}

    def text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Return a single value as text."""
        if key not in self._items and not required:  # shortcut: most optional keys are missing
            self._keys[key]
            return default
        node = self.get(key, required=required)
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.wrong(node, key, "a single value")
            return default
        if required and not node.text.strip():
            self.findings.append(finding(node.where, "missing-field", f"this {self.format.name} has an empty `{key}`"))
        return node.text.strip()

    def worded(self, key: str, languages: tuple[str, ...], *, required: bool = False) -> dict[str, str]:
        """Return a text by language, written as `{en: …, ar: …}`; a plain text is in the first of `languages`."""
        node = self.get(key, required=required)
        if not isinstance(node, Mapping):
            return {languages[0]: self.text(key, required=required)} if node is not None else {}
        record = Fields(node, format_of(languages, f"text of `{key}`", ValueKind.BY_LANGUAGE), self.findings)
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
        number, hint = whole_number(text)
        if text and number is None:
            self.findings.append(finding(self.at(key), "wrong-type", f"`{key}` must be a whole number", hint))
        return number

    def date(self, key: str, *, required: bool = False) -> Date | None:
        """Return an EDTF date."""
        text = self.text(key, required=required)
        if not text:
            return None
        value = parse_date(text)
        if value is None:
            self.bad_date(key, text)
        return value

    def bad_date(self, key: str, text: str) -> None:
        """Report a value that is no date."""
        self.findings.append(bad_date(self.at(key), text, *written_edit(self._items[key], text)))

    def choice(self, key: str, options: type[_E], default: _E) -> _E:
        """Return one of the values of an enumeration."""
        word = self.word(key)
        return options(word) if word else default

    def word(self, key: str) -> str:
        """Return one of the words that a key may have; empty if it is missing or none of them."""
        text = self.text(key)
        return self.one_of(self._keys[key], self._items[key], text) if text else ""

    def words(self, key: str) -> tuple[str, ...]:
        """Return the words, each once, of a list of those that a key may have; what is none of them is reported and left out."""
        declared = self._keys[key]
        found = [self.one_of(declared, scalar, scalar.text.strip()) for scalar in self.scalars(key)]
        return tuple(dict.fromkeys(filter(None, found)))

    def one_of(self, key: Key, node: Node | Where, text: str, name: str = "") -> str:
        """Return a word of a key's choices, which stands in a value or at a place; empty, and reported, if it is none of them."""
        words = [choice.word for choice in key.choices]
        if text in words:
            return text
        meant = meant_choices(text, key.choices)
        listed = f"it must be one of {', '.join(words)}" if len(words) > 1 else f"it must be `{words[0]}`, or be left out"
        hint = f"did you mean {' or '.join(f'`{word}`' for word in meant)}?" if meant else listed
        is_sure = len(meant) == 1 and is_respelt(text.strip("“”„‘’"), meant[0])
        written, where = ((), node) if isinstance(node, Where) else (written_edit(node, text), node.where)
        edits = tuple(edit._replace(new=meant[0]) for edit in written if is_sure)
        self.findings.append(finding(where, "wrong-value", f"`{name or key.name}` cannot be `{text}`", hint, edits=edits))
        return meant[0] if len(meant) == 1 else ""

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
        nodes = self.items(key)
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
        return () if node is None else node.items if isinstance(node, Sequence) else (node,)

    def records(self, key: str) -> Iterator[Fields]:
        """Yield the mappings of a list; each is closed when the next is requested."""
        format_ = self._format_of(key)
        for node in self.items(key):
            if isinstance(node, Mapping):
                record = Fields(node, format_, self.findings)
                yield record
                record.close()
            else:
                self.wrong(node, key)

    def record(self, key: str) -> Fields | None:
        """Return the mapping under a key; whoever reads it closes it."""
        mapping = self.mapping(key)
        return Fields(mapping, self._format_of(key), self.findings) if mapping is not None else None

    def _format_of(self, key: str) -> Format:
        format_ = self._keys[key].of
        if format_ is None:
            raise KeyError(key)
        return format_

    def mapping(self, key: str) -> Mapping | None:
        """Return a mapping."""
        node = self.get(key)
        if node is not None and not isinstance(node, Mapping):
            self.wrong(node, key)
            return None
        return node

    def named(self, key: str) -> Iterator[tuple[str, Fields]]:
        """Yield the mappings of a mapping, each with its key; each is closed when the next is requested."""
        mapping = self.mapping(key)
        format_ = self._format_of(key)
        for name, node in (mapping.items if mapping else {}).items():
            if isinstance(node, Mapping):
                record = Fields(node, format_, self.findings)
                yield name, record
                record.close()
            else:
                self.wrong(node, key, name=name)

    def language(self, key: str, *, named: bool = True) -> str:
        """Return a language tag; empty if it is missing or invalid. One that is not `named` in CLDR is reported, if it should be."""
        tag = self.text(key)
        if not tag:
            return tag
        self._check_language(tag, self.at(key), named=named)
        return canonical_tag(tag) if is_tag(tag) else ""

    def _check_language(self, tag: str, where: Where, *, named: bool = True) -> None:
        if not is_tag(tag):
            self.findings.append(bad_language(where, tag))
        elif named and not is_named(tag):
            self.findings.append(unnamed_language(where, tag))

    def labels_by_language(self, key: str) -> dict[str, str]:
        """Return a mapping of language tags, in lower case as those of the explainer, to labels."""
        labels, mapping = self.labels(key), self._items.get(key)
        if isinstance(mapping, Mapping):
            for tag, where in mapping.keys.items():
                self._check_language(tag, where)
        return {tag.lower(): label for tag, label in labels.items() if is_tag(tag)}

    def labels(self, key: str) -> dict[str, str]:
        """Return a mapping of words to labels; a label may be given as `{title: …}`."""
        mapping = self.mapping(key)
        labels: dict[str, str] = {}
        for name, node in (mapping.items if mapping else {}).items():
            if is_empty(node):
                where = mapping.keys[name] if mapping else node.where
                self.findings.append(finding(where, "missing-field", f"`{name}` under `{key}` has no value", no_value(name)))
            elif isinstance(node, Scalar):
                labels[name] = node.text.strip()
            elif isinstance(node, Mapping):
                record = Fields(node, LABEL, self.findings)
                labels[name] = record.text("title", required=True)
                record.close()
            else:
                self.wrong(node, key, "a single value", name=name)
        return labels

    def worded_labels(self, key: str, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Return a mapping of words to labels, each by language; a label may be given as `{title: …}`."""
        mapping = self.mapping(key)
        if mapping is None:
            return {}
        words, labels = Fields(mapping, format_of(mapping.items, f"list of `{key}`", ValueKind.WORDED), self.findings), {}
        for name, node in mapping.items.items():
            if isinstance(node, Mapping) and any(word not in languages and meant_key(word, LIST) for word in node.items):
                record = Fields(node, LIST, self.findings)
                labels[name] = record.worded("title", languages, required=True)
                record.close()
            else:
                labels[name] = words.worded(name, languages)
        return labels

    def wrong(self, node: Node, key: str, expected: str = "", *, name: str = "") -> None:
        """Report a value of the wrong type; `name` is the word below the key that has it. Without `expected`, its parts are missing."""
        shown, declared = f"{key}.{name}" if name else key, self._keys[key]
        problem = f"`{shown}` must be {expected}" if expected else f"`{shown}` {parts_missing(declared, name)}"
        self.findings.append(finding(node.where, "wrong-type", problem, *instead(declared, _shape(node), name)))

    def close(self) -> None:
        """Report unknown keys."""
        for key, meant in self._unknown.items():
            where = self.node.keys[key]
            before, colon, after = key.partition(":")
            if colon and after and before in self._keys:
                message = f"there is no space after the colon of `{before}`"
                self.findings.append(finding(where, "unknown-key", message, f"write `{before}: {after}`"))
                continue
            listed = f"it must be one of {', '.join(f'`{known}`' for known in self._keys)}" if len(self._keys) <= _MAX_LISTED_KEYS else ""
            hint = f"did you mean `{meant}`?" if meant else did_you_mean(key, self._keys) or listed
            by_language = self.format.keys[:1] and self.format.keys[0].kind is ValueKind.BY_LANGUAGE
            what = "a language of this explainer" if by_language else f"a key of {a(self.format.name)}"
            edits = (
                (Edit(where, key, meant),) if meant and not colon and [*self.node.items, *self._unknown.values()].count(meant) == 1 else ()
            )
            self.findings.append(finding(where, "unknown-key", f"`{key}` is not {what}", hint, edits=edits))


def _value_of(key: str, node: Mapping) -> Node:
    """Return the value under an unknown key; without a space after its colon, the value is a part of the key."""
    value = node.items[key]
    _, colon, after = key.partition(":")
    return Scalar(after, node.keys[key]) if colon and is_empty(value) else value


def _shape(node: Node) -> str | list[str] | None:
    """Return a value as a hint shows it: a text, a list of texts, or None for anything deeper."""
    if isinstance(node, Scalar):
        return node.text.strip()
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        return [item.text.strip() for item in node.items if isinstance(item, Scalar)]
    return None

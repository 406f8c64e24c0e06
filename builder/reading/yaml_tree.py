"""YAML as a tree of texts with their places.

Scalars stay text (`no`, `2003-10` and `12e3` are what the author wrote); `fields` converts them. Anchors, aliases and tags
are rejected, nesting and size are limited, so that no file can execute code, expand or exhaust memory. JSON is parsed in the
same way, as a subset of YAML.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from builder.formats.files import EVERY_KEY
from builder.model.findings import Edit, Finding, Where, finding
from builder.sanitising.characters import PAIRED, character_findings, unusual_characters
from builder.slips.errors import Problem, explain_error
from builder.slips.leftovers import COMMENT, YamlToken, dropped, may_drop
from builder.slips.lines import Slip, View
from builder.slips.pairs import value_slip
from builder.slips.values import NAME_IT, NO_KEY, first_sign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MAX_DEPTH = 16
MAX_NODES = 2_000_000
_LOOKAHEAD = 400
_NO_TAGS = (None, "!")
_SURROGATES = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A single value, as text."""

    text: str
    where: Where
    quoted: bool = False
    span: Span | None = None
    """Its raw text, if that differs from the value (folded, indented or escaped)."""

    def at(self, index: int) -> Where:
        """Return the place of a character of `text`."""
        if self.span is not None:
            return self.span.at(self.text, index)
        return Where(self.where.path, self.where.line, self.where.column + self.quoted + index)


class Span:
    """The raw text of a folded, indented or escaped value."""

    def __init__(self, places: Places, raw: str, start: int) -> None:
        self._places, self._raw, self._start = places, raw, start
        self._indices: list[int] = []

    def at(self, text: str, index: int) -> Where:
        """Return the place of a character of `text`, the value of this raw text.

        Both are walked in parallel: the raw text has additional indentation, line ends, quotation marks and backslashes.
        """
        if not self._indices:
            position = int(self._raw.startswith(('"', "'")))
            for char in text:
                if not char.isspace():
                    match = self._raw.find(char, position, position + _LOOKAHEAD)
                    if match < 0:  # it is written as an escape
                        match = self._raw.find("\\", position, position + _LOOKAHEAD)
                    position = match + 1 if match >= 0 else position + 1
                self._indices.append(max(position - 1, 0))
        within = self._indices[min(index, len(self._indices) - 1)] if self._indices else 0
        return self._places.at(self._start + within)


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    where: Where


class Mapping(NamedTuple):
    """Keys with their values, and the place of each key."""

    items: dict[str, Node]
    keys: dict[str, Where]
    where: Where


Node: TypeAlias = Scalar | Sequence | Mapping


class _RefusedError(Exception):  # never leaves this module: it carries a finding to `parse_yaml`
    def __init__(self, cause: Finding) -> None:
        self.finding = cause


@dataclass(slots=True)
class _Unfinished:
    """A mapping or list that is still being parsed."""

    where: Where
    is_mapping: bool
    items: list[Node]
    keys: dict[str, Where]
    values: dict[str, Node]
    key: Scalar | None = None


def texts_under(keys: Collection[str], text: str) -> list[str]:
    """Return every text below some keys of a YAML mapping that is not ours, where tags and anchors are allowed, in its order."""
    try:
        root = yaml.compose(text, _Loader)
    except (yaml.YAMLError, RecursionError):
        return []
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    pending: list[yaml.Node] = [value for name, value in reversed(pairs) if name.value in keys]
    texts: list[str] = []
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            texts.append(str(node.value))
        elif isinstance(node, yaml.SequenceNode):
            pending += reversed(node.value)
        elif isinstance(node, yaml.MappingNode):
            pending += [value for _, value in reversed(node.value)]
    return texts


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Node | None, list[Finding]]:
    """Return the tree of one YAML document, and the findings; None for an empty document, or after a fatal finding.

    `first_line` is the line of the file on which `text` starts (front matter does not start on line 1).
    """
    text = _join_surrogates(text) if path.lower().endswith((".json", ".jsonl", ".ndjson")) else text
    places = Places(text, path, first_line)
    findings: list[Finding] = []
    tokens: list[YamlToken] = []
    doubtful = may_drop(text)
    try:
        events = _recorded(text, tokens) if doubtful else yaml.parse(text, Loader=_Loader)
        tree = _build(events, places, findings, careful=_needs_care(text))
    except _RefusedError as refused:
        return None, [*findings, refused.finding]
    except yaml.YAMLError as error:
        causes = [one for one in findings if one.code == "invalid-yaml"]  # a line in a value may be why what follows cannot be read
        return None, causes[:1] or [places.finding("invalid-yaml", explain_error(text, _problem(error)))]
    if doubtful:
        findings += [places.finding("invalid-yaml", slip) for slip in dropped(text, tokens)]
    return tree, findings


def _problem(error: yaml.YAMLError) -> Problem:
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    index = mark.index if mark else context.index if context else getattr(error, "position", 0)
    said = getattr(error, "problem", None) or getattr(error, "reason", None)
    return Problem(str(said), str(getattr(error, "context", None)), index, context.index if context else index)


class Places:
    """Maps indices in a text to places in its file.

    The parser's own line numbers also count U+2028 and similar characters, which editors do not.
    """

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self._path = path
        self._first_line = first_line
        self._starts = [0, *accumulate([len(line) + 1 for line in text.split("\n")[:-1]])]

    def at(self, index: int) -> Where:
        """Return the place of a character index."""
        row = bisect_right(self._starts, index) - 1
        return Where(self._path, self._first_line + row, index - self._starts[row] + 1)

    def of(self, event: yaml.Event) -> Where:
        """Return the place where an event starts."""
        return self.at(_index(event.start_mark))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """Return a value, with its raw text if that differs from the value."""
        start, end = _index(event.start_mark), _index(event.end_mark)
        quoted = not event.implicit[0]
        as_written = end - start == len(event.value) + 2 * quoted and not _spans_lines(event)
        span = None if as_written else Span(self, self.text[start:end], start)
        return Scalar(event.value, self.at(start), quoted, span)

    def finding(self, code: str, slip: Slip) -> Finding:
        """Return the finding about a slip of the pen in the text."""
        edits = tuple(Edit(self.at(start), self.text[start:end], new) for start, end, new in slip.edits)
        return finding(self.at(slip.at), code, slip.message, *slip.hints, edits=edits)

    def slip(self, event: yaml.ScalarEvent, *, is_key: bool) -> Slip | None:
        """Return what in a value was probably not meant as a part of it."""
        token = YamlToken(_index(event.start_mark), _index(event.end_mark), _kind(event))
        return value_slip(self.text, token, EVERY_KEY, spans_lines=_spans_lines(event), is_key=is_key)

    def characters(self, event: yaml.ScalarEvent) -> list[Finding]:
        """Return the findings about characters that a value holds by escapes, and about directions that do not end in it."""
        raw = self.text[_index(event.start_mark) : _index(event.end_mark)]
        found = unusual_characters(event.value, references="\\" in raw)
        hidden = tuple(one for one in found if one.character in PAIRED or one.character not in raw)
        return character_findings(event.value, hidden, self.scalar(event).at) if hidden else []


def _join_surrogates(text: str) -> str:
    r"""Return JSON with escaped surrogate pairs (RFC 8259, section 7) replaced by characters: YAML has no such pairs."""
    return _SURROGATES.sub(lambda m: bytes.fromhex(m[1] + m[2]).decode("utf-16-be"), text)


def _index(mark: Any) -> int:
    """Return the index of a mark, whose type depends on the parser (C or Python)."""
    return mark.index if mark is not None else 0


def _kind(event: yaml.ScalarEvent) -> str:
    return "block" if event.style in ("|", ">") else "plain" if event.implicit[0] else "quoted"


def _spans_lines(event: yaml.Event) -> bool:
    return bool(event.start_mark and event.end_mark and event.start_mark.line < event.end_mark.line)


def escape_findings(text: str, path: str, first_line: int) -> list[Finding]:
    """Return the findings about characters in the values of a YAML text that is not ours, in which anything is allowed."""
    findings: list[Finding] = []
    if _needs_care(text):
        places = Places(text, path, first_line)
        with suppress(yaml.YAMLError):
            for event in yaml.parse(text, Loader=_Loader):
                if isinstance(event, yaml.ScalarEvent):
                    findings += places.characters(event)
    return findings


def _needs_care(text: str) -> bool:
    """Return whether values may hold characters that the text does not show, or directions that do not end in their value."""
    return "\\" in text or bool(unusual_characters(text))


def _recorded(text: str, tokens: list[YamlToken]) -> Iterator[yaml.Event]:
    """Yield events, and add what each of them takes of the text to `tokens`; a value that a comment hides is yielded."""
    for event in yaml.parse(text, Loader=_Loader):
        start, end, kind = _index(event.start_mark), _index(event.end_mark), ""
        if isinstance(event, yaml.ScalarEvent):
            kind = _kind(event)
            if start == end and (comment := COMMENT.match(text, end)):
                event.value = comment[1]
        elif isinstance(event, yaml.CollectionStartEvent):
            kind, end = ("open", end) if event.flow_style else ("nested", start)
        elif isinstance(event, yaml.CollectionEndEvent) and end > start:
            kind = "close"
        if kind:
            tokens.append(YamlToken(start, end, kind))
        yield event


def _build(events: Iterator[yaml.Event], places: Places, findings: list[Finding], *, careful: bool) -> Node | None:
    stack: list[_Unfinished] = []
    root: Node | None = None
    documents = 0
    for count, event in enumerate(events):
        if count > MAX_NODES:
            raise _RefusedError(finding(places.at(0), "file-too-large", "this file has too many values"))
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            _refuse_anchor(event, places)
            node = places.scalar(event)
            if slip := places.slip(event, is_key=_is_key(stack)):
                findings.append(places.finding("invalid-yaml", slip))
                node = node._replace(text=View(places.text, _index(event.start_mark)).value_from(_index(event.start_mark)), span=None)
            findings += places.characters(event) if careful else ()
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            _refuse_anchor(event, places)
            stack.append(_open(event, places.of(event), len(stack)))
            continue
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            node = _close(stack.pop())
        elif isinstance(event, yaml.AliasEvent):
            raise _RefusedError(places.finding("yaml-alias", first_sign(View(places.text, _index(event.start_mark)))))
        else:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                message = "another text begins at this `---`, and a file can have only one"
                raise _RefusedError(finding(places.of(event), "invalid-yaml", message, "remove the `---`"))
            continue
        if stack:
            _add(stack[-1], node, findings)
        else:
            root = node
    return root


def _is_key(stack: list[_Unfinished]) -> bool:
    return bool(stack) and stack[-1].is_mapping and stack[-1].key is None


def _open(event: yaml.Event, where: Where, depth: int) -> _Unfinished:
    if depth >= MAX_DEPTH:
        raise _RefusedError(finding(where, "yaml-too-deep", f"values are nested more than {MAX_DEPTH} levels deep"))
    return _Unfinished(where, isinstance(event, yaml.MappingStartEvent), [], {}, {})


def _refuse_anchor(event: yaml.ScalarEvent | yaml.CollectionStartEvent, places: Places) -> None:
    if event.anchor is not None or event.tag not in _NO_TAGS:
        raise _RefusedError(places.finding("yaml-alias", first_sign(View(places.text, _index(event.start_mark)))))


def _close(done: _Unfinished) -> Node:
    if done.is_mapping:
        return Mapping(done.values, done.keys, done.where)
    return Sequence(tuple(done.items), done.where)


def _add(parent: _Unfinished, node: Node, findings: list[Finding]) -> None:
    if not parent.is_mapping:
        parent.items.append(node)
    elif parent.key is None:
        if not isinstance(node, Scalar):
            hint = "put a text that begins with a bracket in quotation marks"
            raise _RefusedError(finding(node.where, "invalid-yaml", "a key must be a single word or phrase", hint))
        parent.key = node
    else:
        key, parent.key = parent.key, None
        if not key.quoted and key.text in ("", "<<"):
            findings.append(_no_key(key))
            return
        if key.text in parent.values:
            earlier = parent.keys[key.text]
            findings.append(finding(key.where, "duplicate-key", f"`{key.text}` is given twice", f"first on line {earlier.line}"))
            return
        parent.keys[key.text] = key.where
        parent.values[key.text] = node


def _no_key(key: Scalar) -> Finding:
    if key.text:
        return finding(key.where, "yaml-alias", "`<<` would take over the keys of another value, which is not read here", "write them out")
    return finding(key.where, "invalid-yaml", NO_KEY, NAME_IT)

"""The records of a JSON file (RFC 8259), each with the place where it starts; the wrappers of other programs are taken off.

The parser is the standard library's, which gives no places. They are asked for where a record has findings: `located` then
parses that record again with `yaml_tree`, which is a hundred times slower. An export of thousands of records has few of those.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from builder.model.findings import Finding, Where, finding
from builder.reading.yaml_tree import MAX_DEPTH, MAX_NODES, Mapping, Node, Places, Scalar, Sequence, parse_yaml
from builder.sanitising.characters import BEYOND, UNUSUAL, Found, character_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\n\r]*")
_GAP = re.compile(r"[ \t\n\r]*[,:]?[ \t\n\r]*")
_UNUSUAL = re.compile(f"[{UNUSUAL}{BEYOND}]")
"""Characters of which something may have to be said at their place."""
_ESCAPED = re.compile(r"\\u(?:[dD][89a-fA-F]|[eEfF]|00[0189]|007[fF]|202[89a-eA-E]|206[6-9a-fA-F])|\\[bf]")
"""Their escapes; surrogates need to be paired."""
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_VALUE = re.compile(r'["\[{0-9tfn-]')
_CUT = {
    "Expecting ',' delimiter": "a comma is missing after this, or a quotation mark inside the text has no backslash",
    "Expecting value": "a value is missing here",
    "Expecting property name enclosed in double quotes": "a name in quotation marks is missing here, or a comma before it is too much",
    "Expecting ':' delimiter": "a colon is missing before this",
    "Unterminated string starting at": "the quotation mark that begins here has no other that ends the text",
    "Invalid control character at": "a line cannot end within a text, nor can it hold a tab: write \\n or \\t",
    "Invalid \\escape": "a backslash in a text is written twice: \\\\",
    "Invalid \\uXXXX escape": "four hexadecimal digits have to follow \\u",
    "Extra data": "the file goes on after its end; perhaps a bracket is closed too early",
}


class _Unquoted(str):
    """A number as it is written, without quotation marks."""

    __slots__ = ()


class JsonRecord(NamedTuple):
    """One record, as a tree in which every value has the place where the record starts."""

    node: Node
    text: str
    careful: bool
    """Whether its text holds what needs a place: unusual characters, a key that is given twice, too many levels."""
    key: str = ""
    """Under which it stands in an object, if it does."""

    def located(self) -> tuple[Node | None, list[Finding]]:
        """Return the record with the place of each value, and the findings about its text."""
        where = self.node.where
        text, lone = without_lone_surrogates(self.text)
        tree, findings = parse_yaml(text, where.path, where.line)
        return tree, findings + character_findings(text, lone, Places(text, where.path, where.line).at)

    def shifted(self, found: Finding) -> Finding:
        """Return a finding of the located record at its place in the file: the record may begin in the middle of a line."""
        where, start = found.where, self.node.where
        column = where.column + start.column - 1 if where.line == start.line else where.column
        return Finding(Where(where.path, where.line, column), found.code, found.message, found.hints, found.severity)


def read_records(text: str, path: str) -> tuple[list[JsonRecord], list[Finding]]:
    """Return the records of a JSON file, and the finding if it is not JSON."""
    places = Places(text, path, 1)
    if text.count(",") > MAX_NODES:
        return [], [finding(places.at(0), "file-too-large", "this file has too many values")]
    try:
        return [_record(text, start, end, places, name) for start, end, name in _spans(text)], []
    except json.JSONDecodeError as error:
        at, what = _cause(text, error)
        return [], [finding(places.at(at), "invalid-yaml", f"this is not valid JSON: {what}", "export the file again, or mend it here")]
    except RecursionError:
        return [], [finding(places.at(0), "yaml-too-deep", f"values are nested more than {MAX_DEPTH} levels deep")]


def _cause(text: str, error: json.JSONDecodeError) -> tuple[int, str]:
    """Return where a text is no JSON, and why: often that is before the place at which it cannot be read any further."""
    what = next((words for problem, words in _CUT.items() if error.msg.startswith(problem)), error.msg)
    at, opened = error.pos, _open_bracket(text, error.pos)
    sign, before = text[at : at + 1], len(text[:at].rstrip()) - 1
    if sign in ("]", "}") and text[at - 1 : at] == sign:
        return at, f"this `{sign}` closes nothing"
    if opened >= 0 and (sign in ("", "]", "}") or (sign == ":" and text[opened] == "[")) and text[before : before + 1] != ",":
        return opened, f"this `{text[opened]}` is never closed"
    if sign in ("]", "}") and text[before : before + 1] == ",":
        return before, "this comma is too much"
    if error.msg.startswith("Expecting ',' delimiter") and _VALUE.match(sign):
        return max(before, 0), what
    return at, what


def _open_bracket(text: str, end: int) -> int:
    """Return the index of the innermost bracket that is open before an index; -1 if there is none."""
    opened: list[int] = []
    for match in _TOKEN.finditer(text, 0, end):
        if match[0] in "[{":
            opened.append(match.start())
        elif match[0] in "]}" and opened:
            opened.pop()
    return opened[-1] if opened else -1


Span = tuple[int, int, str]
"""Where a value begins and ends, and its name in an object."""


def _spans(text: str) -> list[Span]:
    """Return the records: those of a list, under `references`, `items` or `message`, or by key; or the only one."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches anything
    if not text[start:].strip():
        return []
    _, end = _DECODER.raw_decode(text, start)
    if rest := text[end:].strip(" \t\n\r"):
        raise json.JSONDecodeError("Extra data", text, text.index(rest, end))
    return list(_unwrapped(text, (start, end, "")))


def _unwrapped(text: str, span: Span, depth: int = 0) -> Iterator[Span]:
    start, end, _ = span
    if text[start] == "[":
        yield from _members(text, start)
    elif text[start] != "{":
        yield span
    else:
        members = list(_members(text, start))
        by_name = {member[2]: member for member in members}
        wrapped = next((by_name[key] for key in WRAPPERS if key in by_name and text[by_name[key][0]] in "[{"), None)
        if wrapped and depth < _MOST_WRAPPERS:
            yield from _unwrapped(text, wrapped, depth + 1)
        elif members and all(text[at] == "{" for at, _, _ in members):
            yield from members
        else:
            yield start, end, ""


WRAPPERS = ("references", "items", "message")
"""The keys under which pandoc, Zotero's web service and Crossref have their records."""
_MOST_WRAPPERS = 2
"""One within the other, as Crossref has them."""


def _members(text: str, start: int) -> Iterator[Span]:
    """Yield the elements of a list, or the values of an object with their names; the text is known to be JSON."""
    is_object = text[start] == "{"
    at = _SPACE.match(text, start + 1).end()  # type: ignore[union-attr]
    while text[at] not in "]}":
        name = ""
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _GAP.match(text, at).end()  # type: ignore[union-attr]
        _, end = _DECODER.raw_decode(text, at)
        yield at, end, name
        at = _GAP.match(text, end).end()  # type: ignore[union-attr]


_SURROGATE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL)


def without_lone_surrogates(text: str) -> tuple[str, tuple[Found, ...]]:
    r"""Return JSON of the same length, with `\ufffd` for escaped surrogates without their other half, and where those stand."""
    lone = tuple(Found(match.start(), chr(int(match[1], 16))) for match in _SURROGATE.finditer(text) if match[1])
    return _SURROGATE.sub(lambda match: r"\ufffd" if match[1] else match[0], text) if lone else text, lone


class _Repeated(dict[str, Any]):
    """An object in which a key is given twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else _Repeated(mapping)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=_Unquoted, parse_float=_Unquoted, parse_constant=_Unquoted)


def _record(text: str, start: int, end: int, places: Places, name: str) -> JsonRecord:
    value, _ = _DECODER.raw_decode(text, start)
    where, span = places.at(start), text[start:end]
    strange: list[bool] = []
    node = _node(value, where, 1, strange)
    return JsonRecord(node, span, bool(strange or _UNUSUAL.search(span) or _ESCAPED.search(span)), name)


def _node(value: Any, where: Where, depth: int, strange: list[bool]) -> Node:
    if depth > MAX_DEPTH:
        strange.append(True)
        return Scalar("", where)
    if isinstance(value, dict):
        if type(value) is _Repeated:
            strange.append(True)
        items = {key: _text(item, where) if type(item) is str else _node(item, where, depth + 1, strange) for key, item in value.items()}
        return Mapping(items, dict.fromkeys(items, where), where)
    if type(value) is list:
        return Sequence(tuple([_node(item, where, depth + 1, strange) for item in value]), where)
    if type(value) is str:
        return _text(value, where)
    return Scalar(value if type(value) is _Unquoted else {None: "null", True: "true", False: "false"}[value], where)


def _text(value: str, where: Where) -> Scalar:
    return tuple.__new__(Scalar, (value, where, True, None))  # twice as fast as `Scalar(…)`

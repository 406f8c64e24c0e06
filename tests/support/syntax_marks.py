"""The pieces of syntax in content files, character by character, found without the readers that are tested with them.

YAML is read by the scanner of PyYAML, Markdown and its attribute lists and citations by patterns. What is words is left out: prose, titles,
locators, phrases, and the digits of dates and figures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(NamedTuple):
    """A character of syntax."""

    at: int
    kind: str
    """Which piece of syntax it is a part of."""
    opened: int
    """Where the construct begins that it is a part of, which may be on an earlier line; of the first sign of a link, where its text ends."""


PASSAGES = frozenset({"summary", "brief", "text", "answer"})
"""Keys whose values are Markdown."""
WORDS = frozenset("""
consulted type language lang status match draft kind via based_on syndicated_from related was by list group counts languages id
""".split())  # fmt: skip
"""Keys whose values are keywords, ids or declared words."""
DATES = frozenset("as_of signed announced published revoked issued accessed date from to value".split())
ADDRESSES = frozenset({"URL", "url", "repository"})
SEVERITIES = frozenset({"error", "warning", "off"})
DATE_MARK = re.compile(r"(?<=\d)[-/~?%]|\.\.")
SCHEME = re.compile(r"https?://")
FENCE = re.compile(r"\A(---[ \t]*\n)(.*?^)(---[ \t]*)$", re.DOTALL | re.MULTILINE)

CITATION = re.compile(r"\[[^\[\]]*?@[^\[\]]*\]")
IN_CITATION = re.compile(r"""(?P<key>@[\w:.#$%&+?~/-]*\w(?:,\x20?)?)|(?P<stance>\bcontra\x20)|(?P<separator>;\x20?)|(?P<quote>["“”„])""")
LIST = re.compile(r"\{[#.\w][^{}]*\}")
IN_LIST = re.compile(
    r"""(?P<id>\#[\w:-]+)|(?P<class>\.[a-z-]+)|(?P<key>[\w-]+=)(?:(?P<open>")(?P<quoted>[^"]*)(?P<close>")|(?P<value>[^\s"}]+))|(?P<space>[ ])"""
)
WORDS_IN_LIST = frozenset("status disputes supersedes supports measures was from differs".split())
LINK = re.compile(r"(\[)[^\[\]]*(\]\()([^()\s]+)(\))")
BEFORE_TABLE = re.compile(r"(?:.*\n)?\n|\A", re.DOTALL)
"""What is before the table in which a text ends: it begins below an empty line."""
MARKDOWN = re.compile(
    r"""
      (?P<comment><!--|-->)
    | (?P<heading>^\#{1,6}[ ])
    | (?P<alert>^>[ ]\[!\w+\])
    | (?P<quotation>^>[ ])
    | (?P<list>^[ ]*(?:[-*+]|\d{1,2}[.)])[ ])
    | (?P<rule>^\|[ :|-]+\|$)
    | (?P<escape>\\(?=[^\w\s]))
    | (?P<note>\[\^\w+\]:?)
    | (?P<pipe>(?<!\\)\|)
    | (?P<strong>\*\*)
    | (?P<emphasis>\*|(?<!\w)_|_(?!\w))
    | (?P<strike>~~)
    | (?P<tag></?[a-z]+>)
    | (?P<code>`+)
    | (?P<indentation>^[ ]+(?=\{))
    | (?P<end>\n(?=\n|[ >]*\{|\||[ ]*(?:[-*+]|\d{1,2}[.)])[ ]))
    """,
    re.MULTILINE | re.VERBOSE,
)


OPENING = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
FLOW = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
BETWEEN = {
    "yaml comment": re.compile(r"(?:^|(?<=[ \t]))#", re.MULTILINE),
    "yaml line end": re.compile(r"\n"),
    "yaml indentation": re.compile(r"^[ \t]+(?=\S)", re.MULTILINE),
}
"""Marks that are no tokens; the last character of each match."""


def marks(path: str, text: str) -> list[Mark]:
    """Return the characters of syntax of a content file, in their order, each once."""
    found: dict[int, Mark] = {}
    for mark in _of_file(path, text):
        found.setdefault(mark.at, mark)
    return [found[at] for at in sorted(found)]


def _of_file(path: str, text: str) -> Iterator[Mark]:
    if path.endswith((".yml", ".json")):
        yield from _yaml(text.replace("\t", " "), 0, path)  # JSON has tabs where YAML has none
    elif front := FENCE.match(text):
        yield from _all(0, 3, "fence")
        yield from (Mark(at, "fence", 0) for at in range(front.start(3), front.start(3) + 3))
        yield from _yaml(front[2], front.start(2), path)
        yield from _markdown(text[front.end(3) :], front.end(3))


def _all(start: int, end: int, kind: str, opened: int | None = None) -> Iterator[Mark]:
    return (Mark(at, kind, start if opened is None else opened) for at in range(start, end))


# --- YAML ---


def _yaml(text: str, shift: int, path: str) -> Iterator[Mark]:
    reader = _Yaml(text, path)
    found = [mark for token in yaml.scan(text, Loader=yaml.CSafeLoader) for mark in reader.marks(token)]
    for kind, pattern in BETWEEN.items():
        found += [Mark(at, kind, at) for match in pattern.finditer(text) if (at := match.end() - 1) not in reader.inside]
    return (Mark(shift + at, kind, shift + opened) for at, kind, opened in found)


class _Yaml:
    """Finds the marks of each token of a text in turn."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.inside: set[int] = set()
        """The indices within values, apart from their first characters."""
        self.key = ""
        self.expects_key = False
        self.keys: list[str] = []
        self.brackets: list[int] = []

    def marks(self, token: yaml.Token) -> Iterator[Mark]:
        start, end = token.start_mark.index, token.end_mark.index
        match token:
            case yaml.KeyToken():
                self.expects_key = True
            case yaml.ScalarToken():
                yield from self._scalar(token.value, start, end)
            case yaml.ValueToken() | yaml.BlockEntryToken() if (sign := self.text[start : start + 1]) in (":", "-"):
                yield from _all(start, start + 1 + self.text.startswith(" ", start + 1), "yaml colon" if sign == ":" else "yaml dash")
            case yaml.FlowEntryToken():
                yield Mark(start, "yaml comma", self.brackets[-1])
        yield from self._nesting(token, start)

    def _nesting(self, token: yaml.Token, start: int) -> Iterator[Mark]:
        if isinstance(token, OPENING):
            self.keys.append(self.key)
            if isinstance(token, FLOW):
                self.brackets.append(start)
                yield Mark(start, "yaml brace", start)
        elif isinstance(token, CLOSING):
            self.key = self.keys.pop()
            if isinstance(token, FLOW):
                yield Mark(start, "yaml brace", self.brackets.pop())

    def _scalar(self, value: str, start: int, end: int) -> Iterator[Mark]:
        self.inside.update(range(start + 1, end))
        raw = self.text[start:end]
        quoted = raw[0] in "'\""
        if quoted:
            yield from (Mark(at, "yaml quotation mark", start) for at in (start, end - 1))
            yield from (Mark(start + 1 + match.start(), "yaml escape", start) for match in re.finditer(r"\\.|''", raw[1:-1]))
        elif raw[0] in ">|":
            yield from _all(start, start + len(raw.split("\n")[0].rstrip()), "yaml block")
        if self.expects_key:
            self.key, self.expects_key = value, False
            yield from _all(start + quoted, end - quoted, "yaml key")
        else:
            inner = raw.strip("'\"")
            record = self.brackets[-1] if self.path.endswith(".json") and self.brackets else start
            yield from (mark._replace(opened=min(mark.opened, record)) for mark in self._value(inner, start + raw.find(inner)))

    def _value(self, value: str, at: int) -> Iterator[Mark]:
        key = self.key
        if key in PASSAGES:
            yield from _markdown(value, at)
        elif key == "cite":
            yield from _citation(value, at)
        elif key in WORDS or (key == "from" and self.path.endswith(".ar.md")):
            yield from _all(at, at + len(value), f"value of {key}")
        elif value in SEVERITIES and self.path.endswith("explainer.yml"):
            yield from _all(at, at + len(value), "value of a rule")
        elif key in DATES and re.match(r"[\d./~?%-]+\Z", value):
            yield from (mark for match in DATE_MARK.finditer(value) for mark in _all(at + match.start(), at + match.end(), "date"))
        elif key in ADDRESSES and (scheme := SCHEME.match(value)):
            yield from _all(at, at + scheme.end(), "address")


# --- Markdown ---


def _markdown(text: str, shift: int) -> Iterator[Mark]:
    for match in CITATION.finditer(text):
        yield from (Mark(shift + at, "citation bracket", shift + match.start()) for at in (match.start(), match.end() - 1))
        yield from _citation(match[0][1:-1], shift + match.start() + 1, shift + match.start())
    for match in LIST.finditer(text):
        yield from _attributes(match[0], shift + match.start())
    for match in LINK.finditer(text):
        for number, other in ((1, match.start(2)), (2, match.start()), (4, match.start())):
            yield from _all(shift + match.start(number), shift + match.end(number), "link bracket", shift + other)
        scheme = SCHEME.match(match[3])
        length = scheme.end() if scheme else len(match[3])
        yield from _all(shift + match.start(3), shift + match.start(3) + length, "link target", shift + match.start())
    opened: dict[str, int] = {}
    for match in MARKDOWN.finditer(text):
        kind = str(match.lastgroup)
        start = opened.pop(kind, match.start())
        if kind == "rule" or (kind == "end" and text[text.rfind("\n", 0, start) + 1] == "|"):
            start = BEFORE_TABLE.search(text, 0, match.start() + 1).end()
        if start == match.start() and kind in ("comment", "strong", "emphasis", "strike", "code", "tag"):
            opened[kind] = start
        yield from _all(shift + match.start(), shift + match.end(), "line end" if kind == "end" else kind, shift + start)


def _citation(text: str, shift: int, opened: int | None = None) -> Iterator[Mark]:
    for match in IN_CITATION.finditer(text):
        yield from _all(shift + match.start(), shift + match.end(), f"citation {match.lastgroup}", shift if opened is None else opened)


def _attributes(text: str, shift: int) -> Iterator[Mark]:
    yield from (Mark(at, "attribute brace", shift) for at in (shift, shift + len(text) - 1))
    for match in IN_LIST.finditer(text):
        for name in ("id", "class", "key", "open", "close", "space"):
            if match[name]:
                kind = "quotation mark" if name in ("open", "close") else name
                yield from _all(shift + match.start(name), shift + match.end(name), f"attribute {kind}", shift)
        part = "quoted" if match["quoted"] is not None else "value"
        if match[part] and match["key"][:-1] in WORDS_IN_LIST:
            yield from _all(shift + match.start(part), shift + match.end(part), f"attribute {match['key']}", shift)
        elif match[part]:
            at = shift + match.start(part)
            yield from (Mark(at + i, "date", shift) for m in DATE_MARK.finditer(match[part]) for i in range(*m.span()))

"""The entries and fields of a BibTeX file with their places: braces and quotation marks, and nothing else of BibTeX.

What a value means is for the program that reads the result. This module only finds where each begins and ends, and goes on after a
slip, so that one entry cannot take the others with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from builder.bibliographies.records import Entry, Source
from builder.model.findings import Finding, Where, finding

if TYPE_CHECKING:
    from collections.abc import Callable

_START = re.compile(r"@[ \t]*([A-Za-z][\w+-]*)\s*([{(])")
_LINE_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z][\w+-]*\s*[{(]", re.MULTILINE)
_KEY = re.compile(r"[^,={}\"]*")
_NAME = re.compile(r"\s*([^\s={}(),\"#]+)\s*=\s*")
_BARE = re.compile(r"[^\s,={}()\"#]+")
_BRACE = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r"[{}\"]")
_JOIN = re.compile(r"\s*#\s*")
_END = re.compile(r"\s*(,?)\s*")
_CLOSING = {"{": "}", "(": ")"}
_MONTHS = {name[:3]: name for name in "january february march april may june july august september october november december".split()}


class _BrokenError(Exception):  # never leaves this module: it carries a finding to the loop over entries
    def __init__(self, at: int, message: str, hint: str = "") -> None:
        self.at, self.message, self.hint = at, message, hint


class Scanner:
    """Reads the entries of one text. `sources` and `findings` are the result; all of it takes time in proportion to the text."""

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._borders = [match.start() for match in _LINE_START.finditer(text)]
        self._limit = len(text)
        self._strings: dict[str, str] = dict(_MONTHS)
        self.sources: list[Source] = []
        self.findings: list[Finding] = []

    def where(self, index: int) -> Where:
        """Return the place of a character."""
        row = bisect_right(self._starts, index) - 1
        return Where(self._path, row + 1, index - self._starts[row] + 1)

    def scan(self) -> None:
        """Read the text."""
        at = 0
        while match := _START.search(self._text, at):
            border = bisect_left(self._borders, match.end())
            self._limit = self._borders[border] if border < len(self._borders) else len(self._text)
            try:
                at = self._block(match)
            except _BrokenError as broken:
                self.findings.append(finding(self.where(broken.at), "unreadable-record", broken.message, broken.hint))
                at = self._limit

    def _block(self, match: re.Match[str]) -> int:
        kind, opening = match[1].lower(), match[2]
        read: Callable[[re.Match[str], str, str], int] = {
            "comment": self._comment,
            "preamble": self._comment,
            "string": self._string,
        }.get(kind, self._entry)
        return read(match, kind, _CLOSING[opening])

    def _comment(self, match: re.Match[str], _kind: str, closing: str) -> int:
        try:
            return self._closing_brace(match.end()) if closing == "}" else match.end()
        except _BrokenError:
            return self._limit  # a comment may hold anything, also half a pair

    def _string(self, match: re.Match[str], kind: str, closing: str) -> int:
        entries, at = self._fields(match.end(), closing, kind, "")
        self._strings.update((entry.name, entry.text) for entry in entries)
        return at

    def _entry(self, match: re.Match[str], kind: str, closing: str) -> int:
        key, at = self._key(match.end(), kind)
        entries, at = self._fields(at, closing, kind, key)
        self.sources.append(Source(kind, key, self.where(match.start()), tuple(entries)))
        return at

    def _key(self, at: int, kind: str) -> tuple[str, int]:
        """Return the key of an entry and the index behind it."""
        match = _KEY.match(self._text, at, self._limit)
        written = match[0] if match else ""
        words, end = written.split(), at + len(written)
        field_follows = self._text[end : end + 1] == "="
        if len(words) <= field_follows:
            self._told(at, f"this `@{kind}` has no key", f"write one after the brace: `@{kind}{{berg-2020,`")
            return "", at if field_follows else end
        if field_follows:
            self._told(
                at, f"a comma is missing after the key `{words[0]}`; it is read as if it were there", f"write `@{kind}{{{words[0]},`"
            )
            return words[0], self._text.index(words[0], at) + len(words[0])
        return " ".join(words), end

    def _fields(self, at: int, closing: str, kind: str, key: str) -> tuple[list[Entry], int]:
        """Return the fields of an entry and the index behind it."""
        entries: list[Entry] = []
        while True:
            at = _skip(self._text, at)
            if at >= self._limit:
                named = f" `{key}`" if key else ""
                self._told(
                    at - 1, f"the entry{named} does not end; it is read as if it ended here", f"write `{closing}` after its last field"
                )
                return entries, at
            if self._text[at] == closing:
                return entries, at + 1
            name = _NAME.match(self._text, at)
            if not name:
                at = self._stray(at, kind, key)
                continue
            value, where, end = self._value(name.end(), name[1])
            entries.append(Entry(name[1].lower(), value, where))
            at = self._comma(end, closing)

    def _comma(self, at: int, closing: str) -> int:
        match = _END.match(self._text, at)
        end = match.end() if match else at
        if match and not match[1] and end < self._limit and self._text[end] != closing:
            word = _NAME.match(self._text, end)
            before = f" before `{word[1]}`" if word else ""
            self._told(end, f"a comma is missing{before}; it is read as if it were there", f"write a comma{before}")
        return end

    def _stray(self, at: int, kind: str, key: str) -> int:
        """Tell of characters that are no field, and return the index behind them."""
        word = _BARE.match(self._text, at)
        end = word.end() if word else at + 1
        if self._text[at : at + 1] == "{":
            end = self._closing_brace(at + 1)
        rest = self._text[at:end]
        named = f"`{key}`" if key else f"this `@{kind}`"
        self.findings.append(
            finding(
                self.where(at),
                "not-carried-over",
                f"`{rest[:60]}` in {named} is no field, and is not carried over",
                "a field is `name = {text},`",
            )
        )
        return _skip(self._text, end)

    def _told(self, at: int, message: str, hint: str) -> None:
        self.findings.append(finding(self.where(_blank(self._text, at)), "repaired-record", message, hint))

    def _value(self, at: int, name: str) -> tuple[str, Where, int]:
        """Return a value with its parts joined, its place, and the index behind it."""
        parts: list[str] = []
        where = self.where(at)
        while True:
            part, at = self._part(at, name)
            parts.append(part)
            join = _JOIN.match(self._text, at)
            if not join:
                return "".join(parts), where, at
            at = join.end()

    def _part(self, at: int, name: str) -> tuple[str, int]:
        opening = self._text[at : at + 1]
        if opening == "{":
            end = self._closing_brace(at + 1, name)
            return self._text[at + 1 : end - 1], end
        if opening == '"':
            end = self._closing_quote(at + 1, name)
            return self._text[at + 1 : end - 1], end
        word = _BARE.match(self._text, at)
        if not word:
            return "", at
        if word[0].isdigit():
            return word[0], word.end()
        if word[0].lower() not in self._strings:
            hint = f"write `{name} = {{{word[0]}}}`, or define it: `@string{{{word[0]} = {{…}}}}`"
            self._told(at, f"`{word[0]}` stands without braces and is not defined; it is read as text", hint)
        return self._strings.get(word[0].lower(), word[0]), word.end()

    def _closing_brace(self, at: int, name: str = "") -> int:
        """Return the index behind the brace that closes the one before `at`; BibTeX counts those behind a backslash, too."""
        depth, start = 1, at
        while match := _BRACE.search(self._text, at, self._limit):
            depth += 1 if match[0] == "{" else -1
            at = match.end()
            if not depth:
                return at
        field = f" of `{name}`" if name else ""
        raise _BrokenError(start - 1, f"the brace{field} is never closed, so this entry cannot be read", "write a `}` where the text ends")

    def _closing_quote(self, at: int, name: str) -> int:
        depth, start = 0, at
        while match := _BRACE_OR_QUOTE.search(self._text, at, self._limit):
            at = match.end()
            if match[0] == '"' and depth <= 0:
                return at
            depth += {"{": 1, "}": -1}.get(match[0], 0)
        raise _BrokenError(
            start - 1, f"the quotation mark of `{name}` is never closed, so this entry cannot be read", 'write a `"` where the text ends'
        )


def _skip(text: str, at: int) -> int:
    """Return the index behind white space and commas."""
    while at < len(text) and (text[at].isspace() or text[at] == ","):
        at += 1
    return at


def _blank(text: str, at: int) -> int:
    """Return the index behind white space."""
    while at < len(text) - 1 and text[at].isspace():
        at += 1
    return at

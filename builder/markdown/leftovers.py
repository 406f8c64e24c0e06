"""Signs of Markdown and other notations that stand in a text since no parser has read them: they would be printed as they are.

Whatever syntax is not consumed arrives as text. An escaped sign, or one written as a character reference, is a word.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from builder.markdown.leftover_messages import KINDS
from builder.markdown.positions import Run, code_ranges
from builder.model.document import Bare, BareForm, Html
from builder.model.findings import Edit, Where, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.citations.brackets import Pair
    from builder.markdown.cited_runs import TextRun
    from builder.markdown.positions import Positions
    from builder.model.document import Token
    from builder.model.findings import Finding

SIGNS = re.compile(r"\{|\}|\\|\^|\*|_|`|~~|==|:::|!!!|<|&|\||#|\n[-+•▪◦‣\d]|•|▪|◦|‣")
"""What a text without any has no leftovers but perhaps brackets: one search over ordinary text."""
_STARTS = frozenset("-+•▪◦‣0123456789")
_WORD = r"[^\W\d_]"
_SLIPS = re.compile(
    rf"""
    (?P<tex>\\[A-Za-z]++\*?(?:\[[^\[\]\n]*+\])?(?:\{{[^{{}}\n]*+\}})?)
    | (?P<role>\{{\w{{0,20}}?cite[\w:]*+\}})
    | (?P<template>\{{\{{[^{{}}\n]*+(?:\}}\}})?|\{{%[^{{}}\n]*+\}}?)
    | (?P<inner>\{{\s*+\#[\w:-]++[^{{}}\n]*+\}}?+[ \t]*+(?=\n))
    | (?P<list>\{{\s*+[\#.][\w:-]++[^{{}}\n]*+\}}?)
    | (?P<brace>\{{[^{{}}\n]*+\}}?|\}}++)
    | (?P<note>\[\^[^\[\]\n]++\])
    | (?P<inline_note>\^\[)
    | (?P<wiki>\[\[[^\[\]\n]*+\]\]?)
    | (?P<definition>^\[[^\[\]\n]++\]:)
    | (?P<reference>\[[^\[\]\n]*+\]\[[^\[\]\n]*+\])
    | (?P<address>\[[^\[\]\n]*+\]\([^()\n]*+\)?)
    | (?P<apart>\[[^\[\]\n]++\][ ]\((?:https?|claim|theme|group|source|term|page):[^()\n]*+\)?)
    | (?P<reversed>\([^()\n]*+\)\[(?:https?|claim|theme|group|source|term|page):[^\[\]\n]*+\])
    | (?P<mark>\[[＾ˆ][^\[\]\n]*+\])
    | (?P<crossed>\[[^\[\]\n]*+\][（❨](?=[^\s()（）]*[:/]))
    | (?P<unopened>\[[^\[\]\n]++\](?=\.{{1,2}}/\S|(?:https?|claim|theme|group|source|term|page):\S))
    | \[(?P<word>[^\[\]\n]++)\]
    | (?P<split>\]\[|\]\(+(?=[a-z]+:)|\][（❨](?=[^\s()]*[:/])
        |\](?=\.{{1,2}}/\S|(?:https?|claim|theme|group|source|term|page):\S)|［[^\[\]［］\n]*+\]\(|[］❳]\((?=[^\s()]*[:/]))
    | (?P<comment><!--)
    | (?P<html></?[A-Za-z][^<>\n]*+>)
    | (?P<entity>&(?:\#\w++;?|[A-Za-z][A-Za-z0-9]*+(?:;|(?![\w;=]))))
    | (?P<row>^\|[^\n]*+)
    | (?P<heading>^\#{{1,6}}(?=\w))
    | (?P<item>^(?:[-+]|\d{{1,3}}[.)])(?={_WORD})|^[•▪◦‣])
    | (?P<fence>^(?::{{3,}}|!{{3,}})(?=[ ]*{_WORD}))
    | (?P<emphasis>\*++|_++|~~++|`++|==)
    """,
    re.VERBOSE | re.MULTILINE,
)
_ON_PAGES = re.compile(
    r"""
    \{:?\s*+\#[\w:-]++[^{}\n]*+\}?
    | \[\^[^\[\]\s]++\]
    | \[\[[^\[\]\n]++\]\]
    | \[[^\[\]\n@]++\]\[[^\[\]\n@]*+\]
    | \[[^\[\]\n@]++\]\([^()\n]++\)
    """,
    re.VERBOSE,
)
"""Leftovers of a page that another parser has rendered: those that are hardly ever meant as they are."""
_LINE_STARTS = frozenset({"definition", "row", "heading", "item", "fence"})
_CERTAIN = frozenset({"apart", "reversed", "mark", "entity", "heading"})
"""Kinds of which the first hint is what to write in the place of what stands there, if it is the only one."""
_CODES = {"inner": "invalid-attributes", "list": "invalid-attributes", "note": "dead-link"}
_BREAK, _CODE = Html("<br>"), Html("<code>")
_ONCE_IN_A_TEXT = frozenset({"html"})
_ONCE = frozenset({"row", "item", "emphasis", "html"})
"""Kinds that are reported once in a paragraph."""
_WIDE_BRACKETS = frozenset("［］")
_BRACKET = re.compile(r"[\[\]［］]")
_OPENING = {"]": "[", "］": "［"}
_CELL_END = re.compile(r"(?<!\\)\|")
_CITED = "\x00"
"""In the place of each character of a citation."""
_LONGEST = 200
"""Characters of a leftover that are looked at."""
_ITEMS = re.compile(rf"^(?:[-+•▪◦‣]|\d{{1,3}}[.)])[ ]*(?={_WORD})", re.MULTILINE)
_ID = re.compile(r"\{\s*#([\w:-]+)")
_KEY = re.compile(r"""\s*(?:see\s+)?(\w[^\s,;\[\]"“”]*+)\s*+(?:[,;"“„«]|\Z)""")


def may_have_leftovers(text: str) -> bool:
    """Return whether a text has to be looked at: it has a sign, or a bracket that is no citation."""
    brackets = text.count("[")
    return (
        SIGNS.search(text) is not None
        or text[:1] in _STARTS
        or brackets != text.count("[@")
        or brackets != text.count("]")
        or (not text.isascii() and not _WIDE_BRACKETS.isdisjoint(text))
    )


class _Open(NamedTuple):
    """A bracket in a run of text."""

    sign: str
    run: Run
    at: int
    is_sign: bool
    """Whether it is written as it is, not escaped."""


class Leftovers:
    """Reports the leftovers of one text."""

    def __init__(self, source: Positions, findings: list[Finding], bare: list[Bare], *, short: bool) -> None:
        self.ids: list[tuple[str, Where]] = []
        """The ids in attribute lists of the current block that were not read, each with its place."""
        self.explained_lines: frozenset[int] = frozenset()
        """Lines that go on with the one above only because of a slip in their mark, which is reported."""
        self._source = source
        self._short = short
        self._in_cell = False
        self._findings = findings
        self._bare = bare
        self._said: set[str] = set()
        """Kinds that are reported once in a text."""

    def look(self, tokens: Sequence[Token], runs: Sequence[TextRun], cited: Sequence[Pair], *, explained: bool, in_cell: bool) -> None:
        """Report what is left in the runs of text of a block; `cited` are the citations in the text of all runs.

        A bracket without a partner is not reported if it is `explained` by a slip in a citation.
        """
        self._in_cell = in_cell
        start = first = 0
        known = len(self._findings)
        open_brackets: list[_Open] = []
        for run in runs:
            text = "".join(run.pieces)
            end = start + len(text)
            while first < len(cited) and cited[first].end < start:
                first += 1
            before = tokens[run.token - 1] if run.token else None
            if before != _CODE and may_have_leftovers(text):
                left = _without_citations(text, start, cited, first)
                read = Run(self._source, run.pieces, run.starts, text)
                self._look_at(read, left, at_start=before in (None, _BREAK))
                if not explained and not run.literal and len(self._findings) == known:
                    self._balance(read, left, open_brackets)
            start = end
        left_open = next((one for one in open_brackets if one.is_sign), None)
        if left_open and len(self._findings) == known:
            self._report_bracket(left_open)

    def _balance(self, run: Run, text: str, opened: list[_Open]) -> None:
        """Keep the brackets that are open at the end of a run of text; report one that closes none of them."""
        for match in _BRACKET.finditer(text):
            sign, index = match[0], match.start()
            is_sign = not self._source.has_escapes or run.written(index, sign)
            if sign in "[［":
                opened.append(_Open(sign, run, index, is_sign))
            elif opened and opened[-1].sign == _OPENING[sign]:
                opened.pop()
            elif is_sign:
                self._report_bracket(_Open(sign, run, index, is_sign))
                return

    def _report_bracket(self, bracket: _Open) -> None:
        place, shift = bracket.run.places(bracket.at)
        self._report("bracket", bracket.sign, place(shift))

    def _look_at(self, run: Run, text: str, *, at_start: bool) -> None:
        said: set[str] = set()
        for match in _SLIPS.finditer(text):
            kind, index = match.lastgroup or "", match.start()
            at_edge = index == 0 and not at_start
            if (kind in _LINE_STARTS and at_edge) or not run.written(index, match[0][:_LONGEST].partition(_CITED)[0]):
                continue
            if kind == "emphasis" and not _touches_a_word(match[0], *run.around(index, len(match[0]))):
                continue
            place, shift = run.places(index)
            if kind == "word":
                self._word(match[0], place(shift))
            elif kind == "item" and not (index == 0 or _has_items(text)):
                continue
            else:
                once = match[0][0] if kind == "emphasis" else kind
                known = self._said if kind in _ONCE_IN_A_TEXT else said
                if once not in known or kind not in _ONCE:
                    shown = self._line(run, index) if kind in _LINE_STARTS else match[0]
                    self._report(kind, shown, place(shift))
                known.add(once)

    def _line(self, run: Run, index: int) -> str:
        """Return a line from a character on as it is written, with its citations and its attribute list; in a table, as far as its cell."""
        line = run.line(index, _LONGEST)
        return _CELL_END.split(line, maxsplit=1)[0].rstrip() if self._in_cell else line

    def _word(self, text: str, where: Where) -> None:
        """Note a word in brackets, which may be the id of a source."""
        if key := _KEY.match(text, 1, len(text) - 1):
            self._bare.append(Bare(key[1], where, BareForm.WORD, written=text))

    def _report(self, kind: str, text: str, where: Where) -> None:
        message = KINDS[kind](text)
        if message is None:
            return
        if kind in ("inner", "list") and (found := _ID.match(text)):
            self.ids.append((found[1], where))
        if kind == "inner" and where.line + 1 in self.explained_lines:
            return
        if kind == "note" and self._short:
            hint = "say it in the text, or in a claim of the page"
            self._findings.append(finding(where, "wrong-type", "a short text cannot have footnotes", hint))
        else:
            new = message[1].removeprefix("write ") if kind in _CERTAIN and not any(message[2:]) else ""
            old = text.partition(" ")[0] if kind == "heading" else text
            edits = (Edit(where, old, new[: len(old) + 1] if kind == "heading" else new),) if new else ()
            self._findings.append(finding(where, _CODES.get(kind, "unread-markup"), *message, edits=edits))


def _touches_a_word(sign: str, before: bytes, after: bytes) -> bool:
    """Return whether signs stand beside a word, as they do for emphasis; `_` within a word is a part of it."""
    left, right = (bool(byte.strip()) for byte in (before, after))
    if sign[0] == "_" and left and right:
        return not all(byte.isalnum() or byte >= b"\x80" for byte in (before, after))
    return left or right


def _has_items(text: str) -> bool:
    """Return whether several lines of a text look like items of a list."""
    return len(_ITEMS.findall(text)) > 1


def left_on_page(texts: Iterable[str], source: str, path: str) -> Iterator[Finding]:
    """Yield a finding for each notation that stands as it was written in the texts of a rendered page, and in its source.

    What the author has escaped, or a plugin has made, is no leftover.
    """
    left = {match[0] for text in texts for match in _ON_PAGES.finditer(text)}
    if not left:
        return
    code = code_ranges(source)
    for match in _ON_PAGES.finditer(source):
        start = match.start()
        if match[0] not in left or source[start - 1 : start] == "\\" or any(begin <= start < end for begin, end in code):
            continue
        kind = (_SLIPS.match(match[0].replace("{:", "{", 1)) or match).lastgroup or ""
        where = Where(path, source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start))
        if kind in ("list", "inner"):
            hint = "take it out: only a heading can have an id on this page, and a claim stands in `content/themes/`"
            yield finding(where, "unread-markup", f"`{match[0]}` is printed as text on this page", hint)
        elif kind in KINDS and (message := KINDS[kind](match[0])):
            yield finding(where, _CODES.get(kind, "unread-markup"), *message)


def _without_citations(text: str, start: int, cited: Sequence[Pair], first: int) -> str:
    """Return a text of the same length with signs of no meaning for its citations.

    The text begins at `start` of that in which the citations are counted.
    """
    pieces, at, end = [], start, start + len(text)
    for pair in islice(cited, first, None):
        if pair.start > end:
            break
        pieces += [text[at - start : max(pair.start - 1 - start, 0)], _CITED * (min(pair.end + 1, end) - max(pair.start - 1, start))]
        at = min(pair.end + 1, end)
    return "".join(pieces) + text[at - start :] if pieces else text

"""Citations in the runs of text of one block, with markup between them: emphasis, code, links and tags may stand in a citation."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from builder.citations.brackets import find_brackets
from builder.citations.grammar import parse_citations
from builder.citations.proposals import as_written, closed, in_brackets, in_other_brackets
from builder.citations.signs import AS_TEXT, AT, INVISIBLES, KEY, LITERAL, SIGNIFICANT, key_of
from builder.markdown.positions import Run
from builder.model.document import Bare, BareForm, Citations, Html, LinkEnd, LinkStart, Text
from builder.model.findings import finding
from builder.sanitising.raw_html import VOID_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.citations.brackets import Loose, Pair
    from builder.markdown.positions import Positions
    from builder.model.document import Token
    from builder.model.findings import Finding

_NOTE = '<sup class="note">'
_CLOSING = re.compile("[］】〕]")
"""Brackets that may have been typed for the one that closes a citation."""
_REACH = 80
"""How far behind a key they are looked for, in characters."""
_TAG = re.compile(r"<(/?)([a-z]+)")
_SHOWN = {"a": "a link", "em": "emphasis (`*`)", "strong": "emphasis (`**`)", "del": "text that is crossed out (`~~`)", "code": "code"}
"""What people call the elements that Markdown makes."""


class TextRun(NamedTuple):
    """A run of text of a block, as the parser returned it; a line break is one, too."""

    token: int
    """The index of its token."""
    pieces: list[str]
    starts: list[int]
    """The byte offset of each piece."""
    literal: bool = False
    """Whether it is in code or in the text of a link, where nothing is a sign."""


class Reading(NamedTuple):
    """What a block is once its citations are read."""

    tokens: list[Token]
    bare: list[Bare]
    findings: list[Finding]
    cited: list[Pair]
    """Where citations stand in the text of all runs."""


def read_citations(source: Positions, tokens: list[Token], runs: Sequence[TextRun], *, in_cell: bool) -> Reading | None:
    """Return the tokens of a block from its first run on, with citations in the place of their brackets; None if there is no at sign."""
    pieces = [piece for run in runs for piece in run.pieces]
    text = "".join(pieces)
    if AT[0] not in text and AT[1] not in text:
        return None
    return _Reader(source, tokens, runs, pieces, text, in_cell=in_cell).read()


class _Reader:
    def __init__(
        self, source: Positions, tokens: list[Token], runs: Sequence[TextRun], pieces: list[str], text: str, *, in_cell: bool
    ) -> None:
        self.tokens, self.runs, self.text, self.in_cell = tokens, runs, text, in_cell
        starts = runs[0].starts if len(runs) == 1 else [start for run in runs for start in run.starts]
        self.shape = "".join([_shape(source, run) for run in runs])
        self.ends = [len(text)] if len(runs) == 1 else list(accumulate([sum(map(len, run.pieces)) for run in runs]))
        """Where each run ends in the text."""
        self.place, self.shift = Run(source, pieces, starts, text).places(0)
        self.out: list[Token] = []
        self.findings: list[Finding] = []
        self.at = self.number = 0
        """The text up to this index, in the run with this number, is in `out`."""

    def read(self) -> Reading:
        pairs, loose = find_brackets(self.shape)
        for pair in pairs:
            self._read_pair(pair)
        self._emit(len(self.text), len(self.runs) - 1)
        self.out += self.tokens[self.runs[-1].token + 1 :]
        bare = [one for found in loose if (one := self._loose(found))]
        return Reading(self.out, bare, self.findings, pairs)

    def _read_pair(self, pair: Pair) -> None:
        first = self._run_of(pair.start - 1, self.number)
        last = self._run_of(pair.end, first)
        if first != last and (problem := self._markup(pair, first, last)):
            self._report(pair.start - 1, *problem)
            return
        self._emit(pair.start - 1, first)
        if self.out and type(previous := self.out[-1]) is Text:  # the numeral follows the word directly
            self.out[-1] = Text(previous.text.rstrip(), previous.linkable)
        text, shape = self.text[pair.start : pair.end], self.shape[pair.start : pair.end]
        citations, problems = parse_citations(text, shape, self.place, self.shift + pair.start)
        for found in problems:
            self._report(pair.start + found.offset, found.message, found.hint)
        self.out.append(Citations(citations))
        self.at, self.number = pair.end + 1, last

    def _report(self, at: int, message: str, *hints: str) -> None:
        self.findings.append(finding(self.place(self.shift + at), "invalid-citation", message, *hints))

    def _run_of(self, at: int, number: int) -> int:
        while self.ends[number] <= at:
            number += 1
        return number

    def _emit(self, end: int, last: int) -> None:
        """Append the tokens up to an index of the text, which is in the run with the number `last`."""
        for number in range(self.number, last + 1):
            run, stop = self.runs[number], min(end, self.ends[number])
            if self.at < stop:
                token = self.tokens[run.token]
                self.out.append(Text(self.text[self.at : stop], token.linkable) if type(token) is Text else token)
            self.at = stop
            if number < last:
                self.out += self.tokens[run.token + 1 : self.runs[number + 1].token]
        self.number = last

    def _markup(self, pair: Pair, first: int, last: int) -> tuple[str, str] | None:
        """Return what is wrong with the markup in a citation, which is left out; None if all of it begins and ends there."""
        for key in KEY.finditer(self.shape, pair.start, pair.end):
            if self.ends[bisect_right(self.ends, key.start())] < key.end():
                hint = "write a backslash before each sign of Markdown in the key, as in \\* or \\_"
                return f"Markdown takes signs in the key `@{key[1]}` for markup", hint
        is_open: list[str] = []
        for number in range(first, last):
            for token in self.tokens[self.runs[number].token + 1 : self.runs[number + 1].token]:
                name, ends = _element(token)
                if name == _NOTE:
                    return "a footnote cannot stand in a citation", "put the footnote's mark after the closing bracket"
                if ends and not is_open:
                    return f"{_SHOWN.get(name, f'`<{name}>`')} begins before this citation and ends in it", "let it end before `[`"
                if ends:
                    is_open.pop()
                elif name:
                    is_open.append(name)
        if is_open:
            return f"{_SHOWN.get(is_open[0], f'`<{is_open[0]}>`')} begins in this citation and ends after it", "let it end before `]`"
        return None

    def _loose(self, found: Loose) -> Bare | None:
        """Return a key that is in no citation, to be compared with known ones; report a bracket that surely begins one and never ends."""
        key = key_of(found.written)
        if found.form is BareForm.NOT_CLOSED and not self.shape[found.bracket + 1 : found.start].strip("- \n" + INVISIBLES):
            if other := _CLOSING.search(self.shape, found.start, found.start + _REACH):
                whole = as_written(self.text, self.shape, found.bracket, other.start())
                hints = [f"type `]` instead of `{other[0]}`: {whole}]"]
            else:
                whole = closed(self.text, self.shape, found.bracket, found.start)
                hints = [f"write {whole}" if whole else f"type `]` after the citation, as in [@{found.written}]"]
                hints += ["a `|` in a citation in a table is written \\|"] if self.in_cell else []
            self._report(found.bracket, f"the bracket before `@{found.written}` is never closed", *hints)
            return None
        if not key:
            return None
        sign = written = ""
        if found.form is BareForm.OTHER_BRACKETS:
            sign = in_brackets(self.text[found.bracket])
            written = in_other_brackets(self.text, found.bracket, found.start)
        elif found.form is BareForm.NOT_CLOSED:
            written = closed(self.text, self.shape, found.bracket, found.start)
        return Bare(key, self.place(self.shift + found.start), found.form, sign, written)


def _shape(source: Positions, run: TextRun) -> str:
    """Return the text of a run with `LITERAL` for each sign that is only text in it."""
    if run.literal:
        return "".join(run.pieces).translate(AS_TEXT)
    if not source.has_escapes:
        return "".join(run.pieces)
    data, shape = source.data, []
    end = -1
    for piece, start in zip(run.pieces, run.starts, strict=True):
        if piece[:1] in SIGNIFICANT and _is_escaped(data, piece, start, end):
            shape.append(LITERAL + piece[1:])
        else:
            shape.append(piece)
        end = start + len(piece.encode())
    return "".join(shape)


def _is_escaped(data: bytes, piece: str, start: int, end: int) -> bool:
    """Return whether the first character of a piece is written with a backslash, or as a character reference.

    The parser starts a new piece there; `end` is where the piece before it ends.
    """
    return (end != start and data[start - 1 : start] == b"\\") or (data[start : start + 1] == b"&" and piece[0] != "&")


def _element(token: Token) -> tuple[str, bool]:
    """Return the name of the element that a token begins or ends (empty if none), and whether it ends it."""
    if isinstance(token, LinkStart | LinkEnd):
        return "a", isinstance(token, LinkEnd)
    if not isinstance(token, Html):
        return "", False
    if token.html.startswith(_NOTE):
        return _NOTE, False
    tag = _TAG.match(token.html)
    return (tag[2], bool(tag[1])) if tag and tag[2] not in VOID_TAGS else ("", False)

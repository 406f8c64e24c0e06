"""Marks of a line of Markdown that only look like marks, or mean something else than those of the lines beside them.

A parser reads them as text, and glues their line to the one above; or it begins a list or a quotation of its own.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from builder.slips.lines import Slip, to_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_DASHES = "‐‑‒–—―−－﹣∗＊"
_BARS = "｜│∣￨❘"
_MARKED = re.compile(
    rf"""\n(?:
      [ ]*(?:[{_DASHES}>›＞０-９]|\#*[＃♯]|[-+][^ \n]|[ ][-*+0-9]|[-*+](?:[ ][ ]|\t)|[.)][ ]|[0-9]{{1,2}}[^0-9])
    | [ ](?=\S)
    | [ ]*[\t\u00a0]
    )""",
    re.VERBOSE,
)
"""What lines without any, each behind a line end, have no doubtful marks but perhaps bars: it goes from one line end to the next."""
_ITEM = re.compile(r"(?P<indent>[ ]*)(?P<mark>[-*+]|(?P<number>[0-9]{1,9})[.)])(?P<space>[ \t]+)")
_HEADING = re.compile(r"#*(?P<sign>[＃♯])[#＃♯]*[ \u00a0]")
_QUOTATION = re.compile(r"(?:>[ ]?)*(?P<sign>[›＞])[ ]?\S")
_BAR = re.compile(rf"[ >]*(?P<first>[{_BARS}])|[^\n]*(?P<last>[{_BARS}])[ ]*\Z")
_GLUED_QUOTATION = re.compile(r"\S(?P<sign>>)[ ]\{#")
_ALERT = re.compile(r"(?:>[ ]?)*>(?P<space>[ \t\u00a0]*)(?P<text>[^\w>]{0,4}\w{2,14}[^\w>]{0,3})\Z")
_ALERT_SIGNS = re.compile(r"[\[\]!［］！ǃ]")
_IS_ALERT = re.compile(r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*\Z", re.IGNORECASE)
_DEPTH = re.compile(r"[ ]{0,3}((?:>[ ]?)*)")
_ITEM_MEANT = re.compile(rf"[ ]*(?P<sign>[{_DASHES}](?=[ \u00a0])|-\u00a0|--+(?=[ ])|[-+](?=[^\W\d_]|[*]{{2}}))")
_NUMBER_MEANT = re.compile(
    r"""[ ]*(?P<sign>
      [0-9０-９]{1,3}[．․。、](?=[ ]?\S)
    | [０-９]{1,3}[.)](?=[ ])
    | [.)](?=[ ])
    | [0-9]{1,2}[.)]+(?=[^\W\d_]|\u00a0)
    | [0-9]{1,2}[.)]{2,}(?=[ ])
    | [0-9]{1,2}(?=[ ][^\W\d_])
    )""",
    re.VERBOSE,
)
_ONE_SPACE = re.compile(r"[ ](?P<sign>\S)")
_STRANGE_INDENT = re.compile(r"[ ]*(?P<sign>[\t\u00a0])\s*(?:[-*+]|[0-9]{1,9}[.)])[ ]")

_MAY_BE_CODE = re.compile(r"`|~~~|\n(?:\t|[ ]{4})")
_NO_CODE = (sys.maxsize, sys.maxsize)
_NEAR = 50
"""Items above one that are looked at."""


class _Line(NamedTuple):
    at: int
    """The index of its first character."""
    text: str
    item: re.Match[str] | None
    """The mark of an item that it begins with."""


def doubtful_marks(text: str, code_ranges: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[Slip]:
    """Yield what is wrong with marks at the beginning of lines of Markdown, in their order.

    `code_ranges` returns the start and end of each piece of code in the text; it is asked only if some mark is doubtful.
    """
    if not _MARKED.search(f"\n{text}") and (text.isascii() or not any(bar in text for bar in _BARS)):
        return
    code = iter(code_ranges(text) if _MAY_BE_CODE.search(text) else ())
    begin, end = next(code, _NO_CODE)
    for lines in _paragraphs(text):
        while end <= lines[0].at:
            begin, end = next(code, _NO_CODE)
        if not begin <= lines[0].at < end:
            yield from _slips(lines)


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    """Yield the lines that follow each other without an empty one between them."""
    start = 0
    lines: list[_Line] = []
    for line in text.split("\n"):
        if line.strip():
            lines.append(_Line(start, line, _ITEM.match(line)))
        elif lines:
            yield lines
            lines = []
        start += len(line) + 1
    if lines:
        yield lines


def _slips(lines: Sequence[_Line]) -> Iterator[Slip]:
    """Yield the slips in lines that follow each other, at most one for each, in their order."""
    items = [line for line in lines if line.item]
    numbered = any(line.item and line.item["number"] for line in items)
    quoted = any(line.text.lstrip().startswith(">") for line in lines)
    seen = 0
    for number, line in enumerate(lines):
        slip = _look_alike(line)
        if slip is None and line.item is None and items:
            slip = _meant_as_item(line, numbered=numbered)
        if slip is None and quoted:
            slip = _in_quotation(lines, number)
        if line.item:
            slip = slip or _in_list(items, seen)
            seen += 1
        if slip:
            yield slip


def _look_alike(line: _Line) -> Slip | None:
    for pattern, meant in ((_HEADING, "#"), (_QUOTATION, ">")):
        if match := pattern.match(line.text):
            sign = match["sign"]
            return _slip(line.at + match.start("sign"), f"`{sign}` is no `{meant}`, though it looks like one", f"type `{meant}`")
    if "|" in line.text and (match := _BAR.match(line.text)):
        at = match.start(match.lastgroup or 0)
        return _slip(line.at + at, f"`{line.text[at]}` is no `|`, though it looks like one", "type `|`")
    return None


def _meant_as_item(line: _Line, *, numbered: bool) -> Slip | None:
    """Return the slip of a line beside items of a list that begins as one of them would, but for its mark."""
    text = line.text
    if match := _STRANGE_INDENT.match(text):
        what = "a tab" if match["sign"] == "\t" else "a no-break space"
        return _slip(
            line.at + match.start("sign"), f"this line is indented with {what}", "put spaces in its place, as the lines beside it have"
        )
    match = _ITEM_MEANT.match(text) or (_NUMBER_MEANT.match(text) if numbered else None)
    if match is not None:
        sign = match["sign"].rstrip()
        words = text[match.end() :].strip()
        mark = "- " if _ITEM_MEANT.match(text) else "1. "
        return _slip(line.at + match.start("sign"), f"`{sign}` begins no item of this list", f"write {mark}{to_copy(words)}")
    if match := _ONE_SPACE.match(text):
        message = "this line begins with one space, and is neither an item of the list beside it nor indented as the text of one"
        return _slip(line.at + 1, message, f"write - {to_copy(text)} for an item, or indent it by two spaces")
    return None


def _in_quotation(lines: Sequence[_Line], number: int) -> Slip | None:
    line = lines[number]
    text = line.text.lstrip()
    if glued := _GLUED_QUOTATION.search(text):
        at = line.at + len(line.text) - len(text) + glued.start("sign")
        return _slip(at, "this `>` is not at the beginning of a line", "begin a new line before it")
    if not text.startswith(">"):
        return None
    begins = number == 0 or not lines[number - 1].text.lstrip().startswith(">")
    match = _ALERT.match(text) if begins else None
    if match and _ALERT_SIGNS.search(match["text"]) and not (_IS_ALERT.match(match["text"]) and match["space"] in ("", " ")):
        return _slip(
            line.at,
            f"`{match['text'].strip()}` begins no box",
            "write > [!NOTE], or TIP, IMPORTANT, WARNING or CAUTION, and nothing else on the line",
        )
    here, below = _depth(text), _depth(lines[number + 1].text) if number + 1 < len(lines) else 0
    if 0 < below < here:
        return _slip(line.at, "this line is a quotation within a quotation, and the one below it is not", "begin both with as many `>`")
    return None


def _depth(text: str) -> int:
    match = _DEPTH.match(text)
    return match[1].count(">") if match and text[match.end() :].strip() else 0


def _in_list(items: Sequence[_Line], number: int) -> Slip | None:
    """Return the slip of an item whose mark or indentation makes another list of it, or of those below it, than was meant."""
    line, below = items[number], items[number + 1 : number + 2]
    item = line.item
    if item is None:
        return None
    column = len(item["indent"])
    if below and (following := below[0].item):
        inner = len(following["indent"])
        if (len(item["space"]) > 1 or item["space"] == "\t") and column < inner < column + 4 and item["mark"] in "-*+":
            message = f"more than one space follows `{item['mark']}`, so that the items below it do not belong to it"
            return _slip(line.at + column, message, f"write `{item['mark']} ` with one space")
        first, second = item["number"], following["number"]
        if first and second and inner == column and int(first) > 1 and not 0 <= int(second) - int(first) <= 1:
            message = f"the numbers of this list are no sequence: {first} is followed by {second}"
            return _slip(line.at + column, message, "number the items 1, 2, 3 …")
    outer = next((one.item for one in items[max(number - _NEAR, 0) : number][::-1] if one.item and len(one.item["indent"]) < column), None)
    if outer and outer["space"] == " " and column < outer.end():
        message = f"this item is indented by {column}, and belongs to the one above it only from {outer.end()} on"
        return _slip(line.at + column, message, f"indent it by {outer.end()} spaces, or by {len(outer['indent'])}")
    return None


def _slip(at: int, message: str, hint: str) -> Slip:
    return Slip(at, message, (hint,))

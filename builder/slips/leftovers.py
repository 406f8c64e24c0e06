"""What a YAML parser takes without a word and does not pass on: comments that cut a value, lines that it glues to the one above.

A comment stands on a line of its own, or behind what ends by itself: a quotation mark, a bracket, a key with lines below it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from builder.slips.lines import Slip, View, as_text, comment_sign, indent_of
from builder.slips.values import COMMENT_RULE, comment_slip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_DOUBTFUL = re.compile(r"[ \t\[{,]#|^%", re.MULTILINE)
"""A comment that is not at the beginning of its line, where it takes nothing away; a directive."""
COMMENT = re.compile(r"[ \t]+(#[^\n]*)")
"""A comment where a value may be."""
_COMMENT = re.compile(r"#[^\n]*")
_PAIR = re.compile(r"(?:-(?:\s|\Z)|[\w-]+:(?:\s|\Z))")
_GLUED_KEY = re.compile(r"([\w-]+):[^\s:/]")


class YamlToken(NamedTuple):
    """A part of a YAML text that the parser has passed on, by its indices."""

    start: int
    end: int
    kind: str
    """`plain`, `quoted` or `block` for a value; `nested` for what begins below its key or dash; `open` or `close` for a bracket."""


def may_drop(text: str) -> bool:
    """Return whether a YAML text may hold what the parser does not pass on; that it does not is known in one look."""
    return bool(_DOUBTFUL.search(text))


def dropped(text: str, tokens: Sequence[YamlToken]) -> Iterator[Slip]:
    """Yield what stands between the parts of a YAML text and is no comment of its own."""
    ends = [YamlToken(0, 0, "nested"), *tokens, YamlToken(len(text), len(text), "nested")]
    for before, after in pairwise(ends):
        gap = text[before.end : after.start]
        if "#" in gap or "%" in gap:
            yield from _in_gap(text, gap, before, after)
    for token in tokens:
        if token.kind == "block":
            header = text[token.start : token.end].partition("\n")[0]
            if (sign := comment_sign(header)) >= 0:
                slip = comment_slip(View(text, token.start), token.start + sign)
                yield slip._replace(hints=("put the text on the lines below", COMMENT_RULE))


def _in_gap(text: str, gap: str, before: YamlToken, after: YamlToken) -> Iterator[Slip]:
    sign, end = "", 0  # the last sign between the tokens so far, and the end of the last comment
    for match in _COMMENT.finditer(gap):
        index = before.end + match.start()
        between = gap[end : match.start()]
        sign = between.strip()[-1:] or sign
        on_its_line = "\n" in between and not between.rpartition("\n")[2].strip()
        # On a line of its own it takes nothing away, unless it goes on with the value above it.
        if (not end and not sign and _continues(text, index, before)) if on_its_line else _cuts(sign, before, after):
            cut = before.kind == "plain" and before.start < before.end and not sign
            yield comment_slip(View(text, index), index, before.start if cut else None)
            return  # what follows is part of the same slip
        end = match.end()
    if (at := _COMMENT.sub(lambda match: " " * len(match[0]), gap).find("%")) >= 0:
        yield Slip(before.end + at, "a line cannot begin with `%`", ("remove the line, or put the text in quotation marks",))


def _cuts(sign: str, before: YamlToken, after: YamlToken) -> bool:
    """Return whether a comment behind something on its line takes away what somebody may have meant as text."""
    if not sign:
        return before.kind in ("plain", "open")
    return sign == "," or (sign in ":-" and after.kind in ("plain", "block"))


def _continues(text: str, index: int, before: YamlToken) -> bool:
    """Return whether a comment is the next line of a value, and indented as one."""
    if before.kind not in ("plain", "block") or before.start == before.end:
        return False
    line = text.rfind("\n", 0, index) + 1
    last = before.start + len(text[before.start : before.end].rstrip()) - 1
    first = View(text, before.start)
    return text.count("\n", last, line) == 1 and index - line > (first.key_column if first.key else indent_of(first.line))


def swallowed(text: str, token: YamlToken, keys: Collection[str]) -> Slip | None:
    """Return the first line of a value that looks as if it were not meant as part of it.

    `keys` are the names that mean something; any other word before a colon may be text.
    """
    first = View(text, token.start)
    at = text.find("\n", token.start, token.end) + 1
    while 0 < at < token.end:
        end = text.find("\n", at, token.end)
        line = text[at : end if end >= 0 else token.end]
        if slip := _glued(first, line, at, keys) if token.kind == "plain" else _inside_quotes(first, line, at):
            return slip
        at = end + 1
    return None


def _glued(first: View, line: str, at: int, keys: Collection[str]) -> Slip | None:
    words = line.strip()
    index = at + indent_of(line)
    if words == "-" or words.startswith(("- ", "-\t")):
        hints = (
            "if it is a new entry, begin it in the same column as the one above",
            "if it is text, put the whole value in quotation marks",
        )
        message = f"`{as_text(words)}` is indented more than the line above it, so it is read as part of its text “{_above(first)}”"
        return Slip(index, message, hints)
    if (match := _GLUED_KEY.match(words)) and match[1] in keys:
        written = as_text(words[len(match[1]) + 1 :])
        hints = (
            f"write `{match[1]}: {written}` in the same column as the key above",
            "if it is text, put the whole value in quotation marks",
        )
        message = f"`{as_text(words)}` has no space after its colon, so it is read as part of the text “{_above(first)}” above it"
        return Slip(index, message, hints)
    return None


def _above(first: View) -> str:
    return as_text(first.value or first.line.strip())


def _inside_quotes(first: View, line: str, at: int) -> Slip | None:
    if not first.key or not _PAIR.match(line.lstrip()) or indent_of(line) > indent_of(first.line):
        return None
    shown = as_text(line.strip())
    message = f"`{shown}` is still inside the quotation marks that open on the line of `{first.key or as_text(first.value)}`"
    return Slip(at + indent_of(line), message, (f"close them there: `{first.label}{as_text(first.value)}{first.sign}`",))

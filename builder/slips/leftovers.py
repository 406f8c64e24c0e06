"""What a YAML parser takes without a word and does not pass on: comments that cut a value, lines that it glues to the one above.

A comment stands on a line of its own, or behind what ends by itself: a quotation mark, a bracket, a key with lines below it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from builder.slips.lines import Slip, View, as_text, comment_sign, indent_of, to_copy
from builder.slips.look_alikes import look_alike_on
from builder.slips.values import COMMENT_RULE, bracket, comment_slip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_ENTRY = re.compile(r"#[^\n]*?\S(?:[ ]{2,}-[ ]|-[ ](?=[\w-]+:[ ]))")
"""A comment with an entry of a list in it, since the line end between them is missing."""
_DOUBTFUL = re.compile(rf"[ \t\[{{,]#|^%|^{_ENTRY.pattern}", re.MULTILINE)
"""A comment that is not at the beginning of its line, where it takes nothing away, or holds an entry; a directive."""
COMMENT = re.compile(r"[ \t]+(#[^\n]*)")
"""A comment where a value may be."""
_COMMENT = re.compile(r"#[^\n]*")
_PAIR = re.compile(r"(?:-\s+)*(?:\{\s*)?(?:-(?:\s|\Z)|([\w-]+):(?:\s|\Z))|-\s")
_DASHES = "-‐‑‒–—―−－﹣\u00a0"
_DASH = re.compile(rf"[{_DASHES}]")
_IF_TEXT = "if it is text, put the whole value in quotation marks"
_CLOSERS = "\"'“”„‘’＂＇]},"
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
        if entry := _ENTRY.match(match[0]):
            message = "an entry of a list stands in this comment, and is not read"
            yield Slip(index + entry.end() - 2, message, ("begin a new line for it",))
            return
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
    blank = False
    while 0 < at < token.end:
        end = text.find("\n", at, token.end)
        line = text[at : end if end >= 0 else token.end]
        if not line.strip():
            blank = True
        elif slip := _glued(first, line, at, keys, blank=blank) if token.kind == "plain" else _inside_quotes(first, line, keys):
            return slip
        at = end + 1 if end >= 0 else -1
    return None


def _glued(first: View, line: str, at: int, keys: Collection[str], *, blank: bool) -> Slip | None:
    words = line.strip()
    index = at + indent_of(line)
    if words == "-" or words.startswith(("- ", "-\t")):
        return _glued_dash(first, as_text(words), index, indent_of(line))
    if (match := _GLUED_KEY.match(words)) and match[1] in keys:
        written = to_copy(words[len(match[1]) + 1 :])
        hints = (f"write `{match[1]}: {written}` in the same column as the key above", _IF_TEXT)
        message = f"`{as_text(words)}` has no space after its colon, so it is read as part of the text “{_above(first)}” above it"
        return Slip(index, message, hints)
    if blank and (slip := look_alike_on(first)):
        return slip
    if blank and (bracket_at := first.open_bracket()) >= 0:
        return bracket(first.moved(index), bracket_at)
    if blank:
        message = f"an empty line does not end the text “{_above(first)}”, so `{as_text(words)}` is read as part of it"
        return Slip(index, message, ("begin it with `#` if it is a comment", _IF_TEXT))
    entry = first.line[: first.index - first.start].rstrip().endswith("-")
    if entry and (indent_of(line) < first.index - first.start or _DASH.match(words)):
        written = to_copy(words.lstrip(_DASHES))
        message = f"`{as_text(words)}` does not begin with a dash and a space, so it is read as part of “{_above(first)}”"
        return Slip(index, message, (f"write `- {written}` if it is a new entry", "indent it as the text above if it goes on with that"))
    return None


def _above(first: View) -> str:
    return as_text(first.value or first.line.strip())


def _glued_dash(first: View, shown: str, index: int, indent: int) -> Slip:
    """Return the slip of an entry of a list that is read as text: it is indented too far, or what is above it should not be there."""
    if slip := look_alike_on(first):
        return slip
    if (bracket_at := first.open_bracket()) >= 0:
        return bracket(first.moved(index), bracket_at)
    above = _above(first)
    own = indent_of(first.line)
    if first.line.lstrip().startswith("- ") and own == indent - 1 and own % 2:
        message = f"this dash is indented by {own}, and that of `{shown}` below it by {indent}"
        return Slip(first.start + own, message, ("begin both in the same column",))
    if not first.key and not first.line.lstrip().startswith("- "):
        message = f"`{above}` stands above the entries of a list, and is not one of them"
        return Slip(first.index, message, (f"write `{above}:` if it is the key of the list", f"write `- {above}` if it is its first entry"))
    hints = ("if it is a new entry, begin it in the same column as the one above", _IF_TEXT)
    return Slip(index, f"`{shown}` is indented more than the line above it, so it is read as part of its text “{above}”", hints)


def _inside_quotes(first: View, line: str, keys: Collection[str]) -> Slip | None:
    """Return the slip of a quotation mark that is not closed on its line, at the mark, if a line in it looks like one of its own."""
    pair = _PAIR.match(line.lstrip())
    if pair is None or (indent_of(line) > indent_of(first.line) and pair[1] not in keys):
        return None
    sign, shown = first.sign, as_text(line.strip())
    written = to_copy(first.line[first.index - first.start + 1 :])
    message = f"the quotation mark `{sign}` is not closed on this line, so that `{shown}` would be inside it"
    return Slip(first.index, message, (f"close it where the value ends: `{first.label}{sign}{written.rstrip(_CLOSERS)}{sign}`",))

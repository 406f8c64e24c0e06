"""Attribute lists, `{#id key=value .class}`, spelled as in Python-Markdown's `attr_list`; also those that are half written.

A list with a slip is read as far as its words can be recognised, so that one finding says what to write instead, and the id is known.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from builder.formats.attributes import CLAIM, CLASSES, TRANSLATED_CLAIM
from builder.markdown.loose_entries import Attribute, Slip, names_of, read_entries, spelled
from builder.model.findings import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.model.findings import Where

KEYS = tuple(dict.fromkeys(key.name for key in (*CLAIM.keys, *TRANSLATED_CLAIM.keys)))
_CLASSES = [choice.word for choice in CLASSES]
NAMES = names_of(KEYS, _CLASSES)

ATTRIBUTES = re.compile(r"""\{\s*+((?:[#.][\w:-]++|[\w-]++=)(?:(?:[^{}"]++|"[^"]*")*+|[^{}]*+))\}\s*+\Z""")
"""An attribute list at the end of a text. What a text without one repeats is read only once: no quantifier gives back what it took."""
LIST_SIGNS = re.compile(r"[{}=#｛｝＝＃]")
"""A text without any in its last line ends in no list, and in none that was meant."""
_WIDE = str.maketrans("｛｝＝＃", "{}=#")
_KEY = rf"(?i:{'|'.join(KEYS)})"
_ALONE = r"(?<!\S)"
_ID = r"#[^\W_][\w:-]*+"
_LIKE_LIST = re.compile(
    rf"\s*+(?::\s*+)?(?:[#.]\s*+[\w-]|[\w-]++=|{_KEY}\s*+[=:]|(?=[\w-]*[^\W\d_])[\w-]++(?:\s*+\Z|\s++(?:{_KEY}\s*+=|[.#]\w)))"
)
"""What stands behind a brace if a list was meant: an id, a class, a key, or one word, which may be an id without its `#`."""
_HEAD = re.compile(rf"{_ALONE}(?:{_ID}|(?:[^\W_]++(?:-[^\W_]++)*+\s++)?{_KEY}\s*+=|\.(?:{'|'.join(_CLASSES)})\b)")
"""The beginning of a list whose opening brace is missing."""
_TAIL = re.compile(rf"(?:(?<=\])|{_ALONE})(?:{_ID}(?:\s++{_KEY}\s*+=\s*+\S|\s*+\Z)|{_KEY}=\S)")
"""The beginning of a list without braces, if an id stands behind a citation or at the beginning of the last line."""
_BRACKETED = re.compile(rf"[(<\[]\s*+(?=#[\w:-]*[^\W\d_]){_ID}[^()<>\[\]{{}}]*+[)>\]]\s*+\Z")
"""A list in brackets of another shape."""
_DOUBLED = re.compile(r"(?<!\{)\{++(\s*+[#.][^{}]*+)\}++\s*+\Z")
"""A list with several braces where one belongs."""
_COLON = re.compile(r"\s*:")
_SIGNS_IN_WORDS = ("", "di", "aclss", "aemn")
"""The letters of `id`, `class` and `name`, for which a list has signs, in alphabetical order."""
_WINDOW = 80
"""Characters of white space between two lists, at most."""


class AttributeList(NamedTuple):
    """A list at the end of a text, with the first of its slips."""

    start: int
    attributes: tuple[Attribute, ...]
    slip: Slip | None


class _Span(NamedTuple):
    """Where a list stands in a text, the part of it that holds its entries, and what is wrong with its braces."""

    start: int
    inner: int
    end: int
    slip: Slip | None


def read_list(text: str) -> AttributeList | None:
    """Return the attribute list at the end of a text, None if there is none and none was meant."""
    span = _span(text)
    if span is None:
        return None
    attributes, slip = read_entries(text, span.inner, span.end, NAMES)
    slip = span.slip or slip
    start = span.start
    if text[(end := _end_before(text, start)) - 1 : end] == "}":
        start, attributes, slip = _with_lists_before(text, start, attributes, slip)
    return AttributeList(start, tuple(attributes), slip and _with_hint(slip, attributes))


def _with_hint(slip: Slip, attributes: list[Attribute]) -> Slip:
    return slip if slip.hints else slip._replace(hints=(f"write {spelled(attributes)}",) if attributes else ())


def respelt(where: Where, old: str, attributes: Sequence[Attribute], hints: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return the edit that spells a list at a place as it should be, if that is all that the hints say and nothing of it is lost."""
    new = spelled(attributes)
    letters, kept = (Counter(char for char in text.casefold() if char.isalnum()) for text in (old, new))
    is_whole = not kept - letters and "".join(sorted((letters - kept).elements())) in _SIGNS_IN_WORDS
    return (Edit(where, old, new),) if hints == (f"write {new}",) and is_whole else ()


def _with_lists_before(text: str, start: int, attributes: list[Attribute], slip: Slip | None) -> tuple[int, list[Attribute], Slip | None]:
    """Return the same with all lists that stand directly before the last one: a block has only one."""
    first = start
    while text[(end := _end_before(text, first)) - 1 : end] == "}":
        before = text.rfind("{", 0, end)
        if before < 0 or not _LIKE_LIST.match(text[before + 1 : end - 1]):
            break
        more, _ = read_entries(text, before + 1, end - 1, NAMES)
        attributes = more + attributes
        first = before
    if first == start:
        return start, attributes, slip
    ids = [entry for entry in attributes if entry.key == "#"]
    once = [entry for entry in attributes if entry.key != "#" or entry is ids[0]]
    hints = ("keep one; two claims need a blank line between them",) if len(ids) > 1 else ()
    message = "two attribute lists stand at the end of this text, which can have only one"
    return first, once, slip or Slip(start, message, hints)


def _end_before(text: str, index: int) -> int:
    """Return where the text before an index ends, without white space."""
    return index - len(part := text[max(index - _WINDOW, 0) : index]) + len(part.rstrip())


def _span(text: str) -> _Span | None:
    if (match := ATTRIBUTES.search(text, max(text.find("{"), 0))) is not None:
        return _Span(match.start(), match.start(1), match.end(1), None)
    plain = text if text.isascii() else text.translate(_WIDE)
    end = len(plain.rstrip())
    closed = plain.endswith("}", 0, end)
    opening = plain.rfind("{", 0, end)
    if closed and (plain.endswith("}}", 0, end) or plain[opening - 1 : opening] == "{") and (doubled := _DOUBLED.search(plain)):
        slip = Slip(doubled.start(), "an attribute list has one brace at each end")
        return _Span(doubled.start(), doubled.start(1), doubled.end(1), slip)
    if opening >= 0 and plain.find("}", opening, end) in (-1, end - 1):
        return _opened(text, plain, opening, end, closed=closed)
    return _unopened(plain, end, closed=closed)


def _opened(text: str, plain: str, opening: int, end: int, *, closed: bool) -> _Span | None:
    """Return a list that begins with a brace."""
    inner, stop = opening + 1, end - closed
    before = plain[opening - 1 : opening]
    if before.isalnum() or before in tuple("{\\^$") or not _LIKE_LIST.match(plain[inner:stop]):
        return None
    if not closed and "\n" in plain[opening:end]:
        return None
    colon = _COLON.match(plain, inner)
    slip = None
    if not closed:
        slip = Slip(opening, "this attribute list has no `}` at its end")
    elif text[opening] != "{" or text[end - 1] != "}":
        wide = opening if text[opening] != "{" else end - 1
        slip = Slip(wide, f"`{text[wide]}` is a full-width brace, which does not begin or end an attribute list")
    elif colon:
        slip = Slip(colon.end() - 1, "an attribute list has no `:` after its brace")
    return _Span(opening, colon.end() if colon else inner, stop, slip)


def _unopened(plain: str, end: int, *, closed: bool) -> _Span | None:
    """Return a list that does not begin with a brace: it must be in the last line."""
    line = plain.rfind("\n", 0, end) + 1
    if closed:
        head = _HEAD.search(plain, line, end - 1)
        return head and _Span(head.start(), head.start(), end - 1, Slip(head.start(), "this attribute list has no `{` at its beginning"))
    if wrong := _BRACKETED.search(plain, line):
        message = f"an attribute list stands in braces, not in `{wrong[0][0]}…{plain[end - 1]}`"
        return _Span(wrong.start(), wrong.start() + 1, end - 1, Slip(wrong.start(), message))
    bare = _TAIL.search(plain, line, end)
    if bare is None or (bare[0][0] == "#" and "=" not in bare[0] and not _may_be_id(plain, line, bare.start())):
        return None
    return _Span(bare.start(), bare.start(), end, Slip(bare.start(), "this attribute list has no braces"))


def _may_be_id(plain: str, line: int, start: int) -> bool:
    """Return whether a word with a `#` is an id and not a hashtag: it stands behind a citation, or alone in the last of several lines."""
    return plain[line:start].rstrip().endswith("]") or (line > 0 and not plain[line:start].strip())

"""Characters that a text may not hold, because programs refuse them or people cannot see them.

What is refused, and why:

- Controls (C0 but tab and line ends, DEL, C1), surrogates and noncharacters are no text. XML 1.0 (`Char`) cannot hold the C0 ones, so
  that a feed would not be well-formed; HTML calls all of them errors; a terminal obeys them.
- Overrides of the writing direction, and embeddings and isolates that are not closed within their paragraph or field, show a text in
  another order than it has (CVE-2021-42574, "Trojan Source"). Pairs of isolates or embeddings and the marks LRM, RLM and ALM are a
  part of Arabic and Hebrew typography.
- Tag characters hide a text within another; only the three flags of Unicode's emoji that are made of them are known.

What is only reported: characters that are allowed in XML, but mean nothing to others or should be markup (Unicode Technical Report 20):
private use, line and paragraph separators (which some programs count as lines), a byte order mark within a text, deprecated format
characters, and placeholders of objects that were lost in copying.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import name

from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from builder.model.findings import Finding, Where

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + end) for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TAGS = "\U000e0000-\U000e007f"
_FORBIDDEN = f"{_CONTROLS}\ud800-\udfff{_NONCHARACTERS}\u202d\u202e{_TAGS}"
_OPENING, _CLOSING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}, "\u202c\u2069"
PAIRED = "".join(_OPENING) + _CLOSING
"""Characters that begin or end an embedding or an isolate; each needs the other in its paragraph or field."""
UNUSUAL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff"
"""Of the first 65,536 characters those of which texts do not consist, as part of a class of a regular expression.

A search for these alone is fast, and so is its compilation; one for what a text may hold beyond them takes seven milliseconds to compile.
"""
BEYOND = "\U00010000-\U0010ffff"
_ORDINARY_BEYOND = "".join(
    f"{chr(max(plane, 0xE0080) if plane == 0xE0000 else plane)}-{chr(plane + 0xFFFD)}"  # noqa: PLR2004  # the plane that begins with tags
    for plane in range(0x10000, 0xF0000, 0x10000)
)
"""What a text consists of beyond the first 65,536 characters."""

_UNUSUAL = re.compile(f"[{UNUSUAL}{BEYOND}](?<![{_ORDINARY_BEYOND}])")
_IS_FORBIDDEN = re.compile(f"[{_FORBIDDEN}]")
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*([0-9]{1,7})(?![0-9]));?")
"""A character as HTML writes it; browsers need no semicolon."""
_FLAGS = ("".join(chr(0xE0000 + ord(letter)) for letter in flag) for flag in ("gbeng", "gbsct", "gbwls"))
_FLAG = re.compile(f"\U0001f3f4(?:{'|'.join(_FLAGS)})\U000e007f")
_PARAGRAPH = re.compile(r"\n(?=[ \t]*(?:\n|[-*+>|#:]|[0-9]{1,9}[.)]|---|\Z))|[ \t]*\|")
"""Where a line of Markdown begins another paragraph, item, heading or cell."""
_NAMES = {"\0": "NUL", "\x1b": "ESC", "\x7f": "DEL"}
_MOST_KINDS = 20
"""Characters of a text that are reported, each once."""


class Found(NamedTuple):
    """A character that is refused or doubtful, and its index in the text."""

    at: int
    character: str


def unusual_characters(text: str, *, references: bool = False) -> tuple[Found, ...]:
    """Return the characters of a text that are refused or doubtful, and those that control directions, in the order of the text.

    With `references`, also those that are written as character references of HTML (`&#8238;`). A text without any costs one search.
    """
    found = [Found(match.start(), match[0]) for match in _UNUSUAL.finditer(text)]
    if references and "&#" in text:
        written = ((match.start(), _referred(match)) for match in _REFERENCE.finditer(text))
        found += [Found(index, character) for index, character in written if _UNUSUAL.match(character)]
    if found and "\U0001f3f4" in text:
        flags = [match.span() for match in _FLAG.finditer(text)]
        found = [one for one in found if not any(start < one.at < end for start, end in flags)]
    return tuple(sorted(found))


def character_findings(text: str, found: tuple[Found, ...], place: Callable[[int], Where], *, paragraphs: bool = False) -> list[Finding]:
    """Return the findings about the unusual characters of a text: each character once, at its first place.

    A direction must end within the text, or with `paragraphs` within each paragraph of it, as Markdown has them.
    """
    first = {one.character: one.at for one in reversed(found) if one.character not in PAIRED}
    for index in _unpaired(text, found, paragraphs=paragraphs):
        character = next(one.character for one in found if one.at == index)
        first.setdefault(character, index)
    findings = []
    for character, index in sorted(first.items(), key=lambda entry: entry[1])[:_MOST_KINDS]:
        code = "forbidden-character" if character in PAIRED or _IS_FORBIDDEN.match(character) else "doubtful-character"
        findings.append(finding(place(index), code, f"{_title(character)} {_problem(character)}", _hint(character)))
    return findings


def without_forbidden(text: str) -> str:
    """Return a text of the same length that every parser reads: forbidden characters are replaced by U+FFFD."""
    return _IS_FORBIDDEN.sub("\ufffd", text)


def without_forbidden_references(text: str) -> str:
    """Return the same for a text that HTML or Markdown is read from, where characters may be written as `&#27;`."""
    readable = without_forbidden(text)
    return _REFERENCE.sub(lambda match: "\ufffd" if _IS_FORBIDDEN.match(_referred(match)) else match[0], readable)


def _referred(match: re.Match[str]) -> str:
    """Return the character that a reference stands for; U+FFFD if Unicode has no such number."""
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code <= sys.maxunicode else "\ufffd"


def _unpaired(text: str, found: tuple[Found, ...], *, paragraphs: bool) -> Iterator[int]:
    """Yield the index of each embedding or isolate that does not end in its paragraph, and of each end without a beginning."""
    directions = [one for one in found if one.character in PAIRED]
    if not directions:
        return
    ends = [match.start() for match in _PARAGRAPH.finditer(text)] if paragraphs else []
    open_ones: list[Found] = []
    for one in directions:
        while ends and ends[0] < one.at:
            ends.pop(0)
            yield from (other.at for other in open_ones)
            open_ones.clear()
        if one.character in _OPENING:
            open_ones.append(one)
        elif open_ones and _OPENING[open_ones[-1].character] == one.character:
            open_ones.pop()
        else:
            yield one.at
    yield from (other.at for other in open_ones)


def _title(character: str) -> str:
    words = _NAMES.get(character) or name(character, "")
    return f"the character U+{ord(character):04X}{f' ({words})' if words else ''}"


def _problem(character: str) -> str:
    if character in _OPENING:
        return "is not closed within its paragraph or field, so that what follows is shown in another order"
    if character in _CLOSING:
        return "closes a direction that was not opened in its paragraph or field"
    if character in "\u202d\u202e":
        return "shows a text in another order than it has"
    if 0xE0000 <= ord(character) <= 0xE007F:  # noqa: PLR2004  # the block of tags
        return "is invisible and can hide a text"
    return "cannot be in a text" if _IS_FORBIDDEN.match(character) else "is invisible, or differs from one program to another"


def _hint(character: str) -> str:
    if character in _OPENING:
        return f"remove it, or close it with U+{ord(_OPENING[character]):04X}"
    return "remove it; it may have come with copied text"

"""The markup that CSL allows in texts: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>` and two kinds of `<span>`, as Zotero writes them."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.model.document import SafeHtml

_TAG = re.compile(r"""<(/?)(?:(i|b|sup|sub|sc)|(span)(?:\s+(class="nocase"|style="font-variant:\s?small-caps;?"))?)\s*>""")
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SMALL_CAPS: SafeHtml = "<span class=small-caps>"


def has_markup(text: str) -> bool:
    """Return whether a text may hold markup or character references, and is worth a second look."""
    return "<" in text or "&" in text


def plain_text(text: str) -> str:
    """Return a text without the markup that CSL allows, its character references replaced; anything else stays as it is written."""
    return "".join([_plain(piece) for piece, tag in _pieces(text) if tag is None])


def html_of(text: str) -> SafeHtml:
    """Return a text as HTML with the markup that CSL allows, and everything else escaped."""
    return "".join([escape(_plain(piece), quote=False) if tag is None else _tag(tag) for piece, tag in _pieces(text)])


def _plain(text: str) -> str:
    return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the pieces of a text, each with the tag that it is, or None; a tag without its partner is text."""
    tags = list(_TAG.finditer(text))
    paired: set[int] = set()
    pending: list[int] = []
    opened: Counter[str] = Counter()
    for number, tag in enumerate(tags):
        if not tag[1]:
            pending.append(number)
            opened[_name(tag)] += 1
        elif opened[_name(tag)]:
            last = pending.pop()
            while _name(tags[last]) != _name(tag):
                opened[_name(tags[last])] -= 1
                last = pending.pop()
            opened[_name(tag)] -= 1
            paired |= {last, number}
    position = 0
    for number in sorted(paired):
        yield text[position : tags[number].start()], None
        yield "", tags[number]
        position = tags[number].end()
    yield text[position:], None


def _name(tag: re.Match[str]) -> str:
    return tag[2] or tag[3]


_OPENINGS: dict[str, SafeHtml] = {"i": "<i>", "b": "<b>", "sup": "<sup>", "sub": "<sub>", "sc": _SMALL_CAPS, "span": "<span>"}
_CLOSINGS: dict[str, SafeHtml] = {"i": "</i>", "b": "</b>", "sup": "</sup>", "sub": "</sub>", "sc": "</span>", "span": "</span>"}


def _tag(tag: re.Match[str]) -> SafeHtml:
    if tag[1]:
        return _CLOSINGS[_name(tag)]
    return _SMALL_CAPS if (tag[4] or "").startswith("style") else _OPENINGS[_name(tag)]

"""The markup that CSL allows in texts: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>` and two kinds of `<span>`, as Zotero writes them."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.model.document import SafeHtml

_TAG = re.compile(r"""<(/?)(?:(i|b|sup|sub|sc)|(span)(?:\s+(class="nocase"|style="font-variant:\s?small-caps;?"))?)\s*>""")
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SMALL_CAPS: SafeHtml = "<span class=small-caps>"


def has_markup(text: str) -> bool:
    """Return whether a text may hold markup or character references, and is worth a second look."""
    return "<" in text or "&" in text


def plain_text(text: str) -> str:
    """Return a text without the markup that CSL allows, its character references replaced; anything else stays as it is written."""
    return _plain("".join(_TAG.split(text)[::5]))


def _plain(text: str) -> str:
    return _REFERENCE.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def html_of(text: str) -> SafeHtml:
    """Return a text as HTML with the markup that CSL allows, and everything else escaped; tags are closed in the order of HTML."""
    parts = _TAG.split(text)
    out: list[SafeHtml] = [escape(_plain(parts[0]), quote=False)]
    pending: list[str] = []
    opened: Counter[str] = Counter()
    for closes, tag, span, attribute, following in zip(*[iter(parts[1:])] * 5, strict=True):
        name = tag or span
        if not closes:
            pending.append(name)
            opened[name] += 1
            out.append(_opening(name, attribute or ""))
        elif opened[name]:
            last = ""
            while last != name:
                last = pending.pop()
                opened[last] -= 1
                out.append(_closing(last))
        out.append(escape(_plain(following), quote=False))
    out += [_closing(name) for name in reversed(pending)]
    return "".join(out)


_OPENINGS: dict[str, SafeHtml] = {"i": "<i>", "b": "<b>", "sup": "<sup>", "sub": "<sub>", "sc": _SMALL_CAPS, "span": "<span>"}
_CLOSINGS: dict[str, SafeHtml] = {"i": "</i>", "b": "</b>", "sup": "</sup>", "sub": "</sub>", "sc": "</span>", "span": "</span>"}


def _opening(name: str, attribute: str) -> SafeHtml:
    return _SMALL_CAPS if attribute.startswith("style") else _OPENINGS[name]


def _closing(name: str) -> SafeHtml:
    return _CLOSINGS[name]

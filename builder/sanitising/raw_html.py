"""Raw HTML in Markdown: a few harmless inline tags are allowed; everything else is left out and reported."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import nh3

from builder.model.findings import finding
from builder.model.language import is_tag

if TYPE_CHECKING:
    from builder.model.document import SafeHtml
    from builder.model.findings import Finding, Where

_TAGS = {
    "abbr",
    "b",
    "bdi",
    "bdo",
    "br",
    "cite",
    "del",
    "em",
    "i",
    "ins",
    "kbd",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "wbr",
}
_TAG_ATTRIBUTES = {"*": {"lang", "dir", "title"}, "time": {"datetime"}}
_LANG = re.compile(r' lang="([^"]*)"')
VOID_TAGS = frozenset({"br", "wbr"})
"""Allowed tags that have no end tag."""
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z) | <(script|style)\b.*?(?:</\1\s*>|\Z) | </?[a-z](?:[^<>"']|"[^"]*"|'[^']*')*+>? | <[!?][^>]*>?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""Everything in HTML that is no text. Only tokens are read: building the tree of a block takes quadratic time if its tags do not match."""


def clean_tag(tag: str, name: str) -> SafeHtml:
    """Return the start tag of the element `name` with its allowed attributes only; empty if the tag is not allowed."""
    clean = nh3.clean(tag, tags=_TAGS, attributes=_TAG_ATTRIBUTES, strip_comments=True)
    return clean.removesuffix(f"</{name}>") if clean.startswith(f"<{name}") else ""


def invalid_language(clean: str) -> str:
    """Return the `lang` of a cleaned start tag if that is not a language tag, else an empty text."""
    match = _LANG.search(clean)
    return "" if match is None or is_tag(language := unescape(match[1])) else language or '""'


def dropped_block(html: str, where: Where) -> Finding | None:
    """Return the finding for a block of HTML, which is always left out; None for a comment."""
    is_comment = html.lstrip().startswith("<!--")
    if _MARKUP.sub("", html).strip():
        return finding(where, "uncited-prose", "text in raw HTML cannot be cited", "write it as Markdown")
    if not is_comment:
        return finding(where, "html-removed", "a block of HTML was left out")
    if "-->" not in html:
        return finding(where, "html-removed", "this comment does not end, and hides what follows it", "end it with -->")
    return None

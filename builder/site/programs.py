"""What would run on a built page, or lead away from it, without being the site's own: the last line behind the checks of `docs/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_FRAMES = "applet, base, embed, frame, iframe, object, portal"
_DATA_BLOCKS = {"application/ld+json", "application/json"}
_ADDRESSES = ("action", "data", "formaction", "href", "src", "to", "values", "xlink:href")
_IGNORED = re.compile(r"[\x00-\x20]")
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*(?:url\s*=\s*)?[\"']?(.*?)[\"']?\s*", re.IGNORECASE | re.DOTALL)
_MAYBE = re.compile(r"""[\s"'/]on[a-z]+\s*=|\ssrcdoc|=\s*["']?[\x00-\x20]*(?:[jv&]|data:t)""", re.IGNORECASE)
"""What a page with a program in an attribute has in its text; only few pages need a look at every attribute."""


def programs(tree: LexborHTMLParser, html: str) -> Iterator[str]:
    """Yield descriptions of frames, inline scripts, attributes and addresses that are programs, and forms and refreshes that lead away."""
    for node in tree.css(_FRAMES):
        yield f"`<{node.tag}>`"
    for node in tree.css("script:not([src])"):
        if (node.attributes.get("type") or "") not in _DATA_BLOCKS:
            yield "a `<script>` with text"
    for node in tree.css("meta[http-equiv]"):
        match = _REFRESH.fullmatch(node.attributes.get("content") or "")
        if (node.attributes.get("http-equiv") or "").strip().lower() == "refresh" and match and _leaves(match[1]):
            yield f"a refresh to `{match[1]}`"
    for node in tree.css("form[action]"):
        if _leaves(node.attributes.get("action") or ""):
            yield "a form that is sent elsewhere"
    if _MAYBE.search(html):
        yield from _in_attributes(tree)


def script_files(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the addresses of the scripts of a page."""
    for node in tree.css("script"):
        for name in ("src", "href", "xlink:href"):
            if value := node.attributes.get(name):
                yield value


def _leaves(address: str) -> bool:
    try:
        parts = urlsplit(_IGNORED.sub("", address).replace("\\", "/"))
    except ValueError:  # an invalid address in brackets
        return True
    return bool(parts.scheme or parts.netloc)


def _in_attributes(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            if name.startswith("on"):
                yield f"the attribute `{name}`"
            elif name == "srcdoc":
                yield "the attribute `srcdoc`"
            elif name in _ADDRESSES and _IGNORED.sub("", value or "").lower().startswith(("javascript:", "vbscript:", "data:text/")):
                yield f"an address that is a program, in `{name}`"

"""HTML as XHTML: the same tree in the syntax of XML, which EPUB asks for (EPUB 3.3, section 6.1)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from builder.model.document import SafeHtml

_NAMESPACES = {"svg": ' xmlns="http://www.w3.org/2000/svg"', "math": ' xmlns="http://www.w3.org/1998/Math/MathML"'}
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements without an end tag in HTML; another that is empty must have one in XHTML, too, for readers that take it for HTML."""


def as_xhtml(html: SafeHtml) -> str:
    """Return the HTML of a page's body as XHTML. Comments are left out."""
    body = LexborHTMLParser(html).body
    return "".join(piece for child in (body.iter(include_text=True) if body else ()) for piece in _written(child))


def _written(node: LexborNode) -> Iterator[str]:
    if node.is_text_node:
        yield escape(node.text_content or "", quote=False)
    elif node.is_element_node:
        tag = str(node.tag)
        yield f"<{tag}{_NAMESPACES.get(tag, '')}{''.join(_attributes(node))}"
        if tag in _EMPTY:
            yield "/>"
            return
        yield ">"
        for child in node.iter(include_text=True):
            yield from _written(child)
        yield f"</{tag}>"


def _attributes(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        text = escape(value or (name if value is None else ""))
        yield f' {name}="{text}"'
        if name == "lang":
            yield f' xml:lang="{text}"'

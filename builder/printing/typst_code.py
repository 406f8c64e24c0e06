"""A document in the language of Typst (https://typst.app/docs/reference/syntax/), made of the tree of the document with everything.

All text is in string literals, so that nothing in it is read as markup. What a piece looks like is said in `style.typ`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from selectolax.lexbor import LexborNode

    from builder.model.document import SafeHtml

_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_SPACE = re.compile(r"\s+")
_LEFT_OUT = frozenset("svg script style template input label link nav button form output".split())
_LEFT_OUT_CLASSES = frozenset(("headerlink", "visually-hidden", "downloads", "claim-actions", "contents"))
_INLINE = {
    "em": "emph",
    "i": "emph",
    "strong": "strong",
    "b": "strong",
    "sup": "super",
    "sub": "sub",
    "code": "mono",
    "q": "quoted",
    "dt": "term-head",
}
_BLOCKS = frozenset("p div section article header figure figcaption dl dd li details summary".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_STYLED = frozenset("kicker standfirst page-facts counter accounts accounts-title passages reference-notes cited-by-title".split())
"""The classes whose look is said in the style sheet, as functions of the same name."""
_COMMA = '#", ";'


def literal(text: str) -> str:
    """Return a text as a string literal."""
    return '"' + _ESCAPED.sub(lambda sign: f"\\u{{{ord(sign[0]):x}}}", text) + '"'


def as_typst(html: SafeHtml) -> str:
    """Return the HTML of a document as the code of its content."""
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    targets = {href[1:] for node in body.css("a[href]") if (href := node.attributes.get("href") or "").startswith("#")}
    return _Writer(targets & {node.attributes["id"] or "" for node in body.css("[id]")}).content(body)


class _Writer:
    """Writes the nodes of one document."""

    def __init__(self, targets: set[str]) -> None:
        self._targets = targets
        """The ids to which links lead."""

    def content(self, node: LexborNode) -> str:
        """Return the children of a node as markup."""
        return "".join(piece for child in node.iter(include_text=True) for piece in self._written(child))

    def _written(self, node: LexborNode) -> Iterator[str]:
        if node.is_text_node:
            if text := _SPACE.sub(" ", node.text_content or ""):
                yield f"#{literal(text)};"
            return
        tag, classes = str(node.tag), frozenset((node.attributes.get("class") or "").split())
        if not node.is_element_node or tag in _LEFT_OUT or _LEFT_OUT_CLASSES & classes or "hidden" in node.attributes:
            return
        name = node.attributes.get("id") or ""
        is_target = name in self._targets
        if is_target and tag not in _HEADINGS:
            yield f"#anchor({literal(name)});"
        special = _SPECIAL.get(tag) or next((_SPECIAL_CLASSES[one] for one in classes if one in _SPECIAL_CLASSES), None)
        if special:
            yield special(self, node)
        elif inner := self._in_language(node, self.content(node)):
            yield self._with_look(tag, classes, inner, f" #label({literal(name)})" if is_target else "")

    def _in_language(self, node: LexborNode, inner: str) -> str:
        language, way = node.attributes.get("lang"), node.attributes.get("dir") or "auto"
        return f"#in-language({literal(language)}, {literal(way)})[{inner}];" if language and inner else inner

    def _with_look(self, tag: str, classes: frozenset[str], inner: str, label: str) -> str:
        if styled := next((name for name in classes if name in _STYLED), ""):
            return f"#{styled}[{inner}];"
        if tag in _HEADINGS:
            return f"\n\n#heading(level: {tag[1]})[{inner}]{label}\n\n"
        if tag in _INLINE:
            return f"#{_INLINE[tag]}[{inner}];"
        if tag == "article" and "page" in classes:
            return f"#pagebreak(weak: true);{inner}"
        # Headings begin sections of the document, which must not stand in a box.
        return f"#block[{inner}];" if tag in _BLOCKS and "#heading(" not in inner else inner

    def line_break(self, _: LexborNode) -> str:
        """Write the end of a line."""
        return "#linebreak();"

    def meta(self, node: LexborNode) -> str:
        """Write what stands beside a claim, its parts apart."""
        parts = [one for child in node.iter() if (one := "".join(self._written(child)))]
        return f"#claim-meta({', '.join(f'[{one}]' for one in parts)});"

    def citations(self, node: LexborNode) -> str:
        """Write the numerals of one bracket."""
        numbers = ("".join(self._written(child)) for child in node.iter())
        return f"#super[{_COMMA.join(numbers)}];"

    def list_of(self, node: LexborNode) -> str:
        """Write a list; of claims that cite a source, only their ids."""
        around = node.parent.attributes.get("class") or "" if node.parent else ""
        if "cited-by" in around and node.css_first("li[data-claim-ref]"):
            return f"#small[{self._claims(node)}];"
        items = list(self._items(node))
        if any("#claim(" in item or "#heading(" in item for item in items):  # a bullet beside a sign would read as another sign
            return self.content(node)
        return f"#{'list' if node.tag == 'ul' else 'enum'}({', '.join(items)});" if items else ""

    def _items(self, node: LexborNode) -> Iterator[str]:
        for child in node.iter():
            name = child.attributes.get("id") or ""
            anchor = f"#anchor({literal(name)});" if name in self._targets else ""
            address = child.attributes.get("data-address") or ""
            source = f"#small[#{literal('@' + address.split('/')[1])};]; " if address.startswith("sources/") else ""
            yield f"[{anchor}{source}{self.content(child)}]"

    def _claims(self, node: LexborNode) -> str:
        """Write a list of claims by their ids: their texts, which stand elsewhere in the document, would double it."""
        names = [child.attributes.get("data-claim-ref") or "" for child in node.iter()]
        known = [name for name in dict.fromkeys(names) if f"claim-{name}" in self._targets]
        return _COMMA.join(f"#link(label({literal(f'claim-{name}')}))[#{literal(name)};];" for name in known)

    def link(self, node: LexborNode) -> str:
        """Write a link to a place in the document or on another site; what leads elsewhere is text."""
        href, inner = node.attributes.get("href") or "", self.content(node)
        if not inner:
            return ""
        if href.startswith("#"):
            return f"#link(label({literal(href[1:])}))[{inner}];" if href[1:] in self._targets else inner
        return f"#link({literal(href)})[{inner}];" if href.startswith(("https:", "http:", "mailto:")) else inner

    def claim(self, node: LexborNode) -> str:
        """Write a claim; below it its id, and each citation with what it quotes, which a page shows in cards."""
        name, notes = node.attributes.get("data-claim") or "", []
        for citation in node.css("a.citation"):
            number, quote = _SPACE.sub(" ", citation.text(deep=True)).strip(), citation.attributes.get("data-quote")
            notes.append(literal(f"{number} “{quote}”" if quote else number))
        sign = literal(node.attributes.get("data-support") or "")
        return f"#claim({literal(name)}, {sign}, ({''.join(f'{one}, ' for one in notes)}))[{self.content(node)}];"

    def table(self, node: LexborNode) -> str:
        """Write a table."""
        rows = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in node.css("tr")]
        width = max(map(len, rows), default=0)
        if not width:
            return ""
        head = len(node.css("thead tr"))
        cells = [[self._cell(cell) for cell in row] + ["[]"] * (width - len(row)) for row in rows]
        header = f"table.header({', '.join(cell for row in cells[:head] for cell in row)})," if head else ""
        kind = "data-table" if head else "rows"  # a table without a head would not say what its cells are
        return f"#{kind}({width}, {header} {', '.join(cell for row in cells[head:] for cell in row)});"

    def _cell(self, cell: LexborNode) -> str:
        inner = self.content(cell)
        return f"[#strong[{inner}];]" if cell.tag == "th" and inner else f"[{inner}]"


_SPECIAL: Mapping[str, Callable[[_Writer, LexborNode], str]] = {
    "a": _Writer.link,
    "br": _Writer.line_break,
    "ol": _Writer.list_of,
    "table": _Writer.table,
    "ul": _Writer.list_of,
}
"""What writes an element, by its name."""
_SPECIAL_CLASSES: Mapping[str, Callable[[_Writer, LexborNode], str]] = {
    "citations": _Writer.citations,
    "claim": _Writer.claim,
    "claim-meta": _Writer.meta,
}
"""What writes an element, by its class."""

"""Markdown to blocks, claims and citations, each with its exact place; markup that depends on no other file becomes HTML.

CommonMark and GitHub's additions are parsed by `pyromark` (pulldown-cmark), which reports byte ranges. This module
turns its events into blocks of tokens; `inline` reads the citations and attribute lists in the text between them.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import pyromark

from builder.markdown.blocks import IN_TABLES, Blocks, Cells, Headings
from builder.markdown.claims import make_claim, make_translated
from builder.markdown.inline import Inline, one_line, plain_text
from builder.markdown.positions import Positions, code_ranges
from builder.model.document import Body, Citations, ClaimBlock, Html, Passage, Text
from builder.model.findings import finding
from builder.sanitising.page_html import removed_from_page
from builder.sanitising.raw_html import dropped_block
from builder.slips.line_marks import doubtful_marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.markdown.blocks import LeafReader
    from builder.model.document import Bare, Block, SafeHtml, Token
    from builder.model.findings import Finding, Where

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
)
_TAGS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}
_INLINE = {name: (Html(f"<{tag}>"), Html(f"</{tag}>")) for name, tag in _TAGS.items()}
_FREE_CODES = frozenset({"invalid-citation", "forbidden-scheme", "duplicate-id"})
_PICTURES = "say in words what it shows, and cite where it comes from; pictures can stand on hand-written pages, in `docs/`"
_PLAIN = re.compile(r"""[^\W\d_](?:[^\W_]|[ .,:;?!()'"’“”–—/%-])*\Z""")
"""One line that begins with a letter and contains no markup of Markdown or of a citation."""


def parse_body(text: str, path: str, first_line: int, page: str) -> tuple[Body, list[Bare], list[Finding]]:
    """Return the body, the bare `@id`s and the findings of the Markdown of a theme or a group's profile.

    `page` is the address of the page, relative to the site.
    """
    return _body(_Parser(Positions(text, path, first_line), page))


def parse_translation(text: str, path: str, first_line: int, page: str) -> tuple[Body, list[Bare], list[Finding]]:
    """Return the same for the translation of a theme."""
    return _body(_Parser(Positions(text, path, first_line), page, read=make_translated))


def _body(parser: _Parser) -> tuple[Body, list[Bare], list[Finding]]:
    parser.run()
    order = {block.claim: position for position, block in enumerate(parser.blocks.all) if isinstance(block, ClaimBlock)}
    claims = sorted((c for c in parser.blocks.claims if c.id in order), key=lambda claim: order[claim.id])  # claims in footnotes come last
    return Body(tuple(parser.blocks.all), tuple(claims)), parser.inline.bare, parser.findings


def parse_free(text: str, path: str) -> tuple[tuple[Block, ...], list[Bare], list[Finding]]:
    """Return the blocks, the bare `@id`s and the findings of a page of `docs/`, whose text needs no sources."""
    parser = _Parser(Positions(text, path), "", sourced=False)
    parser.run()
    findings = [f for f in parser.findings if f.code in _FREE_CODES] + removed_from_page(parser.raw_html, parser.source.where)
    return tuple(parser.blocks.all), parser.inline.bare, findings


def parse_passage(text: str, where: Where, place: Callable[[int], Where]) -> tuple[Passage, list[Bare], list[Finding]]:
    """Return a short text of the front matter (one paragraph, with citations and links), its bare `@id`s and its findings.

    `place` maps the index of a character to its place in the file.
    """
    if _PLAIN.match(text):
        return Passage((Text(text.rstrip()),), one_line(text), (), where), [], []
    return parse_marked_passage(text, where, place)


def parse_marked_passage(text: str, where: Where, place: Callable[[int], Where]) -> tuple[Passage, list[Bare], list[Finding]]:
    """Return the same as `parse_passage`, without its shortcut for plain text."""
    parser = _Parser(Positions(text, where.path, place=place), "", passage=True)
    parser.run()
    tokens = tuple(parser.passage_tokens)
    citations = tuple(c for token in tokens if isinstance(token, Citations) for c in token.citations)
    passage = Passage(tokens, plain_text(tokens), citations, where)
    if parser.inline.footnotes.references:
        return (
            passage,
            [],
            [finding(where, "wrong-type", "a short text cannot have footnotes", "say it in the text, or in a claim of the page")],
        )
    if not parser.only_paragraphs:
        hint = "put a backslash before a sign that begins a list or a heading, as in 1990\\. or \\#"
        return passage, [], [finding(where, "wrong-type", "a short text cannot hold lists, headings or tables", hint)]
    return passage, parser.inline.bare, parser.findings


class _Parser:
    """Builds blocks and claims in one pass over the parser's events for one text."""

    def __init__(self, source: Positions, page: str, *, passage: bool = False, sourced: bool = True, read: LeafReader = make_claim) -> None:
        self.source = source
        self.passage = passage
        self.sourced = sourced
        self.only_paragraphs = True
        self.passage_tokens: list[Token] = []
        self.inline = Inline(source, short=passage)
        self.blocks = Blocks(self.inline, read if sourced else None, page)
        self.findings = self.inline.findings
        self.cells = Cells(self.inline)
        self.headings = Headings(source, self.findings, among_claims=sourced)
        self._in_code = False
        self._code_text: list[str] = []
        self._html: list[str] = []  # lines of an open HTML block
        self.raw_html: list[tuple[str, int]] = []  # every line or tag of HTML, and its start
        self._items: list[int] = []  # start of each open list item

    def run(self) -> None:
        if self.sourced and not self.passage:
            self._look_at_marks()
        inline = self.inline
        add_piece, add_start = inline.pieces.append, inline.starts.append
        event: Any
        for event, span in pyromark.events_with_range(self.source.text, options=_OPTIONS):
            if isinstance(event, str):
                if event == "SoftBreak":
                    add_piece("\n")
                    add_start(span["start"])
                else:
                    self._plain_event(event, span["start"])
            elif (text := event.get("Text")) is not None:  # most events
                if self._in_code:
                    self._code_text.append(text)
                else:
                    add_piece(text)
                    add_start(span["start"])
            elif (started := event.get("Start")) is not None:
                self._start(started, span["start"])
            elif (ended := event.get("End")) is not None:
                self._end(ended, span["start"], span["end"])
            else:
                ((kind, value),) = event.items()
                self._other_event(kind, value, span["start"])
        self.blocks.append_pending()
        self.headings.finish()
        self.blocks.all += inline.footnotes.section(inline.bare)

    def _look_at_marks(self) -> None:
        """Report marks at the beginning of lines that are read in another way than they were meant."""
        source = self.source
        for slip in doubtful_marks(source.text, code_ranges):
            self.findings.append(finding(source.at(slip.at), "unread-markup", slip.message, *slip.hints))
        self.inline.leftovers.explained_lines = frozenset(found.where.line for found in self.findings)

    def _plain_event(self, event: str, start: int) -> None:
        if event == "HardBreak":
            self.inline.line_break(start)
        elif event == "Rule":
            self.only_paragraphs = False
            self._finish_item_text(start)
            self.blocks.append_pending()
            self.blocks.append(Html("<hr>"))

    def _other_event(self, kind: str, value: str, start: int) -> None:
        self.raw_html += [(value, start)] if kind.endswith("Html") else []
        if kind == "Code":
            self.inline.code(value, start)
        elif kind == "FootnoteReference":
            self.inline.note_reference(value)
        elif kind == "InlineHtml":
            self.inline.html(value, start)
        elif kind == "Html":
            self._html.append(value)

    # --- blocks ---

    def _start(self, value: Any, start: int) -> None:
        if value == "Paragraph":  # handled at its end
            return
        ((name, detail),) = ((value, None),) if type(value) is str else value.items()
        if name in _INLINE:
            self.inline.begin(_INLINE[name][0])
        elif name == "Link":
            self.inline.link_start(detail or {}, start)
        elif name == "Image":
            self.inline.unlinkable += 1
            self.findings.append(
                finding(self.source.where(start), "image-removed", "an image is not part of a claim and was left out", _PICTURES)
            )
        else:
            self._block_start(name, detail, start)

    def _block_start(self, name: str, detail: Any, start: int) -> None:
        self.only_paragraphs = False
        if name not in IN_TABLES:
            self._finish_item_text(start)
            self.blocks.append_pending()
        if name in IN_TABLES or name == "Table":
            self.cells.start(name)
        elif name == "Heading" or (name == "BlockQuote" and not detail):  # an alert is not a quotation
            self.inline.unlinkable += 1
        if name == "CodeBlock":
            self._in_code = True
        elif name == "List":
            self.blocks.begin_list()
        elif name == "Item":
            self._items.append(start)
        elif name == "FootnoteDefinition":
            self.blocks.begin_note(detail, self.source.where(start))
            if self.source.data.startswith(b":", start + len(f"[^{detail}]:".encode())):
                self.findings.append(
                    finding(self.source.where(start), "unread-markup", "a note begins with one colon", f"write [^{detail}]: ")
                )
        if html := _opening(name, detail):
            self.blocks.append(Html(html))

    def _end(self, value: Any, start: int, end: int) -> None:
        if value == "Paragraph":
            self._finish("p", start, end)
            return
        ((name, detail),) = ((value, None),) if type(value) is str else value.items()
        if name in _INLINE:
            self.inline.end(_INLINE[name][1])
        elif name == "Link":
            self.inline.link_end(end)
        elif name == "Image":
            self.inline.flush()
            self.inline.unlinkable -= 1
        else:
            self._block_end(name, detail, start, end)

    def _block_end(self, name: str, detail: Any, start: int, end: int) -> None:
        if name in IN_TABLES:
            self.cells.end(name, start, end)
        elif name == "Table":
            self.cells.end(name, start, end)
            self.blocks.finish(self.blocks.leaf("table", start, end, self.headings.section))
        elif name == "Heading":
            self._heading_end(detail if isinstance(detail, str) else "H2", start)
        elif name == "HtmlBlock":
            self._html_block_end(start)
        elif name == "CodeBlock":
            self._code_block_end(start)
        else:
            self._container_end(name, detail, end)

    def _heading_end(self, level: str, start: int) -> None:
        self.inline.unlinkable -= 1
        self.inline.take_attributes()  # what the parser has not read: a list with a slip
        attributes, self.inline.attributes = self.inline.attributes, ()
        self.blocks.append(self.headings.make(level, start, self.inline.take(), attributes))
        self.inline.leftovers.ids.clear()
        self.blocks.see()

    def _code_block_end(self, start: int) -> None:
        text = "".join(self._code_text)
        self._in_code, self._code_text = False, []
        self.blocks.append(Html(f"<pre><code>{escape(text)}</code></pre>"))
        if self.sourced and text.strip():
            hint = "write it as a paragraph or a quotation; four spaces at the start of a line make code"
            self.findings.append(finding(self.source.where(start), "uncited-prose", "text in a block of code cannot be cited", hint))

    def _container_end(self, name: str, detail: Any, end: int) -> None:
        if name == "Item":
            self._finish_item_text(end)
            self._items.pop()
        elif name == "BlockQuote" and not detail:
            self.inline.unlinkable -= 1
        self.blocks.append_pending()
        if name == "FootnoteDefinition":
            self.blocks.end_note()
        else:
            self.blocks.append(Html(_closing(name, detail)))
        if name == "List":
            self.blocks.end_list()

    def _finish_item_text(self, end: int) -> None:
        """Finish text directly in a list item: items of a tight list contain no paragraph."""
        if self._items and not self.inline.empty:
            self._finish("div", self._items[-1], end)

    def _html_block_end(self, start: int) -> None:
        """Leave out a block of HTML; report it unless it is a comment."""
        html, self._html = "".join(self._html), []
        if dropped := dropped_block(html, self.source.where(start)):
            self.findings.append(dropped)

    # --- leaves ---

    def _finish(self, tag: str, start: int, end: int) -> None:
        if self.passage:
            self._finish_passage()
        else:
            self.blocks.finish(self.blocks.leaf(tag, start, end, self.headings.section))

    def _finish_passage(self) -> None:
        known = len(self.findings)
        self.inline.take_attributes()
        if self.inline.attributes:
            del self.findings[known:]  # whatever is wrong with the list
            where = self.inline.attributes[0][2]
            self.findings.append(finding(where, "invalid-attributes", "a short text cannot have attributes: it is not a claim"))
            self.inline.attributes = ()
        if self.passage_tokens:
            self.passage_tokens.append(Text(" "))
        self.passage_tokens += self.inline.take()


def _opening(name: str, detail: Any) -> SafeHtml:
    """Return the start tag of a block that contains other blocks."""
    if name == "List":
        return "<ul>" if detail is None else f'<ol start="{int(detail)}">' if detail != 1 else "<ol>"
    if name == "BlockQuote":
        kind = escape(detail.lower()) if isinstance(detail, str) else ""
        return f'<aside class="alert alert--{kind}"><p class="alert-title">{kind.title()}</p>' if kind else "<blockquote>"
    return "<li>" if name == "Item" else ""


def _closing(name: str, detail: Any) -> SafeHtml:
    """Return the end tag of a block that contains other blocks."""
    if name == "List":
        return "</ol>" if detail else "</ul>"
    if name == "BlockQuote":
        return "</aside>" if detail else "</blockquote>"
    return "</li>"

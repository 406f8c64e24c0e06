"""Markdown to blocks, claims and citations, each with its exact place; what needs no other file becomes HTML here.

CommonMark and GitHub's additions are parsed by `pyromark` (pulldown-cmark), which gives byte ranges. This module turns its
events into the model's flat runs of tokens and reads the two notations of `notation` in the text between them.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

import nh3
import pyromark

from builder.claims import Leaf, make_claim, make_translated
from builder.fields import ID, bad_id
from builder.findings import finding
from builder.inline import Inline, note_anchor, plain_text, slug
from builder.notation import ATTRIBUTES, parse_attributes
from builder.positions import Positions
from builder.text import TABLE, Body, Citations, ClaimBlock, Heading, Html, Passage, Prose, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.findings import Finding, Where
    from builder.text import Bare, Block, Claim, Token

    Reader: TypeAlias = Callable[[Leaf], tuple[Claim | None, list[Finding]]]

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_GFM
)
_INLINE = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}
_FREE_CODES = frozenset({"invalid-citation", "forbidden-scheme"})
_TAKEN = frozenset(
    {
        "content",
        "group-designations",
        "key-points",
        "mentioned-in",
        "notes",
        "profile",
        "references",
        "related-themes",
        "site-panel",
        "statements",
        "toc-title",
        "who-is-who",
    }
)
"""Anchors that a page has already, besides its headings."""
_PREFIXES = ("accounts-", "cite-", "claim-", "group-", "note-", "noteref-", "ref-", "search-", "site-", "term-")
"""How the anchors of other things begin."""
_IN_TABLES = frozenset({"TableHead", "TableRow", "TableCell"})
_NO_HEAD = Html("<th>")


def parse_body(text: str, path: str, first_line: int, page: str) -> tuple[Body, list[Bare], list[Finding]]:
    """Read the Markdown of a theme or a group's profile.

    `page` is the address that its claims get, relative to the site.
    """
    return _body(_Parser(Positions(text, path, first_line), page))


def parse_translation(text: str, path: str, first_line: int, page: str) -> tuple[Body, list[Bare], list[Finding]]:
    """Read the Markdown of a theme's translation."""
    return _body(_Parser(Positions(text, path, first_line), page, read=make_translated))


def _body(parser: _Parser) -> tuple[Body, list[Bare], list[Finding]]:
    parser.run()
    order = {block.claim: position for position, block in enumerate(parser.blocks) if isinstance(block, ClaimBlock)}
    claims = sorted((c for c in parser.claims if c.id in order), key=lambda claim: order[claim.id])  # those in notes stand at the end
    return Body(tuple(parser.blocks), tuple(claims)), parser.inline.bare, parser.findings


def parse_free(text: str, path: str) -> tuple[tuple[Block, ...], list[Bare], list[Finding]]:
    """Read Markdown that need not be sourced: a page of `docs/`."""
    parser = _Parser(Positions(text, path), "", sourced=False)
    parser.run()
    return tuple(parser.blocks), parser.inline.bare, [f for f in parser.findings if f.code in _FREE_CODES]


def parse_passage(text: str, where: Where, place: Callable[[int], Where]) -> tuple[Passage, list[Bare], list[Finding]]:
    """Read a short text of the front matter: one paragraph, with citations and links.

    `place` turns the index of a character into its place in the file.
    """
    parser = _Parser(Positions(text, where.path, place=place), "", passage=True)
    parser.run()
    tokens = tuple(parser.passage_tokens)
    citations = tuple(c for token in tokens if isinstance(token, Citations) for c in token.citations)
    passage = Passage(tokens, plain_text(tokens), citations, where)
    if parser.inline.notes:
        return passage, [], [finding(where, "wrong-type", "a short text has no notes")]
    if not parser.only_paragraphs:
        hint = "escape what Markdown takes for the start of something else, as in 1990\\. or \\#"
        return passage, [], [finding(where, "wrong-type", "a short text should be a paragraph", hint)]
    return passage, parser.inline.bare, parser.findings


class _Parser:
    """One pass over the events of one text."""

    def __init__(self, source: Positions, page: str, *, passage: bool = False, sourced: bool = True, read: Reader = make_claim) -> None:
        self.source = source
        self.page = page
        self.passage = passage
        self.sourced = sourced
        self.read = read
        self.only_paragraphs = True
        self.passage_tokens: list[Token] = []
        self.blocks: list[Block] = []
        self.claims: list[Claim] = []
        self.inline = Inline(source)
        self.findings = self.inline.findings
        self._section = ""
        self._anchors = set(_TAKEN)
        self._repeated: dict[str, int] = defaultdict(lambda: 1)
        self._in_code = False
        self._code_text: list[str] = []
        self._html: list[str] = []  # lines of an open HTML block
        self._head = False  # inside the head of a table
        self._row_start = 0
        self._items: list[int] = []  # start of each open list item
        self._table: Leaf | None = None  # a finished table that may still get its attributes from the paragraph below it
        self._notes: dict[str, list[Block]] = {}
        self._note_places: dict[str, Where] = {}
        self._main: list[Block] = self.blocks
        self._handlers: dict[str, Callable[[Any, int, int], None]] = {
            "Text": self._text,
            "Code": self.inline.code,
            "Html": self._html_block,
            "InlineHtml": self.inline.html,
            "FootnoteReference": self.inline.note_reference,
            "Start": self._start,
            "End": self._end,
        }

    def run(self) -> None:
        handlers, inline = self._handlers, self.inline
        for event, span in pyromark.events_with_range(self.source.text, options=_OPTIONS):
            if isinstance(event, str):
                self._plain_event(event, span["start"])
                continue
            value: Any
            ((kind, value),) = event.items()
            if kind == "Text" and not self._in_code:  # most events
                inline.pieces.append((value, span["start"]))
            else:
                handlers[kind](value, span["start"], span["end"])
        self._settle_table(None)
        self.blocks += self._footnotes()

    def _plain_event(self, event: str, start: int) -> None:
        if event == "SoftBreak":
            self.inline.pieces.append(("\n", start))
        elif event == "HardBreak":
            self.inline.push(Html("<br>"))
        elif event == "Rule":
            self.only_paragraphs = False
            self._settle_table(None)
            self._finish_item_text(start)
            self.blocks.append(Html("<hr>"))

    def _footnotes(self) -> list[Block]:
        """Return the notes that the text refers to, in the order of their numbers, each with the way back."""
        for label, where in self._note_places.items():
            if label not in self.inline.notes:
                self.findings.append(finding(where, "dead-link", f"nothing refers to the note `{label}`", f"refer to it: [^{label}]"))
        blocks: list[Block] = []
        for number, (label, times) in enumerate(self.inline.notes.items(), 1):
            back = " ".join(f'<a href="#{note_anchor(number, n)}" aria-label="Back to the text">↑</a>' for n in range(1, times + 1))
            blocks += [Html(f'<li id="note-{number}">'), *self._notes.get(label, ()), Html(f'<span class="backlinks">{back}</span></li>')]
        return [Html('<section class="notes"><h2 id="notes">Notes</h2><ol>'), *blocks, Html("</ol></section>")] if blocks else []

    def _text(self, text: str, _start: int, _end: int) -> None:
        self._code_text.append(text)

    # --- blocks ---

    def _start(self, value: Any, start: int, _end: int) -> None:
        name, detail = (value, None) if isinstance(value, str) else next(iter(value.items()))
        if name in _INLINE:
            self.inline.begin(f"<{_INLINE[name]}>")
        elif name == "Link":
            self.inline.link_start(detail or {}, start)
        elif name == "Image":
            self.inline.unlinkable += 1
            self.findings.append(finding(self.source.where(start), "image-removed", "images are not part of a claim and were left out"))
        else:
            self._block_start(name, detail, start)

    def _block_start(self, name: str, detail: Any, start: int) -> None:
        self.only_paragraphs = self.only_paragraphs and name == "Paragraph"
        if name not in _IN_TABLES and name != "Paragraph":
            self._settle_table(None)
            self._finish_item_text(start)
        if name in _IN_TABLES or name == "Table":
            self._table_start(name)
        elif name == "Heading" or (name == "BlockQuote" and not detail):  # an alert is no quotation
            self.inline.unlinkable += 1
        if name == "CodeBlock":
            self._in_code = True
        elif name == "Item":
            self._items.append(start)
        elif name == "FootnoteDefinition":
            if detail in self._notes:
                self.findings.append(finding(self.source.where(start), "duplicate-id", f"there is another note `{detail}`"))
            self.blocks = self._notes.setdefault(detail, [])
            self._note_places.setdefault(detail, self.source.where(start))
        if html := _opening(name, detail):
            self.blocks.append(Html(html))

    def _table_start(self, name: str) -> None:
        self.inline.flush()
        self._head = self._head if name == "TableCell" else name == "TableHead"
        self._row_start = len(self.inline.tokens) if name == "TableRow" else self._row_start
        self.inline.tokens.append(Html({"Table": TABLE, "TableHead": "<thead><tr>", "TableRow": "<tr>"}.get(name) or self._cell("<")))

    def _cell(self, opening: str) -> str:
        return f"{opening}th>" if self._head else f"{opening}td>"

    def _end(self, value: Any, start: int, end: int) -> None:
        name, detail = (value, None) if isinstance(value, str) else next(iter(value.items()))
        if name in _INLINE:
            self.inline.end(f"</{_INLINE[name]}>")
        elif name == "Link":
            self.inline.link_end()
        elif name == "Image":
            self.inline.flush()
            self.inline.unlinkable -= 1
        else:
            self._block_end(name, detail, start, end)

    def _block_end(self, name: str, detail: Any, start: int, end: int) -> None:
        if name in _IN_TABLES or name == "Table":
            self._table_end(name, start, end)
        elif name == "Paragraph":
            self._finish("p", start, end)
        elif name == "Heading":
            self.inline.unlinkable -= 1
            self._heading(detail, start)
        elif name == "HtmlBlock":
            self._html_block_end(start)
        elif name == "CodeBlock":
            self.blocks.append(Html(f"<pre><code>{escape(''.join(self._code_text))}</code></pre>"))
            self._in_code, self._code_text = False, []
        else:
            self._container_end(name, detail, end)

    def _container_end(self, name: str, detail: Any, end: int) -> None:
        if name == "Item":
            self._finish_item_text(end)
            self._items.pop()
        elif name == "BlockQuote" and not detail:
            self.inline.unlinkable -= 1
        if name == "FootnoteDefinition":
            self.blocks = self._main
        else:
            self.blocks.append(Html(_closing(name, detail)))

    def _table_end(self, name: str, start: int, end: int) -> None:
        if name == "Table":
            self.inline.tokens.append(Html("</tbody></table></div>"))
            self._table = self._leaf("table", start, end)
        elif name == "TableHead":
            self.inline.tokens.append(Html("</tr></thead><tbody>"))
        elif name == "TableRow":
            self._table_row_end()
        else:
            self._flush_cell()

    def _flush_cell(self) -> None:
        self.inline.take_attributes()
        self.inline.flush()
        self.inline.close_tags()
        if self.inline.tokens[-1] == _NO_HEAD:  # the empty corner of a table heads nothing
            self.inline.tokens[-1] = Html("<td></td>")
        else:
            self.inline.tokens.append(Html(self._cell("</")))

    def _table_row_end(self) -> None:
        """Close a row; a row that held nothing but an attribute list was written right below the table."""
        row = self.inline.tokens[self._row_start :]
        if self.inline.attributes and not any(isinstance(t, (Text, Citations)) for t in row):
            del self.inline.tokens[self._row_start :]
        else:
            self.inline.tokens.append(Html("</tr>"))

    def _finish_item_text(self, end: int) -> None:
        """End the text that stands directly in a list item (in a tight list it is no paragraph)."""
        if self._items and not self.inline.empty:
            self._finish("div", self._items[-1], end)

    def _heading(self, detail: Any, start: int) -> None:
        where = self.source.where(start)
        gathered = self.inline.take()
        tokens = tuple(token for token in gathered if not isinstance(token, Citations))
        if len(tokens) < len(gathered):
            self.findings.append(finding(where, "invalid-citation", "a heading cannot cite", "cite in the claims below it"))
        text = plain_text(tokens)
        level = max(int((detail if isinstance(detail, str) else "H2")[1]), 2)
        if detail == "H1":
            self.findings.append(finding(where, "heading-level", "headings start at `##`: the title is the only `#` of a page"))
        explicit = self._heading_id(start)
        if explicit and not ID.match(explicit):
            self.findings.append(bad_id(where, explicit))
            explicit = ""
        if explicit in self._anchors:
            self.findings.append(finding(where, "duplicate-id", f"this page already has the anchor `{explicit}`"))
        elif explicit.startswith(_PREFIXES):
            self.findings.append(
                finding(where, "duplicate-id", f"`{explicit}` may stand for something else on this page", "choose another anchor")
            )
        anchor = slug(text) or "section"
        self._section = self._anchor(explicit or (f"section-{anchor}" if anchor.startswith(_PREFIXES) else anchor))
        self.blocks.append(Heading(level, self._section, tokens, text, where, bool(explicit)))

    def _anchor(self, wanted: str) -> str:
        """Take an anchor that is still free on the page."""
        anchor = wanted
        while anchor in self._anchors:
            self._repeated[wanted] += 1
            anchor = f"{wanted}-{self._repeated[wanted]}"
        self._anchors.add(anchor)
        return anchor

    def _heading_id(self, start: int) -> str:
        end = self.source.data.find(b"\n", start)
        line = self.source.data[start : end if end >= 0 else None].decode(errors="replace")
        match = ATTRIBUTES.search(line)
        attributes, wrong = parse_attributes(match[1]) if match else ((), None)
        if wrong is not None:
            self.findings.append(
                finding(self.source.where(start), "invalid-attributes", "the attribute list of this heading cannot be read")
            )
        return next((a.value for a in attributes if a.key == "#"), "")

    def _html_block(self, html: str, _start: int, _end: int) -> None:
        self._html.append(html)

    def _html_block_end(self, start: int) -> None:
        """Drop a block of HTML; comments go silently."""
        html, self._html = "".join(self._html), []
        if nh3.clean(html, strip_comments=True).strip():
            self.findings.append(
                finding(self.source.where(start), "uncited-prose", "text in raw HTML cannot be cited", "write it as Markdown")
            )
        elif html.lstrip().startswith("<!--") and "-->" not in html:
            self.findings.append(
                finding(self.source.where(start), "html-removed", "this comment does not end, and hides what follows it", "end it with -->")
            )
        elif not html.lstrip().startswith("<!--"):
            self.findings.append(finding(self.source.where(start), "html-removed", "a block of HTML was left out"))

    # --- leaves ---

    def _leaf(self, tag: str, start: int, end: int) -> Leaf:
        """Take what has been gathered since the last block."""
        self.inline.take_attributes()
        tokens = self.inline.take()
        attributes, self.inline.attributes = self.inline.attributes, ()
        data = self.source.data
        while start < end and data[start : start + 1].isspace():
            start += 1
        return Leaf(
            tag=tag,
            tokens=tokens,
            text=plain_text(tokens),
            attributes=attributes,
            attribute_at=self.inline.attribute_at,
            where=self.source.where(start),
            end_line=self.source.line(max(start, end - 1)),
            page=self.page,
            section=self._section,
        )

    def _finish(self, tag: str, start: int, end: int) -> None:
        if self.passage:
            self.inline.take_attributes()
            if self.inline.attributes:
                where = self.inline.attribute_at(0)
                self.findings.append(finding(where, "invalid-attributes", "a short text has no attributes: it is no claim"))
                self.inline.attributes = ()
            if self.passage_tokens:
                self.passage_tokens.append(Text(" "))
            self.passage_tokens += self.inline.take()
            return
        leaf = self._leaf(tag, start, end)
        if self._table is not None and not leaf.text:
            self._settle_table(leaf)
        else:
            self._settle_table(None)
            self._place(leaf)

    def _settle_table(self, below: Leaf | None) -> None:
        """Place a finished table; a paragraph below it that holds only citations and attributes belongs to it."""
        table, self._table = self._table, None
        if table is None:
            return
        if below is not None:
            table = table.joined(below)
        self._place(table)

    def _place(self, leaf: Leaf) -> None:
        if not leaf.tokens and not leaf.attributes:
            return
        if not self.sourced:
            self.blocks.append(Prose(leaf.tokens, leaf.tag))
            return
        claim, findings = self.read(leaf)
        self.findings += findings
        if claim is None:
            self.blocks.append(Prose(leaf.tokens, leaf.tag))
            return
        self.claims.append(claim)
        self.blocks.append(ClaimBlock(claim.id, leaf.tag))


def _opening(name: str, detail: Any) -> str:
    """Return the tag that opens a block which holds other blocks."""
    if name == "List":
        return "<ul>" if detail is None else f'<ol start="{detail}">' if detail != 1 else "<ol>"
    if name == "BlockQuote":
        kind = detail.lower() if isinstance(detail, str) else ""
        return f'<aside class="alert alert--{kind}"><p class="alert-title">{kind.title()}</p>' if kind else "<blockquote>"
    return "<li>" if name == "Item" else ""


def _closing(name: str, detail: Any) -> str:
    if name == "List":
        return "</ol>" if detail else "</ul>"
    if name == "BlockQuote":
        return "</aside>" if detail else "</blockquote>"
    return "</li>"

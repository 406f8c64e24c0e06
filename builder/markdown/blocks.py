"""The blocks of one text in their order: its headings, its tables, and the claims that paragraphs, items and tables make.

Anchors of headings are unique on a page.
A block without an id waits for the next one, which may be its attribute list: below a table, where that belongs, or apart by mistake.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from builder.formats.wrong_values import bad_id
from builder.markdown.attribute_lists import read_list
from builder.markdown.claims import Leaf, with_end
from builder.markdown.inline import plain_text
from builder.model.document import BareForm, Citations, ClaimBlock, Heading, Html, Prose, Text
from builder.model.findings import Edit, finding
from builder.model.ids import ID
from builder.sanitising.page_html import FRAME_ANCHORS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from builder.markdown.inline import Inline, Placed
    from builder.markdown.positions import Positions
    from builder.model.document import Block, Claim, Token
    from builder.model.findings import Finding, Where

    LeafReader: TypeAlias = Callable[[Leaf], tuple[Claim | None, list[Finding]]]

_TABLE = Html('<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="data">')
IN_TABLES = frozenset({"TableHead", "TableRow", "TableCell"})
_BEGIN = {"Table": _TABLE, "TableHead": Html("<thead><tr>"), "TableRow": Html("<tr>")}
_NO_HEAD = Html("<th>")
_CLAIM_PAGE_ANCHORS = frozenset(
    "group-designations key-points mentioned-in notes profile references related-themes statements who-is-who".split()
)
"""Further anchors in use on the pages of themes and groups."""
_PREFIXES = ("accounts-", "cite-", "claim-", "group-", "note-", "noteref-", "ref-", "search-", "site-", "term-")
"""Prefixes of generated anchors on these pages."""
_SLUG = re.compile(r"[^\w]+")
_NO_LIST = -1
_EXPLAINS = frozenset({"dead-link", "html-removed", "image-removed", "invalid-attributes", "invalid-citation", "unread-markup"})
"""Slips of a block that may be why it has no citation or no id."""
_OF_ITEMS = ("claim-without-id", "uncited-prose")


class Blocks:
    """Collects the blocks of one text while it is parsed. `read` is None for a text that makes no claims."""

    def __init__(self, inline: Inline, read: LeafReader | None, page: str) -> None:
        self.all: list[Block] = []
        self.claims: list[Claim] = []
        self._current = self.all
        self._inline = inline
        self._findings = inline.findings
        self._read = read
        self._page = page
        self._pending: Leaf | None = None
        self._before_list = _NO_LIST  # how many findings there were before the list that was the last block
        self._open_lists: list[int] = []  # the same for each open list
        self._findings_seen, self._bare_seen = 0, 0  # how many there were at the end of the last leaf

    def append(self, block: Block) -> None:
        """Append a block that is no text."""
        self._current.append(block)

    def begin_list(self) -> None:
        """Note that a list begins."""
        self._open_lists.append(len(self._findings))

    def end_list(self) -> None:
        """Note that a list has ended."""
        self._before_list = self._open_lists.pop()

    def begin_note(self, label: str, where: Where) -> None:
        """Let the blocks of a note follow."""
        self._current = self._inline.footnotes.define(label, where)

    def end_note(self) -> None:
        """Let further blocks of the text follow."""
        self._current = self.all

    def leaf(self, tag: str, start: int, end: int, section: str) -> Leaf:
        """Return the content since the last block as a leaf; `start` and `end` are byte offsets."""
        inline, source = self._inline, self._inline.source
        inline.take_attributes()
        tokens = inline.take()
        attributes, inline.attributes = inline.attributes, ()
        if inline.leftovers.ids:
            attributes = self._with_unread_id(attributes)
        data = source.data
        while start < end and data[start : start + 1].isspace():
            start += 1
        where, end_line = source.where(start), source.line(max(start, end - 1))
        cited = Citations in map(type, tokens)
        slipped = self._has_slipped(where, cited=cited)
        leaf = Leaf(tag, tokens, plain_text(tokens), attributes, where, end_line, self._page, section, slipped)
        return leaf if not self._read or any(key == "#" for key, _, _ in attributes) else with_end(leaf, source, start, end)

    def _with_unread_id(self, attributes: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """Return attributes with the id of a list that could not be read, unless they have one."""
        ids = self._inline.leftovers.ids
        first, where = ids[0]
        ids.clear()
        return attributes if any(key == "#" for key, _, _ in attributes) else (("#", first, where), *attributes)

    def _has_slipped(self, where: Where, *, cited: bool) -> bool:
        """Return whether a slip was found in the block that ends here and begins at a place, which its bare ids report.

        Links of a block that cites are no candidates for a citation.
        """
        findings, bare = self._findings, self._inline.bare
        first = self._findings_seen
        if len(bare) > self._bare_seen:
            new = bare[self._bare_seen :]
            bare[self._bare_seen :] = [one._replace(block=where) for one in new if not cited or one.form is not BareForm.LINK]
        self.see()
        return len(findings) > first and any(found.code in _EXPLAINS for found in findings[first:])

    def see(self) -> None:
        """Note that what was found so far does not belong to the next leaf."""
        self._findings_seen, self._bare_seen = len(self._findings), len(self._inline.bare)

    def finish(self, leaf: Leaf) -> None:
        """Append a leaf, perhaps only after the next one."""
        if self._read and not leaf.text and all(type(token) is Citations for token in leaf.tokens):
            leaf = self._apart(leaf)
        if self._pending is not None:
            if not leaf.text and (self._pending.tag == "table" or leaf.slipped):
                self.append_pending(leaf)
                return
            self.append_pending()
        if self._read and leaf.text and (leaf.tag == "table" or not any(key == "#" for key, _, _ in leaf.attributes)):
            self._pending = leaf
        else:
            self._append_leaf(leaf)

    def _apart(self, leaf: Leaf) -> Leaf:
        """Report citations and an attribute list that are a block of their own, but belong to the block above it; return them."""
        above = self._pending
        where = leaf.where if leaf.tokens or not leaf.attributes else leaf.attributes[0][2]
        if above is not None and above.tag != "table":
            what = "this citation" if leaf.tokens else "this attribute list"
            hint, old = "remove the blank line above it", above.last + "\n" * (leaf.where.line - above.end_line)
            edits = (Edit(above.end, old, f"{above.last}\n"),) if above.end and leaf.where.column == 1 else ()
            self._findings.append(finding(where, "invalid-attributes", f"a blank line separates {what} from its text", hint, edits=edits))
        elif above is None and self._before_list != _NO_LIST and leaf.attributes:
            start = self._before_list
            self._findings[start:] = [found for found in self._findings[start:] if found.code not in _OF_ITEMS]
            hint = "end each item with its own: {#id}"
            self._findings.append(finding(where, "invalid-attributes", "a list has no id of its own: each of its items is a claim", hint))
        else:
            return leaf
        self.see()
        return leaf._replace(slipped=True)

    def append_pending(self, below: Leaf | None = None) -> None:
        """Append the pending block; a paragraph below it with citations and attributes only is part of it."""
        self._before_list = _NO_LIST
        pending, self._pending = self._pending, None
        if pending is not None:
            self._append_leaf(pending.joined(below) if below else pending)

    def _append_leaf(self, leaf: Leaf) -> None:
        if not leaf.tokens and not leaf.attributes:
            return
        claim = None
        if self._read:
            claim, findings = self._read(leaf)
            self._findings += findings
            self.see()
        if claim is None:
            self.append(Prose(leaf.tokens, leaf.tag))
            return
        self.claims.append(claim)
        self.append(ClaimBlock(claim.id))


class Cells:
    """Turns the parser's table events into tokens: a table is one block, and its rows and cells are HTML tokens."""

    def __init__(self, inline: Inline) -> None:
        self._inline = inline
        self._in_head = False
        self._row_start = 0
        self._last_cell = (0, 0)

    def start(self, name: str) -> None:
        """Handle the start of a table, head, row or cell."""
        inline = self._inline
        inline.flush()
        if name == "TableCell":
            inline.tokens.append(Html("<th>" if self._in_head else "<td>"))
            return
        self._in_head = name == "TableHead"
        self._row_start = len(inline.tokens) if name == "TableRow" else self._row_start
        inline.tokens.append(_BEGIN[name])

    def end(self, name: str, start: int, end: int) -> None:
        """Handle the end of a table, head, row or cell, which is between these byte offsets."""
        if name == "Table":
            self._inline.tokens.append(Html("</tbody></table></div>"))
        elif name == "TableHead":
            self._inline.tokens.append(Html("</tr></thead><tbody>"))
        elif name == "TableRow":
            self._end_row(start, end)
        else:
            self._last_cell = (start, end)
            self._end_cell()

    def _end_cell(self) -> None:
        inline = self._inline
        inline.take_attributes()
        inline.flush()
        inline.read_citations(in_cell=True)
        inline.close_tags()
        if inline.tokens[-1] == _NO_HEAD:  # an empty corner cell is not a header
            inline.tokens[-1] = Html("<td></td>")
        else:
            inline.tokens.append(Html("</th>" if self._in_head else "</td>"))

    def _end_row(self, start: int, end: int) -> None:
        """Close a row; one that contains only an attribute list is dropped: it was written directly below the table."""
        inline = self._inline
        row = inline.tokens[self._row_start :]
        if inline.attributes and not any(isinstance(t, (Text, Citations)) for t in row):
            del inline.tokens[self._row_start :]
        else:
            inline.tokens.append(Html("</tr>"))
            self._compare(start, end)

    def _compare(self, start: int, end: int) -> None:
        """Report a row that has not as many cells as the head of its table: the parser fills it up, or leaves out what is too much."""
        source, findings = self._inline.source, self._inline.findings
        cell_start, cell_end = self._last_cell
        rest = source.data[cell_end:end]
        if rest.count(b"|") > 1 or rest.strip(b"| \t\r\n>"):
            hint = "put one `|` between two cells, or write `\\|` where a cell has one in its text"
            findings.append(finding(source.where(cell_end), "uneven-table", "this row has more cells than the head of its table", hint))
        elif cell_start == cell_end == end:  # the parser has added it
            hint = "put a `|` between two cells, also around an empty one; text below a table needs a blank line above it"
            findings.append(finding(source.where(start), "uneven-table", "this row has fewer cells than the head of its table", hint))


class Headings:
    """Creates the headings of one text, and keeps track of the current section."""

    def __init__(self, source: Positions, findings: list[Finding], *, among_claims: bool) -> None:
        self.section = ""
        """The anchor of the most recent heading, or empty."""
        self._source = source
        self._findings = findings
        self._anchors = set(FRAME_ANCHORS | _CLAIM_PAGE_ANCHORS if among_claims else FRAME_ANCHORS)
        self._prefixes = _PREFIXES if among_claims else ()
        self._among_claims = among_claims
        self._level = 1
        self._of_level: defaultdict[int, list[Where]] = defaultdict(list)
        """The headings of each level in the current section of the level above."""
        self._repeated: dict[str, int] = defaultdict(lambda: 1)

    def make(self, name: str, start: int, tokens_with_citations: tuple[Token, ...], attributes: tuple[Placed, ...] = ()) -> Heading:
        """Return a heading; `name` is `H1` to `H6`, and `start` the byte offset at which it starts.

        `attributes` are those of a list with a slip, which the parser has left in the text.
        """
        where = self._source.where(start)
        tokens = tuple(token for token in tokens_with_citations if type(token) is not Citations)
        if len(tokens) < len(tokens_with_citations):
            self._findings.append(finding(where, "invalid-citation", "a heading cannot cite", "cite in the claims below it"))
        text = plain_text(tokens)
        if name == "H1":
            self._findings.append(finding(where, "heading-level", "headings start at `##`: the title is the only `#` of a page"))
        self._check_level(name, where)
        explicit = self._explicit(start, where, next((value for key, value, _ in attributes if key == "#"), ""), text)
        anchor = _slug(text) or "section"
        self.section = self._unused(explicit or (f"section-{anchor}" if anchor.startswith(self._prefixes) else anchor))
        return Heading(max(int(name[1]), 2), self.section, tokens, text, where, bool(explicit))

    def _check_level(self, name: str, where: Where) -> None:
        """Report a heading that is more than one level below the one before it."""
        level, above = int(name[1]), self._level
        self._level = level
        self._end_sections(level)
        self._of_level[level].append(where)
        if self._among_claims and level > above + 1:
            signs, right = "#" * level, "#" * (above + 1)
            what = f"below a heading of `{'#' * above}`" if above > 1 else "with no `##` above it"
            self._findings.append(finding(where, "heading-level", f"`{signs}` stands {what}", f"did you mean `{right}`?"))

    def finish(self) -> None:
        """End the last section."""
        self._end_sections(1)

    def _end_sections(self, level: int) -> None:
        """End the sections below a level; report a heading that is the only one of its level there, and so divides nothing."""
        for deeper in sorted((number for number in self._of_level if number > level), reverse=True):
            places = self._of_level.pop(deeper)
            if self._among_claims and deeper > 2 and len(places) == 1 and deeper - 1 in self._of_level:  # noqa: PLR2004
                signs = "#" * deeper
                message = f"this is the only heading of `{signs}` in its section, so it divides nothing"
                self._findings.append(finding(places[0], "heading-level", message, f"did you mean `{signs[1:]}`?"))

    def _explicit(self, start: int, where: Where, unread: str, text: str) -> str:
        """Return the anchor that the author gave, or empty; report one that is invalid or in use."""
        anchor = unread if ID.match(unread) else self._attribute_id(start, where, text)
        if anchor and not ID.match(anchor):
            self._findings.append(bad_id(where, anchor))
            return ""
        if anchor in self._anchors:
            self._findings.append(finding(where, "duplicate-id", f"this page already has the anchor `{anchor}`"))
        elif anchor.startswith(self._prefixes):
            self._findings.append(
                finding(where, "duplicate-id", f"`{anchor}` starts like a generated anchor of this page", "choose another anchor")
            )
        return anchor

    def _attribute_id(self, start: int, where: Where, text: str) -> str:
        """Return the id in the attribute list of a heading, or empty."""
        data = self._source.data
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else None].decode(errors="replace")
        written = read_list(line) if line.rstrip().endswith("}") else None
        if written is None:
            if "{" in line and "{" not in text:  # the parser has taken it for a list
                place = where._replace(column=where.column + line.rfind("{"))
                message = f"`{line[line.rfind('{') :].rstrip()}` is no attribute list"
                self._findings.append(finding(place, "invalid-attributes", message, "the anchor of a heading is written {#anchor}"))
            return ""
        if written.slip:
            place = where._replace(column=where.column + written.slip.offset)
            self._findings.append(finding(place, "invalid-attributes", written.slip.message, *written.slip.hints))
        return next((entry.value for entry in written.attributes if entry.key == "#"), "")

    def _unused(self, wanted: str) -> str:
        """Return an unused anchor, with a number appended if necessary, and reserve it."""
        anchor = wanted
        while anchor in self._anchors:
            self._repeated[wanted] += 1
            anchor = f"{wanted}-{self._repeated[wanted]}"
        self._anchors.add(anchor)
        return anchor


def _slug(text: str) -> str:
    """Return the words of a text, joined by hyphens."""
    return _SLUG.sub("-", text.lower()).strip("-")

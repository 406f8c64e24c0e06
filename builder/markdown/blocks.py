"""The blocks of one text in their order, and the claims that its paragraphs, items and tables make.

A block without an id waits for the next one, which may be its attribute list: below a table, where that belongs, or apart by mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.markdown.claims import Leaf
from builder.markdown.inline import plain_text
from builder.model.document import Citations, ClaimBlock, Prose
from builder.model.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from builder.markdown.inline import Inline, Placed
    from builder.model.document import Block, Claim
    from builder.model.findings import Finding, Where

    LeafReader: TypeAlias = Callable[[Leaf], tuple[Claim | None, list[Finding]]]

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
        cited = any(type(token) is Citations for token in tokens)
        slipped = self._has_slipped(where, cited=cited)
        return Leaf(tag, tokens, plain_text(tokens), attributes, where, end_line, self._page, section, slipped)

    def _with_unread_id(self, attributes: tuple[Placed, ...]) -> tuple[Placed, ...]:
        """Return attributes with the id of a list that could not be read, unless they have one."""
        ids = self._inline.leftovers.ids
        first, where = ids[0]
        ids.clear()
        return attributes if any(key == "#" for key, _, _ in attributes) else (("#", first, where), *attributes)

    def _has_slipped(self, where: Where, *, cited: bool) -> bool:
        """Return whether a slip was found in the block that ends here and begins at a place, which its bare ids are told.

        Links of a block that cites are no candidates for a citation.
        """
        findings, bare = self._findings, self._inline.bare
        first = self._findings_seen
        if len(bare) > self._bare_seen:
            new = bare[self._bare_seen :]
            bare[self._bare_seen :] = [one._replace(block=where) for one in new if not cited or not one.written.startswith("](")]
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
            hint = "remove the blank line above it"
            self._findings.append(finding(where, "invalid-attributes", f"a blank line separates {what} from its text", hint))
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

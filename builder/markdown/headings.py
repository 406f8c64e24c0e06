"""The headings of one text and their anchors, which are unique on a page."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from builder.formats.wrong_values import bad_id
from builder.markdown.attribute_lists import ATTRIBUTES, parse_attributes
from builder.markdown.inline import plain_text
from builder.model.document import Citations, Heading
from builder.model.findings import finding
from builder.model.ids import ID
from builder.sanitising.page_html import FRAME_ANCHORS

if TYPE_CHECKING:
    from builder.markdown.positions import Positions
    from builder.model.document import Token
    from builder.model.findings import Finding, Where

_CLAIM_PAGE_ANCHORS = frozenset(
    "group-designations key-points mentioned-in notes profile references related-themes statements who-is-who".split()
)
"""Further anchors in use on the pages of themes and groups."""
_PREFIXES = ("accounts-", "cite-", "claim-", "group-", "note-", "noteref-", "ref-", "search-", "site-", "term-")
"""Prefixes of generated anchors on these pages."""
_SLUG = re.compile(r"[^\w]+")


class Headings:
    """Creates the headings of one text, and keeps track of the current section."""

    def __init__(self, source: Positions, findings: list[Finding], *, among_claims: bool) -> None:
        self.section = ""
        """The anchor of the most recent heading, or empty."""
        self._source = source
        self._findings = findings
        self._anchors = set(FRAME_ANCHORS | _CLAIM_PAGE_ANCHORS if among_claims else FRAME_ANCHORS)
        self._prefixes = _PREFIXES if among_claims else ()
        self._repeated: dict[str, int] = defaultdict(lambda: 1)

    def make(self, name: str, start: int, tokens_with_citations: tuple[Token, ...]) -> Heading:
        """Return a heading; `name` is `H1` to `H6`, and `start` the byte offset at which it starts."""
        where = self._source.where(start)
        tokens = tuple(token for token in tokens_with_citations if type(token) is not Citations)
        if len(tokens) < len(tokens_with_citations):
            self._findings.append(finding(where, "invalid-citation", "a heading cannot cite", "cite in the claims below it"))
        text = plain_text(tokens)
        if name == "H1":
            self._findings.append(finding(where, "heading-level", "headings start at `##`: the title is the only `#` of a page"))
        explicit = self._explicit(start, where)
        anchor = _slug(text) or "section"
        self.section = self._unused(explicit or (f"section-{anchor}" if anchor.startswith(self._prefixes) else anchor))
        return Heading(max(int(name[1]), 2), self.section, tokens, text, where, bool(explicit))

    def _explicit(self, start: int, where: Where) -> str:
        """Return the anchor that the author gave, or empty; report one that is invalid or in use."""
        anchor = self._attribute_id(start, where)
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

    def _attribute_id(self, start: int, where: Where) -> str:
        """Return the id in the attribute list of a heading, or empty."""
        data = self._source.data
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else None].decode(errors="replace")
        match = ATTRIBUTES.search(line) if "{" in line else None
        attributes, invalid_at = parse_attributes(match[1]) if match else ((), None)
        if invalid_at is not None:
            self._findings.append(finding(where, "invalid-attributes", "the attribute list of this heading is invalid"))
        return next((a.value for a in attributes if a.key == "#"), "")

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

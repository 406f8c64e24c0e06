"""The headings of one text and their anchors, each of which stands once on a page."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from builder.markdown.inline import plain_text
from builder.markdown.notation import ATTRIBUTES, parse_attributes
from builder.model.document import Citations, Heading
from builder.model.findings import finding
from builder.model.ids import ID, bad_id

if TYPE_CHECKING:
    from builder.markdown.positions import Positions
    from builder.model.document import Token
    from builder.model.findings import Finding, Where

_OF_FRAMES = frozenset("content site-panel site-search-input site-search-results toc-title".split())
"""Anchors that every page has already, besides its headings."""
_OF_CLAIMS = frozenset("group-designations key-points mentioned-in notes profile references related-themes statements who-is-who".split())
"""Further ones of pages whose text is made of claims."""
_PREFIXES = ("accounts-", "cite-", "claim-", "group-", "note-", "noteref-", "ref-", "search-", "site-", "term-")
"""How the anchors of other things on these begin."""
_SLUG = re.compile(r"[^\w]+")


def is_of_frames(anchor: str) -> bool:
    """Tell whether every page has an anchor already."""
    return anchor in _OF_FRAMES


class Headings:
    """Makes the headings of one text, and knows below which of them one is."""

    def __init__(self, source: Positions, findings: list[Finding], *, among_claims: bool) -> None:
        self.section = ""
        """The anchor of the last heading."""
        self._source = source
        self._findings = findings
        self._anchors = set(_OF_FRAMES | _OF_CLAIMS if among_claims else _OF_FRAMES)
        self._prefixes = _PREFIXES if among_claims else ()
        self._repeated: dict[str, int] = defaultdict(lambda: 1)

    def make(self, name: str, start: int, gathered: tuple[Token, ...]) -> Heading:
        """Make a heading; `name` is `H1` to `H6`, and `start` the byte at which it starts."""
        where = self._source.where(start)
        tokens = tuple(token for token in gathered if type(token) is not Citations)
        if len(tokens) < len(gathered):
            self._findings.append(finding(where, "invalid-citation", "a heading cannot cite", "cite in the claims below it"))
        text = plain_text(tokens)
        if name == "H1":
            self._findings.append(finding(where, "heading-level", "headings start at `##`: the title is the only `#` of a page"))
        explicit = self._explicit(start, where)
        anchor = _slug(text) or "section"
        self.section = self._free(explicit or (f"section-{anchor}" if anchor.startswith(self._prefixes) else anchor))
        return Heading(max(int(name[1]), 2), self.section, tokens, text, where, bool(explicit))

    def _explicit(self, start: int, where: Where) -> str:
        """Return the anchor that the author gave."""
        anchor = self._written(start, where)
        if anchor and not ID.match(anchor):
            self._findings.append(bad_id(where, anchor))
            return ""
        if anchor in self._anchors:
            self._findings.append(finding(where, "duplicate-id", f"this page already has the anchor `{anchor}`"))
        elif anchor.startswith(self._prefixes):
            self._findings.append(
                finding(where, "duplicate-id", f"`{anchor}` may stand for something else on this page", "choose another anchor")
            )
        return anchor

    def _written(self, start: int, where: Where) -> str:
        """Return the id in the attribute list of a heading."""
        data = self._source.data
        end = data.find(b"\n", start)
        line = data[start : end if end >= 0 else None].decode(errors="replace")
        match = ATTRIBUTES.search(line) if "{" in line else None
        attributes, wrong = parse_attributes(match[1]) if match else ((), None)
        if wrong is not None:
            self._findings.append(finding(where, "invalid-attributes", "the attribute list of this heading cannot be read"))
        return next((a.value for a in attributes if a.key == "#"), "")

    def _free(self, wanted: str) -> str:
        """Take an anchor that is still free on the page."""
        anchor = wanted
        while anchor in self._anchors:
            self._repeated[wanted] += 1
            anchor = f"{wanted}-{self._repeated[wanted]}"
        self._anchors.add(anchor)
        return anchor


def _slug(text: str) -> str:
    """Return an anchor made of a text's words."""
    return _SLUG.sub("-", text.lower()).strip("-")

"""The headings of one text and their anchors, each of which stands once on a page."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from builder.fields import ID, bad_id
from builder.findings import finding
from builder.inline import plain_text
from builder.notation import ATTRIBUTES, parse_attributes
from builder.text import Citations, Heading

if TYPE_CHECKING:
    from builder.findings import Finding, Where
    from builder.positions import Positions
    from builder.text import Token

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
_SLUG = re.compile(r"[^\w]+")


def is_taken(anchor: str) -> bool:
    """Tell whether something else than a heading may have an anchor on its page."""
    return anchor in _TAKEN or anchor.startswith(_PREFIXES)


class Headings:
    """Makes the headings of one text, and knows below which of them one is."""

    def __init__(self, source: Positions, findings: list[Finding]) -> None:
        self.section = ""
        """The anchor of the last heading."""
        self._source = source
        self._findings = findings
        self._anchors = set(_TAKEN)
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
        self.section = self._free(explicit or (f"section-{anchor}" if anchor.startswith(_PREFIXES) else anchor))
        return Heading(max(int(name[1]), 2), self.section, tokens, text, where, bool(explicit))

    def _explicit(self, start: int, where: Where) -> str:
        """Return the anchor that the author gave."""
        anchor = self._written(start, where)
        if anchor and not ID.match(anchor):
            self._findings.append(bad_id(where, anchor))
            return ""
        if anchor in self._anchors:
            self._findings.append(finding(where, "duplicate-id", f"this page already has the anchor `{anchor}`"))
        elif anchor.startswith(_PREFIXES):
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

"""Hand-written pages of `docs/`: the engine renders them; their links and citations are checked like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.markdown.headings import is_frame_anchor
from builder.markdown.parser import parse_free
from builder.model.content import Note
from builder.model.document import Citations, Heading, LinkStart, Prose
from builder.model.findings import Where
from builder.reading.front_matter import split_front_matter
from builder.reading.yaml_tree import escape_findings

if TYPE_CHECKING:
    from builder.model.document import Bare
    from builder.model.findings import Finding
    from builder.reading.files import Raw


def note_slug(text: str, separator: str) -> str:
    """Return the anchor of a heading as Python-Markdown makes it, with a prefix if the page frame uses that anchor."""
    # Imported late: most projects have no such pages.
    from markdown.extensions.toc import slugify

    anchor = str(slugify(text, separator))
    return f"section{separator}{anchor}" if is_frame_anchor(anchor) else anchor


def parse_note(raw: Raw) -> tuple[Note, list[Bare], list[Finding]]:
    """Return the anchors, links and citations of a page of `docs/`, its bare `@id`s, and the findings.

    The anchors are those that Python-Markdown will generate for its headings.
    """
    from markdown.extensions.toc import unique  # late, as above

    blocks, bare, findings = parse_free(raw.text, raw.path)
    tokens = [t for b in blocks if isinstance(b, (Heading, Prose)) for t in b.tokens]
    anchors: set[str] = set()
    counters: dict[str, int] = {}  # with these, a heading that is repeated is not compared with all before it
    for heading in (b for b in blocks if isinstance(b, Heading)):
        unique(heading.id if heading.explicit else note_slug(heading.text, "-"), anchors, counters)
    note = Note(
        path=raw.path,
        where=Where(raw.path),
        anchors=frozenset(anchors),
        links=tuple(t for t in tokens if isinstance(t, LinkStart)),
        citations=tuple(c for t in tokens if isinstance(t, Citations) for c in t.citations),
    )
    fields, _, _ = split_front_matter(raw.text)
    return note, bare, [*findings, *escape_findings(fields or "", raw.path, 2)]

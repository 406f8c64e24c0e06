"""Hand-written pages: the engine renders them; their citations and links by id are checked like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.markdown.parser import parse_free
from builder.model.content import Note
from builder.model.document import Citations, Heading, LinkStart, Prose
from builder.reading.yaml_tree import escape_findings
from builder.slips.fences import split_front_matter

if TYPE_CHECKING:
    from builder.model.document import Bare
    from builder.model.findings import Finding
    from builder.reading.files import Raw


def parse_note(raw: Raw) -> tuple[Note, list[Bare], list[Finding]]:
    """Return the links and citations of a hand-written page, its bare `@id`s, and the findings.

    Which anchors the page has, and which of its links reach a reader, only its engine knows.
    """
    blocks, bare, findings = parse_free(raw.text, raw.path)
    tokens = [t for b in blocks if isinstance(b, (Heading, Prose)) for t in b.tokens]
    note = Note(
        path=raw.path,
        links=tuple(t for t in tokens if isinstance(t, LinkStart)),
        citations=tuple(c for t in tokens if isinstance(t, Citations) for c in t.citations),
    )
    fields = split_front_matter(raw.text).fields
    return note, bare, [*findings, *escape_findings(fields or "", raw.path, 2)]

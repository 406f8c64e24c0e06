"""Data files of a site with other lines for what has changed, put into the files that are there.

Records stand one on a line and in a known order, so that each is found by how its line begins. A file that is not as this
program writes it raises `ValueError`, and is not for patching.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from builder.export import group_record, quantity_records, source_record, term_record
from builder.jsonld import GRAPH, claim_node
from builder.lines import Lines
from builder.model import Group, Theme
from builder.tables import FIGURES, TIMELINE, claim_row, figure_rows, timeline_rows, write_csv
from builder.values import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from builder.link import Explainer
    from builder.standing import Reach
    from builder.text import Claim
    from builder.values import Data

    Line = tuple[bytes, bytes | None]
    """How a line begins, and what is to stand there; None where it only has to be found."""
    Pieces = list[bytes | memoryview]


class Patched(NamedTuple):
    """Files that are written again, and what is said in them."""

    files: list[tuple[str, Data]]
    claims: list[tuple[dict[str, Any], dict[str, Any]]]
    """The record of each claim on the pages, before and after."""


def data_patches(read: Callable[[str], bytes], explainer: Explainer, reach: Reach, pages: Sequence[Theme | Group]) -> Patched:
    """Write the data files in which something is said of what has changed; `pages` are those written again whose text is claims.

    `read` gives the files of the site as they are, by their paths. Raises ValueError where one is not as it should be.
    """
    lines = Lines(explainer)
    placed = [claim for page in pages for claim in page.body.claims]
    by_id = sorted((claim.id, lines.claim(claim)) for claim in placed)
    themes = [(page.id, lines.theme(page)) for page in pages if isinstance(page, Theme)]
    groups = reach.groups | {page.id for page in pages if isinstance(page, Group)}
    whole, old = _whole(read("data/explainer.json"), explainer, reach._replace(groups=groups), themes, by_id)
    files: list[tuple[str, Data]] = [("data/explainer.json", whole)]
    nodes = [(_node_start(claim), claim_node(explainer, claim).encode()) for claim in placed]
    files.append((GRAPH, _replaced(read(GRAPH), nodes)[0]))
    files.append(("data/claims.csv", _rows(read("data/claims.csv"), explainer, [name for name, _ in by_id])))
    for url, name, header, table in (("figures/", "figures", FIGURES, figure_rows), ("timeline/", "timeline", TIMELINE, timeline_rows)):
        if url in reach.pages and url.rstrip("/") in explainer.overviews:
            files.append((f"data/{name}.csv", write_csv(header, [row.encode() for row in table(explainer)])))
    return Patched(files, [(json.loads(before), json.loads(line)) for before, (_, line) in zip(old, by_id, strict=True)])


def _whole(
    data: bytes, explainer: Explainer, reach: Reach, themes: Sequence[tuple[str, bytes]], claims: Sequence[tuple[str, bytes]]
) -> tuple[Pieces, list[bytes]]:
    """Write `explainer.json`, and return the old records of the claims, too."""
    content = explainer.content
    terms = content.terms if "glossary/" in reach.pages else ()
    quantities = quantity_records(explainer) if "figures/" in reach.pages else iter(())
    sections: tuple[tuple[bytes, Sequence[tuple[str, bytes]]], ...] = (
        (b"themes", themes),
        (b"claims", claims),
        (b"sources", [(s.id, encoded(source_record(explainer, s))) for s in content.sources if s.id in reach.sources]),
        (b"groups", [(g.id, encoded(group_record(explainer, g))) for g in content.groups if g.id in reach.groups]),
        (b"terms", [(term.id, encoded(term_record(explainer, term))) for term in terms]),
        (b"quantities", [(str(record["id"]), encoded(record)) for record in quantities]),
    )
    lines: list[Line] = []
    for name, records in sections:
        if records:
            lines.append((b'\n"%b":[\n' % name, None))
            lines += [(b'\n{"id":"%b",' % key.encode(), line) for key, line in records]
    patched, old = _replaced(data, lines)
    first = len(themes)
    return patched, old[first : first + len(claims)]


def _replaced(data: bytes, lines: Iterable[Line]) -> tuple[Pieces, list[bytes]]:
    """Put lines in the place of those that begin alike, in their order; return what stood there, too."""
    pieces: Pieces = []
    old: list[bytes] = []
    view = memoryview(data)
    position = 0
    for start, line in lines:
        at = data.index(start, position) + 1
        if line is None:
            pieces.append(view[position:at])
            position = at
            continue
        end = data.index(b"\n", at)
        comma = data[end - 1 : end] == b","
        old.append(data[at : end - comma])
        pieces += (view[position:at], line, b"," if comma else b"")
        position = end
    return [*pieces, view[position:]], old


def _node_start(claim: Claim) -> bytes:
    return f'\n{{"@type":"Claim","@id":"{claim.url}",'.encode()


def _rows(data: bytes, explainer: Explainer, changed: Iterable[str]) -> Pieces:
    """Write the table of claims: a row goes on to the next one, since there may be ends of lines in a cell."""
    names = sorted(explainer.claims)
    if data.count(b"\r\n") != len(names) + 1:
        raise ValueError("a cell holds what ends rows")
    view = memoryview(data)
    pieces: Pieces = [view[:2]]
    position = 2
    for name in changed:
        at = data.index(_row_start(explainer, name), position - 2) + 2
        following = bisect_right(names, name)
        end = data.index(_row_start(explainer, names[following]), at) + 2 if following < len(names) else len(data)
        pieces += (view[position:at], claim_row(explainer, explainer.claims[name]).encode())
        position = end
    return [*pieces, view[position:]]


def _row_start(explainer: Explainer, name: str) -> bytes:
    return f"\r\n{name},{explainer.claims[name].page}#claim-{name},".encode()

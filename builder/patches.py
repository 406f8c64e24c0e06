"""Data files of a site with other lines for what has changed, put into the files that are there.

Records stand one on a line and in a known order, so that each is found by how its line begins. A file that is not as this
program writes it raises `ValueError`, and is not for patching.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from builder.export import group_record, quantity_records, source_record, term_record
from builder.fragments import View
from builder.jsonld import GRAPH
from builder.lines import page_lines
from builder.model import Group
from builder.tables import FIGURES, TIMELINE, figure_rows, timeline_rows, write_csv
from builder.values import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from builder.lines import Lines
    from builder.link import Explainer
    from builder.model import Theme
    from builder.standing import Reach

    Line = tuple[bytes, bytes | None]
    """How a line begins, and what is to stand there; None where it only has to be found."""


class Patched(NamedTuple):
    """Files that are written again, and what is said in them."""

    files: list[tuple[str, bytes]]
    claims: list[tuple[dict[str, Any], dict[str, Any]]]
    """The record of each claim on the pages, before and after."""


def data_patches(read: Callable[[str], bytes], explainer: Explainer, reach: Reach, pages: Sequence[Theme | Group]) -> Patched:
    """Write the data files in which something is said of what has changed; `pages` are those written again whose text is claims.

    `read` gives the files of the site as they are, by their paths. Raises ValueError where one is not as it should be.
    """
    written = [page_lines(explainer, page, View(explainer, page.url)) for page in pages]
    placed = [line for lines in written for line in lines.claims]
    by_id = sorted(placed, key=lambda line: line.id)
    themes = [(page.id, lines.theme) for page, lines in zip(pages, written, strict=True) if lines.theme]
    groups = reach.groups | {page.id for page in pages if isinstance(page, Group)}
    whole, old = _whole(read("data/explainer.json"), explainer, reach._replace(groups=groups), themes, by_id)
    files = [("data/explainer.json", whole)]
    nodes = [(_node_start(explainer, line.id), line.node) for line in placed]
    files.append((GRAPH, _replaced(read(GRAPH), nodes)[0]))
    files.append(("data/claims.csv", _rows(read("data/claims.csv"), explainer, by_id)))
    for url, name, header, table in (("figures/", "figures", FIGURES, figure_rows), ("timeline/", "timeline", TIMELINE, timeline_rows)):
        if url in reach.pages and url.rstrip("/") in explainer.overviews:
            files.append((f"data/{name}.csv", write_csv(header, [row.encode() for row in table(explainer)])))
    return Patched(files, [(json.loads(before), json.loads(line.json)) for before, line in zip(old, by_id, strict=True)])


def _whole(
    data: bytes, explainer: Explainer, reach: Reach, themes: Sequence[tuple[str, bytes]], claims: Iterable[Lines]
) -> tuple[bytes, list[bytes]]:
    """Write `explainer.json`, and return the old records of the claims, too."""
    content = explainer.content
    terms = content.terms if "glossary/" in reach.pages else ()
    quantities = quantity_records(explainer) if "figures/" in reach.pages else iter(())
    sections = (
        (b"themes", themes),
        (b"claims", [(line.id, line.json) for line in claims]),
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
    return patched, old[first : first + len(sections[1][1])]


def _replaced(data: bytes, lines: Iterable[Line]) -> tuple[bytes, list[bytes]]:
    """Put lines in the place of those that begin alike, in their order; return what stood there, too."""
    pieces: list[bytes | memoryview] = []
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
    return b"".join((*pieces, view[position:])), old


def _node_start(explainer: Explainer, name: str) -> bytes:
    return f'\n{{"@type":"Claim","@id":"{explainer.claims[name].page}#claim-{name}",'.encode()


def _rows(data: bytes, explainer: Explainer, lines: Sequence[Lines]) -> bytes:
    """Write the table of claims: a row goes on to the next one, since there may be ends of lines in a cell."""
    names = sorted(explainer.claims)
    if data.count(b"\r\n") != len(names) + 1:
        raise ValueError("a cell holds what ends rows")
    pieces: list[bytes] = []
    position = 2
    for line in lines:
        at = data.index(_row_start(explainer, line.id), position - 2) + 2
        following = bisect_right(names, line.id)
        end = data.index(_row_start(explainer, names[following]), at) + 2 if following < len(names) else len(data)
        pieces += (data[position:at], line.row)
        position = end
    return b"".join((data[:2], *pieces, data[position:]))


def _row_start(explainer: Explainer, name: str) -> bytes:
    return f"\r\n{name},{explainer.claims[name].page}#claim-{name},".encode()

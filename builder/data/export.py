"""From the linked explainer to data files that other programs read: JSON with its schema, CSV, CSL-JSON, BibTeX and RIS.

The formats are those of JSON (RFC 8259), JSON Schema (draft 2020-12), the data model of the Citation Style Language
(CSL 1.0.2), dates of EDTF (ISO 8601-2:2019), CSV (RFC 4180) and BibTeX with the fields of biblatex. Nothing here reads the
clock or the disk, and every list is sorted by id or by place, so that two builds of the same content are the same bytes.

An explainer with unresolved references cannot be exported: the functions here may raise KeyError for it. A project with
errors has no pages either.
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from builder.csl.dates import csl_date
from builder.csl.items import csl_item
from builder.data.bibtex import bibtex_entry
from builder.data.claim_json import Lines, citation_records, passage_record
from builder.data.content_digest import STYLE, SUBJECT, WORDS, Digested
from builder.data.csv_tables import (
    CLAIMS,
    DESIGNATIONS,
    FIGURES,
    RELATIONS,
    TIMELINE,
    claim_row,
    csv_pieces,
    designation_rows,
    figure_rows,
    relation_rows,
    timeline_rows,
    write_csv,
)
from builder.data.ris import ris_record
from builder.linking.queries import computed_for, count, effective, figures
from builder.model.json_encoding import Data, Record, array, array_pieces, by_id, edtf, encoded
from builder.pages.structured_data import GRAPH, explainer_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from builder.model.content import Alias, Designation, Group, Relation, Statement, Term
    from builder.model.explainer import Explainer
    from builder.model.sources import Source

FORMAT = 3
"""Version of `explainer.json`: raised when a field is removed or changes its meaning, not when one is added."""
SCHEMA = "explainer.schema.json"


def data_files(explainer: Explainer, address: str = "") -> Iterator[tuple[str, Callable[[], Data]]]:
    """Yield every data file: its path relative to the site, with forward slashes, and the function that makes it, perhaps in pieces.

    `address` is that of the site, or empty. Empty tables are left out. Raises KeyError for an explainer with unresolved
    references.
    """
    digested = Digested(partial(explainer_json, explainer))
    yield SUBJECT, digested.pieces
    yield WORDS, digested.text
    yield STYLE, digested.style
    yield GRAPH, partial(explainer_graph, explainer, address)
    yield f"data/{SCHEMA}", files("builder.data").joinpath(SCHEMA).read_bytes
    yield "data/sources.json", partial(_csl_json, explainer)
    yield "data/sources.bib", partial(_bibtex, explainer)
    yield "data/sources.ris", partial(_ris, explainer)
    if explainer.claims:
        yield "data/claims.csv", partial(_claims_csv, explainer)
    for name, header, table in (
        ("figures", FIGURES, figure_rows),
        ("timeline", TIMELINE, timeline_rows),
        ("designations", DESIGNATIONS, designation_rows),
        ("relations", RELATIONS, relation_rows),
    ):
        rows = [row.encode() for row in table(explainer)]
        if rows:
            yield f"data/{name}.csv", partial(write_csv, header, rows)


def _csl_json(explainer: Explainer) -> bytes:
    return array([encoded(csl_item(source, csl_date)) for source in by_id(explainer.sources)]) + b"\n"


def _bibtex(explainer: Explainer) -> bytes:
    return ("\n".join([bibtex_entry(source) for source in by_id(explainer.sources)]) or "\n").encode()


def _ris(explainer: Explainer) -> bytes:
    return ("\n".join([ris_record(source) for source in by_id(explainer.sources)]) or "\n").encode()


def _claims_csv(explainer: Explainer) -> Iterable[bytes]:
    return csv_pieces(CLAIMS, (claim_row(explainer, claim).encode() for claim in by_id(explainer.claims)))


def explainer_json(explainer: Explainer) -> Iterator[bytes]:
    """Yield the explainer as one JSON object (RFC 8259), described by `explainer.schema.json`, in pieces.

    Every record is on a line of its own, so that a line-by-line diff shows what changed. Themes and quantities are
    in the order of the explainer, everything else is sorted by id; lists inside a record keep the authors' order, and
    computed lists of claims are sorted by id.
    """
    lines = Lines(explainer)
    lists: tuple[tuple[bytes, Iterable[bytes]], ...] = (
        (b"themes", map(lines.theme, explainer.content.themes)),
        (b"claims", map(lines.claim, by_id(explainer.claims))),
        (b"sources", (encoded(source_record(explainer, source)) for source in by_id(explainer.sources))),
        (b"groups", (encoded(group_record(explainer, group)) for group in by_id(explainer.groups))),
        (b"terms", (encoded(term_record(term)) for term in by_id(explainer.terms))),
        (b"quantities", map(encoded, quantity_records(explainer))),
        (b"moved", map(encoded, _moved(explainer))),
    )
    head = (b"$schema", encoded(SCHEMA)), (b"format", b"%d" % FORMAT), (b"explainer", encoded(_settings(explainer)))
    yield b"{\n"
    yield b",\n".join(b'"%b":%b' % field for field in head)
    for name, records in lists:
        yield b',\n"%b":' % name
        yield from array_pieces(records)
    yield b"\n}\n"


def _settings(explainer: Explainer) -> Record:
    settings = explainer.content.settings
    return {
        "title": settings.title,
        "description": settings.description,
        "answer": passage_record(settings.answer) if settings.answer else None,
        "as_of": edtf(settings.as_of),
        "languages": settings.languages,
        "publisher": settings.publisher,
        "authors": settings.authors,
        "contact": settings.contact,
        "repository": settings.repository,
        "license": settings.license,
        "kinds": dict(settings.kinds),
        "lists": dict(settings.lists),
        "agencies": dict(settings.agencies),
        "properties": dict(settings.properties),
        "relations": {
            name: {"label": kind.label, "inverse": kind.inverse, "frame": kind.is_frame} for name, kind in settings.relations.items()
        },
    }


def source_record(explainer: Explainer, source: Source) -> Record:
    """Return a source as a record."""
    snapshot = source.snapshot
    return csl_item(source, edtf) | {
        "consulted": source.consulted,
        "via": source.via,
        "syndicated_from": source.syndicated_from,
        "based_on": source.based_on,
        "voice": source.voice,
        "perspective": source.perspective,
        "annotate": source.annotated,
        "snapshot": {"url": snapshot.url, "date": edtf(snapshot.date), "sha256": snapshot.sha256} if snapshot else None,
        "url_page": source.page,
        "cited_by": sorted(explainer.cited_by.get(source.id, ())),
        "stated_by": sorted(explainer.stated_by.get(source.id, ())),
    }


def group_record(explainer: Explainer, group: Group) -> Record:
    """Return a group as a record."""
    return {
        "id": group.id,
        "name": group.name,
        "native": dict(group.native),
        "aliases": _aliases(group.aliases),
        "kind": group.kind,
        "url": group.url,
        "summary": passage_record(group.summary) if group.summary else None,
        "statements": [_statement(statement) for statement in group.statements],
        "designations": [_designation(designation) for designation in group.designations],
        "relations": [_relation(relation) for relation in group.relations],
        "ids": dict(group.ids),
        "claims": [claim.id for claim in group.body.claims],
        "mentioned_in": sorted(explainer.mentioned_in.get(group.id, ())),
    }


def _statement(statement: Statement) -> Record:
    return {
        "property": statement.property,
        "value": statement.value,
        "from": edtf(statement.start),
        "to": edtf(statement.end),
        "as_of": edtf(statement.as_of),
        "note": statement.note,
        "citations": citation_records(statement.citations),
    }


def _designation(designation: Designation) -> Record:
    return {
        "by": designation.by,
        "list": designation.list,
        "signed": edtf(designation.signed),
        "announced": edtf(designation.announced),
        "published": edtf(designation.published),
        "revoked": edtf(designation.revoked),
        "effective": edtf(effective(designation)),
        "note": designation.note,
        "citations": citation_records(designation.citations),
    }


def _relation(relation: Relation) -> Record:
    return {
        "type": relation.type,
        "group": relation.target,
        "from": edtf(relation.start),
        "to": edtf(relation.end),
        "note": relation.note,
        "citations": citation_records(relation.citations),
    }


def term_record(term: Term) -> Record:
    """Return a term as a record."""
    definition = passage_record(term.definition)
    return {"id": term.id, "term": term.term, "aliases": _aliases(term.aliases), "definition": definition, "url": term.url}


def quantity_records(explainer: Explainer) -> Iterator[Record]:
    """Yield the declared quantities; one that counts a list of designations, with the computed number of groups on it."""
    settings, claims = explainer.content.settings, figures(explainer)
    for name, quantity in settings.quantities.items():
        measured = claims.get(name, ())
        yield {
            "id": name,
            "title": quantity.title,
            "description": quantity.description,
            "url": f"figures/#{name}" if measured else "",
            "counts": quantity.counts,
            "computed": count(explainer, quantity.counts, settings.as_of) if quantity.counts else None,
            "figures": [{"claim": c.id, "computed": computed_for(explainer, quantity, c)} for c in measured],
        }


def _moved(explainer: Explainer) -> Iterator[Record]:
    """Yield every old address with the current one, sorted by the old one."""
    moves, claims = explainer.moves, explainer.claims
    current = dict(moves.pages)
    current |= {f"{claims[claim].page}#claim-{old}": claims[claim].url for claim, names in moves.renamed.items() for old in names}
    current |= {f"{page}#claim-{old}": claims[claim].url for page, left in moves.left.items() for old, claim in left}
    for old in sorted(current):
        yield {"was": old, "url": current[old]}


def _aliases(aliases: Iterable[Alias]) -> list[Record]:
    return [{"text": alias.text, "match": alias.match, "lang": alias.lang} for alias in aliases]

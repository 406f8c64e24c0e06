"""The tables of an explainer as CSV (RFC 4180)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from builder.linking.queries import computed_for, effective, events, figures
from builder.model.document import Stance
from builder.model.json_encoding import by_id, edtf, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.model.content import Designation, Relation
    from builder.model.document import Citation, Claim
    from builder.model.explainer import Explainer

Cell: TypeAlias = "str | int | float | None"
_ABOUT = ("url", "text", "attributed", "status", "support", "sources", "contra")
"""The columns of a claim that every table has, beside its id."""
CLAIMS = (
    *("id", *_ABOUT, "page", "independent", "date", "as_of", "later", "editorial", "quantity", "value", "unit"),
    *("groups", "disputes", "disputed_by", "differs", "differed_by", "supersedes", "supports"),
)
FIGURES = ("quantity", "title", "value", "low", "high", "unit", "date", "as_of", "computed", "claim", *_ABOUT)
TIMELINE = ("date", "first", "last", "event", "claim", "later", *_ABOUT)
_RECORD = ("note", "sources", "contra")
DESIGNATIONS = (
    *("group", "name", "url", "by", "agency", "list", "title", "signed", "announced", "published", "revoked", "effective"),
    *_RECORD,
)
RELATIONS = ("group", "name", "type", "label", "target", "target_name", "from", "to", *_RECORD)


# Several ids in one cell are separated by spaces, which no id contains.


def claim_row(explainer: Explainer, claim: Claim) -> str:
    """Return the row of a claim in the table of all claims."""
    name, measure = claim.id, claim.measure
    return (
        f"{name},{_about(explainer, claim)},{claim.page},{explainer.tallies[name].independent},"
        f"{cell(claim.date.edtf) if claim.date else ''},{cell(claim.as_of.edtf) if claim.as_of else ''},"
        f"{_truth(claim.later)},{_truth(claim.editorial)},{row(measure.quantity, measure.text, measure.unit) if measure else ',,'},"
        f"{' '.join(explainer.mentions_of.get(name, ()))},{' '.join(claim.disputes)},{' '.join(explainer.disputed_by.get(name, ()))},"
        f"{' '.join(claim.differs)},{' '.join(sorted(explainer.differed_by.get(name, ())))},"
        f"{' '.join(claim.supersedes)},{' '.join(claim.supports)}\r\n"
    )


def _about(explainer: Explainer, claim: Claim) -> str:
    """Return the cells `_ABOUT` of a claim; ids, addresses and the words of enumerations need no quotation marks."""
    return (
        f"{claim.page}#claim-{claim.id},{cell(claim.text)},{cell(claim.attributed) if claim.attributed else ''},"
        f"{claim.status},{explainer.support[claim.id]},{_sources(claim.citations)}"
    )


def figure_rows(explainer: Explainer) -> Iterator[str]:
    """Yield the rows of the figures that claims state, by quantity."""
    for name, claims in figures(explainer).items():
        quantity = explainer.content.settings.quantities[name]
        for claim, measure in ((c, c.measure) for c in claims if c.measure):
            value = row(name, quantity.title, measure.text, number(measure.low), number(measure.high), measure.unit)
            when = row(edtf(claim.date), edtf(claim.as_of), computed_for(explainer, quantity, claim))
            yield f"{value},{when},{claim.id},{_about(explainer, claim)}\r\n"


def timeline_rows(explainer: Explainer) -> Iterator[str]:
    """Yield the rows of events, in chronological order."""
    for claim, when in ((c, c.date) for c in events(explainer) if c.date):
        what = row(when.edtf, _day(when.first), _day(when.last), claim.event)
        yield f"{what},{claim.id},{_truth(claim.later)},{_about(explainer, claim)}\r\n"


def designation_rows(explainer: Explainer) -> Iterator[str]:
    """Yield the rows of designations, by id of the group."""
    settings = explainer.content.settings
    for group in by_id(explainer.groups):
        for item in group.designations:
            by = row(item.by, settings.agencies.get(item.by, ""), item.list, settings.lists.get(item.list, ""))
            days = row(*map(edtf, (item.signed, item.announced, item.published, item.revoked, effective(item))))
            yield f"{row(group.id, group.name, group.url)},{by},{days},{_record(item)}\r\n"


def relation_rows(explainer: Explainer) -> Iterator[str]:
    """Yield the rows of relations between groups, by id of the first group."""
    for group in by_id(explainer.groups):
        for item in group.relations:
            kind = row(item.type, explainer.content.settings.relations[item.type].label)
            target = row(item.target, explainer.groups[item.target].name)
            yield f"{row(group.id, group.name)},{kind},{target},{row(edtf(item.start), edtf(item.end))},{_record(item)}\r\n"


def _record(item: Designation | Relation) -> str:
    return f"{cell(item.note)},{_sources(item.citations)}"


def _sources(citations: Sequence[Citation]) -> str:
    """Return two cells: the sources that support a statement, and those that contradict it."""
    supports = [c.source for c in citations if c.stance is _SUPPORTS]
    contra = [c.source for c in citations if c.stance is not _SUPPORTS] if len(supports) < len(citations) else ()
    return row(" ".join(dict.fromkeys(supports)), " ".join(dict.fromkeys(contra)))


_SUPPORTS = Stance.SUPPORTS


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _day(value: date) -> str:
    """Return a day in ISO 8601; empty for the open end of an interval."""
    return "" if value in (date.min, date.max) else value.isoformat()


_GUARDED = "'=+-@\t\r＝＋－＠"  # also the full-width signs that East Asian spreadsheets take
_FORMULA = re.compile(f"'*[{re.escape(_GUARDED[1:])}]")


def guarded(text: str) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula: with an apostrophe before it if needed.

    A text that starts with `=`, `+`, `-`, `@`, a tab or a carriage return is run as a formula when a CSV file is opened, also in
    quotation marks (OWASP, "CSV Injection"). Apostrophes before such a sign count as part of it, so that
    removing one always restores the text.
    """
    return f"'{text}" if text and text[0] in _GUARDED and _FORMULA.match(text) else text


def cell(value: Cell) -> str:
    """Return a cell in RFC 4180: in quotation marks if needed; empty for None."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = guarded(value)
    if '"' in text:
        return f'"{text.replace(_MARK, _MARK * 2)}"'
    return f'"{text}"' if "," in text or "\n" in text or "\r" in text else text


_MARK = '"'


def row(*cells: Cell) -> str:
    """Return cells joined to a row, without the line ending."""
    return ",".join(map(cell, cells))


def write_csv(header: Iterable[str], rows: Iterable[bytes]) -> bytes:
    """Return a table of encoded rows in UTF-8."""
    return b"".join(csv_pieces(header, rows))


def csv_pieces(header: Iterable[str], rows: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the header and the encoded rows of a table."""
    yield f"{row(*header)}\r\n".encode()
    yield from rows

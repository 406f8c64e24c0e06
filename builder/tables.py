"""What a spreadsheet can hold of an explainer, as CSV (RFC 4180)."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from builder.text import Stance
from builder.values import by_id, edtf, number
from builder.views import computed_for, effective, figures, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.link import Explainer
    from builder.text import Citation, Claim

Row: TypeAlias = "dict[str, str | int | float | None]"


# Several ids in one cell are parted by spaces, which no id contains.


def claim_rows(explainer: Explainer) -> Iterator[Row]:
    """Give the claims, one in a row."""
    for claim in by_id(explainer.claims):
        yield {
            "id": claim.id,
            **_claim_cells(explainer, claim),
            "page": claim.page,
            "independent": explainer.roots[claim.id],
            "date": edtf(claim.date),
            "as_of": edtf(claim.as_of),
            "later": _truth(claim.later),
            "editorial": _truth(claim.editorial),
            "quantity": claim.measure.quantity if claim.measure else "",
            "value": claim.measure.text if claim.measure else "",
            "unit": claim.measure.unit if claim.measure else "",
            "groups": " ".join(explainer.mentions_of.get(claim.id, ())),
            "disputes": " ".join(claim.disputes),
            "disputed_by": " ".join(explainer.disputed_by.get(claim.id, ())),
            "supersedes": " ".join(claim.supersedes),
            "supports": " ".join(claim.supports),
        }


def figure_rows(explainer: Explainer) -> Iterator[Row]:
    """Give the figures that claims state, by quantity."""
    for name, claims in figures(explainer).items():
        quantity = explainer.content.settings.quantities[name]
        for claim, measure in ((c, c.measure) for c in claims if c.measure):
            yield {
                "quantity": name,
                "title": quantity.title,
                "value": measure.text,
                "low": number(measure.low),
                "high": number(measure.high),
                "unit": measure.unit,
                "date": edtf(claim.date),
                "as_of": edtf(claim.as_of),
                "computed": computed_for(explainer, quantity, claim),
                "claim": claim.id,
                **_claim_cells(explainer, claim),
            }


def timeline_rows(explainer: Explainer) -> Iterator[Row]:
    """Give the claims that say when something happened, in that order."""
    for claim, when in ((c, c.date) for c in timeline(explainer) if c.date):
        ends = {"first": _day(when.first), "last": _day(when.last)}
        yield {"date": when.edtf, **ends, "claim": claim.id, "later": _truth(claim.later), **_claim_cells(explainer, claim)}


def _claim_cells(explainer: Explainer, claim: Claim) -> Row:
    """Return what every table says of a claim, beside its id."""
    return {
        "url": claim.url,
        "text": claim.text,
        "attributed": claim.attributed,
        "status": claim.status,
        "support": explainer.support[claim.id],
        "sources": _cited(claim.citations, Stance.SUPPORTS),
        "contra": _cited(claim.citations, Stance.CONTRADICTS),
    }


def designation_rows(explainer: Explainer) -> Iterator[Row]:
    """Give the records of designations."""
    settings = explainer.content.settings
    for group in by_id(explainer.groups):
        for item in group.designations:
            yield {
                "group": group.id,
                "name": group.name,
                "url": group.url,
                "by": item.by,
                "agency": settings.agencies.get(item.by, ""),
                "list": item.list,
                "title": settings.lists.get(item.list, ""),
                "signed": edtf(item.signed),
                "announced": edtf(item.announced),
                "published": edtf(item.published),
                "revoked": edtf(item.revoked),
                "effective": edtf(effective(item)),
                "note": item.note,
                "sources": _cited(item.citations, Stance.SUPPORTS),
                "contra": _cited(item.citations, Stance.CONTRADICTS),
            }


def relation_rows(explainer: Explainer) -> Iterator[Row]:
    """Give the ties between groups."""
    for group in by_id(explainer.groups):
        for item in group.relations:
            yield {
                "group": group.id,
                "name": group.name,
                "type": item.type,
                "label": explainer.content.settings.relations[item.type].label,
                "target": item.target,
                "target_name": explainer.groups[item.target].name,
                "from": edtf(item.start),
                "to": edtf(item.end),
                "note": item.note,
                "sources": _cited(item.citations, Stance.SUPPORTS),
                "contra": _cited(item.citations, Stance.CONTRADICTS),
            }


def _cited(citations: Iterable[Citation], stance: Stance) -> str:
    return " ".join(dict.fromkeys(c.source for c in citations if c.stance is stance))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _day(value: date) -> str:
    """Write a day as ISO 8601 has it; the open end of an interval is empty."""
    return "" if value in (date.min, date.max) else value.isoformat()


_GUARDED = "'=+-@\t\r＝＋－＠"  # also the full-width signs that East Asian spreadsheets take
_FORMULA = re.compile(f"'*[{re.escape(_GUARDED[1:])}]")


def guarded(text: str) -> str:
    """Return the text of a cell so that no spreadsheet takes it for a formula: an apostrophe goes before it.

    What starts with `=`, `+`, `-`, `@`, a tab or a carriage return is run as a formula when a CSV file is opened, also in
    quotation marks (OWASP, "CSV Injection"). Apostrophes that already stand before such a sign count as part of it, so
    that taking one away always gives the text back.
    """
    return f"'{text}" if text and text[0] in _GUARDED and _FORMULA.match(text) else text


def write_csv(first: Row, others: Iterable[Row]) -> bytes:
    """Write a table in UTF-8 as RFC 4180 has it: a header, CRLF, quotation marks where needed; None is an empty cell."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(first)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row.values()] for row in chain((first,), others))
    return out.getvalue().encode()

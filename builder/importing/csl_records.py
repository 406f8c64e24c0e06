"""CSL-JSON and CSL-YAML to records: what the reader of `content/sources/` makes of them, for it is the same language."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from builder.bibliographies.records import Outcome, Record, Source
from builder.csl.dates import csl_date, date_of_text
from builder.csl.items import csl_item
from builder.reading.files import Kind, Raw
from builder.reading.sources import parse_sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.bibliographies.records import Item
    from builder.model.dates import SourceDate
    from builder.model.sources import Snapshot
    from builder.model.sources import Source as Read


def read_csl(text: str, path: str) -> Outcome:
    """Return the records of a file of CSL, and the findings about what cannot be read."""
    sources, findings = parse_sources(Raw(path, Kind.SOURCES, text))
    return Outcome(tuple(Record(_item(one), Source(one.type, one.id, one.where, ())) for one in sources), tuple(findings))


def _item(source: Read) -> Item:
    own = {
        "consulted": source.consulted.value if source.says_consulted else "",
        "via": list(source.via),
        "syndicated_from": list(source.syndicated_from),
        "based_on": list(source.based_on),
        "voice": source.voice,
        "perspective": source.perspective,
        "annotate": "true" if source.annotated else "",
        "snapshot": _snapshot(source.snapshot) if source.snapshot else {},
        "was": [one.id for one in source.was],
    }
    given = {key: value for key, value in own.items() if value} | ({"based_on": []} if source.first_hand else {})
    return cast("Item", csl_item(source, written_date) | given)


def _snapshot(copy: Snapshot) -> dict[str, str]:
    parts = {"url": copy.url, "date": copy.date.edtf if copy.date else "", "sha256": copy.sha256}
    return {key: part for key, part in parts.items() if part}


def written_date(value: SourceDate) -> object:
    """Return a date as text if that says all that the record does, else the object of the record."""
    record = dict(csl_date(value))
    return value.edtf if csl_date(date_of_text(value.edtf)) == _with_numbers(record) else record


def _with_numbers(record: Mapping[str, object]) -> dict[str, object]:
    """Return a date in which numbers are numbers: many programs write them as texts."""
    parts = record.get("date-parts")
    ends = [[_number(part) for part in end] if isinstance(end, list) else end for end in parts] if isinstance(parts, list) else parts
    changed = {"date-parts": ends, "season": _number(record.get("season")), "circa": bool(record.get("circa"))}
    return {key: changed.get(key, value) for key, value in record.items()}


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value

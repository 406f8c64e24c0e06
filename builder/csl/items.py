"""A source as an item of CSL-JSON, for `data/sources.json` and the other data files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.model.dates import SourceDate
    from builder.model.json_encoding import Record
    from builder.model.sources import Name, Source


def csl_item(source: Source, write_date: Callable[[SourceDate], object]) -> Record:
    """Return a source as an item of CSL-JSON (CSL 1.0.2, `csl-data.json`), without this project's own fields.

    Empty variables are left out; texts have the markup of the record. CSL 1.0.2 has dates as objects, its successor as EDTF text, so the
    caller passes the function that writes them. Variables have the names of the record: those of the specification's appendix IV
    (`part-number`), or of `csl-data.json` (`part`).
    """
    item: Record = {
        "id": source.id,
        "type": source.type,
        "title": source.title,
        "author": [_csl_name(name) for name in source.authors],
        "publisher": source.publisher,
        "container-title": source.container,
        "issued": write_date(source.issued) if source.issued else None,
        "accessed": write_date(source.accessed) if source.accessed else None,
        "URL": source.url,
        "language": source.language,
        "note": source.note,
        "categories": list(source.categories),
        "custom": dict(source.custom),
    }
    further: Record = dict(source.csl)
    further |= {role: [_csl_name(name) for name in names] for role, names in source.names.items()}
    further |= {key: write_date(value) for key, value in source.dates.items()}
    item |= dict(sorted(further.items()))
    item |= source.marked
    item |= source.numbers
    return {key: value for key, value in item.items() if value not in (None, "", [], {})}


def _csl_name(name: Name) -> Record:
    parts = {
        "family": name.family,
        "given": name.given,
        "literal": name.literal,
        "dropping-particle": name.dropping_particle,
        "non-dropping-particle": name.non_dropping_particle,
        "suffix": name.suffix,
        "comma-suffix": name.comma_suffix,
        "static-ordering": name.static_ordering,
        "parse-names": name.parse_names,
    }
    return {key: part for key, part in parts.items() if part}

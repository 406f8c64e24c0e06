"""A state of an explainer as its `data/explainer.json` has it: the claims as the stages know them, every other record as it stands.

The file may come from anybody: what is not as the schema has it is a ValueError with a sentence.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from builder.data.content_digest import SUBJECT, content_digest
from builder.data.export import FORMAT
from builder.model.dates import parse_date
from builder.model.document import Citation, Claim, Measure, Stance, Status, Support
from builder.model.findings import Where
from builder.model.ids import ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.model.dates import Date
    from builder.model.json_encoding import Record

NOWHERE = Where("", 0, 0)
_ANCHOR = "#claim-"
_KINDS = {"themes": "theme", "groups": "group", "sources": "source", "terms": "term", "quantities": "quantity"}
"""The lists of records beside the claims, and what one of them is called."""

_TITLES = ("theme", "title"), ("group", "name")
"""The kinds of records that are pages, and the fields that have their titles."""


class Entry(NamedTuple):
    """A theme, group, source, term or quantity, the settings, or a translation."""

    address: str
    """Of its page, relative to the site; empty if it has none."""
    values: Record
    """Its fields, also those that follow from other records."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A state of an explainer."""

    title: str
    as_of: str
    """The date up to which it speaks, in EDTF; empty if there is none."""
    digest: str
    """Of the content (`content_digest`)."""
    claims: Mapping[str, Claim]
    """By id. They have no tokens: the file has their plain text."""
    signs: Mapping[str, Support]
    moved: Mapping[str, str]
    """The address of today of each page and claim that had another."""
    titles: Mapping[str, str]
    """Of themes and groups, by the addresses of their pages."""
    quantities: Mapping[str, str]
    """The titles of quantities, by id."""
    entries: Mapping[str, Mapping[str, Entry]]
    """All records that are no claims, by what they are called and by id."""
    sections: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The titles of sections by page and anchor, where they are known: an `explainer.json` has only the anchors."""
    name: str = ""
    """What the state is called, if its title and date do not say which one it is."""
    errors: int = 0
    """Findings of severity error in its content: what they hide is not compared."""


def graph_of(data: bytes) -> Graph:
    """Return the state that the content of an `explainer.json` describes. Raises ValueError for anything else."""
    try:
        whole = json.loads(data)
        if not isinstance(whole, dict) or "claims" not in whole:
            raise ValueError("it is no `explainer.json`")
        if whole.get("format") != FORMAT:
            raise ValueError(f"it is of another version of the format than {FORMAT}")
        return _graph(whole, content_digest([data]))
    except RecursionError:
        raise ValueError(f"it is nested more deeply than any `{SUBJECT}`") from None


def _graph(whole: Record, digest: str) -> Graph:
    moved = {_text(record, "was"): _text(record, "url") for record in _records(whole, "moved")}
    former: dict[str, list[str]] = defaultdict(list)
    for was, url in moved.items():
        page, is_claim, old = was.partition(_ANCHOR)
        if is_claim:
            former[url.partition(_ANCHOR)[2]].append(f"{page}{old}")
    records = _by_id(whole, "claims")
    settings = _record(whole, "explainer")
    entries = {kind: {name: _entry(record) for name, record in _by_id(whole, key).items()} for key, kind in _KINDS.items()}
    entries["setting"] = {key: Entry("", {key: value}) for key, value in settings.items()}
    for kind, items in (("theme", {name: entry.values for name, entry in entries["theme"].items()}), ("claim", records)):
        entries[f"translated {kind}"] = {
            f"{name} ({tag})": Entry("", _record(_record(record, "translations"), tag))
            for name, record in items.items()
            for tag in _record(record, "translations")
        }
    return Graph(
        _text(settings, "title"),
        _text(settings, "as_of"),
        digest,
        {name: _claim(record, former[name]) for name, record in records.items()},
        {name: Support(_text(record, "support")) for name, record in records.items()},
        moved,
        {entry.address: _text(entry.values, key) for kind, key in _TITLES for entry in entries[kind].values()},
        {name: _text(entry.values, "title") for name, entry in entries["quantity"].items()},
        entries,
    )


def _claim(record: Record, former: list[str]) -> Claim:
    name = _text(record, "id")
    if not ID.match(name):
        raise ValueError("the id of a claim is none")
    return Claim(
        id=name,
        where=NOWHERE,
        end_line=0,
        page=_text(record, "page"),
        section=_text(record, "section"),
        tokens=(),
        text=" ".join(_text(record, "text").split()),
        citations=tuple(map(_citation, _records(record, "citations"))),
        status=Status(_text(record, "status")),
        date=_date(record, "date"),
        as_of=_date(record, "as_of"),
        attributed=_text(record, "attributed"),
        event=_text(record, "event"),
        measure=_measure(_record(record, "measure")) if record.get("measure") else None,
        disputes=_texts(record, "disputes"),
        differs=_texts(record, "differs"),
        supersedes=_texts(record, "supersedes"),
        supports=_texts(record, "supports"),
        editorial=record.get("editorial") is True,
        citation_needed=record.get("citation_needed") is True,
        later=record.get("later") is True,
        was=tuple(former),
    )


def _citation(record: Record) -> Citation:
    quote = _text(record, "quote")
    stance = Stance(_text(record, "stance"))
    return Citation(_text(record, "source"), NOWHERE, _text(record, "locator"), _text(record, "prefix"), (quote,) if quote else (), stance)


def _measure(record: Record) -> Measure:
    return Measure(
        _text(record, "quantity"), _number(record, "low"), _number(record, "high"), _text(record, "unit"), "", _text(record, "said")
    )


def _entry(record: Record) -> Entry:
    return Entry((_text(record, "url_page") or _text(record, "url")).partition("#")[0], record)


# --- values that must be of a type ------------------------------------------------------------------------------------


def _text(record: Record, key: str) -> str:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"its `{key}` is no text")
    return value or ""


def _texts(record: Record, key: str) -> tuple[str, ...]:
    values = record.get(key)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"its `{key}` is no list of texts")
    return tuple(values)


def _number(record: Record, key: str) -> float | None:
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -sys.float_info.max <= value <= sys.float_info.max:
        raise ValueError(f"its `{key}` is no number")
    return float(value)


def _date(record: Record, key: str) -> Date | None:
    text = _text(record, key)
    date = parse_date(text) if text else None
    if text and not date:
        raise ValueError(f"its `{key}` is no date")
    return date


def _record(record: Record, key: str) -> Record:
    value = record.get(key)
    if not isinstance(value, dict):
        raise ValueError(f"its `{key}` is no object")  # noqa: TRY004  # of a file, not of an argument
    return value


def _records(record: Record, key: str) -> list[Record]:
    values = record.get(key)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"its `{key}` is no list of objects")
    return values


def _by_id(record: Record, key: str) -> dict[str, Record]:
    records = _records(record, key)
    found = {_text(one, "id"): one for one in records}
    if len(found) != len(records):
        raise ValueError(f"two of its `{key}` have the same id")
    return found

"""OpenSanctions: `targets.simple.csv`, and entities of FollowTheMoney as lines of JSON, with their sanctions in them or beside them."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from builder.bibliographies.records import one_line
from builder.model.dates import parse_date
from builder.model.findings import Where, finding
from builder.registers.listed import Listed, Listing, Register, Skipped
from builder.trackers.entries import Left
from builder.trackers.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.model.findings import Finding

_COLUMNS = frozenset("id schema name aliases dataset first_seen last_seen".split())
_CARRIED = frozenset("id schema name aliases dataset".split())
_BODIES = frozenset("Organization Company LegalEntity PublicBody".split())
"""Schemata of FollowTheMoney for bodies."""
_SANCTION = "Sanction"
_NAMES, _WEAK = ("name", "alias"), ("weakAlias", "previousName", "abbreviation")
_OWN = frozenset({*_NAMES, *_WEAK, "sanctions", "topics"})
_OF_LISTINGS = frozenset("authority program programId listingDate startDate endDate entity country status sourceUrl".split())
_HEAD = 65_536
_PUBLISHER = "OpenSanctions"
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def is_targets(text: str) -> bool:
    """Return whether a text is a table of targets."""
    return set(next(csv.reader([text[:_HEAD].partition("\n")[0]]), [])) >= _COLUMNS


def is_followthemoney(text: str) -> bool:
    """Return whether a text has entities of FollowTheMoney in its lines."""
    first = text[:_HEAD].lstrip().partition("\n")[0]
    return first.startswith("{") and '"schema"' in first and '"properties"' in first


def read_targets(text: str, path: str) -> Register:
    """Return the bodies of a table; it does not say who has listed them."""
    _, rows, findings = table_of(text, path)
    bodies: list[Listed] = []
    skipped: list[Skipped] = []
    datasets: set[str] = set()
    for row in rows:
        texts = {value.name: value.node for value in row}
        where = row[0].node.where
        said = {name: one_line(cell.text) for name, cell in texts.items()}
        datasets |= set(_several(said.get("dataset", "")))
        if said.get("schema") not in _BODIES:
            skipped.append(Skipped(said.get("schema") or "without one", where))
            continue
        rest = [Left(name, said[name], cell.where) for name, cell in texts.items() if said[name] and name not in _CARRIED]
        aliases = _several(said.get("aliases", ""))
        bodies.append(Listed(said.get("id", ""), said.get("name", ""), _kind(said["schema"]), where, aliases, rest=tuple(rest)))
    return _register(datasets, bodies, skipped, findings)


def _several(text: str) -> tuple[str, ...]:
    """Return the values in a cell: a row of CSV with semicolons."""
    return tuple(one_line(one) for one in next(csv.reader(StringIO(text), delimiter=";"), []) if one.strip())


def _register(datasets: set[str], bodies: list[Listed], skipped: list[Skipped], findings: list[Finding]) -> Register:
    title = next(iter(datasets)) if len(datasets) == 1 else "Targets of several lists"
    return Register(title, _PUBLISHER, "", "opensanctions", tuple(bodies), tuple(skipped), tuple(findings))


def _kind(schema: str) -> str:
    return _WORD.sub("-", schema).lower()


# --- FollowTheMoney ---------------------------------------------------------------------------------------------------


def read_followthemoney(text: str, path: str) -> Register:
    """Return the bodies of a file; their sanctions are within them, or entities of their own."""
    findings: list[Finding] = []
    entities = list(_entities(text, path, findings))
    apart: dict[str, list[dict[str, Any]]] = {}
    for _, entity in entities:
        if entity["schema"] == _SANCTION:
            for owner in _texts(entity["properties"], "entity"):
                apart.setdefault(owner, []).append(entity)
    bodies: list[Listed] = []
    skipped: list[Skipped] = []
    datasets: set[str] = set()
    for where, entity in entities:
        datasets |= (
            {one for one in entity.get("datasets", ()) if isinstance(one, str)} if isinstance(entity.get("datasets"), list) else set()
        )
        if entity["schema"] in _BODIES:
            bodies.append(_body(entity, where, apart.get(str(entity.get("id", "")), [])))
        elif entity["schema"] != _SANCTION:
            skipped.append(Skipped(entity["schema"], where))
    return _register(datasets, bodies, skipped, findings)


def _entities(text: str, path: str, findings: list[Finding]) -> Iterator[tuple[Where, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = Where(path, number)
        try:
            entity = json.loads(line)
        except (ValueError, RecursionError):
            findings.append(finding(where, "unreadable-record", "this line is not JSON, and is not imported", "export the file again"))
            continue
        is_one = isinstance(entity, dict) and isinstance(entity.get("schema"), str) and isinstance(entity.get("properties"), dict)
        if is_one:
            yield where, entity
        else:
            findings.append(finding(where, "unreadable-record", "this line is no entity of FollowTheMoney, and is not imported"))


def _texts(properties: dict[str, Any], *names: str) -> list[str]:
    values = [value for name in names if isinstance(properties.get(name), list) for value in properties[name]]
    return list(dict.fromkeys(one_line(value) for value in values if isinstance(value, str) and value.strip()))


def _body(entity: dict[str, Any], where: Where, apart: Iterable[dict[str, Any]]) -> Listed:
    properties = entity["properties"]
    names, weak = _texts(properties, *_NAMES), _texts(properties, *_WEAK)
    caption = one_line(entity["caption"]) if isinstance(entity.get("caption"), str) else ""
    nested = (
        [one for one in properties.get("sanctions", ()) if isinstance(one, dict)] if isinstance(properties.get("sanctions"), list) else []
    )
    name = caption or next(iter([*names, *weak]), "")
    rest = [Left(key, text, where) for key in properties if key not in _OWN for text in _texts(properties, key)]
    listings = [_listing(one["properties"], where, rest) for one in (*nested, *apart) if isinstance(one.get("properties"), dict)]
    return Listed(
        id=str(entity.get("id", "")),
        name=name,
        kind=_kind(entity["schema"]),
        where=where,
        aliases=tuple(one for one in names if one != name),
        weak=tuple(one for one in weak if one not in (name, *names)),
        listings=tuple(one for one in listings if one),
        rest=tuple(rest),
    )


def _listing(sanction: dict[str, Any], where: Where, rest: list[Left]) -> Listing | None:
    """Return a listing; None if it does not say who has listed the body, and where."""
    by, on = _texts(sanction, "authority"), _texts(sanction, "programId", "program")
    rest += [Left(f"sanctions.{key}", text, where) for key in sanction if key not in _OF_LISTINGS for text in _texts(sanction, key)]
    if not by or not on:
        rest += [Left("sanctions", one, where) for one in (*by, *on)]
        return None
    begun = _day(_texts(sanction, "startDate"))
    note = f"from {begun}" if begun else ""
    return Listing(on[0], by[0], _day(_texts(sanction, "listingDate")), _day(_texts(sanction, "endDate")), note)


def _day(texts: list[str]) -> str:
    return next((match[0] for text in texts if (match := _DAY.match(text)) and parse_date(match[0])), "")

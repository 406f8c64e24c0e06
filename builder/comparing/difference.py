"""What differs between two states of an explainer."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from builder.history.changes import Change, Kind, Shown, Side, compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.comparing.graph import Entry, Graph
    from builder.model.document import Claim

    Names = Mapping[str, Mapping[str, str]]
    """The ids of today of what had others, by kind."""

_FOLLOWS = frozenset("id url url_page cited_by stated_by claims mentioned_in related computed effective figures translations".split())
"""Fields that follow from other records, or are addresses."""
_POINTS = {"source": "source", "via": "source", "syndicated_from": "source", "based_on": "source", "group": "group", "claims": "claim"}
"""Fields that name other records, and what they name."""


class Field(NamedTuple):
    """A field that differs, each of its values in words."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    """What is only in the one state or only in the other: the order of values is no difference."""


class EntryChange(NamedTuple):
    """A record that is no claim and differs."""

    kind: str
    old: str
    """Its id before; empty if it is new."""
    new: str
    """Its id now; empty if it is gone."""
    fields: tuple[Field, ...]


class Difference(NamedTuple):
    """What differs between two states."""

    old: Graph
    new: Graph
    changes: tuple[Change, ...]
    """By the ids that claims have now."""
    entries: tuple[EntryChange, ...]


def difference(old: Graph, new: Graph) -> Difference:
    """Return what differs between two states. What got another id is the same where the new state says so, and so is what names it."""
    names = _renamed(old, new)
    entries = tuple(change for kind in new.entries for change in _entry_changes(kind, old, new, names))
    return Difference(old, new, tuple(_claim_changes(old, new, names)), entries)


def _renamed(old: Graph, new: Graph) -> Names:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, entries in old.entries.items():
        today = {entry.address: name for name, entry in new.entries[kind].items() if entry.address}
        gone = ((name, new.moved.get(entry.address, "")) for name, entry in entries.items() if name not in new.entries[kind])
        names[kind] |= {name: today[address] for name, address in gone if address in today}
    for claim in new.claims.values():
        if claim.id not in old.claims:
            names["claim"] |= {name: claim.id for was in claim.was if (name := was.rpartition("/")[2]) not in new.claims}
    for kind in ("theme", "claim"):
        pairs = [(name, name.rpartition(" (")) for name in old.entries[f"translated {kind}"]]
        names[f"translated {kind}"] = {name: f"{names[kind][of]}{mark}{tag}" for name, (of, mark, tag) in pairs if of in names[kind]}
    return names


def _claim_changes(old: Graph, new: Graph, names: Names) -> Iterator[Change]:
    before = {name: _of_today(claim, new, names) for name, claim in old.claims.items()}
    yield from compare(_side(before), _side(new.claims))
    ids = {names["claim"].get(name, name): name for name in old.claims}
    for name in sorted(ids.keys() & new.claims.keys()):
        signs = old.signs[ids[name]], new.signs[name]
        if signs[0] is not signs[1]:
            yield Change(Kind.SIGNED, name, (Shown("support", signs[0]),), (Shown("support", signs[1]),))


def _of_today(claim: Claim, new: Graph, names: Names) -> Claim:
    """Return an old claim with the address that its page has now, and the keys that its sources have now."""
    citations = tuple(c._replace(source=names["source"].get(c.source, c.source)) for c in claim.citations)
    return claim._replace(page=new.moved.get(claim.page, claim.page), citations=citations)


def _side(claims: Mapping[str, Claim]) -> Side:
    return Side(dict(claims), {(claim.page, claim.section): claim.section for claim in claims.values() if claim.section})


def _entry_changes(kind: str, old: Graph, new: Graph, names: Names) -> Iterator[EntryChange]:
    before = {names[kind].get(name, name): name for name in old.entries[kind]}
    for name in sorted(before.keys() | new.entries[kind].keys()):
        was, entry = before.get(name, ""), new.entries[kind].get(name)
        fields = tuple(_fields(old.entries[kind][was] if name in before else None, entry, names))
        if fields or name not in before or not entry or was != name:
            yield EntryChange(kind, was, name if entry else "", fields)


def _fields(old: Entry | None, new: Entry | None, names: Names) -> Iterator[Field]:
    values = [entry.values if entry else {} for entry in (old, new)]
    for key in dict.fromkeys([*values[1], *values[0]]):
        if key not in _FOLLOWS:
            before, after = _values(key, values[0].get(key), names), _values(key, values[1].get(key), {})
            gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
            if gone or come:
                yield Field(key, tuple(gone.elements()), tuple(come.elements()))


def _values(key: str, value: object, names: Names) -> list[str]:
    """Return the values of a field in words, none that is empty."""
    if isinstance(value, list):
        return [words for one in value if (words := _words(key, one, names))]
    if isinstance(value, dict):
        return [f"{name}: {words}" for name, one in value.items() if name not in _FOLLOWS and (words := _words(name, one, names))]
    return [words] if (words := _words(key, value, names)) else []


def _words(key: str, value: object, names: Names) -> str:
    if isinstance(value, str):
        return " ".join(names.get(_POINTS.get(key, ""), {}).get(value, value).split())
    if isinstance(value, list):
        return ", ".join(_values(key, value, names))
    if isinstance(value, dict):
        return "; ".join(_values(key, value, names))
    return "" if value is None or value is False else json.dumps(value)

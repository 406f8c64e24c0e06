"""What differs between two states of an explainer."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from builder.history.changes import SHOWN, Change, Kind, Section, Shown, Side, compare, renamed_claims, renamed_ties, shown_values
from builder.model.document import Citations, LinkStart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.comparing.graph import Entry, Graph
    from builder.model.document import Citation, Claim, Token

    Names = Mapping[str, Mapping[str, str]]

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
    """By the ids that claims have now. What was added or removed has all that a page shows of it, the text first."""
    entries: tuple[EntryChange, ...]
    names: Names
    """The ids of today of what had others, by kind."""


def difference(old: Graph, new: Graph) -> Difference:
    """Return what differs between two states. What got another id is the same, and so is what names it."""
    names = _renamed(old, new)
    entries = tuple(change for kind in new.entries for change in _entry_changes(kind, old, new, names))
    return Difference(old, new, tuple(_claim_changes(old, new, names)), entries, names)


def _renamed(old: Graph, new: Graph) -> Names:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for kind in new.entries:
        gone, come = (
            {k: e for k, e in one.entries[kind].items() if k not in other.entries[kind]} for one, other in ((old, new), (new, old))
        )
        names[kind] |= _same_address(gone, come, new.moved)
        names[kind] |= {name: was for was, name in _same_address(come, gone, old.moved).items() if name not in names[kind]}
        left = {name: entry for name, entry in come.items() if name not in names[kind].values()}
        names[kind] |= _same_fields(kind, {name: entry for name, entry in gone.items() if name not in names[kind]}, left)
    names["claim"] = renamed_claims(old.claims, new.claims)
    for kind in ("theme", "claim"):
        pairs = [(name, name.rpartition(" (")) for name in old.entries[f"translated {kind}"]]
        names[f"translated {kind}"] = {name: f"{names[kind][of]}{mark}{tag}" for name, (of, mark, tag) in pairs if of in names[kind]}
    return names


def _same_address(gone: Mapping[str, Entry], come: Mapping[str, Entry], moved: Mapping[str, str]) -> dict[str, str]:
    """Return the new ids of what moved from one address to another."""
    today = {entry.address: name for name, entry in come.items() if entry.address}
    return {name: today[moved[entry.address]] for name, entry in gone.items() if moved.get(entry.address) in today}


def _same_fields(kind: str, gone: Mapping[str, Entry], come: Mapping[str, Entry]) -> dict[str, str]:
    """Return the new ids of what is the same under another id, though nothing says so. A setting and a translation have no other."""
    if kind == "setting" or kind.startswith("translated"):
        return {}
    names: tuple[dict[str, list[str]], ...] = ({}, {})
    for side, entries in enumerate((gone, come)):
        for name, entry in entries.items():
            own = {key: value for key, value in entry.values.items() if key not in _FOLLOWS}
            names[side].setdefault(json.dumps(own, sort_keys=True), []).append(name)
    return {old[0]: new[0] for own, old in names[0].items() if len(old) == 1 == len(new := names[1].get(own, []))}


def _claim_changes(old: Graph, new: Graph, names: Names) -> Iterator[Change]:
    pages = {
        old.entries[kind][name].address: new.entries[kind][today].address
        for kind in ("theme", "group")
        for name, today in names[kind].items()
    }
    before = {name: _of_today(claim, pages, names) for name, claim in old.claims.items()}
    for change in compare(_side(old, before), _side(new, new.claims)):
        if change.kind is Kind.ADDED:
            yield replace(change, after=tuple(all_shown(new, new.claims[change.claim])))
        elif change.kind is Kind.REMOVED:
            yield replace(change, before=tuple(all_shown(old, renamed_ties(before[change.claim], names["claim"]))))
        else:
            yield change
    ids = {names["claim"].get(name, name): name for name in old.claims}
    for name in sorted(ids.keys() & new.claims.keys()):
        signs = old.signs[ids[name]], new.signs[name]
        if signs[0] is not signs[1]:
            yield Change(Kind.SIGNED, name, (Shown("support", signs[0]),), (Shown("support", signs[1]),))


def all_shown(graph: Graph, claim: Claim) -> list[Shown]:
    """Return all that a page shows of a claim, and its sign."""
    titles = section_of(graph, claim)
    shown = [
        item
        for fields in SHOWN.values()
        for field in fields
        for item in shown_values(claim, field, titles)
        if item.value != Section("", "")
    ]
    return [
        *(item for item in shown if item.field == "text"),
        *(item for item in shown if item.field != "text"),
        Shown("support", graph.signs[claim.id]),
    ]


def _of_today(claim: Claim, pages: Mapping[str, str], names: Names) -> Claim:
    """Return an old claim with the address that its page has now, and the ids that its sources and what it links to have now."""
    tokens = tuple(_token_of_today(token, names) for token in claim.tokens)
    return claim._replace(page=pages.get(claim.page, claim.page), citations=_citations_of_today(claim.citations, names), tokens=tokens)


def _token_of_today(token: Token, names: Names) -> Token:
    if isinstance(token, Citations):
        return token._replace(citations=_citations_of_today(token.citations, names))
    if isinstance(token, LinkStart):
        return token._replace(target=names.get(token.scheme, {}).get(token.target, token.target))
    return token


def _citations_of_today(citations: Iterable[Citation], names: Names) -> tuple[Citation, ...]:
    return tuple(c._replace(source=names["source"].get(c.source, c.source)) for c in citations)


def _side(graph: Graph, claims: Mapping[str, Claim]) -> Side:
    return Side(dict(claims), {place: title for claim in claims.values() for place, title in section_of(graph, claim).items()})


def section_of(graph: Graph, claim: Claim) -> dict[tuple[str, str], str]:
    """Return the place of a claim with the title of its section, or the anchor if the title is not known; nothing above all sections."""
    place = claim.page, claim.section
    return {place: graph.sections.get(place, claim.section)} if claim.section else {}


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

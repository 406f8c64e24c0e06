"""What a change means for readers: the sources and addresses that are lost, the signs that are weaker, the pages that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.history.changes import Kind
from builder.model.document import Support
from builder.model.language import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.comparing.difference import Difference, EntryChange
    from builder.comparing.graph import Graph

_STRENGTH = {Support.NEEDED: 0, Support.UNSEEN: 1, Support.SINGLE: 2, Support.DISPUTED: 2, Support.SEVERAL: 3}
"""The order of signs by what they tell about sources; the authors' own words have none."""


EFFECT_WORDS = {
    "sources_gone": phrase("Sources that are no longer listed"),
    "sources_unused": phrase("Sources that nothing cites any more"),
    "fewer_sources": phrase("Claims that cite fewer sources"),
    "weaker": phrase("Claims with a weaker sign"),
    "figures_alone": phrase("Claims with another figure, but the same text"),
    "removed": phrase("Claims that are gone"),
    "untranslated": phrase("Translations that are no longer shown, since they are gone or the original is another"),
    "addresses_lost": phrase("Addresses that lead nowhere now"),
}
"""What those effects are called that reviewers look at first."""


class Effects(NamedTuple):
    """What reviewers look at first. All are ids, but those that are said to be addresses."""

    sources_gone: tuple[str, ...]
    """Sources that are no longer in the list, by their old ids."""
    sources_unused: tuple[str, ...]
    """Sources that were cited and are not any more, though they are in the list."""
    fewer_sources: tuple[str, ...]
    """Claims that cite fewer sources than before."""
    weaker: tuple[str, ...]
    """Claims whose sign says less for them than before."""
    figures_alone: tuple[str, ...]
    """Claims of which the figure is another, and the text is not."""
    untranslated: tuple[str, ...]
    """Translations of claims and themes that are there, each with its language."""
    removed: tuple[str, ...]
    """Claims that are gone, by their old ids."""
    addresses_lost: tuple[str, ...]
    """Addresses of pages and claims that now lead nowhere."""
    pages: tuple[str, ...]
    """Addresses of the pages whose text differs, by their new addresses if they have one."""


def effects_of(found: Difference) -> Effects:
    """Return what a difference means for readers."""
    old, new, names = found.old, found.new, found.names
    cited = {names["source"].get(name, name) for name in _cited(old)}
    sources = new.entries["source"]
    gone = [change.old for change in found.entries if change.kind == "source" and not change.new]
    pairs = [(old.claims[name], new.claims[today]) for name in old.claims if (today := names["claim"].get(name, name)) in new.claims]
    return Effects(
        sources_gone=tuple(gone),
        sources_unused=tuple(sorted((cited - _cited(new)) & sources.keys())),
        fewer_sources=tuple(b.id for a, b in pairs if len({c.source for c in a.citations}) > len({c.source for c in b.citations})),
        weaker=tuple(b.id for a, b in pairs if _strength(old, a.id) > _strength(new, b.id)),
        figures_alone=tuple(sorted(_changed(found, Kind.MEASURED) - _changed(found, Kind.REWORDED))),
        untranslated=tuple(change.old for change in found.entries if _is_stale(found, change)),
        removed=tuple(change.claim for change in found.changes if change.kind is Kind.REMOVED),
        addresses_lost=tuple(_lost(found)),
        pages=tuple(_pages(found)),
    )


def _changed(found: Difference, kind: Kind) -> set[str]:
    return {change.claim for change in found.changes if change.kind is kind}


def _is_stale(found: Difference, change: EntryChange) -> bool:
    """Return whether a translation is no longer shown of what is still there."""
    kind, name = change.kind.removeprefix("translated "), change.old.rpartition(" (")[0]
    known = found.new.claims if kind == "claim" else found.new.entries.get(kind, {})
    return kind != change.kind and not change.new and found.names[kind].get(name, name) in known


def _cited(graph: Graph) -> set[str]:
    return {citation.source for claim in graph.claims.values() for citation in claim.citations}


def _strength(graph: Graph, claim: str) -> int:
    return _STRENGTH.get(graph.signs[claim], -1)


def _lost(found: Difference) -> Iterator[str]:
    old, new = found.old, found.new
    leads = new.moved.keys() | _addresses(new)
    yield from sorted(address for address in _addresses(old) | old.moved.keys() if address not in leads)


def _addresses(graph: Graph) -> set[str]:
    pages = {entry.address for kind in ("theme", "group") for entry in graph.entries[kind].values()}
    return pages | {f"{claim.page}#claim-{claim.id}" for claim in graph.claims.values()}


def _pages(found: Difference) -> Iterator[str]:
    old, new = found.old, found.new
    touched: set[str] = set()
    for change in found.changes:
        if change.kind is Kind.MOVED:
            touched |= {item.value for item in change.before if item.field == "page"}
        touched.add((new.claims.get(change.claim) or old.claims[change.claim]).page)
    for entry in found.entries:
        record = new.entries[entry.kind].get(entry.new) or old.entries[entry.kind].get(entry.old)
        touched.add(record.address if record else "")
        if entry.kind == "source":
            touched |= {claim.page for claim in new.claims.values() if any(c.source == entry.new for c in claim.citations)}
    yield from sorted(filter(None, touched))


def titled(found: Difference, addresses: Iterable[str]) -> list[str]:
    """Return addresses with the titles of their pages, where these are known."""
    titles = {**found.old.titles, **found.new.titles}
    return [f"{address} ({titles[page]})" if (page := address.partition("#")[0]) in titles else address for address in addresses]

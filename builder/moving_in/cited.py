"""The sources of entries as records of `content/sources/`: one for each address, with the key that the project has for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.bibliographies.records import Record, Source, one_line
from builder.importing.importing import checked, made_key
from builder.model.ids import slug_of
from builder.trackers.days import Days
from builder.trackers.links import host_of, is_outlet
from builder.trackers.readable import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.bibliographies.records import Item
    from builder.model.findings import Finding
    from builder.trackers.entries import Link

_NO_TITLE = re.compile(r"(?:\W*[0-9]*\W*|link|here|source|url|archived?|ref|read more|article|web|المصدر|رابط)\Z", re.IGNORECASE)
_LONGEST = 300
"""Characters of a title."""


class Cited:
    """The sources of a tracker."""

    def __init__(self, by_address: Mapping[str, str], taken: Iterable[str]) -> None:
        """`by_address` has the keys of the project's sources by their addresses, or titles without one; `taken` the slugs of all keys."""
        self._keys = dict(by_address)
        self._numbers = dict.fromkeys(taken, 1)
        self.new: list[Item] = []

    def add(self, links: Iterable[Link], findings: list[Finding]) -> None:
        """Make a record of each source that the project does not have."""
        days = Days(())
        records: dict[str, Record] = {}
        found: dict[str, list[Link]] = {}
        for link in links:
            if (address := identity(link)) and address not in self._keys:
                found.setdefault(address, []).append(link)
        outlets = _outlets(one for same in found.values() for one in same)
        for address, same in found.items():
            item = _item(same, outlets, days, findings)
            item = {"id": made_key(item, self._numbers), **item}
            records[address] = Record(item, Source(str(item["type"]), str(item["id"]), same[0].where, ()))
        kept = {str(record.item["id"]): record.item for record in checked(list(records.values()), findings)}
        self._keys |= {address: str(record.item["id"]) for address, record in records.items() if record.item["id"] in kept}
        self.new += kept.values()

    def key(self, link: Link) -> str:
        """Return the key of the source that a link is; empty if it could not be recorded."""
        return self._keys.get(identity(link), "")


def identity(link: Link) -> str:
    """Return by what a source is known again: its address, or its name if it has none."""
    return identity_of(link.url, link.label)


def identity_of(url: str, title: str) -> str:
    """Return what two spellings of an address have in common, or of a title without one."""
    return re.sub(r"\Ahttps?://(?:www\.)?|/?(?:#\Z|\Z)", "", url, flags=re.IGNORECASE) if url else slug_of(title)


def _outlets(links: Iterable[Link]) -> set[str]:
    """Return the labels that several pages have: the names of those who publish them, rather than titles."""
    addresses: dict[str, set[str]] = {}
    for link in links:
        if link.url:
            addresses.setdefault(link.label, set()).add(link.url)
    return {label for label, urls in addresses.items() if len(urls) > 1}


def _item(links: list[Link], outlets: set[str], days: Days, findings: list[Finding]) -> Item:
    first = links[0]
    url = first.url
    labels = [readable(one.label, one.where, findings) for one in links if one.label and not _NO_TITLE.match(one.label)]
    titles = [label for label in labels if label not in outlets and not is_outlet(label, url)]
    names = [one_line(one.publisher) for one in links if one.publisher] + [label for label in labels if label not in titles]
    publisher = readable(names[0], first.where, findings) if names else host_of(url)
    title = titles[0] if titles else _shown(url) or readable(first.label, first.where, findings)
    dated = next((one for one in links if one.date), None)
    issued = days.read(dated.date, dated.where, findings) if dated else ""
    item: Item = {"type": "webpage" if url else "document", "title": title[:_LONGEST].strip()}
    return item | {name: value for name, value in (("publisher", publisher), ("issued", issued), ("URL", url)) if value}


def _shown(url: str) -> str:
    return re.sub(r"\Ahttps?://(?:www\.)?|/\Z", "", url, flags=re.IGNORECASE)

"""The sources of entries as records of `content/sources/`: one for each address, with the key that the project has for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from builder.bibliographies.records import Record, Source, one_line
from builder.importing.importing import checked, made_key, numbered
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
_WORD = re.compile(r"[^\W_]+")
_SAYS_NOTHING = frozenset(
    "index default home main article articles story news status post posts en ar html amp a an the of in on at for to with by".split()
)
_KINDS_OF_SITES = frozenset("co com org net gov edu ac go or mil".split())
"""Names below that of a country, which say what the sites there are."""
_MOST_WORDS = 5
_LETTERS = 3
"""Of a word that says something."""
_LONGEST_WORD, _LONGEST_NUMBER = 20, 4
"""Letters and digits: more are the code of a program, or the number of an article."""
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
            label = next((one.label for one in same if one.label == item["title"]), "")
            words = words_of(same[0].url, label) if same[0].url else ""
            item = {"id": numbered(words, self._numbers) if words else made_key(item, self._numbers), **item}
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


def words_of(url: str, title: str = "") -> str:
    """Return what an address says in words, for a key: the name of the site, and the last part of the path that has some.

    `https://wadiwater.example/news/tariff-2024.html` is `wadiwater-tariff-2024`. Where the path says nothing, a title does, or its number.
    """
    path = unquote(re.sub(r"\Ahttps?://[^/?#]*|[?#].*\Z", "", url, flags=re.IGNORECASE | re.DOTALL))
    parts = [re.sub(r"\.[A-Za-z]{2,5}\Z", "", part) for part in reversed(path.split("/")) if part]
    said = next((words for part in (*parts, title) if (words := _meaningful(part))), parts[:1])
    return "-".join([_site(url), *said])


def _meaningful(part: str) -> list[str]:
    """Return the first words of a text that say something, with years and small numbers; none if it has only numbers and codes."""
    words = [word for word in _WORD.findall(part.casefold()) if word.isascii() and word not in _SAYS_NOTHING]
    words = [word for word in words if len(word) <= (_LONGEST_WORD if word.isalpha() else _LONGEST_NUMBER)]
    return words[:_MOST_WORDS] if any(word.isalpha() and len(word) >= _LETTERS for word in words) else []


def _site(url: str) -> str:
    """Return the name in a host: `bbc` of `news.bbc.co.uk`."""
    host = host_of(url).casefold()
    names = host.split(".")[:-1]
    if not names or names[-1].isdecimal():
        return host
    return names[-2] if len(names) > 1 and names[-1] in _KINDS_OF_SITES else names[-1]


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

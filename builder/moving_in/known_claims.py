"""What a project has already: which of its claims the entries of a tracker are, and what they say that these do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.model.findings import finding
from builder.model.ids import written_key
from builder.moving_in.cited import identity
from builder.moving_in.plain_text import without_bullets

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from builder.model.content import Group, Settings, Term
    from builder.model.document import Claim
    from builder.model.findings import Finding
    from builder.trackers.entries import Entry, Link

_DATE = re.compile(r"\A[0-9]{4}(?:-[0-9]{2}){0,2}-")
"""In an id that is made of a date and words."""


class Known(NamedTuple):
    """What a project has already."""

    settings: Settings
    claims: Mapping[str, Claim]
    """By id."""
    former: Mapping[str, Claim]
    """By the ids that they had before."""
    themes: Mapping[str, str]
    """The paths of their files, by id."""
    has_questions: bool
    """Whether a theme has a question."""
    addresses: Mapping[str, str]
    """The keys of the sources, by what `identity_of` says of each."""
    sources: Collection[str]
    """The slugs of the keys of all sources."""
    groups: Sequence[Group]
    terms: Sequence[Term]


class Named(NamedTuple):
    """An entry with the id of its claim."""

    entry: Entry
    date: str
    """In EDTF, or empty."""
    id: str
    alone: str
    """The id that it has where no other entry and no claim begins with the same words."""
    digest: str
    """The id that it has otherwise."""


def formers_of(claim: Claim) -> Iterator[str]:
    """Yield the ids that a claim had before, from `old`, `themes/page/old` or an address that ends in `#claim-old`."""
    for one in claim.was:
        old = re.sub(r".*[/#:]", "", one)
        yield from {old, old.removeprefix("claim-")}


def is_own(claim: Claim | None, name: str) -> bool:
    """Return whether a claim stands in a theme that the tracker of this name has made."""
    theme = claim.page.rstrip("/").rpartition("/")[2] if claim else ""
    return theme == name or theme.startswith(f"{name}-")


# --- which claim an entry is ------------------------------------------------------------------------------------------


def claims_of(named: Sequence[Named], known: Known) -> list[Claim | None]:
    """Return the claim that each entry is in the project; None for one that it does not have.

    An entry is the claim that has its own id, or says the same, or had its id. As far as there are enough, each is another one, that of
    the same day first: what happens twice in the same words is two claims.
    """
    found: dict[int, Claim] = {}
    taken: set[str] = set()
    finder = _Finder(known)
    for way in (finder.own_id, finder.same_id, finder.same_day, finder.same_words, finder.any_id, finder.other_date):
        for number, one in enumerate(named):
            if number not in found and (claim := next((claim for claim in way(one) if claim.id not in taken), None)):
                found[number] = claim
                taken.add(claim.id)
    for number, one in enumerate(named):
        if number not in found and not one.entry.id and (claim := next(finder.no_other_day(one), None)):
            found[number] = claim
    return [found.get(number) for number in range(len(named))]


class _Finder:
    """Finds the claims that an entry may be."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._by_words: dict[str, list[Claim]] = {}
        for claim in known.claims.values():
            self._by_words.setdefault(_said(claim.text), []).append(claim)
        self._by_rest: dict[str, list[Claim]] = {}
        for id_, claim in (*known.claims.items(), *known.former.items()):
            self._by_rest.setdefault(_DATE.sub("", id_), []).append(claim)

    def any_id(self, one: Named) -> Iterator[Claim]:
        """Yield the claims that have, or had, an id that the entry may have."""
        yield from (claim for id_ in (one.id, one.digest) if (claim := self._known.claims.get(id_)))
        yield from (claim for id_ in (one.id, one.alone, one.digest) if (claim := self._known.former.get(id_)))

    def own_id(self, one: Named) -> Iterator[Claim]:
        """Yield the same, if the entry has an id of its own."""
        return self.any_id(one) if one.entry.id else iter(())

    def other_date(self, one: Named) -> Iterator[Claim]:
        """Yield the claims that have, or had, its id but for the date in it, and rest on a source of it, or on none as it does."""
        keys = {self._known.addresses.get(identity(link), "") for link in one.entry.sources}
        for claim in self._by_rest.get(_DATE.sub("", one.alone), ()):
            cited = {citation.source for citation in claim.citations}
            if not one.entry.id and (keys & cited or keys == cited):
                yield claim

    def same_words(self, one: Named) -> Iterator[Claim]:
        """Yield the claims that say the same."""
        return iter(self._by_words.get(_said(one.entry.text), ()))

    def same_id(self, one: Named) -> Iterator[Claim]:
        """Yield those of them that have the id of the entry."""
        return (claim for claim in self.same_words(one) if claim.id in (one.id, one.digest))

    def same_day(self, one: Named) -> Iterator[Claim]:
        """Yield those of them that have its date."""
        return (claim for claim in self.same_words(one) if _date(claim) == one.date)

    def no_other_day(self, one: Named) -> Iterator[Claim]:
        """Yield those of them that are not of another day."""
        return (claim for claim in self.same_words(one) if not one.date or _date(claim) in ("", one.date))


def _said(text: str) -> str:
    return " ".join(without_bullets(text).split())


def _date(claim: Claim) -> str:
    date = claim.date or claim.as_of
    return date.edtf if date else ""


# --- what is told of them ---------------------------------------------------------------------------------------------


def differences(there: Sequence[tuple[Named, Claim]], key_of: Callable[[Link], str]) -> Iterator[Finding]:
    """Yield what entries say that their claims in the project do not: people may have changed these, so they stay."""
    for (entry, date, *_), claim in there:
        keys = {citation.source for citation in claim.citations}
        if lacking := [link for link in entry.sources if key_of(link) not in keys]:
            links = ", ".join(shown(link.url or link.label) for link in lacking)
            words = f"the claim `{claim.id}` is in the project and stays as it is, without {links}"
            yield finding(entry.where, "not-carried-over", words, _cite(lacking, key_of, claim))
        if date and date != _date(claim):
            has = f"is of {_date(claim)}" if _date(claim) else "has no date"
            words = f"the claim `{claim.id}` {has} and stays as it is; this entry is of {date}"
            place = entry.places.get("date", entry.where)
            yield finding(place, "not-carried-over", words, f"if it is right, write date={date} on its last line, at {claim.where}")
    changed = [(entry, claim) for (entry, *_), claim in there if _said(entry.text) != _said(claim.text)]
    if changed:
        (entry, claim), more = changed[0], len(changed) - 1
        others = f", and so do {more:,} more" if more else ""
        yield finding(
            entry.where, "not-carried-over", f"the claim `{claim.id}` says something else in the project and stays as it is{others}"
        )


def _cite(lacking: Sequence[Link], key_of: Callable[[Link], str], claim: Claim) -> str:
    keys = dict.fromkeys(written_key(key) for link in lacking if (key := key_of(link)))
    unknown = any(not key_of(link) for link in lacking)
    words = f"write [{'; '.join(keys)}] there, at {claim.where}" if keys else f"cite it there, at {claim.where}"
    return words + ("; `explainer new source` records what the project does not have" if unknown else "")


def perhaps_reworded(fresh: Sequence[Named], there: Iterable[Claim], name: str, known: Known) -> Iterator[Finding]:
    """Yield, once, that entries which are added cite what claims of this tracker cite that no entry is any more."""
    is_entry = {claim.id for claim in there}
    citing: dict[str, list[Claim]] = {}
    for claim in known.claims.values():
        if claim.id not in is_entry and is_own(claim, name):
            for citation in claim.citations:
                citing.setdefault(citation.source, []).append(claim)
    alike: list[tuple[Named, Claim]] = []
    for one in fresh:
        keys = [known.addresses.get(identity(link), "") for link in one.entry.sources]
        claims = [claim for key in keys for claim in citing.get(key, ()) if not one.date or _date(claim) in ("", one.date)]
        alike += [(one, claims[0])] if claims else []
    if alike:
        (one, claim), id_ = alike[0], alike[0][0].id
        number = "an entry that is" if len(alike) == 1 else f"{len(alike):,} entries that are"
        words = f"{number} added may be there in other words: the first cites what `{claim.id}`, which is no entry, cites at {claim.where}"
        hint = f"if it is this one, delete `{id_}`, and write was={id_} on the last line of `{claim.id}`"
        yield finding(one.entry.where, "repaired-record", words, hint, "give the entries an `id` column, and claims can be reworded")

"""Entries to claims: their ids, the themes that they stand in, and what a project has of them already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.importing.yaml_text import scalar
from builder.model.dates import parse_date
from builder.model.findings import Severity, finding
from builder.model.ids import slug_of, written_key
from builder.moving_in.cited import Cited
from builder.moving_in.known_claims import Named, claims_of, differences, is_own, perhaps_reworded
from builder.moving_in.plain_text import as_markdown
from builder.reading.files import Kind, Raw
from builder.reading.parse import parse_file
from builder.trackers.days import Days
from builder.trackers.entries import left_out
from builder.trackers.readable import readable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from builder.bibliographies.records import Item
    from builder.model.dates import Date
    from builder.model.document import Claim
    from builder.model.findings import Finding
    from builder.moving_in.known_claims import Known
    from builder.trackers.entries import Entry, Tracker

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 6
"""Of an id."""
_LONGEST = 20_000
"""Characters of a claim: more is a text of its own, or a mistake."""
_MOST_THEMES = 60
"""By category; of more, no reader would have an overview."""
_DIGEST = 6


class _Made(NamedTuple):
    """A claim that is to be written."""

    entry: Entry
    id: str
    theme: str
    text: str


class MovedIn(NamedTuple):
    """What a tracker becomes."""

    entries: int
    there: int
    """Claims that the project has already."""
    added: Mapping[str, str]
    """The texts that are added to themes, by the ids of these."""
    titles: Mapping[str, str]
    """Of the themes."""
    is_split: bool
    """Whether each category has a theme of its own."""
    sources: Sequence[Item]
    new: int
    findings: tuple[Finding, ...]


def move_in(tracker: Tracker, name: str, known: Known) -> MovedIn:
    """Return what the entries of a tracker become in a project; `name` is what its themes are called by, an id."""
    findings = list(tracker.findings)
    findings += left_out((left for entry in tracker.entries for left in entry.rest), "a claim")
    entries = _once([entry for one in tracker.entries if (entry := _clean(one, findings))], findings)
    titles = _titles(entries, findings)
    days = Days(entries)
    dated = [(entry, days.read(entry.date, entry.places.get("date", entry.where), findings)) for entry in entries]
    named = [
        Named(entry, date, id_, base := _base(entry, date, name), with_digest(base, entry, date))
        for (entry, date), id_ in zip(dated, ids_of(dated, name, known), strict=True)
    ]
    claims = claims_of(named, known)
    there = [(one, claim) for one, claim in zip(named, claims, strict=True) if claim]
    fresh = _with_new_ids([one for one, claim in zip(named, claims, strict=True) if not claim], known)
    cited = Cited(known.addresses, known.sources)
    cited.add((link for one in fresh for link in one.entry.sources), findings)
    made = [_Made(one.entry, one.id, _theme(one.entry, name, titles), _claim(one, cited, known.settings.as_of)) for one in fresh]
    made = _checked(made, findings)
    findings += differences(there, cited.key)
    findings += perhaps_reworded(fresh, [claim for _, claim in there], name, known)
    added: dict[str, list[str]] = {}
    for one in made:
        added.setdefault(one.theme, []).append(one.text)
    title = readable(tracker.title, tracker.entries[0].where, findings) if tracker.entries else ""
    shown_titles = {slug_of(f"{name}-{one}"): one for one in titles} | {name: title or title_of(name)}
    texts = {theme: "\n\n".join(claims) for theme, claims in added.items()}
    return MovedIn(len(tracker.entries), len(there), texts, shown_titles, bool(titles), cited.new, len(made), tuple(findings))


def title_of(name: str) -> str:
    """Return a title for what has only the name of a file."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def new_theme(title: str) -> str:
    """Return the beginning of the file of a theme."""
    return f"---\ntitle: {scalar(title)}\n---\n"


# --- entries ----------------------------------------------------------------------------------------------------------


def _clean(entry: Entry, findings: list[Finding]) -> Entry | None:
    """Return an entry that says something, in characters that a text may hold; None if there is none, which is reported."""
    said = entry.words or next((link.label for link in entry.sources if link.label), "")
    said = readable(said, entry.places.get("text", entry.where), findings).strip()
    if not any(map(str.isalnum, said)):
        words = "this entry says nothing in words, and is not imported"
        findings.append(finding(entry.where, "unreadable-record", words, "write what happened, and import again"))
        return None
    if len(said) > _LONGEST:
        words = f"this entry has {len(said):,} characters, more than {_LONGEST:,}, and is not imported: {shown(said)}"
        findings.append(finding(entry.where, "unreadable-record", words, "divide it into several, each of which says one thing"))
        return None
    return replace(entry, text=said, title="", place="", category=readable(entry.category, entry.where, findings).strip())


def _once(entries: Iterable[Entry], findings: list[Finding]) -> list[Entry]:
    """Return entries of which no two say the same of one day: the first has the sources of the others, which is reported."""
    seen: dict[tuple[str, str, str, str], Entry] = {}
    for entry in entries:
        key = (entry.id, entry.text, entry.date, entry.category)
        if first := seen.get(key):
            words = f"this entry says the same as the one on line {first.where.line}, and is one claim with it"
            findings.append(finding(entry.where, "repaired-record", words))
            seen[key] = replace(first, sources=(*first.sources, *entry.sources))
        else:
            seen[key] = entry
    return list(seen.values())


def _titles(entries: Iterable[Entry], findings: list[Finding]) -> tuple[str, ...]:
    """Return the categories, each of which becomes a theme; none if they are too many."""
    found = {entry.category: entry for entry in reversed(list(entries)) if entry.category}
    if len(found) <= _MOST_THEMES:
        return tuple(reversed(found))
    first = next(reversed(found.values()))
    words = (
        f"there are {len(found):,} categories, too many for a theme each, and they are not carried over: {shown(first.category)} and others"
    )
    findings.append(finding(first.places.get("category", first.where), "not-carried-over", words))
    return ()


def _theme(entry: Entry, name: str, titles: Collection[str]) -> str:
    return slug_of(f"{name}-{entry.category}") if entry.category and titles else name


# --- ids --------------------------------------------------------------------------------------------------------------


def ids_of(dated: Sequence[tuple[Entry, str]], name: str, known: Known) -> list[str]:
    """Return the id of each entry: the same in every import, whatever has been added before it."""
    bases = [_base(entry, date, name) for entry, date in dated]
    often = Counter(bases)
    taken: set[str] = set()
    ids: list[str] = []
    own = {base for base in often if often[base] > 1 and is_own(known.claims.get(base), name)}
    heirs = {base: _heir([entry for entry, other in zip(dated, bases, strict=True) if other == base], known.claims[base]) for base in own}
    for (entry, date), base in zip(dated, bases, strict=True):
        is_first = heirs.get(base) is entry or often[base] == 1
        id_ = base if is_first and not _is_others(known, base, entry, name) else with_digest(base, entry, date)
        while id_ in taken:
            id_ = with_digest(id_, entry, date)
        taken.add(id_)
        ids.append(id_)
    return ids


def _with_new_ids(fresh: Sequence[Named], known: Known) -> list[Named]:
    """Return entries with ids that no claim of the project has or had."""
    found: list[Named] = []
    for one in fresh:
        id_ = one.id
        while id_ in known.claims or id_ in known.former:
            id_ = with_digest(id_, one.entry, one.date)
        found.append(one._replace(id=id_))
    return found


def _base(entry: Entry, date: str, name: str) -> str:
    if entry.id:
        return slug_of(f"{name}-{entry.id}")
    words = " ".join(_WORD.findall(entry.text)[:_MOST_WORDS])
    day = date if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}){0,2}", date) else ""
    return slug_of(f"{day}-{slug_of(words)}" if day else words)


def with_digest(base: str, entry: Entry, date: str) -> str:
    """Return an id that only this entry has."""
    digest = sha256(f"{date}\n{entry.text}\n{entry.category}\n{base}".encode()).hexdigest()[:_DIGEST]
    return f"{base[:80].rstrip('-')}-{digest}"


def _heir(dated: Sequence[tuple[Entry, str]] | Sequence[Entry], claim: Claim) -> Entry:
    """Return which of several entries the claim is that has the id of all."""
    entries = [one if not isinstance(one, tuple) else one[0] for one in dated]
    return next((entry for entry in entries if entry.text == claim.text), entries[0])


def _is_others(known: Known, base: str, entry: Entry, name: str) -> bool:
    """Return whether an id is that of another claim, which somebody has written or another tracker has."""
    if base in known.former:
        return True
    claim = known.claims.get(base)
    return claim is not None and not entry.id and not is_own(claim, name) and claim.text != entry.text


# --- claims -----------------------------------------------------------------------------------------------------------


def _claim(named: Named, cited: Cited, as_of: Date | None) -> str:
    entry, date, id_, *_ = named
    keys = dict.fromkeys(key for link in entry.sources if (key := cited.key(link)))
    citations = f" [{'; '.join(map(written_key, keys))}]" if keys else ""
    value = parse_date(date) if date else None
    attributes = [f"#{id_}", *([f"date={date}"] if date else [])]
    attributes += [".later"] if value and as_of and value.first > as_of.last else []
    attributes += [] if keys else [".citation-needed"]
    return f"{as_markdown(entry.text)}{citations}\n{{{' '.join(attributes)}}}"


def _checked(made: Sequence[_Made], findings: list[Finding]) -> list[_Made]:
    """Return the claims that the check of a project accepts; report the others with its words."""
    head = new_theme("Title")
    lines = head.count("\n")
    owners: list[_Made | None] = [None] * lines
    for one in made:
        owners += [one] * (one.text.count("\n") + 2)
    text = head + "".join(f"{one.text}\n\n" for one in made)
    refused: set[str] = set()
    for found in parse_file(Raw("content/themes/import.md", Kind.THEME, text)).findings:
        owner = owners[found.where.line - 1] if found.where.line <= len(owners) else None
        if found.severity is Severity.ERROR and owner and owner.id not in refused:
            refused.add(owner.id)
            words = f"this entry is not imported: {found.message}"
            findings.append(finding(owner.entry.where, "unreadable-record", words, *found.hints))
    return [one for one in made if one.id not in refused]

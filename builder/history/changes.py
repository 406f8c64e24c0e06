"""What changed between versions, claim by claim."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from html import escape, unescape
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from builder.history.versions import Reach
from builder.markdown.parser import parse_body
from builder.model.document import Citations, Html, LinkStart, Text
from builder.model.findings import Where
from builder.sanitising.characters import without_forbidden_references
from builder.slips.fences import split_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from builder.history.versions import History, Version
    from builder.model.document import Claim, Token


class Kind(StrEnum):
    """What happened to a claim."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    REWORDED = "reworded"
    LAYOUT = "links or layout changed"
    SOURCED = "re-sourced"
    SIGNED = "sign changed"
    """Only between two states of the whole explainer: a sign depends on more than the claim."""
    QUOTED = "quotation changed"
    STATUS = "status changed"
    DATED = "date changed"
    ATTRIBUTED = "attribution changed"
    EVENT = "event changed"
    MEASURED = "figure changed"
    TIED = "ties changed"
    MARKED = "marks changed"


SHOWN: Mapping[Kind, tuple[str, ...]] = {
    Kind.RENAMED: ("id",),
    Kind.MOVED: ("page", "section"),
    Kind.REWORDED: ("text",),
    Kind.LAYOUT: ("tokens",),
    Kind.SOURCED: ("citations",),
    Kind.STATUS: ("status",),
    Kind.DATED: ("date", "as_of"),
    Kind.ATTRIBUTED: ("attributed",),
    Kind.EVENT: ("event",),
    Kind.MEASURED: ("measure",),
    Kind.TIED: ("disputes", "differs", "supersedes", "supports"),
    Kind.MARKED: ("editorial", "citation_needed", "later"),
}
"""The fields of a claim that its page or the timeline shows, each with what a change of it is called."""
NOT_SHOWN = frozenset({"where", "end_line", "places", "id_where", "was", "translates", "tag"})
"""The other fields: where and in which block the claim is written, and what leads from old addresses and a translation to it."""
_MARKUP = {Kind.REWORDED, Kind.LAYOUT, Kind.SOURCED, Kind.QUOTED}
"""Changes with which the markup changes, too."""
_Place: TypeAlias = tuple[str, str]
"""The address of a page, and the anchor of a section of it or an empty text."""
_NOWHERE = Where("", 0, 0)
_WEB_LINK = re.compile(r'<a href="([^"]*)"')
_NOTE = '<sup class="note">'


class Section(NamedTuple):
    """The section of a page that a claim stands in."""

    anchor: str
    title: str
    """Both are empty above the first heading."""


class Shown(NamedTuple):
    """A value that a page shows of a claim."""

    field: str
    """The field of the claim."""
    value: Any
    """Of a field with several values one of them; of `tokens` the target of a link; of `section` a `Section`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one claim."""

    kind: Kind
    claim: str
    before: tuple[Shown, ...]
    """What is no longer shown."""
    after: tuple[Shown, ...]
    """What is shown now and was not before."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit changed for a reader."""

    commit: str
    date: str
    changes: tuple[Change, ...]
    is_read: bool = True
    """False if a text could not be read, so that nobody knows what was changed."""

    @property
    def anchor(self) -> str:
        """Return the id of the section of the page of changes."""
        return f"r-{self.commit[:10]}"

    @property
    def counts(self) -> dict[Kind, int]:
        """How many changes there are of each kind."""
        numbers = Counter(change.kind for change in self.changes)
        return {kind: numbers[kind] for kind in Kind if numbers[kind]}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is known of the changes of a project."""

    revisions: tuple[Revision, ...] = ()
    """Newest first. Where the first version is known, it is the last of them."""
    reach: Reach = Reach.NONE
    since: str = ""
    """The day of the oldest version that was read; empty if none was. What was changed up to it is known if that is the first version."""
    until: str = ""
    """The day of the latest version."""


NO_CHANGES = Changes()


def changes_of(history: History) -> Changes:
    """Return what each version changed, as far as it is known."""
    if not history.versions:
        return Changes((), history.reach)
    found = revisions(history.versions)
    since, until = history.versions[0].date, history.versions[-1].date
    return Changes(found if history.reach is Reach.WHOLE else found[:-1], history.reach, since, until)


def revisions(versions: Iterable[Version]) -> tuple[Revision, ...]:
    """Return what each version changed, newest first; the oldest is what the others are compared with."""
    found: list[Revision] = []
    for version in versions:
        before, after = ({path: pair[side] for path, pair in version.texts.items()} for side in (0, 1))
        changes = tuple(compare(_read(before), _read(after)))
        if changes or not version.is_read or not found:
            found.append(Revision(version.commit, version.date, changes, version.is_read))
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Side:
    """What one version holds of what is compared."""

    claims: dict[str, Claim]
    """By id, so that a claim which moves from one file to another is not lost."""
    titles: dict[_Place, str]
    """Of sections."""


def _read(texts: Mapping[str, str | None]) -> Side:
    side = Side({}, {})
    for path, text in texts.items():
        if text is not None:
            split = split_front_matter(without_forbidden_references(text))  # an old text may hold what is refused today
            body, _, _ = parse_body(split.below, path, split.line, page := _page(path))
            side.claims.update({claim.id: claim for claim in body.claims})
            side.titles.update({(page, heading.id): heading.text for heading in body.headings})
    return side


def _page(path: str) -> str:
    """Return the address of the page that a file is made into."""
    kind, name = path.split("/")[1], path.rpartition("/")[2]
    return f"{kind}/{name.removesuffix('.md')}/"


def compare(one: Side, other: Side) -> Iterator[Change]:
    """Yield the changes from one version to another, by claim: neither line breaks nor the order of claims are any.

    A claim is the same under another id (`renamed_claims`); then the other claims' ties to it are the same as well.
    """
    before, after = _before(one, other), other.claims
    titles = one.titles | other.titles
    for claim_id in sorted(before.keys() | after.keys()):
        old, new = before.get(claim_id), after.get(claim_id)
        if old is None and new is not None:
            yield Change(Kind.ADDED, claim_id, (), (Shown("text", new.text),))
        elif new is None and old is not None:
            yield Change(Kind.REMOVED, claim_id, (Shown("text", old.text),), ())
        elif old is not None and new is not None and old != new:
            yield from _differences(old, new, titles)


def renamed_claims(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> dict[str, str]:
    """Return the new ids of claims that have another: as one of the states says (`was`), or as the same text under a new id does."""
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    found = {old: name for name in sorted(come) if (old := _former(after[name], gone))}
    back = {new: name for name in sorted(gone - found.keys()) if (new := _former(before[name], come - set(found.values())))}
    found |= {name: new for new, name in back.items()}
    texts: tuple[dict[str, list[str]], ...] = ({}, {})
    for side, claims, names in ((0, before, gone - found.keys()), (1, after, come - set(found.values()))):
        for name in names:
            texts[side].setdefault(" ".join(claims[name].text.split()), []).append(name)
    pairs = [(names, texts[1][text]) for text, names in texts[0].items() if text in texts[1]]
    return found | {old[0]: new[0] for old, new in pairs if len(old) == len(new) == 1}


def _former(claim: Claim, names: AbstractSet[str]) -> str:
    """Return the first of some ids that a claim says it had; empty if it had none of them."""
    return next((name for was in claim.was if (name := was.rpartition("/")[2]) in names), "")


def _before(one: Side, other: Side) -> dict[str, Claim]:
    """Return the old claims by the ids that they have now, with the anchors that their sections have now."""
    ids = renamed_claims(one.claims, other.claims)
    before = {ids.get(name, name): claim for name, claim in one.claims.items()}
    renamed = _renamed_sections(
        one, other, {(_place(claim), _place(other.claims[name])) for name, claim in before.items() if name in other.claims}
    )
    return {name: renamed_ties(claim, ids)._replace(section=renamed.get(_place(claim), claim.section)) for name, claim in before.items()}


def renamed_ties(claim: Claim, ids: Mapping[str, str]) -> Claim:
    """Return an old claim with the ids that the claims which it names have now."""
    if not ids:
        return claim
    disputes, differs, supersedes, supports = (
        tuple(ids.get(name, name) for name in names) for names in (claim.disputes, claim.differs, claim.supersedes, claim.supports)
    )
    return claim._replace(disputes=disputes, differs=differs, supersedes=supersedes, supports=supports)


def _renamed_sections(one: Side, other: Side, places: set[tuple[_Place, _Place]]) -> dict[_Place, str]:
    """Return the sections that only got another heading, with their new anchors; `places` is where claims stood and stand.

    All that stood below the old heading, which is gone, now stands below the new one, with nothing from elsewhere.
    """
    olds, news = (Counter(pair[side] for pair in places) for side in (0, 1))
    return {
        old: new[1]
        for old, new in places
        if old[0] == new[0] and olds[old] == news[new] == 1 and old not in other.titles and new not in one.titles
    }


def _place(claim: Claim) -> _Place:
    return claim.page, claim.section


def _differences(old: Claim, new: Claim, titles: Mapping[_Place, str]) -> Iterator[Change]:
    found: list[Change] = []
    for kind, fields in SHOWN.items():
        before, after = ([item for field in fields for item in shown_values(claim, field, titles)] for claim in (old, new))
        gone, come = ([item for item in items if item not in others] for items, others in ((before, after), (after, before)))
        if kind is Kind.SOURCED:
            found += [Change(Kind.QUOTED, new.id, (one,), (other,)) for one, other in _requoted(gone, come)]
        if gone or come:
            found.append(Change(kind, new.id, tuple(gone), tuple(come)))
    if not _MARKUP.intersection(change.kind for change in found) and _markup(old.tokens) != _markup(new.tokens):
        found.append(Change(Kind.LAYOUT, new.id, (), ()))
    return iter(found)


def shown_values(claim: Claim, field: str, titles: Mapping[_Place, str]) -> list[Shown]:
    """Return what a page shows of a field of a claim: neither where something is written nor how a number is spelt."""
    value = getattr(claim, field)
    values = value if type(value) is tuple else (value,)
    match field:
        case "section":
            values = (Section(value, titles.get(_place(claim), "")),)
        case "tokens":
            values = tuple(target for token in value if (target := _target(token)))
        case "citations":
            values = tuple(citation._replace(where=_NOWHERE) for citation in value)
        case "measure" if value:
            values = (value._replace(text=""),)
    return [Shown(field, one) for one in values if one]


def _requoted(gone: list[Shown], come: list[Shown]) -> list[tuple[Shown, Shown]]:
    """Take out the citations of which only the quoted phrase is another, and return them in pairs."""
    pairs = []
    for one in list(gone):
        same = one.value._replace(quotes=())
        if other := next((o for o in come if one.value.quotes and o.value.quotes and o.value._replace(quotes=()) == same), None):
            gone.remove(one)
            come.remove(other)
            pairs.append((one, other))
    return pairs


def _target(token: Token) -> str:
    """Return where a token leads that is the start of a link."""
    if isinstance(token, LinkStart):
        return f"{token.scheme}:{token.target}"
    match = _WEB_LINK.match(token.html) if isinstance(token, Html) else None
    return unescape(match[1]) if match else ""


def _markup(tokens: Iterable[Token]) -> str:
    """Return what a text looks like, whatever its line breaks, the numbers of its notes and the places in its file."""
    out = []
    for token in tokens:
        if isinstance(token, Citations):
            out.append(repr([citation._replace(where=_NOWHERE) for citation in token.citations]))
        elif isinstance(token, Html):
            out.append("<sup>" if token.html.startswith(_NOTE) else token.html)
        else:
            out.append(escape(token.text) if isinstance(token, Text) else f"<a {escape(_target(token))}>")
    return " ".join("".join(out).split())

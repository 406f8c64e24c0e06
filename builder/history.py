"""What changed, claim by claim, read from the version history; a project without one has no changes to tell."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from html import escape, unescape
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from builder.markdown.parser import parse_body
from builder.model.characters import without_forbidden_references
from builder.model.document import Citations, Html, LinkStart, Text
from builder.model.findings import Where
from builder.reading.front_matter import split_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from builder.model.document import Claim, Token

MOST = 200
"""Versions that are read: a reader wants the latest, and the history itself keeps the rest."""
_FOLDERS = ("content/themes", "content/groups")
_SECONDS = 30


class Kind(StrEnum):
    """What happened to a claim."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    REWORDED = "reworded"
    LAYOUT = "links or layout changed"
    SOURCED = "re-sourced"
    QUOTED = "quotation changed"
    STATUS = "status changed"
    DATED = "date changed"
    ATTRIBUTED = "attribution changed"
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
    Kind.MEASURED: ("measure",),
    Kind.TIED: ("disputes", "supersedes", "supports"),
    Kind.MARKED: ("editorial", "citation_needed", "later"),
}
"""The fields of a claim that its page shows, each with what a change of it is called."""
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
class Version:
    """One commit, with the texts that it changed as they were before and after; None for a missing one."""

    commit: str
    date: str
    """The author's day, `YYYY-MM-DD`."""
    texts: Mapping[str, tuple[str | None, str | None]]
    """Empty for the oldest version: there is nothing to compare it with."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What one commit changed for a reader."""

    commit: str
    date: str
    changes: tuple[Change, ...]

    @property
    def anchor(self) -> str:
        """Return the id of the section of the page of changes."""
        return f"r-{self.commit[:10]}"

    @property
    def counts(self) -> dict[Kind, int]:
        """How many changes there are of each kind."""
        numbers = Counter(change.kind for change in self.changes)
        return {kind: numbers[kind] for kind in Kind if numbers[kind]}


def read_versions(folder: Path) -> list[Version]:
    """Read the latest versions of a project's texts from git, oldest first; empty if there is no history.

    Told are the versions that were published one after the other: what a merge brought counts as one change.
    Git is kept from the network, from its pager, and from writing to the repository.
    """
    how = "--first-parent -m --no-renames --relative --name-only --format=%x00%H %as".split(maxsplit=5)
    log = _git(folder, "log", f"-{MOST}", *how, "--", *_FOLDERS)
    if log is None:
        return []
    entries = [entry.split("\n") for entry in reversed(log.decode(errors="replace").split("\0")[1:])]
    changed = [[] if number == 0 else [name for name in names if _is_original(name)] for number, (_, *names) in enumerate(entries)]
    heads = [head.partition(" ") for head, *_ in entries]
    pairs = [(commit, path) for (commit, _, _), paths in zip(heads, changed, strict=True) for path in paths]
    before = _texts(folder, [f"{commit}^:./{path}" for commit, path in pairs])
    after = _texts(folder, [f"{commit}:./{path}" for commit, path in pairs])
    texts = dict(zip(pairs, zip(before, after, strict=True), strict=True))
    return [
        Version(commit, date, {path: texts[commit, path] for path in paths})
        for (commit, _, date), paths in zip(heads, changed, strict=True)
    ]


def latest(folder: Path) -> str:
    """Return the version that the project is at; empty if there is no history."""
    return (_git(folder, "rev-parse", "HEAD") or b"").decode(errors="replace").strip()


def _is_original(path: str) -> bool:
    """Tell whether a file holds claims of its own: a translation (`money.ar.md`) does not."""
    return path.endswith(".md") and "." not in path.rpartition("/")[2].removesuffix(".md")


def _texts(folder: Path, names: list[str]) -> list[str | None]:
    """Read texts by git's names for them, all in one go; None for one that there is not."""
    if not names:
        return []
    data = _git(folder, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode()) or b""
    texts: list[str | None] = []
    position = 0
    for _ in names:
        end = data.find(b"\n", position)
        head = data[position:end].split()
        if end < 0 or len(head) != 3 or head[1] != b"blob":  # noqa: PLR2004  # "<name> missing" for a file that is not there
            texts.append(None)
            position = end + 1 if end >= 0 else len(data)
            continue
        size = int(head[2])
        texts.append(data[end + 1 : end + 1 + size].decode(errors="replace").replace("\r\n", "\n"))
        position = end + 1 + size + 1
    return texts


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), "-c", "core.quotePath=false", "--no-pager", *arguments],
            input=stdin,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError):  # no git, no repository, or a git that refuses
        return None
    return done.stdout


def revisions(versions: Iterable[Version]) -> tuple[Revision, ...]:
    """Return what each version changed, newest first; the oldest is what the others are compared with."""
    found: list[Revision] = []
    for version in versions:
        before, after = ({path: pair[side] for path, pair in version.texts.items()} for side in (0, 1))
        changes = tuple(_compare(_read(before), _read(after)))
        if changes or not found:
            found.append(Revision(version.commit, version.date, changes))
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class _Side:
    """What some files hold in one version."""

    claims: dict[str, Claim]
    """By id, so that a claim which moves from one file to another is not lost."""
    titles: dict[_Place, str]
    """Of sections."""


def _read(texts: Mapping[str, str | None]) -> _Side:
    side = _Side({}, {})
    for path, text in texts.items():
        if text is not None:
            _, below, line = split_front_matter(without_forbidden_references(text))  # an old text may hold what is refused today
            body, _, _ = parse_body(below, path, line, page := _page(path))
            side.claims.update({claim.id: claim for claim in body.claims})
            side.titles.update({(page, heading.id): heading.text for heading in body.headings})
    return side


def _page(path: str) -> str:
    """Return the address of the page that a file is made into."""
    kind, name = path.split("/")[1], path.rpartition("/")[2]
    return f"{kind}/{name.removesuffix('.md')}/"


def _compare(one: _Side, other: _Side) -> Iterator[Change]:
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


def _before(one: _Side, other: _Side) -> dict[str, Claim]:
    """Return the old claims by the ids that they have now, with the anchors that their sections have now.

    A claim says itself what its id was (`was=`).
    """
    gone, ids = one.claims.keys() - other.claims.keys(), {}
    for claim in other.claims.values():
        if claim.id not in one.claims and (old := next((name for was in claim.was if (name := was.rpartition("/")[2]) in gone), None)):
            ids[old] = claim.id
    before = {ids.get(name, name): claim for name, claim in one.claims.items()}
    renamed = _renamed_sections(
        one, other, {(_place(claim), _place(other.claims[name])) for name, claim in before.items() if name in other.claims}
    )
    return {name: claim._replace(section=renamed.get(_place(claim), claim.section)) for name, claim in before.items()}


def _renamed_sections(one: _Side, other: _Side, places: set[tuple[_Place, _Place]]) -> dict[_Place, str]:
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
        before, after = ([item for field in fields for item in _shown(claim, field, titles)] for claim in (old, new))
        gone, come = ([item for item in items if item not in others] for items, others in ((before, after), (after, before)))
        if kind is Kind.SOURCED:
            found += [Change(Kind.QUOTED, new.id, (one,), (other,)) for one, other in _requoted(gone, come)]
        if gone or come:
            found.append(Change(kind, new.id, tuple(gone), tuple(come)))
    if not _MARKUP.intersection(change.kind for change in found) and _markup(old.tokens) != _markup(new.tokens):
        found.append(Change(Kind.LAYOUT, new.id, (), ()))
    return iter(found)


def _shown(claim: Claim, field: str, titles: Mapping[_Place, str]) -> list[Shown]:
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
        same = one.value._replace(quote="")
        if other := next((o for o in come if one.value.quote and o.value.quote and o.value._replace(quote="") == same), None):
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

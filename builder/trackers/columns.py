"""Which column or key of a tracker is which part of an entry, by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.model.findings import finding
from builder.model.ids import is_respelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.model.findings import Finding, Where

_ROLES = {
    "date": "date when day datum fecha التاريخ",
    "text": "text description summary event what claim details detail statement content",
    "title": "title name headline subject",
    "sources": "sources source links link urls url references reference citations citation refs ref evidence quellen المصادر المصدر",
    "category": "category type section topic theme categories",
    "place": "location place where",
    "id": "id uid key",
    "publisher": "publisher outlet",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_OF_DATES = frozenset("event incident start of the".split())
_EVENT = frozenset("event events incident incidents".split())
"""What an entry is about: such a word says nothing of a column beside another that does."""
_BESIDE = _EVENT | frozenset(
    "happened figure figures of the a an and or to short brief full main original exact s in utc yyyy mm dd news web page primary".split()
)
"""Words that may stand in the name of a column beside the one by which it is known."""
_WHO = "who"
"""Who publishes, if it stands beside links; in other places it may be who acts."""
_NEEDED = "text description summary event what incident title headline"
_WORD = re.compile(r"[^\W\d_]+")


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:100]))]


def role_of(name: str) -> str:
    """Return which part of an entry a column or key holds, from its name: `Source URL 2` are sources; empty if it is none."""
    words = _words(name)
    roles = {_ROLE_OF.get(word, "") for word in words}
    if len(words) == 1 or roles == {"sources"}:
        return _ROLE_OF.get(words[0], "") if words else ""
    others = [word for word in words if word not in _OF_DATES]
    return "date" if [_ROLE_OF.get(word) for word in others] == ["date"] else ""


def roles_of(names: Iterable[str]) -> Mapping[str, str]:
    """Return which part of an entry each column or key holds, from the names of all, in their order.

    A part that no name says plainly is what the only name with its word says: `What happened / figure` is the text.
    """
    names = list(dict.fromkeys(names))
    roles = {name: role_of(name) for name in names}
    may_be = {name: _may_be(name) for name in names}
    events = [name for name in names if _EVENT & set(_words(name)) and set(_words(name)) <= _BESIDE]
    if len(events) == 1 and "title" not in roles.values() and any((roles[one] or may_be[one]) == "text" for one in {*names} - {*events}):
        roles[events[0]] = "title"
    plainly = set(roles.values())
    for role in _ROLES:
        fitting = [name for name in names if not roles[name] and may_be[name] == role]
        if role not in plainly and len(fitting) == 1:
            roles[fitting[0]] = role
    if "publisher" not in roles.values():
        roles |= {name: "publisher" for at, name in enumerate(names) if _words(name) == [_WHO] and _is_beside_links(names, at, roles)}
    return roles


def _may_be(name: str) -> str:
    words = _words(name)
    known = [_ROLE_OF.get(word, "") for word in words if word not in _BESIDE]
    if not known and _EVENT & set(words):
        return "text"
    return known[0] if len(set(known)) == 1 else ""


def _is_beside_links(names: Sequence[str], at: int, roles: Mapping[str, str]) -> bool:
    return any(roles[name] == "sources" for name in (*names[max(at - 1, 0) : at], *names[at + 1 : at + 2]))


class Column(NamedTuple):
    """A column or key, with how much stands in it."""

    name: str
    where: Where
    words: int


def without_text(columns: Sequence[Column], roles: Mapping[str, str], where: Where, what: str) -> Finding | None:
    """Return the finding that no column or key (`what`) says what happened; None if one does."""
    if not columns or {"text", "title"} & set(roles.values()):
        return None
    names = ", ".join(f"`{name}`" for name in _NEEDED.split())
    free = [one for one in columns if not roles[one.name] and one.words]
    near = next((one for one in free for name in _NEEDED.split() if is_respelt(one.name, name)), None)
    best = near or max(free, key=lambda one: one.words, default=None)
    nearest = f"; the nearest is {shown(best.name)}, which could be called `text`" if best else ""
    words = f"no {what} says what happened, and nothing is imported"
    return finding(best.where if best else where, "unreadable-record", words, f"call one of them {names}{nearest}")

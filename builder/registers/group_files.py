"""Bodies of a register as files of `content/groups/`; those that the project has stay as they are, and it is told what would differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from builder.bibliographies.records import shown
from builder.importing.importing import made_key
from builder.importing.yaml_text import quoted, scalar
from builder.linking.mentions import Mentions, fold
from builder.linking.page_facts import all_names
from builder.model.content import Match
from builder.model.findings import Severity, few, finding
from builder.model.ids import slug_of, written_key
from builder.reading.files import Kind, Raw
from builder.reading.parse import parse_file
from builder.registers.listed import language_of_script, left_aside
from builder.trackers.entries import left_out

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from builder.bibliographies.records import Item
    from builder.model.content import Group, Settings, Term
    from builder.model.findings import Finding
    from builder.registers.listed import Listed, Listing, Register

_ACRONYM = 6
"""Letters of a name in capitals that may be an ordinary word in small ones."""
_ROUNDS = 8


class Groups(NamedTuple):
    """What a register becomes."""

    texts: Mapping[str, str]
    """Of the new files, by the ids of the groups."""
    source: Item | None
    """The record of the register, if it is new and cited."""
    there: int
    findings: tuple[Finding, ...]


class Undeclared(NamedTuple):
    """Words that the settings would have to declare."""

    key: str
    words: tuple[str, ...]


class _Register(NamedTuple):
    """What all files of one register have in common."""

    key: str
    """Of its source."""
    scheme: str
    kinds: Collection[str]
    """Those that may be written; empty if all may."""


class _New(NamedTuple):
    body: Listed
    id: str
    never: frozenset[str]
    """Names that are shown and not linked: weak ones, and those that something else has."""


def undeclared(register: Register, settings: Settings) -> list[Undeclared]:
    """Return the lists and agencies that the settings, which name others, do not declare; without any, all words count."""
    listings = [one for body in register.bodies for one in body.listings]
    pairs: list[tuple[str, Collection[str], list[str]]] = [
        ("lists", settings.lists, [one.list for one in listings]),
        ("agencies", settings.agencies, [one.by for one in listings]),
    ]
    return [
        Undeclared(key, tuple(missing))
        for key, known, used in pairs
        if known and (missing := [word for word in dict.fromkeys(used) if word not in known])
    ]


def groups_of(
    register: Register,
    settings: Settings,
    groups: Sequence[Group],
    terms: Sequence[Term],
    by_title: Mapping[str, str],
    taken: Iterable[str],
) -> Groups:
    """Return the files that the bodies of a register become.

    `by_title` has the keys of the project's sources by `slug_of` their titles, `taken` the slugs of all keys.
    """
    findings = [
        *register.findings,
        *left_aside(register.skipped),
        *left_out((left for one in register.bodies for left in one.rest), "a group"),
    ]
    known = _Known(register.scheme, groups)
    new: list[_New] = []
    there = 0
    ids = {group.id for group in groups}
    seen: set[str] = set()
    for body in register.bodies:
        if not any(map(str.isalnum, body.name)):
            findings.append(finding(body.where, "unreadable-record", "this entry has no name, and is not imported"))
        elif group := known.of(body):
            there += 1
            findings += _differences(body, group)
        elif fold(body.name) in seen:
            words = f"another entry above is called {shown(body.name)}, and this one is not imported"
            findings.append(
                finding(body.where, "unreadable-record", words, "write it into a file of its own, under a name that tells the two apart")
            )
        else:
            seen.add(fold(body.name))
            slug = slug_of(body.name)
            id_ = next(one for number in range(1, len(ids) + 2) if (one := slug if number == 1 else f"{slug}-{number}") not in ids)
            ids.add(id_)
            new.append(_New(body, id_, frozenset(body.weak)))
    key = by_title.get(slug_of(register.full_title), "")
    source = None if key or not any(one.body.listings for one in new) else _source(register, taken)
    key = key or str(source["id"] if source else "")
    undeclared_kinds = [one for one in new if settings.kinds and one.body.kind not in settings.kinds]
    if undeclared_kinds:
        body, more = undeclared_kinds[0].body, f", and of {len(undeclared_kinds) - 1:,} more" if undeclared_kinds[1:] else ""
        words = f"the kind `{body.kind}` of {shown(body.name)}{more} is not one of `kinds` in content/explainer.yml, and is left out"
        findings.append(finding(body.where, "not-carried-over", words, "write the kind into the files that are made"))
    common = _Register(key, register.scheme, settings.kinds)
    texts = dict(_checked(_unlike(new, groups, terms, common, findings), findings))
    return Groups(texts, source, there, tuple(findings))


def _source(register: Register, taken: Iterable[str]) -> Item:
    item: Item = {"type": "dataset", "title": register.full_title, "publisher": register.publisher}
    item |= {"issued": register.issued} if register.issued else {}
    return {"id": made_key(item, dict.fromkeys(taken, 1)), **item}


class _Known:
    """The groups of a project, by their numbers and names."""

    def __init__(self, scheme: str, groups: Iterable[Group]) -> None:
        self._by_number: dict[str, Group] = {}
        self._by_name: dict[str, Group] = {}
        self._by_other_name: dict[str, Group] = {}
        for group in groups:
            if number := group.ids.get(scheme):
                self._by_number[number] = group
            for name in (group.name, *group.native.values()):
                self._by_name.setdefault(fold(name), group)
            for alias in group.aliases:
                if alias.match is not Match.NEVER:
                    self._by_other_name.setdefault(fold(alias.text), group)

    def of(self, body: Listed) -> Group | None:
        """Return the group that a body is: the name of the one is any of the other's that is not weak. Two other names prove nothing."""
        names = (self._by_name.get(fold(name)) for name in (body.name, *body.aliases))
        return self._by_number.get(body.id) or next(filter(None, names), None) or self._by_other_name.get(fold(body.name))


def _differences(body: Listed, group: Group) -> Iterator[Finding]:
    known = {fold(one) for one in (group.name, *group.native.values(), *(alias.text for alias in group.aliases))}
    names = [shown(one) for one in (body.name, *body.aliases, *body.weak) if fold(one) not in known]
    listings = {(one.by, one.list) for one in group.designations}
    lists = [f"`{one.list}` of {one.by}" for one in body.listings if (one.by, one.list) not in listings]
    parts = [f"the name{'s' if names[1:] else ''} {few(names)}"] if names else []
    parts += [f"the list{'s' if lists[1:] else ''} {few(lists)}"] if lists else []
    if parts:
        words = f"{group.where.path} stays as it is; the register also has {', and '.join(parts)}"
        yield finding(body.where, "not-carried-over", words, "write there what you want to have of it")


# --- the files --------------------------------------------------------------------------------------------------------


def _unlike(
    new: list[_New], groups: Sequence[Group], terms: Sequence[Term], common: _Register, findings: list[Finding]
) -> dict[str, tuple[Listed, str]]:
    """Return the texts of groups in which no name is linked that another group or term has as well, by id."""
    mine = {one.id: one for one in new}
    texts: dict[str, tuple[Listed, str]] = {}
    for _ in range(_ROUNDS):
        texts |= {id_: (one.body, _text(one, common)) for id_, one in mine.items() if id_ not in texts}
        parsed = [group for id_, (_, text) in texts.items() for group in parse_file(_raw(id_, text)).groups]
        clashes = Mentions(all_names((*groups, *parsed), terms)).clashes
        if not clashes:
            break
        for clash in clashes:
            for name in (clash.name, clash.other):
                one = mine.get(name.target) if name.kind == "group" else None
                if one and name.text != one.body.name and name.text not in one.never:
                    mine[one.id] = one._replace(never=one.never | {name.text})
                    texts.pop(one.id, None)
                    break
            else:
                id_ = clash.name.target if clash.name.target in mine else clash.other.target
                if one := mine.pop(id_, None):
                    texts.pop(id_, None)
                    words = f"{shown(one.body.name)} is the name of something else in the project, and this entry is not imported"
                    findings.append(finding(one.body.where, "unreadable-record", words))
    return {id_: texts[id_] for id_ in mine if id_ in texts}


def _text(new: _New, common: _Register) -> str:
    body = new.body
    native: dict[str, str] = {}
    aliases: list[str] = []
    for name in dict.fromkeys((*body.aliases, *body.weak)):
        tag = language_of_script(name)
        if tag and tag not in native and name not in new.never:
            native[tag] = name
        elif name != body.name:
            aliases.append(_alias(name, is_linked=name not in new.never))
    kind = body.kind if not common.kinds or body.kind in common.kinds else ""
    lines = [f"name: {scalar(body.name)}", *([f"kind: {scalar(kind)}"] if kind else [])]
    lines += ["native:", *(f"  {tag}: {scalar(name)}" for tag, name in native.items())] if native else []
    lines += ["aliases:", *aliases] if aliases else []
    lines += ["designations:", *(line for one in body.listings for line in _designation(one, common.key))] if body.listings else []
    lines += ["ids:", f"  {common.scheme}: {quoted(body.id)}"] if body.id else []
    return "\n".join(["---", *lines, "---", ""])


def _alias(name: str, *, is_linked: bool) -> str:
    if not is_linked:
        return f"  - text: {scalar(name)}\n    match: never"
    is_acronym = name.isupper() and len(name) <= _ACRONYM and " " not in name
    return f"  - text: {scalar(name)}\n    match: exact" if is_acronym else f"  - {scalar(name)}"


def _designation(one: Listing, key: str) -> Iterator[str]:
    values = {"list": one.list, "by": one.by, "published": one.published, "revoked": one.revoked, "note": one.note}
    first = "  - "
    for name, value in values.items():
        if value:
            yield f"{first}{name}: {scalar(value)}"
            first = "    "
    yield f"    cite: {quoted(written_key(key))}"


def _raw(id_: str, text: str) -> Raw:
    return Raw(f"content/groups/{id_}.md", Kind.GROUP, text)


def _checked(texts: Mapping[str, tuple[Listed, str]], findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the texts that the check of a project accepts; report the others with its words."""
    for id_, (body, text) in texts.items():
        wrong = next((one for one in parse_file(_raw(id_, text)).findings if one.severity is Severity.ERROR), None)
        if wrong is None:
            yield id_, text
        else:
            words = f"this entry is not imported: {wrong.message}"
            findings.append(finding(body.where, "unreadable-record", words, *wrong.hints))

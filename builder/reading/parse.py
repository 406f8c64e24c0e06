"""From texts to typed content: each file by itself, references still unresolved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from builder.formats.keys import Format, Key, ValueKind
from builder.formats.pages import PART, TERM, THEME
from builder.markdown.positions import code_ranges
from builder.model.content import Content, Group, Ignore, Part, Settings, Term, Theme
from builder.model.findings import Finding, Lost, Where, finding
from builder.model.sources import Source
from builder.reading.fields import Fields
from builder.reading.files import Kind, Raw, kind_of
from builder.reading.front_matter import Parsed, body_of, document, front_matter, id_of, passage_of
from builder.reading.groups import parse_group, read_aliases
from builder.reading.notes import parse_note
from builder.reading.settings import parse_settings, with_words_in_use
from builder.reading.sources import parse_sources
from builder.reading.translated_themes import is_machine_draft, parse_translated
from builder.reading.yaml_tree import Mapping, parse_yaml
from builder.sanitising.merge_conflicts import find_conflict, first_version
from builder.slips.ignore_comments import ignore_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Item = TypeVar("_Item", Theme, Group, Term, Source)


def parse(raws: Iterable[Raw]) -> tuple[Content, list[Finding]]:
    """Return the content of all files; an invalid file yields findings and does not affect the others."""
    return join(parse_file(raw) for raw in raws)


def parse_file(raw: Raw) -> Parsed:
    """Return what one file contains."""
    parsed = Parsed()
    if raw.kind is Kind.FILE:
        return parsed
    conflict = find_conflict(raw.text, code_ranges if raw.path.endswith(".md") else None, underlines=raw.kind is Kind.NOTE)
    _READERS[raw.kind](Raw(raw.path, raw.kind, first_version(raw.text)) if conflict else raw, parsed)
    if not raw.path.endswith((".json", ".bib")):
        comments = ignore_comments(raw.text, code_ranges if raw.path.endswith(".md") else None)
        parsed.ignores += [Ignore(Where(raw.path, one.line, one.column), one.code, one.reason, one.first, one.last) for one in comments]
    if conflict:
        parsed.findings[:] = [finding(Where(raw.path, conflict.line), "merge-conflict", conflict.message, conflict.hint)]
    if parsed.findings:
        parsed.findings = hiding(parsed.findings, raw.text)
    return parsed


def hiding(findings: Iterable[Finding], text: str | None = None) -> list[Finding]:
    """Return findings about reading a file with what they may hide: what is in its text, or anything without one."""
    return [replace(f, lost=_lost(f, text)) for f in findings]


def _lost(found: Finding, text: str | None) -> tuple[Lost, ...]:
    path = found.where.path
    kind = kind_of(path)
    kinds = _HELD.get(kind, frozenset()) if kind else _held_below(path)
    lost = [Lost(kinds, text)] if kinds else []
    if text is None:
        lost.append(Lost(frozenset({"file"}), None))
    if kind in _NAMED and (text is None or found.code == "invalid-id"):
        lost.append(Lost(frozenset({_NAMED[kind]}), "-".join(path.rpartition("/")[2].removesuffix(".md").split())))
    if kinds & _ON_OVERVIEWS:
        lost.append(Lost(frozenset({"page"}), None))
    if found.code in _NAMELESS and (found.code != "missing-field" or "`id`" in found.message):
        lost.append(Lost(kinds & _WITH_ID, None, nameless=True))
    return tuple(lost)


def _held_below(path: str) -> frozenset[str]:
    """Return the kinds of things in the files below a folder of the content."""
    held = {
        "content/themes": _HELD[Kind.THEME] | {"theme"},
        "content/groups": _HELD[Kind.GROUP] | {"group"},
        "content/sources": _HELD[Kind.SOURCES],
    }
    everything = frozenset().union(*held.values(), *_HELD.values())
    return (
        everything if path == "content" else next((kinds for top, kinds in held.items() if f"{path}/".startswith(f"{top}/")), frozenset())
    )


def join(results: Iterable[Parsed]) -> tuple[Content, list[Finding]]:
    """Return the content of all files together; report duplicate ids."""
    settings = Settings()
    joined = Parsed()
    for parsed in results:
        settings = parsed.settings or settings
        for name in ("parts", "themes", "translations", "groups", "terms", "sources", "notes", "bare", "ignores", "findings"):
            getattr(joined, name).extend(getattr(parsed, name))
    findings = joined.findings
    themes = _unique("theme", joined.themes, findings)
    groups = _unique("group", joined.groups, findings)
    terms = _unique("term", joined.terms, findings)
    sources = _unique("source", joined.sources, findings)
    findings += _one_address(sources)
    return (
        Content(
            settings=with_words_in_use(settings, themes, groups),
            parts=tuple(joined.parts),
            themes=tuple(sorted(themes, key=lambda t: (t.part, t.order, t.id))),
            translations=tuple(sorted(joined.translations, key=lambda t: (t.language, t.theme, t.where))),
            groups=tuple(sorted((group.known_in(settings.languages[0]) for group in groups), key=lambda g: g.id)),
            terms=tuple(sorted(terms, key=lambda t: t.id)),
            sources=tuple(sorted(sources, key=lambda s: s.id)),
            notes=tuple(joined.notes),
            bare=tuple(joined.bare),
            ignores=tuple(joined.ignores),
        ),
        findings,
    )


def _unique(what: str, items: list[_Item], findings: list[Finding]) -> list[_Item]:
    seen: dict[str, _Item] = {}
    for item in items:
        if other := seen.get(item.id):
            found = finding(
                item.where,
                "duplicate-id",
                f"there is another {what} `{item.id}`",
                f"it is at {other.where}; give one of the two another id",
            )
            findings.append(replace(found, lost=(Lost(frozenset({what}), None, nameless=True),)))
        else:
            seen[item.id] = item
    return list(seen.values())


def _one_address(sources: Iterable[Source]) -> Iterator[Finding]:
    """Yield a finding for each source whose key is that of another in addresses, where case and punctuation do not count."""
    seen: dict[str, Source] = {}
    for source in sources:
        other = seen.setdefault(source.page, source)
        if other is not source:
            message = f"`{source.id}` and `{other.id}` would have the same address, {source.page}"
            hint = f"rename one of the two, for instance to {source.id}-2; `{other.id}` is at {other.where}"
            yield finding(source.where, "duplicate-id", message, hint)


def _theme(raw: Raw, parsed: Parsed) -> None:
    theme_id = id_of(raw, parsed)
    fields, text, line = front_matter(raw, parsed, THEME)
    url = f"themes/{theme_id}/"
    body = body_of(raw, text, line, url, parsed)
    title = fields.text("title", required=True)
    parsed.themes.append(
        Theme(
            id=theme_id,
            where=Where(raw.path),
            title=title,
            question=fields.text("question") or title,
            order=fields.number("order") or 0,
            part=_part_of(raw),
            answer=passage_of(fields.scalar("answer"), parsed),
            summary=passage_of(fields.scalar("summary"), parsed),
            brief=tuple(p for s in fields.scalars("brief") if (p := passage_of(s, parsed))),
            as_of=fields.date("as_of"),
            related=fields.ids("related"),
            body=body,
            url=url,
            was=fields.formers(),
            language=fields.language("language", named=False),
            machine=is_machine_draft(fields),
            places=fields.places("as_of") | fields.places_of_ids("related"),
        )
    )
    fields.close()


def _part_of(raw: Raw) -> str:
    """Return the folder of a file, relative to `content/themes/`."""
    return raw.path.removeprefix("content/themes/").rpartition("/")[0]


def _part(raw: Raw, parsed: Parsed) -> None:
    fields = document(raw, parsed, PART)
    if fields is None:
        return
    parsed.parts.append(Part(_part_of(raw), fields.text("title", required=True), fields.number("order") or 0))
    fields.close()


def _terms(raw: Raw, parsed: Parsed) -> None:
    tree, findings = parse_yaml(raw.text, raw.path)
    parsed.findings += findings
    if tree is None:
        return
    fields = Fields(Mapping({"terms": tree}, {"terms": tree.where}, tree.where), _TERMS, parsed.findings)
    for record in fields.records("terms"):
        term_id = record.id("id")
        term = record.text("term", required=True)
        definition = passage_of(record.scalar("text", required=True), parsed)
        aliases = read_aliases(record)
        if term_id and definition:
            parsed.terms.append(Term(term_id, record.where, term, aliases, definition, f"glossary/#term-{term_id}"))


def _sources(raw: Raw, parsed: Parsed) -> None:
    sources, findings = parse_sources(raw)
    parsed.sources += sources
    parsed.findings += findings


def _note(raw: Raw, parsed: Parsed) -> None:
    note, bare, findings = parse_note(raw)
    parsed.notes.append(note)
    parsed.bare += bare
    parsed.findings += findings


_TEXT = frozenset({"claim", "anchor", "use"})
_HELD = {
    Kind.SETTINGS: frozenset({"word", "language", "rule"}),
    Kind.THEME: _TEXT,
    Kind.TRANSLATION: frozenset({"use", "translation"}),
    Kind.GROUP: _TEXT,
    Kind.SOURCES: frozenset({"source", "use"}),
    Kind.TERMS: frozenset({"term", "use"}),
    Kind.NOTE: frozenset({"use"}),
}
"""The kinds of things in each kind of file, as in `Lost`."""
_NAMED = {Kind.THEME: "theme", Kind.GROUP: "group"}
"""What is named by the file that it is in."""
_ON_OVERVIEWS = {"claim", "term"}
_WITH_ID = {"claim", "source", "term", "translation"}
_NAMELESS = {"claim-without-id", "duplicate-id", "missing-field"}
"""Codes of errors of things that have no id of their own, whatever they were meant to have."""
_TERMS = Format("list of terms", (Key("terms", ValueKind.RECORDS, "", "", of=TERM),))
_READERS = {
    Kind.SETTINGS: parse_settings,
    Kind.PART: _part,
    Kind.THEME: _theme,
    Kind.TRANSLATION: parse_translated,
    Kind.GROUP: parse_group,
    Kind.SOURCES: _sources,
    Kind.TERMS: _terms,
    Kind.NOTE: _note,
}

"""Checks references: ids, links to files, anchors. Every unresolved one is a finding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from builder.model.content import Group
from builder.model.document import Body, LinkStart, Prose
from builder.model.explainer import FileTarget
from builder.model.findings import Finding, Vocabulary, finding
from builder.model.ids import folded_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.linking.page_facts import PageFacts
    from builder.model.content import Content, Note, Source, Term, Theme
    from builder.model.document import Citation, Claim
    from builder.model.findings import Where

_NOWHERE = Body((), ())
"""A text without anchors."""


@dataclass(frozen=True)
class Index:
    """Everything that has an id, by kind."""

    content: Content
    themes: dict[str, Theme]
    groups: dict[str, Group]
    terms: dict[str, Term]
    sources: dict[str, Source]
    claims: dict[str, Claim]
    overviews: tuple[str, ...]
    files: dict[str, FileTarget]
    """The targets of links to files of the project, by path."""

    def known(self, kind: str) -> Mapping[str, object]:
        """Return everything of a kind, by id; the kinds are the schemes of links by id."""
        match kind:
            case "theme":
                return self.themes
            case "group":
                return self.groups
            case "term":
                return self.terms
            case "source":
                return self.sources
            case "claim":
                return self.claims
        return dict.fromkeys(self.overviews)

    def expect(self, kind: str, target: str, where: Where) -> Iterator[Finding]:
        """Yield a finding if the target of a reference does not exist."""
        known = self.known(kind)
        if target not in known:
            hint = self._renamed(kind, target) or self.did_you_mean(kind, target)
            yield finding(where, f"unknown-{kind}", f"there is no {kind} `{target}`", hint)

    def did_you_mean(self, kind: str, target: str) -> str:
        """Return a hint that names what has nearly this id, or an empty string."""
        if kind not in self._vocabularies:
            self._vocabularies[kind] = Vocabulary(self.known(kind))
        return self._vocabularies[kind].did_you_mean(target)

    def anchors(self, page: FileTarget) -> Vocabulary:
        """Return the anchors of a page."""
        if page.url not in self._anchors:
            self._anchors[page.url] = Vocabulary(page.anchors)
        return self._anchors[page.url]

    def _renamed(self, kind: str, target: str) -> str:
        """Return a hint with the current id of something that was renamed, or an empty string."""
        new = self._new_ids.get((kind, target))
        return f"it is `{new}` now" if new else ""

    @cached_property
    def _new_ids(self) -> dict[tuple[str, str], str]:
        """The current id of everything that was renamed, by kind and former id; computed for the first finding."""
        new: dict[tuple[str, str], str] = {}
        for kind, items in (("theme", self.content.themes), ("group", self.content.groups), ("source", self.content.sources)):
            for item in items:
                for former in item.was:
                    new.setdefault((kind, former.id), item.id)
        for claim in self.claims.values():
            for old in claim.was:
                new.setdefault(("claim", old.rpartition("/")[2]), claim.id)
        return new

    @cached_property
    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {}

    @cached_property
    def _anchors(self) -> dict[str, Vocabulary]:
        return {}

    @cached_property
    def notes(self) -> Vocabulary:
        """The paths of the pages of `docs/`, relative to it."""
        return Vocabulary(note.path.removeprefix("docs/") for note in self.content.notes)


def make_index(content: Content, pages: Sequence[PageFacts]) -> tuple[Index, list[Finding]]:
    """Return the index of all ids, and a finding for each duplicate claim: claim ids are unique in the whole site.

    `pages` are the facts of the content's pages.
    """
    claims: dict[str, Claim] = {}
    for page in pages:
        claims.update(page.claims)
    findings: list[Finding] = []
    if len(claims) < sum([len(page.body.claims) for page in content.pages]):
        claims, findings = _without_duplicates(content)
    index = Index(
        content=content,
        themes={t.id: t for t in content.themes},
        groups={g.id: g for g in content.groups},
        terms={t.id: t for t in content.terms},
        sources={s.id: s for s in content.sources},
        claims=claims,
        overviews=_overviews(content, claims),
        files=_files(content),
    )
    return index, findings


def _without_duplicates(content: Content) -> tuple[dict[str, Claim], list[Finding]]:
    """Return the first claim of each id, and a finding for every other."""
    findings: list[Finding] = []
    claims: dict[str, Claim] = {}
    for claim in (claim for page in content.pages for claim in page.body.claims):
        original = claims.setdefault(claim.id, claim)
        if original is not claim:
            where, other = claim.id_where or claim.where, original.id_where or original.where
            findings.append(finding(where, "duplicate-id", f"there is another claim `{claim.id}`", f"at {other}"))
    return claims, findings


def _files(content: Content) -> dict[str, FileTarget]:
    """Return the targets of links to files of the project, by path."""
    files = {path: FileTarget(path.removeprefix("docs/"), None) for path in content.files}
    files |= {note.path: FileTarget(note_url(note), note) for note in content.notes}
    return files | {page.where.path: FileTarget(page.url, page.body) for page in content.pages}


def _overviews(content: Content, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """Return the names of the overview pages that have content."""
    groups, quantities = content.groups, content.settings.quantities
    has_content = {
        "glossary": bool(groups or content.terms),
        "designations": any(group.designations for group in groups),
        "relations": any(group.relations for group in groups),
        "figures": any(claim.measure and claim.measure.quantity in quantities for claim in claims.values()),
        "timeline": any(claim.date for claim in claims.values()),
        "disputes": True,
        "claims": True,
        "sources": True,
        "changes": True,
        "search": True,
    }
    return tuple(name for name, exists in has_content.items() if exists)


def check_references(index: Index, facts: Mapping[str, PageFacts]) -> list[Finding]:
    """Return a finding for every unresolved reference; `facts` are those of each page, by address."""
    page_findings = (item for page in index.content.pages for item in check_page(index, page, facts[page.url]))
    return [*page_findings, *_terms(index), *_notes(index), *_records(index), *_bare(index)]


def check_page(index: Index, page: Theme | Group, facts: PageFacts) -> Iterator[Finding]:
    """Yield a finding for every unresolved reference in the text of one page."""
    if any(source not in index.sources for source in facts.sources):
        yield from _unknown_sources(index, page_citations(page))
    yield from _check_links(index, page.where.path, facts.links, page.body)
    for claim in facts.tied:
        yield from _ties(index, claim)


def _ties(index: Index, claim: Claim) -> Iterator[Finding]:
    for key in ("disputes", "supersedes", "supports"):
        for target in getattr(claim, key):
            if target == claim.id:
                yield finding(claim.places[key], "self-reference", f"claim `{claim.id}` {key} itself")
            else:
                yield from index.expect("claim", target, claim.places[key])


def _terms(index: Index) -> Iterator[Finding]:
    for term in index.content.terms:
        yield from _unknown_sources(index, term.definition.citations)
        starts = [token for token in term.definition.tokens if isinstance(token, LinkStart)]
        yield from _check_links(index, term.where.path, starts, _NOWHERE)


def _notes(index: Index) -> Iterator[Finding]:
    for note in index.content.notes:
        yield from _unknown_sources(index, note.citations)
        yield from _check_links(index, note.path, note.links, note)


def _unknown_sources(index: Index, citations: Iterable[Citation]) -> Iterator[Finding]:
    for citation in citations:
        yield from index.expect("source", citation.source, citation.where)


def _records(index: Index) -> Iterator[Finding]:
    for source in index.content.sources:
        for target in source.ancestors:
            yield from index.expect("source", target, source.where)
    for group in index.content.groups:
        for relation in group.relations:
            if relation.target == group.id:
                yield finding(relation.where, "self-reference", f"group `{group.id}` is related to itself")
            elif relation.target:
                yield from index.expect("group", relation.target, relation.where)
    for theme in index.content.themes:
        for other in theme.related:
            yield from index.expect("theme", other, theme.where)


def _bare(index: Index) -> Iterator[Finding]:
    for bare in index.content.bare:
        hint = f"write [@{bare.id}]" if bare.id in index.sources else index.did_you_mean("source", bare.id)
        if hint:
            yield finding(bare.where, "bare-citation", f"`@{bare.id}` is not in brackets", hint)


def page_citations(page: Theme | Group) -> Iterator[Citation]:
    """Yield every citation of a theme or group."""
    for passage in page.passages:
        yield from passage.citations
    for claim in page.body.claims:
        yield from claim.citations
    for block in page.body.blocks:
        if isinstance(block, Prose):
            yield from block.citations
    if isinstance(page, Group):
        yield from record_citations(page)


def record_citations(group: Group) -> Iterator[Citation]:
    """Yield the citations of a group's statements, designations and relations, in the order of its page."""
    for record in group.records:
        yield from record.citations


def _check_links(index: Index, path: str, starts: Iterable[LinkStart], here: Body | Note) -> Iterator[Finding]:
    anchors: Vocabulary | None = None
    for start in starts:
        if start.scheme == "file":
            anchors = anchors or Vocabulary(here.anchors)
            yield from _check_file(index, path, start, anchors)
        elif start.target not in index.known(start.scheme):
            yield from index.expect(start.scheme, start.target, start.where)


def _check_file(index: Index, path: str, start: LinkStart, anchors: Vocabulary) -> Iterator[Finding]:
    target, _, anchor = start.target.partition("#")
    if not target:
        if anchor not in anchors:
            yield finding(start.where, "dead-link", f"this page has no anchor `{anchor}`", anchors.did_you_mean(anchor))
        return
    page = file_target(index.files, path, target)
    if page is None:
        hint = _other_form(index.files, path, target) or index.notes.did_you_mean(target)
        yield finding(start.where, "dead-link", f"`{target}` leads nowhere", hint)
    elif anchor and anchor not in (others := index.anchors(page)):
        yield finding(start.where, "dead-link", f"`{target}` has no anchor `{anchor}`", others.did_you_mean(anchor))


def file_target(files: Mapping[str, FileTarget], path: str, target: str) -> FileTarget | None:
    """Return the target of a link in the file at `path`, or None if there is no such file.

    `target` is relative to that file, as in GitHub's preview; an empty one is the file itself. `files` are the possible targets,
    by path.
    """
    return files.get(_target_path(path, target))


def _target_path(path: str, target: str) -> str:
    return normpath((PurePosixPath(path).parent / unquote(target)).as_posix()) if target else path


def _other_form(files: Iterable[str], path: str, target: str) -> str:
    """Return a hint if there is a file whose name differs from the link's only in case or Unicode form, which may look the same."""
    wanted = _target_path(path, target)
    name = next((file for file in files if folded_name(file) == folded_name(wanted)), None)
    if name is None:
        return ""
    same = normalize("NFC", name) == normalize("NFC", wanted)
    return f"the name of the file `{name}` differs {'only in its Unicode form' if same else 'in case'}: write both alike"


def note_url(note: Note) -> str:
    """Return the address of a page of `docs/`, relative to the site."""
    page = note.path.removeprefix("docs/").removesuffix(".md")
    return page.removesuffix("index") if page == "index" or page.endswith("/index") else f"{page}/"

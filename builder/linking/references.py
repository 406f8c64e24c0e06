"""Checks references: ids, links to files, anchors. Every unresolved one is a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from builder.linking.numbering import page_citations, page_sources
from builder.model.document import Body, LinkStart
from builder.model.explainer import FileTarget
from builder.model.findings import Edit, Finding, Lost, Named, Vocabulary, finding, is_slip, meant
from builder.model.ids import is_respelt, same_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from builder.linking.page_facts import PageFacts
    from builder.model.content import Content, Group, Term, Theme
    from builder.model.document import Citation, Claim
    from builder.model.explainer import Explainer
    from builder.model.findings import Where
    from builder.model.sources import Source

OVERVIEWS = frozenset({"glossary", "designations", "relations", "figures", "timeline"})
"""Those that exist only if they have content."""
_FOUND = {
    "source": "the ids of sources are in content/sources/; one that is not there has to be described first",
    "theme": "the id of a theme is the name of its file in content/themes/, without .md",
    "group": "the id of a group is the name of its file in content/groups/, without .md",
    "term": "the ids of terms are in content/terms.yml",
    "claim": "the id of a claim stands at the end of its text, in braces: {#id}",
}
"""Where the ids of a kind are, for whoever has written one that is like none of them."""
_NOWHERE = Body((), ())
"""A text without anchors."""


@dataclass(frozen=True)
class Index:
    """Everything that has an id, by kind."""

    content: Content
    themes: Mapping[str, Theme]
    groups: Mapping[str, Group]
    terms: Mapping[str, Term]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    overviews: tuple[str, ...]
    files: Mapping[str, FileTarget]
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

    def expect(self, kind: str, target: str, where: Where, mending: Edit | None = None) -> Iterator[Finding]:
        """Yield a finding if the target of a reference does not exist; `mending` is the edit of it in which the target stands twice."""
        if target not in self.known(kind):
            hint = self._renamed(kind, target) or self._hand_written(kind, target, where)
            close = [] if hint else self.vocabulary(kind).close_to(target)
            named = Named(kind, target, is_slip=is_slip(target, close))
            grounds = () if kind == "page" and target not in OVERVIEWS else (named,)
            hints = self._perhaps_renamed(target, close) if kind == "source" and close else (hint or meant(close) or _FOUND.get(kind, ""),)
            sure = close if len(close) == 1 and is_respelt(target, close[0]) else []
            edits = tuple(mending._replace(new=mending.new.replace(target, new)) for new in sure if mending)
            found = finding(where, f"unknown-{kind}", f"there is no {kind} `{target}`", *hints, grounds=grounds, edits=edits)
            yield replace(found, lost=(Lost(frozenset({"use"}), " ".join(close)),)) if close and kind == "source" else found

    def _hand_written(self, kind: str, target: str, where: Where) -> str:
        """Return a hint how to link the hand-written page that was probably meant by `page:`, or an empty string."""
        names = {target, f"{target}/index", f"{target}/readme"}
        found = [
            note.path
            for note in (self.content.notes if kind == "page" else ())
            if note.path.partition("/")[2].rpartition(".")[0].casefold() in names
        ]
        link = quote(relpath(found[0], dirname(where.path))) if found else ""
        return f"`page:` leads to generated pages; to link a hand-written one, name its file: [text]({link})" if found else ""

    def did_you_mean(self, kind: str, target: str) -> str:
        """Return a hint that names what has nearly this id, or an empty string."""
        return self.vocabulary(kind).did_you_mean(target)

    def vocabulary(self, kind: str) -> Vocabulary:
        """Return the known ids of a kind."""
        if kind not in self._vocabularies:
            self._vocabularies[kind] = Vocabulary(self.known(kind))
        return self._vocabularies[kind]

    def _perhaps_renamed(self, target: str, close: Sequence[str]) -> tuple[str, ...]:
        """Return hints about a source that is not known by an id; it may have another one now, which nothing has cited so far."""
        new = self.sources[close[0]]
        hint = f"`{target}` was renamed to `{new.id}`? then write `{new.id}` here, and add was: [{target}] at {new.where}"
        return meant(close), "" if new.id in self._used else hint

    @cached_property
    def _used(self) -> set[str]:
        """The sources that are cited or derived from; computed for the first finding."""
        cited = {citation.source for term in self.content.terms for citation in term.definition.citations}
        cited.update(citation.source for note in self.content.notes for citation in note.citations)
        cited.update(*map(page_sources, self.content.pages), *(source.ancestors for source in self.content.sources))
        return cited

    def anchors(self, page: FileTarget) -> Vocabulary:
        """Return the anchors of a page."""
        if page.url not in self._anchors:
            self._anchors[page.url] = Vocabulary(page.anchors)
        return self._anchors[page.url]

    def _renamed(self, kind: str, target: str) -> str:
        """Return a hint with the current id of something that was renamed, or an empty string."""
        new = self.new_ids.get((kind, target))
        return f"it is `{new}` now" if new else ""

    @cached_property
    def new_ids(self) -> dict[tuple[str, str], str]:
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


def index_of(explainer: Explainer) -> Index:
    """Return the index of an explainer that is linked."""
    return Index(
        content=explainer.content,
        themes=explainer.themes,
        groups=explainer.groups,
        terms=explainer.terms,
        sources=explainer.sources,
        claims=explainer.claims,
        overviews=explainer.overviews,
        files=explainer.files,
    )


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
            found = finding(
                where, "duplicate-id", f"there is another claim `{claim.id}`", f"it is at {other}; give one of the two another id"
            )
            findings.append(replace(found, lost=(Lost(frozenset({"claim"}), None, nameless=True),)))
    return claims, findings


def _files(content: Content) -> dict[str, FileTarget]:
    """Return the targets of links to files of the content, by path."""
    themes = {theme.where.path: FileTarget(theme.url, theme.title, theme.body.anchors) for theme in content.themes}
    return themes | {group.where.path: FileTarget(group.url, group.name, group.body.anchors) for group in content.groups}


def _overviews(content: Content, claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """Return the names of the overview pages that have content."""
    groups, quantities = content.groups, content.settings.quantities
    has_content = {
        "glossary": bool(groups or content.terms),
        "designations": any(group.designations for group in groups),
        "relations": any(group.relations for group in groups),
        "figures": any(claim.measure and claim.measure.quantity in quantities for claim in claims.values()),
        "timeline": any(claim.event for claim in claims.values()),
        **dict.fromkeys(("disputes", "claims", "sources", "changes", "about", "method", "search"), True),
        "bundle": bool(content.settings.bundles),
    }
    return tuple(name for name, exists in has_content.items() if exists)


def check_references(index: Index, facts: Mapping[str, PageFacts]) -> tuple[list[Finding], tuple[LinkStart, ...]]:
    """Return a finding for every unresolved reference, and the links to files that are not of the content.

    `facts` are those of each page, by address. Of hand-written pages, citations and links by id are checked.
    """
    elsewhere: list[LinkStart] = []
    page_findings = (item for page in index.content.pages for item in check_page(index, page, facts[page.url], elsewhere))
    return [*page_findings, *_passages(index, elsewhere), *_notes(index), *_records(index)], tuple(elsewhere)


def check_page(index: Index, page: Theme | Group, facts: PageFacts, elsewhere: list[LinkStart]) -> Iterator[Finding]:
    """Yield a finding for every unresolved reference in the text of one page; add links to other files to `elsewhere`."""
    if any(source not in index.sources for source in facts.sources):
        yield from _unknown_sources(index, page_citations(page))
    yield from _check_links(index, facts.links, page.body, elsewhere)
    for claim in facts.tied:
        yield from _ties(index, claim)


def _ties(index: Index, claim: Claim) -> Iterator[Finding]:
    for key in ("disputes", "differs", "supersedes", "supports"):
        for target in getattr(claim, key):
            if target == claim.id:
                yield finding(
                    claim.places[key], "self-reference", f"claim `{claim.id}` {'differs from' if key == 'differs' else key} itself"
                )
            else:
                written = f"{key}={','.join(getattr(claim, key))}"
                mending = None if is_respelt(target, claim.id) else _edit(claim.places[key], written)
                yield from index.expect("claim", target, claim.places[key], mending)


def _passages(index: Index, elsewhere: list[LinkStart]) -> Iterator[Finding]:
    """Yield the findings of the short texts that stand on no page of a theme or group."""
    for passage in filter(None, (index.content.settings.answer, *(term.definition for term in index.content.terms))):
        yield from _unknown_sources(index, passage.citations)
        starts = [token for token in passage.tokens if isinstance(token, LinkStart)]
        yield from _check_links(index, starts, _NOWHERE, elsewhere)


def _notes(index: Index) -> Iterator[Finding]:
    for note in index.content.notes:
        yield from _unknown_sources(index, note.citations)
        yield from _check_links(index, [start for start in note.links if start.scheme != "file"], _NOWHERE, [])


def _unknown_sources(index: Index, citations: Iterable[Citation]) -> Iterator[Finding]:
    for citation in citations:
        yield from index.expect("source", citation.source, citation.where, _edit(citation.where, f"@{citation.source}"))


def _records(index: Index) -> Iterator[Finding]:
    for source in index.content.sources:
        for target in source.ancestors:
            where = source.places.get(target, source.where)
            yield from index.expect("source", target, where, _edit(where, target))
    for group in index.content.groups:
        for relation in group.relations:
            if relation.target == group.id:
                where = relation.places.get("group", relation.where)
                yield finding(where, "self-reference", f"group `{group.id}` is related to itself")
            elif relation.target:
                where = relation.places.get("group", relation.where)
                mending = None if is_respelt(relation.target, group.id) else _edit(where, relation.target)
                yield from index.expect("group", relation.target, where, mending)
    for theme in index.content.themes:
        for other in theme.related:
            where = theme.places.get(other, theme.where)
            yield from index.expect("theme", other, where, _edit(where, other))


def _edit(where: Where, written: str) -> Edit:
    """Return the edit of a reference as it is written, without what is new."""
    return Edit(where, written, written)


def _check_links(index: Index, starts: Iterable[LinkStart], here: Body, elsewhere: list[LinkStart]) -> Iterator[Finding]:
    anchors: Vocabulary | None = None
    for start in starts:
        if start.scheme == "file":
            anchors = anchors or Vocabulary(here.anchors)
            yield from _check_file(index, start, anchors, elsewhere)
        elif start.target not in index.known(start.scheme):
            mending = _edit(start.at, f"{start.scheme}:{start.target}") if start.at else None
            for found in index.expect(start.scheme, start.target, start.where, mending):
                yield replace(found, lost=())  # it cites nothing


def _check_file(index: Index, start: LinkStart, anchors: Vocabulary, elsewhere: list[LinkStart]) -> Iterator[Finding]:
    target, _, anchor = start.target.partition("#")
    path = path_of(index.files, start.where.path, target)
    if target and not path:
        elsewhere.append(start)
    elif anchor or not target:
        yield from check_anchor(start.where, target, anchor, index.anchors(index.files[path]) if target else anchors, path)


def check_anchor(where: Where, target: str, anchor: str, anchors: Vocabulary, path: str = "") -> Iterator[Finding]:
    """Yield a finding if a link names an anchor that its page does not have; an empty `target` is the link's own page.

    `path` is that of the file which the page is made of, if it is of the content.
    """
    if anchor not in anchors and unquote(anchor) not in anchors:
        page = f"`{target}`" if target else "this page"
        grounds = (Named("anchor", unquote(anchor).removeprefix("claim-"), path),) if path else ()
        yield finding(where, "dead-link", f"{page} has no anchor `{anchor}`", anchors.did_you_mean(anchor), grounds=grounds)


def file_target(files: Mapping[str, FileTarget], path: str, target: str) -> FileTarget | None:
    """Return the target of a link in the file at `path`, or None if there is no such file.

    `target` is relative to that file, as in GitHub's preview; an empty one is the file itself. `files` are the possible targets, by
    path.
    """
    found = path_of(files, path, target)
    return files[found] if found else None


def path_of(files: Mapping[str, FileTarget], path: str, target: str) -> str:
    """Return the path of the file that a link in the file at `path` leads to; empty if there is none."""
    return same_text(normpath(join(dirname(path), unquote(target))) if target else path, files) or ""

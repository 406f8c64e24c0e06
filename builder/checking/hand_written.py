"""Hand-written pages as their engine has rendered them: what links may lead to, and what readers meet.

They are checked as they are rendered, so that every extension of the engine is taken into account.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from builder.linking.references import check_anchor, file_target, index_of
from builder.model.explainer import FileTarget
from builder.model.findings import Named, Vocabulary, Where, finding
from builder.model.ids import ID_SCHEMES, folded_name, same_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from builder.model.document import TextSection
    from builder.model.explainer import Explainer
    from builder.model.findings import Finding

_BEFORE = ("](", "](<", "(", '"', "'", "<", "]: ", "")
"""What stands before the address of a link in a text, the surest sign first."""
_ENDINGS = frozenset("com edu gov info int iq ir mil net org uk".split())
"""Of the names of hosts that are not those of files."""


class PageLink(NamedTuple):
    """A link of a rendered page, or the address of an image or another file that it loads."""

    written: str
    """As its author wrote it."""
    href: str
    """As a reader follows it, relative to the page."""


class UnreadCitation(NamedTuple):
    """What is left in brackets on a rendered page where a citation was meant."""

    inside: str
    problem: str
    """What is wrong with it; empty if it is well-formed."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandWrittenPage:
    """A page, rendered."""

    path: str
    """Of its source, relative to the project, with forward slashes."""
    url: str
    """Its address relative to the site, as on disk: `guide/` or `method.html`, not percent-encoded."""
    title: str
    source: str = ""
    """The text of its file; empty if a plugin has made it."""
    anchors: frozenset[str] = frozenset()
    links: tuple[PageLink, ...] = ()
    """The links within the site, and those by id that were not resolved."""
    citations: tuple[UnreadCitation, ...] = ()
    unread: tuple[Finding, ...] = ()
    """Where a notation stands on it as it was written."""
    removed: tuple[str, ...] = ()
    """What is left out of it, in words."""
    sections: tuple[TextSection, ...] = ()
    """What it says."""


@dataclass(frozen=True, slots=True)
class HandWritten:
    """All hand-written pages of a site, and the files beside them."""

    folder: str = "docs"
    """Relative to the project."""
    pages: tuple[HandWrittenPage, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The addresses of the other files, by path relative to the project."""
    assets: frozenset[str] = frozenset()
    """The addresses of the theme's files."""

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Each address, and the path of what stands there."""
        return (*((page.url, page.path) for page in self.pages), *((url, path) for path, url in self.files.items()))


def with_hand_written(explainer: Explainer, written: HandWritten) -> Explainer:
    """Return the explainer with hand-written pages, and the files beside them, as targets of links."""
    files = {path: FileTarget(url) for path, url in written.files.items()}
    files |= {page.path: FileTarget(page.url, page.title, page.anchors) for page in written.pages}
    translations = {tag: replace(other, files={**files, **other.files}) for tag, other in explainer.translations.items()}
    return replace(explainer, files={**files, **explainer.files}, translations=translations)


def check_hand_written(explainer: Explainer, written: HandWritten, generated: Container[str] = frozenset()) -> list[Finding]:
    """Return a finding for every link from or to a hand-written page that leads nowhere, and for what was not resolved on one.

    `generated` are the names of the other pages' files. The same finding may come from the page's text, with a better place.
    """
    check = _Check(with_hand_written(explainer, written), written, generated)
    return [*check.content(), *(found for page in written.pages for found in check.page(page))]


class _Check:
    def __init__(self, explainer: Explainer, written: HandWritten, generated: Container[str]) -> None:
        self.index = index_of(explainer)
        self.links = explainer.file_links
        self.generated = generated
        self.names = Vocabulary(path.removeprefix(f"{written.folder}/") for _, path in written.sources)
        self.anchors = {file_name(page.url): Vocabulary(page.anchors) for page in written.pages}
        self.copied = written.assets.union(written.files.values())
        self.content_anchors = {file_name(target.url): target for target in explainer.files.values()}
        self.folded = {folded_name(path): path for path in explainer.files}
        self.places: dict[tuple[str, str], list[Where]] = {}
        for note in explainer.content.notes:
            for start in note.links:
                target = start.target if start.scheme == "file" else f"{start.scheme}:{start.target}"
                self.places.setdefault((note.path, target), []).append(start.where)

    def content(self) -> Iterator[Finding]:
        """Yield the findings of links of the content to files that are not of the content."""
        for start in self.links:
            name, _, anchor = start.target.partition("#")
            target = file_target(self.index.files, start.where.path, name)
            if target is None:
                yield self._dead(start.where, name, self._other_case(start.where.path, name) or self._by_id(name) or _web_address(name))
            elif anchor:
                yield from check_anchor(start.where, name, anchor, self.index.anchors(target))

    def page(self, page: HandWrittenPage) -> Iterator[Finding]:
        """Yield the findings of one page."""
        for link in page.links:
            wheres: Sequence[Where] = self.places.get((page.path, link.written)) or [place_of(page, link.written, _BEFORE)]
            for where in wheres:
                yield from self._link(page, link, where)
        for citation in page.citations:
            yield from self._citation(page, citation)
        yield from page.unread
        for what in page.removed:
            yield finding(Where(page.path), "html-removed", f"{what} is left out of the page")

    def _link(self, page: HandWrittenPage, link: PageLink, where: Where) -> Iterator[Finding]:
        scheme, colon, target = link.href.partition(":")
        if colon and (kind := scheme.strip().lower()) in ID_SCHEMES:
            yield from self._unresolved(kind, target, where)
            return
        to = urlsplit(link.href)
        written, _, _ = link.written.partition("#")
        own = file_name(page.url)
        name = normpath(join(dirname(own), unquote(to.path))) if to.path else own
        if to.path.rpartition("/")[2] in ("", ".", "..") and to.path:
            name = normpath(f"{name}/index.html")  # which a server gives, and links in Markdown name
        if to.netloc or not self._exists(name):
            folder = "" if to.netloc or not self._exists(normpath(f"{name}/index.html")) else "end it with a slash, or name the file"
            yield self._dead(where, written, folder, self._other_form(name) or self._other_case(page.path, written))
        elif not to.fragment or to.fragment.startswith(":~:"):
            return
        elif name in self.anchors or urlsplit(link.written).path.endswith(".md"):
            other = self.content_anchors.get(name)
            anchors = self.anchors.get(name) or (self.index.anchors(other) if other else Vocabulary(()))
            yield from check_anchor(where, written, to.fragment, anchors)

    def _by_id(self, target: str) -> str:
        """Return a hint how to link a page of the content that is meant by an address, or an empty string."""
        folders = [part for part in target.split("/") if part not in ("", ".", "..", "index.html", "index.md")]
        last = folders[-1].removesuffix(".html").removesuffix(".md") if folders else ""
        kinds = [kind for kind in ("theme", "group") if last in self.index.known(kind)]
        named = [kind for kind in kinds if f"{kind}s" in folders[:-1]] or kinds
        return f"write [text]({named[0]}:{last})" if named else ""

    def _exists(self, name: str) -> bool:
        return name in self.anchors or name in self.copied or name in self.generated

    def _other_form(self, name: str) -> str:
        other = same_text(name, [*self.anchors, *self.copied])
        return "the file's name has another Unicode form; a link in Markdown finds it" if other else ""

    def _other_case(self, path: str, target: str) -> str:
        """Return a hint if there is a file whose name differs from that of a link in case, or in two ways that look the same."""
        wanted = normpath(join(dirname(path), unquote(target)))
        other = self.folded.get(folded_name(wanted))
        if other is None:
            return ""
        how = "only in its Unicode form" if normalize("NFC", other) == normalize("NFC", wanted) else "in case"
        return f"the name of the file `{other}` differs {how}: write both alike"

    def _dead(self, where: Where, target: str, *hints: str) -> Finding:
        known = any(hints)
        grounds = (Named("file", "", normpath(join(dirname(where.path), unquote(target)))),)  # it may be there, and not have been read
        return finding(
            where, "dead-link", f"`{target}` leads nowhere", *hints, "" if known else self.names.did_you_mean(target), grounds=grounds
        )

    def _unresolved(self, kind: str, target: str, where: Where) -> Iterator[Finding]:
        yield from self.index.expect(kind, target, where)
        if target in self.index.known(kind):
            hint = f"write it in Markdown: [text]({kind}:{target})"
            yield finding(where, "dead-link", f"`{kind}:{target}` is a link by id, which leads nowhere in HTML", hint)

    def _citation(self, page: HandWrittenPage, citation: UnreadCitation) -> Iterator[Finding]:
        where = place_of(page, f"[{citation.inside}]", ("",))
        unknown = [source for source in citation.sources if source not in self.index.sources]
        for source in unknown:
            yield from self.index.expect("source", source, where)
        if citation.problem:
            yield finding(where, "invalid-citation", citation.problem)
        elif not unknown:
            message = f"`[{citation.inside}]` is not read as a citation here"
            yield finding(where, "invalid-citation", message, "write it in Markdown, not in HTML")


def _web_address(target: str) -> str:
    """Return a hint for the target of a link that looks like an address of the web without its beginning, or an empty string."""
    if target.startswith("//"):
        return f"write https:{target}"
    host = target.partition("/")[0]
    known = host.startswith("www.") or (host.count(".") >= 1 and host.rpartition(".")[2] in _ENDINGS)
    return f"write https://{target}" if known else ""


def is_removed_id(found: Finding) -> bool:
    """Return whether a finding says that an id was left out of a page: perhaps since the page has it already."""
    return found.code == "html-removed" and found.message.startswith("the attribute `id` ")


def place_of(page: HandWrittenPage, text: str, before: Sequence[str]) -> Where:
    """Return where a text first stands in the file of a page; the start of the file if it comes from elsewhere."""
    for sign in before:
        if (start := page.source.find(f"{sign}{text}")) >= 0:
            index = start + len(sign)
            return Where(page.path, page.source.count("\n", 0, index) + 1, index - page.source.rfind("\n", 0, index))
    return Where(page.path)


def file_name(url: str) -> str:
    """Return the name of the file at an address relative to the site: `guide/index.html` for `guide/`."""
    return f"{url}index.html" if not url or url.endswith("/") else url

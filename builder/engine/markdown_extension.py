"""A Python-Markdown extension for hand-written pages: citations, links by id, and a list of references at the end.

It is used by the MkDocs plugin and works alone wherever Python-Markdown extensions run. Unresolved references are
left as written: `check` reports them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from builder.checking.project import read_project
from builder.engine.addresses import with_file_name
from builder.linking.numbering import number
from builder.linking.references import file_target, note_url
from builder.markdown.notation import CITATIONS, cites, parse_citations
from builder.model.document import LinkStart
from builder.model.findings import Where
from builder.pages.reference_html import reference_list
from builder.pages.view import View

if TYPE_CHECKING:
    import re
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from builder.markdown.page_html import HeldHtml
    from builder.model.content import Note
    from builder.model.document import Citation
    from builder.model.explainer import Explainer

SCHEMES = {"claim": "claims", "theme": "themes", "group": "groups", "term": "terms", "source": "sources", "page": "overviews"}
_NOWHERE = Where("docs")


class ExplainerExtension(Extension):
    """Citations and links by id in any Python-Markdown document.

    Options: `project` is the project folder, read once when no `explainer` is given; `page` is the address of the page
    being rendered, relative to the site (`method/`). `references` is a list to which the finished list of references is
    appended, for a caller that puts it elsewhere than at the end of the document. `held` takes the HTML of citations and references for
    a caller that cleans the document.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "explainer": ["", "A linked explainer; read from `project` if empty"],
            "project": [".", "The project folder"],
            "page": ["", "Address of the page being rendered, relative to the site"],
            "references": ["", "A list that takes the references instead of the document"],
            "held": ["", "A HeldHtml that takes what the site itself puts on the page"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # the name is Python-Markdown's
        """Register the processors."""
        explainer = self.getConfig("explainer") or read_project(Path(self.getConfig("project"))).explainer
        document = _Document(explainer, self.getConfig("page"), self.getConfig("held") or None)
        md.registerExtension(self)
        md.preprocessors.register(_Start(md, document), "explainer-start", 100)
        # After code spans, escapes, links and images, so that none of them is parsed as a citation.
        md.inlinePatterns.register(_CitationProcessor(CITATIONS.pattern, md, document), "explainer-citation", 145)
        # After MkDocs has resolved its own links, since it does not know these schemes.
        md.treeprocessors.register(_LinkProcessor(md, document, self.getConfig("references")), "explainer-links", -1)


class _Document:
    """The citations of one document, in their order."""

    def __init__(self, explainer: Explainer, page: str, held: HeldHtml | None) -> None:
        self.explainer = explainer
        self.page = page
        self.held = held
        self.clear()

    def clear(self) -> None:
        self.runs: list[tuple[str, tuple[Citation, ...]]] = []
        self.view = View(self.explainer, self.page, ())

    def add(self, citations: tuple[Citation, ...]) -> str:
        """Return a run of citations as HTML, after numbering its sources."""
        stem = f"_d{len(self.runs)}"
        self.runs.append((stem, citations))
        for citation in citations:
            self.view.numbers.setdefault(citation.source, len(self.view.numbers) + 1)
        return self.view.citations(citations, stem)

    def element(self, html: str) -> str:
        return self.held.element(html) if self.held else html


class _Start(Preprocessor):
    def __init__(self, md: Markdown, document: _Document) -> None:
        super().__init__(md)
        self.document = document

    def run(self, lines: list[str]) -> list[str]:
        self.document.clear()
        return lines


class _CitationProcessor(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: Markdown, document: _Document) -> None:
        super().__init__(pattern, md)
        self.document = document

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int | None, int | None]:  # type: ignore[override]
        citations, problem, _ = parse_citations(m[1], lambda _: _NOWHERE)
        known = self.document.explainer.sources
        if not cites(m[1]) or problem or any(c.source not in known for c in citations):
            return None, None, None
        return self.md.htmlStash.store(self.document.element(self.document.add(citations))), m.start(0), m.end(0)


class _LinkProcessor(Treeprocessor):
    def __init__(self, md: Markdown, document: _Document, elsewhere: list[str] | str) -> None:
        super().__init__(md)
        self.document = document
        self.elsewhere = elsewhere

    def run(self, root: Element) -> None:
        view, explainer = self.document.view, self.document.explainer
        note = next((note for note in explainer.content.notes if note_url(note) == self.document.page), None)
        for anchor in (element for element in root.iter("a") if element.get("href")):
            self._resolve(anchor, view, note)
            anchor.set("href", with_file_name(anchor.get("href", "")))
        references = reference_list(view, number(self.document.runs))
        if isinstance(self.elsewhere, list):
            self.elsewhere.append(str(references))
        elif references:
            holder = root.makeelement("p", {})
            holder.text = self.md.htmlStash.store(self.document.element(str(references)))
            root.append(holder)

    def _resolve(self, anchor: Element, view: View, note: Note | None) -> None:
        scheme, _, target = anchor.get("href", "").partition(":")
        link = target_of(view, anchor.get("href", ""))
        if not link:
            self._resolve_file(anchor, view, note)
            return
        empty = not anchor.text and not len(anchor)
        url, title = link
        anchor.set("href", url)
        if scheme in ("group", "term", "claim"):
            name = "claim-link" if scheme == "claim" else scheme
            anchor.attrib.pop("class", None)
            if held := self.document.held:
                anchor.set(held.attribute, held.attributes(f'class="{name}" data-{name}="{target}"'))
            else:
                anchor.attrib |= {"class": name, f"data-{name}": target}
        if empty:
            anchor.text = title

    def _resolve_file(self, anchor: Element, view: View, note: Note | None) -> None:
        """Resolve a link to a file of `content/`, written as for GitHub's preview."""
        name, mark, fragment = anchor.get("href", "").partition("#")
        explainer = self.document.explainer
        if note is None or not name.endswith(".md") or ":" in name:
            return
        if (page := file_target(explainer.files, note.path, name)) is not None:
            anchor.set("href", view.href(f"{page.url}{mark}{fragment}"))


def target_of(view: View, link: str) -> tuple[str, str] | None:
    """Return the address and the title to which a link by id leads; None if it is none, or if there is nothing of that id."""
    scheme, _, target = link.partition(":")
    if scheme not in SCHEMES or target not in getattr(view.explainer, SCHEMES[scheme]):
        return None
    url, title, _hook = view.target(LinkStart(scheme, target, _NOWHERE, empty=True))
    return url, title


def makeExtension(**kwargs: Any) -> ExplainerExtension:  # the name is Python-Markdown's
    """Return the extension; Python-Markdown calls this when the extension is given by the module's name."""
    return ExplainerExtension(**kwargs)

"""A Python-Markdown extension for hand-written pages: citations, links by id, and a list of references at the end.

It is used by the MkDocs plugin and works alone wherever Python-Markdown extensions run. Unresolved references are
left as written: `check` finds them on the rendered page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from builder.checking.project import read_project
from builder.citations.brackets import PATTERN, find_brackets
from builder.engine.addresses import with_file_name
from builder.linking.numbering import number
from builder.linking.references import file_target
from builder.markdown.parser import parse_marked_passage
from builder.model.document import LinkStart
from builder.model.findings import Where
from builder.model.ids import same_text
from builder.pages.page import SITE
from builder.pages.reference_html import reference_list
from builder.pages.view import View

if TYPE_CHECKING:
    from collections.abc import Collection
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from builder.model.document import Citation, SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.page import Layout
    from builder.sanitising.page_html import HeldHtml

SCHEMES = {"claim": "claims", "theme": "themes", "group": "groups", "term": "terms", "source": "sources", "page": "overviews"}
_NOWHERE = Where("docs")
_ESCAPED = r"(?<!\\)\\" + PATTERN
_PLACEHOLDER = re.compile(f"{STX}[^{STX}{ETX}]*{ETX}")
_ESCAPED_CHARACTER = re.compile(f"{STX}([0-9]+){ETX}")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINKS = {"a": "href", "img": "src"}
_CLASSES: dict[str, SafeHtml] = {"claim": "claim-link", "group": "group", "term": "term"}
"""Of links by id; the attribute that names the id is called `data-` and the same."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What is noted about a page while it is rendered, for those who check it afterwards."""

    written: dict[str, list[str]] = field(default_factory=dict)
    """What the author has written for each address that stands on the page."""
    literal: set[str] = field(default_factory=set)
    """What stands in escaped brackets, which are to be shown."""


class ExplainerExtension(Extension):
    """Citations and links by id in any Python-Markdown document.

    Options: `project` is the project folder, read once when no `explainer` is given; `page` is the address of the page
    being rendered, relative to the site (`method/`), and `path` that of its file, relative to the project (`docs/method.md`).
    `references` is a list to which the finished list of references is appended, for a caller that puts it elsewhere than at the end
    of the document. `held` takes the HTML of citations and references for a caller that cleans the document. `names` are the files
    beside the page's, relative to `folder`, and `record` takes notes for checks.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "explainer": ["", "A linked explainer; read from `project` if empty"],
            "project": [".", "The project folder"],
            "page": ["", "Address of the page being rendered, relative to the site"],
            "path": ["", "Path of its file, relative to the project"],
            "folder": ["", "Folder of hand-written pages, relative to the project"],
            "names": ["", "The files in that folder, relative to it"],
            "record": ["", "A PageRecord"],
            "references": ["", "A list that takes the references instead of the document"],
            "held": ["", "A HeldHtml that takes what the site itself puts on the page"],
            "layout": ["", "The Layout of the document in which its citations will stand; that of the site if empty"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # the name is Python-Markdown's
        """Register the processors."""
        explainer = self.getConfig("explainer") or read_project(Path(self.getConfig("project"))).explainer
        record, held = self.getConfig("record") or PageRecord(), self.getConfig("held") or None
        layout = self.getConfig("layout") or SITE
        document = _Document(explainer, self.getConfig("page"), self.getConfig("path"), record, held, layout)
        md.registerExtension(self)
        md.preprocessors.register(_Start(md, document), "explainer-start", 100)
        # After code spans, escapes, links and images, so that none of them is parsed as a citation.
        md.inlinePatterns.register(_CitationProcessor(PATTERN, md, document), "explainer-citation", 145)
        # Before escapes are replaced.
        md.inlinePatterns.register(_LiteralProcessor(_ESCAPED, md, document), "explainer-literal", 185)
        # Before MkDocs resolves links to files, by names that must be equal.
        name = self.getConfig("path").removeprefix(f"{self.getConfig('folder')}/")
        md.treeprocessors.register(_NameProcessor(md, document, name, self.getConfig("names")), "explainer-names", 5)
        # After MkDocs has resolved its own links, since it does not know these schemes.
        md.treeprocessors.register(_LinkProcessor(md, document, self.getConfig("references")), "explainer-links", -1)


class _Document:
    """The citations of one document, in their order."""

    def __init__(  # what its processors share
        self, explainer: Explainer, page: str, path: str, record: PageRecord, held: HeldHtml | None, layout: Layout
    ) -> None:
        self.explainer = explainer
        self.layout = layout
        self.page = page
        self.path = path
        self.record = record
        self.held = held
        self.links: list[tuple[Element, str]] = []
        """Each element with an address, and what its author has written."""
        self.clear()

    def clear(self) -> None:
        self.runs: list[tuple[SafeHtml, tuple[Citation, ...]]] = []
        self.view = View(self.explainer, self.page, None if self.layout.is_one else (), layout=self.layout)

    def add(self, citations: tuple[Citation, ...]) -> SafeHtml:
        """Return a run of citations as HTML, after numbering its sources."""
        stem = f"_d{len(self.runs)}"
        self.runs.append((stem, citations))
        for citation in citations:
            self.view.numbers.setdefault(citation.source, len(self.view.numbers) + 1)
        return self.view.citations(citations, stem)

    def element(self, html: SafeHtml) -> SafeHtml:
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
        known = self.document.explainer.sources
        for start, end in find_brackets(m[0])[0]:
            passage, _, findings = parse_marked_passage(
                _PLACEHOLDER.sub(self._as_markdown, f"[{m[0][start:end]}]"), _NOWHERE, lambda _: _NOWHERE
            )
            if passage.citations and not (findings or passage.text) and all(c.source in known for c in passage.citations):
                html = self.document.element(self.document.add(passage.citations))
                return self.md.htmlStash.store(html), m.start(0) + start - 1, m.start(0) + end + 1
        return None, None, None

    def _as_markdown(self, placeholder: re.Match[str]) -> str:
        """Return what Python-Markdown has put aside (an escaped character, code, a link) as Markdown of its text."""
        text = placeholder[0]
        while (plain := self.unescape(text)) != text:
            text = plain
        text = _ESCAPED_CHARACTER.sub(lambda code: chr(int(code[1])), text)
        return _PUNCTUATION.sub(r"\\\g<0>", text)


class _LiteralProcessor(InlineProcessor):
    """Notes what stands in escaped brackets, and changes nothing."""

    def __init__(self, pattern: str, md: Markdown, document: _Document) -> None:
        super().__init__(pattern, md)
        self.document = document

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]
        self.document.record.literal.add(m[1])
        return None, None, None


class _NameProcessor(Treeprocessor):
    """Gives links to files the names that these have on disk, where only the Unicode form differs; notes what was written."""

    def __init__(self, md: Markdown, document: _Document, page: str, names: Collection[str]) -> None:
        super().__init__(md)
        self.document = document
        self.page = page
        self.names = names

    def run(self, root: Element) -> None:
        self.document.links = [(element, element.get(_LINKS[element.tag], "")) for element in root.iter() if element.tag in _LINKS]
        for element, written in self.document.links:
            path, mark, fragment = written.partition("#")
            wanted = normpath(join(dirname(self.page), unquote(path)))
            if not wanted.isascii() and (name := same_text(wanted, self.names)) not in (None, wanted):
                element.set(_LINKS[element.tag], f"{quote(relpath(str(name), dirname(self.page) or '.'))}{mark}{fragment}")


class _LinkProcessor(Treeprocessor):
    def __init__(self, md: Markdown, document: _Document, elsewhere: list[str] | str) -> None:
        super().__init__(md)
        self.document = document
        self.elsewhere = elsewhere

    def run(self, root: Element) -> None:
        view = View(self.document.explainer, self.document.page, ())  # links lead to addresses of the site, whatever the layout
        for anchor in (element for element in root.iter("a") if element.get("href")):
            self._resolve(anchor, view)
            anchor.set("href", with_file_name(anchor.get("href", "")))
        for element, written in self.document.links:
            on_page = self.document.record.written.setdefault(element.get(_LINKS[element.tag], ""), [])
            if written not in on_page:
                on_page.append(written)
        references = reference_list(self.document.view, number(self.document.runs))
        if isinstance(self.elsewhere, list):
            self.elsewhere.append(str(references))
        elif references:
            holder = root.makeelement("p", {})
            holder.text = self.md.htmlStash.store(self.document.element(str(references)))
            root.append(holder)

    def _resolve(self, anchor: Element, view: View) -> None:
        scheme, _, target = anchor.get("href", "").strip().partition(":")
        scheme = scheme.lower()
        link = target_of(view, anchor.get("href", ""))
        if not link:
            self._resolve_file(anchor, view)
            return
        empty = not anchor.text and not len(anchor)
        url, title = link
        anchor.set("href", url)
        if name := _CLASSES.get(scheme):
            anchor.attrib.pop("class", None)
            if held := self.document.held:
                anchor.set(held.attribute, held.attributes(f'class="{name}" data-{name}="{escape(target)}"'))
            else:
                anchor.attrib |= {"class": name, f"data-{name}": target}
        if empty:
            anchor.text = title

    def _resolve_file(self, anchor: Element, view: View) -> None:
        """Resolve a link to a file of `content/`, written as for GitHub's preview."""
        name, mark, fragment = anchor.get("href", "").partition("#")
        path = self.document.path
        if not path or not name.endswith(".md") or ":" in name:
            return
        if (page := file_target(self.document.explainer.files, path, name)) is not None:
            anchor.set("href", view.href(f"{page.url}{mark}{fragment}"))
            anchor.text = anchor.text or (None if len(anchor) else page.title)


def target_of(view: View, link: str) -> tuple[str, str] | None:
    """Return the address and the title to which a link by id leads; None if it is none, or if there is nothing of that id."""
    scheme, _, target = link.strip().partition(":")
    scheme = scheme.lower()
    if scheme not in SCHEMES or target not in getattr(view.explainer, SCHEMES[scheme]):
        return None
    url, title, _hook = view.target(LinkStart(scheme, target, _NOWHERE, empty=True))
    return url, title


def makeExtension(**kwargs: Any) -> ExplainerExtension:  # the name is Python-Markdown's
    """Return the extension; Python-Markdown calls this when the extension is given by the module's name."""
    return ExplainerExtension(**kwargs)

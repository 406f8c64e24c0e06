"""The hooks of MkDocs for hand-written pages: what each is given, what is noted of it for checks, and how it is made clean."""

from __future__ import annotations

from contextlib import chdir
from copy import copy
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.plugins import BasePlugin, event_priority

from builder.engine.addresses import percent_encoded, placed
from builder.engine.hand_written import address_of, folder_of, read_page
from builder.engine.markdown_extension import PageRecord
from builder.engine.navigation import add_headings, plain_headings
from builder.pages.page import Introduction
from builder.sanitising.page_html import HeldHtml, clean_page, permitted, removals
from builder.site.page_frame import italics_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as NotePage
    from mkdocs.utils.templates import TemplateContext

    from builder.checking.hand_written import HandWrittenPage
    from builder.checking.project import Project
    from builder.engine.engine_state import EngineState
    from builder.model.document import SafeHtml
    from builder.pages.page import Layout, Page
    from builder.pages.renderer import Renderer

EXTENSION = "builder.engine.markdown_extension"


class Options(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin; the settings of the explainer are in `content/explainer.yml`."""

    project = config_options.Type(str, default="")
    """The project folder, if it is not that of the configuration."""


class PageHooks(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """What the plugin does with each hand-written page."""

    renderer: Renderer
    state: EngineState
    """What MkDocs has when it begins to write pages."""
    folder: Path
    """The project's."""

    def __init__(self) -> None:
        self.project: Project | None = None
        """The project to build; read at the start of the build unless it is set."""
        self.rendered: dict[str, HandWrittenPage] = {}
        """The pages of this build, by their names in their folder."""
        self.names: set[str] = set()
        """The files of that folder."""
        self.introductions: dict[str, Introduction] = {}
        """What is written for the beginning of generated pages, by address."""
        self._record = PageRecord()
        self._on_pages: dict[str, tuple[HeldHtml, list[str]]] = {}
        """What the site itself puts on hand-written pages, until they are clean."""

    def on_pre_page(self, page: NotePage, *, config: MkDocsConfig, files: Files) -> NotePage:
        """Pass the Markdown extension the address of the next page, and where to put its references."""
        references: list[str] = []
        held = HeldHtml()
        self._record = PageRecord()
        self._on_pages[page.file.src_uri] = held, references
        folder = folder_of(config, self.folder)
        config.mdx_configs[EXTENSION] |= {
            "page": address_of(page.file),
            "path": f"{folder}/{page.file.src_uri}",
            "folder": folder,
            "names": self.names,
            "record": self._record,
            "references": references if address_of(page.file) in self.renderer.introduced else "",
            "held": held,
            "layout": "",
        }
        if page.canonical_url:
            page.canonical_url = page.canonical_url.removesuffix("index.html")
        return page

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: NotePage, config: MkDocsConfig, files: Files) -> str:
        """Note what stands on the page after other plugins, for the check."""
        held, references = self._on_pages[page.file.src_uri]
        whole = clean = permitted(html, held)
        if self.project and not self.project.broken and (made := self._made(page, clean, references)):
            whole = made.html
        path = f"{folder_of(config, self.folder)}/{page.file.src_uri}"
        removed = [removal.what for removal in removals(html, held.attribute)]
        self.rendered[page.file.src_uri] = read_page(page.file, path, (html, clean, whole), self._record, removed)
        return html

    @event_priority(-1000)  # after all others: what they have put on the page is cleaned as well
    def on_page_context(self, context: TemplateContext, *, page: NotePage, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Return the context with the head that generated pages have, too; clean the page, and say what of it is HTML.

        Below the text of a page that has a generated part follows that part, then the references of the text.
        """
        held, references = self._on_pages.pop(page.file.src_uri)
        if part := self._made(page, "", references):
            held.reserve(part.html)
        content = clean_page(page.content or "", held, self.renderer.language.say("Table"))
        page.edit_url = page.edit_url and percent_encoded(page.edit_url)
        plain_headings(page.toc)
        address = address_of(page.file)
        head = self.renderer.plain_head(quote(address), str(page.title))
        if made := self._made(page, content, references):
            sections = self.rendered[page.file.src_uri].sections
            self.introductions[address] = Introduction(content, "".join(references), partial(self.introduction, address), sections)
            content, head = made.html, head if address else made.head
            add_headings(page.toc, made.toc)
        page.content = Markup(content)  # noqa: S704  # clean now
        context["head"] = Markup(head)  # type: ignore[typeddict-unknown-key]  # noqa: S704  # made by `page.head_html`
        context["italics"] = Markup(italics_link(content, address))  # type: ignore[typeddict-unknown-key]  # noqa: S704
        return context

    def introduction(self, address: str, layout: Layout) -> SafeHtml:
        """Return what is written by hand for the beginning of a generated page, for a document of another layout; it may be empty.

        It is rendered once more, since its citations have other numbers there, and its links and ids are written otherwise.
        """
        config, files, held = self.state.config, self.state.files, HeldHtml()
        written = next((file.page for file in files.documentation_pages() if address_of(file) == address and file.page), None)
        if written is None:
            return ""
        page, before = copy(written), config.mdx_configs
        self.on_pre_page(page, config=config, files=files)
        on_page = {**before[EXTENSION], "held": held, "layout": layout}
        config.mdx_configs = {**before, EXTENSION: on_page, "toc": {**before.get("toc", {}), "baselevel": layout.level(address)}}
        try:
            with chdir(self.folder):  # extensions have paths relative to it
                page.render(config, files)
        finally:
            config.mdx_configs = before
            _, references = self._on_pages.pop(page.file.src_uri)
        text = clean_page(page.content or "", held, self.renderer.language.say("Table"), partial(placed, layout, address))
        return text + "".join(references)

    def _made(self, page: NotePage, text: SafeHtml, references: Sequence[SafeHtml]) -> Page | None:
        """Return a page that has a generated part as a whole: its text, that part, the references of the text; None for others."""
        make = self.renderer.introduced.get(address_of(page.file))
        return make(text, "".join(references)) if make else None

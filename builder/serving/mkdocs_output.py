"""MkDocs' part of a site that is previewed: hand-written pages, assets, and frames.

MkDocs builds once, into a folder. Its pages are then rendered again for each explainer, on request. Only a change of `docs/`,
templates or configuration, of which frames are made, causes another build.
"""

from __future__ import annotations

from contextlib import chdir
from functools import cached_property
from shutil import rmtree
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from builder.engine.hand_written import address_of
from builder.engine.mkdocs_build import engine_errors, make_for_preview, watched_paths
from builder.site.page_frame import Shell
from builder.site.picture_cache import painter_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.checking.project import Project
    from builder.drawings.preview_card import Card
    from builder.model.document import SafeHtml
    from builder.pages.page import Layout, NavItem, Page
    from builder.pages.renderer import Renderer
    from builder.site.page_frame import Frames

Navigations: TypeAlias = "dict[str, tuple[NavItem, ...]]"
"""The navigation of the generated pages in each language."""
_ENGINE = Lock()
"""Held while MkDocs works: its plugins live as long as the process, and its objects change while a page is rendered."""


class MkdocsOutput:
    """What MkDocs has built from one version of `docs/`, templates and configuration.

    Raises `EngineError` if one of them is invalid.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        with _ENGINE, engine_errors():
            self.plugin = make_for_preview(project, folder)
        self.state = self.plugin.state
        files = self.state.files.documentation_pages()
        self.notes = {address_of(file): file.page for file in files if file.page}
        self.written = self.plugin.written
        rendered = {"404.html", *(file.dest_uri for file in files)}
        self.files = {name: p for p in folder.rglob("*") if p.is_file() and (name := p.relative_to(folder).as_posix()) not in rendered}
        """Files that are served unchanged, by address."""
        self.site_url = self.state.config.site_url or ""
        self._folder = folder
        self.project = project.folder

    @cached_property
    def picture(self) -> Callable[[Card], bytes]:
        """Draws the previews that other sites show beside a link."""
        return painter_of(self._folder.parent)

    @cached_property
    def watched_paths(self) -> tuple[Path, ...]:
        """The files and folders that MkDocs reads; of a file in a folder, that folder."""
        return watched_paths(self.state.config, self.project)

    def remove(self) -> None:
        """Remove the folder; no files can be read from it afterwards."""
        rmtree(self._folder, ignore_errors=True)

    def pages_for(self, renderer: Renderer, items: Navigations, before: MkdocsPages | None) -> MkdocsPages:
        """Return the frames and hand-written pages for an explainer; the frames of `before` are reused if the navigation is equal."""
        if before is not None and before.output is self and before.items == items:
            return MkdocsPages(self, renderer, items, before.frames)
        return MkdocsPages(self, renderer, items, self.state.frames(renderer))


class MkdocsPages:
    """The frames and the hand-written pages of one explainer."""

    def __init__(self, output: MkdocsOutput, renderer: Renderer, items: Navigations, frames: Frames) -> None:
        self.output = output
        self.items = items
        self.frames = frames
        self._renderer = renderer
        self._plugin, self._state = output.plugin, output.state

    def shell_for(self, page: Page) -> Shell:
        """Return the frame of a generated page."""
        with _ENGINE:  # unfolding changes the shared navigation
            return self.frames.shell_for(page)

    def note(self, address: str) -> Shell | None:
        """Return a page of `docs/`, rendered; None if it is missing."""
        page = self.output.notes.get(address)
        if page is None:
            return None
        config, files, hooks = self._state.config, self._state.files, self._state.config.plugins
        with _ENGINE, engine_errors(), chdir(self.output.project):
            self._plugin.show(self._renderer)
            page = hooks.on_pre_page(page, config=config, files=files)
            page.read_source(config)
            page.markdown = hooks.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
            page.render(config, files)
            page.content = hooks.on_page_content(page.content or "", page=page, config=config, files=files)
            nav = self._state.navigation(self.items[self._renderer.language.tag])
            page.active = True
            try:
                context = hooks.on_page_context(self._state.context(nav, page), page=page, config=config, nav=nav)
                html = self._state.env.get_template(str(page.meta.get("template", "main.html"))).render(context)
            finally:
                page.active = False
            return Shell.cut(hooks.on_post_page(html, page=page, config=config))

    def introduction(self, address: str, layout: Layout) -> SafeHtml:
        """Return what a page of `docs/` says at the beginning of a generated page, for a document of another layout."""
        with _ENGINE, engine_errors():
            self._plugin.show(self._renderer)
            return self._plugin.introduction(address, layout)

    def wrong_address(self) -> Shell:
        """Return the page for addresses without content, rendered."""
        name, config, hooks = "404.html", self._state.config, self._state.config.plugins
        with _ENGINE, engine_errors():
            self._plugin.show(self._renderer)
            template = hooks.on_pre_template(self._state.env.get_template(name), template_name=name, config=config)
            plain = self._state.context(
                self._state.navigation(self.items[self._renderer.language.tag]), base_url=urlsplit(self.output.site_url or "/").path
            )
            context = hooks.on_template_context(plain, template_name=name, config=config)
            return Shell.cut(hooks.on_post_template(template.render(context), template_name=name, config=config))

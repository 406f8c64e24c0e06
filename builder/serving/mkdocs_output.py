"""The engine's share of a site that is shown while it is written: hand-written pages, assets, and frames.

The engine builds once, into a folder. Its pages are then written anew for each explainer that they are to show, when
somebody asks for them. Only what frames are made of (`docs/`, templates, configuration) makes it build again.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from shutil import rmtree
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from builder.engine.mkdocs_build import engine_errors, make_for_preview
from builder.site.page_frame import Shell
from builder.site.picture_cache import painter_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.checking.project import Project
    from builder.drawings.preview_card import Card
    from builder.pages.page import NavItem, Page
    from builder.pages.renderer import Renderer
    from builder.site.page_frame import Frames

Navigations: TypeAlias = "dict[str, tuple[NavItem, ...]]"
"""The navigation of the generated pages in each language."""
_ENGINE = Lock()
"""Held while the engine works: its plugins live as long as the process, and its objects change while a page is written."""


class Preview:
    """What the engine has made of one state of `docs/`, templates and configuration.

    Raises `EngineError` when one of them cannot be used.
    """

    def __init__(self, project: Project, folder: Path) -> None:
        with _ENGINE, engine_errors():
            self.plugin = make_for_preview(project, folder)
        self.state = self.plugin.state
        files = self.state.files.documentation_pages()
        self.notes = {file.dest_uri.removesuffix("index.html"): file.page for file in files if file.page}
        written = {"404.html", *(file.dest_uri for file in files)}
        self.files = {name: p for p in folder.rglob("*") if p.is_file() and (name := p.relative_to(folder).as_posix()) not in written}
        """What is given as it is, by its address."""
        self.site_url = self.state.config.site_url or ""
        self._folder = folder

    @cached_property
    def picture(self) -> Callable[[Card], bytes]:
        """What draws the pictures that other sites show beside a link."""
        return painter_of(self._folder.parent)

    @property
    def made_of(self) -> tuple[Path, ...]:
        """The files and folders that the engine reads."""
        config = self.state.config
        return tuple(Path(path) for path in (config.config_file_path, config.docs_dir, config.theme.custom_dir) if path)

    def remove(self) -> None:
        """Remove what was built; nothing can be asked of it afterwards."""
        rmtree(self._folder, ignore_errors=True)

    def framed(self, renderer: Renderer, items: Navigations, before: Framed | None) -> Framed:
        """Put the frames around an explainer; those that are there already are kept if the navigation is the same."""
        if before is not None and before.preview is self and before.items == items:
            return Framed(self, renderer, items, before.frames)
        return Framed(self, renderer, items, self.state.frames(renderer))


class Framed:
    """The frames and the hand-written pages as one explainer has them."""

    def __init__(self, preview: Preview, renderer: Renderer, items: Navigations, frames: Frames) -> None:
        self.preview = preview
        self.items = items
        self.frames = frames
        self._renderer = renderer
        self._plugin, self._state = preview.plugin, preview.state

    def shell_for(self, page: Page) -> Shell:
        """Return the frame of a generated page."""
        with _ENGINE:  # its templates read which part of the shared navigation is unfolded
            return self.frames.shell_for(page)

    def note(self, address: str) -> Shell | None:
        """Write a page of `docs/`; None if there is none at this address."""
        page = self.preview.notes.get(address)
        if page is None:
            return None
        config, files, hooks = self._state.config, self._state.files, self._state.config.plugins
        with _ENGINE, engine_errors():
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

    def wrong_address(self) -> Shell:
        """Write the page for an address at which there is nothing."""
        name, config, hooks = "404.html", self._state.config, self._state.config.plugins
        with _ENGINE, engine_errors():
            self._plugin.show(self._renderer)
            template = hooks.on_pre_template(self._state.env.get_template(name), template_name=name, config=config)
            plain = self._state.context(
                self._state.navigation(self.items[self._renderer.language.tag]), base_url=urlsplit(self.preview.site_url or "/").path
            )
            context = hooks.on_template_context(plain, template_name=name, config=config)
            return Shell.cut(hooks.on_post_template(template.render(context), template_name=name, config=config))

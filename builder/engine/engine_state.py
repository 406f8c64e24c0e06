"""The state of MkDocs when it begins to write its pages, from which the generated pages get their frames."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.exceptions import PluginError

from builder.engine.navigation import translated, unfolded, with_generated, with_home
from builder.pages.template_words import words_of
from builder.publishing.build_receipt import TEMPLATES
from builder.site.page_frame import Frames, missing_slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as NotePage

    from builder.pages.page import NavItem, Page
    from builder.pages.renderer import Renderer
    from builder.site.page_frame import FramedPage, Slot


_OF_FRAME = ("main.html", "base.html", "partials/content.html")
"""The templates from which a page gets its title, head and content."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """The configuration, templates, files and navigation of one build."""

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation
    """After all plugins."""

    def frames(self, renderer: Renderer) -> Frames:
        """Return the frames of the generated pages of an explainer."""
        template = self.env.get_template("main.html")
        site = renderer.language.tag
        navigations: dict[str, Navigation] = {}

        def render(page: Page, framed: FramedPage) -> str:
            tag = page.language
            if tag not in navigations:
                items = renderer.navigation(tag)
                navigations[tag] = with_home(self.navigation(items), tag) if tag == site else translated(self.nav, items, tag)
            nav = navigations[tag]
            with unfolded(nav, page.branch):
                context = get_context(nav, self.files, self.config, framed)  # type: ignore[arg-type]
                html = str(
                    template.render(
                        {**context, **words_of(renderer.content.settings.language(tag)), "notes_language": "" if tag == site else site}
                    )
                )
            if missing := missing_slots(html):
                raise PluginError(self._incomplete(missing))
            return html

        return Frames(render)

    def _incomplete(self, missing: Sequence[Slot]) -> str:
        """Return the message for a frame without the slots that every page needs, naming the project's own templates in it."""
        paths = [Path(self.env.get_template(name).filename or name) for name in _OF_FRAME]
        own = [path for path in paths if not path.is_relative_to(TEMPLATES)] or paths
        return (
            f"{', '.join(map(str, own))}: pages would lack their {' and '.join(missing)}; a block that replaces them must print what "
            "it had, with {{ super() }}, and a frame of its own must print page.title, page.content and page.shell.head"
        )

    def navigation(self, generated: Sequence[NavItem]) -> Navigation:
        """Return the navigation of pages in the site's language, with these entries for the generated ones."""
        return with_generated(self.nav, generated)

    def context(self, nav: Navigation, page: NotePage | None = None, base_url: str = "") -> Any:
        """Return the context of the theme's templates."""
        return get_context(nav, self.files, self.config, page, base_url)

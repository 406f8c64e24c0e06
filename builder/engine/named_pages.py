"""Generated pages that a project names itself: in `nav:`, in the files of plugins that make the navigation, and in redirects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Navigation

from builder.engine.markdown_extension import SCHEMES, target_of
from builder.engine.navigation import NamedLink
from builder.model.findings import did_you_mean
from builder.pages.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem

    from builder.pages.renderer import Renderer

_FILE = re.compile(r"(?![./*])[^:*]*\.md")
"""A relative path of a file; plugins have patterns and ellipses of their own."""
_MARK = "explainer:"
"""Stands before a generated page in `nav:`, so that MkDocs takes it for a link and not for a missing file."""


class Named(NamedTuple):
    """A generated page that a project names."""

    address: str
    anchor: str
    title: str


class GeneratedPages:
    """The pages that are generated, by the names that a project may give them.

    A name is what the path would be if the page were a file of `docs/` (`themes/lamps/index.md`, `themes/lamps.md`), its address
    (`themes/lamps/`), or a link by id (`theme:lamps`).
    """

    def __init__(self, renderer: Renderer, *, home: bool) -> None:
        """`home` is whether the home page is generated."""
        self._titles = renderer.page_titles | ({"": renderer.language.say("Home")} if home else {})
        self._folders = {address.partition("/")[0] for address in self._titles if address}
        self._view = View(renderer.explainer, "", ())

    def named(self, name: str) -> Named | None:
        """Return the page of a name; None if there is none."""
        if link := target_of(self._view, name):
            url, title = link
            path, _, anchor = url.partition("#")
            return Named(path.removesuffix("index.html"), anchor, title)
        path, _, anchor = name.removeprefix(_MARK).removeprefix("./").partition("#")
        stem = re.sub(r"(^|/)(index\.html|index\.md|README\.md)$|\.html$|\.md$|/$", r"\1", path).rstrip("/")
        address = f"{stem}/" if stem else ""
        return Named(address, anchor, self._titles[address]) if address in self._titles else None

    def in_nav(self, nav: Any, is_file: Callable[[str], bool]) -> tuple[Any, list[str]]:
        """Return a `nav:` in which generated pages are marked, and a message for each entry that had to be left out.

        `is_file` is whether a path is a file of `docs/`.
        """
        messages: list[str] = []

        def entry(title: str | None, value: Any) -> list[Any]:
            if not isinstance(value, str):
                inside = entries(value)
                return [{title: inside}] if inside or not value else []
            page = None if is_file(value) else self.named(value)
            if page:
                anchor = f"#{page.anchor}" if page.anchor else ""
                return [{title or page.title: f"{_MARK}{page.address}{anchor}"}]
            if not is_file(value) and self._is_missing(value):
                hint = did_you_mean(value, self._titles)
                messages.append(f"`{value}` in nav is neither a file of docs/ nor a generated page{f'; {hint}' if hint else ''}")
                return []
            return [value if title is None else {title: value}]

        def entries(items: Any) -> Any:
            if isinstance(items, dict):
                items = [{title: value} for title, value in items.items()]
            if not isinstance(items, list):
                return items
            pairs = [pair for item in items for pair in (item.items() if isinstance(item, dict) else [(None, item)])]
            return [made for title, value in pairs for made in entry(title, value)]

        return entries(nav), messages

    def _is_missing(self, name: str) -> bool:
        """Return whether a name that is neither a file nor a page can be nothing else, such as a pattern or another site."""
        return name.partition("/")[0] in self._folders or name.partition(":")[0] in SCHEMES or bool(_FILE.fullmatch(name))

    def marked(self, nav: Navigation) -> Navigation:
        """Return a navigation, changed in place, in which each link to a generated page is one that the frame can mark as current."""

        def marked(item: StructureItem) -> StructureItem:
            if isinstance(children := getattr(item, "children", None), list):
                children[:] = map(marked, children)
            elif type(item) is Link and (page := self.named(item.url)):
                link = NamedLink(item.title, page.address, page.anchor)
                link.parent = item.parent
                return link
            return item

        nav.items[:] = map(marked, nav.items)
        return nav

    def as_redirects(self, config: MkDocsConfig) -> None:
        """Add the generated pages to which the plugin `redirects` shall lead to the pages that it knows."""
        known = getattr(config.plugins.get("redirects"), "doc_pages", None)
        if not isinstance(known, dict):
            return
        for name in map(str, config.plugins["redirects"].config["redirect_maps"].values()):
            path = name.partition("#")[0]
            if path not in known and (page := self.named(path)):
                known[path] = File(f"{page.address}index.md", None, config.site_dir, config.use_directory_urls)
                known[path].url += f"#{page.anchor}" if page.anchor else ""

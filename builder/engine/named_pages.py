"""Generated pages that a project names itself: in `nav:`, or in the files of plugins that make the navigation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mkdocs.structure.nav import Link, Navigation, Section

from builder.engine.navigation import NamedLink
from builder.model.findings import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from mkdocs.structure import StructureItem

_FILE = re.compile(r"(?![./*])[^:*]*\.md")
"""A relative path of a file; plugins have patterns and ellipses of their own."""
_SCHEME = "explainer:"
"""Marks a generated page in `nav:`, so that MkDocs takes it for a link and not for a missing file."""


def generated_address(path: str, pages: Collection[str]) -> str | None:
    """Return the address of the generated page that a path names as MkDocs would its file, or as a link does; None if there is none."""
    path = path.removeprefix(_SCHEME).partition("#")[0].removeprefix("./")
    for suffix in ("index.html", "index.md", "README.md", ".html", ".md", "/"):
        if path.endswith(suffix):
            path = path.removesuffix(suffix)
            break
    address = f"{path.rstrip('/')}/" if path.rstrip("/") else ""
    return address if address in pages else None


def with_addresses(nav: Any, pages: Mapping[str, str], is_file: Callable[[str], bool]) -> tuple[Any, list[str]]:
    """Return a `nav:` in which generated pages are marked, and a message for each entry that it had to leave out.

    `pages` are the titles of the generated pages by address; `is_file` is whether a path is a file of `docs/`.
    """
    folders = {address.partition("/")[0] for address in pages if address}
    messages: list[str] = []

    def entry(title: str | None, value: Any) -> list[Any]:
        if not isinstance(value, str):
            inside = converted(value)
            return [{title: inside}] if inside or not value else []
        if is_file(value):
            return [value if title is None else {title: value}]
        address = generated_address(value, pages)
        if address is not None:
            anchor = value.partition("#")[2]
            return [{title or pages[address]: f"{_SCHEME}{address}{'#' if anchor else ''}{anchor}"}]
        if value.partition("/")[0] in folders or _FILE.fullmatch(value):
            hint = did_you_mean(value, pages)
            messages.append(f"`{value}` in nav is neither a file of docs/ nor a generated page{f'; {hint}' if hint else ''}")
            return []
        return [value if title is None else {title: value}]

    def converted(items: Any) -> Any:
        if isinstance(items, dict):
            items = [{title: value} for title, value in items.items()]
        if not isinstance(items, list):
            return items
        pairs = [pair for item in items for pair in (item.items() if isinstance(item, dict) else [(None, item)])]
        return [converted_item for title, value in pairs for converted_item in entry(title, value)]

    return converted(nav), messages


def with_named(nav: Navigation, pages: Collection[str]) -> Navigation:
    """Return a navigation in which every link to a generated page is one that the frame can mark as current."""

    def named(item: StructureItem) -> StructureItem:
        if isinstance(item, Section):
            item.children = list(map(named, item.children))
        elif type(item) is Link and (address := generated_address(item.url, pages)) is not None:
            link = NamedLink(item.title, address, item.url.partition("#")[2])
            link.parent = item.parent
            return link
        return item

    return Navigation(list(map(named, nav.items)), nav.pages)

"""The generated pages in MkDocs' navigation: its own sections and links, as other plugins and hooks expect them.

The hand-written part is that of MkDocs and other plugins; the generated part follows the home page.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page as NotePage
from mkdocs.structure.toc import AnchorLink

from builder.model.language import language_of
from builder.pages.page import NavItem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from mkdocs.structure import StructureItem
    from mkdocs.structure.toc import TableOfContents

    from builder.pages.page import Heading

_PRUNE_FROM = 60
"""With more entries than this, only the reader's own branch of the navigation is unfolded."""


class GeneratedLink(Link):
    """A generated page."""

    def __init__(self, item: NavItem) -> None:
        super().__init__(item.title, f"{item.url}index.html")
        self.page_url = item.url
        """The address of the page, relative to the site."""
        self.branch = item.branch
        self.language = item.language
        """The language of the title, if it is not that of the navigation."""


class NamedLink(GeneratedLink):
    """A generated page that the project names in its own part of the navigation, beside its place in the generated part."""

    def __init__(self, title: str, address: str, anchor: str) -> None:
        super().__init__(NavItem(title, address))
        self.url += f"#{anchor}" if anchor else ""


class GeneratedSection(Section):
    """A branch of generated pages."""

    is_generated = True

    def __init__(self, item: NavItem) -> None:
        super().__init__(item.title, list(map(_entry, item.children)))
        for child in self.children:
            child.parent = self


def _entry(item: NavItem) -> GeneratedLink | GeneratedSection:
    return GeneratedSection(item) if item.children else GeneratedLink(item)


def with_generated(nav: Navigation, items: Iterable[NavItem]) -> Navigation:
    """Return a navigation with the generated branches in it: in place of earlier ones, or else after the home page.

    A page that stands in the hand-written part is left out of them.
    """
    entries = [_entry(item) for item in _without(items, {page.url for page in nav.pages})]
    own = [isinstance(item, GeneratedLink | GeneratedSection) and not isinstance(item, NamedLink) for item in nav.items]
    if any(own):
        place, others = own.index(True), [item for item, generated in zip(nav.items, own, strict=True) if not generated]
    else:
        others = sorted(nav.items, key=lambda item: not _is_home(item))
        place = sum(map(_is_home, others))
    return Navigation([*others[:place], *entries, *others[place:]], nav.pages)


def _without(items: Iterable[NavItem], addresses: Container[str]) -> tuple[NavItem, ...]:
    """Return entries without those of pages at some addresses."""
    kept = (item for item in items if item.children or item.url not in addresses)
    return tuple(replace(item, children=_without(item.children, addresses)) for item in kept)


def translated(nav: Navigation, items: Iterable[NavItem], language: str) -> Navigation:
    """Return a navigation for pages in another language than the site's: its home page and generated branches are named in that."""
    nav = with_generated(nav, items)
    home = _entry(NavItem(language_of(language).say("Home")))
    return Navigation([home, *(item for item in nav.items if not _is_home(item))], nav.pages)


def with_home(nav: Navigation, language: str) -> Navigation:
    """Return a navigation that begins with the home page, even if that is generated."""
    if any(map(_is_home, nav.items)):
        return nav
    return Navigation([_entry(NavItem(language_of(language).say("Home"))), *nav.items], nav.pages)


def _is_home(item: StructureItem) -> bool:
    return (isinstance(item, NotePage) and item.is_homepage) or (isinstance(item, NamedLink) and not item.page_url)


@contextmanager
def unfolded(nav: Navigation, branch: str) -> Iterator[None]:
    """Mark the sections that hold the pages of a branch as active.

    MkDocs' templates read `active` of shared objects, so this is not thread-safe.
    """
    sections = _sections_of(nav.items, branch) if branch else []
    for section in sections:
        section.active = True
    try:
        yield
    finally:
        for section in sections:
            section.active = False


def _sections_of(items: Iterable[StructureItem], branch: str) -> list[Section]:
    """Return the generated sections that directly hold links of a branch."""
    sections: list[Section] = []
    for item in items:
        if isinstance(item, GeneratedSection):
            if any(isinstance(child, GeneratedLink) and child.branch == branch for child in item.children):
                sections.append(item)
            sections += _sections_of(item.children, branch)
    return sections


def plain_title(page: NotePage) -> str:
    """Return the title of a page as plain text.

    MkDocs has it as written in `nav`, in front matter or in the name of the file, but as HTML where it is the page's first heading.
    """
    title = str(page.title or page.file.name)
    is_heading = "title" not in page.meta and title == getattr(page, "_title_from_render", None)
    return unescape(title) if is_heading else title


def plain_headings(entries: Iterable[AnchorLink]) -> None:
    """Turn the titles in a table of contents into plain text; MkDocs has them as HTML without tags."""
    for entry in entries:
        entry.title = unescape(entry.title)
        plain_headings(entry.children)


def add_headings(toc: TableOfContents, headings: Iterable[Heading]) -> None:
    """Add the headings of a generated part to the table of contents of the page that it is on, below the title if that is in it."""
    title = next((entry for entry in toc if entry.level == 1), None)
    (title.children if title else toc.items).extend(AnchorLink(heading.title, heading.anchor, 2) for heading in headings)


def needs_pruning(items: Iterable[NavItem]) -> bool:
    """Return whether the navigation is so large that only the reader's own branch is unfolded."""
    return sum(map(_count_links, items)) > _PRUNE_FROM


def _count_links(item: NavItem) -> int:
    return sum(map(_count_links, item.children)) if item.children else 1

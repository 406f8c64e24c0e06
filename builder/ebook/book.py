"""The pages of a book: those of the site that say something without scripts, each with the notes that its citations lead to.

Notes are written so that readers of books show them above the text: the link and the note are in one file, each says what it is in
EPUB's words and in ARIA's, and the way back stands first in the note.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from builder.pages.overview_pages import addresses_of
from builder.pages.page import Layout, Notes

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from builder.model.document import SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.page import Page
    from builder.pages.renderer import Renderer

    Introduce = Callable[[str, Layout], SafeHtml]
    """Returns what is written by hand for the beginning of the page at an address."""

_FIRST = ("", "about/", "method/")
"""The pages that begin with a text of the authors."""
_OVERVIEWS = ("disputes", "timeline", "designations", "relations", "figures", "glossary", "sources")


class Chapter(NamedTuple):
    """Pages of one kind."""

    title: str
    """Empty for pages that stand by themselves in the contents."""
    pages: list[Page]
    is_read: bool = True
    """Whether its pages belong to the text, in which a reader turns from one to the next."""


class BookLayout(Layout):
    """Each page is a file in a folder of its own; there are no scripts, and no files of the site but pictures."""

    index = "index.xhtml"
    has_files = False
    has_scripts = False
    of_citation = ' epub:type="noteref" role="doc-noteref"'
    notes = Notes("div", "div", ' class="note" epub:type="footnote" role="doc-footnote"', are_numbered=True)

    def __init__(self, pages: Container[str], files: Container[str]) -> None:
        """`pages` are the addresses of its pages, `files` those of the files of the site."""
        self._pages, self._files = pages, files
        self.pictures: set[str] = set()
        """The files of the site that pages have asked for."""

    def href(self, url: str, target: str) -> str:
        """Return the link from a page to an address of the site."""
        if target in self._files and not target.endswith(".html"):
            self.pictures.add(target)
        return super().href(url, target)

    def leads(self, target: str) -> bool:
        """Return whether a link to an address of the site leads anywhere."""
        page, query, _ = target.partition("?")
        return not query and (page.partition("#")[0] in self._pages or page in self._files)


def addresses(explainer: Explainer) -> Iterator[str]:
    """Yield the addresses of the pages of a book."""
    yield from _FIRST
    yield from (page.url for page in explainer.content.pages)
    yield from (other.themes[name].url for other in explainer.translations.values() for name in other.translated)
    for name in _OVERVIEWS:
        if name in explainer.overviews:
            yield from addresses_of(explainer, name) if name == "disputes" else (f"{name}/",)
    yield from (source.page for source in explainer.content.sources)


def chapters(renderer: Renderer, introduce: Introduce, layout: BookLayout) -> list[Chapter]:
    """Return the pages of a book in the order in which they are read; the renderer's layout is that of the book."""
    explainer, content = renderer.explainer, renderer.content
    say = renderer.language.say

    def overview(name: str) -> Iterator[Page]:
        made = renderer.overview_pages(name)
        yield from (make() for _, make in (made if name == "disputes" else islice(made, 1)))

    found = [
        Chapter("", [renderer.introduced[address](introduce(address, layout)) for address in _FIRST]),
        Chapter(say("Themes"), [page for theme in content.themes for page in renderer.versions(theme)]),
        Chapter(say("Groups"), [renderer.group(group) for group in content.groups]),
        Chapter("", [page for name in _OVERVIEWS if name in explainer.overviews for page in overview(name)]),
        Chapter(say("Sources"), [renderer.source(source) for source in content.sources], is_read=False),
    ]
    return [chapter for chapter in found if chapter.pages]

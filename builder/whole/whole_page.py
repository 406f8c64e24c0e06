"""Everything that an explainer says on one page: to print it, to search it with the browser, to carry it away."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from markupsafe import Markup

from builder.model.language import phrase
from builder.pages.overview_pages import addresses_of
from builder.pages.page import Heading
from builder.pages.reference_html import cite, provenance
from builder.whole.one_document import OneDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from builder.model.document import SafeHtml
    from builder.model.explainer import Explainer
    from builder.pages.page import Layout, Page
    from builder.pages.renderer import Renderer

    Introduce: TypeAlias = Callable[[str, Layout], SafeHtml]
    """Returns what is written by hand for the beginning of the page at an address, for a layout; empty if there is nothing."""

ADDRESS = "whole/"
TITLE = phrase("Everything on one page")
MOST_CLAIMS = 2_000
"""Of a larger explainer there is no such page: with these it has four megabytes, which take a desktop computer three seconds to open."""
_OVERVIEWS = ("disputes", "designations", "relations", "figures", "timeline", "glossary", "about", "method")
WITH_SCRIPTS = ("claims", "search", *_OVERVIEWS)
"""The overviews of a document in which scripts make the list of all claims, which would say everything twice without them."""


class Section(NamedTuple):
    """A page in the document."""

    id: SafeHtml
    page: Page

    @property
    def html(self) -> Markup:
        """The page as HTML."""
        return Markup(self.page.html)  # noqa: S704  # rendered by templates


class Chapter(NamedTuple):
    """Sections of one kind."""

    title: str
    sections: list[Section]


def has_whole(explainer: Explainer) -> bool:
    """Return whether an explainer is small enough for one page."""
    return len(explainer.claims) <= MOST_CLAIMS


def no_introduction(_address: str, _layout: Layout) -> SafeHtml:
    """Say that nothing is written by hand."""
    return ""


def whole_page(renderer: Renderer, introduce: Introduce = no_introduction) -> Page:
    """Write the page with everything, as a page of the site."""
    layout = OneDocument(renderer.explainer, addresses(renderer.explainer, _OVERVIEWS), "../")
    return written(renderer, layout, introduce, "whole.html", _OVERVIEWS)


def addresses(explainer: Explainer, overviews: Sequence[str]) -> Iterator[str]:
    """Yield the addresses of all pages in a document with these overviews, but those of sources."""
    yield ""
    yield from (page.url for page in explainer.content.pages)
    yield from (other.themes[name].url for other in explainer.translations.values() for name in other.translated)
    for name in overviews:
        if name in explainer.overviews:
            yield from addresses_of(explainer, name) if name == "disputes" else (f"{name}/",)
    yield "sources/"


def written(  # what a template gets besides
    renderer: Renderer,
    layout: OneDocument,
    introduce: Callable[[str, Layout], SafeHtml],
    template: str,
    overviews: Sequence[str],
    **context: Any,
) -> Page:
    """Write all pages for one document, and put them together with a template."""
    renderer = renderer.laid_out(layout)
    explainer, content, say = renderer.explainer, renderer.content, renderer.language.say

    def overview(name: str) -> Iterator[Page]:
        if make := renderer.introduced.get(f"{name}/"):
            yield make(introduce(f"{name}/", layout))
        else:
            made = renderer.overview_pages(name)
            yield from (make() for _, make in (made if name == "disputes" else islice(made, 1)))

    found: list[tuple[str, list[Page]]] = [
        (say("Themes"), [page for theme in content.themes for page in renderer.versions(theme)]),
        (say("Groups"), list(map(renderer.group, content.groups))),
        (say("Overviews"), [page for name in overviews if name in explainer.overviews for page in overview(name)]),
    ]
    chapters = [Chapter(title, [Section(layout.section(page.url), page) for page in pages]) for title, pages in found if pages]
    entries = [(c.sections[0].id, c.title, tuple(Heading(s.id, s.page.title) for s in c.sections)) for c in chapters]
    return renderer.page(
        ADDRESS,
        say(TITLE),
        template,
        [*(Heading(*entry) for entry in entries), Heading(layout.section("sources/"), say("Sources"))],
        branch="",
        home=Section(layout.section(""), renderer.home(introduce("", layout))),
        chapters=chapters,
        sources=[explainer.sources[name] for name in layout.numbered(explainer, ADDRESS)],
        section_of=layout.section,
        cite=cite,
        provenance=provenance,
        **context,
    )

"""The one table of a site's generated files: each address, and the function that makes its content.

A build makes everything, the preview server what is requested, and bundles take what was built.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import quote

from builder.checking.hand_written import HandWritten
from builder.data.card_files import FOLDER as CARDS
from builder.data.card_files import card_of_page, cards_of_terms, frame
from builder.data.change_feed import FEED, change_feed, xml_text
from builder.data.export import data_files
from builder.drawings.preview_card import card_of
from builder.history.versions import Reach
from builder.pages.overview_pages import PARTED, WITH_CHANGES, addresses_of
from builder.pages.page import Page, pictures
from builder.search.documents import all_documents
from builder.search.facets import facet_files
from builder.search.query_words import field_words
from builder.search.word_index import address_file, script, search_files
from builder.whole.whole_page import ADDRESS, has_whole, no_introduction, whole_page

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from builder.drawings.preview_card import Card
    from builder.model.content import Theme
    from builder.model.explainer import Explainer
    from builder.model.json_encoding import Data
    from builder.pages.renderer import Renderer
    from builder.publishing.publish import Part
    from builder.search.documents import Documents
    from builder.whole.whole_page import Introduce

    Files: TypeAlias = Iterator[tuple[str, Data]]
    Make: TypeAlias = Callable[[], Page | Data]
    """Makes the content of one address: a page, which still needs its frame, or a finished file."""
    Family: TypeAlias = Callable[[], Iterable[tuple[str, Make]]]
    """Computes what a family of files has in common, and yields each address with the function that makes its content."""

_CHUNK = 250
"""Addresses in one part: few enough that two processes finish at about the same time."""
SITEMAP = "sitemap.xml"
OF_HISTORY = ("", *(f"{name}/" for name in WITH_CHANGES), ADDRESS, FEED)
"""Addresses whose content depends on the version history, not only on the content."""


class Contents(NamedTuple):
    """Every generated file of a site, by address relative to the site. The address of a page ends in a slash, or is empty."""

    files: dict[str, Make]
    families: dict[str, Family]
    """By the prefix of their addresses; `files` has precedence, since a prefix may match there, too."""

    def family_of(self, address: str) -> str | None:
        """Return the prefix of the family to which an address would belong, or None."""
        return next((prefix for prefix in self.families if address.startswith(prefix)), None)


def contents_of(
    renderer: Renderer,
    written: HandWritten = HandWritten(),  # noqa: B008  # immutable
    *,
    picture: Callable[[Card], bytes] | None = None,
    introduce: Introduce = no_introduction,
) -> Contents:
    """Return the table of an explainer's site.

    `written` is what the engine writes, with the generated text where a page has both. `picture` draws the previews that other
    sites show beside a link; None where there are none. `introduce` returns what is written by hand for the beginning of
    a page, for the page with everything.
    """
    files = dict(_files(renderer, {page.url for page in written.pages}, picture))
    if has_whole(renderer.explainer):
        files[ADDRESS] = partial(whole_page, renderer, introduce)
    return Contents(files, _families(renderer, written, [address for address in files if address.endswith("/")]))


def _files(renderer: Renderer, written: Container[str], picture: Callable[[Card], bytes] | None) -> Iterator[tuple[str, Make]]:
    explainer, content = renderer.explainer, renderer.content
    if picture:  # first, since they take longest
        for address, own, theme in pictures(explainer):
            yield address, partial(_picture, picture, own, theme)
    for name in explainer.overviews:
        if name not in PARTED and f"{name}/" not in renderer.introduced:
            yield f"{name}/", partial(_overview, renderer, name)
    yield from _text_pages(renderer)
    for source in content.sources:
        yield source.page, partial(renderer.source, source)
    yield from renderer.forwards()
    for address, make in renderer.introduced.items():
        if address not in written:
            yield address, partial(make, "", "")


def _text_pages(renderer: Renderer) -> Iterator[tuple[str, Make]]:
    """Yield the pages with claims, each followed by the file of its cards."""
    explainer, content = renderer.explainer, renderer.content
    for theme in content.themes:
        yield theme.url, partial(renderer.theme, theme)
        yield card_of_page(explainer, theme)
    for group in content.groups:
        yield group.url, partial(renderer.group, group)
        yield card_of_page(explainer, group)
    for tag, translated in explainer.translations.items():
        for theme in (translated.themes[name] for name in translated.translated):
            yield theme.url, partial(renderer.translation, theme, tag=tag)
            yield card_of_page(translated, theme)


def _families(renderer: Renderer, written: HandWritten, pages: Sequence[str]) -> dict[str, Family]:
    """Return the families by prefix, slowest first; `pages` are the addresses of the generated pages outside of them."""
    explainer = renderer.explainer

    def addresses() -> list[str]:
        return sorted([*pages, *(address for name in explainer.overviews if name in PARTED for address in addresses_of(explainer, name))])

    families: dict[str, Family] = {
        "data/": partial(data_files, explainer, renderer.address),
        "search/": partial(_made_together, partial(_search, renderer, written, addresses)),
        f"{CARDS}/": partial(_made_together, partial(_cards, renderer)),
        FEED: partial(_feed, renderer),
        SITEMAP: partial(_sitemap, renderer, written, addresses),
        "robots.txt": partial(_robots, renderer, written),
    }
    return families | {f"{name}/": partial(renderer.overview_pages, name) for name in explainer.overviews if name in PARTED}


def _made_together(files: Callable[[], Iterator[tuple[str, bytes]]]) -> Iterator[tuple[str, Make]]:
    """Yield files that are made together in the form of the table."""
    return ((address, partial(bytes, data)) for address, data in files())


def parts_of(contents: Contents, finish: Callable[[Page], bytes]) -> list[Part]:
    """Return the whole table in parts that can be written independently; `finish` puts a page into its frame."""

    def files_of(entries: Iterable[tuple[str, Make]]) -> Files:
        for address, make in entries:
            data = make()
            yield (f"{data.url}index.html", finish(data)) if isinstance(data, Page) else (address, data)

    def of_family(family: Family) -> Files:
        return files_of(family())

    parts: list[Part] = [partial(of_family, family) for family in contents.families.values()]
    files = iter(contents.files.items())
    while chunk := list(islice(files, _CHUNK)):
        parts.append(partial(files_of, chunk))
    return parts


def _overview(renderer: Renderer, name: str) -> Page:
    ((_, make),) = renderer.overview_pages(name)
    return make()


def _picture(picture: Callable[[Card], bytes], explainer: Explainer, theme: Theme | None) -> bytes:
    return picture(card_of(explainer, theme))


def documents_of(renderer: Renderer, written: HandWritten) -> Documents:
    """Return everything that can be found on the site."""
    return all_documents(renderer.explainer, renderer.overview_titles, {page.url: page.sections for page in written.pages})


def _search(renderer: Renderer, written: HandWritten, addresses: Callable[[], list[str]]) -> Iterator[tuple[str, bytes]]:
    documents = documents_of(renderer, written)
    yield from search_files(documents)
    yield from facet_files(renderer.explainer, documents)
    yield from (script(f"words-{tag}", field_words(renderer.content.settings.language(tag))) for tag in _tags(renderer))
    yield address_file(addresses())


def _tags(renderer: Renderer) -> list[str]:
    """Return the languages of the pages."""
    return sorted({renderer.language.tag, *renderer.explainer.languages.values(), *renderer.explainer.translations})


def _cards(renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    yield from cards_of_terms(renderer.explainer)
    for tag in _tags(renderer):
        language = renderer.content.settings.language(tag)
        yield frame(renderer.explainer, language, renderer.cards(language))


def _feed(renderer: Renderer) -> Iterator[tuple[str, Make]]:
    if renderer.changes.reach is not Reach.NONE:  # whoever follows the changes must not lose the feed because git refuses once
        yield FEED, partial(change_feed, renderer.explainer, renderer.changes, renderer.language, renderer.address)


def _robots(renderer: Renderer, written: HandWritten) -> Iterator[tuple[str, Make]]:
    if renderer.address and "robots.txt" not in written.files.values():
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {_absolute(renderer, SITEMAP)}\n".encode


def _sitemap(renderer: Renderer, written: HandWritten, addresses: Callable[[], list[str]]) -> Iterator[tuple[str, Make]]:
    if renderer.address:
        yield SITEMAP, lambda: sitemap(renderer, {"", *(page.url for page in written.pages), *addresses()})


def sitemap(renderer: Renderer, addresses: Iterable[str]) -> bytes:
    """Return a list of the pages' addresses (sitemaps.org protocol 0.9); without dates, which would come from the clock."""
    urls = "\n".join(f"<url><loc>{xml_text(_absolute(renderer, address))}</loc></url>" for address in sorted(addresses))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'.encode()


def _absolute(renderer: Renderer, address: str) -> str:
    """Return the URL (RFC 3986) of an address that is relative to the site and as on disk."""
    return f"{renderer.address}{quote(address)}"

"""Every generated file of a site, in parts that can be written independently of each other."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from builder.data.card_files import FOLDER as CARDS
from builder.data.card_files import cards_of_pages, cards_of_terms, frame
from builder.data.export import data_files
from builder.data.facets import facet_files
from builder.model.language import language_of
from builder.pages.overview_pages import CHANGE_WORDS, change_lines
from builder.pages.page import PICTURE
from builder.linking.references import note_url
from builder.data.word_index import Entry, address_file, arranged, entries, leaves, search_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from builder.history import Revision
    from builder.model.content import Group, Theme
    from builder.pages.page import Card, Page
    from builder.pages.renderer import Renderer
    from builder.data.word_index import Documents
    from builder.site.shell import Shell
    from builder.model.json_encoding import Data

_T = TypeVar("_T")
Files: TypeAlias = "Iterator[tuple[str, Data]]"
Part: TypeAlias = "Callable[[], Files]"
_CHUNK = 125
"""Pages in one part: few enough that two processes end at about the same time."""
FEED = "changes/feed.xml"
_FEED_ENTRIES = 30


def site_parts(
    renderer: Renderer, shell_for: Callable[[Page], Shell], site_url: str, *, home: bool, picture: Callable[[Card], bytes] | None = None
) -> list[Part]:
    """Give the files of the site in parts, those that take longest first.

    `shell_for` returns the frame of a page; `site_url` ends in a slash or is empty; `home` tells whether the home page is to
    be written, too, or the engine does it; `picture` draws what other sites show beside a link, where that has an address.
    """

    def written(pages: Iterable[Page]) -> Files:
        for page in pages:
            yield f"{page.url}index.html", shell_for(page).fill(page, site_url)

    def drawn(themes: Iterable[Theme | None]) -> Files:
        for theme in themes:
            yield f"{theme.url if theme else ''}{PICTURE}", picture(renderer.card(theme)) if picture else b""

    content = renderer.content
    parts: list[Part] = [*derived_parts(renderer, site_url).values(), partial(_forwards, renderer)]
    if picture:
        parts += [partial(drawn, chunk) for chunk in _chunks((None, *content.themes))]
    parts += [partial(written, renderer.overview(name)) for name in renderer.explainer.overviews]
    parts += [partial(written, map(renderer.theme, chunk)) for chunk in _chunks(content.themes)]
    parts += [partial(written, map(renderer.group, chunk)) for chunk in _chunks(content.groups)]
    parts += [partial(written, map(renderer.source, chunk)) for chunk in _chunks(content.sources)]
    for tag, other in renderer.explainer.translations.items():
        pages = [other.themes[name] for name in other.translated]
        parts.append(partial(written, map(partial(renderer.translation, tag=tag), pages)))
        parts.append(partial(cards_of_pages, other, pages))
    parts += [partial(files_beside, renderer, chunk) for chunk in _chunks(content.pages)]
    if home:
        parts.append(partial(written, map(renderer.home, [""])))
    return parts


def derived_parts(renderer: Renderer, site_url: str) -> dict[str, Part]:
    """Give the parts that are no pages, each by what the addresses of its files begin with."""
    return {
        "data/": partial(data_files, renderer.explainer, site_url),
        "search/": partial(_search, renderer),
        f"{CARDS}/": partial(_cards, renderer),
        FEED: partial(_feeds, renderer, site_url),
        "sitemap.xml": partial(_sitemaps, renderer, site_url),
        "robots.txt": partial(_robots, renderer, site_url),
    }


def files_beside(renderer: Renderer, pages: Iterable[Theme | Group]) -> Iterator[tuple[str, bytes]]:
    """Give the files that lie in the folders of these pages."""
    return cards_of_pages(renderer.explainer, pages)


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def documents_of(renderer: Renderer) -> Documents:
    """Return everything that can be found on the site."""
    overviews = [Entry("page", title, "", f"{name}/index.html", ()) for name, title in renderer.overview_titles.items()]
    return arranged([*entries(renderer.explainer), *overviews], leaves(renderer.explainer))


def _search(renderer: Renderer) -> Files:
    documents = documents_of(renderer)
    yield from search_files(documents)
    yield from facet_files(renderer.explainer, documents)
    yield address_file(sorted(renderer.addresses()))


def _cards(renderer: Renderer) -> Files:
    yield from cards_of_terms(renderer.explainer)
    for tag in sorted({renderer.language.tag, *renderer.explainer.languages.values(), *renderer.explainer.translations}):
        language = language_of(tag)
        yield frame(renderer.explainer, language, renderer.cards(language))


def _feeds(renderer: Renderer, site_url: str) -> Files:
    if renderer.revisions:
        yield FEED, _feed(renderer, site_url)


def _forwards(renderer: Renderer) -> Files:
    for address, html in renderer.forwards():
        yield f"{address}index.html", html.encode()


def _sitemaps(renderer: Renderer, site_url: str) -> Files:
    if site_url:
        yield "sitemap.xml", _sitemap(renderer, site_url)


def _robots(renderer: Renderer, site_url: str) -> Files:
    if site_url and "docs/robots.txt" not in renderer.content.files:
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site_url}sitemap.xml\n".encode()


def _sitemap(renderer: Renderer, site_url: str) -> bytes:
    """List the pages' addresses (sitemaps.org protocol 0.9); without dates, which would come from the clock."""
    notes = [note_url(note) for note in renderer.content.notes]
    urls = "\n".join(f"<url><loc>{site_url}{url}</loc></url>" for url in sorted({"", *notes, *renderer.addresses()}))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'.encode()


def _feed(renderer: Renderer, site_url: str) -> bytes:
    """Write the latest revisions as an Atom feed (RFC 4287), newest first.

    Its id is its address; where that is not known, the version with which the history begins stands for it.
    """
    entries = "\n".join(_feed_entry(renderer, revision) for revision in renderer.revisions[:_FEED_ENTRIES])
    title = escape(renderer.language.say("{title}: changes").format(title=renderer.content.settings.title))
    newest = renderer.revisions[0]
    address = f"{site_url}changes/feed.xml"
    own = f'<link rel="self" href="{escape(address)}"/>\n' if site_url else ""
    feed_id = escape(address) if site_url else f"urn:sha1:{renderer.revisions[-1].commit}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{renderer.language.tag}">\n<title>{title}</title>\n'
        f"<id>{feed_id}</id>\n{own}<updated>{newest.date}T00:00:00Z</updated>\n<author><name>{title}</name></author>\n"
        f'<link href="index.html"/>\n{entries}\n</feed>\n'
    ).encode()


def _feed_entry(renderer: Renderer, revision: Revision) -> str:
    say = renderer.language.say
    counts = say(", ").join(f"{say(CHANGE_WORDS[kind])}: {number}" for kind, number in revision.counts.items())
    text = "\n".join(change_lines(renderer.explainer, revision))
    return (
        f"<entry><title>{escape(counts or say('First version'))}</title><id>urn:sha1:{revision.commit}</id>"
        f"<updated>{revision.date}T00:00:00Z</updated>"
        f'<link href="index.html#r-{revision.commit[:10]}"/><content type="text">{escape(text)}</content></entry>'
    )

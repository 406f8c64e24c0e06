"""The frame of pages: the theme's template is rendered once for many pages, and its slots are filled in for each.

Rendering the theme's template takes milliseconds a page, and more with a larger navigation. Pages in the same branch of the
navigation at the same depth differ only in a few slots, so the template is rendered with a mark in each slot and cut at the
marks. Filling in is joining strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from secrets import token_hex
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.model.document import SafeHtml
    from builder.pages.page import Heading, Page

_OPEN, _CLOSE = f"\ue000{token_hex(8)}\ue001", "\ue002"  # templates do not change private-use characters, and the rest is random
_CURRENT = "current "
_IS_CURRENT = b' aria-current="page"'
"""The attribute of the current page's entry in the navigation."""
_ITALIC = "assets/explainer/fonts/serif-italic.woff2"
_IN_ITALICS = re.compile(r"""class="?claim"?[ ][^>]*data-support="?editorial|<(?:em|q|cite)[ >]|<i>|class="?contra[" >]""")
"""Words in italics. A card, which quotes in italics, asks for them when it opens."""


class Slot(StrEnum):
    """The places in which pages of one frame differ."""

    TITLE = "title"
    DESCRIPTION = "description"
    CANONICAL = "canonical"
    EDIT = "edit"
    ITALICS = "italics"
    HEAD = "head"
    TOC = "toc"
    CONTENT = "content"
    LIVE = "live"
    """On pages of the preview server only: the version of the page."""


def mark(slot: Slot) -> str:
    """Return the text that stands for a slot while the template is rendered."""
    return f"{_OPEN}{slot}{_CLOSE}"


def missing_slots(html: str) -> list[Slot]:
    """Return the slots without which no page is complete and which a rendered template does not have."""
    return [slot for slot in (Slot.TITLE, Slot.HEAD, Slot.CONTENT) if mark(slot) not in html]


def mark_current(url: str) -> str:
    """Return the text that stands for the attribute of the current page in a navigation entry."""
    return f"{_OPEN}{_CURRENT}{url}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered template in UTF-8, cut at its marks."""

    start: bytes
    rest: tuple[tuple[str, bytes], ...]
    """Each slot with the text that follows it."""

    @classmethod
    def cut(cls, html: str) -> Shell:
        """Return a template's output cut at its marks."""
        start, *pieces = html.split(_OPEN)
        rest = (piece.partition(_CLOSE) for piece in pieces)
        return cls(_encoded(start), tuple((slot, _encoded(text)) for slot, _, text in rest))

    def fill(self, page: Page, site_url: str, live: str = "") -> bytes:
        """Return the complete page; `site_url` is empty if the address of the site is not known."""
        return self.join({**slot_values(page, site_url), Slot.LIVE: live}, page.url)

    def join(self, values: Mapping[str, str], url: str) -> bytes:
        """Return the template with these values in its slots, as the page at an address."""
        current = f"{_CURRENT}{url}"
        out = [self.start]
        for slot, text in self.rest:
            if slot in values:
                out.append(_encoded(values[slot]))
            elif slot == current:
                out.append(_IS_CURRENT)
            out.append(text)
        return b"".join(out)


_Key: TypeAlias = "tuple[str, int, str, str, bool]"
"""What pages with the same frame have in common: branch of the navigation, depth, language, folder, whether it can be edited."""


def shared_folder(url: str) -> str:
    """Return the folder that a page shares with pages like it: `themes/` for `themes/x/`; empty for other pages."""
    folder, _, rest = url.partition("/")
    return f"{folder}/" if rest.removesuffix("index.html").count("/") == 1 else ""


def _encoded(text: str) -> bytes:
    """Return HTML in UTF-8; unpaired surrogates become numeric character references, as in MkDocs."""
    return text.encode(errors="xmlcharrefreplace")


def slot_values(page: Page, site_url: str) -> dict[str, SafeHtml]:
    """Return the HTML of each slot of a page."""
    return {
        Slot.TITLE: escape(page.title),
        Slot.DESCRIPTION: escape(page.description),
        Slot.CANONICAL: escape(f"{site_url}{page.url}"),
        Slot.EDIT: escape(page.edit),
        Slot.ITALICS: italics_link(page.html, page.url),
        Slot.HEAD: f"{alternate_links(page, site_url)}{page.head}",
        Slot.TOC: toc_html(page.toc),
        Slot.CONTENT: page.html,
    }


def italics_link(html: SafeHtml, url: str) -> SafeHtml:
    """Return the link by which a browser asks at once for the italics of the page at an address; empty if the page has none.

    The frame asks for the faces that all pages have.
    """
    if not _IN_ITALICS.search(html):
        return ""
    return f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{"../" * url.count("/")}{_ITALIC}">'


def alternate_links(page: Page, site_url: str) -> SafeHtml:
    """Return links to the page in each of its languages; absolute, as search engines want them, if the site's address is known."""
    root = site_url or "../" * page.url.count("/")
    index = "" if site_url else "index.html"
    addresses = ((tag, f"{root}{url}{index}") for tag, url in page.alternates)
    return "".join(f'<link rel="alternate" hreflang="{escape(tag)}" href="{escape(address)}">' for tag, address in addresses)


def toc_html(headings: tuple[Heading, ...]) -> SafeHtml:
    """Return a table of contents as HTML; empty for a page without headings."""
    return f'<ul class="toc-list">{_entries(headings)}</ul>' if headings else ""


def _entries(headings: tuple[Heading, ...]) -> SafeHtml:
    return "".join(f'<li><a href="#{escape(h.anchor)}">{escape(h.title)}</a>{_nested(h.children)}</li>' for h in headings)


def _nested(headings: tuple[Heading, ...]) -> SafeHtml:
    return f"<ul>{_entries(headings)}</ul>" if headings else ""


@dataclass(slots=True)
class FramedPage:
    """The page object that templates read, with marks for what differs from page to page."""

    url: str
    title: str = mark(Slot.TITLE)
    content: str = mark(Slot.CONTENT)
    canonical_url: str = mark(Slot.CANONICAL)
    edit_url: str = mark(Slot.EDIT)
    """Empty for a page without a file of its own."""
    meta: dict[str, str] = field(default_factory=lambda: {"description": mark(Slot.DESCRIPTION)})
    shell: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(toc=mark(Slot.TOC), italics=mark(Slot.ITALICS), head=mark(Slot.HEAD))
    )
    toc: tuple[()] = ()
    is_homepage: bool = False
    previous_page: None = None
    next_page: None = None

    def current(self, url: str) -> str:
        """Return the mark for the attribute of the current page in the navigation entry of an address."""
        return mark_current(url)


class Frames:
    """The theme's template around the generated pages, rendered once for each branch, folder, depth and language.

    `render` renders the template for pages like the given one, with marks for what differs from page to page.
    """

    def __init__(self, render: Callable[[Page, FramedPage], str]) -> None:
        self._render = render
        self._shells: dict[_Key, Shell] = {}

    def shell_for(self, page: Page) -> Shell:
        """Return the frame of a page, rendered at first use."""
        folder, depth = shared_folder(page.url), page.url.count("/")
        key = page.branch, depth, page.language, folder, bool(page.edit)
        if key not in self._shells:
            address = f"{folder}-/index.html" if folder else f"{'-/' * depth}index.html"
            framed = FramedPage(address, edit_url=mark(Slot.EDIT) if page.edit else "")
            self._shells[key] = Shell.cut(self._render(page, framed))
        return self._shells[key]

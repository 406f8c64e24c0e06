"""A page's frame with holes: the theme's template is rendered once for many pages and then filled in for each.

A theme's template takes milliseconds a page, and grows with the navigation. Pages that stand in the same branch of the
navigation at the same depth differ only in a few places, so the template is rendered with marks in those places and cut
at the marks. Filling in is joining strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from secrets import token_hex
from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.pages.page import Heading, Page

_OPEN, _CLOSE = f"\ue000{token_hex(8)}\ue001", "\ue002"  # no template changes private-use characters, and no text can guess the rest
_CURRENT = "current "
_IS_CURRENT = b' aria-current="page"'
"""What the entry of a page says of itself in the navigation."""


class Slot(StrEnum):
    """The places in which pages of one frame differ."""

    TITLE = "title"
    DESCRIPTION = "description"
    CANONICAL = "canonical"
    EDIT = "edit"
    HEAD = "head"
    TOC = "toc"
    CONTENT = "content"
    LIVE = "live"
    """Only on pages that a server shows while they are written: what tells this state of the page from others."""


def mark(slot: Slot) -> str:
    """Return the text that stands for a slot while the template is rendered."""
    return f"{_OPEN}{slot}{_CLOSE}"


def mark_current(url: str) -> str:
    """Return the text that stands where a navigation entry says whether it is the current page."""
    return f"{_OPEN}{_CURRENT}{url}{_CLOSE}"


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered template in UTF-8, cut at its marks."""

    start: bytes
    rest: tuple[tuple[str, bytes], ...]
    """Each slot with what follows it."""

    @classmethod
    def cut(cls, html: str) -> Shell:
        """Cut a template's output at its marks."""
        start, *pieces = html.split(_OPEN)
        rest = (piece.partition(_CLOSE) for piece in pieces)
        return cls(_encoded(start), tuple((slot, _encoded(text)) for slot, _, text in rest))

    def fill(self, page: Page, site_url: str, live: str = "") -> bytes:
        """Return the whole page; `site_url` is empty when the address of the site is not known."""
        return self.join({**slot_values(page, site_url), Slot.LIVE: live}, page.url)

    def join(self, values: Mapping[str, str], url: str) -> bytes:
        """Return the template with these values in its slots, as the page of an address."""
        current = f"{_CURRENT}{url}"
        out = [self.start]
        for slot, text in self.rest:
            if slot in values:
                out.append(_encoded(values[slot]))
            elif slot == current:
                out.append(_IS_CURRENT)
            out.append(text)
        return b"".join(out)


_Key: TypeAlias = "tuple[str, int, str, str]"
"""What the pages of one frame have in common: branch of the navigation, depth, language, folder."""


def shared_folder(url: str) -> str:
    """Return the folder in which a page has its own beside many others: `themes/` of `themes/x/`; empty for other pages."""
    folder, _, rest = url.partition("/")
    return f"{folder}/" if rest.removesuffix("index.html").count("/") == 1 else ""


def _encoded(text: str) -> bytes:
    """Write HTML in UTF-8; of what is no character, which that cannot hold, the number is told, as by the engine."""
    return text.encode(errors="xmlcharrefreplace")


def slot_values(page: Page, site_url: str) -> dict[str, str]:
    """Return what stands in each slot of a page."""
    return {
        Slot.TITLE: escape(page.title),
        Slot.DESCRIPTION: escape(page.description),
        Slot.CANONICAL: escape(f"{site_url}{page.url}"),
        Slot.EDIT: escape(page.edit),
        Slot.HEAD: f"{alternate_links(page, site_url)}{page.head}",
        Slot.TOC: toc_html(page.toc),
        Slot.CONTENT: page.html,
    }


def alternate_links(page: Page, site_url: str) -> str:
    """Write where the page is in each of its languages; search engines want whole addresses, where the site's own is known."""
    root = site_url or "../" * page.url.count("/")
    index = "" if site_url else "index.html"
    return "".join(f'<link rel="alternate" hreflang="{tag}" href="{escape(f"{root}{url}{index}")}">' for tag, url in page.alternates)


def toc_html(headings: tuple[Heading, ...]) -> str:
    """Write a table of contents; empty for a page without headings."""
    return f'<ul class="toc-list">{_entries(headings)}</ul>' if headings else ""


def _entries(headings: tuple[Heading, ...]) -> str:
    return "".join(
        f'<li><a href="#{h.anchor}">{escape(h.title)}</a>{f"<ul>{_entries(h.children)}</ul>" if h.children else ""}</li>' for h in headings
    )


@dataclass(slots=True)
class FramedPage:
    """What the templates read of a page, with marks for what differs from page to page."""

    url: str
    title: str = mark(Slot.TITLE)
    content: str = mark(Slot.CONTENT)
    canonical_url: str = mark(Slot.CANONICAL)
    edit_url: str = mark(Slot.EDIT)
    meta: dict[str, str] = field(default_factory=lambda: {"description": mark(Slot.DESCRIPTION)})
    shell: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(toc=mark(Slot.TOC), head=mark(Slot.HEAD)))
    toc: tuple[()] = ()
    is_homepage: bool = False
    previous_page: None = None
    next_page: None = None

    def current(self, url: str) -> str:
        """Return the mark where the navigation's entry of the page at an address says whether that is the current one."""
        return mark_current(url)


class Frames:
    """The theme's template around the generated pages, rendered once for each branch, folder, depth and language.

    `render` renders the template for a page like the one that it is given, with marks for what differs from page to page.
    """

    def __init__(self, render: Callable[[Page, FramedPage], str]) -> None:
        self._render = render
        self._shells: dict[_Key, Shell] = {}

    def shell_for(self, page: Page) -> Shell:
        """Return the frame of a page."""
        folder, depth = shared_folder(page.url), page.url.count("/")
        key = page.branch, depth, page.language, folder
        if key not in self._shells:
            address = f"{folder}-/index.html" if folder else f"{'-/' * depth}index.html"
            self._shells[key] = Shell.cut(self._render(page, FramedPage(address)))
        return self._shells[key]

"""A page's frame with holes: the theme's template is rendered once for many pages and then filled in for each.

A theme's template takes milliseconds a page, and grows with the navigation. Pages that stand in the same branch of the
navigation at the same depth differ only in a few places, so the template is rendered with marks in those places and cut
at the marks. Filling in is joining strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.pages import Heading, Page

_OPEN, _CLOSE = f"\ue000{token_hex(8)}\ue001", "\ue002"  # no template changes private-use characters, and no text can guess the rest
_CURRENT = "current "


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
    """A rendered template, cut at its marks."""

    start: str
    rest: tuple[tuple[str, str], ...]
    """Each slot with the text that follows it."""

    @classmethod
    def cut(cls, html: str) -> Shell:
        """Cut a template's output at its marks."""
        start, *pieces = html.split(_OPEN)
        rest = (piece.partition(_CLOSE) for piece in pieces)
        return cls(start, tuple((slot, text) for slot, _, text in rest))

    def fill(self, page: Page, site_url: str, live: str = "") -> str:
        """Return the whole page; `site_url` is empty when the address of the site is not known."""
        return self.join({**slot_values(page, site_url), Slot.LIVE: live}, page.url)

    def join(self, values: Mapping[str, str], url: str) -> str:
        """Return the template with these values in its slots, as the page of an address."""
        current = f"{_CURRENT}{url}"
        out = [self.start]
        for slot, text in self.rest:
            out.append(values.get(slot, "") if not slot.startswith(_CURRENT) else current_mark(slot == current))
            out.append(text)
        return "".join(out)


def current_mark(is_current: bool) -> str:
    """Return what a navigation entry says of itself."""
    return ' aria-current="page"' if is_current else ""


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

"""Hand-written pages as their engine has rendered them, and the files beside them: what links may lead to, and what readers meet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class PageLink(NamedTuple):
    """A link of a rendered page, or the address of an image or another file that it loads."""

    written: str
    """As its author wrote it."""
    href: str
    """As a reader follows it, relative to the page."""


class UnreadCitation(NamedTuple):
    """What is left in brackets on a rendered page where a citation was meant."""

    inside: str
    problem: str
    """What is wrong with it; empty if it is well-formed."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandWrittenPage:
    """A page, rendered."""

    path: str
    """Of its source, relative to the project, with forward slashes."""
    url: str
    """Its address relative to the site, as on disk: `guide/` or `method.html`, not percent-encoded."""
    title: str
    source: str = ""
    """The text of its file; empty if a plugin has made it."""
    anchors: frozenset[str] = frozenset()
    links: tuple[PageLink, ...] = ()
    """The links within the site, and those by id that were not resolved."""
    citations: tuple[UnreadCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class HandWritten:
    """All hand-written pages of a site, and the files beside them."""

    folder: str = "docs"
    """Relative to the project."""
    pages: tuple[HandWrittenPage, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """The addresses of the other files, by path relative to the project."""
    assets: frozenset[str] = frozenset()
    """The addresses of the theme's files."""

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Each address, and the path of what stands there."""
        return (*((page.url, page.path) for page in self.pages), *((url, path) for path, url in self.files.items()))


def file_name(url: str) -> str:
    """Return the name of the file at an address relative to the site: `guide/index.html` for `guide/`."""
    return f"{url}index.html" if not url or url.endswith("/") else url

"""Finished pages as values: title, contents and HTML, ready for any frame to be put around."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.model.content import Group, Theme

_TOP_LEVEL = 2  # the page's title is its only heading of the first level
PICTURE = "card.png"
"""Name of a picture, beside the page that it is of."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents."""

    anchor: str
    title: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page, without its frame."""

    url: str
    """Relative to the site, ending in a slash; empty for the home page."""
    title: str
    description: str
    html: str
    toc: tuple[Heading, ...]
    branch: str
    """The part of the navigation in which it stands; pages of one branch share their frame."""
    edit: str = ""
    """Address of the file that it is made from, if the repository is known."""
    head: str = ""
    """What the frame's `<head>` says of this page alone, as HTML: structured data, cards of other sites."""
    language: str = "en"
    """Of the text and of the frame around it."""
    alternates: tuple[tuple[str, str], ...] = ()
    """The same page in each of its languages, this one included: language and address."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the navigation: a page, or a branch with entries."""

    title: str
    url: str = ""
    branch: str = ""
    """Of a page: that of `Page.branch`."""
    language: str = ""
    """Of the title, where it is not that of the navigation."""
    children: tuple[NavItem, ...] = ()


def nested(page: Theme | Group) -> list[Heading]:
    """Return the headings of a text, those of the third level and below under those of the second."""
    entries: list[tuple[Heading, list[Heading]]] = []
    for heading in page.body.headings:
        entry = Heading(heading.id, heading.text)
        if heading.level <= _TOP_LEVEL or not entries:
            entries.append((entry, []))
        else:
            entries[-1][1].append(entry)
    return [Heading(entry.anchor, entry.title, tuple(children)) for entry, children in entries]


def head_html(graph: str, kind: str, picture: str, script: str = "") -> str:
    """Write what a page's head says of it alone: for cards on other sites (Open Graph), and as JSON-LD.

    `picture` and `script` are addresses, or empty. A script's text cannot be escaped as HTML is; where it has no `<`, nothing
    in it can end the script.
    """
    data = graph.replace("<", "\\u003c")
    image = f'<meta property="og:image" content="{escape(picture)}">' if picture else ""
    return (
        f'<meta property="og:type" content="{kind}">{image}<meta name="twitter:card" content="summary{"_large_image" if image else ""}">'
        f'<script type="application/ld+json">{data}</script>'
        f"{f'<script src={script} defer></script>' if script else ''}"
    )

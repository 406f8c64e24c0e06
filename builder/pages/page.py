"""Finished pages as values, ready for any frame to be put around, and the tree in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from builder.linking.queries import shortened
from builder.overviews.titles import OVERVIEWS, checked_title
from builder.typesetting.quotation_marks import typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from builder.model.content import Group, Theme
    from builder.model.document import SafeHtml, TextSection
    from builder.model.explainer import Explainer
    from builder.model.language import Language

_LETTERS = 60
"""Letters of the title of a source in the navigation."""
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
    html: SafeHtml
    toc: tuple[Heading, ...]
    branch: str
    """The part of the navigation in which it stands; pages of one branch share their frame."""
    edit: str = ""
    """Address of the file that it is made from, if the repository is known."""
    head: SafeHtml = ""
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


def nested(page: Theme | Group, language: Language) -> list[Heading]:
    """Return the headings of a text in a language, those of the third level and below under those of the second."""
    entries: list[tuple[Heading, list[Heading]]] = []
    for heading in page.body.headings:
        entry = Heading(heading.id, typeset(heading.text, language.tag))
        if heading.level <= _TOP_LEVEL or not entries:
            entries.append((entry, []))
        else:
            entries[-1][1].append(entry)
    return [Heading(entry.anchor, entry.title, tuple(children)) for entry, children in entries]


class Notes(NamedTuple):
    """How the references of a page are written."""

    list: SafeHtml
    """The element around them."""
    item: SafeHtml
    """The element of each."""
    attributes: SafeHtml = ""
    """What each says of itself."""
    are_numbered: bool = False
    """Whether each has to say its number, which a list does by itself."""


class Layout:
    """How the pages of a document lie: as on the site, each is a file in a folder of its own."""

    index = "index.html"
    """The name of the file in a folder."""
    is_one = False
    """Whether all pages stand in one document, which has one list of references, and one set of style sheets and scripts."""
    has_files = True
    """Whether the files of the site that are no pages can be linked, such as its data."""
    has_scripts = True
    """Whether scripts run in it."""
    of_citation: SafeHtml = ""
    """What the link from a citation to its reference says of itself."""
    notes = Notes("ol", "li")
    """How references are written."""

    def href(self, url: str, target: str) -> str:
        """Return the link from a page to an address of the site (`groups/pmf/#claim-x`).

        It includes the file's name, so that the site works from a disk, too.
        """
        page, mark, anchor = target.partition("#")
        if page == url and mark:
            return f"#{anchor}"
        name = self.index if not page or page.endswith("/") else ""
        return f"{self.root(url)}{page}{name}{mark}{anchor}"

    def leads(self, target: str) -> bool:  # noqa: ARG002
        """Return whether a link to an address of the site leads anywhere."""
        return True

    def root(self, url: str) -> str:
        """Return the beginning of a link from a page to a file of the site."""
        return "../" * url.count("/")

    def id_of(self, url: str, name: SafeHtml) -> SafeHtml:  # noqa: ARG002  # other layouts need the page
        """Return the id in the document for what a page calls `name` (`references`, `claim-x`), or for the beginning of such names."""
        return name

    def level(self, url: str) -> int:  # noqa: ARG002
        """Return the level of the heading that is a page's title."""
        return 1

    def numbered(self, explainer: Explainer, url: str) -> Sequence[str]:
        """Return the sources of a page in the order of their numbers."""
        return explainer.references.get(url, ())


SITE = Layout()


class Introduction(NamedTuple):
    """What is written by hand for the beginning of a generated page, as finished HTML."""

    text: SafeHtml
    references: SafeHtml
    written: Callable[[Layout], SafeHtml]
    """Writes the text for a document of another layout, without references."""
    sections: tuple[TextSection, ...] = ()
    """What it says, as plain text."""


class Copy(NamedTuple):
    """A bundle that is published with the site."""

    kind: str
    """Its format, as in the settings."""
    file: str
    """Its name on the site, which stays the same."""
    name: str
    """Its name with the version, under which it is saved."""
    size: int
    """In bytes."""
    digest: str
    """Its SHA-256 in hexadecimal."""


def pictures(explainer: Explainer) -> Iterator[tuple[str, Explainer, Theme | None]]:
    """Yield the address of each preview picture, with the theme that it is of, or None for the whole, and the explainer in its language."""
    yield PICTURE, explainer, None
    yield from ((f"{theme.url}{PICTURE}", explainer, theme) for theme in explainer.content.themes)
    for other in explainer.translations.values():
        yield from ((f"{other.themes[name].url}{PICTURE}", other, other.themes[name]) for name in other.translated)


_DATA_START, _DATA_END = '<script type="application/ld+json">', "</script>"
_PICTURE_START, _PICTURE_END = '<meta property="og:image" content="', '"><meta name="twitter:card" content="summary_large_image">'


def head_html(graph: str, kind: SafeHtml, title: str, picture: str, script: str = "") -> SafeHtml:
    """Write what a page's head says of it alone: for cards on other sites (Open Graph protocol, ogp.me), and as JSON-LD.

    `picture` and `script` are addresses; that of a script may be empty. A script's text cannot be escaped as HTML is; where it has
    no `<`, nothing in it can end the script.
    """
    data = graph.replace("<", "\\u003c")
    return (
        f'<meta property="og:type" content="{kind}"><meta property="og:title" content="{escape(title)}">'
        f"{_PICTURE_START}{escape(picture)}{_PICTURE_END}{_DATA_START}{data}{_DATA_END}"
        f"{f'<script src={escape(script)} defer></script>' if script else ''}"
    )


def without_picture(html: bytes) -> bytes:
    """Return a page, or its beginning with the whole head, that names no preview picture: no other site shows a link to a file."""
    before, start, rest = html.partition(_PICTURE_START.encode())
    return before + rest.partition(_PICTURE_END.encode())[2] if start else html


def without_data_block(html: SafeHtml) -> SafeHtml:
    """Return a page without its JSON-LD, for a container that takes no script in a page, not even one that is data."""
    before, start, rest = html.partition(_DATA_START)
    return before + rest.partition(_DATA_END)[2] if start else html


def navigation(explainer: Explainer, tag: str) -> tuple[NavItem, ...]:
    """Return the branches of the generated pages in the words of a language, in the order in which a reader needs them."""
    language = explainer.content.settings.language(tag)
    checked = [source for source in explainer.content.sources if source.annotated]
    annotated = [(checked_title(shortened(source.title, _LETTERS), language), source.page) for source in checked]
    whole = [(language.say(OVERVIEWS[name]), f"{name}/") for name in explainer.overviews if name != "search"]
    overviews = tuple(NavItem(title, url, branch="overviews") for title, url in (*annotated, *whole))
    translated = explainer.translations.get(tag, explainer)
    themes = _folder(translated, language, _by_folder(translated), "")
    shown = (NavItem(language.say("Themes"), children=themes),) if themes else ()
    return (*shown, NavItem(language.say("Overviews"), children=overviews))


@dataclass(slots=True)
class _Folder:
    themes: list[Theme] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def _by_folder(explainer: Explainer) -> dict[str, _Folder]:
    """Gather the themes and the folders that lie in each folder; `""` is the outermost."""
    found = {"": _Folder()}
    for theme in explainer.themes.values():
        steps = theme.part.split("/") if theme.part else []
        for n in range(len(steps)):
            name = "/".join(steps[: n + 1])
            if name not in found:
                found[name] = _Folder()
                found["/".join(steps[:n])].folders.append(name)
        found[theme.part].themes.append(theme)
    return found


def _folder(explainer: Explainer, language: Language, folders: Mapping[str, _Folder], name: str) -> tuple[NavItem, ...]:
    """Return the themes of a folder and the folders in it, by `order`, then by title."""
    known = {part.id: part for part in explainer.content.parts}
    rows = [(theme.order, theme.title, _leaf(explainer, language, theme)) for theme in folders[name].themes]
    for child in folders[name].folders:
        part = known.get(child)
        title = part.title if part else child.rpartition("/")[2].replace("-", " ").capitalize()
        rows.append(
            (part.order if part else 0, title, NavItem(typeset(title, language.tag), children=_folder(explainer, language, folders, child)))
        )
    return tuple(item for _, _, item in sorted(rows, key=lambda row: row[:2]))


def _leaf(explainer: Explainer, language: Language, theme: Theme) -> NavItem:
    tag = explainer.language_of(theme.url)
    return NavItem(typeset(theme.title, tag), theme.url, f"themes/{theme.part}", "" if tag == language.tag else tag)

"""The files of an EPUB beside its pages: what it is and holds, its table of contents, its first and last page (EPUB 3.3)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from builder.model.language import direction, language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.ebook.book import Chapter
    from builder.model.document import SafeHtml
    from builder.model.language import Language
    from builder.pages.page import Heading

CONTAINER = """\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PAGE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{tag}" xml:lang="{tag}" dir="{direction}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="{style}"/></head>
<body>{body}</body>
</html>
"""
STYLE, NAV, OPENING, COLOPHON = "book.css", "nav.xhtml", "title.xhtml", "colophon.xhtml"
_TYPES = {
    "xhtml": "application/xhtml+xml",
    "css": "text/css",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
_READABLE = """\
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">readingOrder</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">displayTransformability</meta>
<meta property="schema:accessibilityHazard">none</meta>
"""
"""What of the vocabulary of EPUB Accessibility 1.1 is true of every book: drawings say in words what they show."""


class About(NamedTuple):
    """What a book says of itself."""

    title: str
    description: str
    languages: Sequence[str]
    """BCP 47, that of the text first."""
    digest: str
    modified: str
    """The day up to which it speaks, as a date of XML Schema."""
    rights: str
    authors: Sequence[str]
    publisher: str
    address: str
    """Of the site; empty if nobody knows it."""


def page(title: str, body: str, language: Language, style: str) -> bytes:
    """Return a page as a file; `body` is XHTML, `style` the address of the style sheet from there."""
    way = direction(language.tag)
    return _PAGE.format(tag=escape(language.tag), direction=way, title=escape(title), style=style, body=body).encode()


def package(about: About, files: Iterable[str], read: Sequence[str], other: Sequence[str], drawn: frozenset[str], cover: str) -> bytes:
    """Return the package document (section 5).

    `files` are all that it lists, `read` the pages in their order, `other` those outside of it, `drawn` those with drawings, and
    `cover` is a picture or empty.
    """
    ids = {file: f"f{number}" for number, file in enumerate(files)}

    def item(file: str) -> SafeHtml:
        marks = [
            *(["nav"] if file == NAV else []),
            *(["svg"] if file in drawn else []),
            *(["cover-image"] if file == cover else []),
        ]
        properties: SafeHtml = f' properties="{" ".join(marks)}"' if marks else ""
        return f'<item id="{ids[file]}" href="{escape(file)}" media-type="{_TYPES[file.rpartition(".")[2].lower()]}"{properties}/>'

    summary = language_of(about.languages[0]).say(
        "The text is complete without pictures: what a drawing shows stands beside it in words or in a table."
    )
    spine = [f'<itemref idref="{ids[file]}"/>' for file in read] + [f'<itemref idref="{ids[file]}" linear="no"/>' for file in other]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{escape(about.languages[0])}">',
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<dc:identifier id="id">urn:uuid:{escape(str(uuid5(NAMESPACE_URL, f"urn:sha256:{about.digest}")))}</dc:identifier>',
        f"<dc:title>{escape(about.title)}</dc:title>",
        *(f"<dc:creator>{escape(name)}</dc:creator>" for name in about.authors),
        *([f"<dc:publisher>{escape(about.publisher)}</dc:publisher>"] if about.publisher else []),
        *(f"<dc:language>{escape(tag)}</dc:language>" for tag in about.languages),
        *([f"<dc:description>{escape(about.description)}</dc:description>"] if about.description else []),
        *([f"<dc:rights>{escape(about.rights)}</dc:rights>"] if about.rights else []),
        *([f"<dc:source>{escape(about.address)}</dc:source>"] if about.address else []),
        f"<dc:date>{escape(about.modified)}</dc:date>",
        f'<meta property="dcterms:modified">{escape(about.modified)}T00:00:00Z</meta>',
        f'{_READABLE}<meta property="schema:accessibilitySummary">{escape(summary)}</meta>',
        "</metadata>",
        f"<manifest>{''.join(map(item, ids))}</manifest>",
        f'<spine page-progression-direction="{direction(about.languages[0])}">{"".join(spine)}</spine>',
        "</package>\n",
    ]
    return "\n".join(lines).encode()


def contents(title: str, chapters: Sequence[Chapter], language: Language) -> bytes:
    """Return the table of contents (section 7) as a page."""
    say = language.say
    entries: list[SafeHtml] = []
    for chapter in chapters:
        if not chapter.is_read:
            continue
        pages = [_entry(f"{one.url}index.xhtml", one.title, one.toc, one.language, language) for one in chapter.pages]
        entries += [f"<li><span>{escape(chapter.title)}</span><ol>{''.join(pages)}</ol></li>"] if chapter.title else pages
    entries.append(f'<li><a href="{COLOPHON}">{say("About this version")}</a></li>')
    marks = ((OPENING, "titlepage", title), ("index.xhtml", "bodymatter", say("Home")), (COLOPHON, "colophon", say("About this version")))
    landmarks = "".join(f'<li><a epub:type="{escape(kind)}" href="{escape(file)}">{escape(name)}</a></li>' for file, kind, name in marks)
    body = (
        f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>{say("Contents")}</h1><ol>{"".join(entries)}</ol></nav>'
        f'<nav epub:type="landmarks" hidden=""><h2>{say("Landmarks")}</h2><ol>{landmarks}</ol></nav>'
    )
    return page(say("Contents"), body, language, STYLE)


def _entry(file: str, title: str, toc: Iterable[Heading], tag: str, language: Language) -> SafeHtml:
    tongue = "" if tag == language.tag else f' lang="{escape(tag)}" xml:lang="{escape(tag)}" dir="{direction(tag)}"'
    inner: SafeHtml = "".join(_sections(file, toc))
    return f'<li><a href="{escape(file)}"{tongue}>{escape(title)}</a>{f"<ol>{inner}</ol>" if inner else ""}</li>'


def _sections(file: str, toc: Iterable[Heading]) -> Iterator[SafeHtml]:
    for heading in toc:
        inner: SafeHtml = "".join(_sections(file, heading.children))
        link: SafeHtml = f'<a href="{escape(file)}#{escape(heading.anchor)}">{escape(heading.title)}</a>'
        yield f"<li>{link}{f'<ol>{inner}</ol>' if inner else ''}</li>"

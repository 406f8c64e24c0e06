"""Hand-written pages as MkDocs has them: which files there are, at which addresses, and what stands on the rendered pages."""

from __future__ import annotations

import logging
import re
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from markdown.extensions.toc import slugify
from mkdocs.structure.files import File, InclusionLevel, file_sort_key, set_exclusions
from selectolax.lexbor import LexborHTMLParser

from builder.checking.hand_written import HandWritten, HandWrittenPage, PageLink, UnreadCitation
from builder.citations.brackets import find_brackets
from builder.citations.grammar import parse_citations
from builder.engine.navigation import plain_title
from builder.markdown.leftovers import left_on_page
from builder.model.document import TextSection
from builder.model.findings import Where
from builder.model.ids import ID_SCHEMES
from builder.reading.files import OF_READING, Kind, kind_of, walk
from builder.sanitising.inert_files import OWN_FOLDERS, content_findings, is_inert, unpublished_file
from builder.sanitising.page_html import FRAME_ANCHORS
from builder.site.audit import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from builder.checking.project import FindPages
    from builder.engine.markdown_extension import PageRecord
    from builder.model.findings import Finding
    from builder.reading.files import FoundFile

log = logging.getLogger("mkdocs.plugins.explainer")

_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_NOT_READ = "a, code, kbd, pre, samp, script, style, textarea"
"""Elements in which brackets with an `@` are no citations."""
_INLINE = frozenset("-text abbr b bdi bdo cite del dfn em i ins mark q s small span strong sub sup u".split())
_OF_SITE = OF_READING | {"outside-content"}
"""Findings of files that do not matter where these are excluded from the site."""
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
_NO_LETTERS = re.compile(r"[^\w@]+")


# --- before anything is rendered -------------------------------------------------------------------------------------


def page_finder(config: MkDocsConfig, project: Path) -> FindPages:
    """Return the function that lists the files which MkDocs will publish from its folder, without following links out of it."""
    docs = Path(config.docs_dir)
    folder = folder_of(config, project)

    def find() -> tuple[list[FoundFile], list[Finding]]:
        found, findings = walk(docs, project)
        published = _published((file.path.removeprefix(f"{folder}/") for file in found), config)
        refused = _published((f.where.path.removeprefix(f"{folder}/") for f in findings), config)
        trusted = _trusted(config)
        programs = (
            unpublished_file(f"{folder}/{name}", name)
            for name in sorted(published)
            if kind_of(f"{folder}/{name}") is Kind.FILE
            and not is_inert(name)
            and (name not in trusted or name.lower().startswith(OWN_FOLDERS))
        )
        return (
            [file for file in found if file.path.removeprefix(f"{folder}/") in published],
            [*(f for f in findings if f.code not in _OF_SITE or f.where.path.removeprefix(f"{folder}/") in refused), *programs],
        )

    return find


def _trusted(config: MkDocsConfig) -> set[str]:
    """Return the files that the configuration names as programs, which they then may be."""
    scripts = (getattr(script, "path", script) for script in config.extra_javascript)
    return {*config.extra_css, *map(str, scripts), *config.extra_templates}


def keep_inert(files: Files, config: MkDocsConfig) -> None:
    """Remove files of `docs/` that are programs and not named as such by the configuration.

    A file of the product is taken from the templates, whatever is in `docs/` at its address.
    """
    trusted = _trusted(config)
    for file in list(files):
        name = file.src_uri
        if file.is_documentation_page() or file.src_dir != config.docs_dir or file.inclusion is InclusionLevel.EXCLUDED:
            continue
        if name in trusted and not name.startswith(OWN_FOLDERS):
            continue
        if not is_inert(name) or (name.lower().endswith(".svg") and content_findings(name, file.content_bytes)):
            log.warning("%s: this file is not published: it is not of an inert type", name)
            files.remove(file)
            folder = next((folder for folder in config.theme.dirs if Path(folder, name).is_file()), None)
            if folder and name.startswith(OWN_FOLDERS):
                files.append(File(name, folder, config.site_dir, config.use_directory_urls))


def place_introductions(files: Files, addresses: Iterable[str]) -> None:
    """Give the text that begins a generated page at one of these addresses that address, if its own differs by letter case alone.

    The home page is MkDocs' own, which knows it by its address.
    """
    names = {f"{address}index.html": address for address in addresses if address}
    for file in files.documentation_pages():
        if (name := file.dest_uri.lower()) in names:
            file.dest_uri, file.url = name, names[name]


def folder_of(config: MkDocsConfig, project: Path) -> str:
    """Return the folder of hand-written pages, relative to the project."""
    return Path(relpath(config.docs_dir, project)).as_posix()


def _published(paths: Iterable[str], config: MkDocsConfig) -> set[str]:
    """Return which files MkDocs publishes: as in its `get_files`, a README gives way to the index of its folder."""
    files = [File(path, config.docs_dir, config.site_dir, config.use_directory_urls) for path in paths]
    set_exclusions(files, config)
    included = sorted((file for file in files if _is_published(file)), key=file_sort_key)
    at = {(file.src_uri.rpartition("/")[0], file.dest_uri): file.src_uri for file in included}
    return set(at.values())


def framed_slugs(slugs: Callable[[str, str], str] | None) -> Callable[[str, str], str]:
    """Return a function that makes the anchors of headings as `slugs` does, with a prefix if the page frame uses the same."""

    def slug(text: str, separator: str) -> str:
        anchor = str((slugs or slugify)(text, separator))
        return f"section{separator}{anchor}" if anchor in FRAME_ANCHORS else anchor

    return slug


# --- as rendered -----------------------------------------------------------------------------------------------------


def hand_written(files: Files, config: MkDocsConfig, project: Path, rendered: Mapping[str, HandWrittenPage]) -> HandWritten:
    """Return all pages and files that MkDocs publishes; `rendered` are the pages, by their names in its folder."""
    folder = folder_of(config, project)
    published = [file for file in files if _is_published(file) and file.src_uri not in rendered]
    own = {file.src_uri for file in published if file.generated_by not in (None, "explainer") or _is_in(file, config.docs_dir)}
    pages = {file.src_uri for file in files.documentation_pages()}
    return HandWritten(
        folder=folder,
        pages=tuple(page for name, page in rendered.items() if name in pages),
        files={f"{folder}/{file.src_uri}": file.dest_uri for file in published if file.src_uri in own},
        assets=frozenset(file.dest_uri for file in published if file.src_uri not in own),
    )


def _is_published(file: File) -> bool:
    return bool(file.inclusion.is_included())  # type: ignore[no-untyped-call]


def _is_in(file: File, folder: str) -> bool:
    return file.src_dir is not None and Path(file.src_dir) == Path(folder)


def read_page(file: File, path: str, stages: tuple[str, str, str], record: PageRecord, removed: Iterable[str]) -> HandWrittenPage:
    """Return a page whose text is given as it was rendered, as it is without what is `removed`, and as the whole content of its address."""
    rendered, html, whole = stages
    own = read_document(html)
    unresolved = [href for href in read_document(rendered).links if _is_by_id(href)]
    hrefs = [*unresolved, *(href for href in (*own.links, *own.loads) if _SCHEME.match(href) is None)]
    source = "" if file.generated_by else file.content_string.replace("\r\n", "\n")
    title = plain_title(file.page) if file.page else ""
    return HandWrittenPage(
        path=path,
        url=address_of(file),
        title=title,
        source=source,
        anchors=own.anchors if whole is html else read_document(whole).anchors,
        links=tuple(PageLink(written, href) for href in dict.fromkeys(hrefs) for written in record.written.get(href, [href])),
        removed=tuple(dict.fromkeys(removed)),
        unread=tuple(left_on_page(_blocks(html), source, path)) if "[" in html or "{" in html else (),
        citations=tuple(_unread(html, {_letters(text) for text in record.literal})),
        sections=tuple(_sections(title, html)),
    )


def address_of(file: File) -> str:
    """Return the address of a page, relative to the site and as on disk."""
    folder, slash, name = file.dest_uri.rpartition("/")
    return f"{folder}{slash}" if name == "index.html" else file.dest_uri


def _is_by_id(href: str) -> bool:
    scheme = _SCHEME.match(href)
    return scheme is not None and scheme[1].lower() in ID_SCHEMES


def _unread(html: str, literal: set[str]) -> Iterator[UnreadCitation]:
    """Yield the citations that stand on a page as they were written, unless their author has escaped them."""
    if "@" not in html or "[" not in html:
        return
    for text in _blocks(html):
        for start, end in find_brackets(text)[0]:
            inside = text[start:end]
            if _letters(inside) not in literal:
                citations, problems = parse_citations(inside, inside, lambda _: Where(""))
                problem = problems[0].message if problems else ""
                yield UnreadCitation(inside, problem, tuple(citation.source for citation in citations))


def _blocks(html: str) -> Iterator[str]:
    """Yield the text of each block of a page in which citations are read."""
    tree = LexborHTMLParser(html)
    for node in tree.css(_NOT_READ):
        node.decompose()
    pieces: list[str] = []
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        if node.tag not in _INLINE:
            yield "".join(pieces)
            pieces.clear()
        elif node.tag == "-text":
            pieces.append(node.text(deep=False))
    yield "".join(pieces)


def _sections(title: str, html: str) -> Iterator[TextSection]:
    """Yield what a page says, divided at its headings, without samples of code; a heading of the first level is its title."""
    section, pieces = TextSection("", title, ""), list[str]()
    tree = LexborHTMLParser(html)
    for node in tree.css("pre, script, style"):
        node.decompose()
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        if node.tag in _HEADINGS:
            yield section._replace(text=" ".join("".join(pieces).split()))
            section, pieces = TextSection(node.id or "", node.text(strip=True), ""), []
        elif node.tag not in _INLINE:
            pieces.append(" ")
        elif node.tag == "-text":
            pieces.append(node.text(deep=False))
    yield section._replace(text=" ".join("".join(pieces).split()))


def _letters(text: str) -> str:
    """Return a text without what typographic extensions change in it."""
    return _NO_LETTERS.sub("", text)

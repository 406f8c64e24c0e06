"""One EPUB, for e-readers and the reading programs of phones (EPUB 3.3, https://www.w3.org/TR/epub-33/)."""

from __future__ import annotations

import zipfile
from html import escape
from importlib.resources import files as files_of
from typing import TYPE_CHECKING

from builder.bundles.bundle_files import digest_of, manifest_of, written_sums
from builder.bundles.sealed_file import ZIP, sealed_file
from builder.bundles.texts import MANIFEST, SUMS, signed_lines
from builder.bundles.zip_bundle import add_entry
from builder.ebook.book import BookLayout, addresses, chapters
from builder.ebook.package import COLOPHON, CONTAINER, NAV, OPENING, STYLE, About, contents, package, page
from builder.ebook.xhtml import as_xhtml
from builder.model.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builder.bundles.bundle_files import Bundle, Source
    from builder.bundles.version import Version
    from builder.model.document import SafeHtml
    from builder.model.language import Language
    from builder.pages.page import Layout
    from builder.pages.renderer import Renderer

_MIMETYPE, _LISTS = "mimetype", "META-INF/"
_DRAWINGS = "assets/explainer/drawings.css"


def write(bundle: Bundle, target: Path) -> Iterator[Path]:
    """Write a bundle as an EPUB, and yield its path in the folder `target`."""
    if bundle.renderer is None:
        return
    path = target / f"{bundle.version.name}.epub"
    files = {_MIMETYPE: b"application/epub+zip", **dict(sorted(_files(bundle, bundle.renderer).items()))}
    digests = {name: digest_of(source) for name, source in files.items()}
    files[_LISTS + MANIFEST] = manifest_of(bundle.version, digests, OPENING)
    digests[_LISTS + MANIFEST] = digest_of(files[_LISTS + MANIFEST])
    files[_LISTS + SUMS] = written_sums(digests)
    with sealed_file(path, ZIP) as file, zipfile.ZipFile(file, "w") as archive:
        for name, source in files.items():
            add_entry(archive, name, source, is_stored=name == _MIMETYPE)  # the first, so that a program knows it by its beginning
        archive.comment = ZIP.seal("")
    yield path


def _files(bundle: Bundle, renderer: Renderer) -> dict[str, Source]:
    explainer, language, version = renderer.explainer, renderer.language, bundle.version
    settings = explainer.content.settings
    layout = BookLayout(frozenset(addresses(explainer)), bundle.site)

    def introduce(address: str, wanted: Layout) -> SafeHtml:
        return bundle.introductions[address].written(wanted) if address in bundle.introductions else ""

    made = chapters(renderer.laid_out(layout), introduce, layout)
    files: dict[str, Source] = {"META-INF/container.xml": CONTAINER.encode()}
    read, other = [OPENING, NAV], list[str]()
    drawn = set[str]()
    for chapter in made:
        for one in chapter.pages:
            name = f"{one.url}{layout.index}"
            text = as_xhtml(one.html)
            files[name] = page(one.title, text, language_of(one.language), layout.href(one.url, STYLE))
            (read if chapter.is_read else other).append(name)
            if "<svg" in text:
                drawn.add(name)
    read.append(COLOPHON)
    drawings = bundle.site[_DRAWINGS].read_text(encoding="utf-8") if _DRAWINGS in bundle.site else ""
    files |= {name: bundle.site[name] for name in layout.pictures}
    files[STYLE] = (
        files_of("builder.ebook").joinpath("book.css").read_text(encoding="utf-8") + drawings.removeprefix('@charset "UTF-8";')
    ).encode()
    files[NAV] = contents(settings.title, made, language)
    files[OPENING] = page(settings.title, _opening(renderer), language, STYLE)
    files[COLOPHON] = page(language.say("About this version"), _colophon(version, language), language, STYLE)
    about = About(
        settings.title,
        settings.description,
        [*dict.fromkeys([language.tag, *(one.language for chapter in made for one in chapter.pages)])],
        version.digest,
        settings.as_of.last.isoformat() if settings.as_of and settings.as_of.last else "1970-01-01",
        version.license,
        settings.authors,
        settings.publisher,
        renderer.address,
    )
    listed = [name for name in sorted(files) if not name.startswith(_LISTS)]
    files["book.opf"] = package(about, listed, read, other, frozenset(drawn), "")
    return files


def _opening(renderer: Renderer) -> str:
    settings, language = renderer.content.settings, renderer.language
    as_of = f"<p>{language.say('As of {date}').format(date=escape(language.date(settings.as_of)))}</p>" if settings.as_of else ""
    description = f"<p>{escape(settings.description)}</p>" if settings.description else ""
    signed = "".join(f"<p>{escape(line)}</p>" for line in signed_lines(settings, language))
    return f'<section epub:type="titlepage" class="title"><h1>{escape(settings.title)}</h1>{description}{signed}{as_of}</section>'


def _colophon(version: Version, language: Language) -> str:
    """Return what tells one version from another, and how to check this one."""
    say = language.say
    commit: SafeHtml = f"<dt>{say('Commit:')}</dt><dd>{escape(version.commit.id)}</dd>" if version.commit.id else ""
    rights: SafeHtml = f"<dt>{say('Text:')}</dt><dd>{escape(version.license)}</dd>" if version.license else ""
    return (
        f'<section epub:type="colophon" role="doc-colophon"><h1>{say("About this version")}</h1>'
        f"<dl><dt>{say('This version in eight words:')}</dt>"
        f'<dd lang="en" xml:lang="en" dir="ltr">{escape(version.words)}</dd>'
        f"<dt>{say('Content:')}</dt><dd>SHA-256 {escape(version.digest)}</dd>{commit}"
        f"<dt>{say('Made with:')}</dt><dd>{escape(version.generator)}</dd>{rights}</dl>"
        f"<p>{say('With the program that made this site, a bundle that was received is checked with:')} "
        f'<code dir="ltr">explainer verify {say("FILE")}</code></p></section>'
    )

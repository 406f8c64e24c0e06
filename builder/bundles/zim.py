"""ZIM files, as Kiwix shows and searches them: one for each language, since an index of words has one.

Each holds every page, so that no link is dead; those in its language are found by their titles and words. The format is that of
openZIM (https://wiki.openzim.org/wiki/ZIM_file_format).
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from libzim.writer import Creator, FileProvider, Hint, Item, StringProvider
from selectolax.lexbor import LexborHTMLParser

from builder.bundles.sealed_file import ZIP, about_line, sealed_file
from builder.model.language import alpha_3
from builder.pages.page import without_data_block, without_picture
from builder.publishing.output_folders import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.bundles.bundle_files import Bundle
    from builder.model.document import SafeHtml


_START = "index.html"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
}
"""Media types by the ends of names; a page of another type is not shown as one."""
_NOT_COMPRESSED = (".woff2", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 30, 80  # https://wiki.openzim.org/wiki/Metadata
_PIECE = 1 << 20
_UUID, _CHECKSUM_PLACE, _CHECKSUM = slice(8, 24), slice(72, 80), 16
"""In the header: its number, and where the checksum at the end of the file begins."""
_XAPIAN = re.compile(rb"\x0f\x0dXapian Glass..(.{16})", re.DOTALL)
"""The beginning of an index of Xapian (backends/glass/glass_version.cc): a magic number, a version, and a random UUID."""


class _Entry(Item):  # type: ignore[misc]  # libzim has no types
    """A file in a ZIM."""

    def __init__(self, path: str, content: Path | bytes, title: str = "", *, is_page: bool = False) -> None:
        super().__init__()
        self._path, self._content, self._title, self._is_page = path, content, title, is_page

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return _TYPES.get(Path(self._path).suffix.lower(), "application/octet-stream")

    def get_contentprovider(self) -> FileProvider | StringProvider:
        # A new one each time: two threads read it, one for its words.
        return StringProvider(self._content) if isinstance(self._content, bytes) else FileProvider(self._content)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: self._is_page, Hint.COMPRESS: self._path != _ABOUT and not self._path.endswith(_NOT_COMPRESSED)}


_ABOUT = "version.txt"
"""What the file says of its version; not compressed, so that it can be read without a library."""


class _Page(NamedTuple):
    html: SafeHtml
    title: str
    language: str


def write(bundle: Bundle, target: Path) -> Iterator[Path]:
    """Write a bundle as ZIM files, and yield their paths in the folder `target`."""
    explainer = bundle.project.explainer
    main = bundle.version.language
    tags = [main, *(tag for tag, other in explainer.translations.items() if other.translated)]
    for tag in tags:
        path = target / f"{bundle.version.name}{f'.{tag}' if len(tags) > 1 else ''}.zim"
        # libzim writes several files beside the one that it is asked for, and leaves them there when it fails.
        with sealed_file(path, None) as file, TemporaryDirectory(prefix="explainer-zim-") as folder:
            made = Path(folder, "made.zim")
            try:
                with _silent():
                    _make(bundle, tag, made)
            except RuntimeError as error:
                raise OutputError(f"libzim could not write {path.name}: {error}") from error
            _settle(made, file, bundle.version.digest + tag)
        yield path


@contextmanager
def _silent() -> Iterator[None]:
    """Keep from the standard output what libzim prints there, past Python, at the end of each file."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _make(bundle: Bundle, tag: str, path: Path) -> None:
    version, explainer = bundle.version, bundle.project.explainer
    settings = explainer.content.settings
    other = explainer.translations.get(tag)
    start = _START if other is None else f"{other.themes[next(iter(other.translated))].url}{_START}"
    moved = {f"{old}{_START}": f"{new}{_START}" for old, new in explainer.moves.pages.items()}
    names = {alias.text: f"{group.url}{_START}" for group in explainer.content.groups for alias in group.aliases}
    creator = (
        Creator(path).config_nbworkers(1).config_indexing(indexing=True, language=alpha_3(tag))
    )  # more threads put entries in any order
    with creator.set_mainpath(start):
        for address, file in bundle.site.items():
            if address in moved:
                continue
            if not address.endswith(".html"):
                creator.add_item(_Entry(address, file))
                continue
            page = _read(file)
            is_page = page.language == tag
            creator.add_item(_Entry(address, page.html.encode(), page.title, is_page=is_page))
        for old, new in moved.items():
            creator.add_redirection(old, "", new, {Hint.FRONT_ARTICLE: False})
        for name, page_of_group in sorted(names.items()):
            creator.add_redirection(f"names/{name}", name, page_of_group, {Hint.FRONT_ARTICLE: True})
        creator.add_item(_Entry(_ABOUT, about_line(ZIP, version.about)))
        title, day = settings.title, settings.as_of.last if settings.as_of else None
        creator.add_illustration(48, files("builder.bundles").joinpath("icon.png").read_bytes())
        for name, value in {
            "Name": f"{version.name.rsplit('-', 1)[0]}_{tag}",
            "Title": _cut(title, _LONGEST_TITLE),
            "Description": _cut(settings.description or title, _LONGEST_DESCRIPTION),
            "LongDescription": settings.description if len(settings.description) > _LONGEST_DESCRIPTION else "",
            "Language": alpha_3(tag),
            "Date": (day or date(1970, 1, 1)).isoformat(),
            "Creator": "; ".join(settings.signed) or title,
            "Publisher": settings.publisher or title,
            "License": version.license,
            "Source": bundle.renderer.address if bundle.renderer else "",
            "Scraper": version.generator,
            "Tags": "_ftindex:yes;_pictures:yes;_videos:no;_details:yes",
        }.items():
            if value:
                creator.add_metadata(name, value)


def _read(file: Path) -> _Page:
    """Return a page without what is for other sites: readers of ZIM files allow no script in a page, not even one that is data."""
    html = without_data_block(without_picture(file.read_bytes()).decode())
    tree = LexborHTMLParser(html)
    title, root = tree.css_first("main h1") or tree.css_first("title"), tree.root
    text = title.text(strip=True) if title else ""
    return _Page(html, text, (root.attributes.get("lang") or "") if root else "")


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def _settle(made: Path, file: BinaryIO, content: str) -> None:
    """Copy a ZIM with numbers that are made of its content in the place of random ones, and the checksum (MD5) that follows from them.

    The numbers are those of the file and of its indexes, which stand in it as they are.
    """
    number = uuid5(NAMESPACE_URL, f"urn:sha256:{content}").bytes
    with made.open("rb") as source:
        header = source.read(80)
        size = int.from_bytes(header[_CHECKSUM_PLACE], "little")
    data = bytearray(made.read_bytes()[:size])
    data[_UUID] = number
    for index in _XAPIAN.finditer(data):
        data[index.start(1) : index.end(1)] = number
    file.write(data)
    file.write(hashlib.md5(data, usedforsecurity=False).digest())

"""The files of a bundle: the site less what only a server needs, texts to go with it, and lists of all of them with their digests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from builder.bundles.texts import MANIFEST, PATCHES, START, SUMS, added_texts
from builder.bundles.version import version_of
from builder.model.ids import folded_name, why_not_portable
from builder.pages.page import pictures, without_picture
from builder.publishing.output_folders import site_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builder.bundles.version import Version
    from builder.checking.project import Project
    from builder.pages.page import Introduction
    from builder.pages.renderer import Renderer

    Source: TypeAlias = Path | bytes
    """Where the content of a file is, or the content."""

_FOR_SERVERS = frozenset({"404.html", "robots.txt", "sitemap.xml", "sitemap.xml.gz"})
_PIECE = 1 << 20
"""Bytes that are held of a file."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What people carry away, before it is put into a file."""

    version: Version
    project: Project
    renderer: Renderer | None
    """What wrote the pages; None if nobody can say."""
    introductions: Mapping[str, Introduction]
    """What is written by hand for the beginning of generated pages, by address."""
    site: Mapping[str, Path]
    """The files of the site by their addresses, sorted, for a format that is no folder of files."""
    files: Mapping[str, Source]
    """All files of a folder by their paths, sorted, the list and the manifest last."""
    digests: Mapping[str, str]
    """Their SHA-256 in hexadecimal, but that of the list."""


def bundle_files(
    project: Project,
    site: Path,
    renderer: Renderer | None = None,
    introductions: Mapping[str, Introduction] = MappingProxyType({}),
) -> Bundle:
    """Return the files of a bundle. The caller holds the project's lock until they are written.

    Raises ValueError if a name could not be unpacked on every system: the audit of the site reports those.
    """
    version = version_of(project, site)
    added = added_texts(version)
    ours = {folded_name(name) for name in (*added, MANIFEST, SUMS, PATCHES)}
    for_others = _FOR_SERVERS.union(address for address, *_ in pictures(project.explainer))
    files = {file: p for file, p in sorted(site_files(site).items()) if file not in for_others and folded_name(file) not in ours}
    if bad := [file for file in files if any(map(why_not_portable, file.split("/")))]:
        raise ValueError(f"a bundle cannot hold {bad}")
    whole: dict[str, Source] = {**files, **added}
    whole = dict(sorted(whole.items()))
    digests = {file: digest_of(source) for file, source in whole.items()}
    whole[MANIFEST] = manifest_of(version, digests)
    digests[MANIFEST] = digest_of(whole[MANIFEST])
    whole[SUMS] = written_sums(digests)
    return Bundle(version, project, renderer, introductions, files, whole, digests)


def pieces_of(source: Source) -> Iterator[bytes]:
    """Yield the content of a file in pieces; pages do not name their preview pictures, which stay on the site."""
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        first = file.read(_PIECE)  # has the whole head of a page
        yield without_picture(first) if source.suffix == ".html" else first
        while piece := file.read(_PIECE):
            yield piece


def digest_of(source: Source) -> str:
    """Return the SHA-256 of the content of a file in hexadecimal."""
    digest = sha256()
    for piece in pieces_of(source):
        digest.update(piece)
    return digest.hexdigest()


def manifest_of(version: Version, digests: Mapping[str, str], start: str = START) -> bytes:
    """Return what a bundle holds as JSON: its version, counts, and the SHA-256 of every file but the manifest and the list."""
    content = {**version.about, "license": version.license or None, "open": start, "counts": version.counts, "files": digests}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def written_sums(digests: Mapping[str, str]) -> bytes:
    """Return a list of files with their digests, as `sha256sum -c` reads it."""
    return "".join(f"{digest}  {file}\n" for file, digest in digests.items()).encode()


def read_sums(text: str) -> dict[str, str]:
    """Return the digests that such a list has, by file. Raises ValueError for anything else."""
    pairs = [line.partition("  ") for line in text.split("\n") if line]
    if any(len(digest) != len(sha256().hexdigest()) or set(digest) - set("0123456789abcdef") or not file for digest, _, file in pairs):
        raise ValueError(f"this is not a list of SHA-256 digests as {SUMS} is")
    return {file: digest for digest, _, file in pairs}

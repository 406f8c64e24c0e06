"""One zip with the whole site, to be unpacked and opened by a double click; the same bytes from the same content."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from builder.model.ids import is_device_name, why_not_portable
from builder.publishing.output_folders import site_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from builder.checking.project import Project

MANIFEST = "manifest.json"
UNFINISHED = ".explainer-bundle.part"
"""The name of a zip while it is written, under the lock of its project."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: the content's dates are in the content
_FOR_SERVERS = frozenset({"404.html", "robots.txt", "sitemap.xml", "sitemap.xml.gz"})
_MODE = 0o100644 << 16
_PIECE = 1 << 20
"""Bytes that are held of a file."""


def bundle(project: Project, site: Path, target: Path) -> Path:
    """Write the site, less what only a server needs, with a manifest into a zip in the folder `target`, and return its path.

    The zip unpacks into one folder. Files are copied in pieces, so that the size of a site does not matter. The caller holds the
    project's lock. Raises ValueError before anything is written if a name could not be unpacked on every system: the audit of the site
    reports those.
    """
    name = bundle_name(project)
    files = {file: p for file, p in sorted(site_files(site).items()) if file not in (*_FOR_SERVERS, MANIFEST)}
    if bad := [file for file in files if any(map(why_not_portable, file.split("/")))]:
        raise ValueError(f"a bundle cannot hold {bad}")
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}.zip"
    unfinished = target / UNFINISHED
    unfinished.unlink(missing_ok=True)  # of a bundle that was broken off, or a link that somebody put there
    try:
        with unfinished.open("xb") as file:  # which follows no link
            _write_zip(file, name, files, partial(manifest, project))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _write_zip(target: BinaryIO, folder: str, files: Mapping[str, Path], manifest_of: Callable[[Mapping[str, str]], bytes]) -> None:
    """Write files into a folder of a zip, with nothing of the clock or of this system in it; the manifest of their digests last."""
    digests: dict[str, str] = {}
    with zipfile.ZipFile(target, "w") as archive:
        for file, path in files.items():
            with path.open("rb") as source:
                size = os.fstat(source.fileno()).st_size
                pieces = iter(partial(source.read, _PIECE), b"")
                digests[file] = _add(archive, f"{folder}/{file}", size, pieces)
        text = manifest_of(digests)
        _add(archive, f"{folder}/{MANIFEST}", len(text), (text,))


def _add(archive: zipfile.ZipFile, name: str, size: int, pieces: Iterable[bytes]) -> str:
    """Write one file into a zip and return its SHA-256; from its size follows whether the zip needs large numbers for it."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = _MODE
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.file_size = size
    entry._compresslevel = 9  # type: ignore[attr-defined]  # noqa: SLF001  # its public name is newer than Python 3.11
    digest = hashlib.sha256()
    with archive.open(entry, "w") as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def bundle_name(project: Project) -> str:
    """Return the name of a project's bundle: its title and the date up to which it speaks."""
    settings = project.explainer.content.settings
    title = re.sub(r"[^a-z0-9]+", "-", settings.title.lower()).strip("-")[:60].rstrip("-") or "explainer"
    day = re.sub(r"[^0-9A-Za-z.]+", "-", settings.as_of.edtf).strip("-.") if settings.as_of else ""  # not every system allows `2025?`
    name = f"{title}-{day}" if day else title
    return f"explainer-{name}" if is_device_name(name) else name


def manifest(project: Project, digests: Mapping[str, str]) -> bytes:
    """Return what a bundle holds as JSON: counts, dates, and the SHA-256 of every file."""
    settings = project.explainer.content.settings
    content = {
        "title": settings.title,
        "as_of": settings.as_of.edtf if settings.as_of else None,
        "license": settings.license or None,
        "open": "index.html",
        "counts": {name: number for name, number in project.counts.items() if name not in ("errors", "warnings")},
        "files": digests,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

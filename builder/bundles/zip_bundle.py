"""One zip with the whole site, to be unpacked and opened by a double click; the same bytes from the same content."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from builder.site.output_folders import site_files

if TYPE_CHECKING:
    from pathlib import Path

    from builder.checking.project import Project

MANIFEST = "manifest.json"
_UNFINISHED = ".explainer-bundle.part"
"""The name of a zip while it is written, under the lock of its project."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: the content's dates are in the content
_FOR_SERVERS = frozenset({"404.html", "robots.txt", "sitemap.xml", "sitemap.xml.gz"})
_MODE = 0o100644 << 16


def bundle(project: Project, site: Path, target: Path) -> Path:
    """Write the site, less what only a server needs, with a manifest into a zip in the folder `target`.

    The zip unpacks into one folder. Returns its path. The caller holds the project's lock.
    """
    name = bundle_name(project)
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}.zip"
    files = {file: p.read_bytes() for file, p in sorted(site_files(site).items()) if file not in _FOR_SERVERS}
    files[MANIFEST] = manifest(project, files)
    unfinished = target / _UNFINISHED
    unfinished.unlink(missing_ok=True)  # of a bundle that was broken off, or a link that somebody put there
    try:
        with unfinished.open("xb") as file:  # which follows no link
            _write_zip(file, name, files)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _write_zip(target: BinaryIO, folder: str, files: dict[str, bytes]) -> None:
    """Write files into a folder of a zip, with nothing of the clock or of this system in it."""
    with zipfile.ZipFile(target, "w") as archive:
        for file, data in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{file}", _EPOCH)
            entry.external_attr = _MODE
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)


def bundle_name(project: Project) -> str:
    """Return the name of a project's bundle: its title and the date up to which it speaks."""
    settings = project.explainer.content.settings
    title = re.sub(r"[^a-z0-9]+", "-", settings.title.lower()).strip("-")[:60].rstrip("-") or "explainer"
    day = re.sub(r"[^0-9A-Za-z.]+", "-", settings.as_of.edtf).strip("-.") if settings.as_of else ""  # not every system allows `2025?`
    return f"{title}-{day}" if day else title


def manifest(project: Project, files: dict[str, bytes]) -> bytes:
    """Say what a bundle holds: counts, dates, and the SHA-256 of every file."""
    settings = project.explainer.content.settings
    content = {
        "title": settings.title,
        "as_of": settings.as_of.edtf if settings.as_of else None,
        "license": settings.license or None,
        "open": "index.html",
        "counts": {name: number for name, number in project.counts.items() if name not in ("errors", "warnings")},
        "files": {file: hashlib.sha256(data).hexdigest() for file, data in files.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

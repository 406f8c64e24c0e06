"""What has changed since an older bundle, as a zip: unpacked over the older folder it makes the new one, and so does its `update.py`."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from builder.bundles.bundle_files import read_sums
from builder.bundles.sealed_file import ZIP, sealed_file
from builder.bundles.texts import MANIFEST, REMOVED, SUMS
from builder.bundles.zip_bundle import write_archive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.bundles.bundle_files import Bundle

_LONGEST_LIST = 1 << 28
"""Bytes of a list of files that are read: room for two million."""


def write_delta(bundle: Bundle, old: Mapping[str, str], target: Path) -> Path:
    """Write what a bundle has that an older one has not, and return the path of the zip in the folder `target`.

    `old` has the digests of the older bundle, by file. What is gone is listed in a file that lists itself as well, for people who do by
    hand what it says. The list of digests is always in it, and is that of the whole new state.
    """
    changed = {file: source for file, source in bundle.files.items() if file == SUMS or old.get(file) != bundle.digests[file]}
    gone = [*sorted(set(old) - set(bundle.digests)), REMOVED]
    path = target / f"{bundle.version.name}.delta.zip"
    with sealed_file(path, ZIP) as file:
        write_archive(file, {**changed, REMOVED: "".join(f"{name}\n" for name in gone).encode()})
    return path


def old_digests(path: Path) -> dict[str, str]:
    """Return the digests of an older bundle, given as a zip, its list of digests or its manifest. Raises ValueError for anything else."""
    try:
        if zipfile.is_zipfile(path):
            return read_sums(_list_in(path).decode())
        text = path.read_text(encoding="utf-8")
        return _of_manifest(text) if text.startswith("{") else read_sums(text)
    except (ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a bundle of an explainer, its {SUMS} or its {MANIFEST}: {error}") from error


def _list_in(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if SUMS in (name, name.partition("/")[2])]
        if len(names) != 1:
            raise ValueError(f"it has no {SUMS}")
        with archive.open(names[0]) as file:
            return file.read(_LONGEST_LIST)


def _of_manifest(text: str) -> dict[str, str]:
    files = json.loads(text).get("files")
    if not isinstance(files, dict):
        raise ValueError("it has no list of files")  # noqa: TRY004  # of a file, not of an argument
    return {str(name): str(digest) for name, digest in files.items()}
